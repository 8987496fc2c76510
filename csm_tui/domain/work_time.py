"""Which days are worked, and how many minutes of each customers may have (DOMAIN §11, Hours)."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.domain.days import after, before
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csm_tui.domain.touch_model import TouchModel

_WEEK: Final = 7
_MONDAY_TO_FRIDAY: Final = frozenset(range(5))
_NO_FREE_DAYS: Final[dict[date, str]] = {}


@value
class WorkTime:
    """The working days of a CSM: `weekdays` (0 is Monday) less the `free` days, which have a name.

    `minutes_a_day` are those of a working day that customers may have.
    """

    weekdays: frozenset[int]
    free: Mapping[date, str]
    minutes_a_day: int

    def works_on(self, day: date) -> bool:
        """Return whether `day` is worked."""
        return day.weekday() in self.weekdays and day not in self.free

    def minutes_on(self, day: date) -> int:
        """Return the minutes of `day`, 0 where it is not worked."""
        return self.minutes_a_day if self.works_on(day) else 0

    def minutes_of_week(self, monday: date) -> int:
        """Return the minutes of the seven days from `monday` on."""
        days = (after(monday, number) for number in range(_WEEK))
        return sum(self.minutes_on(day) for day in days if day is not None)

    def next_working(self, day: date) -> date:
        """Return the first working day from `day` on; `day` itself where the calendar has none."""
        # Every free day can cost a week at most.
        for number in range(_WEEK * (len(self.free) + 1)):
            found = after(day, number)
            if found is None:
                break
            if self.works_on(found):
                return found
        return day

    def to_json(self) -> str:
        """Return this as the text that the book keeps."""
        return json.dumps(
            {
                "weekdays": sorted(self.weekdays),
                "free": {day.isoformat(): self.free[day] for day in sorted(self.free)},
                "minutes_a_day": self.minutes_a_day,
            },
            ensure_ascii=False,
        )

    @staticmethod
    def from_json(text: str) -> WorkTime:
        """Return what `to_json()` wrote; raises ValueError or KeyError for anything else."""
        kept = json.loads(text)
        return WorkTime(
            frozenset(int(number) for number in kept["weekdays"]),
            {date.fromisoformat(day): str(name) for day, name in kept["free"].items()},
            int(kept["minutes_a_day"]),
        )


# Monday to Friday, 30 hours a week: what both shipped models say.
DEFAULT: Final = WorkTime(_MONDAY_TO_FRIDAY, _NO_FREE_DAYS, 360)


def work_time_of(
    model: TouchModel,
    weekdays: frozenset[int] = _MONDAY_TO_FRIDAY,
    free: Mapping[date, str] = _NO_FREE_DAYS,
) -> WorkTime:
    """Return the work time of a model: its hours a week, spread evenly over the working days."""
    minutes = model.hours.available_week * 60 / max(1, len(weekdays))
    return WorkTime(weekdays, free, round(minutes))


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return before(day, day.weekday())
