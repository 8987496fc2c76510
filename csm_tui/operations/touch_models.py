"""Adopting a touch model: a version of its own in the book, undoable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book


def use(
    book: Book, toml: str, *, file: str, today: date, now: datetime, note: str | None = None
) -> Changes:
    """Adopt a touch model from its TOML text; every standing is computed again.

    Raises ModelProblem naming file, key and the nearest valid key where it is wrong.
    """
    from csm_tui.domain.model_file import load

    model = load(toml, file=file)
    with operation(book, f"Adopted the touch model {model.name}", today=today, now=now) as recorder:
        recorder.insert(
            "touch_model",
            {"name": model.name, "toml": toml, "adopted_on": today.isoformat(), "note": note},
        )
    return recorder.changes()
