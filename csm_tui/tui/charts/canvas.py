"""A rectangle of cells to draw on: what the library plots, and our labels and signs over it."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from csm_tui.tui.pieces import Line, Piece, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csm_tui.tui.charts.plot import Mark

BLANK: Final = " "


class Canvas:
    """Cells of one character and one ink each; what lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width = max(0, width)
        self.height = max(0, height)
        self._signs = [[BLANK] * self.width for _ in range(self.height)]
        self._inks = [["text"] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, sign: str, ink: str) -> None:
        """Draw a sign of one cell."""
        if 0 <= x < self.width and 0 <= y < self.height:
            row = self._signs[y]
            # No half of a wide sign is left standing.
            if sign and not row[x]:
                row[x - 1] = BLANK
            if x + 1 < self.width and not row[x + 1]:
                row[x + 1] = BLANK
            row[x] = sign
            self._inks[y][x] = ink

    def sign(self, x: int, y: int) -> str:
        """Return what stands in a cell; outside nothing does."""
        inside = 0 <= x < self.width and 0 <= y < self.height
        return self._signs[y][x] if inside else BLANK

    def ink(self, x: int, y: int) -> str:
        """Return the ink of a cell."""
        return self._inks[y][x]

    def free(self, x: int, y: int, width: int, over: str = BLANK) -> bool:
        """Return whether `width` cells from (x, y) are inside, with nothing in them but `over`."""
        if not (0 <= y < self.height and x >= 0 and x + width <= self.width):
            return False
        return all(sign == BLANK or sign in over for sign in self._signs[y][x : x + width])

    def write(self, x: int, y: int, text: str, ink: str, *, most: int | None = None) -> int:
        """Write a text, made safe and cut at the edge (or after `most` cells); return its cells."""
        room = self.width - x if most is None else min(most, self.width - x)
        if not 0 <= y < self.height or room <= 0 or x < 0:
            return 0
        at = x
        for sign, taken in _signs(cut(text, room)):
            self.put(at, y, sign, ink)
            for rest in range(at + 1, at + taken):
                # The second cell of a wide sign holds nothing of its own.
                self.put(rest, y, "", ink)
            at += taken
        return at - x

    def plot(
        self, marks: Iterable[Mark], inks: tuple[str, ...], left: int = 0, top: int = 0
    ) -> None:
        """Draw what the library plotted, its corner at (left, top), each trace in its ink."""
        for x, y, sign, number in marks:
            self.put(left + x, top + y, sign, inks[number])

    def line(self, y: int) -> Line:
        """Return a line of the drawing as pieces."""
        pieces: list[Piece] = []
        text, last = "", ""
        for sign, ink in zip(self._signs[y], self._inks[y], strict=True):
            if ink != last and sign != BLANK:
                if text:
                    pieces.append(Piece(text, last or "text"))
                text, last = "", ink
            text += sign
        if text:
            pieces.append(Piece(text, last or "text"))
        return Line(tuple(pieces))


def _signs(text: str) -> Iterator[tuple[str, int]]:
    """Yield what is seen as one sign, with its cells: what combines belongs to what it follows."""
    if text.isascii():
        yield from zip(text, repeat(1), strict=False)
        return
    start = before = 0
    for end in range(1, len(text) + 1):
        width = cell_len(text[:end])
        if end == len(text) or cell_len(text[: end + 1]) > width:
            yield text[start:end], width - before
            start, before = end, width
