"""Accounts as dots on two scales, with a cursor that walks them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from textual.geometry import Region
from textual.message import Message
from textual.worker import WorkerState

from csm_tui.tui.bindings import bindings
from csm_tui.tui.charts import scatter_drawing
from csm_tui.tui.charts.bins import Bins, Place, Placed, nearest
from csm_tui.tui.charts.canvas import Canvas
from csm_tui.tui.charts.chart import Chart
from csm_tui.tui.charts.scatter_cursor import with_cursor
from csm_tui.tui.pieces import BLANK, Line

if TYPE_CHECKING:
    from textual.events import Click
    from textual.strip import Strip
    from textual.worker import Worker

    from csm_tui.tui.app import CsmApp
    from csm_tui.tui.charts.figures import Dot, ScatterFigure

# How near a click must be to a dot, in cells.
_REACH: Final = 3
# Fewer are counted between two keys; more are counted beside the screen.
_FEW: Final = 4000
_COUNTING: Final = "chart-bins"


class ScatterChart(Chart, can_focus=True):
    """A scatter; `cursor` is the id of a dot, None only where there is none."""

    BINDINGS = bindings(("down", "up", "left", "right", "first", "last", "open"))

    class Moved(Message):
        """The cursor stands on another dot; `id` is None where there is none."""

        def __init__(self, id: int | None) -> None:
            super().__init__()
            self.id = id

    class Opened(Message):
        """A dot was opened."""

        def __init__(self, id: int) -> None:
            super().__init__()
            self.id = id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._bins: Bins | None = None
        self._counted: Placed | None = None
        self._at: int | None = None
        self._arrows: tuple[tuple[Dot, Dot], ...] = ()
        self._pointed_out = ""

    # What is shown

    @property
    def cursor(self) -> int | None:
        """Return the id of the dot that the cursor is on."""
        return self._bins.dots[self._at].id if self._bins and self._at is not None else None

    @cursor.setter
    def cursor(self, id: int | None) -> None:
        if self._bins and id is not None and id in self._bins.numbers:
            self._move(self._bins.numbers[id])

    @property
    def arrows(self) -> tuple[tuple[Dot, Dot], ...]:
        """Return the moves drawn, each from an earlier dot to a present one."""
        return self._arrows

    @arrows.setter
    def arrows(self, arrows: tuple[tuple[Dot, Dot], ...]) -> None:
        if arrows != self._arrows:
            self._arrows = arrows
            self.redraw()

    @property
    def together(self) -> tuple[int, int]:
        """Return the cursor's number among the dots of its place, and how many these are."""
        here = self._here()
        return (here.index(self._at) + 1, len(here)) if self._at in here else (0, 0)

    def point_out(self, name: str) -> None:
        """Write a name beside the cursor; the next move takes it away."""
        self._pointed_out = name
        self._repaint(self._cell())

    def show(
        self, figure: ScatterFigure | None, empty: Line = BLANK, bins: Bins | None = None
    ) -> None:
        """Show another figure; without one, `empty` says why there is none.

        The cursor stays on its id, else it starts on the first dot. `bins` are the figure's where a
        worker made them; many dots are else counted beside the screen.
        """
        self._empty = empty
        self.workers.cancel_group(self, _COUNTING)
        if figure is None:
            self._take(None)
        elif bins is not None or len(figure.dots) <= _FEW:
            self._take(bins or Bins(figure))
        else:
            self.run_worker(
                partial(Bins, figure), name=_COUNTING, group=_COUNTING, thread=True, exclusive=True
            )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was counted beside the screen."""
        if event.worker.name == _COUNTING and event.state is WorkerState.SUCCESS:
            event.stop()
            self._take(cast("Bins", event.worker.result))
        else:
            super().on_worker_state_changed(event)

    def _take(self, bins: Bins | None) -> None:
        before = self.cursor
        self._bins = bins if bins and bins.dots else None
        self._counted = None
        self._at = None
        if self._bins:
            self._at = self._bins.numbers.get(before, 0) if before is not None else 0
        if self.cursor != before:
            self._pointed_out = ""
        self.redraw()
        self.post_message(self.Moved(self.cursor))

    def drawing(self, width: int, height: int) -> Canvas | None:
        """Return the dots as they look in a size."""
        if self._bins is None:
            return None
        placed = self._placed
        if placed is None:
            return Canvas(width, height)
        return scatter_drawing.drawn(placed, self._arrows, width, height, plain=self.plain)

    # The cursor

    @property
    def _field(self) -> scatter_drawing.Field | None:
        return scatter_drawing.field_of(*self.size)

    @property
    def _placed(self) -> Placed | None:
        """Return the dots in the cells of the present size, None where there is no room."""
        field = self._field
        if field is None or self._bins is None:
            return None
        size = (field.width, field.height)
        if self._counted is None or (self._counted.width, self._counted.height) != size:
            self._counted = self._bins.placed(*size)
        return self._counted

    def _cell(self) -> Place | None:
        """Return the place of the cursor in the field."""
        placed = self._placed
        return None if placed is None or self._at is None else placed.place(self._at)

    def _here(self) -> list[int]:
        placed, place = self._placed, self._cell()
        return placed.here(place) if placed and place is not None else []

    def render_line(self, y: int) -> Strip:
        """Show a line, with the cursor where it is on it."""
        shown = super().render_line(y)
        cell, field, canvas = self._cell(), self._field, self._canvas
        if cell is None or field is None or canvas is None or y != field.top + cell[1]:
            return shown
        at = (field.left + cell[0], y)
        free = (self._is_free((cell[0] - 1, cell[1])), self._is_free((cell[0] + 1, cell[1])))
        inks = cast("CsmApp", self.app).inks
        return with_cursor(shown, canvas, at, free, self._pointed_out, inks, lit=self.has_focus)

    def _is_free(self, place: Place) -> bool:
        """Return whether a place of the field has no dot."""
        placed = self._placed
        return placed is not None and 0 <= place[0] < placed.width and place not in placed.cells

    def _repaint(self, *places: Place | None) -> None:
        field = self._field
        if field is not None:
            self.refresh(
                *(Region(0, field.top + place[1], self.size.width, 1) for place in places if place)
            )

    def _move(self, number: int) -> None:
        if number == self._at:
            return
        before = self._cell()
        self._at = number
        self._pointed_out = ""
        self._repaint(before, self._cell())
        self.post_message(self.Moved(self.cursor))

    def _walk(self, across: int, down: int) -> None:
        placed, place = self._placed, self._cell()
        if placed is None or place is None:
            return
        found = nearest(place, placed.cells, (across, down))
        if found is not None:
            self._move(placed.here(found)[0])

    def _turn(self, step: int) -> None:
        here = self._here()
        if self._at in here and len(here) > 1:
            self._move(here[(here.index(self._at) + step) % len(here)])

    def action_down(self) -> None:
        """Go to the nearest dot below."""
        self._walk(0, 1)

    def action_up(self) -> None:
        """Go to the nearest dot above."""
        self._walk(0, -1)

    def action_left(self) -> None:
        """Go to the nearest dot on the left."""
        self._walk(-1, 0)

    def action_right(self) -> None:
        """Go to the nearest dot on the right."""
        self._walk(1, 0)

    def action_next_here(self) -> None:
        """Go to the next dot in the same place."""
        self._turn(1)

    def action_previous_here(self) -> None:
        """Go to the previous dot in the same place."""
        self._turn(-1)

    def action_first(self) -> None:
        """Go to the first dot of the figure."""
        if self._bins:
            self._move(0)

    def action_last(self) -> None:
        """Go to the last dot of the figure."""
        if self._bins:
            self._move(len(self._bins.dots) - 1)

    def action_open(self) -> None:
        """Open the dot under the cursor."""
        if self.cursor is not None:
            self.post_message(self.Opened(self.cursor))

    def on_focus(self) -> None:
        """Show the cursor in the accent."""
        self._repaint(self._cell())

    def on_blur(self) -> None:
        """Show the cursor muted."""
        self._repaint(self._cell())

    def on_click(self, event: Click) -> None:
        """Put the cursor on the dot nearest to the click; a second click opens it."""
        event.stop()
        field, placed = self._field, self._placed
        if field is None or placed is None:
            return
        x, y = event.x - field.left, event.y - field.top
        near = min(placed.cells, key=lambda cell: max(abs(cell[0] - x), 2 * abs(cell[1] - y)))
        if max(abs(near[0] - x), 2 * abs(near[1] - y)) > _REACH:
            return
        if near == self._cell():
            if event.chain > 1:
                self.action_open()
        else:
            self._move(placed.here(near)[0])
