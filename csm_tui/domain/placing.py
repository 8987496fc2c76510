"""Where an account stands in both models on a day: as far as its quadrant needs (DOMAIN §3, §11).

`assess()` goes on from here to level, clocks and rank; looking back at a whole book does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.arr import Arr, arr_on
from csm_tui.domain.health import health_of
from csm_tui.domain.lifecycle import RiskResult, StageResult, risk_of, stage_of
from csm_tui.domain.quadrants import QuadrantResult, need_of, quadrant_of, size_of
from csm_tui.domain.thresholds import bounds_of
from csm_tui.domain.tiers import TierResult, tier_of

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.touch_model import TouchModel


class Placing(NamedTuple):
    """A quadrant and what it was found from, each part with its reasons."""

    arr: Arr
    tier: TierResult
    stage: StageResult
    health: HealthResult
    risk: RiskResult
    quadrant: QuadrantResult


def place(
    account: Account, facts: Facts, model: TouchModel, today: date, *, day_alone: bool = False
) -> Placing:
    """Return where `account` stands on `today`, from the facts known by then.

    Of the `day_alone` no trend is told, and not when its health changes by itself.
    """
    arr = arr_on(account, facts, today)
    tier = tier_of(account, arr.cents, model, today)
    stage = stage_of(account, model, today)
    bounds = bounds_of(account, stage, tier.tier, model, today)
    health = health_of(account, facts, tier.tier, model, today, bounds, day_alone=day_alone)
    risk = risk_of(facts, health, model, today)
    size = size_of(account, arr.cents, model)
    need = need_of(account, facts, health, stage, risk, size, model, today, tier.tier)
    return Placing(arr, tier, stage, health, risk, quadrant_of(size, need))
