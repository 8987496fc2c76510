"""Touchpoints that could stand in another week: inside their window, where there is room."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.capacity_moves import Movable, Move, levelled, moves
from csm_tui.domain.work_time import DEFAULT, monday_of

MONDAY = date(2026, 2, 2)
NEXT = date(2026, 2, 9)
FRIDAY = date(2026, 2, 6)


def plan(
    id_: int = 1, day: date = FRIDAY, minutes: int = 60, ahead: int = 3, behind: int = 4
) -> Movable:
    """Return a check-in with its window."""
    first, last = day - timedelta(ahead), day + timedelta(behind)
    return Movable(id_, 7, "Acme", "check-in", day, first, last, minutes)


def full_week(beyond: int = 60) -> dict[date, int]:
    """Return a week whose days are full, the Friday by so much more."""
    return {MONDAY + timedelta(n): 360 for n in range(4)} | {FRIDAY: 360 + beyond}


def test_what_may_stand_next_week_goes_to_its_nearest_day() -> None:
    levelling = levelled(full_week(), {}, DEFAULT, MONDAY)
    assert moves([MONDAY], [plan()], levelling) == [Move(plan(), NEXT)]
    assert levelling.room_in_week(MONDAY) == 0
    assert levelling.room_in_week(NEXT) == 29 * 60


def test_what_stands_in_a_week_with_room_stays() -> None:
    levelling = levelled({FRIDAY: 60}, {}, DEFAULT, MONDAY)
    assert moves([MONDAY], [plan()], levelling) == []


def test_nothing_leaves_its_window() -> None:
    levelling = levelled(full_week(), {}, DEFAULT, MONDAY)
    assert moves([MONDAY], [plan(behind=2)], levelling) == []


def test_nothing_goes_where_day_or_week_has_no_room_with_the_reactive_hours() -> None:
    loads = full_week()
    plenty = levelled(loads, {NEXT: 28.0}, DEFAULT, MONDAY)
    assert [move.to for move in moves([MONDAY], [plan()], plenty)] == []
    some = levelled(loads, {NEXT: 25.0}, DEFAULT, MONDAY)
    assert [move.to for move in moves([MONDAY], [plan()], some)] == [NEXT]


def test_the_fewest_moves_are_made() -> None:
    levelling = levelled(full_week(200), {}, DEFAULT, MONDAY)
    three = [plan(1, minutes=60), plan(2, minutes=240), plan(3, minutes=60)]
    assert [move.plan.id for move in moves([MONDAY], three, levelling)] == [2]


def test_reactive_hours_of_a_week_stand_on_its_working_days_to_the_minute() -> None:
    levelling = levelled({}, {MONDAY: 1.117}, DEFAULT, MONDAY)
    assert levelling.room_in_week(MONDAY) == 30 * 60 - 67
    assert levelling.load_on(date(2026, 2, 7)) == 0
    late = levelled({}, {MONDAY: 5.0}, DEFAULT, date(2026, 2, 4))
    assert [late.load_on(MONDAY), late.load_on(FRIDAY)] == [0, 100]


@given(
    plans=st.lists(
        st.builds(
            plan,
            id_=st.integers(1, 10**6),
            day=st.integers(0, 20).map(lambda n: MONDAY + timedelta(n)),
            minutes=st.integers(10, 300),
            ahead=st.integers(0, 10),
            behind=st.integers(0, 10),
        ),
        max_size=40,
        unique_by=lambda one: one.id,
    ),
    reactive=st.floats(0, 40),
)
def test_moves_keep_windows_and_no_week_is_over_that_was_not(
    plans: list[Movable], reactive: float
) -> None:
    loads: dict[date, int] = {}
    for one in plans:
        loads[one.date] = loads.get(one.date, 0) + one.minutes
    mondays = [MONDAY + timedelta(7 * n) for n in range(4)]
    before = levelled(loads, dict.fromkeys(mondays, reactive), DEFAULT, MONDAY)
    over = [monday for monday in mondays if before.room_in_week(monday) < 0]
    after = levelled(loads, dict.fromkeys(mondays, reactive), DEFAULT, MONDAY)
    found = moves(over, plans, after)
    assert len({move.plan.id for move in found}) == len(found)
    for move in found:
        assert move.plan.window_from <= move.to <= move.plan.window_to
        assert monday_of(move.to) != monday_of(move.plan.date)
        assert DEFAULT.works_on(move.to)
    for monday in mondays:
        was, now = before.room_in_week(monday), after.room_in_week(monday)
        assert now >= min(was, 0)


@pytest.mark.parametrize("count", [39, 40, 60])
def test_so_many_moves_at_a_time_are_enough(count: int) -> None:
    plans = [plan(number, minutes=10) for number in range(count)]
    loads = full_week(600)
    assert len(moves([MONDAY], plans, levelled(loads, {}, DEFAULT, MONDAY))) == min(count, 40)
