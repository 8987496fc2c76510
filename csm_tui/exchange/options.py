"""What the user declared about the values of a file; None leaves it to the proof of the column."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalMark = Literal[",", "."]

Period = Literal["month", "year", "term"]
# From which year the day numbers of a spreadsheet count: those of old Macs from 1904.
Epoch = Literal["1900", "1904"]

DATE_ORDERS: Final[tuple[DateOrder, ...]] = get_args(DateOrder)
DECIMAL_MARKS: Final[tuple[DecimalMark, ...]] = get_args(DecimalMark)
PERIODS: Final[tuple[Period, ...]] = get_args(Period)
EPOCHS: Final[tuple[Epoch, ...]] = get_args(Epoch)
# What counts as "unknown" in a typed column, case ignored; in text only the empty cell does.
BLANKS: Final = frozenset(("", "-", "–", "—", "--", "n/a", "na", "n.a.", "null", "?", "#n/a"))


class ValueOptions(NamedTuple):
    """How dates and numbers are to be read.

    `currency` is the ISO code that amounts must agree with; `currencies` is set where each row
    states its own: one code or None for each value of the column. `period` is what amounts are for,
    `scale` that of health (`scales.SCALES`), `day` the day of the export, from which relative days
    count, `epoch` what the workbook says of its day numbers. `answers` are those to single columns,
    by `Ambiguity.key`; they win. In a file that is `foreign`, another program's, a column called as
    ours need not mean what ours does. `rates` are units of the book's currency for one of theirs,
    where a column holds amounts in several.
    """

    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    currencies: Sequence[str | None] | None = None
    period: Period | None = None
    scale: str | None = None
    day: date | None = None
    answers: Mapping[str, str] = MappingProxyType({})
    foreign: bool = False
    epoch: Epoch | None = None
    rates: Mapping[str, Decimal] = MappingProxyType({})

    def answer(self, what: str, column: str) -> str | None:
        """Return what was answered for a column, else what was declared for all of them."""
        said = self.answers.get(f"{what}:{column}")
        return said if said is not None else self._declared(what)

    def _declared(self, what: str) -> str | None:
        return {
            "date-order": self.date_order,
            "decimal": self.decimal,
            "period": self.period,
            "scale": self.scale,
            "epoch": self.epoch,
        }.get(what)


# Nothing declared: everything is left to the proof of the columns.
UNDECLARED: Final = ValueOptions()
# Our own files: ISO dates, `.` decimals, no thousands mark (INTERFACE).
CANONICAL: Final = ValueOptions(decimal=".", scale="0-100")


def is_blank(text: str) -> bool:
    """Return whether a typed cell says "unknown"."""
    return text.strip().casefold() in BLANKS
