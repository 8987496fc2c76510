"""Days as people write them: today, fri, +14d, 30 Jan, 2026-01-30."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from csm_tui.domain.wording import MONTHS
from csm_tui.errors import InvalidValue

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_SHIFT: Final = re.compile(r"([+-]?)([0-9]{1,4})\s*([dwmy])", re.IGNORECASE)
_WORDS: Final = {"today": 0, "tomorrow": 1, "yesterday": -1}
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    "january february march april may june july august september october november december"
).split()
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OF_MONTH: Final = re.compile(r"([0-9]{1,2})[ .-]?([a-z]{3,9})\.?(?:[ ,-]+([0-9]{4}))?")


def relative_date(text: str, today: date) -> date | None:
    """Return "today", "tomorrow", a weekday to come, "+14d", "-2w", "3m", "1y" as a date, or None.

    Months and years keep the day of the month where it exists, else its last day. Raises
    InvalidValue where that is beyond the calendar.
    """
    word = text.casefold()
    weekday = _weekday(word)
    found = _SHIFT.fullmatch(word)
    try:
        if word in _WORDS:
            return today + timedelta(days=_WORDS[word])
        if weekday is not None:
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
        if found:
            return _shifted(today, int(found[2]) * (-1 if found[1] == "-" else 1), found[3])
    except (OverflowError, ValueError):
        raise InvalidValue(f"{text} from {today} is no day of the calendar.") from None
    return None


def typed_day(text: str, today: date) -> date | None:
    """Return a day as `relative_date` reads it, or in ISO; None for anything else.

    Raises InvalidValue where that is beyond the calendar.
    """
    relative = relative_date(text, today)
    if relative is not None:
        return relative
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def coming_day(text: str, today: date) -> date | None:
    """Return a day to come: as `relative_date`, also "2026-02-16" and "16 Feb", or None.

    A day of a month without its year is the first from today on. Raises InvalidValue for a day
    that no calendar has.
    """
    return relative_date(text, today) or written_day(text) or _of_month(text, today, coming=True)


def past_day(text: str, today: date) -> date | None:
    """Return a day as one says it of what took place: a weekday is the last such day, or today.

    Also "yesterday", "-3d", "2026-01-30"; "30 Jan" without its year is the nearest such day, before
    or after. None for anything else; raises InvalidValue for a day that no calendar has.
    """
    weekday = _weekday(text.casefold())
    if weekday is None:
        found = relative_date(text, today) or written_day(text)
        return found or _of_month(text, today, coming=False)
    back = (today.weekday() - weekday) % 7
    return date.fromordinal(max(1, today.toordinal() - back))


def written_day(text: str) -> date | None:
    """Return "2026-01-30" as a date, None for any other form; raises InvalidValue for no day."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(f"{text} is no day of the calendar.") from None


def near_day(day: date, today: date) -> str:
    """Return "today", "yesterday", "Fri 6 Feb" in the week to come, else "16 Feb"."""
    away = day.toordinal() - today.toordinal()
    if away in (0, 1, -1):
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[away]
    written = f"{day.day} {MONTHS[day.month]}"
    if 0 < away < 7:
        return f"{WEEKDAYS[day.weekday()]} {written}"
    return written if abs(away) < 300 else f"{written} {day.year}"


def _weekday(word: str) -> int | None:
    """Return 0 for "mon" … "monday", 6 for "sun"; None for any other word."""
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(_WEEKDAYS) if name.startswith(word)), None)


def _of_month(text: str, today: date, *, coming: bool) -> date | None:
    """Return "30 Jan" or "30 Jan 2026" as a date, None for any other form."""
    found = _OF_MONTH.fullmatch(text.casefold())
    month = next((n for n, name in enumerate(_MONTHS, 1) if found and name.startswith(found[2])), 0)
    if found is None or not month:
        return None
    number, year = int(found[1]), found[3]
    years = [int(year)] if year else range(max(1, today.year - 8), today.year + 9)
    days = [day for day in (_day(each, month, number) for each in years) if day is not None]
    if coming and not year:
        days = [day for day in days if day >= today]
    if not days:
        raise InvalidValue(f"{text} is no day of the calendar.")
    return min(days, key=lambda day: abs(day.toordinal() - today.toordinal()))


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _shifted(today: date, count: int, unit: str) -> date:
    if unit in "dw":
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    from dateutil.relativedelta import relativedelta

    return today + relativedelta(months=count * (12 if unit == "y" else 1))
