"""The effective touch level of an account, step by step (DOMAIN §4 and §11, Level)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.days import earliest
from csm_tui.domain.overrides import in_force
from csm_tui.domain.terms import LEVELS, Level
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.lifecycle import RiskResult, StageResult
    from csm_tui.domain.quadrants import QuadrantResult
    from csm_tui.domain.tiers import TierResult
    from csm_tui.domain.touch_model import TouchModel

TOUCH: Final[dict[Level, int]] = {"unknown": -1, **{level: i for i, level in enumerate(LEVELS)}}


class LevelStep(NamedTuple):
    """One step of the chain: "tier", "onboarding", "renewal", "at risk", "quadrant", "floor" or
    "override", and the level after it.
    """

    cause: str
    level: Level


@value
class LevelResult:
    """The level in force, None for a prospect and a churned account, and the chain to it."""

    level: Level | None
    chain: tuple[LevelStep, ...]
    changes_on: date | None


def level_of(
    account: Account,
    facts: Facts,
    tier: TierResult,
    stage: StageResult,
    risk: RiskResult,
    quadrant: QuadrantResult,
    model: TouchModel,
    today: date,
) -> LevelResult:
    """Return the effective level: tier, onboarding, renewal, risk, quadrant, floor, override.

    Every step whose condition holds is in the chain, also where it leaves the level as it is. An
    unknown level is raised only by onboarding, risk, the floor and an override.
    """
    changes_on = earliest(tier.changes_on, stage.changes_on, risk.changes_on, quadrant.changes_on)
    if stage.stage is None or stage.stage == "churned":
        return LevelResult(None, (), changes_on)
    rule = model.lifecycle
    level: Level = tier.tier
    chain = [LevelStep("tier", level)]
    if stage.onboarding:
        level = (
            rule.onboarding_unknown
            if level == "unknown"
            else rule.onboarding_level.get(level, level)
        )
        chain.append(LevelStep("onboarding", level))
    if stage.stage == "renewal":
        if level != "unknown" and level not in rule.renewal_not_for:
            level = _raised(level, rule.renewal_raises, model)
        chain.append(LevelStep("renewal", level))
    if risk.at_risk:
        if level == "unknown":
            level = rule.risk_unknown
        else:
            level = _at_least(_raised(level, rule.risk_raises, model), rule.risk_at_least, model)
        chain.append(LevelStep("at risk", level))
    if quadrant.quadrant in rule.quadrant_at_least and quadrant.quadrant is not None:
        if level != "unknown":
            level = _at_least(level, rule.quadrant_at_least[quadrant.quadrant], model)
        chain.append(LevelStep("quadrant", level))
    if account.level_floor is not None:
        level = _at_least(level, account.level_floor, model)
        chain.append(LevelStep("floor", level))
    if facts.overrides:
        override, edge = in_force(facts.overrides, "level", today)
        changes_on = earliest(changes_on, edge)
        if override is not None and override.value in TOUCH:
            level = _at_least("unknown", override.value, model)
            chain.append(LevelStep("override", level))
    return LevelResult(level, tuple(chain), changes_on)


def _raised(level: Level, steps: int, model: TouchModel) -> Level:
    """Return the level `steps` above `level` in the model, at most its highest."""
    touch = TOUCH[level]
    above = [higher for higher in model.levels if TOUCH[higher] > touch]
    if not above or steps < 1:
        return level
    return above[min(steps, len(above)) - 1]


def _at_least(level: Level, least: Level, model: TouchModel) -> Level:
    """Return the higher of both; a `least` the model lacks stands for its next higher level."""
    if TOUCH[level] >= TOUCH[least]:
        return level
    for higher in model.levels:
        if TOUCH[higher] >= TOUCH[least]:
            return higher
    return level
