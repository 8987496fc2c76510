"""Which line of a list shows what: sections of rows, each under its head, folded or not."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Section(NamedTuple):
    """A section: its key, how many rows it has, and those ids known so far, from its start.

    A section with the key "" has no head.
    """

    key: str
    length: int
    ids: Sequence[int]


class Place(NamedTuple):
    """A line of the list: a section's number and a row in it, -1 for its head."""

    section: int
    row: int


class RowPlaces:
    """The sections of a list and their lines; where it is not `headed` none has a head."""

    def __init__(self, *, headed: bool) -> None:
        self._headed = headed
        self.sections: tuple[Section, ...] = ()
        self.folded: set[str] = set()
        self.starts: list[int] = []
        self.total = 0

    def show(self, sections: Sequence[Section]) -> None:
        """Take other sections; those without rows are left out."""
        self.sections = tuple(section for section in sections if section.length)
        self.measure()

    def measure(self) -> None:
        """Count the lines again: other sections are folded."""
        self.starts = []
        total = 0
        for number, section in enumerate(self.sections):
            self.starts.append(total)
            total += self.has_head(number)
            if section.key not in self.folded:
                total += section.length
        self.total = total

    def has_head(self, number: int) -> bool:
        """Return whether a section has a line of its own."""
        return bool(self.sections[number].key) and self._headed

    def head_row(self, number: int) -> int:
        """Return the row that stands for a whole section: its head, or its first."""
        return -1 if self.has_head(number) else 0

    def is_folded(self, number: int) -> bool:
        """Return whether the rows of a section are folded away."""
        return self.sections[number].key in self.folded

    def place(self, line: int) -> Place | None:
        """Return what a line shows, None beyond the last one."""
        if not 0 <= line < self.total:
            return None
        number = bisect_right(self.starts, line) - 1
        return Place(number, line - self.starts[number] - self.has_head(number))

    def line_of(self, place: Place) -> int:
        """Return the line of a place; that of the head where it is folded away."""
        if self.is_folded(place.section):
            return self.starts[place.section]
        return self.starts[place.section] + self.has_head(place.section) + place.row

    def id(self, place: Place) -> int | None:
        """Return the id of a row; None for a head, and for what is not known yet."""
        if not self.sections or place.row < 0:
            return None
        known = self.sections[place.section].ids
        return known[place.row] if place.row < len(known) else None

    def find(self, id: int) -> Place | None:
        """Return where an id stands, None where it is not known."""
        for number, section in enumerate(self.sections):
            try:
                return Place(number, section.ids.index(id))
            except ValueError:
                continue
        return None

    def find_head(self, key: str) -> Place | None:
        """Return the head of a section, None where there is no such section."""
        return next(
            (Place(number, -1) for number, one in enumerate(self.sections) if one.key == key), None
        )

    def first(self) -> Place:
        """Return the first row that is not folded away."""
        for number in range(len(self.sections)):
            if not self.is_folded(number):
                return Place(number, 0)
        return Place(0, -1)

    def near(self, line: int) -> Place:
        """Return the row next to a line, a head only where its section is folded."""
        found = self.place(min(line, self.total - 1))
        if found is not None and found.row < 0 and not self.is_folded(found.section):
            return Place(found.section, 0)
        return found or self.first()

    @property
    def is_whole(self) -> bool:
        """Return whether every id of the sections is known."""
        return all(len(section.ids) >= section.length for section in self.sections)
