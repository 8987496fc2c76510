"""Amounts, days and figures as the words of a reason; the faces have their own, longer forms."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

MONTHS: Final = " Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")
SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$"}


@lru_cache(maxsize=8192)
def amount(cents: int, currency: str | None = None) -> str:
    """Return an amount of cents with thousands marks, and its currency where that is known."""
    sign = "−" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    number = f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
    if currency is None:
        return f"{sign}{number}"
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{currency} {number}"


def change(cents: int, currency: str | None = None) -> str:
    """Return a difference of cents, always with its sign."""
    return f"+{amount(cents, currency)}" if cents > 0 else amount(cents, currency)


@lru_cache(maxsize=8192)
def on(day: date) -> str:
    """Return a day in full: "3 Feb 2026"."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def figure(value: float) -> str:
    """Return a number with at most two decimals, none where it is whole."""
    text = f"{value:.2f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short == "-0" else short
