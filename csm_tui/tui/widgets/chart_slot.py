"""A place for a chart of any kind under a line that says what it shows."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from textual.containers import Vertical

from csm_tui.tui.charts.figures import BarFigure, LaneFigure
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from csm_tui.tui.charts.figures import ScatterFigure, TimeFigure
    from csm_tui.tui.pieces import Line

    Figure = TimeFigure | BarFigure | ScatterFigure | LaneFigure

_ROOMY: Final = 36
_CHARTS: Final = {
    "TimeFigure": ("time_chart", "TimeChart"),
    "BarFigure": ("bar_chart", "BarChart"),
    "ScatterFigure": ("scatter_chart", "ScatterChart"),
    "LaneFigure": ("lane_chart", "LaneChart"),
}


class ChartSlot(Vertical):
    """Shows one figure, or nothing at all; a chart's library is read when it is first needed."""

    DEFAULT_CSS = "ChartSlot > Chart { margin: 0 1 0 2; }"

    def __init__(self, *, id: str | None = None) -> None:
        self._caption = Bar(id="caption")
        super().__init__(self._caption, id=id)
        self._charts: dict[str, Any] = {}
        self.display = False
        self._within = self._tallest = 0

    def show(self, figure: Figure | None, caption: Line) -> None:
        """Show a figure and the line above it; without one there is no chart."""
        self.display = figure is not None
        if figure is None:
            return
        if self._within != self.app.size.height:
            self._within, self._tallest = self.app.size.height, 0
        # It never shrinks, so that the lines below stay where they are from figure to figure.
        self._tallest = max(self._tallest, height_of(figure, self._within))
        self.styles.height = self._tallest
        self._caption.show(caption)
        wanted = type(figure).__name__
        if wanted not in self._charts:
            self._charts[wanted] = _chart(wanted)
            self.mount(self._charts[wanted])
        for name, chart in self._charts.items():
            chart.display = name == wanted
        self._charts[wanted].show(figure)


def chart_height(height: int) -> int:
    """Return the lines of chart and caption on a screen of so many lines."""
    return max(8, min(18, (height - 4) * 9 // 20))


def height_of(figure: Figure, height: int) -> int:
    """Return the lines of a figure and its caption; bars and lanes take no more than they need."""
    if isinstance(figure, LaneFigure):
        return len(figure.lanes) + 2
    if not isinstance(figure, BarFigure):
        return chart_height(height)
    bars = len(figure.bars) + (figure.split is not None)
    # A line between two bars where there is room; below stands at least a screen's third.
    wide = 2 * bars if 2 * bars <= chart_height(height) and height >= _ROOMY else bars + 1
    return min(wide, (height - 4) * 2 // 3)


def _chart(figure: str) -> Any:
    module, name = _CHARTS[figure]
    return getattr(import_module(f"csm_tui.tui.charts.{module}"), name)()
