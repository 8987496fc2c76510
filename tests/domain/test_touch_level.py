"""The effective level, step by step (DOMAIN §4 and §11, Level)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.facts import NO_FACTS, Facts, Override
from csm_tui.domain.lifecycle import RiskResult, StageResult
from csm_tui.domain.quadrants import AxisResult, QuadrantResult
from csm_tui.domain.terms import LEVELS, QUADRANTS, STAGES, TIERS, Level, Quadrant, Stage, Tier
from csm_tui.domain.tiers import TierResult
from csm_tui.domain.touch_level import LevelResult, level_of
from csm_tui.domain.touch_model import TouchModel
from csm_tui.models import preset

AXIS = AxisResult("size", None, None, (), 0)
MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
THREE = model_file.load(preset("three-tier"), file="three-tier.toml")
TODAY = date(2026, 2, 2)


def level(
    tier: Tier,
    stage: Stage | None = "growth",
    *,
    onboarding: bool = False,
    at_risk: bool = False,
    quadrant: Quadrant | None = None,
    floor: Level | None = None,
    override: Override | None = None,
    model: TouchModel = MODEL,
) -> LevelResult:
    return level_of(
        Account(id=1, name="Northwind Foods", entered_on=TODAY, level_floor=floor),
        NO_FACTS if override is None else Facts(overrides=(override,)),
        TierResult(tier, "", None, None, None),
        StageResult(
            stage, "", None, None, None, False, None, None, onboarding or stage == "onboarding"
        ),
        RiskResult(at_risk, "", None),
        QuadrantResult(quadrant, AXIS, AXIS, None),
        model,
        TODAY,
    )


def chain(result: LevelResult) -> str:
    return " → ".join(f"{step.cause}: {step.level}" for step in result.chain)


@pytest.mark.parametrize("tier", TIERS)
def test_in_growth_the_level_is_the_tier(tier: Tier) -> None:
    assert level(tier).level == tier
    assert chain(level(tier)) == f"tier: {tier}"


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("high", "high"),
        ("medium", "high"),
        ("low", "medium"),
        ("tech", "tech"),
        ("unknown", "medium"),
    ],
)
def test_onboarding(tier: Tier, expected: Level) -> None:
    assert level(tier, "onboarding").level == expected


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("high", "high"),
        ("medium", "high"),
        ("low", "medium"),
        ("tech", "tech"),
        ("unknown", "unknown"),
    ],
)
def test_renewal_is_one_up_and_tech_keeps_the_renewal_sequence(tier: Tier, expected: Level) -> None:
    assert level(tier, "renewal").level == expected
    assert chain(level(tier, "renewal")) == f"tier: {tier} → renewal: {expected}"


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("high", "high"),
        ("medium", "high"),
        ("low", "medium"),
        ("tech", "medium"),
        ("unknown", "medium"),
    ],
)
def test_at_risk_is_one_up_and_at_least_medium(tier: Tier, expected: Level) -> None:
    assert level(tier, at_risk=True).level == expected


@pytest.mark.parametrize("quadrant", ["persistent-light", "persistent-intensive"])
@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("high", "high"),
        ("medium", "medium"),
        ("low", "medium"),
        ("tech", "medium"),
        ("unknown", "unknown"),
    ],
)
def test_high_size_is_at_least_medium(tier: Tier, quadrant: Quadrant, expected: Level) -> None:
    assert level(tier, quadrant=quadrant).level == expected


@pytest.mark.parametrize("quadrant", ["digital-scale", "project"])
def test_low_size_leaves_the_level(quadrant: Quadrant) -> None:
    assert chain(level("low", quadrant=quadrant)) == "tier: low"


@pytest.mark.parametrize(
    ("tier", "floor", "expected"),
    [("tech", "low", "low"), ("high", "low", "high"), ("unknown", "low", "low")],
)
def test_a_floor_is_the_least(tier: Tier, floor: Level, expected: Level) -> None:
    assert level(tier, floor=floor).level == expected
    assert level(tier, floor=floor).chain[-1] == ("floor", expected)


def test_onboarding_renewal_and_risk_all_apply_in_this_order() -> None:
    result = level("low", "renewal", onboarding=True, at_risk=True, quadrant="persistent-light")
    assert chain(result) == (
        "tier: low → onboarding: medium → renewal: high → at risk: high → quadrant: high"
    )
    unknown = level("unknown", "renewal", onboarding=True, at_risk=True)
    assert chain(unknown) == ("tier: unknown → onboarding: medium → renewal: high → at risk: high")


def by_hand(value: str, until: date | None) -> Override:
    return Override(1, "level", value, "asked for calm", TODAY - timedelta(9), until)


def test_an_override_comes_last_and_holds_through_its_end() -> None:
    result = level("high", "renewal", floor="high", override=by_hand("low", TODAY))
    assert chain(result) == "tier: high → renewal: high → floor: high → override: low"
    assert result.changes_on == TODAY + timedelta(1)
    lapsed = level("high", override=by_hand("low", TODAY - timedelta(1)))
    assert (lapsed.level, lapsed.changes_on) == ("high", None)
    assert level("unknown", override=by_hand("low", None)).level == "low"


@pytest.mark.parametrize("stage", [None, "churned"])
def test_a_prospect_and_a_lost_account_have_no_level(stage: Stage | None) -> None:
    result = level("high", stage, at_risk=True, override=by_hand("high", None))
    assert (result.level, result.chain) == (None, ())


def test_a_model_without_medium_raises_to_its_own_levels() -> None:
    assert level("low", "renewal", model=THREE).level == "high"
    assert level("tech", floor="medium", model=THREE).level == "high"
    assert level("tech", quadrant="persistent-light", model=THREE).level in THREE.tiers
    assert level("tech", at_risk=True, model=THREE).level in THREE.tiers


def test_the_earliest_of_what_it_stands_on_is_its_change() -> None:
    day = [TODAY + timedelta(n) for n in range(5)]
    result = level_of(
        Account(id=1, name="Northwind Foods", entered_on=TODAY),
        NO_FACTS,
        TierResult("low", "", None, None, day[4]),
        StageResult("growth", "", None, None, None, False, None, day[3]),
        RiskResult(False, "", day[2]),
        QuadrantResult(None, AXIS, AXIS, day[1]),
        MODEL,
        TODAY,
    )
    assert result.changes_on == day[1]


@given(
    st.sampled_from([tier for tier in TIERS if tier != "unknown"]),
    st.sampled_from([stage for stage in STAGES if stage != "churned"]),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), st.sampled_from(QUADRANTS)),
    st.one_of(st.none(), st.sampled_from(LEVELS)),
)
def test_no_step_but_an_override_ever_lowers_the_level(
    tier: Tier,
    stage: Stage,
    onboarding: bool,
    at_risk: bool,
    quadrant: Quadrant | None,
    floor: Level | None,
) -> None:
    result = level(
        tier, stage, onboarding=onboarding, at_risk=at_risk, quadrant=quadrant, floor=floor
    )
    places = [LEVELS.index(step.level) for step in result.chain]
    assert places == sorted(places)
    assert result.level == result.chain[-1].level
