"""How much of the ARR of one day is still there on another (DOMAIN §11, last paragraph, and §9)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

MovementKind = Literal["expansion", "contraction", "churn", "unchanged", "new", "unknown"]
MOVEMENT_KINDS: Final[tuple[MovementKind, ...]] = (
    "expansion",
    "contraction",
    "churn",
    "unchanged",
    "new",
    "unknown",
)
# The figures of the movement table, and the kinds of movement of the accounts behind each.
BEHIND: Final[Mapping[str, tuple[MovementKind, ...]]] = {
    "start": ("churn", "contraction", "expansion", "unchanged"),
    "expansion": ("expansion",),
    "contraction": ("contraction",),
    "churn": ("churn",),
    "unchanged": ("unchanged",),
    "end": ("contraction", "expansion", "unchanged"),
    "new": ("new",),
    "unknown": ("unknown",),
}


class Movement(NamedTuple):
    """What the ARR of one account did between two days, netted; cents, None for unknown.

    A negative ARR counts as 0. `new` had none on the first day, so it stands beside the cohort;
    `unknown` has one of the two days unknown and is in no sum at all.
    """

    account_id: int
    account: str
    start: int | None
    end: int | None
    kind: MovementKind

    @property
    def change(self) -> int | None:
        """Return end less start, None where either is unknown."""
        return None if self.start is None or self.end is None else self.end - self.start


def movement(account_id: int, account: str, start: int | None, end: int | None) -> Movement | None:
    """Return the movement of an account's ARR, None where it has none on either day."""
    start = None if start is None else max(0, start)
    end = None if end is None else max(0, end)
    if start is None or end is None:
        return Movement(account_id, account, start, end, "unknown")
    if not start and not end:
        return None
    return Movement(account_id, account, start, end, _kind(start, end))


def _kind(start: int, end: int) -> MovementKind:
    if not start:
        return "new"
    if not end:
        return "churn"
    if end > start:
        return "expansion"
    return "contraction" if end < start else "unchanged"


@value
class Retention:
    """The movement table in cents, and its ratios; start + expansion - contraction - churn = end.

    All but `new` is of the `accounts` with ARR on the first day (the cohort), of which `retained`
    have some on the last day. `counts` has the accounts of each kind of movement.
    """

    accounts: int
    retained: int
    start: int
    expansion: int
    contraction: int
    churn: int
    end: int
    new: int
    counts: Mapping[MovementKind, int]

    @property
    def grr(self) -> float | None:
        """Return gross revenue retention as a ratio, None where nothing was there to retain."""
        return _ratio(self.start - self.contraction - self.churn, self.start)

    @property
    def nrr(self) -> float | None:
        """Return net revenue retention as a ratio, None where nothing was there to retain."""
        return _ratio(self.end, self.start)

    @property
    def logo_retention(self) -> float | None:
        """Return the share of accounts retained as a ratio, None where there were none."""
        return _ratio(self.retained, self.accounts)


def retention(movements: Iterable[Movement]) -> Retention:
    """Return the movement table of `movements`."""
    counts: Counter[MovementKind] = Counter()
    sums: Counter[MovementKind] = Counter()
    start = end = 0
    for moved in movements:
        counts[moved.kind] += 1
        if moved.start is None or moved.end is None:
            continue
        sums[moved.kind] += abs(moved.end - moved.start)
        if moved.start:
            start += moved.start
            end += moved.end
    retained = counts["expansion"] + counts["contraction"] + counts["unchanged"]
    return Retention(
        accounts=retained + counts["churn"],
        retained=retained,
        start=start,
        expansion=sums["expansion"],
        contraction=sums["contraction"],
        churn=sums["churn"],
        end=end,
        new=sums["new"],
        counts={kind: counts[kind] for kind in MOVEMENT_KINDS},
    )


def behind(movements: Iterable[Movement], figure: str) -> list[Movement]:
    """Return the movements behind a figure of BEHIND, in their order."""
    kinds = BEHIND[figure]
    return [moved for moved in movements if moved.kind in kinds]


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def year_before(day: date) -> date:
    """Return the same day a year earlier, 28 February for the 29th."""
    if day.year == 1:
        return day
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
