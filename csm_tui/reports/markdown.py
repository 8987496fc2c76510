"""A document as Markdown that also reads well as it is: the one gate for text into a report.

Whatever is put in is text: no name, note or reason can become structure, emphasis, a link or HTML
(CommonMark, with GitHub's tables and strikethrough), and nothing in it acts on a terminal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTHING: Final = "–"
COLUMNS: Final = 100
_PUNCTUATION: Final = r"[!-/:-@\[-`{-~]"
# What acts anywhere in a line: each is escaped only where it would act, so that text stays legible.
_ACTIVE: Final = re.compile(
    rf"\\(?={_PUNCTUATION}|$)"  # an escape
    r"|[`*\[\]|]"  # code, emphasis, links, cells
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis, but not within a word
    r"|(?<=\S)~|~(?!\w)"  # struck through; "~62" alone opens nothing
    r"|<(?=[A-Za-z/!?])"  # HTML, an automatic link
    r"|&(?=#?\w+;)"  # an entity
    r"|(?<!\S)#"  # a heading, and the end of one
)
# What acts at the beginning of a line: a list, a quotation, a rule, what makes a heading or a table
# of the line before.
_AT_START: Final = re.compile(r"^(?:[-+=>:](?!\d)|(?P<number>\d{1,9})(?=[.)](?:\s|$)))")


class Item(NamedTuple):
    """An entry of a list: what it is about, in bold, what is said of it, and a line below that."""

    about: str
    said: str = ""
    below: str = ""


class Document:
    """Gathers titles, paragraphs, lists and tables; every text is escaped on its way in.

    Paragraphs and lists go on in the next line beyond COLUMNS; a title or a cell never does.
    """

    def __init__(self) -> None:
        self._blocks: list[str] = []

    def title(self, words: str) -> None:
        """Add the title of the document."""
        self._blocks.append(f"# {escaped(words)}")

    def section(self, words: str) -> None:
        """Begin a section."""
        self._blocks.append(f"## {escaped(words)}")

    def paragraph(self, *lines: str, about: str = "") -> None:
        """Add a paragraph of lines that stay lines, `about` in bold before the first."""
        self._blocks.append(_lines(about, lines))

    def items(self, items: Iterable[Item | str]) -> None:
        """Add a list."""
        self._blocks.append("\n".join(map(_item, items)))

    def table(
        self, titles: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()
    ) -> None:
        """Add a table, its columns aligned for the eye; those named in `right` to the right."""
        cells = [[escaped(title) for title in titles]]
        cells += [[escaped(cell) for cell in row] for row in rows]
        widths = [max(3, *map(width, column)) for column in zip(*cells, strict=True)]
        to_right = [title in right for title in titles]
        rule = [
            "-" * (wide - 1) + ":" if align else "-" * wide
            for wide, align in zip(widths, to_right, strict=True)
        ]
        lines = [_row(row, widths, to_right) for row in [cells[0], rule, *cells[1:]]]
        self._blocks.append("\n".join(lines))

    def text(self) -> str:
        """Return the whole document, its blocks apart by empty lines."""
        return "\n\n".join(self._blocks) + "\n"


def escaped(value: str) -> str:
    """Return `value` as one line of Markdown that shows exactly these words; "–" for none."""
    words = " ".join(safe_text(value).split())
    words = _AT_START.sub(_escaped_start, _ACTIVE.sub(r"\\\g<0>", words))
    return words or NOTHING


def shortened(value: str, limit: int) -> str:
    """Return `value` as one line of at most `limit` cells, ending in "…" where it was cut."""
    words = " ".join(safe_text(value).split())
    if width(words) <= limit:
        return words
    kept = words[: limit - 1]
    while width(kept) >= limit:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def width(words: str) -> int:
    """Return the cells that `words` takes where every letter has its width."""
    if words.isascii():
        return len(words)
    from wcwidth import wcswidth

    cells = wcswidth(words)
    return cells if cells >= 0 else len(words)


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found['number']}\\" if found["number"] else f"\\{found[0]}"


def _item(item: Item | str) -> str:
    if isinstance(item, str):
        return "- " + _lines("", [item], indent=2)
    return "- " + _lines(item.about, [line for line in item[1:] if line], indent=2)


def _lines(about: str, lines: Sequence[str], indent: int = 0) -> str:
    bold = f"**{escaped(about)}**" if about else ""
    taken = width(bold) + 1 if bold else 0
    written = []
    for number, line in enumerate(lines):
        parts = _wrapped(line, COLUMNS - indent, 0 if number else taken)
        written.append(f"\n{' ' * indent}".join(map(escaped, parts)))
    # Two spaces at its end keep a line a line.
    text = f"  \n{' ' * indent}".join(written)
    return f"{bold} {text}".strip()


def _wrapped(words: str, columns: int, taken: int) -> list[str]:
    """Return `words` in lines of at most `columns` cells, `taken` of which the first has not."""
    lines: list[list[str]] = [[]]
    left = columns - taken
    for word in safe_text(words).split():
        cells = width(word)
        if cells > left and lines[-1]:
            lines.append([])
            left = columns
        lines[-1].append(word)
        left -= cells + 1
    return [" ".join(line) for line in lines]


def _row(cells: Sequence[str], widths: Sequence[int], to_right: Sequence[bool]) -> str:
    filled = []
    for cell, wide, right in zip(cells, widths, to_right, strict=True):
        blank = " " * (wide - width(cell))
        filled.append(blank + cell if right else cell + blank)
    return f"| {' | '.join(filled)} |"
