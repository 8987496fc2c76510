"""The hours a model asks for, and how many accounts of a tier one CSM can carry (DOMAIN §11)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.capacity import (
    accounts_possible,
    effort_minutes,
    monthly_hours,
    template_minutes,
)
from csm_tui.domain.model_file import load
from csm_tui.domain.terms import LEVELS, QUADRANTS, STAGES, TIERS, Level, Quadrant, Stage, Tier
from csm_tui.domain.touch_model import TouchModel
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier.toml")
THREE = load(preset("three-tier"), file="three-tier.toml")


def growth(level: Level, quadrant: Quadrant | None = None, health: float | None = None) -> float:
    return monthly_hours(level, level, "growth", quadrant, health, MODEL)


def test_one_csm_carries_about_the_accounts_that_domain_says() -> None:
    assert accounts_possible("high", MODEL) == 21
    assert accounts_possible("medium", MODEL) == 62
    assert accounts_possible("low", MODEL) == pytest.approx(430, rel=0.03)
    assert accounts_possible("tech", MODEL) == 0


def test_three_tier_carries_what_its_ratios_say() -> None:
    assert 8 <= accounts_possible("high", THREE) <= 15
    assert 40 <= accounts_possible("low", THREE) <= 100


def test_a_medium_account_in_growth() -> None:
    check_ins, reviews, renewal = 30.4375 / 30, 30.4375 / 182 * 2, (180 + 10) / 60 / 12
    assert growth("medium") == pytest.approx(check_ins + reviews + renewal + 0.5)
    assert 130 / growth("medium") == pytest.approx(61.5, abs=0.05)


def test_a_high_account_in_growth() -> None:
    check_ins, reviews, visit = 30.4375 / 14, 30.4375 / 91 * 4, 4 / 12
    renewal = (180 + 10 + 10) / 60 / 12
    assert growth("high") == pytest.approx(check_ins + reviews + visit + renewal + 2)


def test_a_low_account_costs_a_human_check_in_only_below_the_health_of_the_model() -> None:
    without = 30 / 60 / 12 + 0.1
    assert growth("low", health=70) == pytest.approx(without)
    assert growth("low", health=None) == pytest.approx(without)
    assert growth("low", health=69.9) == pytest.approx(without + 30.4375 / 90)


def test_the_quadrant_slows_and_hastens_high_touch() -> None:
    plain = growth("high")
    assert growth("high", "persistent-light") == pytest.approx(plain - 30.4375 * (1 / 14 - 1 / 30))
    assert growth("high", "persistent-intensive") == pytest.approx(plain + 30.4375 / 14)


def test_a_project_replaces_the_clock_of_low_touch() -> None:
    assert growth("low", "project", 10) == pytest.approx(30 / 60 / 12 + 0.1)


def test_in_renewal_a_light_account_is_seen_as_often_as_any() -> None:
    in_renewal = monthly_hours("high", "high", "renewal", "persistent-light", None, MODEL)
    assert in_renewal == pytest.approx(growth("high"))


def test_onboarding_is_its_templates_and_the_check_ins_between() -> None:
    check_ins = 30 / 7 + 60 / 14
    templates = 150 + 60 + 60 + 60 + 240
    minutes = (check_ins - 5) * 60 + templates
    hours = minutes / 60 * 30.4375 / 90 + 4 / 12 + 200 / 60 / 12 + 2
    assert monthly_hours("high", "high", "onboarding", None, None, MODEL) == pytest.approx(hours)


def test_nothing_is_asked_for_a_prospect_an_unknown_level_or_a_lost_account() -> None:
    assert monthly_hours(None, "high", None, None, None, MODEL) == 0
    assert monthly_hours("unknown", "unknown", "growth", None, None, MODEL) == 0
    assert monthly_hours("high", "high", "churned", None, None, MODEL) == 0


def test_tech_touch_costs_no_hours() -> None:
    assert growth("tech") == 0
    assert monthly_hours("tech", "tech", "onboarding", None, None, MODEL) == 0


@pytest.mark.parametrize(
    ("kind", "level", "minutes"),
    [
        ("check-in", "high", 60),
        ("business-review", "high", 240),
        ("business-review", "medium", 120),
        ("kickoff", "high", 150),
        ("training", "high", 105),
        ("milestone", "medium", 60),
        ("recap", "high", 60),
        ("email", "low", 10),
        ("renewal", "high", 180),
        ("renewal", "low", 10),
        ("expansion", "high", 60),
    ],
)
def test_a_touchpoint_costs_prepare_live_and_follow_up(
    kind: str, level: Level, minutes: int
) -> None:
    assert effort_minutes(kind, level, MODEL) == minutes


def test_of_a_renewal_sequence_one_is_a_call_and_the_others_email() -> None:
    def sequence(tier: Tier) -> list[int]:
        return [template_minutes(one, tier, MODEL) for one in MODEL.templates.renewal[tier]]

    assert sequence("high") == [180, 10, 10]
    assert sequence("medium") == [180, 10]
    assert sequence("low") == [10, 10, 10]
    assert sequence("tech") == [0, 0, 0]


def test_a_slower_clock_frees_hours_and_is_counted_once() -> None:
    levels = dict(MODEL.cadence.levels)
    levels["medium"] = replace(levels["medium"], check_in=60)
    slower = replace(MODEL, cadence=replace(MODEL.cadence, levels=levels))
    less = monthly_hours("medium", "medium", "growth", None, None, slower)
    assert growth("medium") - less == pytest.approx(30.4375 / 60)


@given(
    level=st.sampled_from([None, "unknown", *LEVELS]),
    tier=st.sampled_from(TIERS),
    stage=st.sampled_from([None, *STAGES]),
    quadrant=st.sampled_from([None, *QUADRANTS]),
    health=st.none() | st.floats(0, 100),
    model=st.sampled_from([MODEL, THREE]),
)
def test_hours_are_never_negative_nor_absurd(
    level: Level | None,
    tier: Tier,
    stage: Stage | None,
    quadrant: Quadrant | None,
    health: float | None,
    model: TouchModel,
) -> None:
    hours = monthly_hours(level, tier, stage, quadrant, health, model)
    assert 0 <= hours < 20
