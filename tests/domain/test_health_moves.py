"""How health moved, by which measure, and week by week (DOMAIN §10 and §11, Health)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.facts import Facts, Reading
from csm_tui.domain.health import health_of, sparkline
from csm_tui.domain.health_moves import (
    IMPORTED,
    HealthMove,
    contributions,
    health_move,
    most_lost,
    tenths,
    weekly,
    wholes,
)
from csm_tui.domain.model_file import load
from csm_tui.domain.terms import MEASURES
from csm_tui.models import preset
from tests.domain.strategies import accounts, facts

MODEL = load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)
ACCOUNT = Account(id=1, name="Northwind Foods", entered_on=TODAY)


def read(*values: tuple[str, int, float]) -> Facts:
    """Return the facts of readings of (measure, days ago, value)."""
    ordered = sorted(values, key=lambda value: -value[1])
    return Facts(
        readings=tuple(
            Reading(number, TODAY - timedelta(days), measure, value)
            for number, (measure, days, value) in enumerate(ordered, 1)
        )
    )


def moved(*values: tuple[str, int, float], days: int = 28) -> HealthMove | None:
    return health_move(ACCOUNT, read(*values), "medium", MODEL, TODAY, days)


def test_the_measure_is_the_one_whose_weighted_change_is_the_largest() -> None:
    # Adoption 25 × −20 moves more than sentiment 15 × +30.
    found = moved(
        ("adoption", 30, 80), ("sentiment", 30, 50), ("support", 30, 60),
        ("adoption", 1, 60), ("sentiment", 1, 80), ("support", 1, 60),
    )  # fmt: skip
    assert found is not None
    assert (found.measure, found.measure_change) == ("adoption", -20)
    assert found.change == pytest.approx((25 * -20 + 15 * 30) / 55)


def test_a_measure_that_is_new_did_not_move() -> None:
    found = moved(
        ("adoption", 30, 80), ("sentiment", 30, 50), ("support", 30, 60),
        ("adoption", 1, 75), ("pulse", 1, 0),
    )  # fmt: skip
    assert found is not None
    assert found.measure == "adoption"
    assert found.change == pytest.approx(25 * -5 / 55)


def test_of_imported_scores_no_measure_is_named_but_the_one_that_moved_beside_them() -> None:
    assert moved(("score", 30, 80), ("score", 1, 55)) == (-25, IMPORTED, -25, None, None)
    beside = [(name, days, value) for name in ("adoption", "support", "pulse")
              for days, value in ((31, 90.0), (2, 80.0 if name == "pulse" else 85.0))]  # fmt: skip
    # 15 × 10 of the pulse is more than 25 × 5 of adoption.
    scores = (("score", 30, 80), ("score", 1, 55))
    assert moved(*scores, *beside) == (-25, IMPORTED, -25, "pulse", -10)


@pytest.mark.parametrize("values", [(), (("score", 1, 55),), (("adoption", 1, 50),)])
def test_unknown_on_either_day_is_no_move(values: tuple[tuple[str, int, float], ...]) -> None:
    assert moved(*values) is None


def test_the_longer_span_has_its_own_move() -> None:
    values = (("score", 90, 90.0), ("score", 30, 60.0), ("score", 1, 70.0))
    assert [getattr(moved(*values, days=days), "change", None) for days in (28, 84)] == [10, -20]


@given(accounts, facts, st.dates(date(2025, 10, 1), date(2026, 5, 1)))
def test_a_move_is_the_trend_of_the_standing(account: Account, known: Facts, day: date) -> None:
    health = health_of(account, known, "medium", MODEL, day)
    for days, trend in zip((28, 84), (health.trend_28, health.trend_84), strict=True):
        move = health_move(account, known, "medium", MODEL, day, days)
        if health.override is None:
            assert (None if move is None else move.change) == trend


@given(accounts, facts, st.dates(date(2025, 10, 1), date(2026, 5, 1)))
def test_the_points_of_the_measures_add_up_to_the_score(
    account: Account, known: Facts, day: date
) -> None:
    health = health_of(account, known, "medium", MODEL, day)
    points = contributions(health, MODEL.health)
    assert len(points) == len(MEASURES)
    if health.computed is None or health.imported is not None:
        assert set(points) == {None}
    else:
        assert sum(one for one in points if one is not None) == pytest.approx(health.computed)


def test_of_a_pulse_alone_the_pulse_is_all() -> None:
    known = read(("pulse", 1, 25), ("support", 1, 90))
    health = health_of(ACCOUNT, known, "medium", MODEL, TODAY)
    assert health.provisional
    assert contributions(health, MODEL.health) == (None, None, None, None, None, 25)


def test_what_costs_most_is_what_is_furthest_from_what_its_weight_could_give() -> None:
    known = read(("adoption", 1, 80), ("support", 1, 60), ("engagement", 1, 99))
    health = health_of(ACCOUNT, known, "medium", MODEL, TODAY)
    points = contributions(health, MODEL.health)
    weights = {part.measure: part.weight for part in health.measures}
    present = weights["adoption"] + weights["support"] + weights["engagement"]
    shares = wholes(health, points)
    assert sum(one for one in shares if one is not None) == pytest.approx(100)
    assert [one is None for one in shares] == [one is None for one in points]
    lost = most_lost(health, points)
    assert lost is not None
    whole = 100 * weights["support"] / present
    assert lost.measure == "support"
    assert (lost.points, lost.whole) == pytest.approx((0.4 * whole, whole))


def test_measures_at_their_best_and_measures_that_do_not_count_cost_nothing() -> None:
    best = read(("adoption", 1, 100), ("support", 1, 99.5), ("engagement", 1, 100))
    health = health_of(ACCOUNT, best, "medium", MODEL, TODAY)
    assert most_lost(health, contributions(health, MODEL.health)) is None
    assert most_lost(health, (None,) * len(MEASURES)) is None


@given(accounts, facts, st.dates(date(2025, 10, 1), date(2026, 5, 1)))
def test_twelve_weeks_are_those_of_the_sparkline(account: Account, known: Facts, day: date) -> None:
    weeks = weekly(account, known, "medium", MODEL, day, 12)
    assert weeks[-1].day == day
    if known.readings or known.metrics or known.surveys:
        assert tenths(weeks) == sparkline(account, known, "medium", MODEL, day)


def test_weeks_reach_further_back_than_the_trends() -> None:
    weeks = weekly(ACCOUNT, read(("score", 700, 40)), "medium", MODEL, TODAY, 104)
    assert len(weeks) == 104
    assert {week.score for week in weeks if 610 <= (TODAY - week.day).days <= 700} == {40}
    assert {week.score for week in weeks if (TODAY - week.day).days < 610} == {None}


def test_weeks_show_measures_that_cannot_make_a_score() -> None:
    week = weekly(ACCOUNT, read(("support", 20, 90)), "medium", MODEL, TODAY, 3)[1]
    assert (week.score, week.band) == (None, "unknown")
    assert week.values[MEASURES.index("support")] == 90


def test_an_account_without_anything_is_unknown_every_week() -> None:
    weeks = weekly(ACCOUNT, Facts(), "medium", MODEL, TODAY, 2)
    assert [(week.score, week.band) for week in weeks] == [(None, "unknown")] * 2


def test_the_weeks_of_the_first_days_of_the_calendar_end_there() -> None:
    early = replace(ACCOUNT, entered_on=date.min)
    assert len(weekly(early, Facts(), "medium", MODEL, date(1, 1, 9), 12)) == 2
