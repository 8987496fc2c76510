"""The line with the names of a screen's views, the current one in brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from csm_tui.tui.chrome import Spot
from csm_tui.tui.commands import COMMANDS
from csm_tui.tui.pieces import Line, Piece, cut, width_of
from csm_tui.tui.widgets.bars import Spots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.tui.app import CsmApp


class ViewLine(Spots):
    """The views, each answering to a click with the command of its name; beside them, what holds.

    What does not fit of the right is cut at its end; a problem takes the place of all of it.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(ground="", id=id)

    def show_views(
        self, names: Sequence[str], current: str, right: Sequence[Piece], problem: str = ""
    ) -> None:
        """Lay the line out for the present width."""
        if problem:
            self._spots = ()
            self.show(Line((Piece(f" {problem}", "bad"),)))
            return
        pieces, spots = named(names, current)
        inks = cast("CsmApp", self.app).inks
        room = self.app.size.width - sum(width_of(piece.text) for piece in pieces) - 2
        self._spots = tuple(spots)
        self.show(Line(tuple(pieces), tuple(_within(right, room, inks.glyphs.cut))))


def named(names: Sequence[str], current: str) -> tuple[list[Piece], list[Spot]]:
    """Return the names with brackets around the current one, and where each stands."""
    pieces = [Piece(" ")]
    spots: list[Spot] = []
    at = 1
    for name in names:
        title = COMMANDS[name].label.capitalize()
        here = name == current
        # Brackets stand where the others have a space: nothing moves from view to view.
        pieces.append(Piece(f"[{title}]" if here else f" {title} ", "strong" if here else "muted"))
        spots.append(Spot(at, at + len(title) + 2, name))
        at += len(title) + 2
    return pieces, spots


def _within(pieces: Sequence[Piece], room: int, ellipsis: str) -> list[Piece]:
    shown = []
    for text, ink in pieces:
        if room <= 0:
            break
        part = cut(text, room, ellipsis)
        shown.append(Piece(part, ink))
        room -= width_of(part)
    return shown
