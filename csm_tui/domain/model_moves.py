"""Which accounts another touch model moves, and when a change of model comes early (DOMAIN §2)."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.wording import on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

# Of more accounts that move, the largest by ARR are named.
NAMED: Final = 200
_UNKNOWN: Final = "unknown"


class MovedAccount(NamedTuple):
    """An account whose tier, level or quadrant another model changes; ARR in cents."""

    account_id: int
    account: str
    arr: int | None
    tier_from: str | None
    tier_to: str | None
    level_from: str | None
    level_to: str | None
    quadrant_from: str | None
    quadrant_to: str | None


class Shift(NamedTuple):
    """So many accounts went from one place to another; None is not placed."""

    before: str | None
    after: str | None
    accounts: int


class Moved(NamedTuple):
    """What a model moved: of `accounts` living ones `moved` in tier, level or quadrant.

    `first` are the largest of them by ARR, `NAMED` at most.
    """

    accounts: int
    moved: int
    tiers: tuple[Shift, ...]
    levels: tuple[Shift, ...]
    quadrants: tuple[Shift, ...]
    first: tuple[MovedAccount, ...]


def summed(moved: Iterable[MovedAccount], accounts: int) -> Moved:
    """Return what moved, of `accounts` in all."""
    moves = list(moved)
    return Moved(
        accounts,
        len(moves),
        _shifts((one.tier_from, one.tier_to) for one in moves),
        _shifts((one.level_from, one.level_to) for one in moves),
        _shifts((one.quadrant_from, one.quadrant_to) for one in moves),
        tuple(nsmallest(NAMED, moves, key=_largest_first)),
    )


def _shifts(pairs: Iterable[tuple[str | None, str | None]]) -> tuple[Shift, ...]:
    counts = Counter(pair for pair in pairs if pair[0] != pair[1])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return tuple(Shift(before, after, number) for (before, after), number in ordered)


def _largest_first(one: MovedAccount) -> tuple[int, str, int]:
    return -(one.arr or 0), one.account.casefold(), one.account_id


def as_json(moved: Moved) -> dict[str, Any]:
    """Return `moved` as plain values, to be kept with the version of the model."""
    return {
        **moved._asdict(),
        "tiers": [shift._asdict() for shift in moved.tiers],
        "levels": [shift._asdict() for shift in moved.levels],
        "quadrants": [shift._asdict() for shift in moved.quadrants],
        "first": [one._asdict() for one in moved.first],
    }


def from_json(kept: Mapping[str, Any]) -> Moved:
    """Return what `as_json` made; raises KeyError or TypeError for anything else."""
    return Moved(
        kept["accounts"],
        kept["moved"],
        tuple(Shift(**shift) for shift in kept["tiers"]),
        tuple(Shift(**shift) for shift in kept["levels"]),
        tuple(Shift(**shift) for shift in kept["quadrants"]),
        tuple(MovedAccount(**one) for one in kept["first"]),
    )


def moved_words(moved: Moved) -> str:
    """Return what moved in one line: "3 of 62 accounts: tier high → medium 2, low → medium 1"."""
    if not moved.moved:
        return "no account moves"
    parts = [
        f"{figure} {', '.join(map(_shift_words, shifts))}"
        for figure, shifts in (
            ("tier", moved.tiers),
            ("level", moved.levels),
            ("quadrant", moved.quadrants),
        )
        if shifts
    ]
    return f"{moved.moved:,} of {moved.accounts:,} accounts: {'; '.join(parts)}"


def _shift_words(shift: Shift) -> str:
    return f"{shift.before or _UNKNOWN} → {shift.after or _UNKNOWN} {shift.accounts:,}"


def early_change(adopted_on: date, months: int, today: date) -> str | None:
    """Return why a change of model on `today` comes early, None where it does not.

    `adopted_on` is the day of the version in force, `months` what it is committed to for.
    """
    age = (today.year - adopted_on.year) * 12 + today.month - adopted_on.month
    age -= today.day < adopted_on.day
    if age >= months:
        return None
    since = "less than a month" if age < 1 else "1 month" if age == 1 else f"{age} months"
    return (
        f"This comes early: the model before was adopted on {on(adopted_on)}, {since} ago, and a"
        f" model is committed to for {months} months or more. What it brings shows only at the"
        " renewals, and neither customers nor figures can settle where it changes often."
    )
