"""Both axes of the matrix and the quadrant of an account (DOMAIN §3 and §11, Size and Need)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.curves import along, half_up
from csm_tui.domain.days import after, earliest
from csm_tui.domain.terms import QUADRANT_NAMES, Quadrant
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, MetricPoint
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.lifecycle import RiskResult, StageResult
    from csm_tui.domain.touch_model import Need, TouchModel


class AxisPart(NamedTuple):
    """One input of an axis; `points` 0–100 before its weight on need, as they count on size."""

    name: str
    value: float | None
    weight: float
    points: float | None
    basis: str


class AxisResult(NamedTuple):
    """An axis: its score 0–100, whether it is high, what it stands on and what is missing.

    `high` may be known where `score` is not: being at risk is high need whatever the sum.
    """

    score: float | None
    high: bool | None
    coverage: int
    parts: tuple[AxisPart, ...]
    missing: tuple[str, ...]
    reason: str
    changes_on: date | None = None


class QuadrantResult(NamedTuple):
    """A quadrant with its reason, or None ("not placed") with what is missing."""

    quadrant: Quadrant | None
    reason: str
    missing: tuple[str, ...]
    changes_on: date | None


def size_of(account: Account, arr: int | None, model: TouchModel) -> AxisResult:
    """Return the size of an account with an ARR of `arr` cents (None: unknown).

    Size = min(100, max(line(ARR), factor × line(potential)) + strategic and brand points); unknown
    where neither ARR nor potential is known and strategic is not given.
    """
    rule = model.size
    potential, strategic, brand = account.potential_arr, account.strategic, account.brand_value
    of_arr = None if arr is None else along(rule.line, arr / 100)
    of_potential = (
        None if potential is None else rule.potential_factor * along(rule.line, potential / 100)
    )
    by_arr = of_potential is None or (of_arr is not None and of_arr >= of_potential)
    by_potential = of_potential is not None and not by_arr
    parts = (
        _size_part("arr", _units(arr), 1.0, of_arr, by_arr),
        _size_part(
            "potential_arr", _units(potential), rule.potential_factor, of_potential, by_potential
        ),
        _size_part("strategic", strategic, rule.strategic_points, None, True),
        _size_part("brand_value", brand, rule.brand_points, None, True),
    )
    missing = tuple(part.name for part in parts if part.value is None)
    coverage = half_up(100 * (1 - len(missing) / len(parts)))
    if arr is None and potential is None and strategic is None:
        return AxisResult(None, None, coverage, parts, missing, "no ARR and no potential ARR")
    score = round(min(100.0, sum(part.points or 0.0 for part in parts)), 9)
    high = score >= rule.split
    side = "high" if high else "low"
    return AxisResult(score, high, coverage, parts, missing, f"size {figure(score)} is {side}")


def _units(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _size_part(
    name: str, value: float | None, weight: float, points: float | None, counts: bool
) -> AxisPart:
    if value is None:
        return AxisPart(name, None, weight, None, "not known")
    if points is None:
        return AxisPart(name, value, weight, weight * value, "points for each step of 5")
    if not counts:
        return AxisPart(name, value, weight, 0.0, "less than the other of ARR and potential")
    return AxisPart(name, value, weight, points, "along the line")


def need_of(
    account: Account,
    facts: Facts,
    health: HealthResult,
    stage: StageResult,
    risk: RiskResult,
    size: AxisResult,
    model: TouchModel,
    today: date,
) -> AxisResult:
    """Return the need of an account: Σ weight × value ÷ Σ weight over the inputs that are known.

    At risk is high whatever the sum and the coverage; so is onboarding at high size, and onboarding
    with low health at low size. Below the least coverage need is unknown.
    """
    rule = model.need
    percent, tickets, edge = _metrics(facts, rule, today) if facts.metrics else (None, None, None)
    parts = _need_parts(account, health, percent, tickets, rule)
    points = known = total = 0.0
    missing: list[str] = []
    for part in parts:
        total += part.weight
        if part.points is None:
            missing.append(part.name)
        else:
            points += part.weight * part.points
            known += part.weight
    changes_on = earliest(edge, health.changes_on, stage.changes_on, risk.changes_on)
    coverage = half_up(100 * known / total)
    enough = known > 0 and 100 * known >= rule.least_coverage * total
    score = round(points / known, 9) if enough else None
    forced = _forced(stage, risk, size, health, rule)
    if forced is not None:
        reason, high = forced, True
    elif score is None:
        return AxisResult(
            None,
            None,
            coverage,
            parts,
            tuple(missing),
            f"only {coverage} % of need known",
            changes_on,
        )
    else:
        high = score >= rule.split
        reason = f"need {figure(score)} is {'high' if high else 'low'}"
    return AxisResult(score, high, coverage, parts, tuple(missing), reason, changes_on)


def _forced(
    stage: StageResult, risk: RiskResult, size: AxisResult, health: HealthResult, rule: Need
) -> str | None:
    """Return why need is high whatever its sum, None where nothing forces it."""
    if risk.at_risk:
        return "at risk is high need"
    if not stage.onboarding:
        return None
    if size.high:
        return "onboarding at high size is high need"
    below = rule.low_size_onboarding_health_below
    if size.high is False and health.score is not None and health.score < below:
        return f"onboarding with health below {figure(below)} is high need"
    return None


def _need_parts(
    account: Account,
    health: HealthResult,
    percent: MetricPoint | None,
    tickets: MetricPoint | None,
    rule: Need,
) -> tuple[AxisPart, ...]:
    weights = rule.weights
    adoption, basis = health.measures[0].value, "health measure"
    if percent is not None:
        adoption, basis = min(100.0, max(0.0, percent.value)), "adoption_pct"
    used = None
    if account.seats and account.seats_used is not None:
        used = 100 * account.seats_used / account.seats
    complexity = rule.complexity.get(account.complexity) if account.complexity else None
    return (
        _need_part("health", health.score, _rest(health.score), "100 − health", weights),
        _need_part("adoption", adoption, _rest(adoption), f"100 − {basis}", weights),
        _need_part(
            "licence_use",
            used,
            None if used is None else along(rule.licence_use, used),
            "seats used ÷ seats",
            weights,
        ),
        _need_part(
            "tickets",
            None if tickets is None else tickets.value,
            None if tickets is None else along(rule.tickets, tickets.value),
            "open tickets",
            weights,
        ),
        _need_part(
            "complexity",
            complexity,
            complexity,
            account.complexity or "",
            weights,
        ),
    )


def _rest(value: float | None) -> float | None:
    return None if value is None else 100 - value


def _need_part(
    name: str, value: float | None, points: float | None, basis: str, weights: dict[str, float]
) -> AxisPart:
    known = basis if points is not None else "not known"
    return AxisPart(name, value, weights.get(name, 0.0), points, known)


def _metrics(
    facts: Facts, rule: Need, today: date
) -> tuple[MetricPoint | None, MetricPoint | None, date | None]:
    """Return the latest adoption_pct and tickets_open that count, and the next day that changes."""
    latest: dict[str, MetricPoint] = {}
    edge: date | None = None
    for point in facts.metrics:
        if point.metric != "adoption_pct" and point.metric != "tickets_open":
            continue
        if point.date > today:
            edge = point.date
            break
        latest[point.metric] = point
    for metric, point in list(latest.items()):
        if (today - point.date).days > rule.window_days:
            del latest[metric]
        else:
            edge = earliest(edge, after(point.date, rule.window_days + 1))
    return latest.get("adoption_pct"), latest.get("tickets_open"), edge


def quadrant_of(size: AxisResult, need: AxisResult) -> QuadrantResult:
    """Return the quadrant of both axes, None where either is unknown: never low by absence."""
    changes_on = earliest(size.changes_on, need.changes_on)
    if size.high is None or need.high is None:
        missing = (*_needed(size), *_needed(need))
        reason = size.reason if size.high is None else need.reason
        return QuadrantResult(None, f"not placed: {reason}", missing, changes_on)
    quadrant: Quadrant
    if size.high:
        quadrant = "persistent-intensive" if need.high else "persistent-light"
    else:
        quadrant = "project" if need.high else "digital-scale"
    reason = f"{QUADRANT_NAMES[quadrant]}: {size.reason}, {need.reason}"
    return QuadrantResult(quadrant, reason, (), changes_on)


def _needed(axis: AxisResult) -> tuple[str, ...]:
    return axis.missing if axis.high is None else ()
