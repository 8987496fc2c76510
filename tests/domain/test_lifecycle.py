"""Stages, rolling renewals and at risk (DOMAIN §11, Stage and At risk)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.facts import NO_FACTS, Facts, Override, Reading
from csm_tui.domain.health import health_of
from csm_tui.domain.lifecycle import RiskResult, StageResult, risk_of, stage_of
from csm_tui.models import preset
from tests.domain.strategies import DAY, accounts, facts

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def stage(today: date = TODAY, **fields: Any) -> StageResult:
    return stage_of(Account(id=1, name="Northwind Foods", entered_on=TODAY, **fields), MODEL, today)


def test_a_prospect_has_no_stage() -> None:
    assert stage(status="prospect", start_date=ago(3)).stage is None


def test_churned_by_status_or_from_its_day_on() -> None:
    assert stage(status="churned", start_date=ago(3), renewal_date=TODAY).stage == "churned"
    assert stage(churned_on=TODAY).stage == "churned"
    leaving = stage(churned_on=ago(-1))
    assert (leaving.stage, leaving.changes_on) == ("growth", ago(-1))


@pytest.mark.parametrize(
    ("start", "name", "day"),
    [
        (ago(-20), "onboarding", -20),
        (TODAY, "onboarding", 0),
        (ago(90), "onboarding", 90),
        (ago(91), "growth", 91),
        (None, "growth", None),
    ],
)
def test_onboarding_runs_from_before_the_start_through_day_90(
    start: date | None, name: str, day: int | None
) -> None:
    result = stage(start_date=start)
    assert (result.stage, result.day, result.onboarding) == (name, day, name == "onboarding")


@pytest.mark.parametrize(
    ("start", "notice", "opens_before"),
    [
        (None, None, 90),  # term unknown: 365 ÷ 4 is more than 90
        (date(2025, 9, 30), None, 90),
        (None, 30, 120),
        (date(2026, 5, 3), None, 45),  # a term of 182 days: 45.5
    ],
)
def test_renewal_opens_a_quarter_term_at_most_90_days_before_the_notice_deadline(
    start: date | None, notice: int | None, opens_before: int
) -> None:
    renewal = date(2026, 11, 1)
    opens = renewal - timedelta(opens_before)
    fields: dict[str, Any] = {"renewal_date": renewal, "notice_days": notice, "start_date": start}
    eve = stage(opens - timedelta(1), **fields)
    assert (eve.stage != "renewal", eve.changes_on) == (True, opens)
    assert stage(opens, **fields).stage == "renewal"
    assert stage(renewal, **fields).stage == "renewal"
    assert stage(opens, **fields).notice_on == renewal - timedelta(notice or 0)


def test_renewal_goes_before_onboarding_and_onboarding_still_holds() -> None:
    result = stage(start_date=ago(80), renewal_date=ago(-10))
    assert (result.stage, result.onboarding, result.day) == ("renewal", True, 80)
    assert result.changes_on == ago(-11)


def test_without_auto_renew_a_past_renewal_stays_not_renewed() -> None:
    result = stage(renewal_date=ago(1), start_date=ago(366))
    assert (result.stage, result.not_renewed_since, result.renewal_on) == (
        "renewal",
        ago(1),
        ago(1),
    )
    assert result.reason == "not renewed since 1 Feb 2026"
    assert stage(renewal_date=TODAY).not_renewed_since is None


@pytest.mark.parametrize(
    ("start", "renewal", "rolled"),
    [
        # without a start: 12 months
        (None, date(2025, 2, 1), date(2027, 2, 1)),
        (None, date(2025, 2, 2), date(2026, 2, 2)),
        # by its own term
        (date(2023, 3, 15), date(2025, 3, 15), date(2027, 3, 15)),
        (date(2025, 7, 10), date(2026, 1, 10), date(2026, 7, 10)),
        # the last day of a month stays the last day, and leap days come back
        (date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)),
        # a term that ends on the eve of the next
        (date(2024, 1, 1), date(2024, 12, 31), date(2026, 12, 31)),
        (date(2023, 3, 1), date(2024, 2, 29), date(2026, 2, 28)),
        # a term of odd days
        (date(2025, 12, 1), date(2026, 1, 20), date(2026, 3, 11)),
        # a start that cannot be one
        (date(2026, 1, 1), date(2025, 2, 1), date(2027, 2, 1)),
    ],
)
def test_auto_renew_rolls_a_past_renewal_forward_by_its_term(
    start: date | None, renewal: date, rolled: date
) -> None:
    result = stage(start_date=start, renewal_date=renewal, auto_renew=True)
    assert (result.renewal_on, result.rolled, result.not_renewed_since) == (rolled, True, None)


def test_rolling_through_years_does_not_drift() -> None:
    leap: dict[str, Any] = {
        "start_date": date(2020, 2, 29),
        "renewal_date": date(2021, 2, 28),
        "auto_renew": True,
    }
    assert stage(date(2028, 2, 1), **leap).renewal_on == date(2028, 2, 29)
    assert stage(date(2029, 2, 1), **leap).renewal_on == date(2029, 2, 28)


def test_on_its_day_a_renewal_still_stands_and_rolls_the_day_after() -> None:
    fields: dict[str, Any] = {"renewal_date": TODAY, "auto_renew": True}
    assert (stage(**fields).renewal_on, stage(**fields).changes_on) == (TODAY, ago(-1))
    after = stage(ago(-1), **fields)
    assert (after.renewal_on, after.stage, after.rolled) == (date(2027, 2, 2), "growth", True)


def test_the_end_of_the_calendar_is_no_error() -> None:
    last = date(9999, 12, 31)
    assert stage(last, start_date=last, renewal_date=last, auto_renew=True).changes_on is None
    rolled = stage(last, renewal_date=date(9999, 1, 5), auto_renew=True)
    assert (rolled.renewal_on, rolled.rolled) == (date(9999, 1, 5), False)
    assert stage(date(1, 1, 1), renewal_date=date(1, 1, 5), notice_days=400).stage == "renewal"


def risk(*readings: tuple[date, float], overrides: tuple[Override, ...] = ()) -> RiskResult:
    dated = tuple(Reading(i, day, "score", value) for i, (day, value) in enumerate(readings))
    facts = Facts(readings=dated, overrides=overrides)
    account = Account(id=1, name="Northwind Foods", entered_on=TODAY)
    return risk_of(facts, health_of(account, facts, "medium", MODEL, TODAY), MODEL, TODAY)


@pytest.mark.parametrize(("score", "at_risk"), [(39.99, True), (40.0, False)])
def test_health_below_40_is_at_risk(score: float, at_risk: bool) -> None:
    assert risk((TODAY, score)).at_risk is at_risk


@pytest.mark.parametrize(
    ("then", "now", "at_risk"),
    [(89.9, 69.9, True), (89.8, 69.9, False), (90, 70, False), (80, 60, True), (79.9, 60, False)],
)
def test_a_fall_of_20_points_to_below_70_is_at_risk(then: float, now: float, at_risk: bool) -> None:
    result = risk((ago(28), then), (TODAY, now))
    assert result.at_risk is at_risk


def test_a_fall_is_counted_from_what_was_known_28_days_ago() -> None:
    assert risk((ago(29), 85), (ago(27), 60)).at_risk
    assert not risk((ago(27), 85), (TODAY, 60)).at_risk
    assert not risk((ago(28 + 91), 85), (TODAY, 60)).at_risk


def test_unknown_health_is_not_at_risk() -> None:
    assert risk() == RiskResult(False, "health unknown", None)


def override(value: str, until: date | None) -> tuple[Override, ...]:
    return (Override(1, "at-risk", value, "sponsor left", ago(5), until),)


def test_a_flag_by_hand_holds_through_its_end() -> None:
    flagged = risk((TODAY, 90), overrides=override("yes", TODAY))
    assert (flagged.at_risk, flagged.reason) == (True, "set by hand: sponsor left")
    assert flagged.changes_on == ago(-1)
    assert not risk((TODAY, 90), overrides=override("yes", ago(1))).at_risk


def test_a_no_by_hand_holds_against_health() -> None:
    assert not risk((TODAY, 10), overrides=override("no", None)).at_risk
    assert risk((TODAY, 10), overrides=override("no", ago(1))).at_risk


def test_a_flag_set_later_does_not_count_yet() -> None:
    coming = (Override(1, "at-risk", "yes", "sponsor left", ago(-3)),)
    account = Account(id=1, name="Northwind Foods", entered_on=TODAY)
    facts = Facts(overrides=coming)
    health = health_of(account, NO_FACTS, "medium", MODEL, TODAY)
    result = risk_of(facts, health, MODEL, TODAY)
    assert (result.at_risk, result.changes_on) == (False, ago(-3))


@given(accounts, st.integers(0, 500))
def test_no_stage_changes_before_it_says(account: Account, ahead: int) -> None:
    now = stage_of(account, MODEL, DAY)
    day = DAY + timedelta(ahead)
    if now.changes_on is None or day < now.changes_on:
        then = stage_of(account, MODEL, day)
        assert replace(then, day=None, changes_on=None) == replace(now, day=None, changes_on=None)


@given(accounts, facts, st.integers(0, 120))
def test_no_risk_changes_before_it_says(account: Account, facts: Facts, ahead: int) -> None:
    def on(day: date) -> RiskResult:
        return risk_of(facts, health_of(account, facts, "high", MODEL, day), MODEL, day)

    now = on(DAY)
    day = DAY + timedelta(ahead)
    if now.changes_on is None or day < now.changes_on:
        assert replace(on(day), changes_on=None) == replace(now, changes_on=None)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 1200), st.integers(0, 4000))
def test_a_rolled_renewal_is_the_first_from_today_on(start: date, term: int, ahead: int) -> None:
    renewal = start + timedelta(term)
    today = renewal + timedelta(ahead)
    rolled = stage(today, start_date=start, renewal_date=renewal, auto_renew=True).renewal_on
    assert rolled is not None and today <= rolled <= today + timedelta(term + 3)
