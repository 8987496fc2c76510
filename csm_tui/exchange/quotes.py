"""Where a record breaks the rules of quoting: the line in which the quote was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.exchange.problems import BadSheet, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CELL: Final = 131_072
_SHOWN: Final = 40


class _Break(NamedTuple):
    line: int
    noticed: int
    fault: str
    text: str


def blame(lines: Iterable[str], first: int, delimiter: str, name: str) -> BadSheet:
    """Return the refusal for the broken record that begins with `lines`, at line `first`."""
    found = _find(lines, first, delimiter)
    if found.fault == "endless":
        problem = f"a quote opened here is not closed within {MAX_CELL:,} characters."
        hint = 'Close it; a quote inside a quoted cell is written twice ("").'
    elif found.fault == "long":
        problem = f"a cell that begins here is longer than {MAX_CELL:,} characters."
        hint = "Shorten it."
    elif found.fault == "unclosed":
        problem = "a quote opened here is never closed."
        hint = 'Close it; a quote inside a quoted cell is written twice ("").'
    elif found.line != found.noticed:
        problem = f"a quote opened here is not closed where its cell ends (line {found.noticed})."
        hint = 'Close it; a quote inside a quoted cell is written twice ("").'
    else:
        problem = "text follows the closing quote of a cell."
        hint = 'Write a quote inside a quoted cell twice ("").'
    return BadSheet(Problem(name, found.line, None, found.text[:_SHOWN], problem, hint))


def _find(lines: Iterable[str], first: int, delimiter: str) -> _Break:
    """Walk the record cell by cell; the record is known to be broken."""
    quoted = closing = False
    at_start = True
    opened, length, cell = first, 0, ""
    number = first
    for number, line in enumerate(lines, first):
        for place, char in enumerate(line):
            ends = char == delimiter or char in "\r\n"
            if at_start and not ends:
                quoted, opened, cell, length = char == '"', number, line[place:], 0
                at_start = False
                if quoted:
                    continue
            if quoted and char == '"':
                quoted, closing = False, True
                continue
            if closing:
                closing = False
                if char == '"':
                    quoted = True
                elif not ends:
                    return _Break(opened, number, "text", cell.rstrip("\r\n"))
            if ends and not quoted:
                at_start = True
                continue
            length += 1
            if length > MAX_CELL:
                fault = "endless" if quoted else "long"
                return _Break(opened, number, fault, cell.rstrip("\r\n"))
    return _Break(opened, number, "unclosed", cell.rstrip("\r\n"))
