"""What later operations changed, shown as it was on an earlier day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation
from csm_tui.store.then import forget, look_back
from tests.store.conftest import NOW, TODAY, add_account, dump

LATER = date(2026, 2, 10)
MEETING = {"date": date(2026, 2, 5), "kind": "check-in", "status": "planned"}


def meet(book: Book, row_id: int, *, moved: bool = True) -> int:
    """Add a meeting, numbered `row_id`, that a later day moves; return its account."""
    account = add_account(book, "Acme")
    with operation(book, "Add", today=TODAY, now=NOW) as recorder:
        recorder.insert("touchpoint", {"id": row_id, "account_id": account, **MEETING})
    if moved:
        with operation(book, "Move", today=LATER, now=NOW) as recorder:
            recorder.update("touchpoint", row_id, {"date": date(2026, 3, 1), "owner": "Ana"})
    return account


@contextmanager
def looking(path: Path, on: date) -> Iterator[tuple[sqlite3.Connection, set[int]]]:
    with open_book(path, read_only=True) as book:
        yield book.connection, look_back(book.connection, on)


def shown(path: Path, on: date) -> list[tuple[object, ...]]:
    with looking(path, on) as (connection, _):
        return connection.execute("SELECT id, date, owner FROM touchpoint ORDER BY id").fetchall()


def test_a_meeting_that_was_moved_later_stands_where_it_stood_however_large_the_book(
    book: Book, path: Path
) -> None:
    account = meet(book, 1_000_000)
    assert shown(path, TODAY) == [(1_000_000, "2026-02-05", None)]
    assert shown(path, LATER) == [(1_000_000, "2026-03-01", "Ana")]
    with looking(path, TODAY) as (_, otherwise):
        assert otherwise == {account}


def test_a_meeting_of_a_larger_book_that_was_held_later_had_not_been(
    book: Book, path: Path
) -> None:
    meet(book, 1, moved=False)
    account = meet(book, 1_000_000, moved=False)
    held = {"account_id": account, "date": LATER, "kind": "check-in", "status": "done"}
    with operation(book, "Log", today=LATER, now=NOW) as recorder:
        recorder.insert("touchpoint", held)
    assert [row[0] for row in shown(path, TODAY)] == [1, 1_000_000]
    assert [row[0] for row in shown(path, LATER)] == [1, 1_000_000, 1_000_001]


def test_all_that_was_not_changed_later_is_shown_as_the_file_has_it(book: Book, path: Path) -> None:
    meet(book, 1, moved=False)
    with operation(book, "Fill", today=TODAY, now=NOW) as recorder:
        recorder.insert("task", {"account_id": 1, "title": "Send it", "due": TODAY})
        recorder.insert("project", {"account_id": 1, "aim": "Roll out", "start_date": TODAY})
    before = dump(book.connection)
    meet(book, 2)
    with operation(book, "Change", today=LATER, now=NOW) as recorder:
        recorder.update("account", 1, {"seats": 7})
        recorder.update("task", 1, {"title": "Send them"})
        recorder.update("project", 1, {"aim": "Roll it out"})
    with looking(path, TODAY) as (connection, _):
        then = dump(connection)
        for table in ("account", "touchpoint", "task", "project"):
            assert then[table][: len(before[table])] == before[table]
        forget(connection)
        assert dump(connection) == dump(book.connection)
