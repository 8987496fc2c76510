"""The health of an account: imported, computed or set by hand (DOMAIN §10 and §11, Health)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from csm_tui.domain.curves import half_up
from csm_tui.domain.days import earliest
from csm_tui.domain.health_result import HealthResult, MeasureValue
from csm_tui.domain.overrides import in_force
from csm_tui.domain.scoring import LAST, WEEKS, changes_on, scorer_of
from csm_tui.domain.terms import MEASURES
from csm_tui.domain.thresholds import own_bounds

if TYPE_CHECKING:
    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Override
    from csm_tui.domain.scoring import Day
    from csm_tui.domain.terms import Band, Measure, Tier
    from csm_tui.domain.thresholds import Bounds
    from csm_tui.domain.touch_model import Health, TouchModel

__all__ = ["HealthResult", "MeasureValue", "band_of", "health_of", "override_score", "sparkline"]

BASES: Final = {
    "reading": "reading",
    "adoption_pct": "adoption_pct",
    "active_users": "active users ÷ licensed seats",
    "tickets_open": "open tickets",
    "escalation": "open tickets, capped by an open escalation",
    "answers": "survey answers",
    "touchpoint": "days since the last touchpoint",
    "imported contact": "days since the imported last contact",
    "people": "contacts who took part",
}
ABSENT: Final[dict[Measure, str]] = {
    "adoption": "no reading, adoption_pct or active users with licensed seats",
    "engagement": "no touchpoint, or no interval for the tier",
    "relationship": "no contacts",
    "support": "no open tickets figure",
    "sentiment": "no survey answer",
    "pulse": "no pulse",
}


def health_of(
    account: Account,
    facts: Facts,
    tier: Tier,
    model: TouchModel,
    today: date,
    bounds: Bounds | None = None,
    *,
    day_alone: bool = False,
) -> HealthResult:
    """Return the health of `account` today from the facts known by then.

    The score is the override in force, else the imported overall score while it is at least as new
    as the measures that would take its place, else Σ weight × value ÷ Σ weight over the measures
    present; with too little coverage it is a pulse alone (provisional), else unknown. `bounds` are
    the thresholds that hold for it, those of the model where none are given. Of the `day_alone`
    neither trends are told nor when it changes; the fall by which it is at risk is.
    """
    rule = model.health
    bounds = own_bounds(model) if bounds is None else bounds
    override: Override | None = None
    edge: date | None = None
    if facts.overrides:
        override, edge = in_force(facts.overrides, "health", today, at_most=rule.override_days)
    forced = None if override is None else override_score(override)
    if forced is None:
        override = None
    now = today.toordinal()
    scorer = scorer_of(account, facts, tier, model, now)
    if scorer is None:
        return _unknown(rule, override, edge, bounds)
    day = scorer.on(now)
    fall = scorer.change(day, now - model.risk.fall_days)
    trend_short = trend_long = changes = None
    if not day_alone:
        short, long = rule.trend_days
        trend_short = fall if short == model.risk.fall_days else scorer.change(day, now - short)
        trend_long = scorer.change(day, now - long)
        changes = changes_on(scorer, day, model, now)
    score = day.score if override is None else forced
    stale_on = day.newest + rule.stale_days + 1
    return HealthResult(
        score,
        band_of(score, bounds),
        100 if day.imported is not None else half_up(day.present * 100 / scorer.total),
        day.provisional and override is None,
        "override" if override is not None else _basis(day),
        _measures(day, rule, now),
        day.score,
        override,
        date.fromordinal(stale_on) if day.newest and stale_on <= LAST else None,
        trend_short,
        trend_long,
        None if fall is None else -fall,
        earliest(edge, bounds.changes_on, changes),
        bounds,
        day.imported,
    )


def sparkline(account: Account, facts: Facts, tier: Tier, model: TouchModel, today: date) -> str:
    """Return the computed score of 12 weeks, oldest first, in tenths: "0"–"9", " " for unknown."""
    if not (facts.readings or facts.metrics or facts.surveys):
        return " " * WEEKS
    now = today.toordinal()
    scorer = scorer_of(account, facts, tier, model, now)
    if scorer is None:
        return " " * WEEKS
    first = now - 7 * (WEEKS - 1)
    return "".join(_tenth(scorer.on(day).score) for day in range(first, now + 1, 7))


def _tenth(score: float | None) -> str:
    return " " if score is None else str(min(9, int(score // 10)))


def band_of(score: float | None, bounds: Bounds) -> Band:
    """Return the band of an unrounded score."""
    if score is None:
        return "unknown"
    if score >= bounds.green_from:
        return "green"
    return "yellow" if score >= bounds.yellow_from else "red"


def override_score(override: Override) -> float | None:
    """Return the score that an override of health sets, None where it is no number of 0–100."""
    try:
        score = float(override.value)
    except ValueError:
        return None
    return score if 0 <= score <= 100 else None


def _basis(day: Day) -> str:
    if day.imported is not None:
        return "imported"
    if day.provisional:
        return "pulse"
    return "unknown" if day.score is None else "measures"


def _measures(day: Day, rule: Health, today: int) -> tuple[MeasureValue, ...]:
    values: list[MeasureValue] = []
    for measure, found in zip(MEASURES, day.found, strict=True):
        weight = rule.weights.get(measure, 0.0)
        if found is None:
            values.append(MeasureValue(measure, None, weight, None, ABSENT[measure], False, None))
            continue
        value, on_day, dated, origin, fact = found
        on_date = date.fromordinal(on_day) if on_day else None
        stale = dated and today - on_day > rule.stale_days
        values.append(MeasureValue(measure, value, weight, on_date, BASES[origin], stale, fact))
    return tuple(values)


def _unknown(
    rule: Health, override: Override | None, edge: date | None, bounds: Bounds
) -> HealthResult:
    nothing = _nothing_known(tuple(rule.weights.items()), bounds)
    if override is None:
        return nothing if edge is None else replace(nothing, changes_on=edge)
    score = override_score(override)
    return replace(
        nothing,
        score=score,
        band=band_of(score, bounds),
        basis="override",
        override=override,
        changes_on=earliest(edge, bounds.changes_on),
    )


@lru_cache(maxsize=64)
def _nothing_known(weights: tuple[tuple[Measure, float], ...], bounds: Bounds) -> HealthResult:
    known = dict(weights)
    measures = tuple(
        MeasureValue(measure, None, known.get(measure, 0.0), None, ABSENT[measure], False, None)
        for measure in MEASURES
    )
    return HealthResult(
        None,
        "unknown",
        0,
        False,
        "unknown",
        measures,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        bounds,
    )
