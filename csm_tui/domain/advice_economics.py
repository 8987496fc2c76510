"""Which touch an account's ARR pays for, and what models would cost on this book (DOMAIN §9).

A touch pays for itself where its planned cost is at most the viable share of ARR (15 %).
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.economics import Cost, planned_cost, share_of
from csm_tui.domain.economics_words import percent
from csm_tui.domain.tier_economics import Blended, TierGroup, blended
from csm_tui.domain.wording import amount, figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.advice import BookFacts
    from csm_tui.domain.terms import Level, Tier
    from csm_tui.domain.touch_model import Costs, TouchModel


class Carried(NamedTuple):
    """A touch: what it costs a year, and the ARR in cents from which that is viable.

    `accounts` have such an ARR and pay for no higher touch; `arr` is theirs.
    """

    level: Level
    cost: Cost
    from_arr: int
    accounts: int
    arr: int


class Fit(NamedTuple):
    """A model laid over the ARR of this book and nothing else: its tiers, cost share and CSMs."""

    name: str
    tiers: Mapping[Tier, int]
    whole: Blended
    csms: float


def carried(arrs: Sequence[int], model: TouchModel) -> tuple[Carried, ...]:
    """Return every touch of `model` that has a cost, highest first, over ascending ARR."""
    found: list[Carried] = []
    above = len(arrs)
    for level in model.tiers:
        cost = planned_cost(level, model.costs)
        if cost is None or not model.costs.viable_to:
            continue
        from_arr = ceil(cost.exact * 100 / Fraction(model.costs.viable_to))
        begin = min(above, bisect_left(arrs, from_arr))
        of_these = arrs[begin:above]
        found.append(Carried(level, cost, from_arr, len(of_these), sum(of_these)))
        above = begin
    return tuple(found)


def typical(median: int | None, touches: Sequence[Carried]) -> Carried | None:
    """Return the highest touch that the median ARR pays for; the cheapest where it pays for none.

    None where no ARR or no cost is known.
    """
    if median is None or not touches:
        return None
    paid = (touch for touch in touches if touch.from_arr <= median)
    return next(paid, min(touches, key=lambda touch: touch.cost.exact))


def fit(name: str, model: TouchModel, arrs: Sequence[int]) -> Fit:
    """Return what `model` makes of accounts with these ARR, ascending, by its thresholds alone."""
    groups: list[TierGroup] = []
    above = len(arrs)
    for tier, rule in model.tiers.items():
        begin = min(above, bisect_left(arrs, rule.from_))
        groups.append(TierGroup(tier, above - begin, above - begin, sum(arrs[begin:above])))
        above = begin
    return Fit(
        name,
        {group.tier: group.accounts for group in groups},
        blended(groups, model),
        headcount({group.tier: group.accounts for group in groups}, model.costs),
    )


def headcount(accounts: Mapping[Tier, int], costs: Costs) -> float:
    """Return the CSMs that so many accounts of each tier take, at the model's accounts per CSM."""
    ratios = costs.accounts_per_csm
    return sum(number / ratios[tier] for tier, number in accounts.items() if tier in ratios)


def economics_words(facts: BookFacts, touches: Sequence[Carried], model: TouchModel) -> list[str]:
    """Return the unit economics as sentences: of the median account, then of all."""
    median, currency = facts.median, facts.currency
    if median is None or not touches:
        return []
    limit, shares = figure(model.costs.viable_to), []
    for touch in touches:
        share = share_of(touch.cost.exact, median)
        if share is not None:
            shares.append(f"{touch.level} {_whole(touch.cost.cents, currency)} = {percent(share)}")
    begins = "; ".join(
        f"{touch.level} from {_whole(touch.from_arr, currency)}: {touch.accounts:,}"
        for touch in touches
    )
    least = len(facts.arrs) - sum(touch.accounts for touch in touches)
    rest = f"; none of these: {least:,}" if least else ""
    without = facts.accounts - len(facts.arrs)
    rest += f"; without ARR: {without:,}" if without else ""
    return [
        (
            f"The median ARR is {_whole(median, currency)}. A year of each touch costs, and takes"
            f" of that: {', '.join(shares)}."
        ),
        (
            f"Up to {limit} % of its ARR an account pays for a touch. Accounts by the highest that"
            f" they pay for: {begins}{rest}."
        ),
    ]


def economics_gap(facts: BookFacts, touches: Sequence[Carried]) -> str | None:
    """Return what keeps the unit economics from being known, and how to give it; None: nothing."""
    if not touches:
        return "the touch model states no cost of a CSM (fully_loaded under [costs])."
    if facts.median is None:
        return "no account has an ARR. `csm edit ACCOUNT arr=45k`, or import a file that has it."
    return None


def _whole(cents: int, currency: str | None) -> str:
    """Return an amount without its cents: these are thousands."""
    return amount((cents + 50) // 100 * 100, currency)
