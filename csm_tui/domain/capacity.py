"""The hours a touch model asks for, an account a month (DOMAIN §9 Capacity, §11 Hours).

How DOMAIN's "about 21 high, 62 medium or 430 low accounts" comes about, with 130 hours a month of
30.4375 days; the reading of the rule that comes nearest to all three:

    high    check-ins 30.4375 ÷ 14 × 1 h        2.174
            reviews 30.4375 ÷ 91 × 4 h          1.338
            review in person 4 h ÷ 12           0.333
            renewal (180 + 10 + 10) min ÷ 12    0.278
            reactive                            2.000     6.123 h -> 21.2 accounts
    medium  check-ins 30.4375 ÷ 30 × 1 h        1.015
            reviews 30.4375 ÷ 182 × 2 h         0.334
            renewal (180 + 10) min ÷ 12         0.264
            reactive                            0.500     2.113 h -> 61.5 accounts
    low     check-ins 30.4375 ÷ 90 × 1 h ÷ 2    0.169
            renewal (10 + 10 + 10) min ÷ 12     0.042
            reactive                            0.100     0.311 h -> 418 accounts

So: an email turn of medium is counted like the call it stands for, and the check-in that a business
review may replace is counted too (the calendar decides that, and it is the margin). The low tier's
human check-in depends on health: counted whole below the model's bound and not at all above it or
where health is unknown; for the round figure above half of the accounts are taken to need it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from csm_tui.domain.terms import Level, Quadrant, Stage, Tier
    from csm_tui.domain.touch_model import LevelCadence, OnboardingClock, Template, TouchModel

    _Minutes = defaultdict[str, float]  # a month, by kind of touchpoint

# The kind of the hours that nobody plans: questions, requests, escalations.
REACTIVE: Final = "reactive"
_YEAR_MONTHS: Final = 12
# What a live touchpoint of a kind without an effort of its own takes: as much as a check-in.
_USUAL: Final = "check-in"
_REVIEW: Final = "business-review"
_LIVE: Final = frozenset({"phone", "video", "in-person"})


def monthly_hours(
    level: Level | None,
    tier: Tier,
    stage: Stage | None,
    quadrant: Quadrant | None,
    health: float | None,
    model: TouchModel,
) -> float:
    """Return the CSM hours a month that `model` asks for one account so placed.

    Clocks, efforts and reactive hours follow the effective level, renewal and onboarding templates
    the tier. The renewal sequence of a year is spread over its twelve months, whatever the stage.
    An account that has left, a prospect and an unknown level ask for none; nor does a project,
    for which the model states no effort (its reactive hours count).
    """
    return sum(hours_by_kind(level, tier, stage, quadrant, health, model).values())


def hours_by_kind(
    level: Level | None,
    tier: Tier,
    stage: Stage | None,
    quadrant: Quadrant | None,
    health: float | None,
    model: TouchModel,
) -> dict[str, float]:
    """Return the hours of `monthly_hours` by kind of touchpoint, REACTIVE ones as one more kind.

    What takes no time is left out.
    """
    if level is None or level not in model.tiers or stage == "churned":
        return {}
    minutes: _Minutes = defaultdict(float)
    _add_check_ins(minutes, level, tier, stage, quadrant, health, model)
    _add_reviews(minutes, level, stage, model)
    _add_other_ongoing(minutes, level, model)
    _add_renewal(minutes, tier, model)
    hours = {kind: spent / 60 for kind, spent in minutes.items() if spent}
    reactive = model.hours.reactive_month.get(level, 0.0)
    return {**hours, REACTIVE: reactive} if reactive else hours


def accounts_possible(level: Level, model: TouchModel, available: float | None = None) -> int:
    """Return about how many plain accounts of the tier `level` fill one CSM's month, 0 if endless.

    Plain: in growth, in no quadrant. Where the check-in is human only below some health, half of
    them are taken to be below it. `available` are the hours of the month, else the model's.
    """
    bound = model.cadence.levels[level].human_below_health
    healthy = monthly_hours(level, level, "growth", None, bound, model)
    needy = monthly_hours(level, level, "growth", None, 0.0, model)
    hours = (healthy + needy) / 2
    month = model.hours.available_month if available is None else available
    return int(month / hours + 0.5) if hours else 0


def effort_minutes(kind: str, level: Level, model: TouchModel) -> int:
    """Return the minutes of one touchpoint of `kind` at `level`: prepare, live and follow-up.

    A kind that the model gives no effort takes as long as a check-in.
    """
    efforts = model.hours.effort
    own = model.hours.effort_by_level.get(level, {}).get(kind)
    return (own or efforts.get(kind) or efforts[_USUAL]).minutes


def template_minutes(template: Template, level: Level, model: TouchModel) -> int:
    """Return the CSM minutes of one touchpoint of a template: 0 where it is automated.

    Of a renewal sequence what is not live is an email, and costs as much, unless `level` has an
    effort of its own for renewals.
    """
    if template.automated or template.owner != "csm":
        return 0
    own = template.kind in model.hours.effort_by_level.get(level, {})
    if template.kind == "renewal" and template.channel not in _LIVE and not own:
        return effort_minutes("email", level, model)
    return effort_minutes(template.kind, level, model)


def _add_check_ins(
    minutes: _Minutes,
    level: Level,
    tier: Tier,
    stage: Stage | None,
    quadrant: Quadrant | None,
    health: float | None,
    model: TouchModel,
) -> None:
    clock = model.cadence.levels[level]
    if quadrant in clock.project_quadrants:
        return
    if stage == "onboarding" and clock.onboarding:
        _add_onboarding(minutes, clock.onboarding, tier, level, model)
        return
    interval = _interval(clock, stage, quadrant)
    bound = clock.human_below_health
    if interval is None or (bound is not None and (health is None or health >= bound)):
        return
    one = effort_minutes(_USUAL, level, model)
    minutes[_USUAL] += model.hours.month_days / interval * one


def _interval(clock: LevelCadence, stage: Stage | None, quadrant: Quadrant | None) -> int | None:
    """Return the days between check-ins outside onboarding, None for no clock."""
    interval = clock.check_in
    if quadrant is not None:
        interval = clock.by_quadrant.get(quadrant, interval)
    if interval is not None and stage == "renewal" and clock.renewal_at_most is not None:
        return min(interval, clock.renewal_at_most)
    return interval


def _add_onboarding(
    minutes: _Minutes, clock: OnboardingClock, tier: Tier, level: Level, model: TouchModel
) -> None:
    """Add a month's share of onboarding: its templates, and check-ins for the rest of the clock.

    Every live touchpoint of the templates stands in for one check-in.
    """
    days = model.lifecycle.onboarding_days
    if days == 0:
        return
    early = min(clock.until, days)
    check_ins = early / clock.first + (days - early) / clock.then
    share = model.hours.month_days / days
    for template in model.templates.onboarding.get(tier, ()):
        live = template_minutes(template, level, model)
        if live:
            check_ins -= 1
            minutes[template.kind] += live * share
    minutes[_USUAL] += max(0.0, check_ins) * effort_minutes(_USUAL, level, model) * share


def _add_reviews(minutes: _Minutes, level: Level, stage: Stage | None, model: TouchModel) -> None:
    """Add a month's share of business reviews; in onboarding the templates have the first."""
    clock = model.cadence.levels[level]
    if clock.review is None or (stage == "onboarding" and clock.onboarding):
        return
    minutes[_REVIEW] += (
        model.hours.month_days / clock.review * effort_minutes(_REVIEW, level, model)
    )


def _add_other_ongoing(minutes: _Minutes, level: Level, model: TouchModel) -> None:
    """Add a month's share of the ongoing templates beyond the clocks (a yearly visit).

    The first check-in and the first business review among them are those of the clocks.
    """
    clocked = {_USUAL, _REVIEW}
    for template in model.templates.ongoing.get(level, ()):
        if template.kind in clocked:
            clocked.remove(template.kind)
        elif template.every_days:
            share = 365 / template.every_days / _YEAR_MONTHS
            minutes[template.kind] += template_minutes(template, level, model) * share


def _add_renewal(minutes: _Minutes, tier: Tier, model: TouchModel) -> None:
    """Add a month's share of the renewal sequence of a year."""
    if tier == "unknown":
        return
    for template in model.templates.renewal.get(tier, ()):
        minutes[template.kind] += template_minutes(template, tier, model) / _YEAR_MONTHS
