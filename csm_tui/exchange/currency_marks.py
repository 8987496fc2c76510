"""Amounts whose currency sign contradicts what else is known of their currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.exchange.converted import Fault, Sign, Wrong

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from csm_tui.exchange.converted import Cells
    from csm_tui.exchange.numerals import Numeral


def contradictions(
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


def common_sign(cells: Cells, numerals: dict[str, Numeral], wrong: Container[str]) -> Sign | None:
    """Return the sign that the good amounts carry, with the currencies that all of them can be."""
    carrying = [
        (text, numeral)
        for text, numeral in numerals.items()
        if numeral.currency and text not in wrong
    ]
    if not carrying:
        return None
    text, first = carrying[0]
    codes = first.codes.intersection(*(numeral.codes for _, numeral in carrying))
    return Sign(str(first.currency), codes, cells.line_of(text), text.strip())


def row_contradictions(
    cells: Cells, numerals: dict[str, Numeral], currencies: Sequence[str | None]
) -> list[Fault]:
    """Return the amounts whose symbol is not of the currency that their own row states."""
    carrying = {text: numeral for text, numeral in numerals.items() if numeral.currency}
    if not carrying:
        return []
    return [
        Fault(at, text, f"this is in {carrying[text].currency}, its row is in {code.strip()}.")
        for at, (text, code) in enumerate(zip(cells.values, currencies, strict=False))
        if code and text in carrying and code.strip().upper() not in carrying[text].codes
    ]
