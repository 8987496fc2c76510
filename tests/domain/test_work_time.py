"""Which days are worked, and how many minutes of them there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.work_time import DEFAULT, WorkTime, monday_of, work_time_of
from csm_tui.models import preset

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
MONDAY = date(2026, 2, 2)
FRIDAY = date(2026, 2, 6)
SATURDAY = date(2026, 2, 7)
HOLIDAY = replace(DEFAULT, free={FRIDAY: "Founders' Day"})

work_times = st.builds(
    WorkTime,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    free=st.dictionaries(
        st.integers(0, 40).map(lambda number: MONDAY + timedelta(days=number)), st.just("off")
    ),
    minutes_a_day=st.integers(1, 600),
)


def test_the_thirty_hours_of_a_week_are_six_a_day() -> None:
    assert work_time_of(MODEL) == DEFAULT
    assert DEFAULT.minutes_on(MONDAY) == 360
    assert DEFAULT.minutes_of_week(MONDAY) == 30 * 60


def test_fewer_weekdays_share_the_same_hours() -> None:
    assert work_time_of(MODEL, frozenset({0, 1, 2})).minutes_on(MONDAY) == 600


def test_weekends_and_free_days_are_not_worked() -> None:
    assert not DEFAULT.works_on(SATURDAY)
    assert DEFAULT.works_on(FRIDAY)
    assert not HOLIDAY.works_on(FRIDAY)
    assert HOLIDAY.minutes_on(FRIDAY) == 0
    assert HOLIDAY.minutes_of_week(MONDAY) == 4 * 360


def test_the_next_working_day_is_the_day_itself_where_it_is_worked() -> None:
    assert DEFAULT.next_working(MONDAY) == MONDAY
    assert DEFAULT.next_working(SATURDAY) == date(2026, 2, 9)
    assert HOLIDAY.next_working(FRIDAY) == date(2026, 2, 9)


def test_a_long_absence_is_passed_over() -> None:
    away = {MONDAY + timedelta(days=number): "sabbatical" for number in range(400)}
    assert replace(DEFAULT, free=away).next_working(MONDAY) == MONDAY + timedelta(days=400)


def test_the_end_of_the_calendar_does_no_harm() -> None:
    assert DEFAULT.next_working(date.max) == date.max
    assert replace(DEFAULT, weekdays=frozenset({0})).next_working(date.max) == date.max
    assert replace(DEFAULT, weekdays=frozenset()).next_working(MONDAY) == MONDAY
    assert DEFAULT.minutes_of_week(monday_of(date.max)) == 5 * 360
    assert monday_of(date.min) == date.min


@given(work_times)
def test_what_the_book_keeps_reads_back(work: WorkTime) -> None:
    assert WorkTime.from_json(work.to_json()) == work


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"weekdays": ["x"], "free": {}}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        WorkTime.from_json(text)


@given(work_times, st.integers(-10, 60).map(lambda number: MONDAY + timedelta(days=number)))
def test_the_next_working_day_is_the_first_that_is_worked(work: WorkTime, day: date) -> None:
    found = work.next_working(day)
    assert work.works_on(found)
    assert not any(work.works_on(day + timedelta(days=n)) for n in range((found - day).days))
