"""How headers are compared, and what a currency in brackets says of their column."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.numerals import Quantity, read_numeral

if TYPE_CHECKING:
    from collections.abc import Sequence

_IGNORED: Final = str.maketrans("", "", " ._-/()\u00a0\ufeff\t®™*?:")
_BRACKETS: Final = re.compile(
    r"^(?P<name>.*\S)\s*[(\[]\s*(?:in\s+)?(?P<unit>[^()\[\]]{1,6})\s*[)\]]$"
)
_COUNTS: Final = frozenset(("#", "no", "no.", "nr", "count"))
_PERCENT: Final = frozenset(("%", "pct", "percent"))
_ONE: Final = Quantity(1, 0, marked=False)


def normalise(header: str) -> str:
    """Return `header` as names are compared: no case, accents, spaces, `. - _ / ( )`, currency.

    A currency or a count sign in brackets at its end is dropped, `(%)` is `_pct`; any other unit
    stays: `Renewal (in days)` is another thing than `Renewal`.
    """
    plain = header.casefold().strip()
    if plain[-1:] in (")", "]"):
        plain = _without_unit(plain)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_IGNORED)


def places_of(header: Sequence[str]) -> dict[str, int]:
    """Return the first column of each name, as `normalise()` leaves it."""
    return {normalise(name): place for place, name in reversed(list(enumerate(header)))}


def _without_unit(plain: str) -> str:
    found = _BRACKETS.match(plain)
    if found is None:
        return plain
    name, unit = found.groups()
    if unit in _PERCENT:
        return f"{name} pct"
    return name if unit in _COUNTS or _codes(unit) else plain


def header_currency(header: str) -> str | None:
    """Return the currency (ISO code) that stands in brackets at the end of `header`, or None."""
    found = _BRACKETS.match(header.strip())
    codes = _codes(found["unit"]) if found else frozenset[str]()
    return next(iter(codes)) if len(codes) == 1 else None


def _codes(unit: str) -> frozenset[str]:
    """Return the currencies that `unit` may be; thousands of one are none."""
    for spelled in (unit, unit.upper(), unit.title()):
        numeral = read_numeral(f"1 {spelled}")
        if numeral and numeral.currency and numeral.readings.get(".") == _ONE:
            return numeral.codes
    return frozenset()
