"""Who is over- and who under-served (DOMAIN §11, Costs)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.model_file import load
from csm_tui.domain.serving import OVER, UNDER, Judge, Judgement, Placement
from csm_tui.domain.terms import BANDS, LEVELS, QUADRANTS, TIERS
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier.toml")
RED = date(2026, 1, 4)
K = 100_000
PLAIN = Placement("low", "low", "digital-scale", 10 * K, 20.0, "green", None, None)


def judged(**others: Any) -> Judgement:
    return Judge(MODEL, "USD").judge(PLAIN._replace(**others))


def test_a_healthy_low_account_at_its_level_stands_out_in_nothing() -> None:
    found = judged()
    assert (found.cost, found.level_cost, found.actual) == (54_286, 54_286, None)
    assert found.share == pytest.approx(5.43, abs=0.005)
    assert found.band == "comfortable"
    assert (found.flag, found.reasons) == (None, ())


def test_a_low_account_raised_to_a_level_it_cannot_carry_is_over_served() -> None:
    found = judged(level="medium")
    assert (found.cost, found.level_cost) == (54_286, 251_429)
    assert found.flag == OVER
    assert found.reasons == ("medium touch: $2,514, 25.1 % of ARR",)


def test_minutes_that_cost_more_than_the_bound_over_serve() -> None:
    # 19.5 hours at 120,000 ÷ 1,560 are 1,500: 15 % of 10,000, which is not above it.
    at_it = judged(minutes=1_170)
    assert (at_it.actual, at_it.actual_share, at_it.flag) == (150_000, 15.0, None)
    above = judged(minutes=1_171)
    assert above.flag == OVER
    assert above.reasons == ("19.5 h logged: $1,501, 15.0 % of ARR",)


def test_only_low_and_tech_can_be_over_served() -> None:
    assert judged(tier="medium", level="high", minutes=10_000).flag is None
    assert judged(tier="tech", level="tech", minutes=10_000).flag == OVER


def test_without_arr_there_is_no_share_to_be_over_served_by() -> None:
    for arr in (None, 0):
        found = judged(tier="tech", level="medium", arr=arr, minutes=600)
        assert (found.share, found.band, found.flag) == (None, None, None)
        assert (found.cost, found.actual) == (9_800, 76_923)


def test_high_value_in_red_is_under_served() -> None:
    large = judged(tier="high", level="high", arr=512 * K, size=100.0, red_since=RED)
    assert large.flag == UNDER
    assert large.band == "under"
    assert large.reasons == ("size 100, in red since 4 Jan 2026",)
    assert judged(size=49.9, red_since=RED).flag is None
    assert judged(size=50.0, red_since=RED).flag == UNDER
    assert judged(size=None, red_since=RED).flag is None


def test_what_the_matrix_asks_for_beyond_the_level_is_under_served() -> None:
    found = judged(level="tech", tier="tech", quadrant="persistent-light", arr=4 * K)
    assert found.flag == UNDER
    assert found.reasons == ("the matrix asks for medium touch (Q3), not tech",)
    project = judged(level="tech", tier="tech", quadrant="project", arr=4 * K)
    assert project.reasons == ("the matrix asks for low touch with a project (Q2), not tech",)
    assert judged(level="medium", tier="medium", quadrant="persistent-light").flag is None
    assert judged(level="low", quadrant="project").flag is None
    for unknown in (None, "unknown"):
        assert judged(level=unknown, quadrant="persistent-intensive").flag is None
    assert judged(quadrant=None).flag is None


def test_of_both_high_value_decides() -> None:
    both: dict[str, Any] = {
        "tier": "tech",
        "level": "tech",
        "quadrant": "persistent-light",
        "minutes": 6_000,
    }
    small, large = judged(**both, size=20.0), judged(**both, size=60.0)
    assert (small.flag, large.flag) == (OVER, UNDER)
    assert small.reasons == tuple(reversed(large.reasons))
    assert len(small.reasons) == 2


@pytest.mark.parametrize(
    ("health", "red", "size", "band"),
    [
        ("red", None, 60.0, "under"),
        ("yellow", None, 50.0, "under"),
        ("green", None, 60.0, "comfortable"),
        ("green", RED, 60.0, "under"),
        ("unknown", None, 60.0, "comfortable"),
        ("red", RED, 49.0, "comfortable"),
        ("red", RED, None, "comfortable"),
    ],
)
def test_under_invested_is_high_value_that_is_not_healthy_or_in_red(
    health: str, red: date | None, size: float | None, band: str
) -> None:
    placed: dict[str, Any] = {"tier": "high", "level": "high", "arr": 512 * K, "quadrant": None}
    assert judged(**placed, band=health, red_since=red, size=size).band == band


def test_a_model_without_a_cost_of_a_csm_knows_no_cost() -> None:
    silent = replace(MODEL, costs=replace(MODEL.costs, fully_loaded=0))
    found = Judge(silent).judge(PLAIN._replace(minutes=600))
    assert found[:7] == (None, None, None, None, None, None, None)


@given(
    st.builds(
        Placement,
        tier=st.sampled_from(TIERS),
        level=st.sampled_from((None, "unknown", *LEVELS)),
        quadrant=st.sampled_from((None, *QUADRANTS)),
        arr=st.none() | st.integers(-1_000, 10**10),
        size=st.none() | st.floats(0, 100),
        band=st.sampled_from(BANDS),
        red_since=st.none() | st.just(RED),
        minutes=st.none() | st.integers(0, 100_000),
    )
)
def test_who_stands_out_has_a_reason_and_only_who_does(placed: Placement) -> None:
    found = Judge(MODEL).judge(placed)
    assert (found.flag is not None) == bool(found.reasons)
    assert (found.share is None) == (found.band is None)
