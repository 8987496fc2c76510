"""What can be done with the touchpoints chosen in the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.operations import touchpoints
from csm_tui.tui.calendar_month import shifted
from csm_tui.tui.calendar_rows import title
from csm_tui.tui.screens.account_commands import AccountCommands

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.changes import Changes
    from csm_tui.queries.calendar import CalendarRow

CALENDAR_COMMANDS: Final = ("done", "later", "earlier", "no-show", "why", "log", "pulse")


class CalendarCommands(AccountCommands):
    """The commands of CALENDAR_COMMANDS, on the rows of `chosen`."""

    @property
    def chosen(self) -> list[CalendarRow]:
        """Return the selected rows, else the one under the cursor."""
        return []

    def follow(self, day: date) -> None:
        """Go along with a touchpoint that was moved to a day."""

    def unselect(self) -> None:
        """Select nothing any more."""

    def _planned(self, verb: str) -> list[CalendarRow]:
        """Return the chosen rows that are planned, or say why there are none."""
        rows = [row for row in self.chosen if row.status == "planned" and row.id is not None]
        if not rows:
            self.notice(f"Choose a planned touchpoint to be {verb}.", "muted")
        return rows

    def action_later(self) -> None:
        """Move the planned touchpoints a day later."""
        self._move_by(1)

    def action_earlier(self) -> None:
        """Move the planned touchpoints a day earlier."""
        self._move_by(-1)

    def _move_by(self, days: int) -> None:
        rows = self._planned("moved")
        if len(rows) == 1:
            self._move(rows[0], shifted(rows[0].date, days))

    def _move(self, row: CalendarRow, day: date) -> None:
        def moved(_: Changes) -> None:
            self.follow(day)

        self.csm.apply(
            touchpoints.move,
            touchpoint_id=row.id,
            day=day,
            said=f"Moved: {title(row)}, {row.account}, to {formatting.full_day(day)}.",
            then=moved,
        )

    def action_done(self) -> None:
        """Mark the planned touchpoint as done."""
        rows = self._planned("done")
        if len(rows) == 1:
            row = rows[0]
            self.csm.apply(
                touchpoints.done,
                touchpoint_id=row.id,
                said=f"Done: {title(row)}, {row.account}.",
            )

    def action_no_show(self) -> None:
        """Record that the customer did not come."""
        rows = self._planned("a no-show")
        if len(rows) == 1:
            row = rows[0]
            self.csm.apply(
                touchpoints.no_show,
                touchpoint_id=row.id,
                said=f"No-show: {title(row)}, {row.account}.",
            )

    def action_export_calendar(self) -> None:
        """Export what is shown."""
