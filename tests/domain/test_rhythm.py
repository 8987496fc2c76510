"""How often a clock comes round while its interval changes on known days."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.rhythm import Beat, Rhythm


def test_an_interval_counts_from_the_reset() -> None:
    assert Rhythm([Beat(0, 14)]).next_after(100) == 114


def test_a_longer_interval_that_comes_into_force_before_the_day_moves_it() -> None:
    rhythm = Rhythm([Beat(0, 7), Beat(105, 14)])
    assert rhythm.next_after(97) == 104
    assert rhythm.next_after(98) == 112


def test_a_shorter_interval_makes_nothing_due_before_it_is_in_force() -> None:
    rhythm = Rhythm([Beat(0, 30), Beat(120, 14)])
    assert rhythm.next_after(85) == 115
    assert rhythm.next_after(100) == 120
    assert rhythm.next_after(110) == 124


def test_a_clock_that_stops_is_never_due_again() -> None:
    rhythm = Rhythm([Beat(0, 30), Beat(120, None)])
    assert rhythm.next_after(89) == 119
    assert rhythm.next_after(90) is None
    assert rhythm.interval_at(120) is None


def test_a_clock_that_pauses_is_due_when_it_goes_on() -> None:
    rhythm = Rhythm([Beat(0, 30), Beat(120, None), Beat(200, 14)])
    assert rhythm.next_after(100) == 200


beats = st.lists(
    st.tuples(st.integers(1, 60), st.one_of(st.none(), st.integers(1, 40))), max_size=4
).map(
    lambda steps: [
        Beat(0, 10),
        *(
            Beat(sum(days for days, _ in steps[: number + 1]), interval)
            for number, (_, interval) in enumerate(steps)
        ),
    ]
)


@given(beats, st.integers(0, 200))
def test_it_is_due_on_the_first_day_on_which_its_interval_is_over(
    steps: list[Beat], reset: int
) -> None:
    rhythm = Rhythm(steps)
    expected = None
    for day in range(reset + 1, reset + 400):
        interval = rhythm.interval_at(day)
        if interval is not None and day >= reset + interval:
            expected = day
            break
    assert rhythm.next_after(reset) == expected
