"""Lines of the screens as data: pieces of text with the name of an ink, laid out by cell width.

`laid()` is the gate: every text passes `safe_text()` there, and nothing is ever read as markup.
Nothing of Textual is needed, so that the first page is painted before it is imported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from csm_tui.text import ASCII_CELLS, safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_PLAIN: Final = str.maketrans(ASCII_CELLS)


class Piece(NamedTuple):
    """Some text in one ink; inks are named in themes.Inks."""

    text: str
    ink: str = "text"


class Line(NamedTuple):
    """One line: what stands on the left gives way to what stands on the right."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...] = ()

    @property
    def plain(self) -> str:
        """Return the text of the line, for copying."""
        parts = ["".join(piece.text for piece in side).strip() for side in self]
        return "  ".join(part for part in parts if part)


BLANK = Line(())


def line(*left: Piece | str, right: Iterable[Piece] = ()) -> Line:
    """Return a line of pieces; a plain string is a piece in the common ink."""
    return Line(
        tuple(Piece(part) if isinstance(part, str) else part for part in left), tuple(right)
    )


def width_of(text: str) -> int:
    """Return the cells that `text` takes once it is safe to show."""
    return cell_len(safe_text(text))


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """Return `text`, made safe, in at most `width` cells, with the ellipsis where it was cut."""
    # Nothing beyond can be seen, and measuring a novel for each frame would be felt.
    safe = safe_text(text[: 4 * width + 64])
    if cell_len(safe) <= width and len(text) <= 4 * width + 64:
        return safe
    if width <= len(ellipsis):
        return set_cell_size(safe, max(0, width))
    return set_cell_size(safe, width - len(ellipsis)).rstrip() + ellipsis


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """Return `text` in exactly `width` cells, flush left."""
    return set_cell_size(cut(text, width, ellipsis), max(0, width))


def fit_right(text: str, width: int, ellipsis: str = "…") -> str:
    """Return `text` in exactly `width` cells, flush right."""
    shown = cut(text, width, ellipsis)
    return " " * (width - cell_len(shown)) + shown


def laid(content: Line, width: int, *, ellipsis: str = "…", plain: bool = False) -> list[Piece]:
    """Return the pieces of a line laid out in exactly `width` cells, each safe to show."""
    if width <= 0:
        return []
    right = _within(content.right, width, ellipsis, plain)
    taken = sum(cell_len(piece.text) for piece in right)
    left = _within(content.left, width - taken - (1 if right else 0), ellipsis, plain)
    gap = width - taken - sum(cell_len(piece.text) for piece in left)
    return [*left, *([Piece(" " * gap)] if gap > 0 else ()), *right]


def _within(pieces: Sequence[Piece], room: int, ellipsis: str, plain: bool) -> list[Piece]:
    shown: list[Piece] = []
    for text, ink in pieces:
        if room <= 0:
            break
        part = cut(text, room, ellipsis)
        # What was cut ends the line, also where the cut left a cell over.
        ends = part.endswith(ellipsis) and not text.endswith(ellipsis)
        if plain and not part.isascii():
            part = part.translate(_PLAIN)
        shown.append(Piece(part, ink))
        if ends:
            break
        room -= cell_len(part)
    return shown


def folded(content: Line, width: int) -> list[Line]:
    """Return the left of a line as lines of at most `width` cells, broken at pieces and words."""
    lines: list[list[Piece]] = [[]]
    taken = 0
    for text, ink in content.left:
        if taken and taken + cell_len(text.rstrip()) > width >= cell_len(text.rstrip()):
            lines.append([])
            taken = 0
        for word in re.findall(r"\S+ *| +", text):
            if taken and taken + cell_len(word.rstrip()) > width:
                lines.append([])
                taken = 0
            lines[-1].append(Piece(word, ink))
            taken += cell_len(word)
    return [Line(tuple(pieces)) for pieces in lines]


def wrap(text: str, width: int, *, most: int = 0) -> list[str]:
    """Return `text`, made safe, broken into lines of at most `width` cells, at words if it can.

    With `most`, no more lines than that, the last one cut.
    """
    lines: list[str] = []
    rest = safe_text(text).split(" ")
    while rest:
        if most and len(lines) == most - 1:
            lines.append(cut(" ".join(rest), width))
            break
        taken = rest.pop(0)
        if cell_len(taken) > width > 1:
            # A path or an address: broken where it must be.
            head = set_cell_size(taken, width).rstrip()
            lines.append(head)
            rest.insert(0, taken[len(head) :])
            continue
        while rest and cell_len(taken) + 1 + cell_len(rest[0]) <= width:
            taken += " " + rest.pop(0)
        lines.append(cut(taken, width))
    return lines
