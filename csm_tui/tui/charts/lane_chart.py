"""Lines of dots one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.tui.charts import lane_drawing
from csm_tui.tui.charts.chart import FigureChart
from csm_tui.tui.charts.figures import LaneFigure

if TYPE_CHECKING:
    from csm_tui.tui.charts.canvas import Canvas


class LaneChart(FigureChart[LaneFigure]):
    """The lanes of a figure."""

    def drawn(self, figure: LaneFigure, width: int, height: int) -> Canvas:
        """Return the lanes in a size."""
        return lane_drawing.drawn(figure, width, height, plain=self.plain)
