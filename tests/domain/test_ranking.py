"""The rank of DOMAIN §11, term by term, with the figures of the preset."""

from __future__ import annotations

import gc
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from csm_tui.domain.account import Account
from csm_tui.domain.facts import (
    Facts,
    MetricPoint,
    Override,
    Project,
    Reading,
    Survey,
    Task,
    Touchpoint,
)
from csm_tui.domain.ranking import LANES, Item, RankResult, arithmetic
from csm_tui.domain.ranking_signs import anniversary
from csm_tui.domain.standing import Standing, assess
from csm_tui.domain.tally import Tally
from tests.domain.strategies import DAY, accounts
from tests.domain.strategies import facts as any_facts
from tests.domain.test_cadence import MODEL, TODAY

YESTERDAY = TODAY - timedelta(days=1)


def account(**fields: Any) -> Account:
    """Return a tech-touch account (ARR 1,000) that nothing is asked of."""
    values: dict[str, Any] = {
        "id": 1,
        "name": "Blue Bridge",
        "entered_on": date(2025, 6, 1),
        "arr": 100_000,
    }
    return Account(**values | fields)


def standing(who: Account | None = None, today: date = TODAY, **facts: Any) -> Standing:
    """Return the standing of a calm account with these facts."""
    return assess(who or account(), Facts(**facts), MODEL, today)


def rank(who: Account | None = None, today: date = TODAY, **facts: Any) -> RankResult:
    """Return the rank of a calm account with these facts."""
    return standing(who, today, **facts).rank


def points(found: RankResult) -> dict[str, float]:
    """Return the points of each term."""
    return {term.name: term.points for term in found.terms}


def only(found: RankResult) -> Item:
    """Return the one thing to do."""
    assert len(found.items) == 1
    return found.items[0]


HIGH = {"arr": 12_000_000}
MEDIUM = {"arr": 3_000_000}
PULSE = Reading(1, YESTERDAY, "score", 80.0)


def call(on: date, **fields: Any) -> Touchpoint:
    """Return a video call that took place."""
    return Touchpoint(1, on, "check-in", "video")._replace(**fields)


def test_a_calm_account_has_no_points_and_nothing_to_do() -> None:
    found = rank()
    assert (found.score, found.terms, found.items) == (0, (), ())
    assert found.headline == "automation only, no health data"


def test_the_score_is_the_sum_of_points_times_half_and_size() -> None:
    found = standing(
        account(arr=12_000_000, renewal_date=date(2026, 2, 12)),
        readings=(Reading(1, YESTERDAY, "score", 35.0),),
        touchpoints=(call(YESTERDAY), call(YESTERDAY, id=2, kind="business-review")),
    )
    assert points(found.rank) == {"at risk": 30, "notice": 40}
    assert found.size.score == 62
    assert found.rank.factor == 1.12
    assert found.rank.score == 78.4
    assert arithmetic(found.rank) == "78 points = (at risk 30 + notice 40) × 1.12 size"


def test_unknown_size_counts_three_quarters() -> None:
    found = rank(account(arr=None, renewal_date=date(2026, 2, 12)))
    assert (points(found), found.factor, found.score) == ({"notice": 40}, 0.75, 30)
    assert arithmetic(found) == "30 points = notice 40 × 0.75 size"


@pytest.mark.parametrize(
    ("fields", "waits"), [(HIGH, 0), (MEDIUM, 1), ({"arr": 900_000}, 2), ({}, 2)]
)
def test_inbound_unanswered_counts_45_same_day_in_high_a_day_in_medium_two_in_low(
    fields: dict[str, Any], waits: int
) -> None:
    def inbound(days: int) -> dict[str, float]:
        mail = Touchpoint(
            3, TODAY - timedelta(days=days), "support", "email", answered=False, direction="inbound"
        )
        return points(rank(account(**fields), touchpoints=(mail,), readings=(PULSE,)))

    assert inbound(waits)["inbound"] == 45
    if waits:
        assert "inbound" not in inbound(waits - 1)


def test_a_reply_of_ours_answers_what_came_in_before() -> None:
    mail = Touchpoint(3, date(2026, 1, 20), "support", "email", answered=False, direction="inbound")
    reply = Touchpoint(4, date(2026, 1, 21), "email", "email", direction="outbound")
    assert points(rank(touchpoints=(mail,))) == {"inbound": 45}
    assert points(rank(touchpoints=(mail, reply))) == {}
    automatic = reply._replace(channel="automated")
    assert points(rank(touchpoints=(mail, automatic))) == {"inbound": 45}


def test_an_open_escalation_counts_45_once_beside_an_inbound_request() -> None:
    escalation = Touchpoint(3, date(2026, 1, 20), "escalation", "ticket", status="planned")
    mail = Touchpoint(4, date(2026, 1, 21), "support", "email", answered=False, direction="inbound")
    found = rank(touchpoints=(escalation, mail))
    assert points(found) == {"escalation": 45}
    assert {(item.kind, item.touchpoint_id) for item in found.items} == {
        ("escalation", 3),
        ("inbound", 4),
    }
    assert points(rank(touchpoints=(escalation._replace(status="done"),))) == {}


def test_not_renewed_and_past_its_date_counts_50() -> None:
    found = rank(account(renewal_date=date(2026, 1, 10)))
    assert points(found) == {"not renewed": 50}
    assert (only(found).lane, only(found).days_overdue) == ("renewal", 23)
    rolled = rank(account(renewal_date=date(2026, 1, 10), auto_renew=True))
    assert points(rolled) == {}


@pytest.mark.parametrize(("late", "expected"), [(1, 42), (3, 46), (10, 60), (25, 60)])
def test_an_own_promise_overdue_counts_40_and_2_a_day_at_most_20_more(
    late: int, expected: float
) -> None:
    promise = Task(7, "Send security questionnaire", TODAY - timedelta(days=late))
    found = rank(tasks=(promise,))
    assert points(found) == {"promise": expected}
    assert (only(found).task_id, only(found).days_overdue) == (7, late)
    assert only(found).lane == "promises"


def test_each_promise_is_a_thing_to_do_and_the_longest_overdue_gives_the_points() -> None:
    worst = Task(7, "Send the deck", TODAY - timedelta(days=5))
    other = Task(8, "Call back", YESTERDAY)
    theirs = Task(9, "Sign", TODAY - timedelta(days=9), side="theirs")
    found = rank(tasks=(theirs, worst, other))
    assert points(found) == {"promise": 50}
    assert [(item.task_id, item.points) for item in found.items] == [(7, 50), (8, 42)]


def test_a_promise_due_today_counts_as_due_today() -> None:
    assert points(rank(tasks=(Task(7, "Call back", TODAY),))) == {"due today": 8}
    tomorrow = rank(tasks=(Task(7, "Call back", TODAY + timedelta(days=1)),))
    assert (points(tomorrow), tomorrow.changes_on) == ({}, TODAY + timedelta(days=1))


def test_an_nps_detractor_of_the_last_30_days_counts_35() -> None:
    def detractor(days: int, score: float = 6) -> dict[str, float]:
        answer = Survey(1, TODAY - timedelta(days=days), "nps", score)
        return points(rank(surveys=(answer,)))

    assert detractor(0)["detractor"] == 35
    assert detractor(30)["detractor"] == 35
    assert "detractor" not in detractor(31)
    assert "detractor" not in detractor(0, 7)


def test_a_detractor_is_answered_by_a_qualifying_touchpoint_on_or_after_that_day() -> None:
    answer = Survey(1, date(2026, 1, 29), "nps", 3)

    def detractor(touchpoint: Touchpoint) -> bool:
        return "detractor" in points(rank(surveys=(answer,), touchpoints=(touchpoint,)))

    assert not detractor(call(date(2026, 1, 29)))
    assert detractor(call(date(2026, 1, 28)))
    assert detractor(call(date(2026, 1, 30), channel="email", direction="outbound"))


def test_at_risk_counts_30_with_the_reason_of_the_risk() -> None:
    flag = Override(1, "at-risk", "yes", "champion left", YESTERDAY, date(2026, 3, 1))
    found = rank(account(last_contact_on=YESTERDAY), overrides=(flag,))
    assert points(found)["at risk"] == 30
    assert next(item for item in found.items if item.kind == "risk").suggestion == "reach out"
    assert "at risk (set by hand: champion left)" in found.headline


@pytest.mark.parametrize(
    ("left", "expected"),
    [(0, 40), (14, 40), (15, 30), (30, 30), (31, 20), (60, 20), (61, 10), (90, 10), (91, None)],
)
def test_of_the_notice_windows_the_nearest_not_passed_counts(
    left: int, expected: float | None
) -> None:
    who = account(renewal_date=TODAY + timedelta(days=left + 30), notice_days=30)
    assert points(rank(who)).get("notice") == expected


def test_a_notice_deadline_that_is_passed_counts_no_more() -> None:
    who = account(renewal_date=TODAY + timedelta(days=29), notice_days=30)
    assert points(rank(who)) == {}


def test_the_notice_matters_from_level_medium_or_at_risk_or_without_auto_renew() -> None:
    fields = {"renewal_date": TODAY + timedelta(days=20), "auto_renew": True}
    assert points(rank(account(**fields))) == {}
    assert points(rank(account(**fields | {"auto_renew": False}))) == {"notice": 30}
    medium = rank(account(**fields | MEDIUM, last_contact_on=YESTERDAY), readings=(PULSE,))
    assert points(medium)["notice"] == 30
    ill = rank(account(**fields), readings=(PULSE._replace(value=35.0),))
    assert points(ill)["notice"] == 30


def test_an_overdue_business_review_counts_20() -> None:
    reviewed = call(date(2025, 9, 1), kind="business-review")
    found = rank(account(**HIGH), touchpoints=(reviewed, call(YESTERDAY, id=2)), readings=(PULSE,))
    assert points(found) == {"review": 20}
    assert only(found).suggestion == "plan the business review"
    assert only(found).days_overdue == 63


@pytest.mark.parametrize(
    ("late", "expected"),
    [(1, 10), (2, 11), (3, 12), (14, 20), (27, 29), (28, 30), (60, 30)],
)
def test_a_clock_overdue_counts_10_and_1_for_each_tenth_of_it_at_most_30(
    late: int, expected: float
) -> None:
    last = call(TODAY - timedelta(days=14 + late))
    reviewed = last._replace(kind="business-review")
    found = rank(account(**HIGH), touchpoints=(reviewed,))
    assert points(found) == {"clock": expected, "no health": 6}
    assert found.items[0].suggestion == "re-engage"


def test_the_steps_of_a_clock_are_tenths_of_its_own_interval() -> None:
    # Health alone places it in quadrant 3, where the clock is 30 days: a tenth is three of them.
    reviewed = call(TODAY - timedelta(days=30 + 59), kind="business-review")
    found = rank(account(**HIGH), touchpoints=(reviewed,), readings=(PULSE,))
    assert points(found) == {"clock": 29}
    assert found.changes_on == TODAY + timedelta(days=1)


def test_a_clock_due_today_counts_8() -> None:
    reviewed = call(TODAY - timedelta(days=30), kind="business-review")
    found = rank(account(**HIGH), touchpoints=(reviewed,), readings=(PULSE,))
    assert points(found) == {"due today": 8}
    assert only(found).reason == "Check-in, video, 30m: due today, last 3 Jan"


def test_an_overdue_project_counts_15_and_so_does_quadrant_2_without_one() -> None:
    late = Project(4, "finish onboarding", date(2026, 1, 1), date(2026, 1, 30))
    found = rank(projects=(late,))
    assert points(found) == {"project": 15}
    assert only(found).days_overdue == 3
    closed = late._replace(closed_on=date(2026, 1, 31))
    assert points(rank(projects=(closed,))) == {}
    needy = (Reading(1, YESTERDAY, "score", 42.0),)
    assert points(rank(readings=needy)) == {"project": 15}
    running = late._replace(due=date(2026, 3, 1))
    assert points(rank(readings=needy, projects=(running,))) == {}


def test_expansion_counts_12_by_seats_or_by_potential() -> None:
    assert points(rank(account(seats=100, seats_used=90))) == {"expansion": 12}
    assert points(rank(account(seats=100, seats_used=89))) == {}
    assert points(rank(account(potential_arr=200_000))) == {"expansion": 12}
    assert points(rank(account(potential_arr=199_999))) == {}


def test_use_that_fell_by_a_quarter_in_28_days_counts_12() -> None:
    def falling(metric: str, before: float, now: float, days: int = 28) -> dict[str, float]:
        then = MetricPoint(1, metric, TODAY - timedelta(days=days), before)
        return points(rank(metrics=(then, MetricPoint(2, metric, YESTERDAY, now))))

    assert falling("active_users", 40, 30) == {"falling use": 12}
    assert falling("active_users", 40, 31) == {}
    assert falling("active_users", 40, 30, days=27) == {}
    assert falling("adoption_pct", 60, 45)["falling use"] == 12


def test_repeated_no_shows_count_10_until_somebody_comes() -> None:
    missed = call(date(2026, 1, 10), status="no-show")
    again = missed._replace(id=2, date=date(2026, 1, 20))
    found = rank(touchpoints=(missed, again))
    assert points(found) == {"no-show": 10}
    assert only(found).suggestion == "change channel"
    assert points(rank(touchpoints=(missed,))) == {}
    assert points(rank(touchpoints=(missed, again, call(YESTERDAY, id=3)))) == {}


def test_no_shows_change_the_channel_of_the_check_in_that_is_overdue() -> None:
    touchpoints = (
        call(date(2026, 1, 1), kind="business-review"),
        call(date(2026, 1, 10), id=2, status="no-show"),
        call(date(2026, 1, 20), id=3, status="no-show"),
    )
    found = rank(account(**HIGH), touchpoints=touchpoints, readings=(PULSE,))
    assert set(points(found)) == {"clock", "no-show"}
    assert only(found).suggestion == "change channel: 2 no-shows"


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (7, True), (8, False)])
def test_an_anniversary_of_the_start_is_a_milestone_for_7_days(days: int, counts: bool) -> None:
    who = account(start_date=anniversary(TODAY - timedelta(days=days), -2))
    assert points(rank(who)) == ({"milestone": 5} if counts else {})


def test_adoption_reaching_80_for_the_first_time_is_a_milestone() -> None:
    def reached(*values: float) -> bool:
        series = tuple(
            MetricPoint(place, "adoption_pct", TODAY - timedelta(days=7 * (len(values) - place)), v)
            for place, v in enumerate(values, 1)
        )
        return "milestone" in points(rank(metrics=series))

    assert reached(60, 80)
    assert not reached(60, 79)
    assert not reached(85)
    assert not reached(60, 85, 90, 91)


def test_a_touchpoint_since_is_the_congratulation() -> None:
    who = account(start_date=date(2024, 1, 30))
    assert points(rank(who)) == {"milestone": 5}
    assert points(rank(who, touchpoints=(call(date(2026, 1, 31)),))) == {}


def test_high_or_medium_without_health_counts_6() -> None:
    for fields in (HIGH, MEDIUM):
        reviewed = call(YESTERDAY, kind="business-review", channel="video")
        found = rank(account(**fields), touchpoints=(reviewed,))
        assert points(found) == {"no health": 6}
        assert only(found).suggestion == "give a pulse"


def test_stale_data_counts_3_from_the_31st_day() -> None:
    reading = Reading(1, TODAY - timedelta(days=30), "score", 80.0)
    assert points(rank(readings=(reading,))) == {}
    older = reading._replace(date=TODAY - timedelta(days=31))
    assert points(rank(readings=(older,))) == {"stale data": 3}


def test_what_is_booked_for_today_stands_first_by_time() -> None:
    late = call(TODAY, id=5, status="planned", time="15:00")
    early = call(TODAY, id=6, status="planned", time="09:00", kind="training")
    untimed = call(TODAY, id=7, status="planned")
    proposed = call(TODAY, id=8, status="planned", booked=False)
    found = rank(
        account(renewal_date=date(2026, 1, 10)), touchpoints=(late, early, untimed, proposed)
    )
    assert points(found) == {"not renewed": 50, "due today": 8}
    assert [item.touchpoint_id for item in found.items] == [6, 5, 7, None]
    assert [item.booked for item in found.items] == [True, True, True, False]


def test_what_is_booked_for_today_answers_its_own_kind() -> None:
    who = account(renewal_date=date(2026, 1, 10))
    booked = call(TODAY, id=5, status="planned", kind="renewal")
    found = rank(who, touchpoints=(booked,))
    assert points(found) == {"not renewed": 50, "due today": 8}
    assert only(found).touchpoint_id == 5


def test_prospects_and_churned_are_listed_for_promises_requests_and_bookings_only() -> None:
    promise = Task(7, "Send the deck", YESTERDAY)
    for status in ("prospect", "churned"):
        who = account(status=status, renewal_date=date(2026, 1, 10), seats=10, seats_used=10)
        assert points(rank(who, tasks=(promise,))) == {"promise": 42}
        assert rank(who).headline == f"{status}, no cadence"


def test_the_headline_says_the_heaviest_and_the_health_with_dates_that_do_not_age() -> None:
    who = account(**HIGH, renewal_date=date(2026, 3, 17), notice_days=30)
    readings = (Reading(1, date(2026, 1, 5), "score", 82.0), Reading(2, YESTERDAY, "score", 31.0))
    touchpoints = (call(YESTERDAY, kind="business-review"),)
    found = rank(who, readings=readings, touchpoints=touchpoints)
    assert found.headline == "notice deadline 15 Feb, health 31 (down 51 in 4 weeks)"


def test_the_headline_of_a_calm_account_says_why_it_is_calm() -> None:
    touchpoints = (call(date(2026, 1, 31), kind="business-review"),)
    found = rank(account(**HIGH), touchpoints=touchpoints, readings=(PULSE,))
    assert found.headline == "next check-in 2 Mar, health 80"
    booking = call(date(2026, 2, 5), id=2, status="planned", kind="training")
    found = rank(account(**HIGH), touchpoints=(*touchpoints, booking), readings=(PULSE,))
    assert found.headline == "training booked 5 Feb, health 80"


@settings(max_examples=200)
@given(accounts, any_facts)
def test_every_item_has_points_a_lane_and_is_listed_once(who: Account, known: Facts) -> None:
    found = assess(who, known, MODEL, DAY).rank
    for item in found.items:
        assert item.points > 0
        assert item.lane in LANES
        assert item.reason
        assert item.suggestion
        assert item.days_overdue >= 0
    # Two projects may well have the same aim.
    items = [item for item in found.items if item.kind != "project"]
    keys = {(item.kind, item.touchpoint_id, item.task_id, item.reason) for item in items}
    assert len(keys) == len(items)
    held = [item.touchpoint_id for item in found.items if item.touchpoint_id is not None]
    assert len(set(held)) == len(held)
    names = [term.name for term in found.terms]
    assert len(set(names)) == len(names)
    assert found.score == pytest.approx(sum(t.points for t in found.terms) * found.factor)
    assert bool(found.score) == bool(found.items)


def test_a_standing_that_nobody_holds_is_gone_at_once() -> None:
    def held() -> int:
        return sum(isinstance(one, Tally) for one in gc.get_objects())

    before = held()
    gc.disable()
    try:
        found = rank(account(arr=20_000_000), readings=(Reading(1, TODAY, "score", 20.0),))
        assert found.signals
        assert held() > before
        del found
        assert held() == before
    finally:
        gc.enable()
