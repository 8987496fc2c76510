"""Where the axes of a chart have their ticks, and what these say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.formatting import month

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEPS: Final = (1, 2, 2.5, 5, 10)
# Months between two ticks, the least first; below them days.
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
_DAYS: Final = (1, 2, 7, 14)
# Cells that a label and the space behind it take.
_DAY_ROOM: Final = 8
_MONTH_ROOM: Final = 8
MOST_SHORT_DAYS: Final = 62


class Tick(NamedTuple):
    """A place on an axis and its label."""

    at: float
    label: str


def value_ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    """Return at most `most` ticks (two at least) at even values, from `low` to `high`."""
    span = high - low
    if span <= 0:
        return (Tick(low, number(low)),)
    size = 10.0 ** (len(str(int(span))) - 3)
    while True:
        for step in _STEPS:
            each = step * size
            first = -(-low // each) * each
            count = int((high - first) / each + 1e-9) + 1
            # Ticks at both ends, or none that says where the scale ends.
            whole = abs(first - low) < 1e-9 * span and abs(
                first + (count - 1) * each - high
            ) < 1e-9 * max(1.0, abs(high))
            if count <= max(2, most) and (whole or count <= 2 or span % each):
                return tuple(
                    Tick(first + place * each, number(first + place * each))
                    for place in range(count)
                )
        size *= 10


def number(value: float) -> str:
    """Return a value of a scale: no more decimals than it has, two at most."""
    shown = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def day_ticks(first: date, last: date, width: int) -> tuple[Tick, ...]:
    """Return ticks at days, Mondays or firsts of months, as many as `width` cells have room for.

    The first of a year says which year.
    """
    days = (last - first).days
    if days <= 0:
        return (Tick(first.toordinal(), f"{first.day} {_short(first)}"),)
    if days <= MOST_SHORT_DAYS:
        for step in _DAYS:
            if days / step * _DAY_ROOM <= width or step == _DAYS[-1]:
                return tuple(
                    Tick(day.toordinal(), f"{day.day} {_short(day)}")
                    for day in _days(first, last, step)
                )
    months = days / 30.44
    step = next((each for each in _MONTHS if months / each * _MONTH_ROOM <= width), _MONTHS[-1])
    return tuple(
        Tick(day.toordinal(), _named(day, step, first=number == 0))
        for number, day in enumerate(_firsts(first, last, step))
    )


def _named(day: date, step: int, *, first: bool) -> str:
    """Return a month without its year, a year, or both where a year begins."""
    if step >= 12:
        return str(day.year)
    return f"{_short(day)} {day:%y}" if first or day.month <= step else _short(day)


def _short(day: date) -> str:
    return month(day).partition(" ")[0]


def _days(first: date, last: date, step: int) -> Iterator[date]:
    day = first
    if step >= 7:
        day += timedelta(days=-first.weekday() % 7)
    while day <= last:
        yield day
        day += timedelta(days=step)


def _firsts(first: date, last: date, step: int) -> Iterator[date]:
    """Yield firsts of months, those that `step` divides counted from January of year 0."""
    count = first.year * 12 + first.month - 1 + (first.day > 1)
    count = -(-count // step) * step
    while count // 12 <= date.max.year and (day := date(count // 12, count % 12 + 1, 1)) <= last:
        yield day
        count += step
