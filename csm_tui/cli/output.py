"""What the command line prints: aligned tables, plain records, JSON; colours on a terminal only.

Every text passes `safe_text()` here, so that no value can reach the terminal as a command (P9);
`--json` keeps values exactly, as ASCII escapes (TORTURE T110).
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from typing import NamedTuple, TextIO, TypeVar

from csm_tui.text import ascii_signs, safe_text

T = TypeVar("T")
_CODES = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
_GAP = "  "
# What a column that gives way keeps at least, in cells.
_LEAST = 12
# Whether this run shows ASCII only; asked once there is something else to show.
_ASCII_ONLY: ContextVar[Callable[[], bool]] = ContextVar("ascii_only", default=lambda: False)
# Latin with its accents, dashes, arrows, bars and blocks: known without the tables of wcwidth.
_ONE_CELL = re.compile(r"[\x20-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc\ufffd]*")


class Cell(NamedTuple):
    """A text of a table with the colour it wears on a terminal (a name of `_CODES`)."""

    text: str
    colour: str | None = None


class Column(NamedTuple):
    """A column of a table: its title, its alignment, and the widest it may get in cells.

    What is longer is cut, or with `wrap` continued on the next line. Columns that have a limit
    give way where a table would be wider than the terminal: those that wrap first, the others
    only before a terminal, so that nothing is cut off for a pipe.
    """

    title: str
    right: bool = False
    limit: int | None = None
    wrap: bool = False


Row = Sequence[str | Cell]
# The values of one line of `--plain`; None is empty there.
Record = Iterable[object]


def obey_ascii(asked: Callable[[], bool]) -> None:
    """Show ASCII only, from now on, where `asked()` says so."""
    _ASCII_ONLY.set(asked)


def in_signs(text: str) -> str:
    """Return `text`, safe or not, in the signs of this run: ours as ASCII where that is wanted."""
    return text if text.isascii() or not _ASCII_ONLY.get()() else ascii_signs(text)


def shown(text: str) -> str:
    """Return `text` as it may be written: safe, and in the signs of this run."""
    return in_signs(safe_text(text))


def width_of(text: str) -> int:
    """Return the cells that `text` (already safe) takes on a terminal."""
    if text.isascii() or _ONE_CELL.fullmatch(text):
        return len(text)
    import wcwidth

    width = wcwidth.wcswidth(text)
    return width if width >= 0 else len(text)


def cut(text: str, limit: int) -> str:
    """Return `text` in at most `limit` cells, ending in "…" or "~" where something is left out."""
    if width_of(text) <= limit:
        return text
    low, high = 0, min(len(text), limit * 4)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(text[:middle]) < limit else (low, middle - 1)
    return text[:low].rstrip() + ("~" if _ASCII_ONLY.get()() else "…")


def colours_on(stream: TextIO, *, no_color: bool) -> bool:
    """Return whether escapes may be written: a capable terminal, and nobody asked for none."""
    return (
        not no_color
        and not os.environ.get("NO_COLOR")
        and (sys.platform == "win32" or os.environ.get("TERM", "") not in ("", "dumb"))
        and stream.isatty()
    )


def terminal_width() -> int:
    """Return the columns: COLUMNS where it is set, else those of the terminal, else 80."""
    wished = os.environ.get("COLUMNS", "")
    if wished.isascii() and wished.isdigit() and int(wished):
        return max(40, int(wished))
    if not sys.stdout.isatty():
        return 80
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return 80


def _is_bounded() -> bool:
    """Return whether lines have a width to keep: that of a terminal, or COLUMNS."""
    return bool(os.environ.get("COLUMNS")) or sys.stdout.isatty()


def room(others: int, least: int) -> int:
    """Return the cells that are left for the last column beside `others`, never under `least`."""
    return max(least, terminal_width() - others)


class Printer:
    """Writes to stdout in the form that was asked for: "table", "plain" or "json"."""

    def __init__(self, form: str = "table", *, no_color: bool = False) -> None:
        self.form = form
        self.colours = colours_on(sys.stdout, no_color=no_color)

    @property
    def is_json(self) -> bool:
        """Return whether `--json` was asked for."""
        return self.form == "json"

    @property
    def is_plain(self) -> bool:
        """Return whether `--plain` was asked for."""
        return self.form == "plain"

    def painted(self, text: str, colour: str | None) -> str:
        """Return `text` in `colour` where colours are on."""
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if colour and self.colours else text

    def line(self, text: str = "", colour: str | None = None) -> None:
        """Write one line of text, made safe."""
        sys.stdout.write(self.painted(shown(text), colour) + "\n")

    def paragraph(self, text: str, colour: str | None = None) -> None:
        """Write a text in lines of the terminal's width; whole in one line with `--plain`."""
        lines = [text] if self.is_plain else wrap(shown(text), terminal_width())
        for line in lines:
            self.line(line, colour)

    def records(self, rows: Iterable[Record]) -> None:
        """Write each row as one line, values separated by tabs (`--plain`)."""
        write = sys.stdout.write
        for row in rows:
            write("\t".join(shown(_text(value)) for value in row) + "\n")

    def listing(
        self,
        rows: Sequence[T],
        columns: Sequence[Column],
        line: Callable[[T], Row],
        *,
        plain: Callable[[T], Record],
        as_json: Callable[[T], object],
        none: str,
    ) -> None:
        """Write one thing a row in the form that was asked for; people are told of an empty list.

        `line` makes the cells of the table, `plain` those of `--plain`, `as_json` the object.
        """
        if self.is_json:
            self.json([as_json(row) for row in rows])
        elif self.is_plain:
            self.records(map(plain, rows))
        elif not rows:
            say(none)
        else:
            self.table(columns, list(map(line, rows)))

    def table(self, columns: Sequence[Column], rows: Iterable[Row], *, header: bool = True) -> None:
        """Write rows under their titles, aligned by cell width; `--plain` gives records instead."""
        self.sections(columns, [("", list(rows))], header=header)

    def sections(
        self,
        columns: Sequence[Column],
        sections: Sequence[tuple[str, Sequence[Row]]],
        *,
        header: bool = True,
    ) -> None:
        """Write the rows of several sections in one table, each under its own title line."""
        if self.is_plain:
            for _, rows in sections:
                self.records(rows)
            return
        columns = [column._replace(title=shown(column.title)) for column in columns]
        safe = [
            (
                title,
                [[_safe_cell(*pair) for pair in zip(row, columns, strict=True)] for row in rows],
            )
            for title, rows in sections
        ]
        titles = [width_of(column.title) if header else 0 for column in columns]
        widths = [
            max([least, *(_width(row[index], column) for _, rows in safe for row in rows)])
            for index, (column, least) in enumerate(zip(columns, titles, strict=True))
        ]
        widths = _fitted(columns, widths, terminal_width())
        columns = [
            column if column.limit is None else column._replace(limit=width)
            for column, width in zip(columns, widths, strict=True)
        ]
        if header:
            self._row([Cell(column.title, "dim") for column in columns], columns, widths)
        for title, rows in safe:
            if title:
                self.line(title, "bold")
            for row in rows:
                for line in _lines(row, columns):
                    self._row(line, columns, widths)

    def _row(self, row: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int]) -> None:
        parts = []
        for cell, column, width in zip(row, columns, widths, strict=True):
            blank = " " * max(0, width - width_of(cell.text))
            text = self.painted(cell.text, cell.colour)
            parts.append(blank + text if column.right else text + blank)
        sys.stdout.write(_GAP.join(parts).rstrip() + "\n")

    def cut_off(self, shown: int, whole: int, how: str) -> None:
        """Say that of `whole` rows only so many are shown, and `how` one has all."""
        if whole > shown:
            self.line(f"{shown:,} of {whole:,} shown: {how}", "dim")

    def json(self, value: object) -> None:
        """Write `value` as JSON: an object indented, a list with one element a line."""
        sys.stdout.write(as_json(value) + "\n")


def as_json(value: object) -> str:
    """Return `value` as ASCII JSON; dates become ISO text, named tuples become lists."""
    if isinstance(value, Mapping):
        return json.dumps(value, indent=2, default=_plain)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return "[]"
        encode = json.JSONEncoder(default=_plain).encode
        return "[\n" + ",\n".join(encode(element) for element in value) + "\n]"
    return json.dumps(value, default=_plain)


def say(text: str) -> None:
    """Write a message for the person, to stderr."""
    sys.stderr.write(shown(text) + "\n")


def asked(prompt: str) -> str | None:
    """Write `prompt` to stderr and return the line that is typed, None at the end of the input."""
    sys.stderr.write(shown(prompt))
    sys.stderr.flush()
    typed = sys.stdin.readline()
    return typed.strip() if typed else None


def sentence(text: str) -> str:
    """Return `text` ending in one full stop: a name may bring its own."""
    return text if text.endswith((".", "…", "?", "!")) else f"{text}."


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _text(value: object) -> str:
    if isinstance(value, Cell):
        return value.text
    return "" if value is None else str(value)


def _safe_cell(cell: str | Cell, column: Column) -> Cell:
    text = shown(_text(cell))
    if column.limit is not None and not column.wrap:
        text = cut(text, column.limit)
    return Cell(text, cell.colour if isinstance(cell, Cell) else None)


def _width(cell: Cell, column: Column) -> int:
    width = width_of(cell.text)
    return min(width, column.limit) if column.wrap and column.limit is not None else width


def _fitted(columns: Sequence[Column], widths: Sequence[int], room: int) -> list[int]:
    """Return the widths with which a table fits into `room`, as far as its columns give way."""
    fitted = list(widths)
    over = sum(fitted) + len(_GAP) * (len(fitted) - 1) - room
    for wraps in (True, False) if _is_bounded() else (True,):
        while over > 0:
            giving = [
                place
                for place, column in enumerate(columns)
                if column.limit is not None
                and column.wrap is wraps
                and fitted[place] > max(_LEAST, width_of(column.title))
            ]
            if not giving:
                break
            fitted[max(giving, key=fitted.__getitem__)] -= 1
            over -= 1
    return fitted


def _lines(row: Sequence[Cell], columns: Sequence[Column]) -> list[list[Cell]]:
    """Return a row as the lines it takes: one, unless a cell is wrapped."""
    wrapped = [
        [cell.text]
        if column.limit is None
        else wrap(cell.text, column.limit)
        if column.wrap
        else [cut(cell.text, column.limit)]
        for cell, column in zip(row, columns, strict=True)
    ]
    return [
        [
            Cell(parts[number] if number < len(parts) else "", cell.colour)
            for cell, parts in zip(row, wrapped, strict=True)
        ]
        for number in range(max(map(len, wrapped)))
    ]


def wrap(text: str, limit: int) -> list[str]:
    """Return `text` in lines of at most `limit` cells, broken at spaces; longer words are cut.

    Lines after the first are indented by two cells more than the first.
    """
    if width_of(text) <= limit:
        return [text]
    begin = text[: len(text) - len(text.lstrip())]
    lines = [begin]
    for word in text.split():
        fits = width_of(lines[-1]) + 1 + width_of(word) <= limit
        if not lines[-1].strip():
            lines[-1] += cut(word, limit - width_of(lines[-1]))
        elif fits:
            lines[-1] += f" {word}"
        else:
            lines.append(cut(f"{begin}  {word}", limit))
    return lines
