"""Lines over time with thresholds and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.tui.charts import time_drawing
from csm_tui.tui.charts.chart import FigureChart
from csm_tui.tui.charts.figures import TimeFigure

if TYPE_CHECKING:
    from csm_tui.tui.charts.canvas import Canvas


class TimeChart(FigureChart[TimeFigure]):
    """Lines of a figure over time."""

    JOINED = True

    def drawn(self, figure: TimeFigure, width: int, height: int) -> Canvas:
        """Return the lines in a size."""
        return time_drawing.drawn(figure, width, height, plain=self.plain)
