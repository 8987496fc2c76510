"""Thresholds of health and the line of licence use for a stage, a tier, or the first days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.facts import Facts, Reading
from csm_tui.domain.health_moves import weekly
from csm_tui.domain.model_file import load
from csm_tui.domain.standing import Standing, assess
from csm_tui.domain.why import explain
from csm_tui.errors import ModelProblem
from csm_tui.models import preset
from tests.domain.strategies import accounts, facts
from tests.domain.test_standing import cached

TODAY = date(2026, 2, 2)
OWN = """
[[health.thresholds]]
stage = "onboarding"
tier = "low"
green_from = 60
yellow_from = 30
at_risk_below = 25

[[health.thresholds]]
until = "180d"
green_from = 65
"""
LINE = """
[[need.licence_use_when]]
until = "60d"
line = [[0, 50], [20, 0]]
"""
MODEL = load(preset("four-tier") + OWN + LINE, file="mine.toml")


class Sources:
    """Names no source."""

    def field(self, name: str) -> str:
        return name

    def fact(self, fact: NamedTuple) -> str:
        return type(fact).__name__


def account(started: int, arr: int = 6_000_00, **fields: object) -> Account:
    start = TODAY - timedelta(days=started)
    return Account(id=1, name="Acme", arr=arr, start_date=start, entered_on=start, **fields)  # type: ignore[arg-type]


def stands(one: Account, score: float, model: object = MODEL, day: date = TODAY) -> Standing:
    known = Facts(readings=(Reading(1, day, "score", score),))
    return assess(one, known, model, day)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("started", "arr", "score", "band", "at_risk", "because"),
    [
        (30, 6_000_00, 62, "green", False, "stage onboarding, tier low"),
        (30, 6_000_00, 28, "red", False, "stage onboarding, tier low"),
        (30, 6_000_00, 24, "red", True, "stage onboarding, tier low"),
        # The first entry is of another tier: the second fits, and leaves yellow and risk alone.
        (30, 50_000_00, 66, "green", False, "to day 180"),
        (30, 50_000_00, 39, "red", True, "to day 180"),
        (180, 6_000_00, 66, "green", False, "to day 180"),
        (181, 6_000_00, 66, "yellow", False, ""),
    ],
)
def test_the_first_entry_that_fits_counts(
    started: int, arr: int, score: float, band: str, at_risk: bool, because: str
) -> None:
    standing = stands(account(started, arr), score)
    assert (standing.health.band, standing.risk.at_risk) == (band, at_risk)
    assert standing.health.bounds.because == because


def test_without_entries_the_models_own_hold() -> None:
    plain = load(preset("four-tier"), file="four-tier.toml")
    bounds = stands(account(30), 62, plain).health.bounds
    assert bounds == (70, 40, 40, "", None)


def test_the_use_of_licences_in_month_two_is_not_that_of_month_ten() -> None:
    def points(started: int) -> tuple[object, str]:
        need = stands(account(started, seats=100, seats_used=20), 80).need
        part = next(part for part in need.parts if part.name == "licence_use")
        return part.points, part.basis

    assert points(60) == (0, "seats used ÷ seats (to day 60)")
    assert points(300) == (84, "seats used ÷ seats")


def test_a_band_turns_by_itself_on_the_day_its_threshold_does() -> None:
    one = account(170)
    standing = stands(one, 66)
    assert standing.valid_until <= TODAY + timedelta(days=11)
    later = TODAY + timedelta(days=11)
    known = Facts(readings=(Reading(1, TODAY, "score", 66),))
    assert assess(one, known, MODEL, later).health.band == "yellow"
    weeks = weekly(one, known, "low", MODEL, later, 2)
    assert [week.band for week in weeks] == ["green", "yellow"]


def test_why_names_the_threshold_in_force_and_for_whom() -> None:
    one = account(30)
    known = Facts(readings=(Reading(1, TODAY, "score", 24),))
    standing = assess(one, known, MODEL, TODAY)
    found = explain("health", one, known, standing, MODEL, TODAY, Sources())
    words = "green from 60, yellow from 30, at risk below 25 (stage onboarding, tier low)"
    assert words in [step.text for step in found.steps]
    assert any(flip.startswith("30 or more (+6)") for flip in found.would_change)
    assert standing.risk.reason == "health 24 is below 25 (stage onboarding, tier low)"


@settings(max_examples=100)
@given(accounts, facts, st.integers(0, 300))
def test_what_is_cached_holds_until_valid_until(one: Account, known: Facts, ahead: int) -> None:
    standing = assess(one, known, MODEL, TODAY)
    last = standing.valid_until - timedelta(days=1)
    day = min(last, TODAY + timedelta(days=ahead))
    assert cached(assess(one, known, MODEL, day)) == cached(standing)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[health.thresholds]]\ngreen_from = 60\n", "`health.thresholds[1]` must say for whom"),
        ('[[health.thresholds]]\nstage = "growth"\n', "`health.thresholds[1]` must set"),
        (
            '[[health.thresholds]]\nstage = "growth"\ngreen_from = 40\n',
            "`health.thresholds[1]` has `yellow_from` 40, which must be less than 40",
        ),
        (
            '[[health.thresholds]]\nstage = "groth"\ngreen_from = 60\n',
            "`health.thresholds[1].stage` cannot be",
        ),
        (
            "[[need.licence_use_when]]\nline = [[0, 1], [1, 0]]\n",
            "`need.licence_use_when[1]` must say for whom",
        ),
    ],
)
def test_an_entry_that_makes_no_sense_is_told_by_its_key(text: str, told: str) -> None:
    with pytest.raises(ModelProblem) as caught:
        load(f"{preset('four-tier')}\n{text}", file="mine.toml")
    assert told in str(caught.value)
