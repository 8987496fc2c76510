"""What the sections of an account's card are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui import formatting
from csm_tui.tui.pieces import Line, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.formatting import Glyphs
    from csm_tui.tui.targets import Target


class Look(NamedTuple):
    """What the lines depend on besides the account; `logs` is which key logs a touchpoint."""

    today: date
    glyphs: Glyphs
    currency: str | None
    logs: str = ""

    def money(self, cents: int | None) -> str:
        """Return an amount in full."""
        return formatting.money_exact(cents, self.currency, self.glyphs)


class Entry(NamedTuple):
    """A line of the card: the figure that `why` explains there, its row, and what can be done."""

    line: Line
    figure: str | None = None
    table: str | None = None
    row_id: int | None = None
    target: Target | None = None


class Part(NamedTuple):
    """A folding section: its key, its title and its entries."""

    key: str
    title: Line
    entries: tuple[Entry, ...]


def titled(words: str, *more: Piece, right: Iterable[Piece] = ()) -> Line:
    """Return the title of a section."""
    return Line((Piece(words, "strong"), *more), (*right, Piece(" ")))
