"""Headers that are months, as in `2025-10` or `MRR Oct 2025`: one figure a month in each row."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.loose_days import Month, read_month

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAPS: Final = re.compile(r"[\s_()\[\]:]+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
# "Oct 2025" has two words.
_MOST_WORDS: Final = 2


class MonthColumn(NamedTuple):
    """A column of figures of one month; `measure` is what else its header says, often nothing."""

    place: int
    month: Month
    measure: str


def month_columns(header: Sequence[str]) -> dict[str, tuple[MonthColumn, ...]]:
    """Return the columns of months by measure, each in the order of the months.

    One month alone is none, and days are months only where all are the first, or all the last, of
    theirs.
    """
    found = [column for place, name in enumerate(header) if (column := _column(place, name))]
    found += _of_days(header)
    counts = Counter(column.measure for column in found)
    return {
        measure: tuple(sorted((c for c in found if c.measure == measure), key=lambda c: c.month))
        for measure, count in counts.items()
        if count > 1
    }


def twice(columns: Sequence[MonthColumn]) -> tuple[MonthColumn, MonthColumn] | None:
    """Return two columns of the same month, or None."""
    return next((pair for pair in pairwise(columns) if pair[0].month == pair[1].month), None)


def _column(place: int, name: str) -> MonthColumn | None:
    whole = read_month(name.strip().casefold())
    if whole is not None:
        return MonthColumn(place, whole, "")
    words = _GAPS.sub(" ", name).split()
    for count in range(_MOST_WORDS, 0, -1):
        if len(words) <= count:
            continue
        for month, measure in ((words[-count:], words[:-count]), (words[:count], words[count:])):
            for mark in (" ", "-"):
                read = read_month(mark.join(month).casefold())
                if read is not None:
                    return MonthColumn(place, read, " ".join(measure))
    return None


def _of_days(header: Sequence[str]) -> list[MonthColumn]:
    days: list[tuple[int, date]] = []
    for place, name in enumerate(header):
        if _DAY.fullmatch(name.strip()):
            try:
                days.append((place, date.fromisoformat(name.strip())))
            except ValueError:
                return []
    months = [MonthColumn(place, Month(day.year, day.month), "") for place, day in days]
    for which in ("first", "last"):
        if all(c.month.day(which) == day for c, (_, day) in zip(months, days, strict=True)):
            return months
    return []
