"""The clock of DOMAIN §11, sentence by sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.cadence import ClockResult, Situation, clock_of, qualifies
from csm_tui.domain.facts import NO_FACTS, Facts, Touchpoint
from csm_tui.models import preset
from tests.domain.strategies import touchpoints as any_touchpoint

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)
LAST = date(2026, 1, 20)


def account(**fields: Any) -> Account:
    """Return an account that started and was entered long ago."""
    values: dict[str, Any] = {
        "id": 1,
        "name": "Aurora Health",
        "entered_on": date(2025, 1, 1),
        "start_date": date(2025, 1, 1),
    }
    return Account(**values | fields)


def held(on: date, **fields: Any) -> Touchpoint:
    """Return a video call that took place."""
    return Touchpoint(1, on, "check-in", "video")._replace(**fields)


def planned(on: date, **fields: Any) -> Touchpoint:
    """Return a video call that a person booked."""
    return Touchpoint(9, on, "check-in", "video", status="planned")._replace(**fields)


def clock(
    *touchpoints: Touchpoint,
    level: Any = "high",
    stage: Any = "growth",
    quadrant: Any = None,
    health: float | None = None,
    onboarding: bool = False,
    who: Account | None = None,
    today: date = TODAY,
    raised_on: date | None = None,
) -> ClockResult:
    """Return the clock of an account in growth at high level, unless said otherwise."""
    now = Situation(stage, onboarding or stage == "onboarding", level, quadrant, health)
    facts = Facts(touchpoints=touchpoints)
    return clock_of(who or account(), facts, now, MODEL, today, raised_on=raised_on)


@pytest.mark.parametrize("channel", ["phone", "video", "in-person", "chat"])
def test_a_conversation_that_was_held_qualifies(channel: str) -> None:
    assert qualifies(held(LAST, channel=channel))


def test_an_email_qualifies_only_when_answered_or_inbound() -> None:
    mail = held(LAST, channel="email", direction="outbound")
    assert not qualifies(mail)
    assert not qualifies(mail._replace(answered=False))
    assert qualifies(mail._replace(answered=True))
    assert qualifies(mail._replace(direction="inbound"))
    assert qualifies(mail._replace(direction="both"))


def test_nothing_automated_qualifies() -> None:
    assert not qualifies(held(LAST, channel="automated", answered=True))
    assert not qualifies(held(LAST, channel="email", owner="Automation", direction="inbound"))


def test_only_what_is_done_qualifies() -> None:
    for status in ("planned", "no-show", "skipped", "cancelled"):
        assert not qualifies(held(LAST, status=status))


def test_a_call_that_nobody_answered_and_a_request_nobody_replied_to_do_not_qualify() -> None:
    assert not qualifies(held(LAST, channel="phone", answered=False))
    assert not qualifies(held(LAST, channel="email", direction="inbound", answered=False))


@given(any_touchpoint)
def test_what_qualifies_was_done_and_not_automated(touchpoint: Touchpoint) -> None:
    if qualifies(touchpoint):
        assert touchpoint.status == "done"
        assert touchpoint.channel != "automated"
        assert touchpoint.owner != "automation"


@pytest.mark.parametrize(
    ("quadrant", "stage", "days"),
    [
        (None, "growth", 14),
        ("persistent-light", "growth", 30),
        ("persistent-intensive", "growth", 7),
        (None, "renewal", 14),
        ("persistent-light", "renewal", 14),
        ("persistent-intensive", "renewal", 7),
    ],
)
def test_high_is_14_days_in_q3_30_in_q4_7_and_in_renewal_at_most_14(
    quadrant: Any, stage: Any, days: int
) -> None:
    found = clock(held(LAST), quadrant=quadrant, stage=stage)
    assert found.interval == days
    assert found.due_on == LAST + timedelta(days=days)


def test_medium_is_30_days_and_hard_is_half_as_much_again() -> None:
    found = clock(held(LAST), level="medium")
    assert (found.interval, found.hard) == (30, 45)
    assert found.due_on == date(2026, 2, 19)
    assert found.hard_on == date(2026, 3, 6)


def test_the_hard_limit_of_a_week_is_reached_on_the_eleventh_day() -> None:
    found = clock(held(LAST), quadrant="persistent-intensive")
    assert (found.interval, found.hard) == (7, 11)
    assert found.hard_on == date(2026, 1, 31)


def test_low_is_human_every_90_days_only_while_health_is_below_70() -> None:
    ill = clock(held(LAST), level="low", health=69.9)
    assert (ill.interval, ill.next_kind, ill.due_on) == (90, "due", date(2026, 4, 20))
    well = clock(held(LAST), level="low", health=70.0)
    assert (well.next_kind, well.next_on) == ("automated", date(2026, 4, 20))
    assert (well.due_on, well.overdue_from) == (None, None)
    assert clock(held(LAST), level="low", health=None).next_kind == "automated"


def test_automated_check_ins_come_round_each_quarter_and_are_never_overdue() -> None:
    last = date(2025, 6, 1)
    found = clock(held(last), level="low", health=80.0)
    assert found.next_on == last + timedelta(days=270)
    assert found.days_overdue(TODAY) == 0
    sent = Touchpoint(2, date(2026, 1, 10), "check-in", "automated")
    assert clock(held(last), sent, level="low").next_on == date(2026, 4, 10)


def test_tech_prospects_and_unknown_have_no_clock() -> None:
    for level in ("tech", "unknown", None):
        found = clock(held(LAST), level=level)
        assert (found.interval, found.due_on, found.next_on) == (None, None, None)
        assert found.next_kind == "none"
        assert found.last_on == LAST


@pytest.mark.parametrize("level", ["low", "tech"])
def test_low_and_tech_in_q2_have_a_project_instead_of_a_clock(level: str) -> None:
    found = clock(held(LAST), level=level, quadrant="project", health=50.0)
    assert (found.next_kind, found.due_on) == ("project", None)
    assert clock(held(LAST), level="medium", quadrant="project").interval == 30


@pytest.mark.parametrize(("day", "days"), [(0, 7), (30, 7), (31, 14), (90, 14)])
def test_onboarding_at_level_high_is_7_days_to_day_30_then_14(day: int, days: int) -> None:
    who = account(start_date=TODAY - timedelta(days=day))
    found = clock(held(LAST), stage="onboarding", quadrant="persistent-intensive", who=who)
    assert found.interval == days


def test_onboarding_at_level_medium_is_30_days() -> None:
    who = account(start_date=TODAY - timedelta(days=5))
    assert clock(stage="onboarding", level="medium", who=who).interval == 30


def test_an_imported_last_contact_serves_where_no_touchpoint_is_known() -> None:
    who = account(last_contact_on=date(2026, 1, 12))
    found = clock(who=who)
    assert (found.last_on, found.last_is_imported) == (date(2026, 1, 12), True)
    assert found.due_on == date(2026, 1, 26)
    unanswered = held(LAST, channel="email", direction="outbound")
    assert clock(unanswered, who=who).last_is_imported
    known = clock(held(date(2026, 1, 5)), who=who)
    assert (known.last_on, known.last_is_imported) == (date(2026, 1, 5), False)


def test_an_imported_last_contact_of_the_future_does_not_count_yet() -> None:
    found = clock(who=account(last_contact_on=date(2026, 2, 10)))
    assert found.last_on is None
    assert found.changes_on == date(2026, 2, 10)


def test_never_touched_counts_from_the_later_of_start_and_entry() -> None:
    assert clock(who=account(entered_on=date(2026, 1, 28))).due_on == date(2026, 2, 11)
    who = account(start_date=date(2026, 1, 30), entered_on=date(2026, 1, 10))
    assert clock(who=who).due_on == date(2026, 2, 13)
    assert clock(who=account(start_date=None)).due_on == date(2025, 1, 15)


def test_a_start_in_the_future_is_first_due_on_the_start() -> None:
    who = account(start_date=date(2026, 2, 20))
    found = clock(stage="onboarding", who=who)
    assert (found.due_on, found.next_kind) == (date(2026, 2, 20), "due")
    on_the_day = clock(stage="onboarding", who=who, today=date(2026, 2, 20))
    assert on_the_day.due_on == date(2026, 2, 20)
    sold = clock(held(LAST), stage="onboarding", who=who)
    assert sold.due_on == date(2026, 2, 20)


def test_after_a_raise_it_is_never_due_before_the_raise_and_a_week() -> None:
    found = clock(held(date(2026, 1, 5)), raised_on=date(2026, 2, 1))
    assert found.due_on == date(2026, 2, 8)
    assert found.hard_on == date(2026, 2, 15)
    assert found.raised_on == date(2026, 2, 1)
    late = clock(held(date(2026, 1, 31)), raised_on=date(2026, 2, 1))
    assert (late.due_on, late.raised_on) == (date(2026, 2, 14), None)


def test_next_is_the_earliest_booked_human_touchpoint_from_today_on() -> None:
    found = clock(
        held(LAST),
        planned(date(2026, 1, 30)),
        planned(date(2026, 2, 5), channel="automated"),
        planned(date(2026, 2, 11)),
        planned(date(2026, 2, 12)),
    )
    assert (found.next_on, found.next_kind) == (date(2026, 2, 11), "booked")
    assert clock(held(LAST), planned(TODAY)).next_on == TODAY


def test_a_booking_shows_next_also_where_there_is_no_clock() -> None:
    found = clock(planned(date(2026, 2, 11)), level=None, stage=None)
    assert (found.next_on, found.next_kind) == (date(2026, 2, 11), "booked")


def test_a_plan_that_nobody_touched_never_moves_the_due_date() -> None:
    found = clock(held(date(2026, 1, 12)), planned(date(2026, 2, 3), booked=False))
    assert (found.next_on, found.next_kind) == (date(2026, 1, 26), "due")
    assert found.days_overdue(TODAY) == 7


def test_days_overdue_are_those_since_the_due_date() -> None:
    found = clock(held(date(2026, 1, 9)))
    assert found.due_on == date(2026, 1, 23)
    assert found.days_overdue(TODAY) == 10
    assert clock(held(LAST)).days_overdue(TODAY) == 0
    assert clock(held(date(2026, 1, 19))).days_overdue(TODAY) == 0


def test_a_booking_on_or_before_the_hard_limit_keeps_it_from_being_overdue() -> None:
    last = date(2026, 1, 18)  # due 17 Feb, hard limit 4 Mar
    today = date(2026, 2, 20)
    assert clock(held(last), level="medium", today=today).days_overdue(today) == 3
    on_the_limit = clock(held(last), planned(date(2026, 3, 4)), level="medium", today=today)
    assert on_the_limit.days_overdue(today) == 0
    beyond = clock(held(last), planned(date(2026, 3, 5)), level="medium", today=today)
    assert beyond.days_overdue(today) == 3


def test_a_booking_within_seven_days_keeps_it_from_being_overdue_past_the_hard_limit() -> None:
    last = date(2025, 12, 1)
    assert clock(held(last), planned(date(2026, 2, 9))).days_overdue(TODAY) == 0
    far = clock(held(last), planned(date(2026, 2, 10)))
    assert far.days_overdue(TODAY) == 49
    assert far.changes_on == date(2026, 2, 3)


def test_in_medium_an_email_turn_moves_the_due_date_by_one_interval_only() -> None:
    turn = Touchpoint(2, date(2026, 1, 28), "check-in", "email", direction="outbound")
    found = clock(held(LAST), turn, level="medium")
    assert found.due_on == LAST + timedelta(days=60)
    assert found.last_on == LAST
    assert found.email_turn == turn
    again = clock(held(LAST), turn, turn._replace(id=3, date=TODAY), level="medium")
    assert again.due_on == LAST + timedelta(days=60)


def test_an_email_outside_the_turns_or_the_level_moves_nothing() -> None:
    turn = Touchpoint(2, date(2026, 1, 28), "check-in", "email", direction="outbound")
    assert clock(held(LAST), turn).due_on == LAST + timedelta(days=14)
    article = turn._replace(kind="email")
    assert clock(held(LAST), article, level="medium").due_on == LAST + timedelta(days=30)
    unsent = turn._replace(status="planned", booked=False)
    assert clock(held(LAST), unsent, level="medium").due_on == LAST + timedelta(days=30)


def test_a_touchpoint_of_the_future_does_not_count_yet() -> None:
    found = clock(held(LAST), held(date(2026, 2, 10)))
    assert found.last_on == LAST
    assert found.changes_on == date(2026, 2, 10)


def test_a_touchpoint_at_the_end_of_the_calendar_breaks_nothing() -> None:
    now = Situation("growth", False, "low", None, 20.0)
    who = account(entered_on=date.max, start_date=None)
    assert clock_of(who, NO_FACTS, now, MODEL, date.max).due_on == date.max
