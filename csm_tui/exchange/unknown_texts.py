"""Texts that say "unknown", as the sheets of others write them: they are blank, and told.

Under our own names texts stay as they are, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.exchange.options import BLANKS

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    found = {cell for cell in set(cells) if cell and _is_unknown(cell)}
    if not found:
        return cells, None
    rows = sum(cell in found for cell in cells)
    shown = " and ".join(sorted({cell.strip() or "a space" for cell in found}))
    told = f"{shown} {'is' if len(found) == 1 else 'are'} blank ({rows} row{'s' * (rows != 1)})"
    return ["" if cell in found else cell for cell in cells], told


def _is_unknown(cell: str) -> bool:
    text = cell.strip()
    return not text or (len(text) < 5 and text.casefold() in _UNKNOWN)
