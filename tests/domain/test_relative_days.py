"""Days as people write them, of what was and of what comes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.relative_days import coming_day, near_day, past_day, relative_date, typed_day
from csm_tui.errors import InvalidValue

TODAY = date(2026, 2, 2)  # a Monday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("Yesterday", date(2026, 2, 1)),
        ("tomorrow", date(2026, 2, 3)),
        ("fri", date(2026, 1, 30)),
        ("Friday", date(2026, 1, 30)),
        ("tues", date(2026, 1, 27)),
        ("mon", TODAY),
        ("-3d", date(2026, 1, 30)),
        ("+2w", date(2026, 2, 16)),
        ("2026-01-30", date(2026, 1, 30)),
        ("30 Jan", date(2026, 1, 30)),
        ("16 feb", date(2026, 2, 16)),
        ("20 December", date(2025, 12, 20)),
        ("30 Jan 2024", date(2024, 1, 30)),
        ("29 feb", date(2024, 2, 29)),
        ("16feb", date(2026, 2, 16)),
    ],
)
def test_a_day_of_what_took_place(text: str, day: date) -> None:
    assert past_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fri", date(2026, 2, 6)),
        ("mon", date(2026, 2, 9)),
        ("14d", date(2026, 2, 16)),
        ("1m", date(2026, 3, 2)),
        ("2026-02-16", date(2026, 2, 16)),
        ("16 Feb", date(2026, 2, 16)),
        ("30 jan", date(2027, 1, 30)),
        ("29 feb", date(2028, 2, 29)),
    ],
)
def test_a_day_to_come(text: str, day: date) -> None:
    assert coming_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "fr", "x", "3", "30", "jan", "30 foo", "2026", "friyay", "d"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert past_day(text, TODAY) is None
    assert coming_day(text, TODAY) is None


@pytest.mark.parametrize("text", ["2026-02-30", "31 feb", "99 jan", "2026-13-01", "9999y"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    for read in (past_day, coming_day):
        with pytest.raises(InvalidValue, match="no day of the calendar"):
            read(text, TODAY)


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize(
    "text", ["tomorrow", "yesterday", "fri", "sun", "+1d", "-1d", "1m", "16 feb"]
)
def test_the_ends_of_the_calendar_do_no_harm(text: str, day: date) -> None:
    for read in (past_day, coming_day, relative_date):
        try:
            found = read(text, day)
        except InvalidValue:
            continue
        assert found is None or isinstance(found, date)


@given(st.dates(), st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_weekday_is_within_a_week_on_its_side(today: date, word: str) -> None:
    past = past_day(word, today)
    assert past is not None and (today - past).days in range(7)
    try:
        coming = coming_day(word, today)
    except InvalidValue:
        assert today > date(9999, 12, 24)
        return
    assert coming is not None and (coming - today).days in range(1, 8)


def test_a_near_day_is_said_as_people_do() -> None:
    said = {
        day: near_day(date(2026, *day), TODAY) for day in ((2, 2), (2, 3), (2, 1), (2, 6), (2, 9))
    }
    assert list(said.values()) == ["today", "tomorrow", "yesterday", "Fri 6 Feb", "9 Feb"]
    assert near_day(date(2027, 3, 1), TODAY) == "1 Mar 2027"


@pytest.mark.parametrize(
    ("text", "day"),
    [("today", date(2026, 2, 2)), ("-1w", date(2026, 1, 26)), ("2026-03-04", date(2026, 3, 4)),
     ("2026-02-30", None), ("soon", None), ("", None)],
)  # fmt: skip
def test_a_typed_day_is_relative_or_in_iso(text: str, day: date | None) -> None:
    assert typed_day(text, date(2026, 2, 2)) == day
