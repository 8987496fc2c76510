"""Placing occasions: near their day, within their window, within the hours; and the laws of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.days import before
from csm_tui.domain.levelling import Levelling, Place
from csm_tui.domain.occasion import Occasion
from csm_tui.domain.work_time import DEFAULT, WorkTime, monday_of
from tests.domain.test_work_time import work_times

MONDAY = date(2026, 2, 2)
WEDNESDAY = date(2026, 2, 4)
FRIDAY = date(2026, 2, 6)
SATURDAY = date(2026, 2, 7)
NEXT_MONDAY = date(2026, 2, 9)


def day(number: int) -> date:
    """Return the day so many days after the first Monday."""
    return MONDAY + timedelta(days=number)


def occasion(
    due_on: date, effort: int = 60, ahead: int = 3, behind: int = 4, automated: bool = False
) -> Occasion:
    """Return a check-in with its window."""
    first, last = due_on - timedelta(days=ahead), due_on + timedelta(days=behind)
    return Occasion(
        "check-in:x", "check-in", "Check-in", "video", "proactive", "csm", None,
        effort, due_on, first, last, automated, "",
    )  # fmt: skip


def levelling(
    load: dict[date, int] | None = None, work: WorkTime = DEFAULT, today: date = MONDAY
) -> Levelling:
    """Return a levelling of one week on from `today`."""
    return Levelling(work, load or {}, today)


def test_an_occasion_stands_on_its_day_where_there_is_room() -> None:
    assert levelling().place(occasion(WEDNESDAY)) == Place(WEDNESDAY, False)


def test_a_weekend_moves_to_the_next_working_day() -> None:
    assert levelling().place(occasion(SATURDAY)) == Place(NEXT_MONDAY, False)


def test_a_holiday_moves_to_the_next_working_day() -> None:
    work = replace(DEFAULT, free={WEDNESDAY: "Founders' Day"})
    assert levelling(work=work).place(occasion(WEDNESDAY)) == Place(day(3), False)


def test_a_full_day_sends_it_to_the_nearest_one_the_earlier_first() -> None:
    assert levelling({WEDNESDAY: 301}).place(occasion(WEDNESDAY)) == Place(day(1), False)
    assert levelling({WEDNESDAY: 301, day(1): 360}).place(occasion(WEDNESDAY)).day == day(3)


def test_a_day_is_filled_to_its_last_minute() -> None:
    assert levelling({WEDNESDAY: 300}).place(occasion(WEDNESDAY)) == Place(WEDNESDAY, False)


def test_a_full_week_sends_it_to_another() -> None:
    packed = {MONDAY: 1800}
    assert levelling(packed).place(occasion(FRIDAY)) == Place(NEXT_MONDAY, False)


def test_what_fits_nowhere_stands_on_its_day_over() -> None:
    full = {day(number): 360 for number in range(14)}
    assert levelling(full).place(occasion(WEDNESDAY)) == Place(WEDNESDAY, True)
    assert levelling(full).place(occasion(SATURDAY)) == Place(NEXT_MONDAY, True)


def test_a_window_that_ends_before_the_next_working_day_goes_back() -> None:
    renewal = occasion(SATURDAY, ahead=5, behind=0)
    assert levelling().place(renewal) == Place(FRIDAY, False)
    full = {day(number): 360 for number in range(14)}
    assert levelling(full).place(renewal) == Place(FRIDAY, True)


def test_a_window_without_a_working_day_leaves_it_on_the_first_one_after() -> None:
    assert levelling().place(occasion(SATURDAY, ahead=0, behind=1)) == Place(NEXT_MONDAY, False)


def test_nothing_is_placed_before_today() -> None:
    late = occasion(before(MONDAY, 3), ahead=3, behind=4)
    assert levelling({MONDAY: 360}).place(late) == Place(day(1), False)
    assert levelling(today=SATURDAY).place(occasion(FRIDAY)).day == NEXT_MONDAY


def test_automation_works_on_weekends_and_costs_nothing() -> None:
    plan = levelling()
    assert plan.place(occasion(SATURDAY, effort=0, automated=True)) == Place(SATURDAY, False)
    assert plan.load_on(SATURDAY) == 0


def test_what_stands_already_counts() -> None:
    plan = levelling()
    plan.keep(WEDNESDAY, 350)
    assert plan.place(occasion(WEDNESDAY)).day == day(1)
    assert plan.load_on(WEDNESDAY) == 350
    assert plan.load_on(day(1)) == 60


def test_the_end_of_the_calendar_does_no_harm() -> None:
    last = occasion(date.max - timedelta(days=4), ahead=3, behind=4)
    full = {date.max: 360}
    assert levelling(full, today=before(date.max, 30)).place(last).day <= date.max
    at_the_end = last._replace(due_on=date.max, window_from=date.max, window_to=date.max)
    assert levelling(full, today=date.max).place(at_the_end) == Place(date.max, True)


occasions = st.builds(
    occasion,
    st.integers(-10, 30).map(day),
    st.sampled_from([0, 10, 60, 150, 240]),
    st.integers(0, 7),
    st.integers(0, 14),
    st.booleans(),
)
loads = st.dictionaries(st.integers(0, 30).map(day), st.integers(0, 500))


@given(work_times, loads, st.lists(occasions, max_size=30))
def test_the_laws_of_levelling(
    work: WorkTime, load: dict[date, int], wanted: list[Occasion]
) -> None:
    plan, placed = Levelling(work, load, MONDAY), Counter(load)
    for one in wanted:
        place = plan.place(one)
        assert place.day >= MONDAY
        if one.automated or not one.effort:
            assert place == Place(max(one.due_on, MONDAY), False)
            continue
        assert work.works_on(place.day)
        monday = monday_of(place.day)
        placed[place.day] += one.effort
        week = sum(placed[monday + timedelta(days=number)] for number in range(7))
        fits = placed[place.day] <= work.minutes_on(place.day)
        fits = fits and week <= work.minutes_of_week(monday)
        assert fits is not place.over
        first = max(one.window_from, MONDAY)
        worked = [
            first + timedelta(days=number)
            for number in range((one.window_to - first).days + 1)
            if work.works_on(first + timedelta(days=number))
        ]
        assert place.day in worked or not worked
    assert all(plan.load_on(on) == minutes for on, minutes in placed.items())


@given(work_times, loads, st.lists(occasions, max_size=30))
def test_levelling_twice_gives_the_same(
    work: WorkTime, load: dict[date, int], wanted: list[Occasion]
) -> None:
    first, second = Levelling(work, load, MONDAY), Levelling(work, load, MONDAY)
    assert [first.place(one) for one in wanted] == [second.place(one) for one in wanted]
