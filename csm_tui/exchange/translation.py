"""The words of other programs into ours, text by text, with what was translated told."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from csm_tui.exchange.in_parts import distinct
from csm_tui.exchange.options import is_blank
from csm_tui.exchange.packed import Packed
from csm_tui.exchange.vendors.model import OTHERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GAPS: Final = str.maketrans("_-", "  ")
_SHOWN: Final = 6


def folded(text: str) -> str:
    """Return `text` as words are compared: without case; `_`, `-` and spaces are one."""
    return " ".join(text.casefold().translate(_GAPS).split())


def translated(
    cells: Sequence[str], words: Mapping[str, str], choices: Sequence[str]
) -> tuple[Sequence[str], str | None]:
    """Return `cells` with the texts of `words` replaced, and in words what was replaced by what.

    What is one of `choices` already, and what `words` does not know, stays.
    """
    ours = set(map(folded, choices))
    table: dict[str, str] = {}
    for text in distinct(cells):
        word = folded(text)
        if word in words:
            table[text] = words[word]
        elif word not in ours and not is_blank(text) and OTHERS in words:
            table[text] = words[OTHERS]
    changed = {text for text, word in table.items() if folded(text) != folded(word)}
    if not changed:
        return cells, None
    counts = Counter(text for text in cells if text in changed)
    told = [
        f"{text.strip() or 'blank'} is {table[text] or 'left blank'} "
        f"({count:,} row{'' if count == 1 else 's'})"
        for text, count in counts.most_common(_SHOWN)
    ]
    if len(counts) > _SHOWN:
        told.append(f"and {len(counts) - _SHOWN} more")
    return Packed(table.get(text, text) for text in cells), ", ".join(told)


def untranslated(
    cells: Sequence[str], words: Mapping[str, str], choices: Sequence[str]
) -> list[str]:
    """Return the texts that are neither one of `choices` nor known to `words`, in their order."""
    if OTHERS in words:
        return []
    known = {*map(folded, choices), *words}
    return [
        text for text in dict.fromkeys(cells) if not is_blank(text) and folded(text) not in known
    ]
