"""Lines of pieces as what Textual paints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from csm_tui.tui.pieces import Line, laid

if TYPE_CHECKING:
    from csm_tui.tui.themes import Inks


def strip(content: Line, width: int, inks: Inks, ground: str = "") -> Strip:
    """Return a line as a strip of exactly `width` cells on a ground."""
    pieces = laid(content, width, ellipsis=inks.glyphs.cut, plain=inks.plain)
    drawn = [Segment(text, inks.style(ink, ground)) for text, ink in pieces]
    return Strip(drawn, max(0, width)).simplify()
