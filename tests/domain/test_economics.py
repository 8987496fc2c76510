"""What an account costs to serve: every worked figure of DOMAIN §9, and the bands of §11."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.economics import (
    COST_BANDS,
    Cost,
    actual_cost,
    band_of,
    cents,
    hourly_cost,
    lifetime_lacks,
    lifetime_value,
    margin_note,
    multiple_of,
    planned_cost,
    share_of,
)
from csm_tui.domain.model_file import load
from csm_tui.domain.terms import Level
from csm_tui.domain.touch_model import Costs
from csm_tui.models import preset

FOUR = load(preset("four-tier"), file="four-tier.toml").costs
THREE = load(preset("three-tier"), file="three-tier.toml").costs
K = 100_000  # a thousand, in cents


def costs(
    fully_loaded: int,
    accounts: int,
    shared: int = 0,
    technology: int = 0,
    *,
    target_margin: float | None = None,
) -> Costs:
    return replace(
        FOUR,
        fully_loaded=fully_loaded * 100,
        accounts_per_csm={"high": accounts},
        shared={"high": shared * 100},
        technology={"high": technology * 100},
        target_margin=target_margin,
    )


def cost_of(*figures: int) -> Cost:
    found = planned_cost("high", costs(*figures))
    assert found is not None
    return found


def band(share: float | None) -> str | None:
    return band_of(share, FOUR, neglected=False)


@pytest.mark.parametrize(
    ("arr", "share", "named"),
    [
        (30 * K, 10.7, "viable"),
        (15 * K, 21.3, "expensive"),
        (60 * K, 5.3, "comfortable"),
    ],
)
def test_120_000_by_50_and_600_and_200_is_3_200(arr: int, share: float, named: str) -> None:
    cost = cost_of(120_000, 50, 600, 200)
    assert cost.cents == 320_000
    found = share_of(cost.exact, arr)
    assert found == pytest.approx(share, abs=0.05)
    assert band(found) == named


def test_150_000_by_12_is_12_500_tight_but_viable_at_100_000() -> None:
    cost = cost_of(150_000, 12)
    assert cost.cents == 1_250_000
    assert share_of(cost.exact, 100 * K) == 12.5
    assert band(12.5) == "viable"


def test_3_000_on_30_000_is_comfortable_and_fails_a_target_margin_of_20_percent() -> None:
    model = costs(120_000, 40, target_margin=20.0)
    cost = planned_cost("high", model)
    assert cost is not None
    assert cost.cents == 300_000
    share = share_of(cost.exact, 30 * K)
    assert share == 10
    assert band_of(share, model, neglected=False) == "comfortable"
    assert margin_note(share, model) == "fails the target margin of 20 % (from 10 % of ARR on)"
    assert margin_note(9.99, model) is None
    assert margin_note(share, costs(120_000, 40)) is None


@pytest.mark.parametrize(
    ("level", "cost"), [("high", 6_800), ("medium", 2_514.29), ("low", 542.86), ("tech", 98)]
)
def test_the_costs_of_the_preset(level: Level, cost: float) -> None:
    found = planned_cost(level, FOUR)
    assert found is not None
    assert found.cents == round(cost * 100)


@pytest.mark.parametrize(("level", "cost"), [("high", 13_300), ("low", 2_942.86), ("tech", 110)])
def test_the_costs_of_three_tiers_lie_within_what_the_field_says(level: Level, cost: float) -> None:
    found = planned_cost(level, THREE)
    assert found is not None
    assert found.cents == round(cost * 100)
    expected = load(preset("three-tier"), file="three-tier.toml").tiers[level].cost_range
    assert expected is not None
    assert expected[0] <= found.cents <= expected[1]


def test_a_cost_is_rounded_only_when_it_is_told() -> None:
    cost = planned_cost("low", FOUR)
    assert cost is not None
    assert cost.exact == Fraction(12_000_000, 350) + 20_000
    assert cents(cost.exact * 350) == 12_000_000 + 350 * 20_000
    assert cents(Fraction(1, 2)) == 1
    assert cents(Fraction(5, 2)) == 3


def test_what_is_not_stated_costs_nothing_that_could_be_told() -> None:
    assert planned_cost("unknown", FOUR) is None
    assert planned_cost(None, FOUR) is None
    assert planned_cost("medium", THREE) is None
    unsaid = replace(FOUR, fully_loaded=0)
    assert planned_cost("high", unsaid) is None
    assert hourly_cost(unsaid) is None
    assert actual_cost(60, unsaid) is None


def test_minutes_cost_what_an_hour_costs() -> None:
    assert hourly_cost(FOUR) == Fraction(12_000_000, 1_560)
    assert cents(actual_cost(1_560 * 60, FOUR) or Fraction(0)) == 12_000_000
    assert cents(actual_cost(90, FOUR) or Fraction(0)) == 11_538
    assert actual_cost(0, FOUR) == 0
    assert actual_cost(None, FOUR) is None


def test_there_is_no_share_of_no_arr() -> None:
    assert share_of(Fraction(100), None) is None
    assert share_of(Fraction(100), 0) is None
    assert share_of(Fraction(100), -100) is None
    assert share_of(None, 100) is None
    assert band(None) is None
    assert multiple_of(Fraction(0), 100) is None
    assert multiple_of(Fraction(100), None) is None
    assert multiple_of(Fraction(320_000), 30 * K) == 9.375


@pytest.mark.parametrize(
    ("share", "named"),
    [
        (0.1, "comfortable"),
        (10.0, "comfortable"),
        (10.001, "viable"),
        (15.0, "viable"),
        (15.001, "expensive"),
    ],
)
def test_a_bound_belongs_to_the_band_below_it(share: float, named: str) -> None:
    assert band(share) == named


def test_little_is_under_only_for_an_account_that_is_neglected() -> None:
    assert band_of(4.9, FOUR, neglected=True) == "under"
    assert band_of(5.0, FOUR, neglected=True) == "comfortable"
    assert band_of(4.9, FOUR, neglected=False) == "comfortable"


def test_lifetime_value_is_arr_by_gross_margin_by_what_leaves() -> None:
    given_both = replace(FOUR, gross_margin=75.0, retention=90.0)
    assert lifetime_value(150 * K, given_both) == 1_125 * K
    assert lifetime_value(None, given_both) is None
    assert lifetime_lacks(given_both) is None


def test_lifetime_value_needs_both_figures_and_an_end() -> None:
    assert lifetime_value(150 * K, FOUR) is None
    assert lifetime_lacks(FOUR) == "gross_margin and retention under [costs]"
    margin = replace(FOUR, gross_margin=75.0)
    assert lifetime_value(150 * K, margin) is None
    assert lifetime_lacks(margin) == "retention under [costs]"
    endless = replace(margin, retention=100.0)
    assert lifetime_value(150 * K, endless) is None
    assert lifetime_lacks(endless) == "a retention below 100"


@given(st.floats(0, 1000), st.floats(0, 1000), st.booleans())
def test_a_dearer_share_never_has_a_lighter_band(less: float, more: float, neglected: bool) -> None:
    less, more = sorted((less, more))
    bands = [band_of(share, FOUR, neglected=neglected) for share in (less, more)]
    places = [COST_BANDS.index(one) for one in bands if one is not None]
    assert len(places) == 2
    assert places[0] <= places[1]


@given(st.integers(1, 10**9), st.integers(1, 10**5), st.integers(0, 10**7), st.integers(0, 10**7))
def test_the_cost_of_a_csms_accounts_is_the_csm_and_what_comes_besides(
    fully_loaded: int, accounts: int, shared: int, technology: int
) -> None:
    cost = Cost(fully_loaded, accounts, shared, technology)
    assert cost.exact * accounts == fully_loaded + accounts * (shared + technology)
    assert abs(cost.cents - cost.exact) <= Fraction(1, 2)
