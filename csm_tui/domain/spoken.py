"""Days and counts as people say them in one line, and when a line would read otherwise."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from csm_tui.domain.days import after, before, next_of
from csm_tui.domain.wording import MONTHS

if TYPE_CHECKING:
    from datetime import date

# A date this near is said without its year: it cannot be mistaken for that of another year.
NEAR_DAYS: Final = 183
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@lru_cache(maxsize=8192)
def say(day: date, today: date) -> str:
    """Return `day` as people say it: "14 Feb", with its year from half a year away."""
    if -NEAR_DAYS <= day.toordinal() - today.toordinal() <= NEAR_DAYS:
        return f"{day.day} {MONTHS[day.month]}"
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def say_with_weekday(day: date, today: date) -> str:
    """Return `day` as people say it of a meeting: "Fri 30 Jan"."""
    return f"{_WEEKDAYS[day.weekday()]} {say(day, today)}"


@lru_cache(maxsize=8192)
def said_otherwise(day: date, today: date) -> date | None:
    """Return the next day on which `say(day)` reads otherwise, None for never."""
    return next_of(today, before(day, NEAR_DAYS), after(day, NEAR_DAYS + 1))


def count(number: int, noun: str) -> str:
    """Return "1 day", "12 days"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def duration(minutes: int) -> str:
    """Return "30m", "1h", "1h30"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02}" if rest else f"{hours}h"
