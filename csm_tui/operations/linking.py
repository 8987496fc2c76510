"""Which record of the book each row of a file means (INTERFACE: rows are matched by …).

A row is linked to at most one record and a record to at most one row of a file; what cannot be told
is rejected with the candidates, never guessed.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, overload

from csm_tui.domain.salesforce_ids import LONG, is_salesforce, same_id
from csm_tui.exchange.packed import Filled, Packed, Pairs
from csm_tui.store.id_set import IdSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# More orphans than these get no nearest name: looking for it is slow.
NEAREST_FOR = 5
_PARTS: Final = 64
# So many rows are looked up at once.
BATCH: Final = 1_000
Id = TypeVar("Id", bound="Hashable")


# What knows the records of some ids.
Find = Callable[[Collection[Id]], Mapping[Id, int]]


class Rejection(NamedTuple):
    """Why a row is not taken: the field at fault, what is wrong with it, what to do."""

    field: str
    problem: str
    hint: str | None = None


class Targets(Sequence["int | None"]):
    """The record of each row, None for one without: eight bytes a row."""

    def __init__(self, records: Iterable[int | None]) -> None:
        self._records = array("q", (record or 0 for record in records))

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[int | None]:
        return (record or None for record in self._records)

    @overload
    def __getitem__(self, row: int) -> int | None: ...

    @overload
    def __getitem__(self, row: slice) -> list[int | None]: ...

    def __getitem__(self, row: int | slice) -> int | list[int | None] | None:
        if isinstance(row, slice):
            return [record or None for record in self._records[row]]
        return self._records[row] or None

    def __setitem__(self, row: int, record: int) -> None:
        self._records[row] = record

    def first(self, record: int) -> int:
        """Return the first row of `record`; raises ValueError where there is none."""
        return self._records.index(record)


class Links:
    """What became of the rows of one file so far: linked to a record, rejected, or open (new)."""

    def __init__(self, lines: Sequence[int]) -> None:
        self.targets = Targets(repeat(None, len(lines)))
        self.rejected: dict[int, Rejection] = {}
        # Rows linked by something weaker than their id.
        self.met = IdSet()
        # Rows linked by a near name that somebody accepted.
        self.accepted: set[int] = set()
        self._lines = lines
        self._claimed = IdSet()

    def open(self) -> list[int]:
        """Return the rows neither linked nor rejected."""
        rejected = self.rejected
        return [
            row for row, target in enumerate(self.targets) if target is None and row not in rejected
        ]

    def is_claimed(self, record: int) -> bool:
        """Return whether a row is linked to `record` already."""
        return record in self._claimed

    def claim(self, row: int, record: int, field: str, *, by_id: bool = False) -> None:
        """Link `row` to `record`; reject it where an earlier row has that record."""
        if record not in self._claimed:
            self._claimed.add(record)
            self.targets[row] = record
            if not by_id:
                self.met.add(row)
        elif self.targets[row] != record:
            self.reject_second(row, self.targets.first(record), field)

    def reject(self, row: int, rejection: Rejection) -> None:
        """Reject `row`; the first reason stands."""
        self.rejected.setdefault(row, rejection)

    def reject_second(self, row: int, first: int, field: str) -> None:
        """Reject `row` because row `first` of the same file means the same record."""
        line = self._lines[first]
        problem = f"line {line} has the same {field.replace('_', ' ')}."
        self.reject(row, Rejection(field, problem, "Keep one of the two rows."))

    def line(self, row: int) -> int:
        """Return the physical line of `row`."""
        return self._lines[row]


def comparable(ids: Sequence[tuple[str, str] | None]) -> Sequence[tuple[str, str] | None]:
    """Return (source, external id) in the form in which equal ids are equal."""
    if not any(found is not None and len(found[1]) == LONG for found in ids):
        return ids
    sources = Packed("" if found is None else found[0] for found in ids)
    texts = (
        "" if found is None else same_id(found[1], declared=is_salesforce(found[0]))
        for found in ids
    )
    return Pairs(sources, Filled(Packed(texts)))


def reject_repeated(links: Links, ids: Sequence[object]) -> None:
    """Reject every row whose external id (with its source) an earlier row of the file has."""
    doubtful = hashes_met_again(ids)
    if not doubtful:
        return
    first: dict[object, int] = {}
    for row, found in enumerate(ids):
        if found is None or hash(found) not in doubtful:
            continue
        if first.setdefault(found, row) != row:
            links.reject_second(row, first[found], "external_id")


def hashes_met_again(ids: Sequence[object]) -> set[int]:
    """Return the hashes that more than one id has: eight bytes an id tell all others apart."""
    hashes = [array("q") for _ in range(_PARTS)]
    for found in ids:
        if found is not None:
            hashed = hash(found)
            hashes[hashed % _PARTS].append(hashed)
    again: set[int] = set()
    for part in hashes:
        distinct = set(part)
        if len(distinct) < len(part):
            again.update(one for one, times in Counter(part).items() if times > 1)
    return again


def looked_up(ids: Sequence[Id | None], find: Find[Id]) -> Iterator[int | None]:
    """Yield for each id the record that `find` has for it, so many at once."""
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        found = find({one for one in batch if one is not None})
        yield from (None if one is None else found.get(one) for one in batch)


def link_by_id(links: Links, ids: Sequence[Id | None], find: Find[Id]) -> None:
    """Link each open row to the record that has its external id (with its source)."""
    for row, record in enumerate(looked_up(ids, find)):
        if record is not None and row not in links.rejected and links.targets[row] is None:
            links.claim(row, record, "external_id", by_id=True)
