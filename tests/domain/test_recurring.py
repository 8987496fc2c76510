"""A clock that comes round: laws of its occurrences, whatever stands in for them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.recurring import StandIn, Turn, turns
from csm_tui.domain.rhythm import Beat, Rhythm

TODAY = date(2026, 2, 2)
NOW = TODAY.toordinal()
UNTIL = TODAY + timedelta(days=91)


def found(due_in: int, interval: int, *stand_ins: StandIn) -> list[Turn]:
    """Return the occurrences of a clock that is due in so many days."""
    rhythm = Rhythm([Beat(0, interval)])
    due_on = TODAY + timedelta(days=due_in)
    return list(turns(due_on, rhythm, list(stand_ins), TODAY, UNTIL))


def days_of(all_turns: list[Turn]) -> list[int]:
    """Return their days, counted from today."""
    return [turn.day - NOW for turn in all_turns]


def test_one_that_is_past_takes_the_place_of_those_within_half_an_interval() -> None:
    assert days_of(found(-22, 14))[:3] == [-22, 20, 34]
    assert days_of(found(-20, 14))[:3] == [-20, 8, 22]
    assert [turn.late for turn in found(-20, 14)][:2] == [True, False]


def test_one_that_is_due_today_is_not_late() -> None:
    assert found(0, 30)[0] == Turn(NOW, False, None)


def test_the_clock_goes_on_from_what_stands_in() -> None:
    call = StandIn(NOW + 3, NOW + 17, NOW + 10)
    turned = found(7, 14, call)
    assert days_of(turned)[:2] == [7, 24]
    assert turned[0].stand_in is call


def test_the_clock_goes_on_from_the_occurrence_where_it_was_given_up() -> None:
    assert days_of(found(7, 14, StandIn(NOW, NOW + 14, None)))[:2] == [7, 21]


def test_what_stands_in_from_long_ago_does_not_hold_the_clock() -> None:
    assert days_of(found(0, 7, StandIn(NOW - 7, NOW, NOW - 7)))[:2] == [0, 7]


stand_ins = st.builds(
    lambda day, before, after, given_up: StandIn(
        NOW + day - before, NOW + day + after, None if given_up else NOW + day
    ),
    st.integers(-20, 90),
    st.integers(0, 15),
    st.integers(0, 15),
    st.booleans(),
)


@given(st.integers(-200, 91), st.integers(1, 90), st.lists(stand_ins, max_size=5))
def test_occurrences_only_ever_move_on(due_in: int, interval: int, others: list[StandIn]) -> None:
    all_turns = found(due_in, interval, *others)
    numbers = days_of(all_turns)
    assert numbers[0] == due_in
    assert all(first < second for first, second in pairwise(numbers))
    assert numbers[-1] <= 91
    late = [turn for turn in all_turns if turn.late and turn.stand_in is None]
    assert len(late) <= 1
