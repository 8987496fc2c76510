"""The one place that knows the plotting library: it is imported when the first chart is drawn.

plotext plots onto a matrix of its own; what comes back is one mark for each cell it filled. The
rest of a chart (labels, thresholds, cursor, density) is drawn over it by ours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BRAILLE: Final = "braille"
# Every trace has a colour number of its own, by which its cells are known again.
MOST_TRACES: Final = 256

_STYLED: Final = re.compile(r"\x1b\[([\d;]*)m")
_NUMBERED: Final = re.compile(r"38;5;(\d+)")


class Trace(NamedTuple):
    """Points in cells from the lower left one (0, 0), whose middles are whole numbers.

    `sign` is one character, or BRAILLE for dots of two by four in a cell. With `joined` a line
    runs through the points; None breaks it. A `thin` one leaves a dot out where it steps.
    """

    points: Sequence[tuple[float, float] | None]
    sign: str
    joined: bool = True
    thin: bool = False


class Mark(NamedTuple):
    """A filled cell, counted from the upper left, and the number of the trace that filled it."""

    x: int
    y: int
    sign: str
    trace: int


class NoLibrary(Exception):
    """The library is missing or cannot be loaded on this machine."""


class _Library:
    """The library once it is loaded."""

    loaded: Any = None


def prepare() -> None:
    """Load the library; until then no lines are plotted.

    Raises NoLibrary where it cannot be loaded.
    """
    try:
        import plotext
    except ImportError as error:
        raise NoLibrary(str(error).partition("\n")[0]) from error
    _Library.loaded = plotext


def plotted(traces: Sequence[Trace], width: int, height: int) -> list[Mark]:
    """Return the cells that the traces fill in a field of `width` by `height`, later ones on top.

    Until the library is loaded these are single points and bars: what needs no lines.
    """
    drawn = [trace for trace in traces if any(point is not None for point in trace.points)]
    if not drawn or width < 1 or height < 1:
        return []
    library = _Library.loaded
    if library is None:
        return list(_single(traces, height))
    figure = _empty(library, width, height)
    for number, trace in enumerate(traces[:MOST_TRACES]):
        points = [point for point in trace.points if point is not None]
        if not points:
            continue
        marker = library.marker(trace.sign, library.pixel(foreground=number))
        signal = figure.signal(
            [point[0] for point in points], [point[1] for point in points], marker=marker
        )
        if trace.joined:
            # "full" fills every dot that a line passes: no gaps on steep falls. Of whole cells that
            # would be too much: there a line steps from cell to cell.
            signal.lines(True)
            if trace.sign == BRAILLE and not trace.thin:
                signal.density("full", "line")
            for first in _breaks(trace.points):
                signal.line(first, False)
        figure.draw(signal)
    return list(_marks(figure.build().string()))


def _single(traces: Sequence[Trace], height: int) -> Iterator[Mark]:
    for number, trace in enumerate(traces):
        cells = [(round(point[0]), round(point[1])) for point in trace.points if point is not None]
        if trace.joined:
            if trace.sign == BRAILLE or len(cells) != 2 or cells[0][1] != cells[1][1]:
                continue
            cells = [(x, cells[0][1]) for x in range(cells[0][0], cells[1][0] + 1)]
        for x, up in cells:
            yield Mark(x, height - 1 - up, trace.sign, number)


def _empty(library: Any, width: int, height: int) -> Any:
    """Return the figure with nothing of its own on it: no frame, no ruler, no legend."""
    # It would else never be larger than the terminal that the program was started in.
    library.terminal.limit(False, False)
    figure = library.figure
    figure.clear.all()
    figure.plot_size(width, height)
    figure.axes(False)
    figure.canvas("default")
    figure.legend(False)
    for axis in (0, 1):
        for side in (0, 1):
            figure.ruler(axis, side).ticks([])
    # A field of one cell has no middle to tell from another: any limits do.
    figure.ruler(0, 0).lim(0, max(1, width - 1))
    figure.ruler(1, 0).lim(0, max(1, height - 1))
    return figure


def _breaks(points: Sequence[tuple[float, float] | None]) -> Iterator[int]:
    """Yield the numbers of those known points that follow a gap."""
    known = 0
    gap = False
    for point in points:
        if point is None:
            gap = True
            continue
        if gap and known:
            yield known
        gap = False
        known += 1


def _marks(painted: str) -> Iterator[Mark]:
    for y, row in enumerate(painted.split("\n")):
        x = 0
        trace = -1
        # Text and styles by turns, a text first.
        for number, part in enumerate(_STYLED.split(row)):
            if number % 2:
                found = _NUMBERED.search(part)
                trace = int(found[1]) if found else -1
                continue
            for sign in part:
                if sign != " " and trace >= 0:
                    yield Mark(x, y, sign, trace)
                x += 1
