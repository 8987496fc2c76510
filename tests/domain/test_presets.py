"""Every figure that DOMAIN states for the two presets stands in their model files."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from csm_tui.domain.model_file import load, unanswered
from csm_tui.domain.terms import TIERS
from csm_tui.domain.touch_model import Effort, Template, TouchModel
from csm_tui.models import PRESETS, preset

THOUSAND = 100_000  # cents


@cache
def model_of(name: str) -> TouchModel:
    return load(preset(name), file=f"{name}.toml")


def at(value: Any, key: str) -> Any:
    """Return what stands at a dotted key, through dataclasses and tables alike."""
    for name in key.split("."):
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    return value


FOUR_TIER: dict[str, object] = {
    # §2, §11 Tier
    "tiers.high.from_": 100 * THOUSAND,
    "tiers.medium.from_": 25 * THOUSAND,
    "tiers.low.from_": 5 * THOUSAND,
    "tiers.tech.from_": 0,
    "tiers.high.share_of_base": "top 15–20 %",
    "tiers.medium.share_of_base": "30–40 %",
    "tiers.high.accounts_per_csm": "15–30",
    "tiers.medium.accounts_per_csm": "pod of 3–4 CSMs on 200–300 accounts (one primary contact)",
    "tiers.low.accounts_per_csm": "200–500",
    "tiers.tech.accounts_per_csm": "none assigned",
    "tiers.high.frequency": "bi-weekly",
    "tiers.medium.frequency": "monthly",
    "tiers.low.frequency": "quarterly",
    "tiers.tech.frequency": "only on events",
    "tiers.high.delivery": ("dedicated CSM",),
    "tiers.medium.delivery": ("pooled CSM pod",),
    "tiers.tech.delivery": ("automation", "product"),
    "tiers.high.response_hours": 0,
    "tiers.medium.response_hours": 24,
    "tiers.high.hours_a_month": (10, 15),
    "tiers.high.content": "custom",
    "tiers.medium.content": "templated with the customer's data filled in",
    "tiers.low.content": "templated but relevant",
    "tiers.tech.content": "templated but relevant",
    "tiering.strategic_from": 4,
    "tiering.trial_without_arr": "tech",
    "tiering.suggest_potential_from": 100 * THOUSAND,
    "tiering.suggest_arr_from": 25 * THOUSAND,
    "tiering.commit_months": 12,
    # §11 Stage, Level, At risk
    "lifecycle.onboarding_days": 90,
    "lifecycle.renewal_days": 90,
    "lifecycle.renewal_term_divisor": 4,
    "lifecycle.default_term_days": 365,
    "lifecycle.default_roll_months": 12,
    "lifecycle.onboarding_level": {
        "high": "high",
        "medium": "high",
        "low": "medium",
        "tech": "tech",
    },
    "lifecycle.onboarding_unknown": "medium",
    "lifecycle.renewal_raises": 1,
    "lifecycle.renewal_not_for": ("tech",),
    "lifecycle.risk_raises": 1,
    "lifecycle.risk_at_least": "medium",
    "lifecycle.risk_unknown": "medium",
    "lifecycle.quadrant_at_least": {
        "persistent-light": "medium",
        "persistent-intensive": "medium",
    },
    "risk.health_below": 40,
    "risk.fall_points": 20,
    "risk.fall_days": 28,
    "risk.fall_below": 70,
    # §11 Clock
    "cadence.hard_factor": 1.5,
    "cadence.raise_grace_days": 7,
    "cadence.booked_within_days": 7,
    "cadence.levels.high.check_in": 14,
    "cadence.levels.high.by_quadrant": {"persistent-light": 30, "persistent-intensive": 7},
    "cadence.levels.high.renewal_at_most": 14,
    "cadence.levels.high.review": 91,
    "cadence.levels.high.onboarding.first": 7,
    "cadence.levels.high.onboarding.until": 30,
    "cadence.levels.high.onboarding.then": 14,
    "cadence.levels.medium.check_in": 30,
    "cadence.levels.medium.review": 182,
    "cadence.levels.medium.onboarding.first": 30,
    "cadence.levels.medium.onboarding.then": 30,
    "cadence.levels.medium.alternate_email": True,
    "cadence.levels.low.check_in": 90,
    "cadence.levels.low.review": None,
    "cadence.levels.low.human_below_health": 70,
    "cadence.levels.low.project_quadrants": ("project",),
    "cadence.levels.tech.check_in": None,
    "cadence.levels.tech.project_quadrants": ("project",),
    # §11 Size, Need
    "size.line": ((0, 0), (5_000, 10), (25_000, 30), (100_000, 60), (500_000, 100)),
    "size.potential_factor": 0.8,
    "size.strategic_points": 4,
    "size.brand_points": 2,
    "size.split": 50,
    "need.weights": {
        "health": 40,
        "adoption": 25,
        "licence_use": 15,
        "tickets": 10,
        "complexity": 10,
    },
    "need.licence_use": ((0, 100), (50, 60), (80, 0), (100, 0)),
    "need.tickets": ((0, 0), (3, 40), (10, 100)),
    "need.complexity": {"low": 0, "moderate": 50, "high": 100},
    "need.split": 45,
    "need.window_days": 90,
    "need.least_coverage": 30,
    "need.low_size_onboarding_health_below": 70,
    # §10, §11 Health
    "health.weights": {
        "adoption": 25,
        "engagement": 15,
        "relationship": 15,
        "support": 15,
        "sentiment": 15,
        "pulse": 15,
    },
    "health.green_from": 70,
    "health.yellow_from": 40,
    "health.window_days": 90,
    "health.stale_days": 30,
    "health.least_coverage": 50,
    "health.engagement_interval": {"high": 14, "medium": 30, "low": 90},
    "health.engagement_zero_at": 3,
    "health.relationship": ((0, 0), (1, 40), (2, 70), (3, 100)),
    "health.relationship_days": 90,
    "health.support": ((0, 100), (3, 60), (10, 0)),
    "health.escalation_at_most": 40,
    "health.override_days": 90,
    "health.trend_days": (28, 84),
    # §11 Rank
    "rank.size_base": 0.5,
    "rank.size_divisor": 100,
    "rank.size_unknown": 0.75,
    "rank.inbound": 45,
    "rank.inbound_days": {"high": 0, "medium": 1, "low": 2},
    "rank.not_renewed": 50,
    "rank.promise": 40,
    "rank.promise_a_day": 2,
    "rank.promise_at_most": 20,
    "rank.detractor": 35,
    "rank.detractor_days": 30,
    "rank.at_risk": 30,
    "rank.renewal": {14: 40, 30: 30, 60: 20, 90: 10},
    "rank.review": 20,
    "rank.clock": 10,
    "rank.clock_step": 10,
    "rank.clock_at_most": 30,
    "rank.due_today": 8,
    "rank.project_overdue": 15,
    "rank.project_missing": 15,
    "rank.expansion": 12,
    "rank.expansion_seats": 90,
    "rank.expansion_potential": 2,
    "rank.falling_use": 12,
    "rank.falling_percent": 25,
    "rank.falling_days": 28,
    "rank.no_show": 10,
    "rank.no_show_count": 2,
    "rank.milestone": 5,
    "rank.no_health": 6,
    "rank.stale": 3,
    # §11 Hours
    "hours.effort": {
        "check-in": Effort(prepare=15, live=30, follow_up=15),
        "business-review": Effort(prepare=120, live=60, follow_up=60),
        "kickoff": Effort(prepare=60, live=60, follow_up=30),
        "training": Effort(prepare=30, live=60, follow_up=15),
        "milestone": Effort(prepare=15, live=30, follow_up=15),
        "recap": Effort(prepare=15, live=30, follow_up=15),
        "email": Effort(prepare=10, live=0, follow_up=0),
        "renewal": Effort(prepare=60, live=60, follow_up=60),
    },
    "hours.effort_by_level": {
        "medium": {"business-review": Effort(prepare=60, live=45, follow_up=15)},
        "low": {"renewal": Effort(prepare=10, live=0, follow_up=0)},
    },
    "hours.reactive_month": {"high": 2, "medium": 0.5, "low": 0.1, "tech": 0},
    "hours.available_month": 130,
    "hours.available_week": 30,
    "hours.month_days": 30.4375,
    "hours.review_replaces_days": 7,
    "hours.green_to": 85,
    "hours.red_from": 100,
    # §9, §11 Costs and Bands
    "costs.fully_loaded": 120 * THOUSAND,
    "costs.accounts_per_csm": {"high": 20, "medium": 70, "low": 350, "tech": 2_500},
    "costs.shared": {"high": 60_000, "medium": 60_000, "low": 15_000, "tech": 4_000},
    "costs.technology": {"high": 20_000, "medium": 20_000, "low": 5_000, "tech": 1_000},
    "costs.hours_a_year": 1_560,
    "costs.comfortable_to": 10,
    "costs.viable_to": 15,
    "costs.under_below": 5,
    "costs.blended": (10, 25),
    "costs.over_served_above": 15,
    "costs.gross_margin": None,
    "costs.target_margin": None,
    "costs.target_margin_share": 50,
    # §8
    "benchmarks.review_attendance": {"high": 80, "medium": 50},
    "benchmarks.email_open": 20,
    "benchmarks.email_click": 3,
    "benchmarks.webinar_registered": 30,
    "benchmarks.webinar_attended": 50,
    "benchmarks.least_survey_answers": 5,
}

THREE_TIER: dict[str, object] = {
    "tiers.high.from_": 100 * THOUSAND,
    "tiers.low.from_": 10 * THOUSAND,
    "tiers.tech.from_": 0,
    "tiers.high.accounts_per_csm": "8–15",
    "tiers.low.accounts_per_csm": "40–100 (hybrid: 40–80)",
    "tiers.tech.accounts_per_csm": "500–5,000+",
    "tiers.high.cost_range": (8 * THOUSAND, 22 * THOUSAND),
    "tiers.low.cost_range": (1 * THOUSAND, 350_000),
    "tiers.tech.cost_range": (5_000, 50_000),
    "tiers.high.fully_loaded_range": (120 * THOUSAND, 180 * THOUSAND),
    "tiers.low.fully_loaded_range": (100 * THOUSAND, 140 * THOUSAND),
    "tiers.tech.fully_loaded_range": None,
    "tiers.high.revenue_to_cost": (5, 10),
    "tiers.low.revenue_to_cost": (3, 10),
    "tiers.tech.revenue_to_cost": (2, 20),
    "tiers.high.cadence": "Weekly or bi-weekly reviews; QBR with executives",
    "tiers.low.cadence": "Monthly or quarterly, group webinars",
    "tiers.tech.cadence": "Automated; human only at high churn risk",
    "tiers.high.grr_at_least": 95,
    "tiers.high.nrr_at_least": 120,
    "tiers.high.gross_margin_above": 70,
    "tiers.high.scale": "holds to about 500 accounts",
    "tiers.low.scale": "200–2,000 accounts",
    "tiers.tech.scale": "1,000–100,000+ accounts",
    "tiers.high.share_of_revenue": "top 10–20 %",
    "tiers.low.share_of_revenue": "middle 30–40 %",
    "tiers.tech.share_of_revenue": "bottom 40–60 %",
    "cadence.levels.tech.check_in": None,
}


@pytest.mark.parametrize(("key", "stated"), FOUR_TIER.items())
def test_four_tier_states_what_domain_states(key: str, stated: object) -> None:
    assert at(model_of("four-tier"), key) == stated


@pytest.mark.parametrize(("key", "stated"), THREE_TIER.items())
def test_three_tier_states_what_domain_states(key: str, stated: object) -> None:
    assert at(model_of("three-tier"), key) == stated


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_names_itself_and_answers_all_five_questions(name: str) -> None:
    model = model_of(name)
    assert model.name == name
    assert unanswered(model) == ()


def test_levels_run_from_the_lowest_touch() -> None:
    assert model_of("four-tier").levels == ("tech", "low", "medium", "high")
    assert model_of("three-tier").levels == ("tech", "low", "high")


def timing(template: Template) -> str:
    for field in ("day", "week", "month", "before_renewal", "every_days"):
        if (value := getattr(template, field)) is not None:
            return f"{field} {value}"
    raise AssertionError(template)


def calendar(part: str, tier: str) -> list[tuple[str, str, bool]]:
    templates = at(model_of("four-tier"), f"templates.{part}.{tier}")
    return [(timing(one), one.kind, one.automated) for one in templates]


def test_onboarding_of_each_tier_is_that_of_the_cadence_calendar() -> None:
    assert calendar("onboarding", "high") == [
        ("week 1", "kickoff", False),
        ("week 2", "check-in", False),
        ("week 4", "milestone", False),
        ("month 2", "recap", False),
        ("month 3", "business-review", False),
    ]
    assert calendar("onboarding", "medium") == [
        ("week 1", "email", True),
        ("week 2", "check-in", False),
        ("week 4", "milestone", False),
        ("month 3", "business-review", False),
    ]
    assert calendar("onboarding", "low") == [
        ("day 1", "email", True),
        ("week 2", "email", True),
        ("week 4", "in-app", True),
        ("month 3", "check-in", True),
    ]
    assert calendar("onboarding", "tech") == [
        (f"day {day}", "email", True) for day in (1, 7, 14, 30)
    ]


def test_ongoing_touchpoints_of_each_level_are_those_of_the_cadence_calendar() -> None:
    assert calendar("ongoing", "high")[:2] == [
        ("every_days 14", "check-in", False),
        ("every_days 91", "business-review", False),
    ]
    assert calendar("ongoing", "medium") == [
        ("every_days 30", "check-in", False),
        ("every_days 182", "business-review", False),
    ]
    assert calendar("ongoing", "low") == [
        ("every_days 90", "check-in", True),
        ("every_days 30", "email", True),
        ("every_days 91", "webinar", True),
    ]
    assert {automated for _, _, automated in calendar("ongoing", "tech")} == {True}


def test_high_touch_meets_in_person_once_a_year() -> None:
    yearly = at(model_of("four-tier"), "templates.ongoing.high")[2]
    assert (yearly.every_days, yearly.channel) == (365, "in-person")


@pytest.mark.parametrize(
    ("tier", "days"),
    [("high", [90, 60, 30]), ("medium", [60, 30]), ("low", [60, 30, 14]), ("tech", [60, 30, 14])],
)
def test_renewal_outreach_of_each_tier(tier: str, days: list[int]) -> None:
    templates = at(model_of("four-tier"), f"templates.renewal.{tier}")
    assert [one.before_renewal for one in templates] == days
    assert all(one.automated is (tier == "tech") for one in templates)


@pytest.mark.parametrize("name", PRESETS)
def test_of_a_renewal_sequence_by_a_human_at_most_one_touchpoint_is_a_call(name: str) -> None:
    for tier, templates in model_of(name).templates.renewal.items():
        calls = [one for one in templates if one.channel in ("phone", "video")]
        assert len(calls) == (
            1 if tier in ("high", "medium") or (name, tier) == ("three-tier", "low") else 0
        )


@pytest.mark.parametrize("name", PRESETS)
def test_automated_campaigns_are_not_the_csms_and_calls_are(name: str) -> None:
    model = model_of(name)
    for part in (model.templates.onboarding, model.templates.ongoing, model.templates.renewal):
        for templates in part.values():
            assert all((one.owner == "csm") is (not one.automated) for one in templates)


@pytest.mark.parametrize("name", PRESETS)
def test_every_quadrant_has_its_strategy(name: str) -> None:
    said = model_of(name).quadrant_strategy
    assert said["digital-scale"].startswith("Q1 Digital scale: knowledge base, community")
    assert said["project"].startswith("Q2 Project engagement: a temporary project with one aim")
    assert said["persistent-light"].startswith("Q3 Persistent engagement, light: an assigned CSM")
    assert said["persistent-intensive"].startswith("Q4 Persistent engagement, intensive: the best")


def test_the_derived_costs_of_three_tier_lie_within_its_stated_ranges() -> None:
    model = model_of("three-tier")
    costs = model.costs
    for tier, rule in model.tiers.items():
        assert rule.cost_range is not None
        a_csm = costs.fully_loaded / costs.accounts_per_csm[tier]
        cost = a_csm + costs.shared[tier] + costs.technology[tier]
        assert rule.cost_range[0] <= cost <= rule.cost_range[1]


@pytest.mark.parametrize("name", PRESETS)
def test_tiers_stand_from_the_highest_touch_down(name: str) -> None:
    names = list(model_of(name).tiers)
    assert names == sorted(names, key=TIERS.index)


@pytest.mark.parametrize("name", PRESETS)
def test_the_optional_figures_can_be_uncommented(name: str) -> None:
    text = preset(name)
    for key in ("gross_margin", "retention", "target_margin"):
        assert f"\n# {key} = " in text
        text = text.replace(f"\n# {key} = ", f"\n{key} = ")
    costs = load(text, file="mine.toml").costs
    assert (costs.gross_margin, costs.retention, costs.target_margin) == (75, 90, 20)
