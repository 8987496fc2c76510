"""What an explanation asks of the book: where an input came from."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Provenance(Protocol):
    """Names the date and the origin of each input, as words for a reader."""

    def field(self, name: str) -> str:
        """Return the source of an account's field: "accounts.csv row 14, 1 Feb 2026"."""

    def fact(self, fact: NamedTuple) -> str:
        """Return the source of a dated fact: its file and row, or "by hand, 3 Feb 2026"."""
