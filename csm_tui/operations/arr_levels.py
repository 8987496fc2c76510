"""ARR that a file states day by day, as the changes that the book keeps (DOMAIN §11, ARR)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# The note of a change that is all of the ARR known by then: it is no movement.
FIRST: Final = "first known ARR"
_BEFORE: Final = "known before"


class Level(NamedTuple):
    """The ARR of an account on a day (ISO) in cents, from a line of a file."""

    account: int
    on: str
    cents: int
    line: int


class Known(NamedTuple):
    """A change of ARR that is in the book."""

    on: str
    amount: int
    note: str | None = None


class Step(NamedTuple):
    """A change of ARR that takes an account to what a file states."""

    account: int
    on: str
    amount: int
    kind: str | None
    note: str | None
    line: int


def steps(levels: Iterable[Level], known: Mapping[int, Sequence[Known]]) -> list[Step]:
    """Return the changes missing in `known` that make the ARR of each day what `levels` say.

    A day that the book has right already gives none. The first ARR known of an account is told as
    such, for nobody knows whether it was new; where an earlier one comes later, it is made up for.
    """
    ordered = sorted(levels)
    return [
        step
        for account, mine in groupby(ordered, key=lambda level: level.account)
        for step in _of_account(list(mine), known.get(account, ()))
    ]


def _of_account(levels: Sequence[Level], known: Sequence[Known]) -> Iterator[Step]:
    changes = sorted(known)
    total = at = 0
    started = False
    for level in levels:
        while at < len(changes) and changes[at].on <= level.on:
            total += changes[at].amount
            at += 1
            started = True
        amount = level.cents - total
        # A first ARR of 0 is kept too: it is known.
        if amount or not started:
            kind, note = (_kind(total, level.cents), None) if started else (None, FIRST)
            yield Step(level.account, level.on, amount, kind, note, level.line)
        total, started = level.cents, True
    rest = changes[at:]
    if rest and rest[0].note == FIRST and total and at == 0:
        last = levels[-1]
        yield Step(last.account, rest[0].on, -total, None, _BEFORE, last.line)


def _kind(before: int, after: int) -> str:
    if after > before:
        return "expansion" if before > 0 else "new"
    return "contraction" if after > 0 else "churn"


def contradictions(levels: Sequence[Level]) -> dict[int, int]:
    """Return the places of levels that another one of the same account and day denies: -> its line.

    The first of them counts.
    """
    first: dict[tuple[int, str], Level] = {}
    wrong = {}
    for place, level in enumerate(levels):
        other = first.setdefault((level.account, level.on), level)
        if other.cents != level.cents:
            wrong[place] = other.line
    return wrong
