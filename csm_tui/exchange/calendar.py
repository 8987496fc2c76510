"""Touchpoints as an iCalendar file (RFC 5545), through the icalendar library.

The same touchpoints give the same bytes. Days are dates, times are floating: local wherever the
file is opened. No text of a customer's can end a line or open a component (TORTURE T120).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from csm_tui import __version__
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Alarm, Component, Event

    Day = date  # for a class that has a field called date

_PRODID: Final = f"-//csm-tui//csm {__version__.partition('.')[0]}//EN"
_NAME: Final = "Customer touchpoints"
_CANCELLED: Final = ("skipped", "cancelled")
_OPEN: Final = "planned"
# An alarm of a day without a time counts back from here, not from midnight.
_MORNING: Final = timedelta(hours=9)
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
_ALARM: Final = re.compile(r"([0-9]{1,5})([mhd])")
_ALARM_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
_LINE_BREAK: Final = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_END: Final = b"END:VCALENDAR\r\n"


class Entry(NamedTuple):
    """One touchpoint as its event needs it.

    `uid` stays, `sequence` rises with every move; `changed_at` is the instant of the last change,
    `minutes` how long it takes. `time` is local, HH:MM. One that is not `booked` is a suggestion.
    """

    uid: str
    sequence: int
    changed_at: datetime
    date: Day
    time: str | None
    minutes: int
    account: str
    kind: str
    status: str
    booked: bool
    automated: bool
    details: tuple[str, ...]


def alarm_before(text: str) -> timedelta:
    """Return how long before a touchpoint to remind: `15m`, `2h`, `1d`; UsageError for others."""
    found = _ALARM.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(
            f"An alarm comes minutes, hours or days before: 15m, 2h or 1d, not {text!r}."
        )
    return timedelta(**{_ALARM_UNITS[found[2]]: int(found[1])})


def write_calendar(
    entries: Iterable[Entry], target: BinaryIO, *, alarm: timedelta | None = None
) -> int:
    """Write `entries` as one VCALENDAR, an event each, and return how many there were.

    With `alarm` every event still to come of a person's has one that long before; where there is
    no time, that long before nine in the morning.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _NAME)
    # Event by event, so that memory stays flat.
    target.write(_bytes(calendar).removesuffix(_END))
    count = 0
    for entry in entries:
        target.write(_bytes(_event(entry, alarm)))
        count += 1
    target.write(_END)
    return count


def _event(entry: Entry, alarm: timedelta | None) -> Event:
    from icalendar import Event

    summary = f"{_kind(entry.kind)}: {_line(entry.account)}"
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("summary", summary)
    event.add("categories", [_line(entry.kind)])
    event.add("status", _status(entry))
    details = "\n".join(_text(detail) for detail in entry.details if detail.strip())
    if details:
        event.add("description", details)
    begin = _begin(entry)
    event.add("dtstart", begin)
    end = _end(begin, entry.minutes)
    if end is not None:
        event.add("dtend", end)
    if not isinstance(begin, datetime):
        event.add("transp", "TRANSPARENT")
    if alarm is not None and entry.status == _OPEN and not entry.automated:
        all_day = not isinstance(begin, datetime)
        event.add_component(_reminder(summary, _MORNING - alarm if all_day else -alarm))
    return event


def _reminder(summary: str, trigger: timedelta) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", trigger)
    return alarm


def _begin(entry: Entry) -> date:
    """Return the day, or the local moment where a time is set."""
    found = _CLOCK.fullmatch(entry.time or "")
    if found is None:
        return entry.date
    return datetime.combine(entry.date, time(int(found[1]), int(found[2])))


def _end(begin: date, minutes: int) -> date | None:
    """Return the end, which must come after the begin; None where the calendar itself ends."""
    try:
        if isinstance(begin, datetime):
            return begin + timedelta(minutes=minutes) if minutes > 0 else None
        return begin + timedelta(days=1)
    except OverflowError:
        return None


def _status(entry: Entry) -> str:
    if entry.status in _CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if entry.booked or entry.status != _OPEN else "TENTATIVE"


def _kind(kind: str) -> str:
    words = _line(kind)
    if words not in ("check-in", "in-app"):
        words = words.replace("-", " ")
    return words[:1].upper() + words[1:]


def _line(text: str) -> str:
    return _text(text, line_break=" ")


def _text(text: str, *, line_break: str = "\n") -> str:
    kept = _CONTROLS.sub("", _LINE_BREAK.sub(line_break, text.replace("\t", " ")))
    # A line break of the format itself: the library takes it for one, wherever it came from.
    return kept.replace("\\N", line_break).strip()


def _bytes(component: Component) -> bytes:
    return bytes(component.to_ical())
