"""How a number or an amount can be written, one text at a time, exact and without floats.

`1.234` is 1234 or 1.234: a text has a reading for each decimal mark under which it is well formed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from csm_tui.exchange.options import DecimalMark

_LONGEST: Final = 64
_SPACES: Final = str.maketrans("\u00a0\u2007\u2009\u202f\u2019\u2212", "    '-")
_CODES: Final = frozenset(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES "
    "KRW MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD "
    "UYU VND ZAR".split()
)
_SYMBOLS: Final[dict[str, frozenset[str]]] = {
    symbol: frozenset(codes.split())
    for symbol, codes in (
        ("$", "USD CAD AUD NZD MXN SGD HKD TWD ARS CLP COP UYU"),
        ("US$", "USD"),
        ("C$", "CAD"),
        ("CA$", "CAD"),
        ("A$", "AUD"),
        ("NZ$", "NZD"),
        ("HK$", "HKD"),
        ("S$", "SGD"),
        ("MX$", "MXN"),
        ("R$", "BRL"),
        ("€", "EUR"),
        ("£", "GBP EGP"),
        ("¥", "JPY CNY"),
        ("₹", "INR"),
        ("₩", "KRW"),
        ("₽", "RUB"),
        ("₺", "TRY"),
        ("₫", "VND"),
        ("₪", "ILS"),
        ("₱", "PHP"),
        ("฿", "THB"),
        ("₴", "UAH"),
        ("₦", "NGN"),
        ("kr", "SEK NOK DKK ISK"),
        ("zł", "PLN"),
        ("Kč", "CZK"),
        ("Ft", "HUF"),
        ("Rp", "IDR"),
    )
}
_CURRENCY: Final = "|".join(
    re.escape(word) for word in sorted((*_SYMBOLS, *_CODES), key=len, reverse=True)
)
_NUMERAL: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<before>{_CURRENCY})?\s*(?P<inner>[-+])?\s*"
    r"(?P<body>\d[\d.,' ]*|[.,]\d+)(?P<exponent>[eE][-+]?\d{1,3})?"
    rf"\s*(?P<scale>bn|[kKmMbB])?\s*(?P<after>{_CURRENCY}|%)?\s*(?P<close>\))?",
    re.ASCII,
)
# The usual spellings, for speed: `44350`, `-15.5`, `$1,234.50`. The patterns above read them alike.
_USUAL: Final = re.compile(r"(-?)([$€£]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_SCALES: Final = {"k": 3, "m": 6, "b": 9, "bn": 9}


def _body(decimal: str, grouping: str) -> re.Pattern[str]:
    first, again = rf"[1-9]\d{{0,2}}(?P<mark>[{grouping}' ])\d{{3}}", r"(?:(?P=mark)\d{3})*"
    indian = rf"[1-9]\d?(?:{grouping}\d\d)+{grouping}\d{{3}}"
    return re.compile(
        rf"(?P<whole>{first}{again}|{indian}|\d*)(?:{re.escape(decimal)}(?P<part>\d+))?", re.ASCII
    )


_BODIES: Final[dict[DecimalMark, re.Pattern[str]]] = {".": _body(".", ","), ",": _body(",", r"\.")}


class Quantity(NamedTuple):
    """A number exactly: `digits` × 10 ** `exponent`; `marked` where a mark but "." was read."""

    digits: int
    exponent: int
    marked: bool


class Numeral(NamedTuple):
    """What one text can mean: a quantity for each decimal mark, and what stood around it."""

    readings: dict[DecimalMark, Quantity]
    currency: str | None = None
    percent: bool = False
    scientific: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """Return the ISO codes that the currency can stand for."""
        return _SYMBOLS.get(self.currency or "", frozenset((self.currency or "",)))


def read_numeral(text: str) -> Numeral | None:
    """Return what `text` can mean as a number or an amount, or None where it is none.

    Understood: `44350`, `-15.5`, `$1,234.50`, `1.234,56`, `€ 3 000`, `1'000`, `12,34,567`, `45k`,
    `1.2M`, `(1,200)` for minus 1,200, `68 %`, `1.2E+5`.
    """
    if len(text) > _LONGEST:
        return None
    if usual := _read_usual(text):
        return usual
    found = _NUMERAL.fullmatch(text.translate(_SPACES).strip())
    if not found or (found["open"] is None) != (found["close"] is None):
        return None
    signs = [sign for sign in (found["sign"], found["inner"]) if sign]
    before, after = found["before"], found["after"]
    if len(signs) + (found["open"] is not None) > 1 or (before and after and before != after):
        return None
    negative = found["open"] is not None or "-" in signs
    exponent = int(found["exponent"][1:]) if found["exponent"] else 0
    exponent += _SCALES.get((found["scale"] or "").lower(), 0)
    readings: dict[DecimalMark, Quantity] = {}
    body = found["body"].rstrip()
    for mark, pattern in _BODIES.items():
        if reading := pattern.fullmatch(body):
            readings[mark] = _quantity(reading, mark, negative, exponent)
    if not readings:
        return None
    percent = after == "%"
    currency = before or (None if percent else after)
    return Numeral(readings, currency, percent, found["exponent"] is not None)


def _read_usual(text: str) -> Numeral | None:
    """Return the numeral of a usual spelling that has one reading, else None."""
    found = _USUAL.fullmatch(text)
    if not found:
        return None
    sign, currency, whole, part = found.groups()
    digits = whole.replace(",", "")
    grouped = len(digits) != len(whole)
    if grouped and (whole[0] == "0" or (part is None and len(whole) < 8)):
        return None
    if part is None:
        number = Quantity(int(sign + digits), 0, grouped)
        readings: dict[DecimalMark, Quantity] = {".": number}
        if not grouped:
            readings[","] = number
        return Numeral(readings, currency or None)
    if len(part) == 3 and len(whole) < 4 and whole[0] != "0":
        return None
    return Numeral(
        {".": Quantity(int(sign + digits + part), -len(part), grouped)}, currency or None
    )


def _quantity(found: re.Match[str], mark: DecimalMark, negative: bool, exponent: int) -> Quantity:
    whole, part = found["whole"], found["part"] or ""
    digits = "".join(char for char in whole if char in "0123456789")
    number = int(digits + part)
    marked = digits != whole or (mark == "," and bool(part))
    return Quantity(-number if negative else number, exponent - len(part), marked)
