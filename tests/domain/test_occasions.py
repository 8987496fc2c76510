"""What an account asks for as a whole, and the laws of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.cadence import by_human
from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.days import before
from csm_tui.domain.facts import Facts, MetricPoint, Project, Touchpoint
from csm_tui.domain.levelling import Levelling
from csm_tui.domain.occasions import Occasion, Wanted, wanted
from csm_tui.domain.standing import assess
from csm_tui.domain.terms import Level
from csm_tui.domain.work_time import DEFAULT
from csm_tui.models import preset
from tests.domain.occasion_cases import (
    MODEL,
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
from tests.domain.strategies import DAY, accounts, near_days
from tests.domain.strategies import facts as any_facts

THREE = model_file.load(preset("three-tier"), file="three-tier.toml")
UNTIL = DAY + timedelta(days=91)
LOW = 1_000_000
TECH = 100_000


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (account(status="prospect"), "prospect, no cadence"),
        (account(status="churned"), "churned, no cadence"),
        (account(churned_on=date(2026, 1, 1)), "churned, no cadence"),
        (account(archived_on=date(2026, 1, 1)), "archived"),
    ],
)
def test_who_is_no_customer_asks_for_nothing(who: Account, why: str) -> None:
    assert ask(who) == Wanted((), why)


def test_an_unknown_level_says_what_is_missing() -> None:
    assert ask(account(arr=None)).without == (
        "level unknown: without ARR or an override there is no cadence"
    )


def test_nothing_is_asked_of_who_leaves() -> None:
    last = held(date(2026, 1, 30), channel="phone")
    found = ask(
        account(churned_on=date(2026, 2, 20)), last, held(date(2026, 1, 5), "business-review")
    )
    assert found == Wanted((), "leaves on 20 Feb")
    stays = ask(account(churned_on=date(2026, 4, 20)), last)
    assert stays.without is None
    assert max(days(stays)) < date(2026, 4, 20)


def test_a_horizon_before_the_next_check_in_says_when_that_is() -> None:
    facts = (held(date(2026, 1, 5), "business-review"), held(date(2026, 1, 30)))
    assert ask(account(), *facts, until=date(2026, 2, 20)) == Wanted((), "next check-in due 1 Mar")


def test_what_is_booked_within_the_horizon_is_enough() -> None:
    facts = (held(date(2026, 1, 5), "business-review"), held(date(2026, 1, 30)))
    found = ask(account(), *facts, booked(date(2026, 2, 18)), until=date(2026, 2, 20))
    assert found == Wanted((), None)


def test_what_was_skipped_is_the_reason_for_a_gap() -> None:
    facts = (held(date(2026, 1, 5), "business-review"), held(date(2026, 1, 16)))
    until = date(2026, 3, 10)
    (one,) = ask(account(), *facts, until=until).occasions
    skipped = of_plan(one)._replace(status="skipped")
    assert ask(account(), *facts, skipped, until=until).without == "check-in of 15 Feb was skipped"


def test_what_is_booked_after_the_horizon_is_the_reason_for_a_gap() -> None:
    facts = (held(date(2026, 1, 5), "business-review"), held(date(2026, 1, 16)))
    found = ask(account(), *facts, booked(date(2026, 2, 26)), until=date(2026, 2, 20))
    assert found == Wanted((), "booked for 26 Feb")


def test_what_was_booked_and_never_closed_waits() -> None:
    facts = (held(date(2026, 1, 5), "business-review"), held(date(2025, 12, 28)))
    until = date(2026, 2, 10)
    (late,) = ask(account(), *facts, until=until).occasions
    waits = of_plan(late, date(2026, 1, 30))._replace(booked=True)
    assert ask(account(), *facts, waits, until=until).without == (
        "the check-in due 4 Feb waits: say how it went"
    )


def test_after_onboarding_low_touch_needs_no_person() -> None:
    who = account(arr=LOW, start_date=date(2025, 11, 20))
    found = ask(who, held(date(2026, 1, 30)))
    assert found.without == "no person checks in after onboarding"


def test_after_onboarding_an_account_of_unknown_tier_has_no_cadence() -> None:
    who = account(arr=None, start_date=date(2025, 11, 20))
    found = ask(who, held(date(2025, 12, 20)))
    assert [one.due_on for one in of_kind(found, "check-in")] == [
        date(2026, 1, 19),
        date(2026, 2, 18),
    ]


def test_low_touch_in_quadrant_2_of_three_tiers_asks_for_a_project() -> None:
    who = account(arr=LOW, complexity="high", seats=100, seats_used=0)
    facts = Facts(
        touchpoints=(held(date(2026, 1, 5), "business-review"),),
        metrics=(MetricPoint(1, "adoption_pct", date(2026, 1, 20), 10.0),),
    )
    standing = assess(who, facts, THREE, TODAY)
    assert (standing.level.level, standing.quadrant.quadrant) == ("low", "project")
    found = wanted(who, facts, standing, THREE, TODAY, UNTIL)
    assert found.without == "a project instead of a clock, and none is open"


def test_automated_check_ins_go_on_from_what_is_booked() -> None:
    low = account(arr=LOW)
    found = ask(low, booked(date(2026, 2, 10)), until=date(2026, 6, 30))
    assert days(found, "check-in:") == [date(2026, 5, 11)]
    assert [one.title for one in of_kind(found, "check-in")] == [
        "Quarterly check-in, a CSM if health warrants"
    ]


def test_where_no_person_is_asked_for_none_is_missed() -> None:
    assert ask(account(arr=TECH)).without is None
    assert ask(account(arr=LOW)).without is None


def test_ongoing_automation_counts_from_the_start() -> None:
    found = ask(account(arr=LOW))
    assert keys(found, "ongoing:") == [
        "ongoing:email:30:2026-02-25",
        "ongoing:email:30:2026-03-27",
        "ongoing:webinar:91:2026-04-01",
        "ongoing:email:30:2026-04-26",
    ]
    assert all(one.automated and one.effort == 0 for one in found.occasions)
    assert found.occasions[0].reason == "low: every 30 days from the start"


def test_automation_of_today_is_asked_for_and_that_of_yesterday_is_not() -> None:
    who = account(arr=TECH, start_date=TODAY - timedelta(days=60))
    assert days(ask(who), "ongoing:")[0] == TODAY
    tomorrow = TODAY + timedelta(days=1)
    assert days(ask(who, today=tomorrow), "ongoing:")[0] == TODAY + timedelta(days=30)


def test_an_account_without_a_start_counts_from_the_day_it_entered() -> None:
    who = account(arr=TECH, start_date=None, entered_on=TODAY - timedelta(days=29))
    assert days(ask(who), "ongoing:")[0] == TODAY + timedelta(days=1)


def test_a_project_has_check_ins_until_it_is_due_and_a_close_out() -> None:
    project = Project(7, "lower the risk", date(2026, 1, 27), date(2026, 3, 10), owner="ana")
    found = ask(account(arr=TECH), projects=(project,))
    assert keys(found, "project:") == [
        "project:7:2026-02-10",
        "project:7:2026-02-24",
        "project:7:close:2026-03-10",
    ]
    check_in, _, close_out = [one for one in found.occasions if one.key.startswith("project:")]
    assert (check_in.channel, check_in.effort, check_in.owner) == ("video", 60, "ana")
    assert check_in.reason == "project: lower the risk; every 14 days"
    assert (close_out.kind, close_out.title) == ("milestone", "Close-out")
    assert close_out.reason == "project: lower the risk; due 10 Mar"


def test_a_project_past_its_day_is_to_be_closed_out_now() -> None:
    project = Project(7, "lower the risk", date(2025, 11, 1), date(2026, 1, 10))
    found = ask(account(arr=TECH), projects=(project,))
    (close_out,) = [one for one in found.occasions if one.key.startswith("project:")]
    assert close_out.due_on == date(2026, 1, 10)
    assert close_out.window_to > TODAY


def test_a_project_without_a_day_goes_on_and_a_closed_one_does_not() -> None:
    endless = Project(7, "lower the risk", date(2026, 1, 27))
    assert len(keys(ask(account(arr=TECH), projects=(endless,)), "project:")) == 6
    closed = endless._replace(closed_on=date(2026, 2, 1))
    assert keys(ask(account(arr=TECH), projects=(closed,)), "project:") == []


def test_a_project_check_in_that_was_held_is_not_asked_again() -> None:
    project = Project(7, "lower the risk", date(2026, 1, 20))
    found = ask(account(arr=TECH), held(date(2026, 2, 1)), projects=(project,))
    assert days(found, "project:")[0] == date(2026, 2, 17)


@pytest.mark.parametrize(("arr", "level"), [(20_000_000, "high"), (3_000_000, "medium")])
def test_a_year_of_plans_costs_what_capacity_says(arr: int, level: Level) -> None:
    """Capacity counts an email turn as a call, and the check-in that a review stands in for."""
    start = date(2024, 7, 1)
    facts = (held(date(2026, 1, 20), "business-review"), held(date(2026, 1, 30)))
    who = account(arr=arr, start_date=start, entered_on=start)
    found = ask(who, *facts, until=TODAY + timedelta(days=364))
    reviews = of_kind(found, "business-review")
    planned = 60 * len(of_kind(found, "check-in")) + sum(60 + one.effort for one in reviews)
    hours = monthly_hours(level, level, "growth", None, None, MODEL)
    hours -= MODEL.hours.reactive_month[level]
    sequence = {"high": 200, "medium": 190}[level]
    assert planned == pytest.approx(hours * 12 * 60 - sequence, rel=0.06)


def test_two_templates_of_one_name_and_day_have_keys_of_their_own() -> None:
    tech = MODEL.templates.onboarding["tech"]
    twice = replace(MODEL.templates, onboarding={"tech": (tech[0], tech[0])})
    model = replace(MODEL, templates=twice)
    who = account(arr=TECH, start_date=TODAY)
    facts = Facts()
    found = wanted(who, facts, assess(who, facts, model, TODAY), model, TODAY, UNTIL)
    assert keys(found, "onboarding:") == [
        "onboarding:2026-02-02:day-1:email",
        "onboarding:2026-02-02:day-1:email#2",
    ]


# What a planned, moved, skipped or held occasion leaves in the book: how it is closed.
outcomes = st.lists(st.sampled_from(["", "done", "skipped", "cancelled", "no-show", "moved"]))
MODELS = {"four-tier": MODEL, "three-tier": THREE}
models = st.sampled_from(sorted(MODELS))


def _starting(who: Account, start: date | None) -> Account:
    return who if start is None else replace(who, start_date=start)


# Half of them have just started, or are about to.
customers = st.builds(_starting, accounts, st.one_of(st.none(), near_days))


def found_of(who: Account, facts: Facts, name: str, today: date = DAY) -> Wanted:
    """Return what `who` asks for through one and the same day."""
    model = MODELS[name]
    return wanted(who, facts, assess(who, facts, model, today), model, today, UNTIL)


def kept(facts: Facts, *more: Touchpoint) -> Facts:
    """Return the facts with these touchpoints, in the order that Facts promises."""
    touchpoints = sorted([*facts.touchpoints, *more], key=lambda t: t.date)
    return replace(
        facts, touchpoints=tuple(t._replace(id=number) for number, t in enumerate(touchpoints, 1))
    )


def planned(found: Wanted) -> list[Touchpoint]:
    """Return the plans that the program makes for what was found."""
    levelling = Levelling(DEFAULT, {}, DAY)
    return [of_plan(one, levelling.place(one).day) for one in found.occasions]


def closed(plan: Touchpoint, outcome: str) -> Touchpoint:
    """Return a plan as a person left it."""
    if outcome == "moved":
        return plan._replace(date=plan.date + timedelta(days=2), booked=True)
    return plan._replace(status=outcome, date=DAY) if outcome else plan


@settings(max_examples=150)
@given(customers, any_facts, outcomes, models)
def test_planning_twice_asks_for_the_same(
    who: Account, facts: Facts, how: list[str], name: str
) -> None:
    plans = planned(found_of(who, facts, name))
    left = [closed(plan, outcome) for plan, outcome in zip(plans, how, strict=False)]
    facts = kept(facts, *left)
    first = found_of(who, facts, name)
    assert found_of(who, kept(facts, *planned(first)), name) == first


@settings(max_examples=150)
@given(customers, any_facts, outcomes, models, st.sampled_from([10, 91]))
def test_the_laws_of_what_is_asked_for(
    who: Account, facts: Facts, how: list[str], name: str, days_ahead: int
) -> None:
    plans = planned(found_of(who, facts, name))
    facts = kept(facts, *[closed(p, o) for p, o in zip(plans, how, strict=False) if o])
    model = MODELS[name]
    standing = assess(who, facts, model, DAY)
    until = DAY + timedelta(days=days_ahead)
    found = wanted(who, facts, standing, model, DAY, until)
    all_keys = [one.key for one in found.occasions]
    assert len(set(all_keys)) == len(all_keys)
    rows = {t.plan for t in facts.touchpoints}
    assert not rows.intersection(all_keys)
    assert list(found.occasions) == sorted(found.occasions, key=lambda one: (one.due_on, one.key))
    for one in found.occasions:
        assert one.due_on <= until
        assert one.window_to >= DAY or one.automated
        assert one.window_from <= one.window_to
        assert one.due_on >= DAY or not one.automated
        assert (one.effort == 0) >= one.automated
        assert one.reason and one.title
    by_person = any(not one.automated for one in found.occasions)
    last = until if who.churned_on is None else min(until, before(who.churned_on, 1))
    by_person = by_person or any(
        t.status == "planned" and t.booked and DAY <= t.date <= last and by_human(t)
        for t in facts.touchpoints
    )
    if standing.clock.due_on is not None and who.archived_on is None:
        assert by_person is (found.without is None)


def _whole(one: Occasion) -> tuple[str, date, str]:
    return one.key, one.due_on, one.channel


@settings(max_examples=150)
@given(customers, any_facts, models)
def test_a_day_later_the_same_occasions_are_asked_for(
    who: Account, facts: Facts, name: str
) -> None:
    tomorrow = DAY + timedelta(days=1)
    model = MODELS[name]
    standing = assess(who, facts, model, DAY)
    today = wanted(who, facts, standing, model, DAY, UNTIL)
    if standing.valid_until <= tomorrow or any(one.due_on <= DAY for one in today.occasions):
        return
    later = found_of(who, facts, name, tomorrow)
    assert {_whole(one) for one in today.occasions} <= {_whole(one) for one in later.occasions}


far = st.dates(date(9998, 1, 1), date.max)
leap = st.sampled_from([date(2024, 2, 29), date(2028, 2, 29), date.max])
any_day = st.one_of(far, leap, st.just(date.min))


@settings(max_examples=150)
@given(accounts, any_facts, any_day, any_day, st.one_of(far, leap), models)
def test_the_ends_of_the_calendar_and_leap_days_do_no_harm(
    who: Account, facts: Facts, start: date, renewal: date, today: date, name: str
) -> None:
    model = MODELS[name]
    who = replace(who, start_date=start, renewal_date=renewal, entered_on=min(start, today))
    until = date.fromordinal(min(today.toordinal() + 91, date.max.toordinal()))
    found = wanted(who, facts, assess(who, facts, model, today), model, today, until)
    levelling = Levelling(DEFAULT, {}, today)
    assert all(levelling.place(one).day >= today for one in found.occasions)


def test_a_leap_day_counts_on_as_its_month_does() -> None:
    who = account(arr=20_000_000, start_date=date(2024, 2, 29), entered_on=date(2024, 2, 29))
    found = ask(who, today=date(2024, 3, 1), until=date(2024, 6, 30))
    assert date(2024, 5, 29) in days(found, "onboarding:")
    assert of_kind(found, "recap")[0].due_on == date(2024, 4, 29)
