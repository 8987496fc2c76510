"""The templates of onboarding, from the start and by tier (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain.occasions_onboarding import day_of
from csm_tui.domain.touch_model import Template
from tests.domain.occasion_cases import TODAY, account, ask, booked, days, held, keys, of_plan

HIGH = 20_000_000
START = date(2026, 1, 26)
KICKOFF = "onboarding:2026-01-26:week-1:kickoff"


def template(**when: Any) -> Template:
    """Return a template that counts so from the start."""
    plain = Template(kind="milestone", title="x", channel="video", owner="csm", purpose="proactive")
    return replace(plain, **when)


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
        (date(9999, 11, 30), 2, None),
        (date(9999, 11, 30), 1_000_000, None),
    ],
)
def test_months_count_from_the_start_and_never_drift(
    start: date, months: int, day: date | None
) -> None:
    assert day_of(template(month=months), start) == day


def test_days_and_weeks_count_from_the_start() -> None:
    assert day_of(template(day=1), START) == date(2026, 1, 27)
    assert day_of(template(week=2), START) == date(2026, 2, 9)
    assert day_of(template(week=1_000_000), START) is None


def test_a_high_tier_is_onboarded_by_its_templates() -> None:
    found = ask(account(arr=HIGH, start_date=START))
    assert keys(found, "onboarding:") == [
        KICKOFF,
        "onboarding:2026-01-26:week-2:check-in",
        "onboarding:2026-01-26:week-4:milestone",
        "onboarding:2026-01-26:month-2:recap",
        "onboarding:2026-01-26:month-3:business-review",
    ]
    kickoff, *_, review = [one for one in found.occasions if one.key.startswith("onboarding:")]
    assert (kickoff.title, kickoff.channel, kickoff.effort) == ("Kickoff call", "video", 150)
    assert (kickoff.due_on, kickoff.window_from, kickoff.window_to) == (
        TODAY,
        date(2026, 1, 27),
        date(2026, 2, 5),
    )
    assert kickoff.reason == "high: onboarding day 7; week-1 kickoff"
    assert kickoff.content == "custom"
    assert review.effort == 240


def test_templates_follow_the_tier_and_efforts_the_level() -> None:
    found = ask(account(start_date=START))
    assert keys(found, "onboarding:")[-1] == "onboarding:2026-01-26:month-3:business-review"
    review = found.occasions[-1]
    assert (review.kind, review.effort) == ("business-review", 240)
    assert review.content == "templated with the customer's data filled in"


def test_automated_templates_cost_nothing_and_are_not_made_up_for() -> None:
    found = ask(account(arr=100_000, start_date=START))
    series = [one for one in found.occasions if one.key.startswith("onboarding:")]
    assert [one.due_on for one in series] == [TODAY, date(2026, 2, 9), date(2026, 2, 25)]
    assert all(one.automated and one.effort == 0 for one in series)
    assert {one.owner for one in series} == {"marketing"}
    on_its_day, a_day_later = START + timedelta(days=1), START + timedelta(days=2)
    welcome = "onboarding:2026-01-26:day-1:email"
    assert welcome in keys(ask(account(arr=100_000, start_date=START), today=on_its_day))
    assert welcome not in keys(ask(account(arr=100_000, start_date=START), today=a_day_later))


def test_what_nobody_held_is_asked_for_while_its_window_is_open() -> None:
    who = account(arr=HIGH, start_date=date(2026, 1, 23))
    assert "onboarding:2026-01-23:week-1:kickoff" in keys(ask(who))
    assert "onboarding:2026-01-23:week-1:kickoff" in keys(ask(who), "onboarding:")
    a_day_later = ask(who, today=TODAY + timedelta(days=1))
    assert "onboarding:2026-01-23:week-1:kickoff" not in keys(a_day_later)


def test_an_occasion_outlives_the_stage_of_onboarding() -> None:
    who = account(arr=HIGH, start_date=date(2025, 11, 1))
    assert "onboarding:2025-11-01:month-3:business-review" in keys(ask(who))


@pytest.mark.parametrize("status", ["done", "skipped", "cancelled"])
def test_a_closed_plan_settles_its_occasion(status: str) -> None:
    who = account(arr=HIGH, start_date=START)
    milestone = ask(who).occasions[3]
    assert milestone.kind == "milestone"
    later = ask(who, of_plan(milestone)._replace(status=status, date=TODAY))
    assert milestone.key not in keys(later)


def test_a_no_show_does_not_settle_it_and_is_asked_again_from_the_next_day() -> None:
    who = account(arr=HIGH, start_date=START)
    kickoff = ask(who).occasions[0]
    again = ask(who, of_plan(kickoff)._replace(status="no-show")).occasions[0]
    assert (again.key, again.due_on) == (f"{KICKOFF}:2", kickoff.due_on)
    assert again.window_from == TODAY + timedelta(days=1)
    assert again.window_to > again.window_from


def test_a_plan_that_the_csm_moved_stays_hers() -> None:
    who = account(arr=HIGH, start_date=START)
    moved = of_plan(ask(who).occasions[0], date(2026, 2, 13))._replace(booked=True)
    assert KICKOFF not in keys(ask(who, moved))


def test_one_of_the_kind_held_or_booked_about_that_day_settles_it() -> None:
    who = account(arr=HIGH, start_date=START)
    key = "onboarding:2026-01-26:week-4:milestone"
    assert key in keys(ask(who, booked(date(2026, 2, 15), "milestone")))
    assert key not in keys(ask(who, booked(date(2026, 2, 16), "milestone")))
    assert key not in keys(ask(who, booked(date(2026, 3, 2), "milestone")))
    assert key in keys(ask(who, booked(date(2026, 3, 3), "milestone")))
    assert key in keys(ask(who, booked(date(2026, 2, 23), "milestone", automated=True)))


def test_the_kickoff_of_this_contract_settles_it_however_early() -> None:
    who = account(arr=HIGH, start_date=START)
    assert KICKOFF not in keys(ask(who, held(date(2025, 12, 27), "kickoff")))
    assert KICKOFF in keys(ask(who, held(date(2025, 12, 26), "kickoff")))


def test_a_start_ahead_counts_already() -> None:
    found = ask(account(arr=HIGH, start_date=date(2026, 2, 10)))
    assert days(found, "onboarding:")[0] == date(2026, 2, 17)


def test_two_occasions_of_one_name_have_keys_of_their_own() -> None:
    twice = [one.key for one in ask(account(arr=HIGH, start_date=START)).occasions]
    assert len(set(twice)) == len(twice)


def test_an_account_without_a_start_has_no_onboarding() -> None:
    assert keys(ask(account(start_date=None)), "onboarding:") == []
