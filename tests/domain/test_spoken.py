"""Days and counts in one line."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.spoken import count, duration, said_otherwise, say, say_with_weekday

DAY = date(2026, 2, 14)


def test_a_day_is_said_without_its_year_while_it_is_near() -> None:
    assert say(DAY, date(2026, 2, 2)) == "14 Feb"
    assert say(DAY, DAY + timedelta(days=183)) == "14 Feb"
    assert say(DAY, DAY + timedelta(days=184)) == "14 Feb 2026"
    assert say(DAY, DAY - timedelta(days=184)) == "14 Feb 2026"


@given(st.integers(-400, 400))
def test_it_is_said_the_same_until_the_day_it_is_said_otherwise(ahead: int) -> None:
    today = DAY + timedelta(days=ahead)
    turn = said_otherwise(DAY, today)
    if turn is None:
        assert say(DAY, today + timedelta(days=9000)) == say(DAY, today)
        return
    assert say(DAY, turn - timedelta(days=1)) == say(DAY, today)
    assert say(DAY, turn) != say(DAY, today)


def test_counts_know_one_from_many() -> None:
    assert (count(1, "day"), count(0, "day"), count(12, "no-show")) == (
        "1 day",
        "0 days",
        "12 no-shows",
    )


def test_a_meeting_is_said_with_its_weekday() -> None:
    assert say_with_weekday(date(2026, 1, 30), date(2026, 2, 2)) == "Fri 30 Jan"


def test_minutes_are_said_as_hours_from_the_first_on() -> None:
    assert [duration(minutes) for minutes in (0, 45, 60, 90, 245)] == [
        "0m",
        "45m",
        "1h",
        "1h30",
        "4h05",
    ]
