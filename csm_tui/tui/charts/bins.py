"""Dots counted once into a fine grid, so that any size of chart is drawn from that at once."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.tui.charts.figures import Dot, ScatterFigure

# Finer than any terminal, so that a chart's cells take whole bins with little unevenness.
_ACROSS: Final = 400
_DOWN: Final = 160
# Bits of a sum kept for the count of each look: a million dots and more.
_BITS: Final = 24
_MASK: Final = (1 << _BITS) - 1


class Cell(NamedTuple):
    """What a cell of the chart holds: how many dots, and the look that most of them have."""

    dots: int
    glyph: str
    ink: str


class Bins:
    """The dots of a figure by fine bin, and by id."""

    def __init__(self, figure: ScatterFigure) -> None:
        self.figure = figure
        self.dots: Sequence[Dot] = figure.dots
        self.places: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.sums: dict[int, int] = {}
        self.looks: list[tuple[str, str]] = []
        self._count()

    def _count(self) -> None:
        low, span = self.figure.low, (self.figure.high - self.figure.low) or 1
        x_scale, y_scale = (_ACROSS - 1) / span, (_DOWN - 1) / span
        looks: dict[tuple[str, str], int] = {}
        places, members, sums = self.places, self.members, self.sums
        for place, (id, x, y, glyph, ink) in enumerate(self.dots):
            across = int((x - low) * x_scale + 0.5)
            down = int((y - low) * y_scale + 0.5)
            across = 0 if across < 0 else _ACROSS - 1 if across >= _ACROSS else across
            down = 0 if down < 0 else _DOWN - 1 if down >= _DOWN else down
            code = down * _ACROSS + across
            look = looks.setdefault((glyph, ink), len(looks))
            places[id] = place
            if code in sums:
                sums[code] += 1 << _BITS * look
                members[code].append(place)
            else:
                sums[code] = 1 << _BITS * look
                members[code] = [place]
        self.looks = list(looks)

    def cell_of(self, dot: Dot, width: int, height: int) -> tuple[int, int]:
        """Return the cell of a dot in a field of a size: its column, and its row from the top."""
        low, span = self.figure.low, (self.figure.high - self.figure.low) or 1
        across = min(max(int((dot.x - low) / span * (_ACROSS - 1) + 0.5), 0), _ACROSS - 1)
        down = min(max(int((dot.y - low) / span * (_DOWN - 1) + 0.5), 0), _DOWN - 1)
        return _columns(width)[across], height - 1 - _columns(height, _DOWN)[down]

    def cells(self, width: int, height: int) -> dict[tuple[int, int], Cell]:
        """Return the cells that hold dots in a field of a size, by column and row from the top."""
        columns = _columns(width)
        rows = _columns(height, _DOWN)
        # The cells' own numbers, bin by bin; sums of several looks are added up as one number.
        whole: dict[int, int] = {}
        codes = [
            rows[down] * width + columns[across]
            for down, across in map(divmod, self.sums, repeat(_ACROSS))
        ]
        for code, counted in zip(codes, self.sums.values(), strict=True):
            whole[code] = whole.get(code, 0) + counted
        return {
            (code % width, height - 1 - code // width): self._cell(counted)
            for code, counted in whole.items()
        }

    def _cell(self, counted: int) -> Cell:
        counts = [counted >> _BITS * look & _MASK for look in range(len(self.looks))]
        most = max(range(len(counts)), key=counts.__getitem__)
        return Cell(sum(counts), *self.looks[most])

    def here(self, cell: tuple[int, int], width: int, height: int) -> list[int]:
        """Return the places of the dots in a cell, in the figure's order."""
        columns = _columns(width)
        rows = _columns(height, _DOWN)
        level = height - 1 - cell[1]
        across = [number for number, column in enumerate(columns) if column == cell[0]]
        found = [
            place
            for down, row in enumerate(rows)
            if row == level
            for number in across
            for place in self.members.get(down * _ACROSS + number, ())
        ]
        found.sort()
        return found


def _columns(width: int, bins: int = _ACROSS) -> list[int]:
    """Return the cell of each bin: whole values of a scale of `width` stand in a cell's middle."""
    share = (width - 1) / (bins - 1)
    return [int(number * share + 0.5) for number in range(bins)]


def nearest(
    start: tuple[int, int],
    cells: Sequence[tuple[int, int]] | dict[tuple[int, int], Cell],
    step: tuple[int, int],
) -> tuple[int, int] | None:
    """Return the nearest of the cells in a direction, None where none is.

    What lies ahead is nearer than what lies aside; a cell is twice as high as it is wide.
    """
    across, down = step
    best: tuple[float, tuple[int, int]] | None = None
    for cell in cells:
        x, y = cell[0] - start[0], (cell[1] - start[1]) * 2
        ahead = x * across + y * down
        if ahead <= 0:
            continue
        aside = abs(x * down) + abs(y * across)
        far = ahead + 2.0 * aside + (1000.0 if aside > ahead * 2 else 0.0)
        if best is None or (far, cell) < best:
            best = (far, cell)
    return best[1] if best else None
