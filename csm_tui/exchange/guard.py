"""The guard against spreadsheet formulas: a text that a spreadsheet could run becomes inert.

`unguard(guard(text)) == text` for every text, because the quote itself is guarded too.
"""

from __future__ import annotations

from typing import Final

GUARD: Final = "'"
GUARDED: Final = frozenset("=+-@\t\r'")


def guard(text: str) -> str:
    """Return `text` with "'" before it where it begins with one of `= + - @ TAB CR '`."""
    return GUARD + text if text[:1] in GUARDED else text


def unguard(text: str) -> str:
    """Return `text` without the "'" that `guard()` put before it; other texts stay as they are."""
    return text[1:] if text[:1] == GUARD and text[1:2] in GUARDED else text
