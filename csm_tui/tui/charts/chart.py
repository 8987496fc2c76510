"""What the charts have in common: drawn once for a size, a figure and a theme, then only shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual.widget import Widget
from textual.worker import WorkerState

from csm_tui.tui.charts.plot import NoLibrary, prepare
from csm_tui.tui.pieces import BLANK, Line, Piece, folded, line
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from textual.strip import Strip
    from textual.worker import Worker

    from csm_tui.tui.app import CsmApp
    from csm_tui.tui.charts.canvas import Canvas

Figure = TypeVar("Figure")
_LOADING = "chart-library"


class Chart(Widget):
    """A drawing that fills its widget; without anything to draw it says why."""

    DEFAULT_CSS = "Chart { height: 1fr; width: 1fr; }"
    # Whether the library is loaded, or why it cannot be; one for all charts of the program.
    loaded: ClassVar[bool] = False
    problem: ClassVar[str] = ""
    # Whether nothing can be shown without the library.
    JOINED: ClassVar[bool] = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._empty: Line = BLANK
        self._canvas: Canvas | None = None
        self._strips: dict[int, Strip] = {}
        self._drawn_for = (0, 0)

    @property
    def plain(self) -> bool:
        """Return whether only ASCII is to be drawn."""
        return cast("CsmApp", self.app).plain

    def on_mount(self) -> None:
        """Load the library beside the screen: it takes longer than a key may wait."""
        if not Chart.loaded and not Chart.problem:
            self.run_worker(
                load_library, name=_LOADING, group=_LOADING, thread=True, exclusive=True
            )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Draw once the library is there."""
        if event.worker.name == _LOADING and event.state is WorkerState.SUCCESS:
            event.stop()
            self.redraw()

    def drawing(self, width: int, height: int) -> Canvas | None:
        """Return what to show in a size; None where there is nothing to draw."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw everything again."""
        self._canvas = None
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Show it in another theme."""
        super().notify_style_update()
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Show a line of the drawing, or why there is none."""
        inks = cast("CsmApp", self.app).inks
        width, height = self.size
        if (width, height) != self._drawn_for:
            # Lines may be asked for before the widget is told of its new size.
            self._canvas = None
            self._strips.clear()
            self._drawn_for = (width, height)
        if self._canvas is None:
            self._canvas = self.drawing(width, height)
        if y not in self._strips:
            self._strips[y] = strip(self._shown(y), width, inks)
        return self._strips[y]

    def _shown(self, y: int) -> Line:
        if self.JOINED and Chart.problem:
            said = line(Piece(f"  Lines cannot be drawn here: {Chart.problem}", "warn"))
            return said if y == 1 else BLANK
        if self._canvas is not None:
            return self._canvas.line(y)
        told = folded(self._empty, self.size.width - 4)
        return Line((Piece("  "), *told[y - 1].left)) if 1 <= y <= len(told) else BLANK


class FigureChart(Chart, Generic[Figure]):
    """A drawing of one figure; nothing in it can be chosen, so it never has the focus."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figure: Figure | None = None

    def show(self, figure: Figure | None, empty: Line = BLANK) -> None:
        """Show another figure; without one, `empty` says why there is none."""
        if (figure, empty) != (self.figure, self._empty):
            self.figure, self._empty = figure, empty
            self.redraw()

    def drawing(self, width: int, height: int) -> Canvas | None:
        """Return the figure as it looks in a size."""
        return None if self.figure is None else self.drawn(self.figure, width, height)

    def drawn(self, figure: Figure, width: int, height: int) -> Canvas:
        """Return a figure as it looks in a size."""
        raise NotImplementedError


def load_library() -> None:
    """Load what draws, once; why it cannot be is kept for the charts to say."""
    if Chart.loaded or Chart.problem:
        return
    try:
        prepare()
    except NoLibrary as error:
        Chart.problem = str(error)
        return
    Chart.loaded = True
