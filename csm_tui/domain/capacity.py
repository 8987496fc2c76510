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

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from csm_tui.domain.terms import Level, Quadrant, Stage, Tier
    from csm_tui.domain.touch_model import LevelCadence, Template, TouchModel

_YEAR_MONTHS: Final = 12
# What a live touchpoint of a kind without an effort of its own takes: as much as a check-in.
_USUAL: Final = "check-in"
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
    if level is None or level not in model.tiers or stage == "churned":
        return 0.0
    minutes = (
        _check_in_minutes(level, tier, stage, quadrant, health, model)
        + _review_minutes(level, stage, model)
        + _other_ongoing_minutes(level, model)
        + _renewal_minutes_a_year(tier, model) / _YEAR_MONTHS
    )
    return minutes / 60 + model.hours.reactive_month.get(level, 0.0)


def accounts_possible(level: Level, model: TouchModel) -> int:
    """Return about how many plain accounts of the tier `level` fill one CSM's month, 0 if endless.

    Plain: in growth, in no quadrant. Where the check-in is human only below some health, half of
    them are taken to be below it.
    """
    bound = model.cadence.levels[level].human_below_health
    healthy = monthly_hours(level, level, "growth", None, bound, model)
    needy = monthly_hours(level, level, "growth", None, 0.0, model)
    hours = (healthy + needy) / 2
    return int(model.hours.available_month / hours + 0.5) if hours else 0


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


def _check_in_minutes(
    level: Level,
    tier: Tier,
    stage: Stage | None,
    quadrant: Quadrant | None,
    health: float | None,
    model: TouchModel,
) -> float:
    clock = model.cadence.levels[level]
    if quadrant in clock.project_quadrants:
        return 0.0
    one = effort_minutes("check-in", level, model)
    if stage == "onboarding" and clock.onboarding:
        return _onboarding_minutes(clock, tier, level, one, model)
    interval = _interval(clock, stage, quadrant)
    bound = clock.human_below_health
    if interval is None or (bound is not None and (health is None or health >= bound)):
        return 0.0
    return model.hours.month_days / interval * one


def _interval(clock: LevelCadence, stage: Stage | None, quadrant: Quadrant | None) -> int | None:
    """Return the days between check-ins outside onboarding, None for no clock."""
    interval = clock.check_in
    if quadrant is not None:
        interval = clock.by_quadrant.get(quadrant, interval)
    if interval is not None and stage == "renewal" and clock.renewal_at_most is not None:
        return min(interval, clock.renewal_at_most)
    return interval


def _onboarding_minutes(
    clock: LevelCadence, tier: Tier, level: Level, one: int, model: TouchModel
) -> float:
    """Return a month's share of onboarding: its templates, and check-ins for the rest of the clock.

    Every live touchpoint of the templates stands in for one check-in.
    """
    days = model.lifecycle.onboarding_days
    if clock.onboarding is None or days == 0:
        return 0.0
    early = min(clock.onboarding.until, days)
    check_ins = early / clock.onboarding.first + (days - early) / clock.onboarding.then
    planned = [
        template_minutes(template, level, model)
        for template in model.templates.onboarding.get(tier, ())
    ]
    live = [minutes for minutes in planned if minutes]
    total = max(0.0, check_ins - len(live)) * one + sum(live)
    return total * model.hours.month_days / days


def _review_minutes(level: Level, stage: Stage | None, model: TouchModel) -> float:
    """Return a month's share of business reviews; in onboarding the templates have the first."""
    clock = model.cadence.levels[level]
    if clock.review is None or (stage == "onboarding" and clock.onboarding):
        return 0.0
    return model.hours.month_days / clock.review * effort_minutes("business-review", level, model)


def _other_ongoing_minutes(level: Level, model: TouchModel) -> float:
    """Return a month's share of the ongoing templates beyond the clocks (a yearly visit).

    The first check-in and the first business review among them are those of the clocks.
    """
    clocked = {"check-in", "business-review"}
    minutes = 0.0
    for template in model.templates.ongoing.get(level, ()):
        if template.kind in clocked:
            clocked.remove(template.kind)
        else:
            minutes += template_minutes(template, level, model) * _months_share(template)
    return minutes


def _months_share(template: Template) -> float:
    return 365 / template.every_days / _YEAR_MONTHS if template.every_days else 0.0


def _renewal_minutes_a_year(tier: Tier, model: TouchModel) -> float:
    if tier == "unknown":
        return 0.0
    return sum(
        template_minutes(template, tier, model)
        for template in model.templates.renewal.get(tier, ())
    )
