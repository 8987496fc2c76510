"""Values to texts and JSON: the opposite of `values`, for every column type.

Values are as the book holds them (cents, ISO days, 0 or 1, tags joined by `;`) or as
`convert_column()` gives them (dates, booleans, tuples); None is the empty cell and null.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from csm_tui.exchange.guard import guard
from csm_tui.exchange.packed import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csm_tui.exchange.kinds import Column


def format_money(cents: int) -> str:
    """Return cents as a plain amount: 4435000 is `44350`, 1550 is `15.5`."""
    whole, part = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole}" if not part else f"{sign}{whole}.{part:02}".rstrip("0")


def format_number(value: float) -> str:
    """Return a number in its shortest exact form, without `.0`: 10.0 is `10`, 0.684 is `0.684`."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def plain_decimals(text: str, decimal: str) -> str:
    """Return a plain number with `decimal`, so that no reader takes it for a thousands mark.

    Three decimals get a fourth: 1.234 is `1,2340`, because `1,234` can be twelve hundred.
    """
    mantissa, exponent, power = text.partition("e")
    whole, point, part = mantissa.partition(".")
    part = part.ljust(4, "0") if len(part) == 3 else part
    return f"{whole}{decimal if point else ''}{part}{exponent}{power}"


def to_text(
    column: Column, *, decimal: str | None = None, guarded: bool = True
) -> Callable[[object], str]:
    """Return the function from a value of `column` to its cell; the guard is on text only.

    `decimal` is that of a file for spreadsheets, None the canonical form.
    """

    def number(value: object) -> str:
        if value is None:
            return ""
        is_money = column.type == "money"
        text = format_money(cast("int", value)) if is_money else format_number(cast("float", value))
        return text if decimal is None else plain_decimals(text, decimal)

    def flag(value: object) -> str:
        return "" if value is None else "true" if value else "false"

    def day(value: object) -> str:
        return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)

    def text(value: object) -> str:
        if value is None:
            return ""
        words = ";".join(value) if isinstance(value, tuple) else str(value)
        return guard(words) if guarded else words

    match column.type:
        case "money" | "int" | "number" | "health":
            return number
        case "bool":
            return flag
        case "date":
            return day
        case "text" | "account" | "tags" | "choice":
            return text


def to_json(column: Column) -> Callable[[object], object]:
    """Return the function from a value of `column` to JSON: amounts as numbers, tags as lists."""

    def money(value: object) -> object:
        if not isinstance(value, int):
            return None
        return value // 100 if value % 100 == 0 else value / 100

    def number(value: object) -> object:
        if not isinstance(value, float | int):
            return None
        return int(value) if value == int(value) and abs(value) < 1e15 else value

    def flag(value: object) -> object:
        return None if value is None else bool(value)

    def tags(value: object) -> object:
        words = value.split(";") if isinstance(value, str) else value
        return [word for word in words if word] if isinstance(words, list | tuple) else []

    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    match column.type:
        case "money":
            return money
        case "int" | "number" | "health":
            return number
        case "bool":
            return flag
        case "tags":
            return tags
        case "date" | "text" | "account" | "choice":
            return plain


def to_stored(column: Column, values: Sequence[object]) -> Sequence[object]:
    """Return converted values as the book holds them: ISO days, 0 or 1, tags joined by `;`."""
    match column.type:
        case "date":
            days: dict[object, object] = {
                value: value.isoformat() for value in set(values) if isinstance(value, date)
            }
            return Plain(map(days.get, values))
        case "bool":
            return Plain(None if value is None else int(bool(value)) for value in values)
        case "tags":
            return [";".join(value) if isinstance(value, tuple) else value for value in values]
        case _:
            return values
