"""Amounts whose currency sign contradicts what else is known of their currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.exchange.converted import Fault, Sign, Wrong
from csm_tui.exchange.numerals import Numeral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from csm_tui.exchange.converted import Cells


class Expected:
    """The currency that the amounts of a column must be in: the declared one, or that of the first.

    `numerals` are its first texts of each shape.
    """

    def __init__(self, cells: Cells, numerals: Mapping[str, Numeral], currency: str | None) -> None:
        self._currency = currency
        self._codes: frozenset[str] | None = frozenset((currency,)) if currency else None
        self._other = ""
        first = next((text for text, numeral in numerals.items() if numeral.currency), None)
        if self._codes is None and first is not None:
            self._codes = numerals[first].codes
            self._other = f"{numerals[first].currency} (row {cells.line_of(first)})"

    def refuse(self, numeral: Numeral) -> Wrong | None:
        """Return what is wrong with an amount that carries another currency, None for others."""
        if not numeral.currency or self._codes is None or numeral.codes & self._codes:
            return None
        if self._currency:
            problem = f"this is in {numeral.currency}, the book is in {self._currency}."
        else:
            problem = f"this is in {numeral.currency}, the other amounts are in {self._other}."
        return Wrong(problem, "Convert the amounts to one currency.")


def common_sign(cells: Cells, numerals: Mapping[str, Numeral]) -> Sign | None:
    """Return the sign that the good amounts carry, with the currencies that all of them can be."""
    carrying = [(text, numeral) for text, numeral in numerals.items() if numeral.currency]
    if not carrying:
        return None
    text, first = carrying[0]
    codes = first.codes.intersection(*(numeral.codes for _, numeral in carrying))
    return Sign(str(first.currency), codes, cells.line_of(text), text.strip())


def row_contradictions(
    cells: Cells, read: Callable[[str], object], currencies: Sequence[str | None]
) -> Iterator[tuple[int, Fault]]:
    """Yield the amounts whose symbol is not of the currency that their own row states."""
    for at, (text, code) in enumerate(zip(cells.values, currencies, strict=False)):
        numeral = read(text) if code else None
        if code and isinstance(numeral, Numeral) and numeral.currency:
            said = code.strip()
            if said.upper() not in numeral.codes:
                problem = f"this is in {numeral.currency}, its row is in {said}."
                yield at, Fault(at, text, problem)
