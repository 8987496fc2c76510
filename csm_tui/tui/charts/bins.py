"""Dots measured once, so that the cells of any size of chart are counted from whole numbers."""

from __future__ import annotations

from collections import Counter
from operator import add, itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from csm_tui.tui.charts.figures import Dot, ScatterFigure

# Steps of both scales: ten and more for each cell of any terminal.
_STEPS: Final = 2048

# A column and a row of a field, counted from its upper left.
Place = tuple[int, int]


class Cell(NamedTuple):
    """What a place of the chart holds: how many dots, and the look that most of them have."""

    dots: int
    glyph: str
    ink: str


class Bins:
    """The dots of a figure in steps of its scales; making it is the part that takes long."""

    def __init__(self, figure: ScatterFigure) -> None:
        self.figure = figure
        self.dots: Sequence[Dot] = figure.dots
        self.numbers = {dot[0]: number for number, dot in enumerate(figure.dots)}
        looks: dict[tuple[str, str], int] = {}
        of_look = [looks.setdefault(dot[3:], len(looks)) * _STEPS for dot in figure.dots]
        self.looks = list(looks)
        self._x = _picking(self._steps([dot[1] for dot in figure.dots], figure.x_split))
        # Each look has its own steps up, so that one number says both.
        ups = self._steps([dot[2] for dot in figure.dots], figure.y_split)
        self._y = _picking(map(add, of_look, ups))

    def _step(self, value: float) -> int:
        low, high = self.figure.low, self.figure.high
        return int((value - low) * ((_STEPS - 1) / ((high - low) or 1)) + 0.5)

    def _steps(self, values: Iterable[float], split: float) -> list[int]:
        low = self.figure.low
        scale = (_STEPS - 1) / ((self.figure.high - low) or 1)
        last, middle = _STEPS - 1, self._step(split)
        steps = [
            # What is below the split is so in steps too.
            min(int((value - low) * scale + 0.5), middle - 1)
            if value < split
            else int((value - low) * scale + 0.5)
            for value in values
        ]
        return [0 if step < 0 else last if step > last else step for step in steps]

    def placed(self, width: int, height: int) -> Placed:
        """Return the dots in the cells of a field, none of them on the lines that split it."""
        size = width * height
        columns = _cells(width, self._step(self.figure.x_split))
        ups = _cells(height, self._step(self.figure.y_split))
        upwards = [(height - 1 - up) * width for up in ups]
        rows = [look * size + row for look in range(len(self.looks)) for row in upwards]
        # All in C: of a hundred thousand dots no loop of Python's is quick enough.
        codes = list(map(add, self._x(columns), self._y(rows)))
        cells = _most(Counter(codes), self.looks, width, size)
        return Placed(self, width, height, codes, cells)

    def split(self, width: int, height: int) -> Place:
        """Return the column and the row of the lines that split a field."""
        across, up = self._step(self.figure.x_split), self._step(self.figure.y_split)
        return _line(across, width), height - 1 - _line(up, height)

    def place_of(self, dot: Dot, width: int, height: int) -> Place:
        """Return where any dot stands in a field."""
        (x,) = self._steps([dot.x], self.figure.x_split)
        (y,) = self._steps([dot.y], self.figure.y_split)
        column = _cell(x, width, self._step(self.figure.x_split))
        return column, height - 1 - _cell(y, height, self._step(self.figure.y_split))


class Placed:
    """The dots in the cells of a field of one size."""

    def __init__(
        self, bins: Bins, width: int, height: int, codes: list[int], cells: dict[Place, Cell]
    ) -> None:
        self.bins = bins
        self.width = width
        self.height = height
        self.cells = cells
        self._codes = codes
        self._size = width * height
        # The place looked at last: a step of the cursor asks for it more than once.
        self._last: tuple[Place, list[int]] | None = None

    def place(self, number: int) -> Place:
        """Return where the dot of a number stands."""
        return divmod(self._codes[number] % self._size, self.width)[::-1]

    def here(self, place: Place) -> list[int]:
        """Return the numbers of the dots in a place, in the figure's order."""
        if self._last is None or self._last[0] != place:
            first = place[1] * self.width + place[0]
            wanted = {first + look * self._size for look in range(len(self.bins.looks))}
            found = [number for number, code in enumerate(self._codes) if code in wanted]
            self._last = (place, found)
        return self._last[1]


def _picking(steps: Iterable[int]) -> Callable[[list[int]], tuple[int, ...]]:
    """Return what picks the items of these numbers from a list, in one go."""
    numbers = tuple(steps)
    if len(numbers) < 2:
        return lambda items: tuple(items[number] for number in numbers)
    return itemgetter(*numbers)


def _line(step: int, cells: int) -> int:
    """Return the cell of a step: the ends of a scale stand in the middles of the end cells."""
    return int(step * ((cells - 1) / (_STEPS - 1)) + 0.5)


def _cell(step: int, cells: int, split: int) -> int:
    """Return the cell of a step; that of the split is the line's: before it is what is below."""
    cell = _line(step, cells)
    if cell == _line(split, cells):
        cell += 1 if step >= split else -1
    return min(max(cell, 0), cells - 1)


def _cells(cells: int, split: int) -> list[int]:
    """Return the cell of each step."""
    return [_cell(step, cells, split) for step in range(_STEPS)]


def _most(
    counts: Counter[int], looks: Sequence[tuple[str, str]], width: int, size: int
) -> dict[Place, Cell]:
    whole: dict[int, int] = {}
    most: dict[int, tuple[int, int]] = {}
    for code, count in counts.items():
        look, place = divmod(code, size)
        if place in whole:
            whole[place] += count
            if count > most[place][0]:
                most[place] = (count, look)
        else:
            whole[place] = count
            most[place] = (count, look)
    return {
        (place % width, place // width): Cell(count, *looks[most[place][1]])
        for place, count in whole.items()
    }


def nearest(start: Place, places: Iterable[Place], step: Place) -> Place | None:
    """Return the nearest of the places in a direction, None where none is.

    What lies ahead is nearer than what lies aside; a cell is twice as high as it is wide.
    """
    across, down = step
    best: tuple[float, Place] | None = None
    for place in places:
        x, y = place[0] - start[0], (place[1] - start[1]) * 2
        ahead = x * across + y * down
        if ahead <= 0:
            continue
        aside = abs(x * down) + abs(y * across)
        far = ahead + 2.0 * aside + (1000.0 if aside > ahead * 2 else 0.0)
        if best is None or (far, place) < best:
            best = (far, place)
    return best[1] if best else None
