"""Days that a text gives only in part: counted from the day of the export, or a month alone."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from csm_tui.exchange.date_forms import FIRST_YEAR, month_number

_UNITS: Final = {
    unit: length
    for length, units in (
        (relativedelta(days=1), "d day days día días dia dias hari"),
        (relativedelta(weeks=1), "w week weeks semana semanas minggu"),
        (relativedelta(months=1), "mo month months mes meses mês bulan"),
        (relativedelta(years=1), "y year years año años ano anos tahun"),
    )
    for unit in units.split()
}
_WORDS: Final = {
    "today": 0, "hoy": 0, "hoje": 0, "hari ini": 0,
    "yesterday": -1, "ayer": -1, "ontem": -1, "kemarin": -1,
    "tomorrow": 1, "mañana": 1, "amanhã": 1, "besok": 1,
}  # fmt: skip
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_AGO: Final = re.compile(
    rf"(?:(?P<past>hace|há|ha)\s+)?(?P<number>\d{{1,4}})\s*(?P<unit>{_UNIT})"
    r"(?:\s+(?P<after>ago|atrás|atras|lalu|yang lalu))?"
)
_AHEAD: Final = re.compile(
    rf"(?:(?:in|en|em|dalam|within)\s+|\+)(?P<number>\d{{1,4}})\s*(?P<unit>{_UNIT})"
)
_BEHIND: Final = re.compile(rf"-(?P<number>\d{{1,4}})\s*(?P<unit>{_UNIT})")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED_MONTH: Final = re.compile(r"([^\W\d_]{3,12})\.?(?:[- ,/]+| de )(\d{4}|\d{2})")


class Month(NamedTuple):
    """A month without its day."""

    year: int
    month: int

    def day(self, which: str) -> date:
        """Return its "first" or its "last" day."""
        last = monthrange(self.year, self.month)[1]
        return date(self.year, self.month, 1 if which == "first" else last)


def read_relative(text: str, today: date) -> date | None:
    """Return the day that `text` counts from `today`, as in `12 days ago` or `in 3 weeks`.

    None for any other text, and for a day before 1900 or beyond the calendar.
    """
    words = " ".join(text.casefold().split())
    if words in _WORDS:
        return today + timedelta(days=_WORDS[words])
    if found := _AHEAD.fullmatch(words):
        return _counted(today, found, 1)
    if found := _BEHIND.fullmatch(words):
        return _counted(today, found, -1)
    found = _AGO.fullmatch(words)
    if found and (found["past"] or found["after"]):
        return _counted(today, found, -1)
    return None


def _counted(today: date, found: re.Match[str], sign: int) -> date | None:
    try:
        day = today + _UNITS[found["unit"]] * (sign * int(found["number"]))
    except (OverflowError, ValueError):
        return None
    return day if day.year >= FIRST_YEAR else None


def read_month(text: str) -> Month | None:
    """Return the month that `text` names without a day, as in `2025-10` or `Oct 2025`."""
    if found := _YEAR_MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_YEAR.fullmatch(text):
        return _month(int(found[2]), int(found[1]))
    if found := _NAMED_MONTH.fullmatch(text):
        year = int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2])
        return _month(year, month_number(found[1]) or 0)
    return None


def _month(year: int, month: int) -> Month | None:
    return Month(year, month) if year >= FIRST_YEAR and 1 <= month <= 12 else None
