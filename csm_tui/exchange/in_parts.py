"""Long columns some thousands of texts at a time: what is held of them does not grow with the rows.

What is said of a column rests on few of its texts: the first ones of each shape prove as much as
all of them.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from csm_tui.exchange.converted import Fault, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from csm_tui.exchange.converted import Cells
    from csm_tui.exchange.packed import Runs

V = TypeVar("V")
_PART: Final = 8_000
# How many texts of a column are remembered with what was made of them.
REMEMBERED: Final = 8_192
_FIRST: Final = 2


def in_parts(values: Iterable[V], size: int = _PART) -> Iterator[list[V]]:
    """Yield the values of a column, `size` at a time."""
    source = iter(values)
    while part := list(islice(source, size)):
        yield part


def distinct(values: Iterable[str]) -> Iterator[str]:
    """Yield the texts of a column in the order in which they come first; later ones may repeat."""
    for part in in_parts(values):
        yield from dict.fromkeys(part)


class Firsts(Generic[V]):
    """The first two texts of each shape, in their order, each with what it was read as."""

    def __init__(self, shape: Callable[[V], Hashable]) -> None:
        self._shape = shape
        self._seen: dict[Hashable, int] = {}
        self.kept: dict[str, V] = {}

    def add(self, text: str, value: V) -> None:
        """Keep a text if its shape is new or was seen once."""
        shape = self._shape(value)
        seen = self._seen.get(shape, 0)
        if seen < _FIRST and text not in self.kept:
            self._seen[shape] = seen + 1
            self.kept[text] = value


def convert(cells: Cells, read: Callable[[str], object], values: Runs[object]) -> list[Fault]:
    """Add what `read` makes of each cell to `values`; return a fault for each that is Wrong."""
    faults: list[Fault] = []
    at = 0
    for part in in_parts(cells.values):
        known = {text: read(text) for text in dict.fromkeys(part)}
        wrong = {text: made for text, made in known.items() if isinstance(made, Wrong)}
        if wrong:
            faults += (
                Fault(place, text, *wrong[text])
                for place, text in enumerate(part, at)
                if text in wrong
            )
            known |= dict.fromkeys(wrong)
        values.extend(map(known.__getitem__, part))
        at += len(part)
    return faults
