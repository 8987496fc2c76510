"""A quick line taken apart: words, with quoted text kept together."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from csm_tui.errors import QuickLineProblem

# Straight and curly: many keyboards and chat programs write the curly ones.
_CLOSING: Final = {'"': '"', "“": "”", "„": "“"}
_OPENS_AFTER: Final = ":,"
_UNHOLDABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Token(NamedTuple):
    """One word of the line: as written, and as its parts between colons, quotes taken off.

    `quoted` says that it begins with a quote; then it is a text and nothing else.
    """

    raw: str
    parts: tuple[str, ...]
    quoted: bool

    @property
    def text(self) -> str:
        """Return the word without its quotes."""
        return ":".join(self.parts)


def tokens(line: str) -> list[Token]:
    """Return the words of `line`.

    A quote opens at the begin of a word and after a colon or a comma; elsewhere it is a character
    (15"). Raises QuickLineProblem for one that is not closed, for control characters and for a
    second line.
    """
    line = line.strip()
    if "\n" in line or "\r" in line:
        raise QuickLineProblem("These are several lines; one is read at a time (`csm log -`).")
    wrong = _UNHOLDABLE.search(line)
    if wrong:
        raise QuickLineProblem(
            f"The line holds a control character (number {ord(wrong[0])}) at place"
            f" {wrong.start() + 1}; remove it."
        )
    found: list[Token] = []
    place = 0
    while place < len(line):
        if line[place].isspace():
            place += 1
            continue
        token, place = _token(line, place)
        found.append(token)
    return found


def _token(line: str, start: int) -> tuple[Token, int]:
    """Return the word that begins at `start`, and the place after it."""
    parts: list[list[str]] = [[]]
    place = start
    while place < len(line) and not line[place].isspace():
        char = line[place]
        if char in _CLOSING and (place == start or line[place - 1] in _OPENS_AFTER):
            end = line.find(_CLOSING[char], place + 1)
            if end < 0:
                raise QuickLineProblem(
                    f"A quote is not closed: {_short(line[place:])} needs its {_CLOSING[char]}."
                )
            parts[-1].append(line[place + 1 : end])
            place = end + 1
        else:
            if char == ":":
                parts.append([])
            else:
                parts[-1].append(char)
            place += 1
    written = tuple("".join(part) for part in parts)
    return Token(line[start:place], written, line[start] in _CLOSING), place


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
