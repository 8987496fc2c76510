"""Both axes of the matrix and the quadrant of an account (DOMAIN §3 and §11, Size and Need)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.curves import along, half_up
from csm_tui.domain.days import after, earliest
from csm_tui.domain.terms import QUADRANT_NAMES, Quadrant
from csm_tui.domain.thresholds import licence_line
from csm_tui.domain.values import value
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, MetricPoint
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.lifecycle import RiskResult, StageResult
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.thresholds import LicenceLine
    from csm_tui.domain.touch_model import Need, TouchModel


class AxisPart(NamedTuple):
    """One input of an axis; `points` 0–100 before its weight on need, as they count on size."""

    name: str
    value: float | None
    weight: float
    points: float | None
    basis: str


# An AxisPart that is not one yet: most are never looked at, and a book has many.
_Input = tuple[str, float | None, float, float | None, str]


@value
class AxisResult:
    """An axis: its score 0–100 and whether it is high; what it stands on is told when asked for.

    `high` may be known where `score` is not: being at risk is high need whatever the sum, `forced`
    says so.
    """

    name: str
    score: float | None
    high: bool | None
    inputs: tuple[_Input, ...]
    coverage: int
    forced: str | None = None
    changes_on: date | None = None

    @property
    def parts(self) -> tuple[AxisPart, ...]:
        """Return the inputs of the axis, those that are not known included."""
        return tuple(map(AxisPart._make, self.inputs))

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of the inputs that are not known."""
        return tuple(name for name, _, _, _, basis in self.inputs if basis == _NOT_KNOWN)

    @property
    def reason(self) -> str:
        """Return in a few words why the axis is high or low, or why that is not known."""
        if self.forced is not None:
            return self.forced
        if self.score is not None:
            return f"{self.name} {figure(self.score)} is {'high' if self.high else 'low'}"
        if self.name == "size":
            return "no ARR and no potential ARR"
        return f"only {self.coverage} % of need known"


@value
class QuadrantResult:
    """A quadrant and the axes it stands on; None is "not placed"."""

    quadrant: Quadrant | None
    size: AxisResult
    need: AxisResult
    changes_on: date | None

    @property
    def reason(self) -> str:
        """Return the quadrant with both axes in words, or why the account is not placed."""
        size, need = self.size, self.need
        if self.quadrant is None:
            return f"not placed: {size.reason if size.high is None else need.reason}"
        return f"{QUADRANT_NAMES[self.quadrant]}: {size.reason}, {need.reason}"

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the inputs whose absence keeps the account from being placed."""
        return tuple(
            name for axis in (self.size, self.need) if axis.high is None for name in axis.missing
        )


_NOT_KNOWN: Final = "not known"


def size_of(account: Account, arr: int | None, model: TouchModel) -> AxisResult:
    """Return the size of an account with an ARR of `arr` cents (None: unknown).

    Size = min(100, max(line(ARR), factor × line(potential)) + strategic and brand points); unknown
    where neither ARR nor potential is known and strategic is not given.
    """
    rule = model.size
    potential, strategic, brand = account.potential_arr, account.strategic, account.brand_value
    of_arr = of_potential = None
    if arr is not None:
        of_arr = along(rule.line, arr / 100)
    if potential is not None:
        of_potential = rule.potential_factor * along(rule.line, potential / 100)
    by_arr = of_potential is None or (of_arr is not None and of_arr >= of_potential)
    inputs = (
        _amount("arr", arr, 1.0, of_arr, by_arr),
        _amount("potential_arr", potential, rule.potential_factor, of_potential, not by_arr),
        _steps("strategic", strategic, rule.strategic_points),
        _steps("brand_value", brand, rule.brand_points),
    )
    known, points = 0, 0.0
    for _, given, _, part, _ in inputs:
        if given is not None and part is not None:
            known += 1
            points += part
    coverage = half_up(100 * known / len(inputs))
    if arr is None and potential is None and strategic is None:
        return AxisResult("size", None, None, inputs, coverage)
    score = round(min(100.0, points), 9)
    return AxisResult("size", score, score >= rule.split, inputs, coverage)


def _amount(
    name: str, cents: int | None, weight: float, points: float | None, counts: bool
) -> _Input:
    if cents is None:
        return name, None, weight, None, _NOT_KNOWN
    if not counts:
        return name, cents / 100, weight, 0.0, "less than the other of ARR and potential"
    return name, cents / 100, weight, points, "along the line"


def _steps(name: str, steps: int | None, points: float) -> _Input:
    if steps is None:
        return name, None, points, None, _NOT_KNOWN
    return name, steps, points, points * steps, "points for each step of 5"


def need_of(
    account: Account,
    facts: Facts,
    health: HealthResult,
    stage: StageResult,
    risk: RiskResult,
    size: AxisResult,
    model: TouchModel,
    today: date,
    tier: Tier | None = None,
) -> AxisResult:
    """Return the need of an account: Σ weight × value ÷ Σ weight over the inputs that are known.

    At risk is high whatever the sum and the coverage; so is onboarding at high size, and onboarding
    with low health at low size. Below the least coverage need is unknown.
    """
    rule = model.need
    percent, tickets, edge = _metrics(facts, rule, today) if facts.metrics else (None, None, None)
    licence = licence_line(account, stage, tier, rule, today)
    inputs = _need_inputs(account, health, percent, tickets, rule, licence)
    points = known = total = 0.0
    for _, _, weight, part, _ in inputs:
        total += weight
        if part is not None:
            points += weight * part
            known += weight
    enough = known > 0 and 100 * known >= rule.least_coverage * total
    score = round(points / known, 9) if enough else None
    forced = _forced(stage, risk, size, health, rule)
    high = None if score is None else score >= rule.split
    return AxisResult(
        "need",
        score,
        True if forced is not None else high,
        inputs,
        half_up(100 * known / total),
        forced,
        earliest(edge, licence.changes_on, health.changes_on, stage.changes_on, risk.changes_on),
    )


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


def _need_inputs(
    account: Account,
    health: HealthResult,
    percent: MetricPoint | None,
    tickets: MetricPoint | None,
    rule: Need,
    licence: LicenceLine,
) -> tuple[_Input, ...]:
    score, seats, used = health.score, account.seats, account.seats_used
    adoption, adopted_by = health.measures[0].value, "100 − health measure"
    if percent is not None:
        adoption, adopted_by = min(100.0, max(0.0, percent.value)), "100 − adoption_pct"
    share = 100 * used / seats if seats and used is not None else None
    wait = None if tickets is None else tickets.value
    word = account.complexity
    complexity = None if word is None else rule.complexity.get(word)
    values = (
        ("health", score, None if score is None else 100 - score, "100 − health"),
        ("adoption", adoption, None if adoption is None else 100 - adoption, adopted_by),
        (
            "licence_use",
            share,
            None if share is None else along(licence.line, share),
            f"seats used ÷ seats ({licence.because})" if licence.because else "seats used ÷ seats",
        ),
        ("tickets", wait, None if wait is None else along(rule.tickets, wait), "open tickets"),
        ("complexity", complexity, complexity, word or ""),
    )
    weight_of = rule.weights.get
    return tuple(
        [
            (name, value, weight_of(name, 0.0), points, _NOT_KNOWN if points is None else basis)
            for name, value, points, basis in values
        ]
    )


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
    quadrant: Quadrant | None
    if size.high is None or need.high is None:
        quadrant = None
    elif size.high:
        quadrant = "persistent-intensive" if need.high else "persistent-light"
    else:
        quadrant = "project" if need.high else "digital-scale"
    return QuadrantResult(quadrant, size, need, need.changes_on)
