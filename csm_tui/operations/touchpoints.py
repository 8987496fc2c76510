"""Changes of touchpoints: log or plan one, say how a plan went, move it.

What closes or moves touchpoints takes one id or several: several are one operation, and an id that
does not fit fails all. Wherever one of these changes an account, its plan is made anew.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from csm_tui.domain.days import after
from csm_tui.domain.spoken import count
from csm_tui.domain.wording import MONTHS, on
from csm_tui.errors import InvalidValue
from csm_tui.operations.replanning import replan
from csm_tui.operations.touchpoint_rows import following, known_fields, logged, of_line, write
from csm_tui.queries import accounts, timeline
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from csm_tui.domain.changes import Changes
    from csm_tui.domain.quick_line import QuickLine
    from csm_tui.operations.touchpoint_rows import Logged
    from csm_tui.queries.timeline import PlannedTouchpoint
    from csm_tui.store.database import Book
    from csm_tui.store.journal import Recorder


def log(
    book: Book,
    account_id: int,
    values: Mapping[str, object],
    *,
    today: date,
    now: datetime,
    time: str | None = None,
    next_on: date | None = None,
) -> Changes:
    """Log a touchpoint, or plan it where its date is ahead; `next_on` books the one after it too.

    `values` are parsed fields of the kind touchpoints: without a date it is today, without a kind a
    check-in. Raises InvalidValue for one that is done in the future, or a next that is not ahead.
    """
    entry = logged(account_id, values, today=today, time=time, next_on=next_on)
    return _log(book, [entry], today=today, now=now)


def log_line(
    book: Book, line: QuickLine, *, account_id: int, today: date, now: datetime
) -> Changes:
    """Log what a quick line says: the touchpoint, its promises and the next one, in one step."""
    return _log(book, [of_line(line, account_id, today=today)], today=today, now=now)


def log_lines(
    book: Book,
    lines: Sequence[tuple[int, QuickLine]],
    *,
    today: date,
    now: datetime,
    numbers: Sequence[int] | None = None,
) -> Changes:
    """Log the quick lines, each with the id of its account, in one step: all of them or none.

    Raises InvalidValue naming the line: by `numbers`, else counted from 1.
    """
    if not lines:
        raise InvalidValue("There is no line to log.")
    entries = []
    for number, (account_id, line) in zip(numbers or range(1, len(lines) + 1), lines, strict=True):
        try:
            entries.append(of_line(line, account_id, today=today))
        except InvalidValue as error:
            raise InvalidValue(f"Line {number}: {error}") from None
    return _log(book, entries, today=today, now=now)


def _log(book: Book, entries: list[Logged], *, today: date, now: datetime) -> Changes:
    touched = {entry.account_id for entry in entries}
    if len(entries) == 1:
        name = entries[0].name(accounts.name_of(book.connection, entries[0].account_id))
    else:
        name = f"Logged: {len(entries)} lines, {count(len(touched), 'account')}"
    with operation(book, name, today=today, now=now) as recorder:
        for entry in entries:
            write(recorder, entry)
        replan(recorder, touched, today)
    return recorder.changes()


def done(
    book: Book,
    touchpoint_id: int | Iterable[int],
    *,
    today: date,
    now: datetime,
    values: Mapping[str, object] | None = None,
    next_on: date | None = None,
) -> Changes:
    """Mark planned touchpoints done: each on its day, or today where that lies ahead.

    `values` (minutes, notes, date, contacts, action_items, answered …) are recorded with each;
    `next_on` books the next one. Raises InvalidValue where one is not planned, or the day is ahead.
    """
    given = known_fields(values or {})
    day = given.get("date")
    if isinstance(day, date) and day > today:
        raise InvalidValue("It cannot be done on a day that is ahead.")

    def close(recorder: Recorder, planned: PlannedTouchpoint) -> None:
        row = {"date": min(planned.date, today), **given, "status": "done", "booked": 1, "over": 0}
        recorder.update("touchpoint", planned.id, row)
        channel = given.get("channel") or planned.channel
        coming = following(next_on, channel, today=today)
        if coming is not None:
            shared = {"source": "", "booked": 1, "origin_id": recorder.origin()}
            recorder.insert("touchpoint", {**coming, **shared, "account_id": planned.account_id})

    following(next_on, None, today=today)
    return _change(book, touchpoint_id, "Done", close, aim="done", today=today, now=now)


def no_show(
    book: Book, touchpoint_id: int | Iterable[int], *, today: date, now: datetime
) -> Changes:
    """Record that the customer did not come.

    Raises InvalidValue where one is not planned, or ahead.
    """

    def close(recorder: Recorder, planned: PlannedTouchpoint) -> None:
        if planned.date > today:
            raise InvalidValue(
                f"The {planned.kind} of {planned.account} is planned for {on(planned.date)}:"
                " not a no-show yet."
            )
        recorder.update("touchpoint", planned.id, {"status": "no-show", "booked": 1, "over": 0})

    return _change(book, touchpoint_id, "No-show", close, aim="a no-show", today=today, now=now)


def skip(
    book: Book,
    touchpoint_id: int | Iterable[int],
    *,
    reason: str,
    today: date,
    now: datetime,
) -> Changes:
    """Leave planned touchpoints out; the planner does not make them again.

    Raises InvalidValue where one is not planned, or without a reason.
    """
    if not reason.strip():
        raise InvalidValue("Skipping needs its reason: --reason TEXT.")

    def close(recorder: Recorder, planned: PlannedTouchpoint) -> None:
        row = {"status": "skipped", "reason": reason.strip(), "booked": 1, "over": 0}
        recorder.update("touchpoint", planned.id, row)

    return _change(book, touchpoint_id, "Skipped", close, aim="skipped", today=today, now=now)


def move(
    book: Book,
    touchpoint_id: int | Iterable[int],
    day: date,
    *,
    today: date,
    now: datetime,
    time: str | None = None,
) -> Changes:
    """Put planned touchpoints on another day, which books them; the name says what is outside.

    Raises InvalidValue where one is not planned.
    """
    return _move(book, touchpoint_id, lambda _: day, f"to {on(day)}", time, today=today, now=now)


def shift(
    book: Book, touchpoint_id: int | Iterable[int], days: int, *, today: date, now: datetime
) -> Changes:
    """Put planned touchpoints `days` later (earlier, where negative), which books them.

    Raises InvalidValue where one is not planned, or the calendar ends.
    """

    def moved(planned: PlannedTouchpoint) -> date:
        day = after(planned.date, days)
        if day is None:
            raise InvalidValue(f"{days:+} days from {on(planned.date)} is no day of the calendar.")
        return day

    unit = "day" if abs(days) == 1 else "days"
    return _move(book, touchpoint_id, moved, f"by {days:+} {unit}", None, today=today, now=now)


def _move(
    book: Book,
    touchpoint_id: int | Iterable[int],
    moved: Callable[[PlannedTouchpoint], date],
    where: str,
    time: str | None,
    *,
    today: date,
    now: datetime,
) -> Changes:
    planned = _planned(book, touchpoint_id, "moved")
    days = [moved(one) for one in planned]
    outside = [window_remark(one, day) for one, day in zip(planned, days, strict=True)]
    remarks = [remark for remark in outside if remark]
    if len(planned) == 1:
        where = f"to {on(days[0])}"
    name = f"Moved: {_named(planned)}, {where}"
    if remarks:
        out = remarks[0] if len(planned) == 1 else f"{len(remarks)} outside their windows"
        name = f"{name} ({out})"
    with operation(book, name, today=today, now=now) as recorder:
        for one, day in zip(planned, days, strict=True):
            row: dict[str, object] = {"date": day, "booked": 1, "over": 0}
            if time is not None:
                row["time"] = time
            recorder.update("touchpoint", one.id, row)
        replan(recorder, {one.account_id for one in planned}, today)
    return recorder.changes()


class Windowed(Protocol):
    """A plan with the days between which it may stand, both in it; None: no window."""

    @property
    def window_from(self) -> date | None:
        """Return the first day."""

    @property
    def window_to(self) -> date | None:
        """Return the last day."""


def window_remark(row: Windowed, day: date) -> str | None:
    """Return "outside its window 2-13 Feb" where `day` is, None where it is inside or free."""
    first, last = row.window_from, row.window_to
    if first is None or last is None or first <= day <= last:
        return None
    begin = str(first.day)
    if (first.year, first.month) != (last.year, last.month):
        begin = f"{begin} {MONTHS[first.month]} "
    dash = "-" if begin.isdecimal() else "- "
    return f"outside its window {begin}{dash}{last.day} {MONTHS[last.month]}"


def _change(
    book: Book,
    touchpoint_id: int | Iterable[int],
    verb: str,
    close: Callable[[Recorder, PlannedTouchpoint], None],
    *,
    aim: str,
    today: date,
    now: datetime,
) -> Changes:
    planned = _planned(book, touchpoint_id, aim)
    with operation(book, f"{verb}: {_named(planned)}", today=today, now=now) as recorder:
        for one in planned:
            close(recorder, one)
        replan(recorder, {one.account_id for one in planned}, today)
    return recorder.changes()


def _planned(
    book: Book, touchpoint_id: int | Iterable[int], aim: str
) -> list[timeline.PlannedTouchpoint]:
    ids = [touchpoint_id] if isinstance(touchpoint_id, int) else list(dict.fromkeys(touchpoint_id))
    if not ids:
        raise InvalidValue("No touchpoint is named.")
    planned = [timeline.touchpoint(book.connection, number) for number in ids]
    for found in planned:
        if found.status != "planned":
            raise InvalidValue(
                f"The {found.kind} of {found.account} on {on(found.date)} is {found.status}"
                f" already; only a planned one can be {aim}."
            )
    return planned


def _named(planned: Sequence[PlannedTouchpoint]) -> str:
    if len(planned) == 1:
        return f"{planned[0].kind}, {planned[0].account}"
    return count(len(planned), "touchpoint")
