"""The whole book by columns, in a few megabytes: grouped, sorted, searched without asking again.

It is loaded once behind the first page. At 100,000 accounts a section's order takes milliseconds
and a word of the filter one pass over the texts; rows themselves are never kept here.
"""

from __future__ import annotations

import heapq
from array import array
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.queries.portfolio import GROUPINGS, NONE, SORTS, Section, archived_count

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from csm_tui.domain.filters import Filter

_CHUNK: Final = 500
_COLUMNS: Final = (
    "account_id, search, coalesce(arr, -1), tier, stage, level, quadrant, next_on, score, health,"
    " trend_28, renewal_on, last_touchpoint_on, at_risk, overdue_from"
)
_GROUPED: Final = ("tier", "stage", "level", "quadrant")
# The columns of numbers, with what stands for unknown in them.
_NUMBERS: Final = ("score", "health", "trend")
_DATES: Final = ("next", "renewal", "last")
_UNKNOWN: Final = float("-inf")
# A section longer than this shows its first page before it is sorted.
LONG: Final = 20_000


class Entry(NamedTuple):
    """What the index knows of one account; ARR in cents or -1, dates as ordinals or 0."""

    id: int
    text: str
    arr: int
    groups: tuple[str | None, ...]
    dates: tuple[int, ...]
    numbers: tuple[float, ...]
    needing: bool


class Index:
    """The book by columns; a position is an account's place in all of them."""

    def __init__(self, *, archived: bool) -> None:
        self.archived = archived
        self.ids = array("q")
        self.texts: list[str] = []
        self.arrs = array("q")
        self.needing = bytearray()
        self.archived_accounts = 0
        self._groups: dict[str, bytearray] = {name: bytearray() for name in _GROUPED}
        self._numbers: dict[str, array[float]] = {name: array("f") for name in _NUMBERS}
        self._dates: dict[str, array[int]] = {name: array("i") for name in _DATES}
        self._by_name: array[int] | None = None
        self._sections: dict[str, dict[str, array[int]]] = {}
        self._figures: dict[str, list[Section]] = {}

    # Filling

    def extend(self, rows: Sequence[Sequence[Any]], days: _Days, today: str) -> None:
        """Take rows of `_COLUMNS`."""
        columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True))
        self.ids.extend(columns[0])
        self.texts.extend(columns[1])
        self.arrs.extend(columns[2])
        for place, name in enumerate(_GROUPED, 3):
            codes = _CODES[name]
            self._groups[name].extend(codes[value] for value in columns[place])
        for place, name in ((7, "next"), (11, "renewal"), (12, "last")):
            self._dates[name].extend(days[value] for value in columns[place])
        for place, name in ((8, "score"), (9, "health"), (10, "trend")):
            self._numbers[name].extend(
                _UNKNOWN if value is None else value for value in columns[place]
            )
        self.needing.extend(
            bool(risk) or (isinstance(late, str) and late < today)
            for risk, late in zip(columns[13], columns[14], strict=True)
        )

    def patch(self, entries: Sequence[Entry], asked: Iterable[int]) -> bool:
        """Take in changed accounts; return False where more than figures changed: load it again."""
        if {entry.id for entry in entries} != set(asked):
            return False
        for entry in entries:
            try:
                place = self.ids.index(entry.id)
            except ValueError:
                return False
            if self.texts[place] != entry.text:
                return False
            self.arrs[place] = entry.arr
            self.needing[place] = entry.needing
            for name, group in zip(_GROUPED, entry.groups, strict=True):
                self._groups[name][place] = _CODES[name][group]
            for name, day in zip(_DATES, entry.dates, strict=True):
                self._dates[name][place] = day
            for name, number in zip(_NUMBERS, entry.numbers, strict=True):
                self._numbers[name][place] = number
        self._sections.clear()
        self._figures.clear()
        return True

    # Asking

    def figures(self, grouping: str) -> list[Section]:
        """Return the sections of a grouping that have accounts, in the order shown."""
        found = self._figures.get(grouping)
        if found is None:
            found = self._figures[grouping] = [
                Section(key, len(places), sum(max(0, self.arrs[place]) for place in places))
                for key, places in self.sections(grouping).items()
            ]
        return found

    def sections(self, grouping: str) -> dict[str, array[int]]:
        """Return the positions of each section of a grouping, by name within it."""
        found = self._sections.get(grouping)
        if found is None:
            if grouping == NONE:
                found = {"": self.by_name()} if self.ids else {}
            else:
                found = self._parted(grouping)
            self._sections[grouping] = found
        return found

    def _parted(self, grouping: str) -> dict[str, array[int]]:
        keys = GROUPINGS[grouping]
        parts = [array("i") for _ in keys]
        codes = self._groups[grouping]
        for place in self.by_name():
            parts[codes[place]].append(place)
        return {key: part for key, part in zip(keys, parts, strict=True) if part}

    def by_name(self) -> array[int]:
        """Return all positions by name."""
        if self._by_name is None:
            self._by_name = array("i", sorted(range(len(self.ids)), key=self.texts.__getitem__))
        return self._by_name

    def arrange(self, places: Sequence[int], sort: str, *, reverse: bool) -> array[int]:
        """Return the ids of a section in order; what is unknown comes last in both directions."""
        known, unknown = self._known(places, sort)
        if sort == "name":
            ordered: Sequence[int] = known[::-1] if reverse else known
        else:
            ordered = sorted(known, key=self._key(sort), reverse=SORTS[sort][1] != reverse)
        return array("q", map(self.ids.__getitem__, (*ordered, *unknown)))

    def first(self, places: Sequence[int], sort: str, count: int, *, reverse: bool) -> array[int]:
        """Return the first `count` ids that `arrange` would give, without sorting the rest."""
        if len(places) <= LONG or sort == "name":
            return self.arrange(places, sort, reverse=reverse)
        known, unknown = self._known(places, sort)
        take = heapq.nlargest if SORTS[sort][1] != reverse else heapq.nsmallest
        ordered = take(count, known, key=self._key(sort))
        return array("q", map(self.ids.__getitem__, (*ordered, *unknown)[:count]))

    def scan(self, wanted: Filter) -> dict[int, int]:
        """Return what a filter of words only keeps: by id its ARR in cents, 0 where unknown."""
        places: Sequence[int] = range(len(self.ids))
        texts = self.texts
        for term in wanted.terms:
            word = str(term.value)
            places = [place for place in places if (word in texts[place]) != term.negated]
        return {self.ids[place]: max(0, self.arrs[place]) for place in places}

    def _known(self, places: Sequence[int], sort: str) -> tuple[Sequence[int], Sequence[int]]:
        if sort == "name":
            return places, ()
        key = self._key(sort)
        unknown = _UNKNOWN_OF[sort]
        missing = [place for place in places if key(place) == unknown]
        if not missing:
            return places, ()
        return [place for place in places if key(place) != unknown], missing

    def _key(self, sort: str) -> _Key:
        if sort == "arr":
            return self.arrs.__getitem__
        if sort == "level":
            return self._level
        column = self._dates.get(sort) or self._numbers[sort]
        return column.__getitem__

    def _level(self, place: int) -> int:
        return _LEVEL_RANK[self._groups["level"][place]]


class _Days(dict[str | None, int]):
    """The ordinal of every ISO date seen; 0 for None."""

    def __missing__(self, day: str | None) -> int:
        ordinal = 0 if day is None else date.fromisoformat(day).toordinal()
        self[day] = ordinal
        return ordinal


if TYPE_CHECKING:
    from collections.abc import Callable

    _Key = Callable[[int], float]

_CODES: Final[dict[str, dict[str | None, int]]] = {
    name: {None if key == NONE else key: code for code, key in enumerate(GROUPINGS[name])}
    for name in _GROUPED
}
# By the code of a level: the more touch, the higher; -1 for no level.
_LEVEL_RANK: Final = tuple(
    {"high": 4, "medium": 3, "low": 2, "tech": 1, "unknown": 0}.get(key, -1)
    for key in GROUPINGS["level"]
)
_UNKNOWN_OF: Final[dict[str, float]] = {
    **dict.fromkeys(_NUMBERS, _UNKNOWN),
    **dict.fromkeys(_DATES, 0),
    "arr": -1,
    "level": -1,
}


def load(connection: sqlite3.Connection, *, today: date, archived: bool = False) -> Index:
    """Return the index of the whole book, or of what is archived."""
    index = Index(archived=archived)
    days = _Days()
    cursor = connection.execute(f"SELECT {_COLUMNS} FROM standing WHERE archived = ?", (archived,))  # noqa: S608
    while rows := cursor.fetchmany(_CHUNK):
        index.extend(rows, days, today.isoformat())
    # Every grouping is parted and summed here, behind the screens, rather than at a key.
    for grouping in GROUPINGS:
        index.figures(grouping)
    index.archived_accounts = archived_count(connection)
    return index


def entries(
    connection: sqlite3.Connection, ids: Sequence[int], *, today: date, archived: bool
) -> list[Entry]:
    """Return what the index should know of some accounts by now; gone ones are left out."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM standing WHERE archived = ? AND account_id IN ({marks})",  # noqa: S608
        (archived, *ids),
    )
    days = _Days()
    return [
        Entry(
            row[0],
            row[1],
            row[2],
            row[3:7],
            (days[row[7]], days[row[11]], days[row[12]]),
            tuple(_UNKNOWN if value is None else value for value in row[8:11]),
            bool(row[13]) or (row[14] is not None and row[14] < today.isoformat()),
        )
        for row in rows
    ]
