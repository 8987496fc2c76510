"""What came of converting one column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.exchange.problems import Ambiguity


class Fault(NamedTuple):
    """A value that does not fit; `at` counts the values of the column from 0."""

    at: int
    value: str
    problem: str
    hint: str | None = None


class Sign(NamedTuple):
    """The currency sign that the amounts of a column carry: what it can stand for, and where."""

    sign: str
    codes: frozenset[str]
    line: int
    example: str


class Converted(NamedTuple):
    """A column's values (None where blank or faulty), and what is to be said about it.

    With an `ambiguous` column no value counts. `proven` is the date order or decimal mark that the
    column itself proves, for the hints of others; `sign` the one currency of its amounts.
    """

    values: Sequence[object]
    evidence: str | None = None
    problems: Sequence[Fault] = ()
    ambiguous: Ambiguity | None = None
    proven: str | None = None
    sign: Sign | None = None


def in_one(*notes: str | None) -> str:
    """Return notes of evidence as one, "" where there are none."""
    return "; ".join(filter(None, notes))


class Wrong(NamedTuple):
    """Why one text is not a value of its type, and what would be."""

    problem: str
    hint: str | None = None


def wrong_or_none(made: object) -> Wrong | None:
    """Return what is wrong with a text, of which nothing else counts."""
    return made if isinstance(made, Wrong) else None


class Cells(NamedTuple):
    """The texts of one column: its name, and the line in the file of each of its values."""

    name: str
    values: Sequence[str]
    lines: Sequence[int]

    def line_of(self, value: str) -> int:
        """Return the line of the first cell that holds `value`."""
        return self.lines[self.values.index(value)]

    def faults(self, wrong: Mapping[str, Wrong]) -> list[Fault]:
        """Return a fault for each cell whose text is in `wrong`."""
        if not wrong:
            return []
        return [
            Fault(at, value, *wrong[value])
            for at, value in enumerate(self.values)
            if value in wrong
        ]
