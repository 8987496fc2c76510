"""A time chart on a canvas: axes and grid of ours, lines by the library, labels over them."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.tui.charts.axes import day_ticks, number, value_ticks
from csm_tui.tui.charts.canvas import Canvas
from csm_tui.tui.charts.plot import Trace, plotted
from csm_tui.tui.charts.signs import Signs, signs
from csm_tui.tui.pieces import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.tui.charts.axes import Tick
    from csm_tui.tui.charts.figures import Series, TimeFigure

# From this width on, each line is named at its end rather than in the legend.
_WIDE: Final = 64
_MOST_NAME: Final = 24
# Cells between two signs on a line; lines of the chart for each tick of its scale.
_SIGN_EVERY: Final = 9
_ROWS_A_TICK: Final = 3
# Cells between the dots of the grid.
_GRID_STEP: Final = 4
_LEGEND_GAP: Final = 3


class Field(NamedTuple):
    """Where the plot stands on the canvas, and its scales."""

    left: int
    width: int
    height: int
    first: float
    last: float
    low: float
    high: float

    def column(self, x: float) -> float:
        """Return the column of an x, in cells from the left of the field."""
        span = self.last - self.first
        return (x - self.first) / span * (self.width - 1) if span else 0.0

    def level(self, y: float) -> float:
        """Return the level of a y, in cells from the bottom of the field; beyond is at the edge."""
        span = self.high - self.low
        share = (min(max(y, self.low), self.high) - self.low) / span if span else 0.5
        return share * (self.height - 1)

    def row(self, y: float) -> int:
        """Return the row of a y on the canvas."""
        return self.height - 1 - round(self.level(y))


class Label(NamedTuple):
    """A line's sign, last value and name."""

    series: int
    text: str
    ink: str
    row: int


def drawn(figure: TimeFigure, width: int, height: int, *, plain: bool) -> Canvas:
    """Return the drawing of a figure in `width` by `height` cells.

    Raises plot.NoLibrary.
    """
    canvas = Canvas(width, height)
    use = signs(plain)
    legend = _legend_lines(figure, width, use, ended=width >= _WIDE)
    below = min(len(legend), max(0, height - 6))
    rows = height - 2 - below
    if rows < 2 or width < 12:
        return canvas
    ticks = value_ticks(figure.low, figure.high, max(2, rows // _ROWS_A_TICK + 1))
    left = max(len(tick.label) for tick in ticks) + len(figure.unit) + 2
    right = _right(figure, use) if width >= _WIDE else 0
    field = Field(
        left,
        width - left - right,
        rows,
        figure.first.toordinal(),
        figure.last.toordinal(),
        figure.low,
        figure.high,
    )
    ruled = {field.row(tick.at) for tick in ticks}
    _scale(canvas, field, figure, ticks, use)
    _days(canvas, field, figure, ruled, use)
    for threshold in figure.thresholds:
        y = field.row(threshold.y)
        for x in range(field.width):
            canvas.put(field.left + x, y, use.across, threshold.ink)
    _lines(canvas, field, figure.series, use, ended=bool(right))
    _names_of_thresholds(canvas, field, figure, use)
    if right:
        _ends(canvas, field, figure, use)
    for number_, pieces in enumerate(legend[:below]):
        at = field.left
        for text, ink in pieces:
            taken = canvas.write(at, rows + 2 + number_, text, "muted")
            canvas.put(at, rows + 2 + number_, text[0], ink)
            at += taken + _LEGEND_GAP
    return canvas


def _scale(
    canvas: Canvas, field: Field, figure: TimeFigure, ticks: Sequence[Tick], use: Signs
) -> None:
    """Draw the scale at the left with its lines across."""
    for y in range(field.height):
        canvas.put(field.left - 1, y, use.side, "faint")
    for tick in ticks:
        y = field.row(tick.at)
        shown = tick.label + figure.unit
        canvas.write(field.left - 2 - width_of(shown), y, shown, "muted")
        canvas.put(field.left - 1, y, use.tick, "faint")
        for x in range(_GRID_STEP - 1, field.width, _GRID_STEP):
            canvas.put(field.left + x, y, use.grid, "faint")


def _days(canvas: Canvas, field: Field, figure: TimeFigure, ruled: set[int], use: Signs) -> None:
    """Draw the days below with what happened on them."""
    floor = field.height
    canvas.put(field.left - 1, floor, use.corner, "faint")
    for x in range(field.width):
        canvas.put(field.left + x, floor, use.floor, "faint")
    free = field.left - 1
    for tick in day_ticks(figure.first, figure.last, field.width):
        x = field.left + round(field.column(tick.at))
        canvas.put(x, floor, use.below, "faint")
        for y in range(1, field.height, 2):
            if y not in ruled:
                canvas.put(x, y, use.grid, "faint")
        start = min(max(x - len(tick.label) // 2, 0), canvas.width - len(tick.label))
        if start >= free:
            free = start + canvas.write(start, floor + 1, tick.label, "muted") + 1
    taken: set[int] = set()
    for event in figure.events:
        if not field.first <= event.x <= field.last:
            continue
        x = round(field.column(event.x))
        # What happened on a neighbouring day gives way by a cell.
        at = next(
            (near for near in (x, x + 1, x - 1) if near not in taken and 0 <= near < field.width),
            None,
        )
        if at is not None:
            taken.add(at)
            canvas.put(field.left + at, floor, event.glyph[:1], event.ink)


def _lines(
    canvas: Canvas, field: Field, series: Sequence[Series], use: Signs, *, ended: bool
) -> None:
    """Draw the lines, the first on top, and their signs on them."""
    order = list(range(len(series)))[::-1]
    paths = [thinned(list(_path(series[number_], field))) for number_ in order]
    traces = [
        # The first stands out where there are several.
        Trace(path, use.line or use.series[number_ % len(use.series)], thin=number_ > 0)
        for number_, path in zip(order, paths, strict=True)
    ]
    inks = tuple(series[number_].ink for number_ in order)
    canvas.plot(plotted(traces, field.width, field.height), inks, field.left)
    for number_, path in zip(order, paths, strict=True):
        sign = use.series[number_ % len(use.series)]
        for x, y in _signed(path, number_, alone=len(series) == 1, ended=ended):
            canvas.put(
                field.left + round(x), field.height - 1 - round(y), sign, series[number_].ink
            )


def _path(series: Series, field: Field) -> Iterator[tuple[float, float] | None]:
    """Yield the points in cells, cut at both ends of the span; None is a gap."""
    points = series.points
    for number_, (x, y) in enumerate(points):
        if y is None:
            yield None
        elif x < field.first:
            after = points[number_ + 1] if number_ + 1 < len(points) else None
            if after and after[1] is not None and after[0] > field.first:
                yield 0.0, field.level(_between((x, y), (after[0], after[1]), field.first))
        elif x > field.last:
            before = points[number_ - 1] if number_ else None
            if before and before[1] is not None and before[0] < field.last:
                value = _between((before[0], before[1]), (x, y), field.last)
                yield field.column(field.last), field.level(value)
            return
        else:
            yield field.column(x), field.level(y)


def thinned(
    path: list[tuple[float, float] | None],
) -> list[tuple[float, float] | None]:
    """Return a path with no more than the least and the most of each column, in their order.

    More cannot be seen, and each point costs.
    """
    kept: list[tuple[float, float] | None] = []
    for _, group in groupby(path, key=lambda point: None if point is None else int(point[0])):
        points = list(group)
        known = [point for point in points if point is not None]
        if len(known) < 3:
            kept += points
            continue
        ends = (min(known, key=lambda point: point[1]), max(known, key=lambda point: point[1]))
        kept += sorted(ends)
    return kept


def _between(one: tuple[float, float], other: tuple[float, float], x: float) -> float:
    return one[1] + (other[1] - one[1]) * (x - one[0]) / (other[0] - one[0])


def _signed(
    path: Sequence[tuple[float, float] | None], number_: int, *, alone: bool, ended: bool
) -> Iterator[tuple[float, float]]:
    """Yield where a line carries its sign: points by themselves, and others now and then."""
    padded = [None, *path, None]
    due = float("-inf") if alone else 3.0 * number_
    known = [point for point in path if point is not None]
    for before, (point, after) in zip(padded, pairwise(padded[1:]), strict=False):
        if point is None:
            continue
        lonely = before is None and after is None
        # A line with its name at its end needs no sign there.
        near = ended and point[0] > known[-1][0] - 4
        if lonely or (point[0] >= due and not near) or (point is known[-1] and not ended):
            yield point
            due = point[0] + _SIGN_EVERY


def _names_of_thresholds(canvas: Canvas, field: Field, figure: TimeFigure, use: Signs) -> None:
    """Name each threshold on its line, where no line of values runs."""
    for threshold in figure.thresholds:
        y = field.row(threshold.y)
        text = f" {threshold.name} "
        taken = width_of(text)
        over = use.across + use.grid
        places = range(field.left + 1, field.left + field.width - taken, 2)
        at = next((x for x in places if canvas.free(x, y, taken, over)), field.left + 1)
        canvas.write(at, y, text, threshold.ink, most=field.width - 1)


def _last(series: Series, field_last: float) -> float | None:
    """Return the last known value until the end of the span."""
    return next((y for x, y in reversed(series.points) if y is not None and x <= field_last), None)


def _label(figure: TimeFigure, number_: int, use: Signs) -> str:
    series = figure.series[number_]
    sign = use.series[number_ % len(use.series)]
    value = _last(series, figure.last.toordinal())
    if value is None:
        return f"{sign} {series.name}: unknown"
    shown = number(round(value, 0 if figure.high - figure.low >= 20 else 1))
    return f"{sign} {shown}{figure.unit} {series.name}"


def _right(figure: TimeFigure, use: Signs) -> int:
    """Return the cells that the names at the ends of the lines take."""
    widest = max(
        (width_of(_label(figure, number_, use)) for number_ in range(len(figure.series))),
        default=0,
    )
    return min(_MOST_NAME, widest) + 1 if widest else 0


def _ends(canvas: Canvas, field: Field, figure: TimeFigure, use: Signs) -> None:
    """Name each line at its end; names that would meet stand below each other."""
    labels = []
    for number_, series in enumerate(figure.series):
        value = _last(series, field.last)
        row = field.row(value) if value is not None else field.height - 1
        labels.append(Label(number_, _label(figure, number_, use), series.ink, row))
    labels.sort(key=lambda label: (label.row, label.series))
    rows = spread([label.row for label in labels], field.height)
    for label, row in zip(labels, rows, strict=True):
        at = field.left + field.width + 1
        canvas.write(at, row, label.text, "text")
        canvas.write(at, row, label.text[0], label.ink)


def spread(wanted: Sequence[int], height: int) -> list[int]:
    """Return rows of their own for labels that want rows in ascending order, as near as can be."""
    rows: list[int] = []
    for row in wanted:
        rows.append(max(row, rows[-1] + 1) if rows else row)
    limit = height - 1
    for place in range(len(rows) - 1, -1, -1):
        rows[place] = min(rows[place], limit)
        limit = rows[place] - 1
    return rows


def _legend_lines(
    figure: TimeFigure, width: int, use: Signs, *, ended: bool
) -> list[list[tuple[str, str]]]:
    """Return the lines of the legend: the series where they have no names at their ends, events."""
    entries = (
        []
        if ended
        else [
            (_label(figure, number_, use), series.ink)
            for number_, series in enumerate(figure.series)
        ]
    )
    kinds = dict.fromkeys((event.glyph[:1], event.name, event.ink) for event in figure.events)
    entries += [(f"{glyph} {name}", ink) for glyph, name, ink in kinds]
    lines: list[list[tuple[str, str]]] = []
    room = 0
    for text, ink in entries:
        taken = width_of(text)
        if not lines or taken > room:
            lines.append([])
            room = width - 8
        lines[-1].append((text, ink))
        room -= taken + _LEGEND_GAP
    return lines
