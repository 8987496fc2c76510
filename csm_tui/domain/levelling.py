"""Occasions placed on days: as near to their day as the hours of days and weeks allow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.work_time import monday_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csm_tui.domain.occasion import Occasion
    from csm_tui.domain.work_time import WorkTime


class Place(NamedTuple):
    """The day an occasion stands on; `over` where that day or its week has no room for it."""

    day: date
    over: bool


class Levelling:
    """Places occasions one by one; what stands already is the `load` in minutes of each day."""

    __slots__ = ("_loads", "_today", "_week_minutes", "_weeks", "_work")

    def __init__(self, work: WorkTime, load: Mapping[date, int], today: date) -> None:
        self._work = work
        self._today = today
        self._loads: dict[date, int] = {}
        self._weeks: dict[date, int] = {}
        self._week_minutes: dict[date, int] = {}
        for day, minutes in load.items():
            self.keep(day, minutes)

    def keep(self, day: date, effort: int) -> None:
        """Count `effort` minutes that stand on `day`, whether or not there is room for them."""
        self._loads[day] = self._loads.get(day, 0) + effort
        monday = monday_of(day)
        self._weeks[monday] = self._weeks.get(monday, 0) + effort

    def load_on(self, day: date) -> int:
        """Return the minutes that stand on `day` by now."""
        return self._loads.get(day, 0)

    def place(self, occasion: Occasion) -> Place:
        """Return the day for `occasion` and count its effort there.

        That is the working day of its window, from today on, that is nearest to its own day and has
        room for it. Where none has, it stands on the nearest one, over. A window without a working
        day leaves it on the first one from its day on. What costs no minutes stays on its day: no
        one works for it.
        """
        if occasion.automated or occasion.effort == 0:
            return Place(max(occasion.due_on, self._today), False)
        due = self._work.next_working(max(occasion.due_on, occasion.window_from, self._today))
        nearest: date | None = None
        for day in self._candidates(due, occasion):
            if self._fits(day, occasion.effort):
                self.keep(day, occasion.effort)
                return Place(day, False)
            nearest = nearest or day
        day = nearest or due
        over = not self._fits(day, occasion.effort)
        self.keep(day, occasion.effort)
        return Place(day, over)

    def _candidates(self, due: date, occasion: Occasion) -> Iterator[date]:
        """Yield the working days of the window from today on, the nearest to `due` first."""
        first = max(occasion.window_from, self._today).toordinal()
        last = occasion.window_to.toordinal()
        middle = due.toordinal()
        for distance in range(max(last - middle, middle - first, 0) + 1):
            for number in {middle - distance: None, middle + distance: None}:
                if first <= number <= last:
                    day = date.fromordinal(number)
                    if self._work.works_on(day):
                        yield day

    def _fits(self, day: date, effort: int) -> bool:
        if self._loads.get(day, 0) + effort > self._work.minutes_on(day):
            return False
        monday = monday_of(day)
        minutes = self._week_minutes.get(monday)
        if minutes is None:
            minutes = self._week_minutes[monday] = self._work.minutes_of_week(monday)
        return self._weeks.get(monday, 0) + effort <= minutes
