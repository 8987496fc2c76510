"""The pyramid against the matrix (DOMAIN §3, where the pyramid fails; §11, Matrix level)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.disagreements import (
    DEDICATED,
    KEPT_SMALL,
    Disagreement,
    Placement,
    compared,
    matrix_level,
)
from csm_tui.domain.model_file import load
from csm_tui.domain.terms import BANDS, QUADRANTS, STAGES, TIERS, Band, Quadrant, Tier
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier.toml")
THREE = load(preset("three-tier"), file="three-tier.toml")


def found(
    tier: Tier,
    quadrant: Quadrant | None,
    *,
    health: float | None = None,
    band: Band = "unknown",
    larger: bool = False,
    large: bool = True,
) -> Disagreement:
    return compared(Placement(tier, "growth", quadrant, health, band, larger, large), MODEL)


@pytest.mark.parametrize(
    ("quadrant", "level"),
    [
        ("persistent-intensive", "high"),
        ("persistent-light", "medium"),
        ("project", "low"),
        ("digital-scale", "tech"),
        (None, None),
    ],
)
def test_each_quadrant_has_its_level(quadrant: Quadrant | None, level: str | None) -> None:
    assert matrix_level(quadrant, MODEL) == level


def test_a_model_without_medium_gives_the_next_lower_level() -> None:
    assert matrix_level("persistent-light", THREE) == "low"


def test_a_small_account_with_large_potential_kept_in_tech_touch_is_the_first_failure() -> None:
    kept = found("tech", "persistent-light", larger=True)
    assert (kept.disagree, kept.failure) == (True, KEPT_SMALL)
    assert kept.reason.startswith("small ARR with large potential, kept in tech touch")
    assert found("tech", "persistent-light").failure is None
    assert found("medium", "persistent-intensive", larger=True).failure is None


def test_a_healthy_large_account_with_a_dedicated_csm_is_the_second_failure() -> None:
    idle = found("high", "persistent-light", health=88, band="green")
    assert (idle.disagree, idle.failure) == (True, DEDICATED)
    assert idle.hours_difference is not None
    assert idle.hours_difference < 0
    assert found("high", "persistent-light", health=60, band="yellow").failure is None
    by_strategy = found("high", "persistent-light", health=88, band="green", large=False)
    assert (by_strategy.disagree, by_strategy.failure) == (True, None)


def test_an_unknown_health_is_not_healthy() -> None:
    assert found("high", "persistent-light").failure is None


def test_the_difference_is_the_matrix_less_the_pyramid_in_hours_a_month() -> None:
    raised = found("low", "persistent-intensive", health=90)
    high = monthly_hours("high", "low", "growth", "persistent-intensive", 90, MODEL)
    low = monthly_hours("low", "low", "growth", None, 90, MODEL)
    assert raised.hours_difference == pytest.approx(high - low)
    # Weekly check-ins, a review a quarter, the visit, its tier's renewal, reactive hours.
    check_ins, reviews, visit = 30.4375 / 7, 30.4375 / 91 * 4, 4 / 12
    assert raised.matrix_hours == pytest.approx(check_ins + reviews + visit + 30 / 60 / 12 + 2)
    assert raised.pyramid_hours == pytest.approx(30 / 60 / 12 + 0.1)


def test_where_they_agree_nothing_is_to_be_gained() -> None:
    same = found("high", "persistent-intensive")
    assert (same.disagree, same.hours_difference) == (False, 0.0)
    assert same.reason == "both say high: Q4 persistent, intensive"


def test_the_level_of_a_project_is_low_with_a_project() -> None:
    assert found("tech", "project").reason == (
        "needs more than its tier: Q2 project engagement, so a project"
    )


@pytest.mark.parametrize(("tier", "quadrant"), [("unknown", "project"), ("high", None)])
def test_what_is_unknown_neither_agrees_nor_counts_hours(
    tier: Tier, quadrant: Quadrant | None
) -> None:
    unknown = found(tier, quadrant)
    assert (unknown.disagree, unknown.hours_difference) == (None, None)


@given(
    st.builds(
        Placement,
        st.sampled_from(TIERS),
        st.sampled_from(STAGES),
        st.none() | st.sampled_from(QUADRANTS),
        st.none() | st.floats(0, 100),
        st.sampled_from(BANDS),
        st.booleans(),
        st.booleans(),
    )
)
def test_they_disagree_exactly_where_the_levels_differ(placement: Placement) -> None:
    result = compared(placement, MODEL)
    if placement.tier == "unknown" or placement.quadrant is None:
        assert result.disagree is None
        return
    assert result.disagree == (result.pyramid_level != result.matrix_level)
    assert result.disagree or (result.hours_difference == 0 and result.failure is None)


def test_in_three_tiers_a_light_engagement_is_low_touch() -> None:
    idle = Placement("high", "growth", "persistent-light", 90, "green", False, True)
    assert compared(idle, THREE).failure == DEDICATED
    kept = Placement("tech", "growth", "persistent-light", 90, "green", True, False)
    result = compared(kept, THREE)
    assert (result.matrix_level, result.failure) == ("low", KEPT_SMALL)
    hours = monthly_hours("low", "tech", "growth", "persistent-light", 90, THREE)
    assert result.matrix_hours == pytest.approx(hours)
    assert hours > 0
