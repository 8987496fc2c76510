"""The cursor of a scatter over a line of its drawing, with the name beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.strip import Strip

from csm_tui.tui.charts.signs import signs
from csm_tui.tui.pieces import Line, Piece, line, width_of
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from csm_tui.tui.charts.canvas import Canvas
    from csm_tui.tui.themes import Inks


def with_cursor(
    shown: Strip,
    canvas: Canvas,
    at: tuple[int, int],
    free: tuple[bool, bool],
    name: str,
    inks: Inks,
    *,
    lit: bool,
) -> Strip:
    """Return a line with the cursor at a cell of the canvas, and the name where it has room.

    The cursor's brackets stand on the sides that are `free`, over lines and the heads of arrows.
    """
    x, y = at
    use = signs(inks.plain)
    ink = "accent" if lit else "muted"
    before, after = use.here[0], use.here[1]
    pieces = [Piece(canvas.sign(x, y) or " ", canvas.ink(x, y))]
    start = x
    if free[0]:
        pieces.insert(0, Piece(before, ink))
        start -= 1
    if free[1]:
        pieces.append(Piece(after, ink))
    end = start + len(pieces)
    mark = strip(Line(tuple(pieces)), len(pieces), inks, "cursor" if lit else "dimmed")
    head, tail = shown.crop(0, start), shown.crop(end, canvas.width)
    taken = width_of(name) + 3
    if name and end + taken <= canvas.width:
        told = strip(line(Piece(f" {use.name} ", ink), Piece(name, "strong")), taken, inks)
        tail = Strip.join([told, shown.crop(end + taken, canvas.width)])
    elif name and taken <= start:
        told = strip(line(Piece(name, "strong"), Piece(f" {use.heads[0]} ", ink)), taken, inks)
        head = Strip.join([shown.crop(0, start - taken), told])
    return Strip.join([head, mark, tail]).simplify()
