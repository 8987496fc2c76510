"""A column of lines beside a chart or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from csm_tui.tui.pieces import BLANK, Line, Piece
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from csm_tui.tui.app import CsmApp


class SideLines(Widget):
    """Lines beside a rule; they are given laid out for `room`."""

    DEFAULT_CSS = """
    SideLines { width: 44; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()

    @property
    def room(self) -> int:
        """Return the cells of a line."""
        return max(1, (self.size.width or 44) - 4)

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line beside the rule."""
        inks = cast("CsmApp", self.app).inks
        shown = self._lines[y - 1] if 0 < y <= len(self._lines) else BLANK
        rule = Piece(f" {inks.glyphs.divider} ", "faint")
        right = (*shown.right, Piece(" ")) if shown.right else ()
        return strip(Line((rule, *shown.left), right), self.size.width, inks)
