"""Which touch an account's ARR pays for, and what a model costs on a book."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.advice_economics import carried, economics_words, fit, headcount, typical
from csm_tui.domain.economics import cents, planned_cost, share_of
from csm_tui.domain.model_file import load
from csm_tui.models import PRESETS, preset
from tests.domain.test_advice import facts

MODEL = load(preset("four-tier"), file="four-tier")
ARRS = st.lists(st.integers(1, 100_000_000), max_size=60).map(sorted)


def test_a_touch_is_paid_for_from_the_arr_of_which_its_cost_is_the_viable_share() -> None:
    # The worked example: 120,000 ÷ 50 + 600 + 200 = 3,200, which is 15 % of 21,333.33….
    ratios = {**MODEL.costs.accounts_per_csm, "high": 50}
    model = replace(MODEL, costs=replace(MODEL.costs, accounts_per_csm=ratios))
    high = carried([1_500_000, 2_133_333, 2_133_334, 6_000_000], model)[0]
    assert (high.cost.cents, high.from_arr) == (320_000, 2_133_334)
    assert (high.accounts, high.arr) == (2, 8_133_334)


@given(ARRS)
def test_every_account_pays_for_one_highest_touch_or_for_none(arrs: list[int]) -> None:
    touches = carried(arrs, MODEL)
    least = min(touch.from_arr for touch in touches)
    assert sum(touch.accounts for touch in touches) == sum(arr >= least for arr in arrs)
    assert sum(touch.arr for touch in touches) == sum(arr for arr in arrs if arr >= least)


@given(st.integers(1, 100_000_000))
def test_the_touch_of_the_median_is_within_the_viable_share_and_none_higher_is(arr: int) -> None:
    touches = carried([arr], MODEL)
    paid = typical(arr, touches)
    assert paid is not None
    shares = [share_of(touch.cost.exact, arr) or 0 for touch in touches]
    at = touches.index(paid)
    assert all(share > MODEL.costs.viable_to for share in shares[:at])
    assert shares[at] <= MODEL.costs.viable_to or paid.level == "tech"


def test_nothing_is_paid_for_out_of_nothing() -> None:
    assert typical(None, carried([], MODEL)) is None
    unpriced = replace(MODEL, costs=replace(MODEL.costs, fully_loaded=0))
    assert carried([1_000_000], unpriced) == ()
    assert typical(1_000_000, ()) is None
    assert economics_words(facts(accounts=3), carried([], MODEL), MODEL) == []


@pytest.mark.parametrize("name", PRESETS)
@given(arrs=ARRS)
def test_a_model_laid_over_a_book_places_every_account_once(name: str, arrs: list[int]) -> None:
    model = load(preset(name), file=name)
    found = fit(name, model, arrs)
    assert sum(found.tiers.values()) == len(arrs) == found.whole.of
    tiers = [next(tier for tier, rule in model.tiers.items() if arr >= rule.from_) for arr in arrs]
    costs = [planned_cost(tier, model.costs) for tier in tiers]
    exact = sum((cost.exact for cost in costs if cost is not None), Fraction(0))
    assert found.whole.cost == cents(exact)


def test_headcount_is_accounts_over_accounts_per_csm() -> None:
    assert headcount({"high": 10, "medium": 35, "unknown": 5}, MODEL.costs) == 1.0


def test_the_words_have_the_median_the_shares_and_who_pays_for_what() -> None:
    arrs = [50_000, 3_000_000, 12_000_000]
    book = facts(accounts=5, arrs=arrs, currency="USD")
    first, second = economics_words(book, carried(arrs, MODEL), MODEL)
    assert "The median ARR is $30,000." in first
    assert "high $6,800 = 22.7 %" in first
    assert "high from $45,333: 1; medium from $16,762: 1; low from $3,619: 0;" in second
    assert second.endswith("none of these: 1; without ARR: 2.")
