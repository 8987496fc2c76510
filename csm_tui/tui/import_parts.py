"""What the sections of the preview of an import are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.tui.pieces import Line, Piece, line

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from csm_tui.formatting import Glyphs
    from csm_tui.operations.preview_files import ColumnPreview
    from csm_tui.operations.preview_questions import Asked

# One cell wide in either form of signs: `laid()` writes it as > in ASCII.
ARROW: Final = "→"
# The figures of a report: their words and inks.
COUNTED: Final = (
    ("added", "new", "good"),
    ("updated", "changed", "warn"),
    ("unchanged", "unchanged", "muted"),
    ("skipped", "skipped", "muted"),
    ("rejected", "rejected", "bad"),
)


class Look(NamedTuple):
    """How things are shown: the signs in force, amounts of cents, and two that are compared."""

    glyphs: Glyphs
    money: Callable[[int | None], str]
    moved: Callable[[int | None, int | None], tuple[str, str]]


class Entry(NamedTuple):
    """A line of the list: its name, which stays; how it is drawn; what there is to say of it.

    `asked` and `column` are what its keys act on, `file` is the file or sheet that it is of; `said`
    marks an answer, which can be taken back; without `asked` it is of an earlier import.
    """

    key: Hashable
    draw: Callable[[int], Line]
    told: tuple[str, ...] = ()
    asked: Asked | None = None
    column: ColumnPreview | None = None
    file: str = ""
    said: bool = False


class Part(NamedTuple):
    """A section of entries; `head` draws its title, `brief` stands behind it where it is folded.

    One that is `shut` is folded at first.
    """

    key: str
    head: Callable[[int], Line]
    entries: tuple[Entry, ...]
    brief: str = ""
    shut: bool = False


def head(title: str, number: str = "") -> Callable[[int], Line]:
    """Return what draws the title of a section, with how many there are."""
    shown = line(Piece(title, "strong"), Piece(f"  {number}", "muted"))
    return lambda _: shown


def still(*pieces: Piece | str) -> Callable[[int], Line]:
    """Return what draws a line that is the same in any width."""
    shown = line(*pieces)
    return lambda _: shown
