"""The calendar of a whole book as .ics, read back by three parsers."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ics
import pytest
import vobject
from icalendar import Calendar

from csm_tui.domain.filters import parse
from csm_tui.operations.demo.build import create_demo
from csm_tui.operations.exporting import export_calendar
from csm_tui.queries import calendar
from csm_tui.queries.asking import asking
from csm_tui.store.database import Book, open_book

TODAY = date(2026, 2, 2)
Listed = Counter[tuple[str, date]]


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    create_demo(path, today=TODAY)
    return path


@pytest.fixture
def demo(demo_file: Path) -> Iterator[Book]:
    with open_book(demo_file, read_only=True) as book:
        yield book


def exported(book: Book, text: str = "", alarm: timedelta | None = None) -> bytes:
    target = io.BytesIO()
    count = export_calendar(
        book,
        target,
        today=TODAY,
        filter=parse(text, touchpoints=True),
        from_=TODAY,
        alarm=alarm,
    )
    data = target.getvalue()
    assert data.count(b"BEGIN:VEVENT\r\n") == count
    return data


def day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def in_the_calendar(book: Book) -> Listed:
    """Return account and day of what `csm calendar` lists from today on."""
    with asking(book, TODAY) as connection:
        rows = calendar.rows(
            connection, parse(""), today=TODAY, from_=TODAY, to=TODAY + timedelta(400)
        )
    return Counter((row.account, row.date) for row in rows)


def events_of(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def account_of(summary: str) -> str:
    return summary.partition(": ")[2]


def test_three_parsers_read_every_event_of_the_demo_book(demo: Book) -> None:
    data = exported(demo)
    text = data.decode()
    wanted = in_the_calendar(demo)
    assert wanted.total() > 100
    first = Counter(
        (account_of(str(event["summary"])), day_of(event["dtstart"].dt))
        for event in events_of(data)
    )
    second = Counter(
        (account_of(event.summary.value), day_of(event.dtstart.value))
        for event in vobject.readOne(text).vevent_list
    )
    third = Counter(
        (account_of(event.name or ""), event.begin.date()) for event in ics.Calendar(text).events
    )
    assert first == wanted
    assert second == wanted
    assert third == wanted


def test_every_id_is_there_once(demo: Book) -> None:
    ids = [str(event["uid"]) for event in events_of(exported(demo))]
    assert len(ids) == len(set(ids))


def test_the_same_book_and_day_give_the_same_bytes(demo: Book) -> None:
    assert exported(demo) == exported(demo)


def test_a_filter_and_an_alarm_hold_for_the_whole_file(demo: Book) -> None:
    data = exported(demo, "tier:high -automated", timedelta(hours=1))
    events = events_of(data)
    assert 0 < len(events) < in_the_calendar(demo).total()
    closed = [event for event in events if not event.walk("VALARM")]
    assert {day_of(event["dtstart"].dt) for event in closed} <= {TODAY}
