"""Readings by hand: one step each, back by undo, refused where they do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csm_tui.domain.changes import Changes
from csm_tui.errors import InvalidValue, UnknownAccount
from csm_tui.models import preset
from csm_tui.operations import accounts
from csm_tui.operations.readings import record
from csm_tui.operations.undo import redo, undo
from csm_tui.store.database import Book, create_book, open_book

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        accounts.add(opened, {"name": "Acme", "arr": 100_000}, today=TODAY, now=NOW)
        yield opened


def put(
    book: Book, measure: str, value: float, day: date = TODAY, note: str | None = None
) -> Changes:
    return record(book, 1, measure, value, on_day=day, note=note, today=TODAY, now=NOW)


def kept(book: Book) -> list[tuple[str, str, float, str | None]]:
    return book.connection.execute("SELECT date, measure, value, note FROM health").fetchall()


def score(book: Book) -> float | None:
    row = book.connection.execute("SELECT health FROM account_standing").fetchone()
    return None if row[0] is None else float(row[0])


def test_a_reading_is_kept_with_its_day_and_note_and_undone(book: Book) -> None:
    changes = put(book, "score", 62.5, date(2026, 1, 30), "from the product")
    assert changes.name == "Score 62.5 of 30 Jan 2026: Acme"
    assert changes.accounts == {1}
    assert kept(book) == [("2026-01-30", "score", 62.5, "from the product")]
    assert score(book) == 62.5
    undo(book, today=TODAY, now=NOW)
    assert (kept(book), score(book)) == ([], None)
    redo(book, today=TODAY, now=NOW)
    assert score(book) == 62.5


@pytest.mark.parametrize(
    ("value", "points"), [(1, 0), (2, 25), (4, 75), (5, 100), (0, 0), (50, 50)]
)
def test_a_pulse_is_one_to_five_or_its_points(book: Book, value: float, points: float) -> None:
    put(book, "pulse", value)
    assert kept(book) == [("2026-02-02", "pulse", points, None)]


@pytest.mark.parametrize(
    ("measure", "value", "day", "told"),
    [
        ("adoptoin", 50, TODAY, "Did you mean adoption"),
        ("mood", 50, TODAY, "These exist: adoption"),
        ("adoption", 101, TODAY, "from 0 to 100"),
        ("adoption", -1, TODAY, "from 0 to 100"),
        ("adoption", float("nan"), TODAY, "from 0 to 100"),
        ("score", float("inf"), TODAY, "from 0 to 100"),
        ("pulse", 60, TODAY, "1 to 5"),
        ("adoption", 50, date(2026, 2, 3), "up to 2026-02-02"),
    ],
)
def test_what_does_not_fit_is_refused(
    book: Book, measure: str, value: float, day: date, told: str
) -> None:
    with pytest.raises(InvalidValue, match=told):
        put(book, measure, value, day)
    assert kept(book) == []


def test_an_account_that_is_not_there_is_refused(book: Book) -> None:
    with pytest.raises(UnknownAccount):
        record(book, 9, "score", 50, on_day=TODAY, today=TODAY, now=NOW)
