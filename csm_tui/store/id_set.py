"""Sets of ids in little memory: an operation may touch every account of a book."""

from __future__ import annotations

from collections.abc import Iterable, MutableSet
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOGETHER: Final = 1024


class IdSet(MutableSet[int]):
    """Whole numbers, a bit for each; they come in ascending order."""

    def __init__(self, ids: Iterable[int] = ()) -> None:
        # The number of each thousand of ids -> its ids as bits.
        self._bits: dict[int, int] = {}
        self.update(ids)

    def __contains__(self, one: object) -> bool:
        if not isinstance(one, int):
            return False
        number, place = divmod(one, _TOGETHER)
        return bool(self._bits.get(number, 0) >> place & 1)

    def __iter__(self) -> Iterator[int]:
        for number in sorted(self._bits):
            bits, first = self._bits[number], number * _TOGETHER
            while bits:
                lowest = bits & -bits
                yield first + lowest.bit_length() - 1
                bits ^= lowest

    def __len__(self) -> int:
        return sum(map(int.bit_count, self._bits.values()))

    def __repr__(self) -> str:
        return f"IdSet({[*self]!r})"

    def add(self, value: int) -> None:
        """Add an id."""
        number, place = divmod(value, _TOGETHER)
        self._bits[number] = self._bits.get(number, 0) | 1 << place

    def discard(self, value: int) -> None:
        """Take an id out, if it is in."""
        number, place = divmod(value, _TOGETHER)
        if number in self._bits:
            self._bits[number] &= ~(1 << place)

    def update(self, ids: Iterable[int]) -> None:
        """Add ids."""
        if isinstance(ids, IdSet):
            for number, bits in ids._bits.items():
                self._bits[number] = self._bits.get(number, 0) | bits
        else:
            for one in ids:
                self.add(one)
