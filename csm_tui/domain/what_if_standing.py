"""Where an account stands under a touch model and growth that are only supposed.

By the same rules as `assess()`, in its parts: what the figures of a what-if do not need is left
out, and so are the facts behind that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.arr import arr_on
from csm_tui.domain.cadence import clock_of
from csm_tui.domain.lifecycle import stage_of
from csm_tui.domain.placing import place
from csm_tui.domain.standing import situation, treat
from csm_tui.domain.touch_level import TOUCH, level_of

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.cadence import ClockResult
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.placing import Placing
    from csm_tui.domain.terms import Band, Level, Quadrant, Stage, Tier
    from csm_tui.domain.touch_level import LevelResult
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if import Growth


class Supposed(NamedTuple):
    """What is supposed: a touch model and growth, as of a day."""

    model: TouchModel
    growth: Growth
    today: date


class Stood(NamedTuple):
    """What of an account's standing the figures of a what-if are made of; ARR in cents.

    `red_since` is the day from which its clock is past the hard limit, None where it is not; of an
    account that is not large nobody asks for it.
    """

    account_id: int
    arr: int | None
    tier: Tier
    stage: Stage
    at_risk: bool
    level: Level | None
    quadrant: Quadrant | None
    size: float | None
    need: float | None
    health: float | None
    band: Band
    red_since: date | None


def is_large(size: float | None, model: TouchModel) -> bool | None:
    """Return whether a size is high, None where it is unknown."""
    return None if size is None else size >= model.size.split


def is_raised(stood: Stood) -> bool:
    """Return whether an account is treated above its tier."""
    return stood.level is not None and TOUCH[stood.level] > TOUCH[stood.tier]


def placed(account: Account, facts: Facts, supposed: Supposed) -> Stood | None:
    """Return where an account would stand, its clock aside; None where it is no customer."""
    model, _, today = supposed
    account, facts = _grown(account, facts, supposed)
    placing = place(account, facts, model, today, day_alone=True)
    _, tier, stage, _, risk, quadrant = placing
    level = level_of(account, facts, tier, stage, risk, quadrant, model, today)
    return _stood(account, placing, level)


def treated(account: Account, facts: Facts, supposed: Supposed) -> Stood | None:
    """Return where an account would stand, from all its facts; None where it is no customer."""
    model, _, today = supposed
    account, facts = _grown(account, facts, supposed)
    found = treat(account, facts, model, today)
    row = _stood(account, found.placing, found.level)
    if row is None or not is_large(row.size, model):
        return row
    return row._replace(red_since=_red_since(found.clock, today))


def clocked(stood: Stood, account: Account, facts: Facts, supposed: Supposed) -> Stood | None:
    """Return `stood`, which is large, with the clock that follows from it.

    Of the facts only touchpoints and treatments are looked at. None where that does not do: a clock
    past its hard limit may not be so after a raise. `treated()` dates it; where the account is at
    risk that takes facts of long ago.
    """
    model, _, today = supposed
    now = situation(
        facts,
        today,
        tier=stood.tier,
        stage=stood.stage,
        onboarding=stage_of(account, model, today).onboarding,
        at_risk=stood.at_risk,
        level=stood.level,
        quadrant=stood.quadrant,
        health=stood.health,
    )
    # The grace of a raise can only put off what is due.
    red_since = _red_since(clock_of(account, facts, now, model, today), today)
    if red_since is not None and is_raised(stood):
        return None
    return stood._replace(red_since=red_since)


def _stood(account: Account, placing: Placing, level: LevelResult) -> Stood | None:
    arr, tier, stage, health, risk, quadrant = placing
    if stage.stage is None or stage.stage == "churned":
        return None
    return Stood(
        account.id,
        arr.cents,
        tier.tier,
        stage.stage,
        risk.at_risk,
        level.level,
        quadrant.quadrant,
        quadrant.size.score,
        quadrant.need.score,
        health.score,
        health.band,
        None,
    )


def _red_since(clock: ClockResult, today: date) -> date | None:
    """Return the day from which a clock is past its hard limit, None where it is not."""
    if clock.overdue_from is None or clock.hard_on is None or clock.hard_on > today:
        return None
    return clock.hard_on


def _grown(account: Account, facts: Facts, supposed: Supposed) -> tuple[Account, Facts]:
    """Return an account with the ARR that it is supposed to have, whatever it comes from."""
    growth = supposed.growth
    if growth.arr == 1:
        return account, facts
    arr = growth.grown(arr_on(account, facts, supposed.today).cents)
    if facts.subscriptions or facts.arr_changes or facts.recorded_arr:
        facts = replace(facts, subscriptions=(), arr_changes=(), recorded_arr=())
    return replace(account, arr=arr), facts
