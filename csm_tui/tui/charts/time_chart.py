"""Lines over time with thresholds and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.tui.charts.chart import Chart
from csm_tui.tui.charts.time_drawing import drawn
from csm_tui.tui.pieces import BLANK, Line

if TYPE_CHECKING:
    from csm_tui.tui.charts.canvas import Canvas
    from csm_tui.tui.charts.figures import TimeFigure


class TimeChart(Chart):
    """A figure over time; nothing in it can be chosen, so it never has the focus."""

    JOINED = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figure: TimeFigure | None = None

    def show(self, figure: TimeFigure | None, empty: Line = BLANK) -> None:
        """Show another figure; without one, `empty` says why there is none."""
        if (figure, empty) != (self.figure, self._empty):
            self.figure, self._empty = figure, empty
            self.redraw()

    def drawing(self, width: int, height: int) -> Canvas | None:
        """Return the figure as it looks in a size."""
        if self.figure is None:
            return None
        return drawn(self.figure, width, height, plain=self.plain)
