"""Since when an account is treated above its tier (DOMAIN §11, Clock: "after a raise …")."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.health import health_of
from csm_tui.domain.lifecycle import risk_of
from csm_tui.domain.overrides import in_force
from csm_tui.domain.renewals import next_renewal
from csm_tui.domain.thresholds import bounds_of
from csm_tui.domain.touch_level import TOUCH, level_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.lifecycle import RiskResult, StageResult
    from csm_tui.domain.quadrants import QuadrantResult
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.tiers import TierResult
    from csm_tui.domain.touch_level import LevelResult
    from csm_tui.domain.touch_model import TouchModel


class Raise(NamedTuple):
    """An account whose level is to be dated, with what the level came from."""

    account: Account
    facts: Facts
    model: TouchModel
    today: date
    tier: TierResult
    stage: StageResult
    risk: RiskResult
    quadrant: QuadrantResult
    level: LevelResult


def is_raised(tier: Tier, level: LevelResult) -> bool:
    """Return whether the level in force is above the tier's own."""
    return level.level is not None and TOUCH[level.level] > TOUCH[tier]


def raised_on(case: Raise, since: date) -> date | None:
    """Return the day on which the level in force began, None where it is `since` or before.

    Dated are onboarding (its start), renewal (the day its stage began), an override (the day it was
    set) and risk (the day of the reading, answer or override that made it so); a floor and a
    quadrant are not, and count as there all along. The level began on the latest of those days
    without which it would be lower.
    """
    causes = sorted(_causes(case, since), key=lambda cause: cause[0], reverse=True)
    facts, stage, risk = case.facts, case.stage, case.risk
    wanted = TOUCH[case.level.level or "unknown"]
    for began_on, cause in causes:
        if cause == "onboarding":
            stage = replace(stage, onboarding=False)
        elif cause == "renewal":
            stage = replace(stage, stage="growth")
        elif cause == "at risk":
            risk = replace(risk, at_risk=False)
        else:
            facts = replace(facts, overrides=())
        before_it = level_of(
            case.account, facts, case.tier, stage, risk, case.quadrant, case.model, case.today
        )
        if TOUCH[before_it.level or "unknown"] < wanted:
            return began_on
    return None


def _causes(case: Raise, since: date) -> Iterator[tuple[date, str]]:
    for cause, _ in case.level.chain:
        began_on: date | None = None
        if cause == "onboarding":
            began_on = case.account.start_date
        elif cause == "renewal":
            began_on = _renewal_began(case)
        elif cause == "at risk":
            began_on = _risk_began(case, since)
        elif cause == "override":
            override, _ = in_force(case.facts.overrides, "level", case.today)
            began_on = None if override is None else override.set_on
        if began_on is not None and since < began_on <= case.today:
            yield began_on, cause


def _renewal_began(case: Raise) -> date | None:
    account, rule = case.account, case.model.lifecycle
    if account.renewal_date is None:
        return None
    renewal = next_renewal(
        account.start_date, account.renewal_date, account.auto_renew, rule, case.today
    )
    return renewal.opens_on(account.notice_days or 0, rule)


def _risk_began(case: Raise, since: date) -> date | None:
    """Return the day of the fact that began the present spell of risk, if after `since`."""
    flagged, _ = in_force(case.facts.overrides, "at-risk", case.today)
    if flagged is not None:
        return flagged.set_on
    facts, tier = case.facts, case.tier.tier
    bounds = bounds_of(case.account, case.stage, tier, case.model, case.today)
    days = {fact.date for kind in (facts.readings, facts.metrics, facts.surveys) for fact in kind}
    days.update(override.set_on for override in facts.overrides if override.figure == "health")
    for day in sorted((day for day in days if since < day <= case.today), reverse=True):
        eve = before(day, 1)
        health = health_of(case.account, facts, tier, case.model, eve, bounds, day_alone=True)
        if not risk_of(facts, health, case.model, eve).at_risk:
            return day
    return None
