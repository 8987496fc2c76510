"""A calendar of many accounts: planned whole, told of on the way, cancelled without a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from csm_tui.errors import Cancelled
from csm_tui.operations import planning
from csm_tui.operations.undo import undo
from csm_tui.store import standings
from csm_tui.store.database import Book, open_book
from tests.torture.program import TODAY

DAY = date.fromisoformat(TODAY)
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


def fill(book: Path, count: int) -> None:
    """Write `count` accounts of every tier, a third of them with a touchpoint a while ago."""
    with open_book(book) as opened:
        connection = opened.connection
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO account(id, name, name_fold, source, status, arr, start_date,"
            " renewal_date, entered_on)"
            " VALUES (?1, 'Account ' || ?1, 'account ' || ?1, '', 'customer', ?2, ?3, ?4, ?3)",
            (
                (
                    number,
                    (100_000, 900_000, 4_500_000, 15_000_000)[number % 4],
                    (DAY - timedelta(days=20 + number % 700)).isoformat(),
                    (DAY + timedelta(days=5 + number % 360)).isoformat(),
                )
                for number in range(1, count + 1)
            ),
        )
        connection.executemany(
            "INSERT INTO touchpoint(account_id, date, kind, channel) VALUES (?, ?, 'check-in',"
            " 'video')",
            (
                (number, (DAY - timedelta(days=number % 60)).isoformat())
                for number in range(1, count + 1, 3)
            ),
        )
        standings.refresh(connection, None, DAY)
        connection.execute("COMMIT")


def after_calls(count: int) -> Callable[[], bool]:
    """Return what says "cancelled" from its call number `count` on."""
    calls = iter(range(count))
    return lambda: next(calls, None) is None


def plans(book: Book) -> list[tuple[object, ...]]:
    return book.connection.execute("SELECT * FROM touchpoint ORDER BY id").fetchall()


def plan_a_large_book(path: Path, count: int) -> None:
    fill(path, count)
    untouched = sha256(path.read_bytes()).digest()
    with open_book(path) as book:
        for calls in (0, count // 500 + 1):
            with pytest.raises(Cancelled):
                planning.plan(book, today=DAY, now=NOW, cancelled=after_calls(calls))
        before = plans(book)
    assert sha256(path.read_bytes()).digest() == untouched
    told: list[tuple[int, int]] = []
    with open_book(path) as book:
        changes, report = planning.plan(
            book, today=DAY, now=NOW, progress=lambda *step: told.append(step)
        )
        assert report.added == changes.count - 2 > 4 * count
        assert told == sorted(told)
        assert told[-1] == (3 * count, 3 * count)
        # Never longer than a thousand accounts without a word, or the rows of as many.
        steps = [later - earlier for (earlier, _), (later, _) in pairwise(told)]
        assert max(steps) <= max(1000, count // 10)
        after = plans(book)
        assert planning.plan(book, today=DAY, now=NOW)[0].operation is None
        assert standings.differing(book.connection, DAY) == []
        undo(book, today=DAY, now=NOW)
        assert plans(book) == before
        assert len(after) == len(before) + report.added


def test_five_hundred_accounts_are_planned_and_cancelled(book: Path) -> None:
    """The short form."""
    plan_a_large_book(book, 600)


@pytest.mark.long
def test_twenty_thousand_accounts_are_planned_and_cancelled(book: Path) -> None:
    """The long form."""
    plan_a_large_book(book, 20_000)
