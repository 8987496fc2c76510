"""By how much the plans go beyond the hours available, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.work_time import monday_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.domain.work_time import WorkTime


class OverWeek(NamedTuple):
    """A week, from its Monday on, and the minutes that its plans stand beyond the hours there."""

    monday: date
    minutes: int


class Excess:
    """Adds up the plans that are flagged as over, day by day."""

    def __init__(self) -> None:
        self.count = 0
        self._efforts: dict[date, int] = {}

    def add(self, day: date, effort: int) -> None:
        """Count one plan of `effort` minutes that is over on `day`."""
        self.count += 1
        self._efforts[day] = self._efforts.get(day, 0) + effort

    def weeks(self, load_on: Callable[[date], int], work: WorkTime) -> tuple[OverWeek, ...]:
        """Return the weeks with such plans, and by how many minutes they go beyond their days.

        `load_on` gives all minutes that stand on a day; no day is over by more than its plans.
        """
        minutes: dict[date, int] = {}
        for day in sorted(self._efforts):
            beyond = max(0, load_on(day) - work.minutes_on(day))
            monday = monday_of(day)
            minutes[monday] = minutes.get(monday, 0) + min(self._efforts[day], beyond)
        return tuple(OverWeek(monday, total) for monday, total in minutes.items())
