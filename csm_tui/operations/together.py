"""Several operations as one: all of them or none, with one entry in the journal and one undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book

    Step = tuple[Callable[..., Changes], Mapping[str, Any]]


def together(
    book: Book, *, name: str, steps: Sequence[Step], today: date, now: datetime
) -> Changes:
    """Run operations one after the other, each with its values, as one called `name`.

    What one of them raises takes back those before it.
    """
    with operation(book, name, today=today, now=now) as recorder:
        for run, values in steps:
            run(book, **values, today=today, now=now)
    return recorder.changes()
