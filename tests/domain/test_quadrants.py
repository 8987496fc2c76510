"""Size, need and the quadrant of both (DOMAIN §11, Size and Need)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.facts import Facts, MetricPoint, Reading
from csm_tui.domain.health import health_of
from csm_tui.domain.lifecycle import RiskResult, risk_of, stage_of
from csm_tui.domain.quadrants import (
    AxisResult,
    QuadrantResult,
    need_of,
    quadrant_of,
    size_of,
)
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, cents, facts, maybe

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)
CALM = RiskResult(False, "", None)
BIG, SMALL = 6_000_000 * 100, 100


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def account(**fields: Any) -> Account:
    return Account(id=1, name="Northwind Foods", entered_on=TODAY, **fields)


def size(arr: int | None = None, **fields: Any) -> AxisResult:
    """Return the size of an account with an ARR of whole currency units."""
    return size_of(account(**fields), None if arr is None else arr * 100, MODEL)


def need(
    *facts: Reading | MetricPoint,
    risk: RiskResult | None = None,
    arr: int | None = SMALL,
    **fields: Any,
) -> AxisResult:
    readings = tuple(fact for fact in facts if isinstance(fact, Reading))
    metrics = tuple(fact for fact in facts if isinstance(fact, MetricPoint))
    known = Facts(readings=readings, metrics=metrics)
    one = account(**fields)
    health = health_of(one, known, "medium", MODEL, TODAY)
    found = risk or risk_of(known, health, MODEL, TODAY)
    stage = stage_of(one, MODEL, TODAY)
    return need_of(one, known, health, stage, found, size_of(one, arr, MODEL), MODEL, TODAY)


def score(value: float, days: int = 0) -> Reading:
    return Reading(1, ago(days), "score", value)


def metric(name: str, value: float, days: int = 0) -> MetricPoint:
    return MetricPoint(1, name, ago(days), value)


# Size


@pytest.mark.parametrize(
    ("arr", "points"),
    [
        (0, 0),
        (2_500, 5),
        (5_000, 10),
        (15_000, 20),
        (25_000, 30),
        (62_500, 45),
        (100_000, 60),
        (300_000, 80),
        (500_000, 100),
        (900_000, 100),
        (-10, 0),
    ],
)
def test_size_follows_the_line_over_arr(arr: int, points: float) -> None:
    assert size(arr).score == points


def test_potential_counts_at_four_fifths_where_that_is_more() -> None:
    assert size(25_000, potential_arr=10_000_000).score == 48
    assert size(100_000, potential_arr=10_000_000).score == 60
    assert size(None, potential_arr=50_000_000).score == 80


def test_strategic_and_brand_value_add_points_to_at_most_100() -> None:
    assert size(25_000, strategic=3, brand_value=2).score == 46
    assert size(500_000, strategic=5, brand_value=5).score == 100


@pytest.mark.parametrize(
    ("fields", "points"),
    [({}, None), ({"brand_value": 5}, None), ({"strategic": 0}, 0), ({"strategic": 5}, 20)],
)
def test_size_is_unknown_without_arr_potential_and_strategic(
    fields: dict[str, Any], points: float | None
) -> None:
    result = size(None, **fields)
    assert (result.score, result.high) == (points, None if points is None else False)
    assert result.missing[:2] == ("arr", "potential_arr")


@pytest.mark.parametrize(("arr", "high"), [(75_000, True), (74_999, False)])
def test_size_is_high_from_50(arr: int, high: bool) -> None:
    assert size(arr).high is high


def test_the_parts_of_size_add_up() -> None:
    result = size(25_000, potential_arr=10_000_000, strategic=1)
    assert [part.points for part in result.parts] == [0, 48, 4, None]
    assert (result.score, result.missing, result.coverage) == (52, ("brand_value",), 75)


# Need


def test_need_is_the_weighted_mean_of_all_five() -> None:
    result = need(
        score(70),
        metric("adoption_pct", 40),
        metric("tickets_open", 3),
        seats=100,
        seats_used=50,
        complexity="moderate",
    )
    # (40 × 30 + 25 × 60 + 15 × 60 + 10 × 40 + 10 × 50) ÷ 100
    assert (result.score, result.coverage, result.missing) == (45, 100, ())
    assert result.high is True


@pytest.mark.parametrize(
    ("used", "points"), [(0, 100), (25, 80), (50, 60), (65, 30), (80, 0), (90, 0), (120, 0)]
)
def test_licence_use_is_seats_used_of_seats(used: int, points: float) -> None:
    parts = {part.name: part for part in need(seats=100, seats_used=used).parts}
    assert parts["licence_use"].points == points


@pytest.mark.parametrize(("tickets", "points"), [(0, 0), (3, 40), (6.5, 70), (10, 100), (40, 100)])
def test_open_tickets_raise_need(tickets: float, points: float) -> None:
    parts = {part.name: part for part in need(metric("tickets_open", tickets)).parts}
    assert parts["tickets"].points == points


@pytest.mark.parametrize(("complexity", "points"), [("low", 0), ("moderate", 50), ("high", 100)])
def test_complexity_raises_need(complexity: Any, points: float) -> None:
    parts = {part.name: part for part in need(complexity=complexity).parts}
    assert parts["complexity"].points == points


def test_missing_inputs_are_named_and_their_weight_is_shared() -> None:
    result = need(score(60), complexity="high", seats=0, seats_used=0)
    # (40 × 40 + 10 × 100) ÷ 50
    assert (result.score, result.coverage) == (52, 50)
    assert result.missing == ("adoption", "licence_use", "tickets")


def test_adoption_is_the_metric_of_90_days_else_the_measure() -> None:
    reading = Reading(1, ago(3), "adoption", 80)
    both = need(reading, metric("adoption_pct", 40, 90))
    assert both.parts[1].value == 40
    assert need(reading, metric("adoption_pct", 40, 91)).parts[1].value == 80
    assert need(metric("tickets_open", 5, 91)).parts[3].value is None
    assert need(metric("tickets_open", 5, -1)).parts[3].value is None


def test_under_30_percent_coverage_need_is_unknown() -> None:
    few = need(seats=100, seats_used=0, complexity="high")
    assert (few.score, few.high, few.coverage) == (None, None, 25)
    enough = need(metric("tickets_open", 10), seats=100, seats_used=0, complexity="high")
    assert (enough.score, enough.high, enough.coverage) == (100, True, 35)
    assert need(metric("adoption_pct", 40), metric("tickets_open", 0)).coverage == 35


@pytest.mark.parametrize(("health", "high"), [(55, True), (55.01, False)])
def test_need_is_high_from_45(health: float, high: bool) -> None:
    assert need(score(health)).high is high


def test_at_risk_is_high_need_whatever_the_sum_and_the_coverage() -> None:
    at_risk = RiskResult(True, "by hand", None)
    assert (need(risk=at_risk).score, need(risk=at_risk).high) == (None, True)
    assert (need(score(95), risk=at_risk).score, need(score(95), risk=at_risk).high) == (5, True)


def test_onboarding_at_high_size_is_high_need() -> None:
    assert need(score(95), start_date=ago(90), arr=BIG).high is True
    assert need(score(95), start_date=ago(91), arr=BIG).high is False
    assert need(start_date=ago(90), arr=BIG).high is True


@pytest.mark.parametrize(("health", "high"), [(69.9, True), (70, False)])
def test_onboarding_at_low_size_is_high_need_below_health_70(health: float, high: bool) -> None:
    assert need(score(health), start_date=ago(10)).high is high
    assert need(score(health), start_date=ago(91)).high is False


def test_onboarding_at_low_size_with_unknown_health_forces_nothing() -> None:
    assert need(start_date=ago(10)).high is None


def test_onboarding_still_counts_when_the_stage_is_renewal() -> None:
    assert need(score(95), start_date=ago(80), renewal_date=ago(-10), arr=BIG).high is True


# Quadrant


@pytest.mark.parametrize(
    ("arr", "health", "quadrant"),
    [
        (SMALL, 80, "digital-scale"),
        (SMALL, 50, "project"),
        (BIG, 80, "persistent-light"),
        (BIG, 50, "persistent-intensive"),
    ],
)
def test_the_quadrant_is_size_by_need(arr: int, health: float, quadrant: str) -> None:
    result = quadrant_of(size_of(account(), arr, MODEL), need(score(health), arr=arr))
    assert (result.quadrant, result.missing) == (quadrant, ())


def test_what_is_unknown_is_not_placed_and_never_low_by_absence() -> None:
    without_size = quadrant_of(size(None), need(score(80)))
    assert without_size.quadrant is None
    assert without_size.missing == ("arr", "potential_arr", "strategic", "brand_value")
    without_need = quadrant_of(size(100_000), need())
    assert (without_need.quadrant, without_need.reason) == (
        None,
        "not placed: only 0 % of need known",
    )
    assert "health" in without_need.missing


# Laws


@given(accounts, maybe(cents))
def test_size_stays_within_0_and_100_and_is_the_sum_of_its_parts(
    account: Account, arr: int | None
) -> None:
    result = size_of(account, arr, MODEL)
    assert (result.score is None) == (result.high is None)
    if result.score is not None:
        assert 0 <= result.score <= 100
        points = sum(part.points or 0 for part in result.parts)
        assert result.score == pytest.approx(min(100, points))


def both(account: Account, facts: Facts, day: date) -> tuple[AxisResult, QuadrantResult]:
    health = health_of(account, facts, "high", MODEL, day)
    stage = stage_of(account, MODEL, day)
    risk = risk_of(facts, health, MODEL, day)
    size = size_of(account, account.arr, MODEL)
    need = need_of(account, facts, health, stage, risk, size, MODEL, day)
    return need, quadrant_of(size, need)


@given(accounts, facts)
def test_need_stays_within_0_and_100_and_coverage_is_the_weight_known(
    account: Account, facts: Facts
) -> None:
    need, quadrant = both(account, facts, DAY)
    assert need.score is None or 0 <= need.score <= 100
    assert need.coverage == sum(part.weight for part in need.parts if part.points is not None)
    assert (need.score is None) == (need.coverage < 30)
    assert quadrant.quadrant is not None or quadrant.missing


@given(accounts, facts, st.integers(0, 120))
def test_nothing_changes_before_it_says(account: Account, facts: Facts, ahead: int) -> None:
    need, quadrant = both(account, facts, DAY)
    day = DAY + timedelta(ahead)
    if quadrant.changes_on is None or day < quadrant.changes_on:
        then, then_quadrant = both(account, facts, day)
        assert replace(then, changes_on=None) == replace(need, changes_on=None)
        assert (then_quadrant.quadrant, then_quadrant.reason, then_quadrant.missing) == (
            quadrant.quadrant,
            quadrant.reason,
            quadrant.missing,
        )
