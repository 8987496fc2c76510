"""Long columns held outside of memory: joined in runs, told apart again as they are read.

What does not fill a run stays where it is: a short sheet needs no file.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Final, TypeVar, overload

from csm_tui.exchange.spill import put_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from csm_tui.exchange.spill import Piece

T = TypeVar("T", covariant=True)
V = TypeVar("V")
RUN: Final = 2_000
_BETWEEN: Final = "\0"


class _Column(Sequence[T]):
    """Values in their order, equal to any others that are the same."""

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    def at(self, places: Iterable[int]) -> Sequence[T]:
        """Return the values at `places`, held as these are."""
        return [self[place] for place in places]


class Runs(_Column[V]):
    """Values in runs, which lie as bytes outside of memory.

    Going through them is quick, one by its place less so.
    """

    def __init__(self, values: Iterable[V] = ()) -> None:
        self._runs: list[Piece | list[V]] = []
        # What does not fill a run yet.
        self._open: list[V] = []
        # The run that was last asked for by place: its number and its values.
        self._last: tuple[int, list[V]] = (-1, [])
        self.extend(values)

    @staticmethod
    def _joined(run: list[V]) -> bytes | None:
        """Return a run as bytes, None where it has to stay as it is."""
        raise NotImplementedError

    @staticmethod
    def _apart(data: bytes) -> list[V]:
        """Return the run that was joined to `data`."""
        raise NotImplementedError

    def extend(self, values: Iterable[V]) -> None:
        """Add values at the end."""
        source = iter(values)
        while more := list(islice(source, RUN - len(self._open))):
            self._open += more
            if len(self._open) == RUN:
                joined = self._joined(self._open)
                self._runs.append(self._open if joined is None else put_away(joined))
                self._open = []

    def at(self, places: Iterable[int]) -> Self:
        """Return the values at `places`, held as these are."""
        return type(self)(self[place] for place in places)

    def append(self, value: V) -> None:
        """Add a value at the end."""
        self._open.append(value)
        if len(self._open) == RUN:
            whole, self._open = self._open, []
            self.extend(whole)

    def pop(self) -> V:
        """Take the last value off and return it; raises IndexError where there is none."""
        if not self._open and self._runs:
            self._open = [*self._read(self._runs.pop())]
            self._last = (-1, [])
        return self._open.pop()

    def __len__(self) -> int:
        return len(self._runs) * RUN + len(self._open)

    def __iter__(self) -> Iterator[V]:
        return chain(chain.from_iterable(map(self._read, self._runs)), self._open)

    @overload
    def __getitem__(self, at: int) -> V: ...

    @overload
    def __getitem__(self, at: slice) -> list[V]: ...

    def __getitem__(self, at: int | slice) -> V | list[V]:
        if isinstance(at, slice):
            places = range(*at.indices(len(self)))
            if places.step == 1:
                return self._between(places.start, places.stop)
            return [self[place] for place in places]
        count = len(self)
        place = at + count if at < 0 else at
        if not 0 <= place < count:
            raise IndexError(at)
        number, within = divmod(place, RUN)
        return self._run(number)[within]

    def _between(self, start: int, stop: int) -> list[V]:
        if stop <= start:
            return []
        first, last = start // RUN, (stop - 1) // RUN
        values = [value for number in range(first, last + 1) for value in self._run(number)]
        return values[start - first * RUN : stop - first * RUN]

    def _run(self, number: int) -> list[V]:
        if number == len(self._runs):
            return self._open
        last, values = self._last
        if last != number:
            values = self._read(self._runs[number])
            self._last = number, values
        return values

    def _read(self, run: Piece | list[V]) -> list[V]:
        return run if isinstance(run, list) else self._apart(run.read())


class Packed(Runs[str]):
    """Texts in their order."""

    @staticmethod
    def _joined(run: list[str]) -> bytes | None:
        joined = _BETWEEN.join(run)
        # Where one of them holds what would part them, they stay apart.
        if joined.count(_BETWEEN) != len(run) - 1:
            return None
        return joined.encode("utf-8", "surrogatepass")

    @staticmethod
    def _apart(data: bytes) -> list[str]:
        return data.decode("utf-8", "surrogatepass").split(_BETWEEN)


class Lines(Runs[int]):
    """Numbers of lines, or of anything else that fits into 64 bits."""

    @staticmethod
    def _joined(run: list[int]) -> bytes:
        return array("q", run).tobytes()

    @staticmethod
    def _apart(data: bytes) -> list[int]:
        return array("q", data).tolist()


class Plain(Runs[object]):
    """Numbers, texts, booleans and None."""

    @staticmethod
    def _joined(run: list[object]) -> bytes:
        return json.dumps(run).encode()

    @staticmethod
    def _apart(data: bytes) -> list[object]:
        return list(json.loads(data))


class Tags(Runs[object]):
    """Tuples of texts and None."""

    @staticmethod
    def _joined(run: list[object]) -> bytes:
        return json.dumps(run).encode()

    @staticmethod
    def _apart(data: bytes) -> list[object]:
        return [tags if tags is None else tuple(tags) for tags in json.loads(data)]


class Days(Runs[object]):
    """Dates and None."""

    @staticmethod
    def _joined(run: list[object]) -> bytes:
        return ",".join(day.isoformat() if isinstance(day, date) else "" for day in run).encode()

    @staticmethod
    def _apart(data: bytes) -> list[object]:
        return list(map(_day, data.decode().split(",")))


@lru_cache(maxsize=8192)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class Pairs(_Column[tuple[str, str] | None]):
    """Two columns side by side, None where the second has nothing."""

    def __init__(self, first: Sequence[str], second: Sequence[str | None]) -> None:
        self._first = first
        self._second = second

    def __len__(self) -> int:
        return len(self._second)

    def __iter__(self) -> Iterator[tuple[str, str] | None]:
        both = zip(self._first, self._second, strict=True)
        return (None if two is None else (one, two) for one, two in both)

    @overload
    def __getitem__(self, at: int) -> tuple[str, str] | None: ...

    @overload
    def __getitem__(self, at: slice) -> list[tuple[str, str] | None]: ...

    def __getitem__(self, at: int | slice) -> tuple[str, str] | list[tuple[str, str] | None] | None:
        if isinstance(at, slice):
            return [*Pairs(self._first[at], self._second[at])]
        two = self._second[at]
        return None if two is None else (self._first[at], two)


class Same(_Column[T]):
    """One value, so many times."""

    def __init__(self, value: T, count: int) -> None:
        self._value = value
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return repeat(self._value, self._count)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        places = range(self._count)[at]
        return self._value if isinstance(places, int) else [self._value] * len(places)

    def often(self, count: int) -> Same[T]:
        """Return the value so many times instead."""
        return Same(self._value, count)


class Filled(_Column[str | None]):
    """The texts of a column that are not empty, None for those that are."""

    def __init__(self, texts: Packed) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str | None]:
        return (text or None for text in self._texts)

    @overload
    def __getitem__(self, at: int) -> str | None: ...

    @overload
    def __getitem__(self, at: slice) -> list[str | None]: ...

    def __getitem__(self, at: int | slice) -> str | list[str | None] | None:
        if isinstance(at, slice):
            return [text or None for text in self._texts[at]]
        return self._texts[at] or None

    def at(self, places: Iterable[int]) -> Filled:
        """Return the values at `places`, held as these are."""
        return Filled(self._texts.at(places))


def filled(texts: Iterable[str | None]) -> Filled:
    """Return texts out of memory, those that are empty as None."""
    return Filled(Packed(text or "" for text in texts))


def at_places(column: Sequence[V], places: Iterable[int]) -> Sequence[V]:
    """Return the values at `places`, out of memory where those of the column are."""
    return column.at(places) if isinstance(column, _Column) else [column[at] for at in places]


def repeated(column: Sequence[object], counts: Iterable[int]) -> Sequence[object]:
    """Return each value of a column as often as `counts` say, held as those of the column are."""
    if isinstance(column, Same):
        return column.often(sum(counts))
    values = chain.from_iterable(map(repeat, column, counts))
    if isinstance(column, Filled):
        return filled(None if value is None else str(value) for value in values)
    return type(column)(values) if isinstance(column, Runs) else list(values)
