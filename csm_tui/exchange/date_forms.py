"""How a day can be written: the fixed forms that are understood, one value at a time.

ISO and year-first days stand for themselves; `1/2/2026` has a reading for each order of its parts.
Nothing is completed from today's date, and nothing else is tried.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from csm_tui.exchange.converted import Wrong
from csm_tui.exchange.options import DATE_ORDERS, DateOrder

FIRST_YEAR: Final = 1900
PIVOT: Final = 70
_LONGEST: Final = 64
_TIME: Final = (
    r"(?P<time>(?:[T ]\s*|,\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME)
_PARTS: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TIME)
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})(?:\.|º)?(?:[- ]| de )([^\W\d_]{3,12})\.?,?(?:[- ]| de )(\d{4}|\d{2})" + _TIME
)
_MONTH_DAY: Final = re.compile(r"([^\W\d_]{3,12})\.? (\d{1,2}),? (\d{4})" + _TIME)
_SERIAL: Final = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_MONTHS: Final[dict[str, int]] = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jan feb mar apr mei jun jul agu sep okt nov des",
        "januari februari maret april mei juni juli agustus september oktober november desember",
    )
    for number, name in enumerate(names.split(), 1)
}


class Reading(NamedTuple):
    """What one text can mean: a day for each order that it allows, and what was noticed on the way.

    `certain` days are the same in every order (ISO, named months).
    """

    days: dict[DateOrder, date]
    certain: bool = False
    timed: bool = False
    short_year: bool = False
    serial: bool = False


def read_day(text: str, *, epoch_1904: bool = False) -> Reading | Wrong:
    """Return what `text`, already trimmed, can mean as a day, or why it means none.

    The numbers of a spreadsheet count from 1900, unless it is said that they do from 1904.
    """
    if len(text) > _LONGEST:
        return _not_a_date()
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        try:
            return _certain(date.fromisoformat(text))
        except ValueError:
            pass
    if not text.isascii() and not any(char.isalpha() for char in text):
        return _not_a_date()
    for pattern, places in ((_YEAR_FIRST, (1, 3, 4)), (_COMPACT, (1, 2, 3))):
        if found := pattern.fullmatch(text):
            parts = [int(found[place]) for place in places]
            return _checked(found, _certain_or_wrong(*parts))
    if found := _PARTS.fullmatch(text):
        return _checked(found, _ordered(found[1], found[3], found[4]))
    if found := _DAY_MONTH.fullmatch(text):
        return _checked(found, _named(found[1], found[2], found[3]))
    if found := _MONTH_DAY.fullmatch(text):
        return _checked(found, _named(found[2], found[1], found[3]))
    if found := _SERIAL.fullmatch(text):
        day = from_serial(int(found[1]), epoch_1904=epoch_1904)
        return _certain(day)._replace(serial=True)
    return _not_a_date()


def month_number(name: str) -> int | None:
    """Return the number of a month by its name, in the languages that are understood."""
    return _MONTHS.get(name.casefold())


def from_serial(number: int, *, epoch_1904: bool = False) -> date:
    """Return the day of a spreadsheet's serial number: 60 and below as 1900's false leap day asks.

    Serial 1 is 1 January 1900, 61 is 1 March 1900; with the 1904 epoch 0 is 1 January 1904.
    """
    if epoch_1904:
        return date(1904, 1, 1) + timedelta(days=number)
    return date(1899, 12, 31 if number < 60 else 30) + timedelta(days=number)


def _checked(found: re.Match[str], outcome: Reading | Wrong) -> Reading | Wrong:
    if isinstance(outcome, Wrong) or not found["time"]:
        return outcome
    hour, minute, second = found["hour"], found["minute"], found["second"] or "0"
    if int(hour) > 23 or int(minute) > 59 or int(second) > 60:
        return Wrong("there is no such time.", "Write it like 2026-02-01 09:30.")
    return outcome._replace(timed=True)


def _certain(day: date) -> Reading:
    if day.year < FIRST_YEAR:
        raise ValueError(day)
    return Reading(dict.fromkeys(DATE_ORDERS, day), certain=True)


def _certain_or_wrong(year: int, month: int, day: int) -> Reading | Wrong:
    if year < FIRST_YEAR:
        return Wrong(f"the year {year} is before {FIRST_YEAR}.", "Is it a typing error?")
    try:
        return _certain(date(year, month, day))
    except ValueError:
        return Wrong("there is no such day.", "Write it like 2026-02-01.")


def _named(day: str, month: str, year: str) -> Reading | Wrong:
    number = month_number(month)
    if number is None:
        return _not_a_date()
    outcome = _certain_or_wrong(_full_year(year), number, int(day))
    return outcome if isinstance(outcome, Wrong) else outcome._replace(short_year=len(year) == 2)


def _ordered(first: str, second: str, third: str) -> Reading | Wrong:
    """Read the parts in each order; a four-digit year at the end rules `ymd` out."""
    short = len(third) == 2
    candidates: dict[DateOrder, tuple[str, str, str]] = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
    }
    if short and len(first) == 2:
        candidates["ymd"] = (first, second, third)
    days: dict[DateOrder, date] = {}
    for order, (year, month, day) in candidates.items():
        outcome = _certain_or_wrong(_full_year(year), int(month), int(day))
        if isinstance(outcome, Reading):
            days[order] = outcome.days[order]
    if not days:
        full = _full_year(third)
        if full < FIRST_YEAR:
            return Wrong(f"the year {full} is before {FIRST_YEAR}.", "Is it a typing error?")
        return Wrong("there is no such day.", "Write it like 2026-02-01.")
    return Reading(days, short_year=short)


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= PIVOT else 2000)


def _not_a_date() -> Wrong:
    return Wrong("this is not a date.", "Write it like 2026-02-01.")
