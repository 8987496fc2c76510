"""Horizontal bars with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.tui.charts import bar_drawing
from csm_tui.tui.charts.chart import FigureChart
from csm_tui.tui.charts.figures import BarFigure

if TYPE_CHECKING:
    from csm_tui.tui.charts.canvas import Canvas


class BarChart(FigureChart[BarFigure]):
    """Bars of a figure."""

    def drawn(self, figure: BarFigure, width: int, height: int) -> Canvas:
        """Return the bars in a size."""
        return bar_drawing.drawn(figure, width, height, plain=self.plain)
