from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from csm_tui.operations import signals, tasks, touchpoints, undo
from csm_tui.queries.day_done import DoneRow, done_on
from csm_tui.store.database import Book, open_book
from tests.tui.driving import NOW, TODAY, small_book

RISK = 105


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Return the small book of the screens' tests, open."""
    path = tmp_path / "book.db"
    small_book(path)
    with open_book(path) as opened:
        yield opened


def done(book: Book) -> list[DoneRow]:
    return done_on(book.connection, today=TODAY)


def log(book: Book, account_id: int, time: str | None = None, **values: object) -> None:
    touchpoints.log(book, account_id, values, today=TODAY, now=NOW, time=time)


def test_touchpoints_promises_and_signals_of_the_day_are_listed_by_time(book: Book) -> None:
    assert done(book) == []
    log(book, 2, channel="phone", minutes=15, subject="Quick call")
    log(book, 3, "09:12", kind="business-review", minutes=55, action_items=3)
    tasks.done(book, 1, today=TODAY, now=NOW)
    signals.done(book, RISK, reason="Talked to Ana", today=TODAY, now=NOW)
    assert [(one.sort, one.account, one.kind, one.text, one.minutes) for one in done(book)] == [
        ("touchpoint", "Contoso Retail", "business-review", None, 55),
        ("touchpoint", "José Médico", "check-in", "Quick call", 15),
        ("signal", "Aurora Cooperative", "risk", "Talked to Ana", None),
        ("promise", "Aurora Cooperative", "mine", "Send the deck", None),
    ]


def test_a_signal_that_a_touchpoint_answered_is_not_listed_beside_it(book: Book) -> None:
    signals.done(book, RISK, today=TODAY, now=NOW)
    log(book, 1, channel="video")
    assert [one.sort for one in done(book)] == ["touchpoint"]


def test_what_was_given_up_put_off_or_done_on_another_day_is_not(book: Book) -> None:
    tasks.drop(book, 1, today=TODAY, now=NOW)
    until = TODAY + timedelta(days=3)
    signals.snooze(book, RISK, until, today=TODAY, now=NOW)
    log(book, 2, date=TODAY - timedelta(days=1))
    assert done(book) == []


def test_what_was_booked_earlier_and_is_marked_done_today_is_of_today(book: Book) -> None:
    log(book, 3, date=TODAY - timedelta(days=3), status="planned", kind="training")
    (meeting,) = book.connection.execute("SELECT max(id) FROM touchpoint").fetchone()
    touchpoints.done(book, meeting, today=TODAY, now=NOW)
    assert [(one.id, one.kind) for one in done(book)] == [(meeting, "training")]
    undo.undo(book, today=TODAY, now=NOW)
    assert done(book) == []
    undo.redo(book, today=TODAY, now=NOW)
    assert len(done(book)) == 1
    assert done_on(book.connection, today=TODAY + timedelta(days=1)) == []
