"""The figures of a book under a touch model, today's or a supposed one: both come from here."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.economics import cents, planned_cost
from csm_tui.domain.serving import OVER, UNDER, Flag, Judge, Placement
from csm_tui.domain.terms import LEVELS, QUADRANTS
from csm_tui.domain.tier_economics import TierGroup, blended

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.domain.terms import Level, Quadrant, Stage, Tier
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if_standing import Stood


_ONCE: Final = Fraction(1)


class Part(NamedTuple):
    """The accounts of a tier or quadrant; ARR and cost a year in cents, hours a month.

    `arr` is that of the accounts whose ARR is known, None where there are some and none is;
    `cost` of those whose tier is, in the same way. `hours_month` is the sum over the accounts whose
    level is known, and `levels_known` whether that is so of any.
    """

    accounts: int
    without_arr: int
    arr: int | None
    hours_month: float
    cost: int | None
    levels_known: bool = True

    @property
    def hours(self) -> float | None:
        """Return the hours a month, None where there are accounts and none has a level."""
        return self.hours_month if self.levels_known or not self.accounts else None


class Figures(NamedTuple):
    """A book in figures: what a touch model asks for and what that costs.

    `utilisation` and `blended_share` are percent. `headcount` is the CSMs at the accounts per CSM
    of each tier, `headcount_by_hours` at the hours a CSM has; `over_served` and `under_served`
    count accounts, None where no share of ARR or no size is known.
    """

    tiers: Mapping[Tier, Part]
    quadrants: Mapping[Quadrant | None, Part]
    whole: Part
    available_month: float
    utilisation: float | None
    blended_share: float | None
    headcount: float | None
    headcount_by_hours: float | None
    over_served: int | None
    under_served: int | None


class Served(NamedTuple):
    """Whether an account is over- or under-served, and the figures that say so."""

    flag: Flag | None
    reasons: tuple[str, ...]


class Move(NamedTuple):
    """An account that moves to another tier, level or quadrant; ARR in cents, of today."""

    account_id: int
    arr: int | None
    tier_from: Tier
    tier_to: Tier
    level_from: Level | None
    level_to: Level | None
    quadrant_from: Quadrant | None
    quadrant_to: Quadrant | None


class Turn(NamedTuple):
    """An account that becomes over- or under-served, or no longer is; why it is, or was."""

    account_id: int
    flag_from: Flag | None
    flag_to: Flag | None
    reasons: tuple[str, ...]


class _Alike(NamedTuple):
    """All of an account that decides its hours."""

    level: Level | None
    tier: Tier
    stage: Stage
    quadrant: Quadrant | None
    needs_person: bool


class _Count:
    """Adds up the accounts of a tier or quadrant."""

    def __init__(self) -> None:
        self.accounts = 0
        self.with_arr = 0
        self.arr = 0
        self.with_level = 0
        self.of_tier: defaultdict[Tier, int] = defaultdict(int)

    def add(self, stood: Stood) -> None:
        """Count an account."""
        self.accounts += 1
        self.of_tier[stood.tier] += 1
        self.with_level += stood.level in LEVELS
        if stood.arr is not None:
            self.with_arr += 1
            self.arr += stood.arr


def served(
    rows: Iterable[Stood], minutes: Mapping[int, float], model: TouchModel, currency: str | None
) -> dict[int, Served]:
    """Return the accounts that are over- or under-served, by id.

    `minutes` are those logged on an account in a year.
    """
    judge = Judge(model, currency).judge
    found = {}
    for row in rows:
        logged = minutes.get(row.account_id)
        placed = Placement(
            row.tier, row.level, row.quadrant, row.arr, row.size, row.band, row.red_since, logged
        )
        judged = judge(placed)
        if judged.flag is not None:
            found[row.account_id] = Served(judged.flag, judged.reasons)
    return found


def figures(
    rows: Iterable[Stood],
    flags: Mapping[int, Served],
    model: TouchModel,
    available: float,
    times: Fraction = _ONCE,
) -> Figures:
    """Return the figures of the accounts `rows` under `model`, of `times` as many of the same mix.

    `flags` are those that are over- or under-served, `available` the hours a month of one CSM.
    """
    tiers: defaultdict[Tier, _Count] = defaultdict(_Count)
    quadrants: defaultdict[Quadrant | None, _Count] = defaultdict(_Count)
    alike: defaultdict[_Alike, int] = defaultdict(int)
    bounds = {level: clock.human_below_health for level, clock in model.cadence.levels.items()}
    shared = sized = False
    for row in rows:
        shared, sized = shared or bool(row.arr), sized or row.size is not None
        tiers[row.tier].add(row)
        quadrants[row.quadrant].add(row)
        bound = None if row.level is None else bounds.get(row.level)
        person = bound is not None and row.health is not None and row.health < bound
        alike[_Alike(row.level, row.tier, row.stage, row.quadrant, person)] += 1
    by_tier: defaultdict[Tier, float] = defaultdict(float)
    by_quadrant: defaultdict[Quadrant | None, float] = defaultdict(float)
    # In an order of their own, so that the same accounts give the same sum in whatever order.
    for kind, number in sorted(alike.items(), key=lambda item: str(item[0])):
        hours = _hours(kind, model) * number * float(times)
        by_tier[kind.tier] += hours
        by_quadrant[kind.quadrant] += hours
    order: list[Tier] = [*model.tiers, *(tier for tier in sorted(tiers) if tier not in model.tiers)]
    shares = _whole_shares([tiers[tier].accounts for tier in order], times)
    parts = {
        tier: _part(tiers[tier], share, by_tier[tier], model, times)
        for tier, share in zip(order, shares, strict=True)
    }
    places: tuple[Quadrant | None, ...] = (*QUADRANTS, None)
    shares = _whole_shares([quadrants[quadrant].accounts for quadrant in places], times)
    matrix = {
        quadrant: _part(quadrants[quadrant], share, by_quadrant[quadrant], model, times)
        for quadrant, share in zip(places, shares, strict=True)
    }
    required = sum(by_tier[tier] for tier in order)
    heads = _heads({tier: tiers[tier].accounts for tier in order}, model)
    groups = [
        TierGroup(tier, count.accounts, count.with_arr, count.arr) for tier, count in tiers.items()
    ]
    kinds = [one.flag for one in flags.values()]
    whole = _sum(parts.values(), required)
    asked = whole.hours if available else None
    return Figures(
        parts,
        matrix,
        whole,
        available,
        None if asked is None else 100 * asked / available,
        blended(groups, model).share,
        None if heads is None else float(heads * times),
        None if asked is None else asked / available,
        _scaled(kinds.count(OVER), times) if shared or not whole.accounts else None,
        _scaled(kinds.count(UNDER), times) if sized or not whole.accounts else None,
    )


def _heads(accounts: Mapping[Tier, int], model: TouchModel) -> Fraction | None:
    """Return the CSMs at the accounts per CSM; None where no account there is has a tier."""
    if any(accounts.values()) and not any(accounts[tier] for tier in model.tiers):
        return None
    ratios = model.costs.accounts_per_csm
    return sum((Fraction(accounts[tier], ratios[tier]) for tier in model.tiers), Fraction())


def moves(before: Sequence[Stood], after: Sequence[Stood]) -> list[Move]:
    """Return the accounts of which tier, level or quadrant changes, in the order given."""
    return [
        Move(
            old.account_id,
            old.arr,
            old.tier,
            new.tier,
            old.level,
            new.level,
            old.quadrant,
            new.quadrant,
        )
        for old, new in zip(before, after, strict=True)
        if (old.tier, old.level, old.quadrant) != (new.tier, new.level, new.quadrant)
    ]


def turns(before: Mapping[int, Served], after: Mapping[int, Served]) -> list[Turn]:
    """Return the accounts that become over- or under-served, or no longer are."""
    nobody = Served(None, ())
    found = []
    for account_id in sorted({*before, *after}):
        old, new = before.get(account_id, nobody), after.get(account_id, nobody)
        if old.flag != new.flag:
            found.append(Turn(account_id, old.flag, new.flag, new.reasons or old.reasons))
    return found


def _hours(kind: _Alike, model: TouchModel) -> float:
    # Health counts only as below or not below the bound of the level.
    health = 0.0 if kind.needs_person else None
    return monthly_hours(kind.level, kind.tier, kind.stage, kind.quadrant, health, model)


def _whole_shares(counts: Sequence[int], times: Fraction) -> list[int]:
    """Return each count times a factor in whole numbers that add up to the whole, rounded."""
    exact = [count * times for count in counts]
    whole = [int(value) for value in exact]
    missing = _scaled(sum(counts), times) - sum(whole)
    nearest = sorted(range(len(counts)), key=lambda place: (whole[place] - exact[place], place))
    for place in nearest[:missing]:
        whole[place] += 1
    return whole


def _scaled(count: int, times: Fraction) -> int:
    return int(count * times + Fraction(1, 2))


def _part(count: _Count, accounts: int, hours: float, model: TouchModel, times: Fraction) -> Part:
    cost = Fraction(0)
    known = 0
    for tier, number in count.of_tier.items():
        planned = planned_cost(tier, model.costs)
        if planned is not None:
            known += number
            cost += planned.exact * number
    return Part(
        accounts,
        _scaled(count.accounts - count.with_arr, times),
        cents(count.arr * times) if count.with_arr or not count.accounts else None,
        hours,
        cents(cost * times) if known or not count.accounts else None,
        count.with_level > 0,
    )


def _sum(parts: Iterable[Part], hours: float) -> Part:
    parts = list(parts)
    arr = [part.arr for part in parts if part.arr is not None and part.accounts]
    cost = [part.cost for part in parts if part.cost is not None and part.accounts]
    accounts = sum(part.accounts for part in parts)
    return Part(
        accounts,
        sum(part.without_arr for part in parts),
        sum(arr) if arr or not accounts else None,
        hours,
        sum(cost) if cost or not accounts else None,
        any(part.levels_known for part in parts),
    )
