"""Columns of fixed words, of yes and no, and of tags."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.converted import Cells, Converted, Wrong, in_one
from csm_tui.exchange.in_parts import REMEMBERED, convert
from csm_tui.exchange.options import is_blank
from csm_tui.exchange.packed import Plain, Tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.exchange.packed import Runs

_WORD_GAPS: Final = re.compile(r"[\s_-]+")
_TRUE: Final = frozenset(
    "true t yes y 1 on x ✓ s si sí sim ya v verdadero verdadeiro benar wahr vrai oui ja".split()
)
_FALSE: Final = frozenset(
    "false f no n 0 off ✗ não nao tidak falso salah falsch faux non nein".split()
)
# What needs no telling.
_PLAIN: Final = frozenset(("true", "false", "yes", "no"))
_TAG_ENDS: Final = re.compile("[;,]")
_NEAR: Final = 0.6


def convert_choices(cells: Cells, choices: tuple[str, ...]) -> Converted:
    """Return the words of a column as spelled in `choices`; case, spaces and `_` are ignored."""

    def read(text: str) -> str | Wrong:
        word = _WORD_GAPS.sub("-", text.strip().casefold())
        return word if word in choices else _not_one_of(word, choices)

    return _by_value(cells, read, Plain())


def convert_flags(cells: Cells) -> Converted:
    """Return a column of true and false: true/false, yes/no, 1/0, on/off, also sí, sim, ya.

    Its evidence says what counts as which, where the words are not those.
    """
    said: dict[bool, dict[str, None]] = {True: {}, False: {}}

    def read(text: str) -> bool | Wrong:
        word = text.strip().casefold()
        if word not in _TRUE and word not in _FALSE:
            return Wrong("this is neither yes nor no.", "Write true or false.")
        flag = word in _TRUE
        if word not in _PLAIN:
            said[flag][text.strip()] = None
        return flag

    found = _by_value(cells, read, Plain())
    told = [
        f"{' and '.join(words)} {'counts' if len(words) == 1 else 'count'} as {meaning}"
        for words, meaning in ((said[True], "yes"), (said[False], "no"))
        if words
    ]
    return found._replace(evidence=in_one(*told) or None)


def convert_tags(cells: Cells) -> Converted:
    """Return the tags of a column as tuples: parted by `;` or `,`, trimmed, each once, in order."""

    def read(text: str) -> tuple[str, ...] | None:
        return split_tags(text) or None

    return _by_value(cells, read, Tags(), blank=lambda text: not text)


def split_tags(text: str) -> tuple[str, ...]:
    """Return the tags in `text`."""
    return tuple(dict.fromkeys(tag.strip() for tag in _TAG_ENDS.split(text) if tag.strip()))


def _by_value(
    cells: Cells,
    read: Callable[[str], object],
    values: Runs[object],
    blank: Callable[[str], bool] = is_blank,
) -> Converted:
    """Convert each text once, as long as it is remembered."""

    @lru_cache(REMEMBERED)
    def value(text: str) -> object:
        return None if blank(text) else read(text)

    faults = convert(cells, value, values)
    return Converted(values, None, faults)


def _not_one_of(word: str, choices: tuple[str, ...]) -> Wrong:
    import difflib

    near = difflib.get_close_matches(word, choices, 1, _NEAR)
    allowed = f"Allowed: {', '.join(choices)}."
    return Wrong(
        "this value is not known here.", f"Did you mean {near[0]}? {allowed}" if near else allowed
    )
