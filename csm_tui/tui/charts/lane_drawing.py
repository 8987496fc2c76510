"""Lanes on a canvas: names, dots by the library, crowds counted, and the scale below."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from csm_tui.tui.charts.canvas import Canvas
from csm_tui.tui.charts.figures import LANE_STEPS
from csm_tui.tui.charts.plot import Trace, plotted
from csm_tui.tui.charts.scatter_drawing import MOST_COUNTED, crowd
from csm_tui.tui.charts.signs import signs
from csm_tui.tui.pieces import fit_right, width_of

if TYPE_CHECKING:
    from csm_tui.tui.charts.figures import LaneFigure

_LEAST: Final = 24
_GAP: Final = 2


def drawn(figure: LaneFigure, width: int, height: int, *, plain: bool) -> Canvas:
    """Return a figure drawn in `width` by `height` cells, the last line for the scale."""
    canvas = Canvas(width, height)
    use = signs(plain)
    lanes = figure.lanes[: max(0, height - 1)]
    if not lanes or width < _LEAST:
        return canvas
    left = max(width_of(figure.foot), *(width_of(lane.name) for lane in lanes)) + _GAP
    shown = max(width_of(lane.shown) for lane in lanes) + _GAP
    field = max(1, width - left - shown)
    cells = [_cells(figure, place, field) for place in range(len(lanes))]
    shaded = any(sum(cell) > MOST_COUNTED for row in cells for cell in row.values())
    looks: dict[int, list[tuple[float, float] | None]] = {}
    for y, (lane, row) in enumerate(zip(lanes, cells, strict=True)):
        canvas.write(0, y, fit_right(lane.name, left - _GAP), "muted")
        for x in range(field):
            canvas.put(left + x, y, use.grid, "faint")
        canvas.write(left + field, y, fit_right(lane.shown, shown), "text")
        for x, cell in row.items():
            # What must be seen is not hidden by others, as long as they can be counted.
            held = [look for look, number in enumerate(cell) if number]
            look = cell.index(max(cell)) if shaded else held[-1]
            if sum(cell) == 1 or look:
                looks.setdefault(look, []).append((x, len(lanes) - 1 - y))
            else:
                canvas.put(left + x, y, crowd(sum(cell), use, shaded=shaded), figure.looks[0][1])
    traces = [Trace(points, figure.looks[look][0], joined=False) for look, points in looks.items()]
    inks = tuple(figure.looks[look][1] for look in looks)
    canvas.plot(plotted(traces, field, len(lanes)), inks, left)
    _scale(canvas, figure, left, field)
    if figure.here is not None and figure.here[0] < len(lanes):
        y, at = figure.here[0], left + _column(figure.here[1], field)
        canvas.put(at - 1, y, use.here[0], "accent")
        canvas.put(at + 1, y, use.here[1], "accent")
    return canvas


def _cells(figure: LaneFigure, place: int, field: int) -> dict[int, list[int]]:
    """Return how many dots of each look the cells of a lane hold."""
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0] * len(figure.looks))
    for step, look, number in figure.lanes[place].dots:
        found[_column(step, field)][look] += number
    return found


def _column(step: int, field: int) -> int:
    return step * (field - 1) // (LANE_STEPS - 1)


def _scale(canvas: Canvas, figure: LaneFigure, left: int, field: int) -> None:
    y = canvas.height - 1
    canvas.write(0, y, fit_right(figure.foot, left - _GAP), "muted")
    for step, name in figure.ticks:
        room = width_of(name)
        start = min(max(0, _column(step, field) - room // 2), field - room)
        if canvas.free(left + start - 1, y, room + 1):
            canvas.write(left + start, y, name, "muted")
