"""Long columns of texts held in little memory: joined in runs, told apart again as they are read.

A text is 50 bytes and more to Python whatever it says, and a sheet is mostly short ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T", covariant=True)
_RUN: Final = 2_000
_BETWEEN: Final = "\0"


class _Column(Sequence[T]):
    """Values in their order, equal to any others that are the same."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)


class Packed(_Column[str]):
    """Texts in their order; going through them is quick, one by its place less so."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._runs: list[bytes | list[str]] = []
        # What does not fill a run yet.
        self._open: list[str] = []
        # The run that was last asked for by place: its number and its texts.
        self._last: tuple[int, list[str]] = (-1, [])
        self.extend(texts)

    def extend(self, texts: Iterable[str]) -> None:
        """Add texts at the end."""
        source = iter(texts)
        while more := list(islice(source, _RUN - len(self._open))):
            self._open += more
            if len(self._open) == _RUN:
                self._runs.append(_joined(self._open))
                self._open = []

    def pop(self) -> str:
        """Take the last text off and return it; raises IndexError where there is none."""
        if not self._open and self._runs:
            self._open = [*_apart(self._runs.pop())]
            self._last = (-1, [])
        return self._open.pop()

    def __len__(self) -> int:
        return len(self._runs) * _RUN + len(self._open)

    def __iter__(self) -> Iterator[str]:
        return chain(chain.from_iterable(map(_apart, self._runs)), self._open)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            places = range(*at.indices(len(self)))
            if places.step == 1:
                return self._between(places.start, places.stop)
            return [self[place] for place in places]
        count = len(self)
        place = at + count if at < 0 else at
        if not 0 <= place < count:
            raise IndexError(at)
        number, within = divmod(place, _RUN)
        return self._run(number)[within]

    def _between(self, start: int, stop: int) -> list[str]:
        if stop <= start:
            return []
        first, last = start // _RUN, (stop - 1) // _RUN
        texts = [text for number in range(first, last + 1) for text in self._run(number)]
        return texts[start - first * _RUN : stop - first * _RUN]

    def _run(self, number: int) -> list[str]:
        if number == len(self._runs):
            return self._open
        last, texts = self._last
        if last != number:
            texts = _apart(self._runs[number])
            self._last = number, texts
        return texts


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


def _joined(run: list[str]) -> bytes | list[str]:
    """Return the texts as one, or as they are where one of them holds what would part them."""
    joined = _BETWEEN.join(run)
    if joined.count(_BETWEEN) != len(run) - 1:
        return run
    return joined.encode("utf-8", "surrogatepass")


def _apart(run: bytes | list[str]) -> list[str]:
    return run if isinstance(run, list) else run.decode("utf-8", "surrogatepass").split(_BETWEEN)
