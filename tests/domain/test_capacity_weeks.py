"""The weeks and months ahead: what stands in the calendar against the hours there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from csm_tui.domain.capacity_weeks import Ahead, Part, Week, first_over
from csm_tui.domain.model_file import load
from csm_tui.domain.work_time import DEFAULT, WorkTime
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier.toml")
MONDAY = date(2026, 2, 2)
WEDNESDAY = date(2026, 2, 4)
SUNDAY = date(2026, 2, 15)
PARTS = (
    Part(MONDAY, "high", "check-in", 60),
    Part(WEDNESDAY, "low", "email", 10),
    Part(date(2026, 2, 9), "high", "business-review", 240),
)


def ahead(
    today: date = MONDAY,
    last: date = SUNDAY,
    until: date | None = SUNDAY,
    work: WorkTime = DEFAULT,
) -> Ahead:
    """Return two weeks, planned to the end of the second."""
    return Ahead(today, last, until, work, MODEL, PARTS)


def month_of(hours: float) -> float:
    """Return the hours a month of so many a week."""
    return hours * MODEL.hours.month_days / 7


def weeks(asked: float = 7, reactive: float = 2, **ahead_: object) -> tuple[Week, ...]:
    """Return the weeks for hours a week."""
    return ahead(**ahead_).weeks(month_of(asked), month_of(reactive))  # type: ignore[arg-type]


def test_a_week_has_its_touchpoints_by_tier_and_kind_and_the_reactive_hours() -> None:
    first, second = weeks()
    assert (first.monday, first.available) == (MONDAY, 30)
    assert first.planned == pytest.approx(70 / 60)
    assert first.hours == pytest.approx(70 / 60 + 2)
    assert first.by_tier == {"high": 1, "low": pytest.approx(10 / 60)}
    assert first.by_kind == {"check-in": 1, "email": pytest.approx(10 / 60)}
    assert first.asked == pytest.approx(7)
    assert (second.planned, second.by_tier) == (4, {"high": 4})


def test_a_week_beyond_the_plan_is_unknown_and_the_model_counts_for_it() -> None:
    # Friday is its last working day: planned to Friday is planned to the end.
    first, second = weeks(until=date(2026, 2, 6))
    assert first.planned is not None
    assert (second.planned, second.hours) == (None, None)
    assert second.load == pytest.approx(7)
    assert weeks(until=date(2026, 2, 5))[0].planned is None
    assert weeks(until=None)[0].hours is None


def test_of_the_week_that_runs_the_reactive_hours_of_the_days_left_count() -> None:
    first, second = weeks(today=WEDNESDAY, reactive=5)
    assert first.monday == MONDAY
    assert [first.reactive, second.reactive] == pytest.approx([3, 5])


def test_holidays_and_time_off_leave_fewer_hours_and_have_their_names() -> None:
    off = {WEDNESDAY: "Founders' Day", date(2026, 2, 7): "A Saturday"}
    first, second = weeks(work=replace(DEFAULT, free=off))
    assert (first.available, first.free) == (24, ("Founders' Day",))
    assert (second.available, second.free) == (30, ())


def test_a_week_off_is_over_by_what_is_asked_all_the_same() -> None:
    off = {date(2026, 2, number): "time off" for number in range(2, 7)}
    first, _ = weeks(work=replace(DEFAULT, free=off))
    assert (first.available, first.free) == (0, ("time off",))
    assert first.over == pytest.approx(70 / 60 + 2)


def test_the_first_week_over_is_found_and_a_minute_is_the_least() -> None:
    fits = Week(MONDAY, 28, 2.001, 30, 30, {}, {}, ())
    over = Week(date(2026, 2, 9), 28, 2.5, 30, 30, {}, {}, ())
    assert [fits.over, over.over] == pytest.approx([0, 0.5])
    assert first_over([fits, over]) is over
    assert first_over([fits]) is None


def test_months_are_those_planned_to_their_end() -> None:
    until = date(2026, 3, 31)
    found = ahead(last=date(2026, 5, 3), until=until).months(30.4375)
    assert [month.first for month in found] == [date(2026, 2, 1), date(2026, 3, 1)]
    # 27 of February's days are left, and its 20 working days have six hours each.
    assert found[0].hours == pytest.approx(310 / 60 + 27)
    assert found[0].available == 120
    assert [found[1].hours, found[1].available] == pytest.approx([31, 132])
    assert ahead(until=None).months(1) == ()


def test_the_last_weeks_of_the_calendar_end_with_it() -> None:
    last = date.max
    found = Ahead(date(9999, 12, 28), last, last, DEFAULT, MODEL, ()).weeks(10, 1)
    assert [week.monday for week in found] == [date(9999, 12, 27)]
    assert Ahead(date(9999, 12, 28), last, last, DEFAULT, MODEL, ()).months(1)[-1].available > 0
