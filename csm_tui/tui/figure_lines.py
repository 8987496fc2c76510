"""The figures of a chart as lines of a table: what is unknown is named, not left blank."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csm_tui import formatting
from csm_tui.tui.charts.figures import BarFigure, LaneFigure, TimeFigure
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.tui.widgets.chart_slot import Figure

_NAME = 28
_DAY = 16
_FIGURE = 12


def figure_lines(figure: Figure | None) -> Iterator[Line]:
    """Yield the lines of a figure: days by series, or bars by name."""
    if isinstance(figure, TimeFigure):
        yield from _over_time(figure)
    elif isinstance(figure, BarFigure):
        room = max(_FIGURE, *(width_of(bar.shown) for bar in figure.bars)) if figure.bars else 0
        for bar in figure.bars:
            yield Line((Piece(fit(bar.name, _NAME)), Piece(fit_right(bar.shown, room), bar.ink)))
    elif isinstance(figure, LaneFigure):
        for lane in figure.lanes:
            yield Line((Piece(fit(lane.name, _NAME)), Piece(fit_right(lane.shown, _FIGURE))))


def _over_time(figure: TimeFigure) -> Iterator[Line]:
    names = [Piece(fit_right(one.name, _FIGURE), "muted") for one in figure.series]
    yield Line((Piece(" " * _DAY), *names))
    values = [dict(one.points) for one in figure.series]
    for day in sorted({x for points in values for x in points}, reverse=True):
        cells = [
            Piece(fit_right(_shown(points.get(day), figure.unit), _FIGURE), one.ink)
            for one, points in zip(figure.series, values, strict=True)
        ]
        when = formatting.full_day(date.fromordinal(int(day)))
        yield Line((Piece(fit(when, _DAY), "muted"), *cells))


def _shown(value: float | None, unit: str) -> str:
    return "?" if value is None else f"{value:,.1f}{f' {unit}' if unit else ''}"
