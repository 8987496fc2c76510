"""Taking operations back, and taking that back (DESIGN, Remembering)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.store import journal

if TYPE_CHECKING:
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book


def undo(book: Book, *, today: date, now: datetime, operation_id: int | None = None) -> Changes:
    """Take an operation back, the last one that stands where None.

    `Changes.operation` is None where there is nothing to undo. Raises UndoRefused, naming account
    and field, where a row has changed since.
    """
    return journal.undo(book, today=today, now=now, operation_id=operation_id)


def redo(book: Book, *, today: date, now: datetime) -> Changes:
    """Take the last undo back, unless something else was done since.

    `Changes.operation` is None where there is nothing to redo.
    """
    return journal.redo(book, today=today, now=now)
