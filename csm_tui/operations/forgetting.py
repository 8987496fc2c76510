"""Forgetting a person: out of the book and its journal, for good (TORTURE L)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.person import Eraser
from csm_tui.store import forgetting

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.person import Person
    from csm_tui.store.database import Book
    from csm_tui.store.forgetting import Forgotten


def forget(book: Book, person: Person, *, today: date) -> Forgotten:
    """Erase a person from contacts, touchpoints, answers, notes and the journal; no undo.

    Their e-mail goes everywhere, their name from what belongs to their accounts. Backups made
    before keep the person, and so do files that were exported.
    """
    return forgetting.forget(book, person, Eraser(person), today=today)
