"""The hours there are, and how far those asked for fill them (DOMAIN §9 and §11)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.capacity import accounts_possible, monthly_hours
from csm_tui.domain.capacity_time import (
    accounts_at_mix,
    available_month,
    available_week,
    fill_of,
    hours_a_month,
    hours_a_week,
    utilisation,
)
from csm_tui.domain.model_file import load
from csm_tui.domain.terms import Level
from csm_tui.domain.work_time import DEFAULT, WorkTime, work_time_of
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier.toml")


def test_twelve_high_touch_accounts_of_75_hours_a_year_take_77_percent_of_1170() -> None:
    percent = utilisation(12 * 75, 1_170)
    assert percent is not None
    assert f"{percent:.0f} %" == "77 %"
    assert fill_of(percent, MODEL) == "room"
    # 1,170 are 30 hours a week, a quarter of them internal.
    assert 52 * 30 * 0.75 == 1_170


def test_the_models_week_is_its_month() -> None:
    assert (available_week(DEFAULT), available_month(DEFAULT, MODEL)) == (30, 130)
    # 30 hours on seven days are no whole minutes a day.
    assert available_month(work_time_of(MODEL, frozenset(range(7))), MODEL) == 130


def test_other_hours_are_in_proportion() -> None:
    work = replace(DEFAULT, minutes_a_day=270)
    assert available_week(work) == 22.5
    assert available_month(work, MODEL) == pytest.approx(97.5)


def test_no_hours_have_no_utilisation() -> None:
    assert available_month(WorkTime(frozenset({0}), {}, 0), MODEL) == 0
    assert utilisation(10, 0) is None
    assert utilisation(0, 130) == 0


@pytest.mark.parametrize(
    ("percent", "fill"),
    [(0, "room"), (85, "room"), (85.1, "tight"), (99.9, "tight"), (100, "over")],
)
def test_utilisation_is_green_to_85_and_red_from_100(percent: float, fill: str) -> None:
    assert fill_of(percent, MODEL) == fill


@pytest.mark.parametrize("level", ["high", "medium"])
def test_accounts_of_one_tier_alone_are_those_of_the_defaults(level: Level) -> None:
    one = monthly_hours(level, level, "growth", None, None, MODEL)
    possible = accounts_possible(level, MODEL)
    assert possible == {"high": 21, "medium": 62}[level]
    at_mix = accounts_at_mix(10, 10 * one, 130)
    assert at_mix is not None
    assert abs(at_mix - possible) <= 1


def test_accounts_that_ask_for_nothing_have_no_bound() -> None:
    assert accounts_at_mix(400, 0, 130) is None
    assert accounts_at_mix(3, 0.3, 1.0) == 10


@given(hours=st.floats(0, 1e6))
def test_a_month_of_weeks_is_the_month(hours: float) -> None:
    assert hours_a_month(hours_a_week(hours, MODEL), MODEL) == pytest.approx(hours)


@given(accounts=st.integers(1, 10_000), each=st.floats(0.01, 100), available=st.floats(1, 10_000))
def test_what_fits_at_the_mix_fits_and_one_more_does_not(
    accounts: int, each: float, available: float
) -> None:
    fit = accounts_at_mix(accounts, accounts * each, available)
    assert fit is not None
    assert fit * each <= available * (1 + 1e-6)
    assert (fit + 1) * each > available * (1 - 1e-6)
