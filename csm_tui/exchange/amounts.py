"""Columns of amounts and numbers: their decimal mark is proven by the column, declared or asked."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.exchange.converted import Cells, Converted, Wrong, in_one, wrong_or_none
from csm_tui.exchange.currency_marks import Expected, common_sign, row_contradictions
from csm_tui.exchange.decimal_marks import MARK_NAMES, matters, settle_mark
from csm_tui.exchange.in_parts import REMEMBERED, Firsts, convert, distinct, in_parts
from csm_tui.exchange.numerals import Numeral, Quantity, read_numeral
from csm_tui.exchange.options import DECIMAL_MARKS, DecimalMark, ValueOptions, is_blank
from csm_tui.exchange.packed import Plain, Same

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from csm_tui.exchange.packed import Runs

# Beyond this a figure is a typing error, and JSON readers lose digits.
MOST: Final = 10**15
_PLAIN_DIGITS: Final = 15
# A whole column of usual values, one a line; three decimals could be thousands, except after 0.
_CENTS: Final = re.compile(r"(?:(?:-?\d{1,13}(?:\.\d\d?)?)?\n)*", re.ASCII)
_DECIMALS: Final = re.compile(
    r"(?:(?:-?\d{1,13}(?:\.(?:\d\d?|\d{4,15}))?|-?0\.\d{1,15})?\n)*", re.ASCII
)

Wanted = Literal["money", "int", "number"]


class Bounds(NamedTuple):
    """The least and greatest value allowed, in the units in which the column is written."""

    low: float | None = None
    high: float | None = None

    def refuse(self, value: float) -> Wrong | None:
        """Return what is wrong with `value`, or None where it is within."""
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            return Wrong(f"this is not between {self.low:g} and {self.high:g}.")
        if self.low is not None and value < self.low:
            return Wrong("this is negative." if self.low == 0 else f"this is below {self.low:g}.")
        return None


def convert_numbers(
    cells: Cells, wanted: Wanted, bounds: Bounds, options: ValueOptions
) -> Converted:
    """Return the amounts (int cents), whole numbers (int) or numbers (finite float) of a column.

    Without a declared decimal mark it is that under which every value is well formed; where that
    leaves both and it matters, or neither, the column is ambiguous.
    """
    plain = _quickly(cells, lambda texts: _plain(texts, wanted, bounds))
    if plain is None:
        plain = _quickly(cells, lambda texts: _plain_decimals(texts, wanted, bounds, options))
    if plain is not None:
        return Converted(plain)

    @lru_cache(REMEMBERED)
    def read(text: str) -> Numeral | Wrong | None:
        return _read(text, wanted)

    firsts = Firsts[Numeral](_shape)
    for text in distinct(cells.values):
        numeral = read(text)
        if isinstance(numeral, Numeral):
            firsts.add(text, numeral)
    said = options.answer("decimal", cells.name)
    declared = next((mark for mark in DECIMAL_MARKS if mark == said), None)
    settled = settle_mark(cells, firsts.kept, declared)
    if settled.ambiguous:
        faults = convert(cells, lambda text: wrong_or_none(read(text)), Plain())
        return Converted(Same(None, len(cells.values)), None, faults, settled.ambiguous)
    by_row = options.currencies is not None
    expected = None if by_row else _expected(cells, firsts.kept, wanted, options)
    good = Firsts[Numeral](_shape)

    @lru_cache(REMEMBERED)
    def value(text: str) -> object:
        numeral = read(text)
        if not isinstance(numeral, Numeral):
            return numeral
        if expected is not None and (wrong := expected.refuse(numeral)):
            return wrong
        outcome = _value(numeral.readings.get(settled.mark), settled.mark, wanted, bounds)
        if isinstance(outcome, Wrong):
            return outcome
        if expected is not None and (rate := expected.rate(numeral)):
            return int((Decimal(outcome) * rate).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        good.add(text, numeral)
        return outcome

    values: Runs[object] = Plain()
    faults = convert(cells, value, values)
    if options.currencies is not None and any(one.currency for one in firsts.kept.values()):
        rows = dict(row_contradictions(cells, read, options.currencies))
        faults += (fault for at, fault in rows.items() if values[at] is not None)
        faults.sort(key=lambda fault: fault.at)
        values = Plain(None if at in rows else value for at, value in enumerate(values))
    taken = expected.taken if expected is not None else {}
    rates = (f"1 {code} counts as {rate}" for code, rate in taken.items())
    told = in_one(settled.evidence, *_noticed(firsts.kept.values()), *rates)
    sign = None if by_row else common_sign(cells, good.kept)
    return Converted(values, told or None, faults, proven=settled.proven, sign=sign)


def _expected(
    cells: Cells, numerals: Mapping[str, Numeral], wanted: Wanted, options: ValueOptions
) -> Expected:
    rates = options.rates if wanted == "money" else {}
    return Expected(cells, numerals, options.currency, rates)


def _quickly(
    cells: Cells, read: Callable[[Collection[str]], dict[str, object] | None]
) -> Plain | None:
    """Return the values of a column where `read` knows all of its texts."""
    values = Plain()
    for part in in_parts(cells.values):
        known = read(dict.fromkeys(part))
        if known is None:
            return None
        values.extend(map(known.__getitem__, part))
    return values


def _read(text: str, wanted: Wanted) -> Numeral | Wrong | None:
    if is_blank(text):
        return None
    # As a spreadsheet marks text.
    numeral = read_numeral(text.strip().removeprefix("'"))
    return _NOT[wanted] if numeral is None else _unfit(numeral, wanted) or numeral


def _shape(numeral: Numeral) -> tuple[object, ...]:
    """Return all that is ever said of a numeral but what it amounts to."""
    marks = tuple((mark, reading.marked) for mark, reading in numeral.readings.items())
    return numeral[1:], matters(numeral), marks


_NOT: Final[dict[Wanted, Wrong]] = {
    "money": Wrong("this is not an amount.", "Write it like 44350 or 15.5."),
    "int": Wrong("this is not a whole number.", "Write it like 12."),
    "number": Wrong("this is not a number.", "Write it like 12 or 0.5."),
}


def _plain(texts: Collection[str], wanted: Wanted, bounds: Bounds) -> dict[str, object] | None:
    """Return the values where every text is plain digits or empty: the usual column, in C."""
    joined = "".join(texts)
    if joined and not (joined.isascii() and joined.isdigit()):
        return None
    if max(map(len, texts)) > _PLAIN_DIGITS:
        return None
    if bounds.high is not None or (bounds.low is not None and bounds.low > 0):
        return None
    if wanted == "number":
        return {text: float(text) if text else None for text in texts}
    if wanted == "money":
        return {text: int(text + "00") if text else None for text in texts}
    return {text: int(text) if text else None for text in texts}


def _plain_decimals(
    texts: Collection[str], wanted: Wanted, bounds: Bounds, options: ValueOptions
) -> dict[str, object] | None:
    """Return the values where each text is `15.5`, with no other reading than by decimal point."""
    if wanted == "int" or options.decimal == "," or bounds.high is not None:
        return None
    certain = _CENTS if wanted == "money" else _DECIMALS
    if not certain.fullmatch("\n".join((*texts, ""))):
        return None
    if bounds.low is not None and (bounds.low > 0 or any("-" in text for text in texts)):
        return None
    if wanted == "number":
        return {text: float(text) if text else None for text in texts}
    return {text: _cents(text) if text else None for text in texts}


def _cents(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole + part.ljust(2, "0"))


def _unfit(numeral: Numeral, wanted: Wanted) -> Wrong | None:
    if wanted == "money":
        if numeral.percent:
            return Wrong("this is a share, not an amount.", "Write it like 44350 or 15.5.")
        if numeral.scientific:
            return Wrong("an exponent hides digits.", "Write it like 44350 or 15.5.")
        return None
    if numeral.currency:
        return Wrong("this is an amount of money, not a number.")
    if wanted == "int" and numeral.scientific:
        return Wrong("an exponent hides digits.", "Write it like 12.")
    return None


def _value(
    quantity: Quantity | None, mark: DecimalMark, wanted: Wanted, bounds: Bounds
) -> int | float | Wrong:
    if quantity is None:
        return Wrong(f"this is not well formed with a {MARK_NAMES[mark]}.")
    if wanted == "number":
        return _float(quantity, bounds)
    exponent = quantity.exponent + (2 if wanted == "money" else 0)
    if exponent >= 0:
        value, rest = quantity.digits * 10**exponent, 0
    else:
        value, rest = divmod(abs(quantity.digits), 10**-exponent)
        value = value if quantity.digits >= 0 else -value
    if rest:
        more = "this has more than two decimals." if wanted == "money" else "this is not whole."
        return Wrong(more, "Round it in the file.")
    written = value / 100 if wanted == "money" else value
    if abs(written) > MOST:
        return Wrong("this is too large to be true.", "Is it a typing error?")
    return bounds.refuse(written) or value


def _float(quantity: Quantity, bounds: Bounds) -> float | Wrong:
    value = float(f"{quantity.digits}e{quantity.exponent}")
    if value in (float("inf"), float("-inf")):
        return Wrong("this is too large to be true.", "Is it a typing error?")
    return bounds.refuse(value) or value


def _noticed(numerals: Iterable[Numeral]) -> list[str]:
    notes = []
    currencies = dict.fromkeys(n.currency for n in numerals if n.currency)
    if currencies:
        notes.append(f"written with {', '.join(currencies)}")
    if any(numeral.percent for numeral in numerals):
        notes.append("percent signs left out")
    return notes
