"""Backups as the faces need them: before what is large, once a day, on demand, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.errors import BookRefused, CsmError
from csm_tui.store import backups

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from csm_tui.store.backups import Restored
    from csm_tui.store.database import Book


def before(book: Book, reason: str, *, now: datetime) -> Path:
    """Make a verified backup before a large change; where that fails the change must not begin.

    `reason` is a word of a-z and "-". Raises FileProblem or BookBusy.
    """
    made = backups.back_up(book, now=now, reason=reason)
    backups.thin(book.path, made=made)
    return made


def daily(book: Book, *, now: datetime) -> str | None:
    """Make the day's backup where one is due; return a warning where that fails (TORTURE T016).

    Raises BookRefused where it finds the book damaged: nothing more is written into it (T028).
    """
    if not book.writable or not backups.due(book, now):
        return None
    try:
        before(book, "daily", now=now)
    except BookRefused:
        raise
    except CsmError as error:
        return f"The daily backup was not made: {error}"
    return None


def make(book: Book, target: Path | None, *, now: datetime) -> Path:
    """Make a verified copy of the book at `target`, in the backup folder where None.

    Raises FileProblem where something is there already, or no good copy came of it.
    """
    if target is None:
        return backups.back_up(book, now=now, reason="manual")
    return backups.back_up_to(book, target)


def restore(path: Path, source: Path, *, now: datetime) -> Restored:
    """Put the book at `path` back to the backup `source`, keeping what is there first.

    Raises BookRefused for a file that is no good book, which leaves everything as it was.
    """
    return backups.restore(path, source, now=now)
