"""The check-ins ahead: the clock carried on, and what stands in for one (DOMAIN §11, Clock)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain.account import Account
from csm_tui.domain.facts import Project, Reading
from tests.domain.occasion_cases import (
    TODAY,
    account,
    ask,
    booked,
    days,
    held,
    keys,
    of_kind,
    of_plan,
)

HIGH = 20_000_000
LAST = date(2026, 1, 25)
# A report by email: it resets the clock of business reviews and no other.
REVIEW = held(date(2026, 1, 24), "business-review", channel="email")
CHAIN = "check-in:"


def high(**fields: Any) -> Account:
    """Return a high account without a quadrant, in growth."""
    return account(**{"arr": HIGH, **fields})


def every(first: date, interval: int, count: int) -> list[date]:
    """Return `count` days from `first` on, so many days apart."""
    return [first + timedelta(days=number * interval) for number in range(count)]


def test_check_ins_come_round_from_the_last_that_qualified() -> None:
    found = ask(high(), REVIEW, held(LAST))
    assert days(found, CHAIN)[:5] == every(date(2026, 2, 8), 14, 5)
    first, second = of_kind(found, "check-in")[:2]
    assert (first.key, first.effort, first.channel) == ("check-in:2026-02-08", 60, "video")
    assert (first.window_from, first.window_to) == (date(2026, 2, 5), date(2026, 2, 12))
    assert first.reason == "high: every 14 days, last 25 Jan"
    assert second.reason == "high: every 14 days"


def test_one_that_is_past_comes_now_and_the_next_at_least_half_an_interval_later() -> None:
    late, following, *_ = of_kind(ask(high(), REVIEW, held(date(2026, 1, 1))), "check-in")
    assert late.key == "check-in:2026-01-15"
    assert late.window_to == TODAY + timedelta(days=7)
    assert late.reason == "high: due since 15 Jan, every 14 days, last 1 Jan"
    assert following.due_on == date(2026, 2, 12)


def test_an_overdue_chain_stands_still_from_day_to_day() -> None:
    who, facts = high(), (REVIEW, held(date(2025, 12, 26)))
    until = date(2026, 4, 1)
    today = ask(who, *facts, until=until)
    tomorrow = ask(who, *facts, today=TODAY + timedelta(days=1), until=until)
    assert today.occasions[0].due_on < TODAY
    assert today == tomorrow


def test_an_overdue_one_has_its_window_anew_after_the_first() -> None:
    who, facts = high(), (REVIEW, held(date(2025, 12, 28)))
    ends = [
        of_kind(ask(who, *facts, today=TODAY + timedelta(days=days)), "check-in")[0].window_to
        for days in range(12)
    ]
    assert ends == [date(2026, 2, 5)] + 7 * [date(2026, 2, 12)] + 4 * [date(2026, 2, 19)]


def test_a_booked_call_stands_in_and_the_chain_goes_on_from_it() -> None:
    call = booked(date(2026, 2, 12), "training")
    found = ask(high(), REVIEW, held(LAST), call)
    assert days(found, CHAIN)[:2] == every(date(2026, 2, 26), 14, 2)


def test_a_booked_call_keeps_an_overdue_account_from_being_asked_now() -> None:
    found = ask(high(), REVIEW, held(date(2026, 1, 1)), booked(date(2026, 2, 9)))
    assert days(found, CHAIN)[0] == date(2026, 2, 23)


def test_a_booked_email_or_automation_stands_in_for_nothing() -> None:
    day = date(2026, 2, 8)
    for other in (
        booked(day, "email", channel="email", booked=False),
        booked(day, "webinar", channel="automated"),
        booked(day, "check-in", automated=True),
    ):
        assert days(ask(high(), REVIEW, held(LAST), other), CHAIN)[0] == day


@pytest.mark.parametrize(
    ("review_on", "next_on"),
    [
        (date(2026, 2, 8), date(2026, 2, 22)),
        (date(2026, 2, 15), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 2, 8)),
    ],
)
def test_a_business_review_within_a_week_stands_in(review_on: date, next_on: date) -> None:
    found = ask(high(), REVIEW, held(LAST), booked(review_on, "business-review"))
    assert days(found, CHAIN)[0] == next_on


def test_a_wanted_business_review_stands_in() -> None:
    found = ask(high(), held(date(2025, 11, 14), "business-review"), held(date(2026, 1, 30)))
    review = of_kind(found, "business-review")[0]
    assert review.due_on == date(2026, 2, 13)
    assert days(found, CHAIN)[0] == date(2026, 2, 27)


def test_a_business_review_long_overdue_keeps_no_check_in_waiting() -> None:
    overdue = held(date(2025, 9, 1), "business-review")
    found = ask(high(), overdue, held(date(2026, 1, 1)))
    assert "business-review:2025-12-01" in keys(found)
    assert keys(found, CHAIN)[0] == "check-in:2026-01-15"


def test_a_milestone_that_is_late_still_stands_in_while_its_window_is_open() -> None:
    who = high(start_date=date(2026, 1, 2), entered_on=date(2026, 1, 2))
    found = ask(who, held(date(2026, 1, 20)))
    assert "onboarding:2026-01-02:week-4:milestone" in keys(found)
    assert days(found, CHAIN)[0] == date(2026, 2, 13)
    tomorrow = ask(who, held(date(2026, 1, 20)), today=TODAY + timedelta(days=1))
    assert days(tomorrow, CHAIN)[0] == date(2026, 2, 13)


def test_what_was_skipped_is_not_asked_again_and_the_chain_goes_on() -> None:
    who, facts = high(), (REVIEW, held(LAST))
    first = of_kind(ask(who, *facts), "check-in")[0]
    skipped = of_plan(first)._replace(status="skipped")
    assert days(ask(who, *facts, skipped), CHAIN)[0] == date(2026, 2, 22)


def test_a_skipped_overdue_one_does_not_come_back_with_its_next_occurrence() -> None:
    who, facts = high(), (REVIEW, held(date(2025, 12, 20)))
    late = of_kind(ask(who, *facts), "check-in")[0]
    skipped = of_plan(late, TODAY)._replace(status="skipped")
    assert days(ask(who, *facts, skipped), CHAIN)[0] >= TODAY + timedelta(days=8)


def test_one_that_did_not_reach_the_customer_is_asked_again_later() -> None:
    who, facts = high(), (REVIEW, held(date(2026, 1, 5)))
    late = of_kind(ask(who, *facts), "check-in")[0]
    tried = of_plan(late, TODAY)._replace(status="done", answered=False)
    again, following = of_kind(ask(who, *facts, tried), "check-in")[:2]
    assert (again.key, again.window_from) == (f"{late.key}:2", TODAY + timedelta(days=7))
    assert following.due_on > again.window_from + timedelta(days=7)


def test_after_a_no_show_it_is_asked_again_from_the_next_day() -> None:
    who, facts = high(), (REVIEW, held(date(2026, 1, 5)))
    late = of_kind(ask(who, *facts), "check-in")[0]
    missed = of_plan(late, TODAY)._replace(status="no-show")
    again = of_kind(ask(who, *facts, missed), "check-in")[0]
    assert (again.key, again.window_from) == (f"{late.key}:2", TODAY + timedelta(days=1))


def test_what_was_booked_and_never_closed_is_not_planned_anew() -> None:
    who, facts = high(), (REVIEW, held(date(2026, 1, 15)))
    first = of_kind(ask(who, *facts), "check-in")[0]
    waiting = of_plan(first, date(2026, 1, 30))._replace(booked=True)
    assert first.key not in keys(ask(who, *facts, waiting))


def test_calls_and_emails_take_turns_in_medium() -> None:
    found = of_kind(ask(account(), REVIEW, held(LAST, channel="phone")), "check-in")
    assert [(one.channel, one.effort, one.title) for one in found] == [
        ("email", 10, "Check-in by email"),
        ("phone", 60, "Check-in"),
        ("email", 10, "Check-in by email"),
    ]
    turned = ask(
        account(), REVIEW, held(LAST - timedelta(days=30)), held(LAST, channel="email", id=5)
    )
    assert of_kind(turned, "check-in")[0].channel == "phone"


def test_after_a_booked_call_it_is_the_turn_of_an_email() -> None:
    found = ask(account(), REVIEW, held(LAST), booked(date(2026, 2, 20), channel="phone"))
    assert of_kind(found, "check-in")[0].channel == "email"
    assert days(found, CHAIN)[0] == date(2026, 3, 22)


def test_onboarding_checks_in_weekly_and_then_every_two_weeks_around_its_templates() -> None:
    found = ask(high(start_date=date(2026, 1, 26), entered_on=date(2026, 1, 26)))
    assert days(found, CHAIN) == [date(2026, 2, 16), date(2026, 3, 9), date(2026, 4, 9)]


def test_the_first_of_a_high_touch_onboarding_is_the_kickoff() -> None:
    who = account(start_date=date(2026, 1, 26), entered_on=date(2026, 1, 26))
    first = ask(who).occasions[0]
    assert (first.key, first.kind, first.effort) == ("check-in:2026-02-02", "kickoff", 150)
    after_one = ask(who, held(date(2026, 1, 27), "kickoff", channel="email"))
    assert of_kind(after_one, "kickoff") == []


def test_nothing_comes_before_the_kickoff() -> None:
    found = ask(high(start_date=date(2026, 1, 25), entered_on=date(2025, 1, 1)))
    assert found.occasions[0].kind == "kickoff"
    assert days(found, CHAIN)[0] > found.occasions[0].due_on


def test_when_onboarding_ends_the_clock_of_the_level_after_it_counts() -> None:
    found = ask(account(start_date=date(2025, 11, 10)), REVIEW, held(LAST))
    assert days(found, CHAIN)[:2] == [date(2026, 2, 8), date(2026, 3, 10)]


def test_onboarding_makes_need_high_no_longer_than_it_lasts() -> None:
    who = high(start_date=date(2025, 12, 1))
    found = ask(who, REVIEW, held(LAST))
    after_it = [day for day in days(found, CHAIN) if day > date(2026, 3, 1)]
    assert after_it[1] - after_it[0] == timedelta(days=14)


def test_in_renewal_check_ins_come_at_most_fourteen_days_apart() -> None:
    start, renewal = date(2025, 5, 15), date(2026, 5, 15)
    found = ask(account(start_date=start, renewal_date=renewal), REVIEW, held(LAST))
    assert days(found, CHAIN)[:4] == every(date(2026, 2, 21), 14, 4)


def test_low_touch_is_checked_in_on_by_a_person_only_where_health_calls_for_it() -> None:
    low = account(arr=1_000_000)
    quiet = of_kind(ask(low), "check-in")
    assert all(one.automated and one.effort == 0 for one in quiet)
    assert [one.due_on for one in quiet] == [date(2026, 3, 27)]
    needy = ask(low, readings=(Reading(1, date(2026, 1, 20), "score", 60.0),))
    late, following = of_kind(needy, "check-in")
    assert not late.automated
    assert (late.key, late.channel) == ("check-in:2025-04-01", "email")
    assert following.due_on == date(2026, 3, 27)


def test_tech_touch_has_no_check_ins() -> None:
    assert of_kind(ask(account(arr=100_000)), "check-in") == []


def test_the_calls_of_a_project_stand_in() -> None:
    project = Project(7, "lower the risk", date(2026, 1, 27), date(2026, 3, 10))
    found = ask(high(), REVIEW, held(LAST), projects=(project,))
    assert days(found, "project:") == [
        date(2026, 2, 10),
        date(2026, 2, 24),
        date(2026, 3, 10),
    ]
    assert days(found, CHAIN)[0] == date(2026, 3, 24)


def test_the_end_of_the_calendar_and_leap_days_do_no_harm() -> None:
    today = date.max - timedelta(days=20)
    found = ask(high(entered_on=today), today=today, until=date.max)
    assert all(one.due_on <= date.max for one in found.occasions)
    leap = ask(high(), held(date(2028, 2, 15)), today=date(2028, 2, 16))
    assert date(2028, 2, 29) in days(leap)
