"""Arithmetic of days that never leaves the calendar, and the next day on which something turns."""

from __future__ import annotations

from datetime import date
from typing import Final

LAST: Final = date.max.toordinal()


def after(day: date, days: int) -> date | None:
    """Return the day `days` after `day`, None where that is beyond the calendar."""
    number = day.toordinal() + days
    return date.fromordinal(number) if 1 <= number <= LAST else None


def before(day: date, days: int) -> date:
    """Return the day `days` before `day`, the first of the calendar where that is beyond it."""
    number = day.toordinal() - days
    if 1 <= number <= LAST:
        return date.fromordinal(number)
    return date.min if number < 1 else date.max


def earliest(*days: date | None) -> date | None:
    """Return the earliest of `days`, None where none is given."""
    first: date | None = None
    for day in days:
        if day is not None and (first is None or day < first):
            first = day
    return first


def next_of(today: date, *days: date | None) -> date | None:
    """Return the earliest of `days` after today, None where there is none."""
    first: date | None = None
    for day in days:
        if day is not None and day > today and (first is None or day < first):
            first = day
    return first
