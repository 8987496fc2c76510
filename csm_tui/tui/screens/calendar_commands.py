"""The commands of the calendar on its rows: those of Today, and the export of what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.tui.calendar_rows import title
from csm_tui.tui.screens.item_commands import ItemCommands
from csm_tui.tui.targets import Target

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.queries.calendar import CalendarRow
    from csm_tui.tui.calendar_agenda import Entry

CALENDAR_COMMANDS: Final = (
    "done", "snooze", "move", "later", "earlier", "skip", "no-show", "why", "log", "pulse",
)  # fmt: skip
_OPEN: Final = ("planned", "due")


class Followed(NamedTuple):
    """A touchpoint that is being moved, and the day that the cursor goes along to."""

    touchpoint_id: int
    day: date


class CalendarCommands(ItemCommands):
    """The commands of CALENDAR_COMMANDS; subclasses say what is chosen and what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._followed: Followed | None = None

    @property
    def entry(self) -> Entry | None:
        """Return what is under the cursor."""
        return None

    @property
    def chosen(self) -> list[CalendarRow]:
        """Return the selected rows, seen or not, else the one under the cursor."""
        return []

    def targets(self) -> list[Target]:
        """Return what is chosen and still open."""
        return [_target(row) for row in self.chosen if row.status in _OPEN]

    def _shift_to(self, one: Target, day: date) -> None:
        if one.touchpoint_id is not None:
            self._followed = Followed(one.touchpoint_id, day)
        super()._shift_to(one, day)


def _target(row: CalendarRow) -> Target:
    return Target(
        row.account_id, row.account, row.kind, title(row), touchpoint_id=row.id, day=row.date
    )
