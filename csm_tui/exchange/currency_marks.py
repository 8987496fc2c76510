"""Amounts whose currency sign contradicts what else is known of their currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.converted import Fault, Sign, Wrong
from csm_tui.exchange.numerals import Numeral

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from decimal import Decimal

    from csm_tui.exchange.converted import Cells

# What a sign of several currencies is taken to mean where one must be named.
_USUAL: Final = ("USD", "GBP", "JPY")


class Expected:
    """The currency that the amounts of a column must be in: the declared one, or that of the first.

    Amounts with the sign of a currency that has one of the `rates` (code -> units of the book's)
    may stand beside them. `numerals` are the column's first texts of each shape.
    """

    def __init__(
        self,
        cells: Cells,
        numerals: Mapping[str, Numeral],
        currency: str | None,
        rates: Mapping[str, Decimal],
    ) -> None:
        self._currency = currency
        self._codes: frozenset[str] | None = frozenset((currency,)) if currency else None
        self._other = ""
        carrying = [(text, numeral) for text, numeral in numerals.items() if numeral.currency]
        several = carrying and not carrying[0][1].codes.intersection(
            *(numeral.codes for _, numeral in carrying)
        )
        self._rates = rates if several else {}
        self.taken: dict[str, Decimal] = {}
        if self._codes is None and carrying:
            plain = (one for one in carrying if self._code(one[1]) is None)
            first = next(plain, None)
            self._codes = frozenset[str]() if first is None else first[1].codes
            if first is not None:
                self._other = f"{first[1].currency} (row {cells.line_of(first[0])})"

    def rate(self, numeral: Numeral) -> Decimal | None:
        """Return the rate at which an amount is taken that carries another currency."""
        code = self._code(numeral)
        if code is None or self._fits(numeral):
            return None
        self.taken[code] = self._rates[code]
        return self._rates[code]

    def refuse(self, numeral: Numeral) -> Wrong | None:
        """Return what is wrong with an amount that carries another currency, None for others."""
        if not numeral.currency or self._fits(numeral) or self._code(numeral) is not None:
            return None
        if self._currency:
            problem = f"this is in {numeral.currency}, the book is in {self._currency}."
        else:
            problem = f"this is in {numeral.currency}, the other amounts are in {self._other}."
        rate = f"--rate {named(numeral.codes)}=…"
        return Wrong(problem, f"Convert the amounts to one currency, or give its rate: {rate}")

    def _fits(self, numeral: Numeral) -> bool:
        return self._codes is None or bool(numeral.codes & self._codes)

    def _code(self, numeral: Numeral) -> str | None:
        """Return the currency with a rate that a sign means: the usual one, if there is such."""
        if not numeral.currency:
            return None
        codes = numeral.codes & self._rates.keys()
        usual = numeral.codes.intersection(_USUAL)
        meant = usual & codes if usual else codes
        return next(iter(meant)) if len(meant) == 1 else None


def named(codes: Collection[str]) -> str:
    """Return the currency that a sign of several is called by."""
    return next((code for code in _USUAL if code in codes), min(codes))


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
