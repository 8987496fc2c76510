"""What an account costs to serve in a year, against what it brings (DOMAIN §9; §11, Costs, Bands).

    cost = fully loaded ÷ accounts per CSM + shared resources + technology

120,000 ÷ 50 + 600 + 200 = 3,200, which is 10.7 % of an ARR of 30,000. Amounts are cents, exact
until they are told: 120,000 ÷ 350 is no whole number of them. Shares are percent of ARR. What the
model or the book does not state is None, never 0.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import Costs

CostBand = Literal["under", "comfortable", "viable", "expensive"]
COST_BANDS: Final[tuple[CostBand, ...]] = ("under", "comfortable", "viable", "expensive")
_HALF: Final = Fraction(1, 2)


class Cost(NamedTuple):
    """The planned cost of an account a year: a CSM's year shared out, and what comes besides."""

    fully_loaded: int
    accounts_per_csm: int
    shared: int
    technology: int

    @property
    def exact(self) -> Fraction:
        """Return the whole cost, not rounded."""
        return Fraction(self.fully_loaded, self.accounts_per_csm) + self.shared + self.technology

    @property
    def cents(self) -> int:
        """Return the whole cost in cents."""
        return cents(self.exact)


def cents(amount: Fraction) -> int:
    """Return an exact amount in whole cents, rounded half up."""
    return floor(amount + _HALF)


def planned_cost(level: Level | None, costs: Costs) -> Cost | None:
    """Return what an account of the tier, or at the level, `level` is to cost a year.

    None where that is unknown, the model has no such tier, or states no cost of a CSM.
    """
    if level is None or not costs.fully_loaded or level not in costs.accounts_per_csm:
        return None
    return Cost(
        costs.fully_loaded,
        costs.accounts_per_csm[level],
        costs.shared.get(level, 0),
        costs.technology.get(level, 0),
    )


def hourly_cost(costs: Costs) -> Fraction | None:
    """Return what an hour of a CSM costs, None where the model states no cost of one."""
    if not costs.fully_loaded:
        return None
    return Fraction(costs.fully_loaded) / Fraction(costs.hours_a_year)


def actual_cost(minutes: float | None, costs: Costs) -> Fraction | None:
    """Return what `minutes` of a CSM cost, None where none were logged."""
    hourly = hourly_cost(costs)
    return None if minutes is None or hourly is None else hourly * Fraction(minutes) / 60


def share_of(cost: Fraction | float | None, arr: int | None) -> float | None:
    """Return a cost in percent of ARR, None where either is unknown or there is no ARR."""
    if cost is None or arr is None or arr <= 0:
        return None
    return float(cost) * 100 / arr


def multiple_of(cost: Fraction | float | None, arr: int | None) -> float | None:
    """Return how many times its cost the ARR is, None where either is unknown or 0."""
    return arr / float(cost) if cost and arr is not None and arr > 0 else None


def band_of(share: float | None, costs: Costs, *, neglected: bool) -> CostBand | None:
    """Return the band of a share of ARR, the bounds within the lower one.

    Little is "under" only for an account that is `neglected`: one of high value that is not
    healthy, or is in red by its clock.
    """
    if share is None:
        return None
    if share < costs.under_below and neglected:
        return "under"
    if share <= costs.comfortable_to:
        return "comfortable"
    return "viable" if share <= costs.viable_to else "expensive"


def margin_limit(costs: Costs) -> float | None:
    """Return the share from which on a target margin fails, None where the model states none.

    Half the target margin, unless the model says another part of it. The bound itself fails, as
    3,000 on 30,000 does against 20 %.
    """
    if costs.target_margin is None:
        return None
    return costs.target_margin * costs.target_margin_share / 100


def margin_note(share: float | None, costs: Costs) -> str | None:
    """Return the words that stand beside the band of a share that fails the target margin."""
    limit = margin_limit(costs)
    if limit is None or share is None or share < limit:
        return None
    target = figure(costs.target_margin or 0)
    return f"fails the target margin of {target} % (from {figure(limit)} % of ARR on)"


def lifetime_value(arr: int | None, costs: Costs) -> int | None:
    """Return ARR × gross margin ÷ (1 − retention) in cents, None where one of them is not given.

    Nor has a retention of 100 % an end to count to.
    """
    margin, retention = costs.gross_margin, costs.retention
    if arr is None or margin is None or retention is None or retention >= 100:
        return None
    return cents(arr * Fraction(margin) / (100 - Fraction(retention)))


def lifetime_lacks(costs: Costs) -> str | None:
    """Return what keeps lifetime value from being computed, None where nothing does."""
    named = {"gross_margin": costs.gross_margin, "retention": costs.retention}
    lacks = [name for name, given in named.items() if given is None]
    if lacks:
        return f"{' and '.join(lacks)} under [costs]"
    return "a retention below 100" if costs.retention == 100 else None
