from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.formatting import ASCII, UNICODE
from csm_tui.queries.calendar import WeekLoad
from csm_tui.tui import calendar_month as month
from csm_tui.tui.calendar_month import Cell
from csm_tui.tui.calendar_rows import Setting
from csm_tui.tui.pieces import Line, laid, width_of
from tests.tui.driving import TODAY
from tests.tui.planned import load

WORKED = frozenset(range(5))
SETTING = Setting(TODAY, UNICODE)


def text(line: Line, width: int, *, plain: bool = False) -> str:
    return "".join(piece.text for piece in laid(line, width, plain=plain))


def cell(day: date | None = TODAY, **more: object) -> Cell:
    given = {"load": None, "inside": True, "worked": True, "here": False, **more}
    return Cell(day, **given)  # type: ignore[arg-type]


@given(st.dates(), st.integers(0, 6))
def test_the_weeks_of_a_month_are_whole_begin_as_asked_and_hold_it(day: date, first: int) -> None:
    weeks = month.weeks(day, first)
    assert 4 <= len(weeks) <= 6
    assert all(len(week) == 7 for week in weeks)
    days = [one for week in weeks for one in week if one is not None]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert {one.weekday() for week in weeks if (one := week[0])} <= {first}
    last = month.month_end(day)
    assert day.replace(day=1) in weeks[0]
    assert last in weeks[-1]


def test_the_first_and_the_last_month_have_days_that_no_calendar_has() -> None:
    assert month.weeks(date(9999, 12, 31), 0)[-1][-1] is None
    assert month.weeks(date(1, 1, 1), 6)[0][0] is None
    assert month.span(month.weeks(date(9999, 12, 1), 0))[1] == date.max
    assert month.span(month.weeks(date(1, 1, 20), 6))[0] == date.min


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(9999, 12, 5), 1, date.max),
        (date(1, 1, 5), -1, date.min),
    ],
)
def test_a_month_on_is_the_same_day_or_the_last_there_is(
    day: date, months: int, expected: date
) -> None:
    assert month.month_on(day, months) == expected


def test_days_stop_where_the_calendar_does() -> None:
    assert month.shifted(date.max, 7) == date.max
    assert month.shifted(date.min, -1) == date.min
    # The clock is put forward on this night in Europe; a day is a day.
    assert month.shifted(date(2026, 3, 28), 1) == date(2026, 3, 29)
    assert month.shifted(date(2026, 3, 29), 1) == date(2026, 3, 30)


@pytest.mark.parametrize("width", [60, 76, 80, 120])
@pytest.mark.parametrize(
    "worked", [WORKED, frozenset({6, 0, 1, 2, 3}), frozenset(range(7)), frozenset()]
)
def test_the_columns_fill_the_width_and_days_off_are_narrow(
    width: int, worked: frozenset[int]
) -> None:
    widths = month.column_widths(width, worked, 6)
    assert width - 7 <= sum(widths) < width
    if 0 < len(worked) < 7:
        order = [(6 + at) % 7 for at in range(7)]
        wide = {at for at, weekday in enumerate(order) if weekday in worked}
        assert all((widths[at] == max(widths)) == (at in wide) for at in range(7))


@pytest.mark.parametrize(
    ("room", "count", "expected"), [(20, 5, 2), (20, 6, 2), (36, 5, 4), (36, 6, 4), (12, 6, 1)]
)
def test_a_week_takes_the_lines_that_leave_a_list(room: int, count: int, expected: int) -> None:
    assert month.week_height(room, count) == expected


def test_a_cell_gives_number_hours_and_heat_then_what_there_is() -> None:
    day = load(minutes=250, kinds={"check-in": 3, "renewal": 1})
    first, second = month.cell_lines(cell(load=day), 13, 2, SETTING)
    assert text(first, 13) == "  [2] 4h10 ▅ "
    assert text(second, 13) == "  ○○○ ◆      "


def test_hours_give_their_minutes_up_before_they_are_left_out() -> None:
    day = load(date(2026, 2, 12), 1_085)
    assert text(month.cell_lines(cell(day.day, load=day), 13, 1, SETTING)[0], 13) == "  12 18h05!█ "
    assert text(month.cell_lines(cell(day.day, load=day), 12, 1, SETTING)[0], 12) == "  12  18h!█ "


def test_the_hours_of_today_never_touch_its_bracket() -> None:
    first = month.cell_lines(cell(load=load(minutes=1_085)), 13, 1, SETTING)[0]
    assert text(first, 13) == "  [2]  18h!█ "


def test_minutes_that_do_not_fit_are_left_out_and_never_no_hours() -> None:
    day = load(date(2026, 2, 12), 25)
    assert text(month.cell_lines(cell(day.day, load=day), 9, 1, SETTING)[0], 9) == "  12    ▁"


def test_what_is_over_carries_a_mark_and_a_full_block() -> None:
    day = load(TODAY + timedelta(days=3), 380)
    first, _ = month.cell_lines(cell(day.day, load=day), 13, 2, SETTING)
    assert text(first, 13) == "   5  6h20!█ "
    assert ("!", "warn") in first.left


def test_a_day_off_is_narrow_but_still_says_that_something_is_over() -> None:
    day = load(date(2026, 2, 7), 60, available=0, kinds={"check-in": 2})
    first, second = month.cell_lines(cell(day.day, load=day, worked=False), 7, 2, SETTING)
    assert text(first, 7) == "   7 !█"
    assert text(second, 7) == "  ○○   "


def test_a_holiday_has_its_name_where_nothing_else_stands() -> None:
    day = load(date(2026, 2, 16), available=0, free="Washington's Birthday")
    _, second = month.cell_lines(cell(day.day, load=day), 13, 2, SETTING)
    assert text(second, 13) == "  Washingto… "


def test_the_cursor_is_a_bar_and_today_is_in_brackets_without_any_colour() -> None:
    here = month.cell_lines(cell(here=True), 12, 2, SETTING)
    assert text(here[0], 12).startswith("▌ [2]")
    other = month.cell_lines(cell(date(2026, 2, 12)), 12, 1, SETTING)
    assert text(other[0], 12) == "  12        "


@pytest.mark.parametrize("height", [1, 2, 3, 4])
@pytest.mark.parametrize("width", [6, 7, 10, 12, 13, 20])
def test_every_line_of_a_cell_fits_it_whatever_stands_there(width: int, height: int) -> None:
    kinds = {"check-in": 123_456, "business-review": 99, "renewal": 12, "expansion": 5}
    for minutes in (0, 45, 250, 1_234_567):
        day = load(date(2026, 2, 26), minutes, kinds=kinds, automated=98_765, free="九州の日" * 9)
        for glyphs in (UNICODE, ASCII):
            lines = month.cell_lines(cell(day.day, load=day), width, height, Setting(TODAY, glyphs))
            assert len(lines) == height
            assert {width_of(text(line, width)) for line in lines} == {width}


def test_in_ascii_a_cell_is_ascii() -> None:
    day = load(minutes=250, kinds={"check-in": 3, "renewal": 1, "business-review": 1})
    lines = month.cell_lines(cell(load=day, here=True), 13, 2, Setting(TODAY, ASCII))
    assert [text(line, 13, plain=True) for line in lines] == [
        "> [2] 4h10 5 ",
        "> ooo # <>   ",
    ]


def test_thirteen_weeks_stand_in_thirteen_blocks_with_the_present_one_marked() -> None:
    weeks = [
        WeekLoad(date(2026, 2, 2) + timedelta(weeks=number), 300 * number, 1800)
        for number in range(13)
    ]
    pieces = month.strip_line(weeks, date(2026, 2, 11), SETTING)
    assert pieces[0].text == "13 weeks "
    assert "".join(piece.text for piece in pieces[1:]) == "·▂▃▄▅▆▇██████"
    assert [piece.ink for piece in pieces[1:4]] == ["spark", "title", "spark"]
    assert pieces[-1].ink == "warn"
    assert month.strip_line([], TODAY, SETTING) == ()


def test_the_day_line_says_the_hours_what_is_over_and_the_week() -> None:
    day = load(TODAY, 380, automated=12)
    week = WeekLoad(TODAY, 1900, 1800)
    shown = month.day_line(day, TODAY, week, SETTING, 80)
    assert shown.plain == (
        "Mon 2 Feb 2026 today · 6h20 of 6h, 20m over · 12 automated  week 31h40 of 30h"
    )
    for width, said in ((78, " · 12 automated"), (77, " · 12 auto"), (73, " · 12 auto"), (72, "")):
        shown = month.day_line(day, TODAY, week, SETTING, width)
        whole = "".join(piece.text for piece in laid(shown, width)).strip()
        assert whole.partition(" over")[2].partition(" week")[0].rstrip() == said
        assert whole.endswith("week 31h40 of 30h")
    holiday = load(date(2026, 2, 16), available=0, free="Washington's Birthday")
    shown = month.day_line(holiday, holiday.day, None, SETTING, 80)
    assert shown.plain == "Mon 16 Feb 2026 · Washington's Birthday"


def test_a_click_finds_its_day() -> None:
    weeks = month.weeks(TODAY, 0)
    widths = month.column_widths(80, WORKED, 0)
    assert month.day_at(weeks, widths, 2, 0, 1) == date(2026, 1, 26)
    assert month.day_at(weeks, widths, 2, widths[0], 4) == date(2026, 2, 3)
    assert month.day_at(weeks, widths, 2, 0, 0) is None
    assert month.day_at(weeks, widths, 2, 79, 3) is None
    assert month.day_at(weeks, widths, 2, 3, 30) is None
