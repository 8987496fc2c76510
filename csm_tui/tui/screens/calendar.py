"""Calendar: touchpoints by day as agenda, week or month, with the load of each day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from csm_tui import formatting
from csm_tui.queries.calendar import CalendarRow
from csm_tui.tui import calendar_month as month
from csm_tui.tui import calendar_shelf as shelf
from csm_tui.tui.bindings import bindings
from csm_tui.tui.calendar_agenda import Folded, Shown
from csm_tui.tui.screens.calendar_commands import CALENDAR_COMMANDS
from csm_tui.tui.screens.calendar_days import CalendarDays

if TYPE_CHECKING:
    from csm_tui.tui.widgets.day_list import DayList
    from csm_tui.tui.widgets.month_grid import MonthGrid

# While days are walked, not their rows.
_GRID_FOOTER: Final = ("open", "next-view", "to-today", "plan", "filter", "export-calendar")


class CalendarScreen(CalendarDays):
    """The touchpoints of the book by day; view, day and filter stay when it is left."""

    NAME = "Calendar"
    OF_TOUCHPOINTS = True
    OFFERS: ClassVar[tuple[str, ...]] = (
        "filter", "next-view", "agenda", "week", "month", "to-today", "automated",
        *CALENDAR_COMMANDS, "export-calendar", "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "done", "later", "move", "snooze", "next-view")
    BINDINGS = bindings(OFFERS)

    # Answers of grid and list

    def _go_to(self, day: date) -> None:
        self._day = day
        self._show(top=self._view == "month")

    def on_month_grid_walked(self, event: MonthGrid.Walked) -> None:
        """Show another day."""
        self._go_to(event.day)

    def on_month_grid_entered(self) -> None:
        """Go into the day's list."""
        if self._list.sections:
            self._list.focus()
        else:
            words, ways = self._nothing()
            self.notice(formatting.sentence(words), "muted", ways)

    def footer(self) -> list[str]:
        """Return the commands of the grid or of the list, whichever is walked."""
        names = _GRID_FOOTER if self._grid.has_focus else self.FOOTER
        return [name for name in names if self.offered(name)]

    def on_descendant_focus(self) -> None:
        """Show the keys of what is walked, and why the row is there."""
        self.show_keys()
        self.show_why()
        self._show_card()

    def on_day_list_turned(self, event: DayList.Turned) -> None:
        """Go some days on, as the keys to the side and of paging mean them."""
        self._go_to(month.shifted(self._day, event.days))
        if self._view == "week":
            self._list.go_to_first(self._day.isoformat())

    def on_day_list_wanted(self, event: DayList.Wanted) -> None:
        """Ask for the rows of days that came into sight."""
        keys = [date.fromisoformat(key) for key in event.keys if key[:1].isdigit()]
        self._ask_days(day for day in keys if day not in self._shelf.rows)

    def on_row_list_moved(self, event: DayList.Moved) -> None:
        """Take the day of the row, and say why it is there."""
        if self._view != "month" and event.section[:1].isdigit():
            self._day = date.fromisoformat(event.section)
            self._show_sub()
        self.show_why()
        self._show_card()

    def on_row_list_selected(self) -> None:
        """Count the selection, which is of touchpoints only."""
        rows = {id for id, entry in self._entries.items() if isinstance(entry, CalendarRow)}
        if not self._list.selection <= rows:
            self._list.select(set(self._list.selection & rows))
        self._show_sub()

    def on_row_list_opened(self, event: DayList.Opened) -> None:
        """Open the account, or the automated touchpoints of the day."""
        entry = self._entries.get(event.id)
        if isinstance(entry, CalendarRow):
            self.csm.open_account(entry.account_id)
        elif isinstance(entry, Folded):
            self._shown = self._shown._replace(opened=self._shown.opened ^ {entry.day})
            self._ask_days([entry.day])
            self._show()

    # The filter

    def apply_filter(self) -> None:
        """Ask for what the filter keeps."""
        self._ask()
        self._show_sub()

    def focus_filtered(self) -> None:
        """Give the focus back to the days."""
        (self._grid if self._view == "month" else self._list).focus()

    # Commands

    def _show_as(self, view: str) -> None:
        self._view = view
        self._start = shelf.agenda_start(self._day, self.csm.desk.today)
        self._show_view()
        day, today = self._day, self.csm.desk.today
        self._show(top=True)
        # What is overdue comes before today.
        if view == "week" or (view == "agenda" and day != today):
            self._list.go_to_first(day.isoformat())

    def action_next_view(self) -> None:
        """Show the next of agenda, week, month."""
        views = shelf.VIEWS
        self._show_as(views[(views.index(self._view) + 1) % len(views)])

    def action_agenda(self) -> None:
        """Show the agenda."""
        self._show_as("agenda")

    def action_week(self) -> None:
        """Show the week."""
        self._show_as("week")

    def action_month(self) -> None:
        """Show the month."""
        self._show_as("month")

    def action_to_today(self) -> None:
        """Go to today."""
        self._day = self.csm.desk.today
        self._show_as(self._view)

    def action_automated(self) -> None:
        """Show or hide what the program sends."""
        hidden = self._shown.automated
        self._shown = Shown(automated=not hidden)
        self._show()
        self.notice("Automated touchpoints are hidden." if hidden else "They are shown again.")

    def action_export_calendar(self) -> None:
        """Ask for the file that what is shown is exported to."""
        from csm_tui.tui.dialogs.export_form import CalendarExportForm
        from csm_tui.tui.dialogs.export_form import Part as Exported

        first, last = self._span
        if self._view == "month":
            first, last = self._day.replace(day=1), month.month_end(self._day)
        self.app.push_screen(CalendarExportForm(Exported(first, last, self._filter)))

    def action_back(self) -> None:
        """Clear the selection or the filter; from the day's list go back to the grid."""
        if self._list.selection:
            self.deselect()
        elif self._view == "month" and self._list.has_focus:
            self._grid.focus()
        elif self.is_filtered:
            self.clear_filter()

    def action_log(self) -> None:
        """Log a touchpoint of the row's account; where days are walked, plan one for the day."""
        if self.account_id is not None or self._day == self.csm.desk.today:
            super().action_log()
            return
        from csm_tui.tui.dialogs.log_form import LogForm

        self.app.push_screen(LogForm(self.csm, None, day=self._day.isoformat()))

    def action_copy(self) -> None:
        """Copy the selected rows, or the one under the cursor."""
        self.csm.copy([_copied(row) for row in self.chosen])


def _copied(row: CalendarRow) -> str:
    cells = (row.date.isoformat(), row.time, row.account, row.kind, row.channel, row.reason)
    return "\t".join(cell or "" for cell in cells)
