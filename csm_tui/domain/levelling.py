"""Occasions placed on days: as near to their day as the hours of days and weeks allow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

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

    # Days are kept by their number in the calendar: a book may have half a million to place.
    __slots__ = ("_available", "_loads", "_today", "_week_minutes", "_weeks", "_work")

    def __init__(self, work: WorkTime, load: Mapping[date, int], today: date) -> None:
        self._work = work
        self._today = today
        self._loads: dict[int, int] = {}
        self._weeks: dict[int, int] = {}
        self._available: dict[int, int | None] = {}
        self._week_minutes: dict[int, int] = {}
        for day, minutes in load.items():
            self.keep(day, minutes)

    def keep(self, day: date, effort: int) -> None:
        """Count `effort` minutes that stand on `day`, whether or not there is room for them."""
        self._keep(day.toordinal(), effort)

    def load_on(self, day: date) -> int:
        """Return the minutes that stand on `day` by now."""
        return self._loads.get(day.toordinal(), 0)

    def place(self, occasion: Occasion) -> Place:
        """Return the day for `occasion` and count its effort there.

        That is the working day of its window, from today on, that is nearest to its own day and has
        room for it. Where none has, it stands on the nearest one, over. A window without a working
        day leaves it on the first one from its day on. What costs no minutes stays on its day: no
        one works for it.
        """
        effort = occasion.effort
        if occasion.automated or effort == 0:
            return Place(max(occasion.due_on, self._today), False)
        due = self._work.next_working(max(occasion.due_on, occasion.window_from, self._today))
        nearest: int | None = None
        first, last = occasion.window_from.toordinal(), occasion.window_to.toordinal()
        for number in self._candidates(due.toordinal(), first, last):
            if self._fits(number, effort):
                self._keep(number, effort)
                return Place(date.fromordinal(number), False)
            if nearest is None:
                nearest = number
        number = due.toordinal() if nearest is None else nearest
        over = not self._fits(number, effort)
        self._keep(number, effort)
        return Place(date.fromordinal(number), over)

    def move(self, day: date, effort: int, first: date, last: date) -> date | None:
        """Move `effort` minutes from `day` to the nearest day with room in another week.

        It is one from `first` to `last` and from today on; None, and nothing is moved, where none
        has room.
        """
        number = day.toordinal()
        monday = _monday_of(number)
        for other in self._candidates(number, first.toordinal(), last.toordinal()):
            if _monday_of(other) != monday and self._fits(other, effort):
                self._keep(number, -effort)
                self._keep(other, effort)
                return date.fromordinal(other)
        return None

    def room_in_week(self, monday: date) -> int:
        """Return the minutes left in the week from `monday` on, negative where it is over."""
        number = monday.toordinal()
        return self._minutes_of_week(number) - self._weeks.get(number, 0)

    def _candidates(self, middle: int, first: int, last: int) -> Iterator[int]:
        """Yield the working days of the window from today on, the nearest to `middle` first."""
        first = max(first, self._today.toordinal())
        if first <= middle <= last and self._minutes_on(middle) is not None:
            yield middle
        for distance in range(1, max(last - middle, middle - first, 0) + 1):
            for number in (middle - distance, middle + distance):
                if first <= number <= last and self._minutes_on(number) is not None:
                    yield number

    def _keep(self, number: int, effort: int) -> None:
        self._loads[number] = self._loads.get(number, 0) + effort
        monday = _monday_of(number)
        self._weeks[monday] = self._weeks.get(monday, 0) + effort

    def _minutes_on(self, number: int) -> int | None:
        """Return the minutes of a day, None where it is not worked."""
        try:
            return self._available[number]
        except KeyError:
            day = date.fromordinal(number)
            minutes = self._work.minutes_on(day) if self._work.works_on(day) else None
            self._available[number] = minutes
            return minutes

    def _fits(self, number: int, effort: int) -> bool:
        if self._loads.get(number, 0) + effort > (self._minutes_on(number) or 0):
            return False
        monday = _monday_of(number)
        return self._weeks.get(monday, 0) + effort <= self._minutes_of_week(monday)

    def _minutes_of_week(self, monday: int) -> int:
        minutes = self._week_minutes.get(monday)
        if minutes is None:
            minutes = self._work.minutes_of_week(date.fromordinal(monday))
            self._week_minutes[monday] = minutes
        return minutes


def _monday_of(number: int) -> int:
    return number - (number + 6) % 7
