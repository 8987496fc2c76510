"""What the user declared about the values of a file; None leaves it to the proof of the column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalMark = Literal[",", "."]

DATE_ORDERS: Final[tuple[DateOrder, ...]] = ("dmy", "mdy", "ymd")
DECIMAL_MARKS: Final[tuple[DecimalMark, ...]] = (",", ".")
# What counts as "unknown" in a typed column, case ignored; in text only the empty cell does.
BLANKS: Final = frozenset(("", "-", "n/a", "na", "null", "?", "#n/a"))


class ValueOptions(NamedTuple):
    """How dates and numbers are to be read.

    `currency` is the ISO code that amounts must agree with; `currencies` is set where each row
    states its own: one code or None for each value of the column.
    """

    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    currencies: Sequence[str | None] | None = None


# Our own files: ISO dates, `.` decimals, no thousands mark (INTERFACE).
CANONICAL: Final = ValueOptions(decimal=".")


def is_blank(text: str) -> bool:
    """Return whether a typed cell says "unknown"."""
    return text.strip().casefold() in BLANKS
