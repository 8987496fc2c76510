"""Why an account has its level: the chain, each step with its reason (DOMAIN §11, Level)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csm_tui.domain.days import after
from csm_tui.domain.explanation import Explanation, Step
from csm_tui.domain.overrides import in_force, last_day
from csm_tui.domain.supposing import lever, points
from csm_tui.domain.why_tier import is_by_hand
from csm_tui.domain.wording import amount, change, figure, on

if TYPE_CHECKING:
    from csm_tui.domain.facts import Override
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.supposing import Question
    from csm_tui.domain.touch_level import LevelStep

YEAR: Final = 365


def explain_level(question: Question) -> Explanation:
    """Return the chain from the tier to the level in force."""
    account, standing = question.account, question.standing
    steps = [_step(question, step) for step in standing.level.chain]
    if not steps:
        steps = [Step(f"{standing.stage.reason}: no cadence, no level")]
    return Explanation(
        account.name,
        "level",
        standing.level.level or "none",
        tuple(steps),
        tuple(_missing(question)) if standing.level.chain else (),
        tuple(_flips(question)),
    )


def _step(question: Question, step: LevelStep) -> Step:
    standing, source = question.standing, question.provenance
    if step.cause == "tier":
        known = source.field("tier_override" if is_by_hand(question) else "arr")
        return Step(f"tier: {standing.tier.reason}", step.level, source=known)
    if step.cause == "onboarding":
        day = f"day {standing.stage.day}" if standing.stage.day is not None else "onboarding"
        return Step(f"onboarding: {day}", step.level, source=source.field("start_date"))
    if step.cause == "renewal":
        known = source.field("renewal_date")
        return Step(f"renewal: {standing.stage.reason}", step.level, source=known)
    if step.cause == "at risk":
        return Step(f"at risk: {standing.risk.reason}", step.level, source=_risk_source(question))
    if step.cause == "quadrant":
        return Step(standing.quadrant.reason, step.level)
    if step.cause == "floor":
        floor = f"a floor of {question.account.level_floor} is guaranteed"
        return Step(floor, step.level, source=source.field("level_floor"))
    override = _override(question)
    if override is None:
        return Step(step.cause, step.level)
    end = last_day(override)
    until = f" through {on(end)}" if end is not None else ""
    text = f"set by hand{until}: {override.reason}"
    return Step(text, step.level, source=source.fact(override))


def _override(question: Question) -> Override | None:
    return in_force(question.facts.overrides, "level", question.today)[0]


def _risk_source(question: Question) -> str | None:
    flag = in_force(question.facts.overrides, "at-risk", question.today)[0]
    if flag is not None:
        return question.provenance.fact(flag)
    health = question.standing.health
    newest = health.override or health.imported
    return question.provenance.fact(newest) if newest is not None else "see health"


def _missing(question: Question) -> list[str]:
    account, standing = question.account, question.standing
    missing = ["arr"] if standing.arr.cents is None else []
    missing += [name for name in ("start_date", "renewal_date") if getattr(account, name) is None]
    if standing.health.score is None:
        missing.append("health")
    if standing.quadrant.quadrant is None:
        missing.append("quadrant")
    return missing


def _flips(question: Question) -> list[str]:
    """Return what would give another level, each tried by assessing the account anew."""
    if not question.standing.level.chain:
        return []
    flips = [*_without_what_is_set(question), *_by_risk(question), *_by_arr(question)]
    renewal_on = question.standing.stage.renewal_on
    if question.standing.stage.stage == "renewal" and renewal_on is not None:
        renewed = question.suppose(renewal_date=after(renewal_on, YEAR)).level.level
        if renewed != question.standing.level.level:
            flips.append(f"Renewed for a year it would be {renewed}.")
    turn = question.next_turn(
        lambda standing: standing.level.level, lambda standing: standing.level.changes_on
    )
    if turn is not None:
        chain = " → ".join(f"{step.cause}: {step.level}" for step in turn[1].level.chain)
        flips.append(f"On {on(turn[0])} it becomes {turn[1].level.level} by itself ({chain}).")
    return flips


def _without_what_is_set(question: Question) -> list[str]:
    flips: list[str] = []
    level = question.standing.level.level
    if _override(question) is not None:
        others = tuple(o for o in question.facts.overrides if o.figure != "level")
        without = question.suppose_facts(replace(question.facts, overrides=others)).level.level
        if without != level:
            flips.append(f"Without the override it would be {without}.")
    if question.account.level_floor is not None:
        without = question.suppose(level_floor=None).level.level
        if without != level:
            flips.append(f"Without the floor it would be {without}.")
    return flips


def _by_arr(question: Question) -> list[str]:
    """Return the nearest ARR above and below whose tier leads to another level."""
    arr, currency = question.standing.arr.cents, question.account.currency
    if arr is None or is_by_hand(question):
        return []
    bounds = sorted(rule.from_ for rule in question.model.tiers.values())
    above = [(bound, bound, "ARR of") for bound in bounds if bound > arr]
    below = [(bound, bound - 1, "ARR below") for bound in reversed(bounds) if 0 < bound <= arr]
    flips: list[str] = []
    for steps in (above, below):
        for bound, cents, words in steps:
            other = question.suppose_arr(cents).level.level
            if other != question.standing.level.level:
                more = f"{amount(bound, currency)} ({change(cents - arr, currency)})"
                flips.append(f"{words} {more} would make it {other}.")
                break
    return flips


def _by_risk(question: Question) -> list[str]:
    """Return which health would end being at risk or begin it, where that moves the level."""
    standing, rule = question.standing, question.model.risk
    score = standing.health.score
    if in_force(question.facts.overrides, "at-risk", question.today)[0] is not None:
        others = tuple(o for o in question.facts.overrides if o.figure != "at-risk")
        without = question.suppose_facts(replace(question.facts, overrides=others))
        if without.level.level != standing.level.level:
            return [f"Without the flag by hand it would be {without.level.level}."]
        return []
    if standing.health.override is not None:
        return []
    if not standing.risk.at_risk:
        below = standing.health.bounds.at_risk_below
        worse = question.suppose_reading("score", max(0.0, below - 0.01))
        if not worse.risk.at_risk or worse.level.level == standing.level.level:
            return []
        return [f"Health below {figure(below)} would make it at risk and {worse.level.level}."]
    if score is None:
        return []
    for least in (standing.health.bounds.at_risk_below, rule.fall_below):
        better = question.suppose_reading("score", least)
        if score < least and not better.risk.at_risk:
            return _ending_risk(question, least, least - score, better)
    return []


def _ending_risk(question: Question, least: float, more: float, better: Standing) -> list[str]:
    if better.level.level == question.standing.level.level:
        return []
    by = lever(question, up=True, test=lambda standing: not standing.risk.at_risk)
    would = f": {by} would do" if by is not None else ""
    health = f"Health of {figure(least)} or more ({points(more)})"
    return [f"{health} would end at risk and make it {better.level.level}{would}."]
