"""What is planned and booked in the list of things to do: each once (issue 3, Today)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain.facts import Facts, Project, SignalState, Touchpoint
from csm_tui.domain.signals import signal_id
from csm_tui.domain.standing import assess
from tests.domain.test_cadence import MODEL, TODAY
from tests.domain.test_ranking import HIGH, PULSE, YESTERDAY, account, call, only, points, rank

REVIEWED = call(date(2025, 12, 20), kind="business-review")
FRIDAY = date(2026, 1, 30)


def planned(day: date, id: int = 8, **fields: Any) -> Touchpoint:
    """Return a check-in of the program's that nobody touched."""
    return call(day, id=id, status="planned", booked=False)._replace(**fields)


def test_a_plan_of_today_is_a_thing_to_do_with_its_title_minutes_and_reason() -> None:
    milestone = planned(
        TODAY,
        kind="milestone",
        subject="Week-4 milestone review",
        effort=60,
        reason="tech: onboarding day 34",
    )
    found = rank(touchpoints=(milestone,))
    assert points(found) == {"due today": 8}
    item = only(found)
    assert item.reason == "Week-4 milestone review, video, 1h: onboarding day 34"
    assert (item.lane, item.kind, item.touchpoint_id) == ("due", "milestone", 8)
    assert (item.minutes, item.signal_id, item.booked) == (60, None, False)
    assert found.headline == "milestone planned for today, no health data"


def test_plans_of_today_count_once_an_account_as_due_today() -> None:
    both = (planned(TODAY, kind="milestone"), planned(TODAY, 9, kind="training"))
    found = rank(touchpoints=both)
    assert points(found) == {"due today": 8}
    assert [item.touchpoint_id for item in found.items] == [8, 9]


def test_a_plan_of_automation_or_of_another_day_is_not_listed() -> None:
    for plan in (
        planned(TODAY, automated=True),
        planned(TODAY, channel="in-app"),
        planned(YESTERDAY),
        planned(TODAY + timedelta(days=1)),
    ):
        assert rank(touchpoints=(plan,)).items == ()


def test_a_plan_to_come_wakes_the_account_on_its_day_and_the_day_after() -> None:
    day = TODAY + timedelta(days=3)
    known = Facts(touchpoints=(planned(day, kind="training"),))
    assert assess(account(), known, MODEL, TODAY).valid_until == day
    assert assess(account(), known, MODEL, day).valid_until == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "carried"),
    [
        (TODAY, True),
        (YESTERDAY, True),
        (TODAY + timedelta(days=7), True),
        (TODAY + timedelta(days=8), False),
    ],
)
def test_the_check_in_that_is_due_and_its_plan_are_one_row(day: date, carried: bool) -> None:
    found = rank(account(**HIGH), touchpoints=(REVIEWED, planned(day)), readings=(PULSE,))
    item = only(found)
    assert item.reason == "Check-in, video, 30m: 14 days overdue, last 20 Dec"
    assert item.touchpoint_id == (8 if carried else None)
    assert item.signal_id == signal_id(1, "silence")
    assert points(found) == {"clock": 14}


def test_a_check_in_planned_before_it_is_due_is_a_row_of_its_own() -> None:
    touched = call(date(2026, 1, 10), kind="business-review")
    found = rank(account(**HIGH), touchpoints=(touched, planned(TODAY)), readings=(PULSE,))
    assert points(found) == {"due today": 8}
    assert only(found).touchpoint_id == 8


def test_a_plan_beside_an_overdue_check_in_is_listed_where_it_is_another_thing() -> None:
    training = planned(TODAY, kind="training")
    found = rank(account(**HIGH), touchpoints=(REVIEWED, training), readings=(PULSE,))
    assert points(found) == {"clock": 14, "due today": 8}
    assert [item.touchpoint_id for item in found.items] == [None, 8]


@pytest.mark.parametrize("renewal_date", [date(2026, 1, 10), date(2026, 2, 12)])
def test_the_renewal_and_its_planned_outreach_are_one_row(renewal_date: date) -> None:
    outreach = planned(TODAY, kind="renewal", effort=180)
    item = only(rank(account(renewal_date=renewal_date), touchpoints=(outreach,)))
    assert (item.lane, item.touchpoint_id, item.minutes) == ("renewal", 8, 180)


@pytest.mark.parametrize(
    ("day", "suggestion"),
    [
        (TODAY, "hold the business review"),
        (date(2026, 2, 4), "hold it as planned on Wed 4 Feb"),
    ],
)
def test_the_business_review_that_is_overdue_and_its_plan_are_one_row(
    day: date, suggestion: str
) -> None:
    late = call(date(2025, 9, 1), kind="business-review")
    review = planned(day, kind="business-review", effort=240)
    touchpoints = (late, call(YESTERDAY, id=2), review)
    item = only(rank(account(**HIGH), touchpoints=touchpoints, readings=(PULSE,)))
    assert (item.kind, item.touchpoint_id, item.minutes) == ("business-review", 8, 240)
    assert item.reason == "Business review 63 days overdue, last 1 Sep"
    assert item.suggestion == suggestion


def test_a_project_past_its_day_and_its_planned_close_out_are_one_row() -> None:
    late = Project(3, "finish onboarding", date(2026, 1, 1), FRIDAY)
    closing = planned(TODAY, kind="milestone", plan="project:3:close:2026-01-30", effort=60)
    item = only(rank(projects=(late,), touchpoints=(closing,)))
    assert (item.kind, item.touchpoint_id, item.minutes) == ("project", 8, 60)


def test_a_plan_is_not_listed_beside_what_is_booked_for_the_same_day() -> None:
    booked = call(TODAY, id=5, status="planned")
    assert only(rank(touchpoints=(booked, planned(TODAY)))).touchpoint_id == 5


def test_what_was_put_aside_takes_its_plan_with_it() -> None:
    touchpoints = (REVIEWED, planned(TODAY))
    who = account(**HIGH)
    (silence,) = rank(who, touchpoints=touchpoints, readings=(PULSE,)).signals
    put_aside = SignalState(1, "silence", silence.cause, "snoozed", TODAY, date(2026, 2, 5))
    found = rank(who, touchpoints=touchpoints, readings=(PULSE,), signal_states=(put_aside,))
    assert (found.score, found.items) == (0, ())


# What was booked for a day past and nobody closed.


def test_a_booking_that_nobody_closed_asks_how_it_went() -> None:
    found = rank(touchpoints=(call(FRIDAY, status="planned", kind="training"),))
    assert points(found) == {"due today": 8}
    item = only(found)
    assert item.reason == "Booked for Fri 30 Jan: done, no-show or move?"
    assert (item.lane, item.kind, item.touchpoint_id) == ("due", "training", 1)
    assert (item.days_overdue, item.booked) == (3, False)
    assert found.headline == "training booked for 30 Jan not closed, no health data"


def test_each_of_several_bookings_is_asked_for_once() -> None:
    bookings = [call(date(2026, 1, day), id=day, status="planned") for day in (12, 20, 28)]
    found = rank(touchpoints=tuple(bookings))
    assert points(found) == {"due today": 8}
    assert [item.touchpoint_id for item in found.items] == [12, 20, 28]


def test_an_overdue_check_in_that_was_booked_is_one_question() -> None:
    booked = call(FRIDAY, id=5, status="planned")
    found = rank(account(**HIGH), touchpoints=(REVIEWED, booked), readings=(PULSE,))
    assert points(found) == {"clock": 14}
    item = only(found)
    assert item.reason == "Booked for Fri 30 Jan: done, no-show or move?"
    assert (item.touchpoint_id, item.days_overdue) == (5, 14)
    assert item.suggestion == "say how it went"


def test_an_overdue_review_that_was_booked_is_one_question() -> None:
    late = call(date(2025, 9, 1), kind="business-review")
    booked = call(FRIDAY, id=5, status="planned", kind="business-review")
    touchpoints = (late, booked, call(YESTERDAY, id=6))
    item = only(rank(account(**HIGH), touchpoints=touchpoints, readings=(PULSE,)))
    assert (item.touchpoint_id, item.days_overdue) == (5, 63)
    assert item.reason == "Booked for Fri 30 Jan: done, no-show or move?"


def test_a_book_left_alone_for_three_weeks_is_overdue_once_an_account() -> None:
    """Issue 3: stale plans of the days past are never listed by themselves."""
    plans = [planned(date(2026, 1, day), id=day) for day in (14, 16, 23, 30)]
    found = rank(account(**HIGH), touchpoints=(REVIEWED, *plans), readings=(PULSE,))
    assert only(found).days_overdue == 14
    assert only(found).touchpoint_id == 30
