"""How far a change of the touch model reaches; what it leaves alone stays as it is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.facts import Facts
from csm_tui.domain.model_changes import apply
from csm_tui.domain.model_file import load
from csm_tui.domain.touch_model import TouchModel
from csm_tui.domain.what_if import NO_GROWTH, Growth
from csm_tui.domain.what_if_reach import Reach
from csm_tui.domain.what_if_standing import Supposed, clocked, treated
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, facts

TOML = preset("four-tier")
OLD = load(TOML, file="four-tier")
# Each changes one thing that a standing is made of, or nothing of it.
CHANGES = [
    {"tiers.high.from": "50k"},
    {"tiers.medium.from": "30_000", "tiers.low.from": "1000"},
    {"tiering.strategic_from": "3"},
    {"tiering.strategic_from": "5"},
    {"tiering.trial_without_arr": "low"},
    {"lifecycle.onboarding_days": "30d"},
    {"lifecycle.renewal_days": "30d"},
    {"lifecycle.renewal_term_divisor": "12"},
    {"lifecycle.default_term_days": "100d"},
    {"lifecycle.default_roll_months": "5"},
    {"lifecycle.onboarding_level.tech": "high"},
    {"lifecycle.onboarding_unknown": "high"},
    {"lifecycle.renewal_raises": "2"},
    {"lifecycle.renewal_not_for": "[]"},
    {"lifecycle.risk_raises": "2"},
    {"lifecycle.risk_at_least": "high"},
    {"lifecycle.risk_unknown": "high"},
    {"lifecycle.quadrant_at_least.persistent-light": "high"},
    {"risk.health_below": "60"},
    {"risk.fall_below": "90"},
    {"risk.fall_points": "5"},
    {"risk.fall_days": "60d"},
    {"cadence.hard_factor": "1.1"},
    {"cadence.raise_grace_days": "30d"},
    {"cadence.booked_within_days": "0d"},
    {"cadence.levels.high.check_in": "60d"},
    {"cadence.levels.high.by_quadrant.persistent-light": "3d"},
    {"cadence.levels.high.onboarding.first": "2d"},
    {"cadence.levels.medium.check_in": "10d"},
    {"cadence.levels.medium.alternate_email": "false"},
    {"cadence.levels.low.human_below_health": "90"},
    {"cadence.levels.low.project_quadrants": "[]"},
    {"size.split": "30"},
    {"size.strategic_points": "20"},
    {"size.potential_factor": "0.2"},
    {"size.line": "[[0, 0], [50000, 60], [500000, 100]]"},
    {"need.split": "20"},
    {"need.low_size_onboarding_health_below": "90"},
    {"need.least_coverage": "60"},
    {"need.weights.health": "20", "need.weights.adoption": "45"},
    {"health.green_from": "80"},
    {"health.yellow_from": "20"},
    {"health.least_coverage": "20"},
    {"health.window_days": "30d"},
    {"health.engagement_interval.high": "90d"},
    {"health.weights.pulse": "5", "health.weights.support": "25"},
    {"hours.available_month": "100"},
    {"costs.fully_loaded": "1"},
    {"rank.at_risk": "1"},
    {"planning.horizon_weeks": "4"},
    {"templates.ongoing.high[1].every_days": "50d"},
]
WITH_ENTRIES = f'{TOML}\n[[health.thresholds]]\nstage = "growth"\ngreen_from = 60\n'
growths = st.sampled_from(
    [NO_GROWTH, NO_GROWTH, Growth(arr=Fraction(2)), Growth(arr=Fraction(1, 3)), Growth(Fraction(9))]
)


def changed(words: dict[str, str], toml: str = TOML) -> TouchModel:
    return load(apply(toml, words, file="changed"), file="changed")


NEW = [changed(words) for words in CHANGES]


@settings(max_examples=150)
@given(accounts, facts, st.sampled_from([OLD, OLD, *NEW]), growths)
def test_what_is_not_assessed_again_is_as_a_full_assessment_has_it(
    account: Account, known: Facts, old: TouchModel, growth: Growth
) -> None:
    before = treated(account, known, Supposed(old, NO_GROWTH, DAY))
    for words, new in zip(CHANGES, NEW, strict=True):
        supposed = Supposed(new, growth, DAY)
        after = treated(account, known, supposed)
        if before is None or after is None:
            assert before is None and after is None
            return
        reach = Reach(old, new, growth, DAY)
        found, depth = reach.of(before, account if reach.reads_accounts else None)
        if depth == "clock":
            clock = clocked(found, account, known, supposed)
            # What its clock does not tell is assessed as a whole.
            found, depth = (found, "whole") if clock is None else (clock, depth)
        assert depth == "whole" or found == after, words


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: next(iter(words)))
def test_a_change_that_reaches_nobody_is_said_to(words: dict[str, str]) -> None:
    harmless = next(iter(words)).split(".")[0] in (
        "hours",
        "costs",
        "rank",
        "planning",
        "templates",
    )
    assert Reach(OLD, changed(words), NO_GROWTH, DAY).nothing is harmless


@pytest.mark.parametrize(
    "key", ["risk.fall_points", "need.least_coverage", "health.window_days", "need.weights"]
)
def test_what_is_not_known_to_be_harmless_reaches_everybody(key: str) -> None:
    (new,) = [changed(words) for words in CHANGES if next(iter(words)).startswith(key)]
    assert Reach(OLD, new, NO_GROWTH, DAY).everything


def test_other_thresholds_of_health_reach_everybody_where_some_have_their_own() -> None:
    old = load(WITH_ENTRIES, file="own")
    assert Reach(old, changed({"health.green_from": "80"}, WITH_ENTRIES), NO_GROWTH, DAY).everything
    assert not Reach(OLD, changed({"health.green_from": "80"}), NO_GROWTH, DAY).everything
