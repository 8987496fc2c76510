"""Where an account stands on a day: the one place from which every derived figure comes (DESIGN).

`assess()` puts the rules together in the order in which they need each other: ARR → tier, stage →
health → risk → size, need → quadrant → level → clocks → rank. The book caches what lists sort and
filter by; `Standing.valid_until` says until when.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.cadence import ClockResult, Situation, clock_of
from csm_tui.domain.days import before, next_of
from csm_tui.domain.health import sparkline
from csm_tui.domain.placing import place
from csm_tui.domain.projects import Figures, figures_of
from csm_tui.domain.raises import Raise, is_raised, raised_on
from csm_tui.domain.ranking import Case, RankResult, rank_of
from csm_tui.domain.reviews import ReviewResult, review_of
from csm_tui.domain.touch_level import LevelResult, level_of
from csm_tui.domain.treatments import follows, treatment_on, turns_of
from csm_tui.domain.values import value

if TYPE_CHECKING:
    from csm_tui.domain.account import Account
    from csm_tui.domain.arr import Arr
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.lifecycle import RiskResult, StageResult
    from csm_tui.domain.placing import Placing
    from csm_tui.domain.quadrants import AxisResult, QuadrantResult
    from csm_tui.domain.signals import Signal
    from csm_tui.domain.terms import Level, Quadrant, Stage, Tier
    from csm_tui.domain.tiers import TierResult
    from csm_tui.domain.touch_model import TouchModel


@value
class Standing:
    """Everything that is derived of an account, as of a day, each part with its reasons.

    Whatever of it the book caches stays as it is on every day d with as_of ≤ d < valid_until, all
    facts staying as they are; `valid_until` is the last date there is where nothing ever changes.
    """

    account_id: int
    as_of: date
    valid_until: date
    arr: Arr
    tier: TierResult
    stage: StageResult
    risk: RiskResult
    health: HealthResult
    size: AxisResult
    need: AxisResult
    quadrant: QuadrantResult
    level: LevelResult
    clock: ClockResult
    review: ReviewResult
    rank: RankResult
    spark: str

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Return its signals, also those put aside, in the order of the rank's terms."""
        return self.rank.signals


class Treated(NamedTuple):
    """How an account is treated and what follows from that for its clock: all that plans need."""

    placing: Placing
    level: LevelResult
    clock: ClockResult
    raised: Raise | None  # where the level is above the tier's own


def treat(account: Account, facts: Facts, model: TouchModel, today: date) -> Treated:
    """Return how `account` is treated on `today`: the part of `assess()` that needs no ranking."""
    placing = place(account, facts, model, today)
    _, tier, stage, _, risk, quadrant = placing
    level = level_of(account, facts, tier, stage, risk, quadrant, model, today)
    now = situation(
        facts,
        today,
        tier=tier.tier,
        stage=stage.stage,
        onboarding=stage.onboarding,
        at_risk=risk.at_risk,
        level=level.level,
        quadrant=quadrant.quadrant,
        health=placing.health.score,
    )
    clock = clock_of(account, facts, now, model, today)
    if not is_raised(tier.tier, level):
        return Treated(placing, level, clock, None)
    case = Raise(account, facts, model, today, tier, stage, risk, quadrant, level)
    return Treated(placing, level, _after_raise(case, now, clock), case)


def situation(
    facts: Facts,
    today: date,
    *,
    tier: Tier,
    stage: Stage | None,
    onboarding: bool,
    at_risk: bool,
    level: Level | None,
    quadrant: Quadrant | None,
    health: float | None,
) -> Situation:
    """Return what decides the clock, with the experiment that is tried on the account."""
    tried = None
    if facts.treatments and follows(tier, level, onboarding=onboarding, at_risk=at_risk):
        tried = treatment_on(facts.treatments, "cadence", "check-in", today)
    return Situation(stage, onboarding, level, quadrant, health, tried)


def assess(account: Account, facts: Facts, model: TouchModel, today: date) -> Standing:
    """Return where `account` stands on `today`, from the facts known by then."""
    placing, level, clock, raised = treat(account, facts, model, today)
    arr, tier, stage, health, risk, quadrant = placing
    review = review_of(account, facts, level.level, model, today)
    if raised is not None:
        review = _review_after_raise(raised, review)
    rank = rank_of(
        Case(
            account,
            facts,
            model,
            today,
            arr.cents,
            stage,
            risk,
            health,
            quadrant.size.score,
            quadrant.quadrant,
            level.level,
            clock,
            review,
            tier.tier,
            _figures(account, facts, today, placing, level),
        )
    )
    valid_until = next_of(
        today,
        arr.changes_on,
        # The level's own date is the earliest of tier's, stage's, risk's (so health's), quadrant's.
        level.changes_on,
        clock.changes_on,
        review.changes_on,
        rank.changes_on,
        *turns_of(facts.treatments),
    )
    return Standing(
        account.id,
        today,
        valid_until or date.max,
        arr,
        tier,
        stage,
        risk,
        health,
        quadrant.size,
        quadrant.need,
        quadrant,
        level,
        clock,
        review,
        rank,
        sparkline(account, facts, tier.tier, model, today),
    )


def _figures(
    account: Account, facts: Facts, today: date, placing: Placing, level: LevelResult
) -> Figures | None:
    """Return what exit criteria may ask for, None where no project has one."""
    if any(project.exit_criterion for project in facts.projects):
        return figures_of(account, facts, today, placing, level)
    return None


def _after_raise(case: Raise, now: Situation, clock: ClockResult) -> ClockResult:
    """Return the clock with the grace of a raise, where the raise can have moved the due date."""
    if clock.due_on is None:
        return clock
    since = before(clock.due_on, case.model.cadence.raise_grace_days)
    if since >= case.today:
        return clock
    on_day = raised_on(case, since)
    if on_day is None:
        return clock
    return clock_of(case.account, case.facts, now, case.model, case.today, raised_on=on_day)


def _review_after_raise(case: Raise, review: ReviewResult) -> ReviewResult:
    """Return the review clock with the same grace: a raise makes no review overdue at once."""
    if review.due_on is None or review.overdue_days == 0:
        return review
    on_day = raised_on(case, before(review.due_on, case.model.cadence.raise_grace_days))
    if on_day is None:
        return review
    return review_of(
        case.account, case.facts, case.level.level, case.model, case.today, raised_on=on_day
    )
