"""The grid of a month in one widget, with a cursor on a day (TEXTUAL §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from csm_tui.tui import calendar_month as month
from csm_tui.tui.bindings import bindings
from csm_tui.tui.calendar_month import Cell
from csm_tui.tui.calendar_rows import Setting
from csm_tui.tui.pieces import BLANK
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from textual.events import Click

    from csm_tui.queries.calendar import DayLoad
    from csm_tui.tui.app import CsmApp


class MonthGrid(Widget, can_focus=True):
    """Weeks of days; arrows walk the days across months, Enter goes into the day."""

    DEFAULT_CSS = "MonthGrid { height: 1; }"
    BINDINGS = bindings(
        (
            "down", "up", "left", "right", "first", "last", "page-down", "page-up", "open",
        )
    )  # fmt: skip

    class Walked(Message):
        """The cursor is to stand on another day."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    class Entered(Message):
        """The day under the cursor was opened."""

    def __init__(self, day: date, first_weekday: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._first_weekday = first_weekday
        self._worked: frozenset[int] = frozenset(range(5))
        self._loads: Mapping[date, DayLoad] = {}
        self._height = 1
        self._day = day
        self._weeks = month.weeks(day, first_weekday)
        # Weeks as they were drawn, by number and whether the cursor's focus is shown in them.
        self._drawn: dict[tuple[int, date | None, bool], list[Strip]] = {}

    def show_day(self, day: date) -> None:
        """Put the cursor on a day, and show its month."""
        before, self._day = self._day, day
        weeks = month.weeks(day, self._first_weekday)
        if weeks != self._weeks or before.month != day.month:
            self._weeks = weeks
            self.redraw()
        elif before != day:
            for number, week in enumerate(weeks):
                if before in week or day in week:
                    top = 1 + number * self._height
                    self.refresh(Region(0, top, self.size.width, self._height))

    def show_loads(self, loads: Mapping[date, DayLoad], worked: frozenset[int]) -> None:
        """Show what stands on the days, and which weekdays are worked."""
        self._loads, self._worked = loads, worked
        self.redraw()

    def fit_into(self, room: int) -> None:
        """Take as many of `room` lines as leave enough for the day's list."""
        height = month.week_height(room, len(self._weeks))
        lines = 1 + height * len(self._weeks)
        if height != self._height:
            self._height = height
            self.redraw()
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines

    def redraw(self) -> None:
        """Draw everything again."""
        self._drawn.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Draw for another width."""
        self._drawn.clear()

    @property
    def _widths(self) -> tuple[int, ...]:
        return month.column_widths(self.size.width, self._worked, self._first_weekday)

    def render_line(self, y: int) -> Strip:
        """Draw the titles, or a line of a week."""
        inks = cast("CsmApp", self.app).inks
        if y == 0:
            titles = month.titles(self._widths, self._first_weekday, self._worked)
            return strip(titles, self.size.width, inks)
        number, part = divmod(y - 1, self._height)
        if number >= len(self._weeks):
            return strip(BLANK, self.size.width, inks)
        here = self._day if self._day in self._weeks[number] else None
        key = (number, here, self.has_focus)
        if key not in self._drawn:
            self._drawn[key] = self._draw(self._weeks[number])
        return self._drawn[key][part]

    def _draw(self, week: month.Week) -> list[Strip]:
        app, widths = cast("CsmApp", self.app), self._widths
        setting = Setting(app.desk.today, app.glyphs)
        cells = [self._cell(day) for day in week]
        columns = [
            month.cell_lines(cell, width, self._height, setting)
            for cell, width in zip(cells, widths, strict=True)
        ]
        end = strip(BLANK, self.size.width - sum(widths), app.inks)
        drawn = []
        for part in range(self._height):
            # The last line of a tall week only sets it apart.
            apart = self._height > 2 and part == self._height - 1
            strips = [
                strip(lines[part], width, app.inks, "" if apart else self._ground(cell))
                for cell, lines, width in zip(cells, columns, widths, strict=True)
            ]
            drawn.append(Strip.join([*strips, end]).simplify())
        return drawn

    def _ground(self, cell: Cell) -> str:
        if not cell.here:
            return ""
        return "cursor" if self.has_focus else "dimmed"

    def _cell(self, day: date | None) -> Cell:
        if day is None:
            return Cell(None, None, inside=False, worked=False, here=False)
        return Cell(
            day,
            self._loads.get(day),
            inside=day.month == self._day.month,
            worked=day.weekday() in self._worked,
            here=day == self._day,
        )

    def notify_style_update(self) -> None:
        """Draw again in another theme."""
        super().notify_style_update()
        self.redraw()

    def on_focus(self) -> None:
        """Show the cursor in the accent."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the cursor muted."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Go to the day clicked; a second click opens it."""
        event.stop()
        day = month.day_at(self._weeks, self._widths, self._height, event.x, event.y)
        if day is None:
            return
        if day == self._day and event.chain > 1:
            self.post_message(self.Entered())
        else:
            self.post_message(self.Walked(day))

    # Walking

    def _walk(self, day: date) -> None:
        if day != self._day:
            self.post_message(self.Walked(day))

    def action_left(self) -> None:
        """Go to the day before."""
        self._walk(month.shifted(self._day, -1))

    def action_right(self) -> None:
        """Go to the next day."""
        self._walk(month.shifted(self._day, 1))

    def action_up(self) -> None:
        """Go a week back."""
        self._walk(month.shifted(self._day, -7))

    def action_down(self) -> None:
        """Go a week on."""
        self._walk(month.shifted(self._day, 7))

    def action_first(self) -> None:
        """Go to the first of the month."""
        self._walk(self._day.replace(day=1))

    def action_last(self) -> None:
        """Go to the last day of the month."""
        self._walk(month.month_end(self._day))

    def action_page_up(self) -> None:
        """Go a month back."""
        self._walk(month.month_on(self._day, -1))

    def action_page_down(self) -> None:
        """Go a month on."""
        self._walk(month.month_on(self._day, 1))

    def action_open(self) -> None:
        """Go into the day's list."""
        self.post_message(self.Entered())
