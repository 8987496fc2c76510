"""Texts that say "unknown", as sheets write them: they are blank, and told.

In a column of texts under our own name they stay as they are, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.in_parts import distinct
from csm_tui.exchange.options import BLANKS, is_blank
from csm_tui.exchange.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from csm_tui.exchange.kinds import Column

# "NA" may be North America, or Namibia.
_UNKNOWN: Final = BLANKS - {"na", ""}
_PROSE: Final = frozenset(("notes", "subject", "next_step", "comment", "action_items"))


def without_unknown(column: Column, cells: Sequence[str]) -> tuple[Sequence[str], str | None]:
    """Return the cells of a text column with the unknown ones blank, and what that is told with.

    What must be there, names before all, and what people write in sentences stay as they are.
    """
    if column.required or column.name in _PROSE:
        return cells, None
    found = {cell for cell in distinct(cells) if cell and _is_unknown(cell)}
    if not found:
        return cells, None
    return Packed("" if cell in found else cell for cell in cells), _told(found, cells)


def blanks_told(cells: Sequence[str]) -> str | None:
    """Return which signs of a typed column count as blank, and in how many rows; None for none."""
    # What begins with a digit, as most cells of such columns do, is no sign: that is quick to see.
    found = {
        cell for cell in distinct(cells) if cell and not cell[0].isdecimal() and is_blank(cell)
    }
    return _told(found, cells) if found else None


def _told(found: Collection[str], cells: Sequence[str]) -> str:
    number = sum(cell in found for cell in cells)
    shown = sorted({cell.strip() or "a space" for cell in found})
    are = "is" if len(shown) == 1 else "are"
    return f"{' and '.join(shown)} {are} blank ({number:,} row{'s' * (number != 1)})"


def _is_unknown(cell: str) -> bool:
    text = cell.strip()
    return not text or (len(text) < 5 and text.casefold() in _UNKNOWN)
