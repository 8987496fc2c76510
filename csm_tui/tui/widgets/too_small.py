"""The sign shown where a terminal has too little room (UX U29, TORTURE T133)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from csm_tui.tui.pieces import BLANK, Line, Piece
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.strip import Strip

    from csm_tui.tui.app import CsmApp

LEAST_WIDTH = 60
LEAST_HEIGHT = 16


def fits(size: Size) -> bool:
    """Return whether the screens have enough room."""
    return size.width >= LEAST_WIDTH and size.height >= LEAST_HEIGHT


class TooSmall(Widget):
    """Says the size needed and the size there is."""

    DEFAULT_CSS = """
    TooSmall { display: none; width: 1fr; height: 1fr; }
    """

    def render_line(self, y: int) -> Strip:
        """Draw two lines in the middle."""
        width, height = self.size
        lines = (
            Piece(f"csm needs {LEAST_WIDTH}×{LEAST_HEIGHT}", "strong"),
            Piece(f"this is {self.screen.size.width}×{self.screen.size.height}", "muted"),
        )
        inks = cast("CsmApp", self.app).inks
        number = y - max(0, height // 2 - 1)
        if not 0 <= number < len(lines):
            return strip(BLANK, width, inks)
        indent = max(0, (width - len(lines[number].text)) // 2)
        return strip(Line((Piece(" " * indent), lines[number])), width, inks)
