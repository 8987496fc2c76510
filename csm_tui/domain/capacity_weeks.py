"""The weeks ahead: what the calendar holds and the model asks for, against the hours there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity_time import hours_a_week
from csm_tui.domain.days import after, before
from csm_tui.domain.terms import TIERS
from csm_tui.domain.work_time import monday_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.work_time import WorkTime

    Day = date  # for a class that has a field called date

_WEEK: Final = 7


class Part(NamedTuple):
    """The minutes of the touchpoints of one day, of one tier and kind."""

    date: Day
    tier: Tier
    kind: str
    minutes: int


class Week(NamedTuple):
    """One week from its Monday on, in hours.

    `planned` are those of the touchpoints in the calendar (of days past, of what was done), None
    where the book is not planned to its end; `by_tier` and `by_kind` are its parts. `reactive` is
    what the model adds for what nobody can plan; `asked` is what it asks for in a week on average,
    reactive hours and all. `free` names the holidays and the time off in it.
    """

    monday: date
    planned: float | None
    reactive: float
    asked: float
    available: float
    by_tier: Mapping[Tier, float]
    by_kind: Mapping[str, float]
    free: tuple[str, ...]

    @property
    def hours(self) -> float | None:
        """Return the hours of the calendar and the reactive ones, None where it is not planned."""
        return None if self.planned is None else self.planned + self.reactive

    @property
    def load(self) -> float:
        """Return the hours that count: those of the calendar, else those the model asks for."""
        hours = self.hours
        return self.asked if hours is None else hours

    @property
    def over(self) -> float:
        """Return the hours beyond those available; less than a minute is none."""
        beyond = self.load - self.available
        return beyond if beyond * 60 >= 1 else 0.0


class Month(NamedTuple):
    """A calendar month in hours: those of the calendar and the reactive ones, and those there are.

    Of the month that runs, the reactive hours of the days left.
    """

    first: date
    hours: float
    available: float


def first_over(weeks: Iterable[Week]) -> Week | None:
    """Return the first week that asks for more hours than it has, None where all fit."""
    return next((week for week in weeks if week.over), None)


class Ahead:
    """The weeks and months from `today` to `last`, with the parts that stand in the calendar.

    `until` is the day up to which that is planned, None where it never was.
    """

    def __init__(
        self,
        today: date,
        last: date,
        until: date | None,
        work: WorkTime,
        model: TouchModel,
        found: Sequence[Part],
    ) -> None:
        self._today = today
        self._last = last
        self._until = until
        self._work = work
        self._model = model
        self._by_week: dict[date, list[Part]] = defaultdict(list)
        for part in found:
            self._by_week[monday_of(part.date)].append(part)
        self._found = found

    def weeks(self, asked: float, reactive: float) -> tuple[Week, ...]:
        """Return each week; `asked` and `reactive` are hours a month of the model."""
        a_week = hours_a_week(asked, self._model)
        reactive_week = hours_a_week(reactive, self._model)
        monday: date | None = monday_of(self._today)
        weeks = []
        while monday is not None and monday <= self._last:
            weeks.append(self._week(monday, a_week, reactive_week))
            monday = after(monday, _WEEK)
        return tuple(weeks)

    def _week(self, monday: date, asked: float, reactive: float) -> Week:
        span = [day for number in range(_WEEK) if (day := after(monday, number)) is not None]
        worked = [day for day in span if self._work.works_on(day)]
        ahead = [day for day in worked if day >= self._today]
        by_tier: Counter[Tier] = Counter()
        by_kind: Counter[str] = Counter()
        for part in self._by_week.get(monday, ()):
            by_tier[part.tier] += part.minutes
            by_kind[part.kind] += part.minutes
        needed = worked[-1] if worked else span[-1]
        planned = self._until is not None and needed <= self._until
        free = dict.fromkeys(self._work.free[day] for day in span if self._is_off(day))
        return Week(
            monday,
            sum(by_kind.values()) / 60 if planned else None,
            # What was asked on the days past is among what was done on them.
            reactive * len(ahead) / len(worked) if worked else reactive,
            asked,
            self._work.minutes_of_week(monday) / 60,
            {tier: by_tier[tier] / 60 for tier in TIERS if by_tier[tier]},
            {kind: by_kind[kind] / 60 for kind in sorted(by_kind)},
            tuple(free),
        )

    def _is_off(self, day: date) -> bool:
        return day in self._work.free and day.weekday() in self._work.weekdays

    def months(self, reactive: float) -> tuple[Month, ...]:
        """Return the calendar months that are planned to their end, the one that runs first."""
        if self._until is None:
            return ()
        minutes: Counter[date] = Counter()
        for part in self._found:
            minutes[part.date.replace(day=1)] += part.minutes
        months = []
        first: date | None = self._today.replace(day=1)
        while first is not None:
            following = after(first, 31)
            following = None if following is None else following.replace(day=1)
            last = date.max if following is None else before(following, 1)
            if last > min(self._until, self._last):
                break
            left = (last - max(first, self._today)).days + 1
            months.append(
                Month(
                    first,
                    minutes[first] / 60 + reactive * left / self._model.hours.month_days,
                    sum(self._work.minutes_on(day) for day in days(first, last)) / 60,
                )
            )
            first = following
        return tuple(months)


def days(first: date, last: date) -> Iterable[date]:
    """Return every day from `first` to `last`."""
    return (first + timedelta(number) for number in range((last - first).days + 1))
