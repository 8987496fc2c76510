"""Values typed by hand: read by the same rules as files, so `edit` and `import` never differ."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS, Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHIFT: Final = re.compile(r"([+-]?)(\d{1,4})\s*([dwmy])", re.IGNORECASE)
_WORDS: Final = {"today": 0, "tomorrow": 1, "yesterday": -1}
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def column_of(kind: str, field: str) -> Column:
    """Return the column `field` of `kind`; raises InvalidValue naming the nearest."""
    column = KINDS[kind].column(field)
    if column is None or not column.exported:
        import difflib

        near = difflib.get_close_matches(field, KINDS[kind].header, 1, 0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Fields: {', '.join(KINDS[kind].header)}."
        raise InvalidValue(f"There is no field {field!r} in {kind}. {hint}")
    return column


def parse_field(kind: str, field: str, text: str, *, today: date | None = None) -> object:
    """Return `text` as the value of a field (cents, date, bool, tuple of tags); None where blank.

    Where `today` is given a date may also be "today", "fri", "+14d" or "2w". Raises InvalidValue
    naming the field, the value and what would fit.
    """
    column = column_of(kind, field)
    text = text.strip()
    if not text:
        if column.required:
            raise InvalidValue(f"{field} cannot be empty.")
        return None
    if column.type == "date" and today is not None:
        relative = relative_date(text, today)
        if relative is not None:
            return relative
    from csm_tui.exchange.values import parse_value

    return parse_value(column, text)


def parse_fields(
    kind: str, texts: Mapping[str, str], *, today: date | None = None
) -> dict[str, object]:
    """Return each of `texts` parsed as its field; raises InvalidValue where one does not fit."""
    return {field: parse_field(kind, field, text, today=today) for field, text in texts.items()}


def assignments(words: Iterable[str]) -> dict[str, str]:
    """Return FIELD=VALUE words as a mapping; raises InvalidValue for a word without "="."""
    values: dict[str, str] = {}
    for word in words:
        field, equals, value = word.partition("=")
        if not equals or not field:
            raise InvalidValue(f"{word!r} is not FIELD=VALUE. An example: arr=45k.")
        values[field.strip().replace("-", "_")] = value
    return values


def relative_date(text: str, today: date) -> date | None:
    """Return "today", "tomorrow", a weekday to come, "+14d", "-2w", "3m", "1y" as a date, or None.

    Months and years keep the day of the month where it exists, else its last day.
    """
    word = text.casefold()
    if word in _WORDS:
        return today + timedelta(days=_WORDS[word])
    if word[:3] in _WEEKDAYS and word.isalpha() and _is_weekday(word):
        ahead = (_WEEKDAYS.index(word[:3]) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    found = _SHIFT.fullmatch(word)
    if not found:
        return None
    count = int(found[2]) * (-1 if found[1] == "-" else 1)
    try:
        return _shifted(today, count, found[3])
    except (OverflowError, ValueError):
        raise InvalidValue(f"{text} from {today} is no day of the calendar.") from None


def _is_weekday(word: str) -> bool:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return any(day.startswith(word) for day in full)


def _shifted(today: date, count: int, unit: str) -> date:
    if unit in "dw":
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    from dateutil.relativedelta import relativedelta

    return today + relativedelta(months=count * (12 if unit == "y" else 1))
