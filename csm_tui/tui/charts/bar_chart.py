"""Horizontal bars with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.tui.charts.bar_drawing import drawn
from csm_tui.tui.charts.chart import Chart
from csm_tui.tui.pieces import BLANK, Line

if TYPE_CHECKING:
    from csm_tui.tui.charts.canvas import Canvas
    from csm_tui.tui.charts.figures import BarFigure


class BarChart(Chart):
    """Bars; nothing in them can be chosen, so they never have the focus."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figure: BarFigure | None = None

    def show(self, figure: BarFigure | None, empty: Line = BLANK) -> None:
        """Show another figure; without one, `empty` says why there is none."""
        if (figure, empty) != (self.figure, self._empty):
            self.figure, self._empty = figure, empty
            self.redraw()

    def drawing(self, width: int, height: int) -> Canvas | None:
        """Return the figure as it looks in a size."""
        if self.figure is None:
            return None
        return drawn(self.figure, width, height, plain=self.plain)
