"""Columns of amounts and numbers: their decimal mark is proven by the column, declared or asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.exchange.converted import Cells, Converted, Wrong
from csm_tui.exchange.numerals import Numeral, Quantity, read_numeral
from csm_tui.exchange.options import DECIMAL_MARKS, DecimalMark, ValueOptions, is_blank
from csm_tui.exchange.problems import Ambiguity

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK_NAMES: Final[dict[DecimalMark, str]] = {".": "decimal point", ",": "decimal comma"}
FLAG: Final = "--decimal ,|."
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
    distinct = dict.fromkeys(cells.values)
    plain = _plain(distinct, wanted, bounds) or _plain_decimals(distinct, wanted, bounds, options)
    if plain:
        return Converted(list(map(plain.__getitem__, cells.values)))
    numerals: dict[str, Numeral] = {}
    wrong: dict[str, Wrong] = {}
    for text in distinct:
        if is_blank(text):
            continue
        numeral = read_numeral(text)
        fault = Wrong(*_NOT[wanted]) if numeral is None else _unfit(numeral, wanted)
        if numeral is None or fault:
            wrong[text] = fault or Wrong(*_NOT[wanted])
        else:
            numerals[text] = numeral
    mark, evidence, ambiguous = _settle(cells, numerals, options.decimal)
    if ambiguous:
        return Converted([None] * len(cells.values), None, cells.faults(wrong), ambiguous)
    wrong |= _contradictions(cells, numerals, options.currency)
    values: dict[str, object] = dict.fromkeys(distinct)
    for text, numeral in numerals.items():
        if text not in wrong:
            outcome = _value(numeral.readings.get(mark), mark, wanted, bounds)
            if isinstance(outcome, Wrong):
                wrong[text] = outcome
            else:
                values[text] = outcome
    said = "; ".join(filter(None, (evidence, *_noticed(numerals.values()))))
    proven = mark if options.decimal is None and any(map(_matters, numerals.values())) else None
    converted = list(map(values.__getitem__, cells.values))
    return Converted(converted, said or None, cells.faults(wrong), proven=proven)


_NOT: Final[dict[Wanted, tuple[str, str]]] = {
    "money": ("this is not an amount.", "Write it like 44350 or 15.5."),
    "int": ("this is not a whole number.", "Write it like 12."),
    "number": ("this is not a number.", "Write it like 12 or 0.5."),
}


def _plain(distinct: Iterable[str], wanted: Wanted, bounds: Bounds) -> dict[str, object] | None:
    """Return the values where every text is plain digits or empty: the usual column, in C."""
    joined = "".join(distinct)
    if not (joined.isascii() and joined.isdigit()) or max(map(len, distinct)) > _PLAIN_DIGITS:
        return None
    if bounds.high is not None or (bounds.low is not None and bounds.low > 0):
        return None
    if wanted == "number":
        return {text: float(text) if text else None for text in distinct}
    if wanted == "money":
        return {text: int(text + "00") if text else None for text in distinct}
    return {text: int(text) if text else None for text in distinct}


def _plain_decimals(
    distinct: Iterable[str], wanted: Wanted, bounds: Bounds, options: ValueOptions
) -> dict[str, object] | None:
    """Return the values where each text is `15.5`, with no other reading than by decimal point."""
    if wanted == "int" or options.decimal == "," or bounds.high is not None:
        return None
    certain = _CENTS if wanted == "money" else _DECIMALS
    if not certain.fullmatch("\n".join((*distinct, ""))):
        return None
    if bounds.low is not None and (bounds.low > 0 or any("-" in text for text in distinct)):
        return None
    if wanted == "number":
        return {text: float(text) if text else None for text in distinct}
    return {text: _cents(text) if text else None for text in distinct}


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


def _settle(
    cells: Cells, numerals: dict[str, Numeral], declared: DecimalMark | None
) -> tuple[DecimalMark, str | None, Ambiguity | None]:
    """Return the decimal mark, its evidence, and the ambiguity where there is no telling."""
    if declared:
        marked = any(
            declared in numeral.readings and numeral.readings[declared].marked
            for numeral in numerals.values()
        )
        return declared, f"{MARK_NAMES[declared]} (declared)" if marked else None, None
    sided = {text: numeral for text, numeral in numerals.items() if _matters(numeral)}
    marks = [m for m in DECIMAL_MARKS if all(m in n.readings for n in sided.values())]
    if not sided:
        return ".", None, None
    if not marks:
        return ".", None, _mixed(cells, sided)
    if len(marks) == 2:
        return ".", None, _undecided(cells, sided)
    mark = marks[0]
    proof = next(text for text, numeral in sided.items() if len(numeral.readings) == 1)
    if mark == "." and not any(numeral.readings["."].marked for numeral in sided.values()):
        return mark, None, None
    return mark, f"{MARK_NAMES[mark]}: row {cells.line_of(proof)} is {proof.strip()}", None


def _matters(numeral: Numeral) -> bool:
    """Return whether the decimal mark changes what the text means."""
    readings = numeral.readings
    if len(readings) == 1:
        return True
    return readings[","][:2] != readings["."][:2]


def _undecided(cells: Cells, sided: dict[str, Numeral]) -> Ambiguity:
    examples = tuple(sided)[:2]
    text = examples[0].strip()
    point, comma = (text.replace(mark, "") for mark in (",", "."))
    meaning = f"{point} or {comma.replace(',', '.')}" if point != comma else text
    return Ambiguity(
        cells.name,
        examples,
        tuple(cells.line_of(example) for example in examples),
        f"{' and '.join(example.strip() for example in examples)}: there is no telling whether the "
        f"mark is of decimals or of thousands ({text} is {meaning}).",
        FLAG,
    )


def _mixed(cells: Cells, sided: dict[str, Numeral]) -> Ambiguity:
    firsts = {
        next(iter(numeral.readings)): text
        for text, numeral in reversed(sided.items())
        if len(numeral.readings) == 1
    }
    examples = tuple(sorted(firsts.values(), key=cells.line_of))
    lines = tuple(cells.line_of(text) for text in examples)
    told = ", ".join(
        f"row {line} is {text.strip()}" for line, text in zip(lines, examples, strict=True)
    )
    return Ambiguity(cells.name, examples, lines, f"the column mixes decimal marks: {told}.", FLAG)


def _contradictions(
    cells: Cells, numerals: dict[str, Numeral], currency: str | None
) -> dict[str, Wrong]:
    """Return the amounts whose currency is not the declared one, or not that of the first."""
    carrying = {text: numeral for text, numeral in numerals.items() if numeral.currency}
    if not carrying:
        return {}
    first = next(iter(carrying))
    expected = frozenset((currency,)) if currency else carrying[first].codes
    other = currency or f"{carrying[first].currency} (row {cells.line_of(first)})"
    return {
        text: Wrong(
            f"this is in {numeral.currency}, the other amounts are in {other}."
            if not currency
            else f"this is in {numeral.currency}, the book is in {other}.",
            "Convert the amounts to one currency.",
        )
        for text, numeral in carrying.items()
        if not numeral.codes & expected
    }


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
