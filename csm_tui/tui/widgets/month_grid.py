"""The grid of a month in one widget, with a cursor on a day (TEXTUAL §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

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
        self.show_day(day)

    def show_day(self, day: date) -> None:
        """Put the cursor on a day, and show its month."""
        self._day = day
        self._weeks = month.weeks(day, self._first_weekday)
        self.refresh()

    def show_loads(self, loads: Mapping[date, DayLoad], worked: frozenset[int]) -> None:
        """Show what stands on the days, and which weekdays are worked."""
        self._loads, self._worked = loads, worked
        self.refresh()

    def fit_into(self, room: int) -> None:
        """Take as many of `room` lines as leave enough for the day's list."""
        self._height = month.week_height(room, len(self._weeks))
        lines = 1 + self._height * len(self._weeks)
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines
        self.refresh()

    @property
    def _widths(self) -> tuple[int, ...]:
        return month.column_widths(self.size.width, self._worked, self._first_weekday)

    def render_line(self, y: int) -> Strip:
        """Draw the titles, or a line of a week."""
        app = cast("CsmApp", self.app)
        inks, widths = app.inks, self._widths
        if y == 0:
            titles = month.titles(widths, self._first_weekday, self._worked)
            return strip(titles, self.size.width, inks)
        week, part = divmod(y - 1, self._height)
        if week >= len(self._weeks):
            return strip(BLANK, self.size.width, inks)
        setting = Setting(app.desk.today, app.glyphs)
        drawn = []
        for day, width in zip(self._weeks[week], widths, strict=True):
            cell = self._cell(day)
            lines = month.cell_lines(cell, width, self._height, setting)
            blank = self._height > 2 and part == self._height - 1
            ground = ("cursor" if self.has_focus else "dimmed") if cell.here and not blank else ""
            drawn.append(strip(lines[part], width, inks, ground))
        drawn.append(strip(BLANK, self.size.width - sum(widths), inks))
        return Strip.join(drawn).simplify()

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
        self.refresh()

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
