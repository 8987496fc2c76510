"""Touchpoints as .ics: what stands in an event, and that no text can break out of it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unicodedata import category

import ics
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from csm_tui.errors import UsageError
from csm_tui.exchange.calendar import Entry, alarm_before, write_calendar

CHANGED = datetime(2026, 2, 1, 8, 30, tzinfo=UTC)
ENTRY = Entry(
    uid="touchpoint-7@0123456789ab.csm",
    sequence=2,
    changed_at=CHANGED,
    date=date(2026, 2, 5),
    time=None,
    minutes=60,
    account="Acme, Inc.",
    kind="check-in",
    status="planned",
    booked=True,
    automated=False,
    details=("high: every 14 days", "Ask for the; plan"),
)
HOSTILE = (
    "Acme\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:mine",
    "x\nATTENDEE;CN=x:mailto:a@b.example",
    "a\\nb \\; , ; : \" ' \\",
    "\x00\x07\x1b]0;x\x07\x9b31m",
    "九州システム" * 30,
    "👩‍👩‍👧" * 40,
    "é" * 200 + "e\u0301" * 60,
    "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e",
    "\u202eabc\u200b",
    "=cmd|' /C calc'!A0",
    "BEGIN:VALARM",
    "\ud800",
    " ",
    "",
)


def written(*entries: Entry, alarm: timedelta | None = None) -> bytes:
    target = io.BytesIO()
    assert write_calendar(entries, target, alarm=alarm) == len(entries)
    return target.getvalue()


def event(entry: Entry, alarm: timedelta | None = None) -> Any:
    (found,) = Calendar.from_ical(written(entry, alarm=alarm)).walk("VEVENT")
    return found


def lines(data: bytes) -> list[bytes]:
    assert data.endswith(b"\r\n")
    found = data.removesuffix(b"\r\n").split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in found)
    return found


def test_an_event_has_all_that_a_calendar_needs() -> None:
    assert lines(written(ENTRY)) == [
        b"BEGIN:VCALENDAR",
        b"VERSION:2.0",
        b"PRODID:-//csm-tui//csm 0//EN",
        b"X-WR-CALNAME:Customer touchpoints",
        b"BEGIN:VEVENT",
        b"SUMMARY:Check-in: Acme\\, Inc.",
        b"DTSTART;VALUE=DATE:20260205",
        b"DTEND;VALUE=DATE:20260206",
        b"DTSTAMP:20260201T083000Z",
        b"UID:touchpoint-7@0123456789ab.csm",
        b"SEQUENCE:2",
        b"CATEGORIES:check-in",
        b"DESCRIPTION:high: every 14 days\\nAsk for the\\; plan",
        b"LAST-MODIFIED:20260201T083000Z",
        b"STATUS:CONFIRMED",
        b"TRANSP:TRANSPARENT",
        b"END:VEVENT",
        b"END:VCALENDAR",
    ]


def test_a_time_is_local_wherever_the_file_is_opened() -> None:
    found = lines(written(ENTRY._replace(time="09:30", minutes=45)))
    assert b"DTSTART:20260205T093000" in found
    assert b"DTEND:20260205T101500" in found
    assert not any(line.startswith(b"TRANSP") for line in found)


@pytest.mark.parametrize("time", ["", "9:30", "25:00", "x", "09:30\r\nEND:VEVENT"])
def test_what_is_no_time_makes_a_day(time: str) -> None:
    assert event(ENTRY._replace(time=time))["dtstart"].dt == date(2026, 2, 5)


@pytest.mark.parametrize(
    ("status", "booked", "wanted"),
    [
        ("planned", True, "CONFIRMED"),
        ("planned", False, "TENTATIVE"),
        ("done", True, "CONFIRMED"),
        ("no-show", True, "CONFIRMED"),
        ("skipped", False, "CANCELLED"),
        ("cancelled", True, "CANCELLED"),
    ],
)
def test_status_says_whether_it_is_booked(status: str, booked: bool, wanted: str) -> None:
    assert event(ENTRY._replace(status=status, booked=booked))["status"] == wanted


@pytest.mark.parametrize(
    ("kind", "summary"),
    [
        ("check-in", "Check-in: Acme, Inc."),
        ("business-review", "Business review: Acme, Inc."),
        ("in-app", "In-app: Acme, Inc."),
        ("email", "Email: Acme, Inc."),
    ],
)
def test_summary_says_kind_and_account(kind: str, summary: str) -> None:
    assert event(ENTRY._replace(kind=kind))["summary"] == summary


def test_an_alarm_comes_before_the_time_and_on_a_day_before_nine() -> None:
    quarter = timedelta(minutes=15)
    (timed,) = event(ENTRY._replace(time="09:30"), quarter).walk("VALARM")
    assert timed["trigger"].dt == -quarter
    assert timed["action"] == "DISPLAY"
    (all_day,) = event(ENTRY, quarter).walk("VALARM")
    assert all_day["trigger"].dt == timedelta(hours=8, minutes=45)


@pytest.mark.parametrize("change", [{"status": "done"}, {"status": "skipped"}, {"automated": True}])
def test_what_is_over_or_automated_has_no_alarm(change: dict[str, Any]) -> None:
    assert event(ENTRY._replace(**change), timedelta(hours=1)).walk("VALARM") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("15m", timedelta(minutes=15)), ("2H", timedelta(hours=2)), (" 1d ", timedelta(days=1))],
)
def test_an_alarm_is_minutes_hours_or_days(text: str, wanted: timedelta) -> None:
    assert alarm_before(text) == wanted


@pytest.mark.parametrize("text", ["", "15", "-15m", "1w", "999999d", "m", "1.5h", "１５m"])
def test_another_alarm_is_an_error_that_says_what_would_do(text: str) -> None:
    with pytest.raises(UsageError, match="15m, 2h or 1d"):
        alarm_before(text)


@pytest.mark.parametrize("time", [None, "23:59"])
@pytest.mark.parametrize("minutes", [0, 60, 10**12])
def test_the_end_of_the_calendar_does_no_harm(time: str | None, minutes: int) -> None:
    found = event(ENTRY._replace(date=date.max, time=time, minutes=minutes))
    assert found["dtstart"].dt.year == 9999
    assert "dtend" not in found


def test_an_event_without_minutes_has_no_end_that_would_be_its_begin() -> None:
    assert "dtend" not in event(ENTRY._replace(time="10:00", minutes=0))


def test_no_entries_are_an_empty_calendar() -> None:
    assert Calendar.from_ical(written()).walk("VEVENT") == []
    assert lines(written())[-1] == b"END:VCALENDAR"


def test_the_same_entries_are_the_same_bytes() -> None:
    entries = [ENTRY, ENTRY._replace(uid="touchpoint-8@x.csm", account="九州")]
    assert written(*entries) == written(*entries)


def shown(text: str, line_break: str) -> str:
    """Return what is left of a text: no control characters, every kind of line break alike."""
    # With a letter behind it the last line break is one between two lines, as the others are.
    lines = (text.replace("\t", " ") + "x").splitlines()
    joined = line_break.join(lines).removesuffix("x")
    gone = {"Cc", "Cs"}
    kept = "".join(
        char
        for char in joined
        if (category(char) not in gone or char == line_break) and char not in "\ufffe\uffff"
    )
    return kept.replace("\\N", line_break).strip()


PROPERTIES = frozenset(
    "SUMMARY DTSTART DTEND DTSTAMP UID SEQUENCE CATEGORIES DESCRIPTION LAST-MODIFIED STATUS"
    " TRANSP".split()
)
ANY_TEXT = st.one_of(
    st.text(max_size=200),
    st.sampled_from(HOSTILE),
    st.text(alphabet="\r\n\\,;:\"' \tBEGINDVT=九👩\u200d\x00\u2028", max_size=120),
)


@given(
    account=ANY_TEXT, detail=ANY_TEXT, kind=st.sampled_from(["check-in", "a\r\nb,;\\", "é" * 90])
)
@example(account=HOSTILE[0], detail=HOSTILE[1], kind="check-in")
@example(account="\ud800", detail="\x00", kind="check-in")
@example(account="\\N", detail="a\\Nb", kind="check-in")
@example(account="a" * 74 + "👩‍👩‍👧" * 9, detail="九" * 99, kind="check-in")
def test_no_text_ends_a_line_or_opens_a_component(account: str, detail: str, kind: str) -> None:
    """T120."""
    entry = ENTRY._replace(account=account, details=(detail,), kind=kind, time="09:30")
    data = written(entry)
    for line in lines(data):
        # Each line alone is text: folding never splits a character.
        assert len(line) <= 75
        line.decode("utf-8")
    whole = Calendar.from_ical(data)
    assert [one.name for one in whole.walk()] == ["VCALENDAR", "VEVENT"]
    (found,) = whole.walk("VEVENT")
    assert set(found) <= PROPERTIES
    assert str(found["summary"]).endswith(f": {shown(account, ' ')}")
    assert str(found.get("description", "")) == shown(detail, "\n")
    other = vobject.readOne(data.decode())
    (read,) = other.vevent_list
    assert {child.name for child in read.getChildren()} <= PROPERTIES
    assert read.summary.value == str(found["summary"])
    assert read.dtstart.value.isoformat() == "2026-02-05T09:30:00"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_third_parser_reads_one_event_too(text: str) -> None:
    """T120."""
    data = written(ENTRY._replace(account=text, details=(text,)))
    (found,) = ics.Calendar(data.decode()).events
    assert found.uid == ENTRY.uid
    assert found.begin.date() == ENTRY.date
