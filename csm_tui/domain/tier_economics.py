"""What each tier costs and brings in a year, and the whole book (DOMAIN §2 and §9)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from csm_tui.domain.economics import (
    Cost,
    cents,
    lifetime_value,
    multiple_of,
    planned_cost,
    share_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel

Verdict = Literal["below", "within", "above"]


class TierGroup(NamedTuple):
    """The accounts of a tier; `arr` in cents is that of the `with_arr` whose ARR is known."""

    tier: Tier
    accounts: int
    with_arr: int
    arr: int


class TierSum(NamedTuple):
    """A tier in figures, cents a year; None is unknown.

    `cost` is that of all its accounts, `share` and `multiple` (ARR ÷ cost) of those whose ARR is
    known. `planned` is how the cost of one comes about.
    """

    tier: Tier
    accounts: int
    without_arr: int
    arr: int | None
    planned: Cost | None
    cost: int | None
    share: float | None
    multiple: float | None
    lifetime_value: int | None


class Blended(NamedTuple):
    """The accounts whose cost and ARR are both known, in figures; `accounts` of `of`.

    `verdict` is where the share lies against the range of the model.
    """

    accounts: int
    of: int
    arr: int
    cost: int
    share: float | None
    multiple: float | None
    verdict: Verdict | None
    lifetime_value: int | None


def tier_sums(groups: Iterable[TierGroup], model: TouchModel) -> tuple[TierSum, ...]:
    """Return a sum for each tier of the model, also those without accounts, then for others."""
    given = {group.tier: group for group in groups}
    tiers = [*model.tiers, *(tier for tier in given if tier not in model.tiers)]
    return tuple(_sum(given.get(tier, TierGroup(tier, 0, 0, 0)), model) for tier in tiers)


def blended(groups: Iterable[TierGroup], model: TouchModel) -> Blended:
    """Return Σ cost ÷ Σ ARR over the accounts that have both, against the model's range."""
    accounts = of = arr = 0
    cost = Fraction(0)
    for group in groups:
        of += group.accounts
        planned = planned_cost(group.tier, model.costs)
        if planned is not None:
            accounts += group.with_arr
            arr += group.arr
            cost += planned.exact * group.with_arr
    share = share_of(cost, arr)
    low, high = model.costs.blended
    return Blended(
        accounts,
        of,
        arr,
        cents(cost),
        share,
        multiple_of(cost, arr),
        verdict_of(share, (low, high)),
        lifetime_value(arr, model.costs) if accounts else None,
    )


def verdict_of(value: float | None, expected: tuple[float, float] | None) -> Verdict | None:
    """Return where a figure lies against the range expected, None where either is not given."""
    if value is None or expected is None:
        return None
    low, high = expected
    if value < low:
        return "below"
    return "above" if value > high else "within"


def _sum(group: TierGroup, model: TouchModel) -> TierSum:
    planned = planned_cost(group.tier, model.costs)
    exact = None if planned is None else planned.exact
    arr = group.arr if group.with_arr or not group.accounts else None
    of_known = None if exact is None else exact * group.with_arr
    return TierSum(
        group.tier,
        group.accounts,
        group.accounts - group.with_arr,
        arr,
        planned,
        None if exact is None else cents(exact * group.accounts),
        share_of(of_known, arr),
        multiple_of(of_known, arr),
        lifetime_value(arr, model.costs),
    )
