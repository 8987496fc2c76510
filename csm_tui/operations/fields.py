"""Values typed by hand: read by the same rules as files, so `edit` and `import` never differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.relative_days import relative_date
from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS, Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

__all__ = ["assignments", "column_of", "parse_field", "parse_fields", "relative_date"]


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
