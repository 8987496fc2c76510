"""A time chart on a canvas: axes and grid of ours, lines by the library, labels over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.tui.charts.axes import day_ticks, number, value_ticks
from csm_tui.tui.charts.canvas import Canvas
from csm_tui.tui.charts.plot import Trace, plotted
from csm_tui.tui.charts.signs import Signs, signs
from csm_tui.tui.charts.time_paths import Field, path_of, signed, thinned
from csm_tui.tui.pieces import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.tui.charts.axes import Tick
    from csm_tui.tui.charts.figures import Series, TimeFigure

# From this width on, each line is named at its end rather than in the legend.
_WIDE: Final = 64
_MOST_NAME: Final = 24
# Lines of the chart for each tick of its scale.
_ROWS_A_TICK: Final = 3
# Cells between the dots of the grid.
_GRID_STEP: Final = 4
_LEGEND_GAP: Final = 3


class Label(NamedTuple):
    """A line's sign, last value and name."""

    series: int
    text: str
    ink: str
    row: int


def drawn(figure: TimeFigure, width: int, height: int, *, plain: bool) -> Canvas:
    """Return the drawing of a figure in `width` by `height` cells."""
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
    paths = [thinned(list(path_of(series[number_], field))) for number_ in order]
    traces = [
        # The first stands out where there are several.
        Trace(path, use.line or use.series[number_ % len(use.series)], thin=number_ > 0)
        for number_, path in zip(order, paths, strict=True)
    ]
    inks = tuple(series[number_].ink for number_ in order)
    canvas.plot(plotted(traces, field.width, field.height), inks, field.left)
    for number_, path in zip(order, paths, strict=True):
        sign = use.series[number_ % len(use.series)]
        for x, y in signed(path, number_, alone=len(series) == 1, ended=ended):
            canvas.put(
                field.left + round(x), field.height - 1 - round(y), sign, series[number_].ink
            )


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
