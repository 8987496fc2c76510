"""What an operation changed: the set that the faces broadcast and describe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The outcome of one operation; `operation` is None where nothing had to change."""

    operation: int | None
    name: str
    accounts: frozenset[int] = frozenset()
    # True where the set would be too large to name (an import): everything may have changed.
    all_accounts: bool = False
    tables: frozenset[str] = frozenset()
    count: int = 0
