"""`safe_text()`: the one gate for any string that reaches a terminal (TEXTUAL §7, TORTURE K)."""

from __future__ import annotations

import re
from typing import Final

# C0, DEL, C1, bidi marks and overrides, zero-width and invisible characters, tags, lone surrogates.
# ZWJ and ZWNJ stay: emoji families and Persian need them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAK = re.compile("\r\n|[\r\n\u2028\u2029\x85\x0b\x0c]")
REPLACEMENT = "\ufffd"
# Signs of ours that stand in texts, for terminals that have only ASCII: each in one cell ...
ASCII_CELLS: Final = dict(
    zip("…→←×·•–—−⏎÷↑↓█━─│“”„‘’", '~><x-*---|/^v#=-|"""\'\'', strict=True)
) | {"≥": ">=", "≤": "<=", "±": "+/-", "Σ": "S"}
# ... and as they are read best where the room for them is reckoned afterwards.
_ASCII_WORDS: Final = str.maketrans(
    ASCII_CELLS
    | {"…": "...", "→": "->", "Σ": "sum of", "€": "EUR ", "£": "GBP ", "¥": "JPY ", "₹": "INR "}
)


def safe_text(value: str) -> str:
    """Return `value` as one line without anything a terminal could obey or hide.

    Line breaks become "⏎", tabs become a space, each other control, bidirectional or invisible
    character becomes "\\ufffd"; the stored value stays as it is.
    """
    if value.isascii() and value.isprintable():
        return value
    return _UNSAFE.sub(REPLACEMENT, _LINE_BREAK.sub("⏎", value).replace("\t", " "))


def safe_lines(value: str) -> list[str]:
    """Return `value` as its lines, each made safe by `safe_text()`."""
    return [safe_text(line) for line in _LINE_BREAK.split(value)]


def ascii_signs(text: str) -> str:
    """Return `text` with the signs of ours in ASCII; letters, such as those of names, stay."""
    return text if text.isascii() else text.translate(_ASCII_WORDS)
