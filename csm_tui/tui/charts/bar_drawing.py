"""Bars on a canvas: names, bars by the library, values in a column, a marked value across all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.tui.charts.axes import number
from csm_tui.tui.charts.canvas import Canvas
from csm_tui.tui.charts.plot import Trace, plotted
from csm_tui.tui.charts.signs import Signs, signs
from csm_tui.tui.pieces import fit_right, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.tui.charts.figures import BarFigure, BarItem

_LEAST_BAR: Final = 8
_GAP: Final = 2
# A third of the width for names at the most, and as much for values.
_SHARE: Final = 3


class Field(NamedTuple):
    """Where the bars stand on the canvas, and the values of both ends."""

    left: int
    width: int
    low: float
    high: float

    @property
    def zero(self) -> int:
        """Return where zero is, a whole number of cells from the left of the field."""
        return round(-self.low / (self.high - self.low) * self.width)

    def place(self, value: float) -> float:
        """Return where a value ends, in cells from the left of the field."""
        at = self.zero + value / (self.high - self.low) * self.width
        return min(max(at, 0), self.width)


def drawn(figure: BarFigure, width: int, height: int, *, plain: bool) -> Canvas:
    """Return a figure drawn in `width` by `height` cells; bars that do not fit are told."""
    canvas = Canvas(width, height)
    use = signs(plain)
    footed = figure.split is not None and height > len(figure.bars)
    rows = height - 1 if footed or height < len(figure.bars) else height
    bars = figure.bars[:rows]
    if not bars or width < _LEAST_BAR:
        return canvas
    field = _field(figure, bars, width)
    # Where there is room, a line between two bars lets them breathe.
    step = 2 if rows >= 2 * len(bars) - 1 and len(bars) < 12 else 1
    bottom = (len(bars) - 1) * step + 1
    for place, item in enumerate(bars):
        y = place * step
        canvas.write(0, y, item.name, "text", most=field.left - _GAP)
        room = width - field.left - field.width - _GAP
        shown = fit_right(item.shown, room) if room > 0 else ""
        canvas.write(width - room, y, shown, "muted" if item.value is None else "text")
    _bars(canvas, field, bars, step, use)
    _marked(canvas, field, figure, bottom, use, footed=footed)
    if len(bars) < len(figure.bars):
        canvas.write(0, height - 1, f"and {len(figure.bars) - len(bars)} more", "muted")
    return canvas


def _field(figure: BarFigure, bars: Sequence[BarItem], width: int) -> Field:
    named = min(max(width_of(item.name) for item in bars), width // _SHARE)
    shown = min(max(width_of(item.shown) for item in bars), width // _SHARE)
    known = [item.value + item.more for item in figure.bars if item.value is not None]
    high = max(figure.high if figure.high is not None else 0, *known, figure.split or 0, 0)
    low = min([0.0, *known, figure.split or 0])
    if high == low:
        high = low + 1
    left = named + _GAP
    return Field(left, max(1, width - left - shown - _GAP), low, high)


def _bars(canvas: Canvas, field: Field, bars: Sequence[BarItem], step: int, use: Signs) -> None:
    rows = (len(bars) - 1) * step + 1
    zero = field.zero
    traces = []
    for place, item in enumerate(bars):
        y = place * step
        end = zero if item.value is None else field.place(item.value)
        first, last, ragged = cells(min(zero, end), max(zero, end))
        level = rows - 1 - y
        points = [(float(first), level), (float(last - 1), level)] if last > first else []
        traces.append(Trace(points, use.bar))
        if item.value is None:
            canvas.put(field.left + zero, y, "?", "muted")
            continue
        if field.low == 0:
            for x in range(last, field.width):
                canvas.put(field.left + x, y, use.rest, "faint")
        if item.more:
            # What goes on begins in the first cell that is not full, and is seen where it is short.
            whole = max(last + 1, round(field.place(item.value + item.more)))
            for x in range(last, min(whole, field.width)):
                canvas.put(field.left + x, y, use.more, item.ink)
        elif ragged > 0:
            canvas.put(field.left + last, y, use.bar_end, item.ink)
        elif ragged < 0:
            canvas.put(field.left + first - 1, y, use.bar_start, item.ink)
    if field.low < 0:
        for y in range(rows):
            if canvas.sign(field.left + zero, y) == " ":
                canvas.put(field.left + zero, y, use.side, "faint")
    canvas.plot(plotted(traces, field.width, rows), tuple(item.ink for item in bars), field.left)


def cells(start: float, end: float) -> tuple[int, int, int]:
    """Return the whole cells of a bar, from and before, and where half a cell is left.

    1 is half a cell behind them, -1 one before them. A bar of any length is seen.
    """
    first, last = round(start * 2), round(end * 2)
    if first == last and start < end:
        # It runs away from the end that stands on a whole cell.
        first, last = (first - 1, last) if start < round(start) else (first, last + 1)
    if first % 2:
        return (first + 1) // 2, last // 2, -1
    return first // 2, last // 2, last % 2


def _marked(
    canvas: Canvas, field: Field, figure: BarFigure, bottom: int, use: Signs, *, footed: bool
) -> None:
    """Mark the value that splits the bars, with its figure below."""
    if figure.split is None:
        return
    x = field.left + min(field.width - 1, round(field.place(figure.split)))
    for y in range(bottom):
        canvas.put(x, y, use.split, "muted")
    if footed:
        shown = number(figure.split)
        canvas.write(max(0, x - width_of(shown) // 2), bottom, shown, "muted")
