"""Names compared the way people read them: case, accents and legal form ignored."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORMS = frozenset(
    "ab ag as asa bv co company corp corporation cv doo gmbh inc incorporated kg kk limited llc "
    "llp ltd ltda nv oy oyj plc pt pte pty sa sac sarl sas se sl slu spa srl tbk ug".split()
)
_DOTTED = re.compile(r"(?<=\w)\.(?=\w\b)|(?<=\b\w)\.")
_SEPARATORS = re.compile(r"[\s,;()]+")


def fold(text: str) -> str:
    """Return `text` without case and accents, spaces collapsed: the form that search compares."""
    if text.isascii():
        return " ".join(text.casefold().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.split())


def fold_name(name: str) -> str:
    """Return `fold(name)` less the legal forms at its ends, unless nothing else would remain."""
    kept = _words(name)
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    while len(kept) > 1 and kept[0] in _LEGAL_FORMS:
        kept.pop(0)
    return " ".join(kept) or fold(name) or name


def normal_name(name: str) -> str:
    """Return `name` as equal names read: case, accents, commas and dots ignored.

    Its legal form stays: that Beta GmbH is Beta is near at hand, and for somebody to say.
    """
    return " ".join(_words(name)) or fold(name) or name


def _words(name: str) -> list[str]:
    folded = fold(name)
    if not folded.replace(" ", "").isalnum():
        folded = _SEPARATORS.sub(" ", _DOTTED.sub("", folded))
    return [word.strip(".") for word in folded.split()]
