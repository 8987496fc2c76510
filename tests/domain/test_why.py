"""The arithmetic behind tier, level, quadrant and health, and what would flip them (INTERFACE)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.explanation import Explanation, Step
from csm_tui.domain.facts import (
    NO_FACTS,
    ArrChange,
    Contact,
    Facts,
    MetricPoint,
    Override,
    Reading,
    Subscription,
    Survey,
    Touchpoint,
)
from csm_tui.domain.standing import assess
from csm_tui.domain.supposing import nearest
from csm_tui.domain.why import FIGURES, explain
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, facts

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)


class Sources:
    """Names every field and fact by what was asked for."""

    def field(self, name: str) -> str:
        return f"accounts.csv, {name}"

    def fact(self, fact: NamedTuple) -> str:
        return f"{type(fact).__name__} {fact[0]}"


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def account(**fields: Any) -> Account:
    return Account(id=1, name="Northwind Foods", entered_on=ago(300), **fields)


def why(figure: str, one: Account, known: Facts = NO_FACTS, day: date = TODAY) -> Explanation:
    standing = assess(one, known, MODEL, day)
    return explain(figure, one, known, standing, MODEL, day, Sources())


def readings(**values: float) -> tuple[Reading, ...]:
    return tuple(Reading(i, TODAY, m, value) for i, (m, value) in enumerate(values.items(), 1))


# Tier


def test_a_tier_names_its_arr_its_source_and_the_arr_that_would_change_it() -> None:
    result = why("tier", account(arr=8_840_000))
    assert (result.account, result.figure, result.value) == ("Northwind Foods", "tier", "medium")
    assert result.steps[0] == Step("ARR as recorded", 88_400, source="accounts.csv, arr")
    assert result.would_change == (
        "ARR of 100,000 (+11,600) would make it high.",
        "ARR below 25,000 (−63,400.01) would make it low.",
        "A strategic value of 4 or 5 would make it high.",
    )


def test_a_tier_says_the_currency_where_it_is_known() -> None:
    result = why("tier", account(arr=10_000_050, currency="USD"))
    assert result.steps[0].value == 100_000.5
    assert result.would_change == ("ARR below $100,000 (−$0.51) would make it medium.",)


def test_an_arr_of_subscriptions_lists_those_open_and_what_comes_by_itself() -> None:
    lines = (
        Subscription(1, ago(400), ago(10), 9_000_000),
        Subscription(2, ago(100), ago(-30), 2_000_000, product="Core"),
        Subscription(3, ago(100), None, 1_000_000),
    )
    result = why("tier", account(), Facts(subscriptions=lines))
    assert [(step.text, step.value, step.source) for step in result.steps[:3]] == [
        ("subscription Core since 25 Oct 2025, to 4 Mar 2026", 20_000, "Subscription 2"),
        ("subscription since 25 Oct 2025", 10_000, "Subscription 3"),
        ("ARR of the subscriptions open today", 30_000, None),
    ]
    assert result.would_change[-1] == "On 4 Mar 2026 it becomes low by itself."


def test_an_arr_of_changes_lists_them() -> None:
    changes = (
        ArrChange(1, ago(90), 600_000, "new"),
        ArrChange(2, ago(9), -50),
        ArrChange(3, ago(-9), 1),
    )
    result = why("tier", account(), Facts(arr_changes=changes))
    assert [(step.value, step.source) for step in result.steps[:3]] == [
        (6_000, "ArrChange 1"),
        (-0.5, "ArrChange 2"),
        (5_999.5, None),
    ]


def test_without_arr_it_is_missing_and_any_would_place_it() -> None:
    result = why("tier", account())
    assert (result.value, result.missing) == ("unknown", ("arr",))
    assert result.would_change[0] == (
        "An ARR would place it: high from 100,000, medium from 25,000, low from 5,000, tech from 0."
    )


def test_an_override_says_its_end_and_what_it_hides() -> None:
    one = account(
        arr=100, tier_override="high", tier_override_until=ago(-5), tier_override_reason="logo"
    )
    result = why("tier", one)
    assert (
        Step("set by hand through 7 Feb 2026: logo", "high", source="accounts.csv, tier_override")
        in result.steps
    )
    assert result.would_change == (
        "Without the override it would be tech.",
        "On 8 Feb 2026 it becomes tech by itself.",
    )
    assert "override to high lapsed on 7 Feb 2026" in [
        step.text for step in why("tier", one, day=ago(-6)).steps
    ]


def test_strategic_weight_and_a_suggestion_are_steps() -> None:
    result = why("tier", account(arr=3_000_000, strategic=2, complexity="high"))
    assert [(step.text, step.source) for step in result.steps[1:]] == [
        ("strategic value of 5", "accounts.csv, strategic"),
        ("ARR 30,000, from 25,000", None),
        ("suggested, not taken: high: high complexity", "accounts.csv, complexity"),
    ]
    strategic = why("tier", account(arr=3_000_000, strategic=5))
    assert "A strategic value below 4 would make it medium." in strategic.would_change


# Level


def test_a_level_is_its_chain_with_reasons_and_sources() -> None:
    one = account(arr=600_000, start_date=ago(80), renewal_date=ago(-20), level_floor="low")
    result = why("level", one, Facts(readings=readings(score=36)))
    assert [(step.text, step.value, step.source) for step in result.steps] == [
        ("tier: ARR 6,000, from 5,000", "low", "accounts.csv, arr"),
        ("onboarding: day 80", "medium", "accounts.csv, start_date"),
        ("renewal: renews on 22 Feb 2026", "high", "accounts.csv, renewal_date"),
        ("at risk: health 36 is below 40", "high", "Reading 1"),
        ("a floor of low is guaranteed", "high", "accounts.csv, level_floor"),
    ]


def test_health_that_would_end_being_at_risk_names_the_measure_that_would_do() -> None:
    known = Facts(readings=readings(adoption=20, support=40, sentiment=30, pulse=50))
    result = why("level", account(arr=600_000), known)
    # (25 × 20 + 15 × 40 + 15 × 30 + 15 × 50) ÷ 70 = 32.86; 25 × 40 more makes 40 exactly
    assert result.value == "medium"
    assert (
        "Health of 40 or more (+7.14) would end at risk and make it low: adoption at 40 % would do."
        in (result.would_change)
    )


def test_health_that_would_put_it_at_risk_is_named_where_it_moves_the_level() -> None:
    calm = why("level", account(arr=600_000), Facts(readings=readings(score=80)))
    assert "Health below 40 would make it at risk and medium." in calm.would_change
    high = why("level", account(arr=60_000_000), Facts(readings=readings(score=80)))
    assert not [flip for flip in high.would_change if "at risk" in flip]


def test_a_level_follows_arr_renewal_and_time() -> None:
    one = account(arr=600_000, start_date=ago(700), renewal_date=ago(-20), auto_renew=True)
    result = why("level", one)
    assert result.value == "medium"
    assert "Renewed for a year it would be low." in result.would_change
    assert "ARR of 25,000 (+19,000) would make it high." in result.would_change
    assert "ARR below 5,000 (−1,000.01) would make it tech." in result.would_change
    assert "On 23 Feb 2026 it becomes low by itself (tier: low)." in result.would_change


def test_a_level_set_by_hand_says_what_it_would_be_without() -> None:
    override = Override(7, "level", "tech", "asked for calm", ago(3), ago(-3))
    one = account(arr=600_000, level_floor="medium")
    result = why("level", one, Facts(overrides=(override,)))
    assert result.steps[-1] == Step(
        "set by hand through 5 Feb 2026: asked for calm", "tech", source="Override 7"
    )
    assert "Without the override it would be medium." in result.would_change


def test_a_prospect_has_no_level() -> None:
    result = why("level", account(status="prospect"))
    assert (result.value, result.missing, result.would_change) == ("none", (), ())


# Quadrant


def test_a_quadrant_shows_both_axes_with_contributions() -> None:
    one = account(arr=2_500_000, strategic=1, seats=100, seats_used=65, complexity="high")
    known = Facts(readings=readings(score=60), metrics=(MetricPoint(1, "tickets_open", TODAY, 3),))
    result = why("quadrant", one, known)
    rows = [(step.value, step.weight, step.points, step.source) for step in result.steps]
    assert rows[:3] == [
        (25_000, 1, 30, "accounts.csv, arr"),
        (1, 4, 4, "accounts.csv, strategic"),
        (34, None, 34, None),
    ]
    # need: (40 × 40 + 15 × 30 + 10 × 40 + 10 × 100) ÷ 75
    assert rows[3:8] == [
        (60, 40, 21.33, "Reading 1"),
        (65, 15, 6, "accounts.csv, seats_used"),
        (3, 10, 5.33, "MetricPoint 1"),
        (100, 10, 13.33, "accounts.csv, complexity"),
        (46, None, 46, None),
    ]
    assert result.value == "project"
    assert result.missing == ("potential ARR", "brand value", "adoption")


def test_a_quadrant_names_the_values_that_would_move_it() -> None:
    one = account(arr=2_500_000, seats=100, seats_used=65, complexity="high")
    known = Facts(readings=readings(score=60), metrics=(MetricPoint(1, "tickets_open", TODAY, 3),))
    flips = why("quadrant", one, known).would_change
    assert "ARR of 75,000 (+50,000) would make it persistent-intensive." in flips
    # 76 points too many of 3450: health 62 takes 80
    assert "Health of 62 or more would make it digital-scale." in flips
    assert "2 open tickets or fewer would make it digital-scale." in flips
    assert "68 of 100 seats in use would make it digital-scale." in flips
    assert "Low complexity would make it digital-scale." in flips


def test_what_is_not_placed_names_what_is_missing_and_what_would_place_it() -> None:
    result = why("quadrant", account(arr=100))
    assert (result.value, "health" in result.missing) == ("not placed", True)
    assert "A health score would place it: 70 in digital-scale." in result.would_change
    without_size = why("quadrant", account(), Facts(readings=readings(score=80)))
    assert without_size.would_change[0].startswith("ARR of 75,000 would make it persistent-light")


# Health


def test_health_shows_each_measure_with_weight_contribution_and_source() -> None:
    known = Facts(
        readings=(Reading(4, ago(31), "pulse", 75),),
        metrics=(
            MetricPoint(5, "licensed_seats", ago(9), 50),
            MetricPoint(6, "active_users", ago(2), 20),
        ),
        surveys=(Survey(8, ago(5), "nps", 9, respondent="Ana"),),
        touchpoints=(Touchpoint(9, ago(45), "check-in", "video", contacts=("Ana", "Bo")),),
        contacts=(Contact(1, "Ana"), Contact(2, "Bo"), Contact(3, "Cy")),
    )
    result = why("health", account(arr=3_000_000), known)
    rows = [(step.text, step.value, step.weight, step.points, step.source) for step in result.steps]
    assert rows[:5] == [
        (
            "adoption: 20 active users on 31 Jan 2026 ÷ 50 licensed seats",
            40,
            25,
            11.76,
            "MetricPoint 6; seats: MetricPoint 5",
        ),
        ("engagement: 45 days since 19 Dec 2025, against 30", 75, 15, 13.24, "Touchpoint 9"),
        (
            "relationship: 2 of 3 contacts took part in 90 days: Ana, Bo",
            70,
            15,
            12.35,
            "Touchpoint 9",
        ),
        (
            "sentiment: survey answers, the latest nps 9 of Ana, 28 Jan 2026",
            90,
            15,
            15.88,
            "Survey 8",
        ),
        ("pulse: reading of 2 Jan 2026, stale", 75, 15, 13.24, "Reading 4"),
    ]
    assert result.value == "66 (yellow)"
    assert result.missing == ("support: no open tickets figure",)
    assert sum(row[3] or 0 for row in rows) == pytest.approx(66.47, abs=0.01)


def test_health_names_the_nearest_change_that_would_move_its_band() -> None:
    known = Facts(readings=readings(adoption=52, support=60, sentiment=70, pulse=75))
    result = why("health", account(arr=600_000), known)
    # (25 × 52 + 15 × 205) ÷ 70 = 62.5; 70 asks for 525 more, which is 21 points of adoption
    assert result.value == "63 (yellow)"
    assert (
        "70 or more (+7.5) would make it green: adoption at 73 % would do." in result.would_change
    )
    assert "Less than 40 (−22.5) would make it red." in result.would_change


def test_a_pulse_that_disagrees_is_listed() -> None:
    known = Facts(readings=readings(score=75, pulse=25))
    texts = [step.text for step in why("health", account(), known).steps]
    assert "the pulse says red, the score green" in texts
    assert "pulse: reading of 2 Feb 2026, not counted" in texts


def test_unknown_health_asks_for_a_pulse_and_a_provisional_one_is_marked() -> None:
    unknown = why("health", account())
    assert (unknown.value, len(unknown.missing)) == ("unknown", 6)
    assert unknown.would_change == ("A pulse of 1 to 5 would give a provisional score.",)
    provisional = why("health", account(), Facts(readings=readings(pulse=25)))
    assert provisional.value == "~25 (red, provisional)"
    assert provisional.would_change[0] == (
        "40 or more (+15) would make it yellow: a pulse of 3 would do."
    )


def test_health_set_by_hand_keeps_the_computed_score_visible() -> None:
    override = Override(7, "health", "85", "sponsor told me", ago(3), ago(-3))
    known = Facts(readings=readings(score=36), overrides=(override,))
    result = why("health", account(), known)
    assert result.value == "85 (green)"
    assert (
        Step("set by hand through 5 Feb 2026: sponsor told me", 85, None, 85, "Override 7")
        in result.steps
    )
    assert Step("score: the imported score, as new as the measures", 36) in result.steps
    assert "Without the override it would be 36 (red)." in result.would_change
    assert "On 6 Feb 2026 it becomes 36 (red) if nothing is recorded until then." in (
        result.would_change
    )


# Laws


@pytest.mark.parametrize(
    ("start", "end", "least", "found"),
    [(10, 100, 42, 42), (41.5, 100, 42, 42), (10, 100, 101, None), (50, 50, 1, None)],
)
def test_the_nearest_value_upwards(start: float, end: int, least: int, found: int | None) -> None:
    assert nearest(start, end, lambda value: value >= least) == found


def test_the_nearest_value_downwards() -> None:
    assert nearest(80, 0, lambda value: value < 42) == 41
    assert nearest(80.5, 0, lambda value: value < 81) == 80
    assert nearest(80, 0, lambda _: False) is None


@settings(max_examples=60)
@given(accounts, facts)
def test_every_figure_of_any_account_has_an_explanation(account: Account, facts: Facts) -> None:
    standing = assess(account, facts, MODEL, DAY)
    for figure in FIGURES[:4]:
        result = explain(figure, account, facts, standing, MODEL, DAY, Sources())
        assert result.steps
        assert all(flip.endswith(".") for flip in result.would_change)
        assert len(set(result.would_change)) == len(result.would_change)


@settings(max_examples=100)
@given(accounts, facts)
def test_the_contributions_add_up_to_the_score(account: Account, facts: Facts) -> None:
    standing = assess(account, facts, MODEL, DAY)
    health = explain("health", account, facts, standing, MODEL, DAY, Sources())
    points = [step.points for step in health.steps if step.points is not None]
    if standing.health.basis == "measures":
        assert sum(points) == pytest.approx(standing.health.score, abs=0.05)
    quadrant = explain("quadrant", account, facts, standing, MODEL, DAY, Sources())
    need = [step.points for step in quadrant.steps if re.match("need, ", step.text)]
    if standing.need.score is not None:
        assert sum(value or 0 for value in need) == pytest.approx(standing.need.score, abs=0.05)


@settings(max_examples=60)
@given(accounts, facts)
def test_the_arr_that_is_named_flips_the_tier(account: Account, facts: Facts) -> None:
    standing = assess(account, facts, MODEL, DAY)
    for flip in explain("tier", account, facts, standing, MODEL, DAY, Sources()).would_change:
        found = re.match(r"ARR (of|below) ([\d,]+) .* would make it (\w+)\.", flip)
        if found is None:
            continue
        cents = int(found[2].replace(",", "")) * 100 - (found[1] == "below")
        known = Facts(arr_changes=(ArrChange(1, DAY, cents),))
        assert assess(account, known, MODEL, DAY).tier.tier == found[3] != standing.tier.tier
