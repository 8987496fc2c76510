"""What a field was before each change of it, where changes can be dated back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from datetime import date

T = TypeVar("T")


def enter(known: list[tuple[date, T]], day: date, before: T) -> None:
    """Add a change dated `day`, entered after all of `known`: (day, what was before it) in order.

    What was entered last for a day, or for one before it, holds on it: a change that is dated back
    takes the place of those known for its own day and later ones.
    """
    while known and known[-1][0] >= day:
        before = known.pop()[1]
    known.append((day, before))
