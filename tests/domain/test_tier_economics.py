"""Tiers and the whole book in figures (DOMAIN §9, blended over the book)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csm_tui.domain.model_file import load
from csm_tui.domain.tier_economics import TierGroup, blended, tier_sums, verdict_of
from csm_tui.models import preset

FOUR = load(preset("four-tier"), file="four-tier.toml")
THREE = load(preset("three-tier"), file="three-tier.toml")
K = 100_000
GROUPS = (TierGroup("high", 2, 2, 300 * K), TierGroup("low", 3, 2, 20 * K))


def test_every_tier_of_the_model_has_a_sum_in_its_order() -> None:
    sums = tier_sums((TierGroup("unknown", 4, 0, 0), *GROUPS), FOUR)
    assert [one.tier for one in sums] == ["high", "medium", "low", "tech", "unknown"]
    assert (sums[1].accounts, sums[1].arr, sums[1].cost, sums[1].share) == (0, 0, 0, None)
    assert (sums[4].accounts, sums[4].arr, sums[4].cost, sums[4].planned) == (4, None, None, None)


def test_the_cost_is_of_all_accounts_the_share_of_those_with_arr() -> None:
    high, _, low, _ = tier_sums(GROUPS, FOUR)
    assert (high.cost, high.without_arr) == (2 * 680_000, 0)
    assert high.share == pytest.approx(100 * 13_600 / 300_000)
    assert high.multiple == pytest.approx(300_000 / 13_600)
    # Rounded at the end: three times 542.857… is 1,628.57, not 1,628.58.
    assert (low.cost, low.without_arr) == (162_857, 1)
    assert low.share == pytest.approx(100 * 2 * 542.857 / 20_000, abs=0.001)


def test_blended_is_the_cost_by_the_arr_of_the_accounts_that_have_both() -> None:
    whole = blended((*GROUPS, TierGroup("unknown", 4, 0, 0)), FOUR)
    assert (whole.accounts, whole.of, whole.arr) == (4, 9, 320 * K)
    assert whole.cost == 2 * 680_000 + 108_571
    assert whole.share == pytest.approx(100 * 14_685.71 / 320_000, abs=0.001)
    assert whole.verdict == "below"


def test_nothing_is_blended_from_nothing() -> None:
    whole = blended((TierGroup("unknown", 4, 0, 0),), FOUR)
    assert (whole.share, whole.multiple, whole.verdict) == (None, None, None)
    silent = replace(FOUR, costs=replace(FOUR.costs, fully_loaded=0))
    assert blended(GROUPS, silent).share is None


def test_lifetime_value_of_a_tier_and_of_all() -> None:
    model = replace(FOUR, costs=replace(FOUR.costs, gross_margin=80.0, retention=90.0))
    assert tier_sums(GROUPS, model)[0].lifetime_value == 2_400 * K
    assert blended(GROUPS, model).lifetime_value == 2_560 * K


def test_the_verdict_counts_the_bounds_as_within() -> None:
    assert [verdict_of(value, (5, 10)) for value in (4.9, 5, 10, 10.1)] == [
        "below",
        "within",
        "within",
        "above",
    ]
    assert verdict_of(None, (5, 10)) is None
    assert verdict_of(5, None) is None


def test_a_high_account_of_three_tiers_returns_what_the_model_expects() -> None:
    (high, *_) = tier_sums((TierGroup("high", 1, 1, 100 * K),), THREE)
    assert verdict_of(high.multiple, THREE.tiers["high"].revenue_to_cost) == "within"
