"""The desk between the screens and the book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from csm_tui.domain.changes import Changes
from csm_tui.errors import Cancelled
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation
from csm_tui.tui.desk import Desk
from tests.tui.driving import TODAY

# Some seconds of SQLite's, and no Python in between.
LONG = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000000) "
    "SELECT max(i) FROM n"
)


def abandoned(
    book: Path, change: Callable[..., Changes], values: dict[str, Any], begun: Event
) -> None:
    """Abandon a change once it has begun: it says so, and nothing of it is in the book."""
    desk = Desk(book, as_of=TODAY)
    try:
        running = desk.change(change, values)
        assert begun.wait(20)
        desk.abandon()
        with pytest.raises(Cancelled, match="nothing of the change is in the book"):
            running.result(20)
    finally:
        desk.close()
    with open_book(book, read_only=True) as opened:
        ((name,),) = opened.connection.execute("SELECT name FROM account WHERE id = 1").fetchall()
    assert name == "Aurora Cooperative"


def test_a_long_change_is_abandoned_in_the_middle_of_a_statement(book: Path) -> None:
    """T006: what SIGTERM does; all of the change is taken back."""
    begun = Event()

    def change(opened: Book, *, today: date, now: datetime) -> Changes:
        with operation(opened, "Long", today=today, now=now) as recorder:
            recorder.update("account", 1, {"name": "Changed"})
            begun.set()
            opened.connection.execute(LONG).fetchone()
        return recorder.changes()

    abandoned(book, change, {}, begun)
    assert not book.with_name(f"{book.name}-journal").exists()


def test_a_change_that_tells_its_progress_is_abandoned_at_the_next_word(book: Path) -> None:
    """T006: while processes assess side by side SQLite has nothing to do."""
    begun = Event()
    told: list[tuple[int, ...]] = []

    def change(
        opened: Book, *, progress: Callable[[int, int], None], today: date, now: datetime
    ) -> Changes:
        with operation(opened, "Long", today=today, now=now) as recorder:
            recorder.update("account", 1, {"name": "Changed"})
            for step in range(1_000_000_000):
                progress(step, 1_000_000_000)
                begun.set()
        return recorder.changes()

    abandoned(book, change, {"progress": lambda *step: told.append(step)}, begun)
    assert told[0] == (0, 1_000_000_000)
