"""The pyramid: tiers by ARR, strategic weight and overrides (DOMAIN §11, Tier)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.terms import TIERS, Tier
from csm_tui.domain.tiers import tier_of
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, cents, maybe

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
THREE = model_file.load(preset("three-tier"), file="three-tier.toml")
TODAY = date(2026, 2, 2)


def account(**fields: Any) -> Account:
    return Account(id=1, name="Northwind Foods", entered_on=TODAY, **fields)


@pytest.mark.parametrize(
    ("arr", "tier"),
    [
        (10_000_000, "high"),
        (9_999_999, "medium"),
        (2_500_000, "medium"),
        (2_499_999, "low"),
        (500_000, "low"),
        (499_999, "tech"),
        (0, "tech"),
        (-100, "tech"),
    ],
)
def test_arr_decides_and_its_bounds_belong_to_the_higher_tier(arr: int, tier: Tier) -> None:
    assert tier_of(account(), arr, MODEL, TODAY).tier == tier


def test_the_reason_names_the_arr_and_the_bound() -> None:
    assert tier_of(account(), 8_840_000, MODEL, TODAY).reason == "ARR 88,400, from 25,000"
    euros = account(currency="EUR")
    assert tier_of(euros, 499_999, MODEL, TODAY).reason == "ARR €4,999.99, below €5,000"


@pytest.mark.parametrize(("strategic", "tier"), [(3, "tech"), (4, "high"), (5, "high")])
def test_strategic_weight_from_4_of_5_goes_before_arr(strategic: int, tier: Tier) -> None:
    assert tier_of(account(strategic=strategic), 100, MODEL, TODAY).tier == tier
    assert tier_of(account(strategic=strategic), None, MODEL, TODAY).tier == (
        "high" if tier == "high" else "unknown"
    )


@pytest.mark.parametrize(
    ("status", "tier"),
    [("trial", "tech"), ("customer", "unknown"), ("prospect", "unknown"), ("churned", "unknown")],
)
def test_without_arr_only_a_trial_is_tech(status: Any, tier: Tier) -> None:
    assert tier_of(account(status=status), None, MODEL, TODAY).tier == tier


@pytest.mark.parametrize(
    ("arr", "fields", "suggestion"),
    [
        (2_500_000, {"complexity": "high"}, "high: high complexity"),
        (2_499_999, {"complexity": "high"}, None),
        (2_500_000, {"potential_arr": 10_000_000}, "high: potential ARR 100,000"),
        (2_500_000, {"potential_arr": 9_999_999}, None),
        (2_500_000, {"complexity": "moderate"}, None),
        (10_000_000, {"complexity": "high"}, None),
        (None, {"complexity": "high"}, None),
        (2_500_000, {"complexity": "high", "tier_override": "low"}, None),
    ],
)
def test_complexity_and_potential_suggest_one_tier_up_and_move_nothing(
    arr: int | None, fields: dict[str, Any], suggestion: str | None
) -> None:
    result = tier_of(account(**fields), arr, MODEL, TODAY)
    assert result.suggestion == suggestion
    if suggestion is not None:
        assert result.tier == "medium"


def test_an_override_holds_through_its_last_day_and_lapses_by_itself() -> None:
    end = TODAY + timedelta(5)
    given_up = account(tier_override="high", tier_override_until=end, tier_override_reason="logo")
    held = tier_of(given_up, 100, MODEL, end)
    assert (held.tier, held.override_until, held.changes_on) == ("high", end, end + timedelta(1))
    assert held.reason == "set by hand through 7 Feb 2026: logo"
    lapsed = tier_of(given_up, 100, MODEL, end + timedelta(1))
    assert (lapsed.tier, lapsed.override_until, lapsed.changes_on) == ("tech", None, None)


def test_an_override_without_an_end_holds() -> None:
    result = tier_of(account(tier_override="medium"), None, MODEL, TODAY)
    assert (result.tier, result.changes_on) == ("medium", None)


@pytest.mark.parametrize(
    ("arr", "tier"),
    [(10_000_000, "high"), (9_999_999, "low"), (1_000_000, "low"), (999_999, "tech")],
)
def test_the_tiers_are_those_of_the_model(arr: int, tier: Tier) -> None:
    assert tier_of(account(), arr, THREE, TODAY).tier == tier


@given(accounts, cents, cents)
def test_more_arr_never_lowers_the_tier(account: Account, one: int, other: int) -> None:
    less, more = sorted((one, other))
    places = [TIERS.index(tier_of(account, arr, MODEL, DAY).tier) for arr in (less, more)]
    assert places[1] <= places[0]


@given(accounts, maybe(cents), st.integers(0, 100))
def test_nothing_changes_before_it_says(account: Account, arr: int | None, ahead: int) -> None:
    now = tier_of(account, arr, MODEL, DAY)
    day = DAY + timedelta(ahead)
    if now.changes_on is None or day < now.changes_on:
        assert tier_of(account, arr, MODEL, day) == now
