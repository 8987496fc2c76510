"""The frame of the measurement: views, span, filter, chart and table."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from csm_tui.domain.filters import parse
from csm_tui.operations import touchpoints
from csm_tui.store.database import open_book
from csm_tui.tui.charts.figures import BarFigure, BarItem, Series, TimeFigure
from csm_tui.tui.figure_lines import figure_lines
from csm_tui.tui.spans import Measuring
from csm_tui.tui.widgets.view_line import named
from tests.tui.driving import NOW, TODAY, Driver, drive


@pytest.fixture
def reviewed(book: Path) -> Path:
    """Return the small book in which Aurora came to two of three reviews and answers no more."""
    with open_book(book) as opened:
        for days, status in ((60, "done"), (50, "done"), (10, "no-show"), (5, "no-show")):
            kind = "check-in" if days == 5 else "business-review"
            values = {"date": TODAY - timedelta(days=days), "kind": kind, "channel": "phone"}
            touchpoints.log(opened, 1, {**values, "status": status}, today=TODAY, now=NOW)
    return book


def test_spans_end_today_and_count_both_ends() -> None:
    measuring = Measuring()
    assert measuring.span(TODAY) == ("12 months", date(2025, 2, 3), TODAY)
    measuring.turn(-1)
    measuring.turn(-1)
    measuring.turn(-1)
    assert measuring.span(TODAY) == ("4 weeks", date(2026, 1, 6), TODAY)
    for _ in range(4):
        measuring.turn(1)
    assert measuring.span(TODAY) == ("all", None, TODAY)
    measuring.choose(date(2025, 11, 1), date(2026, 1, 31))
    assert measuring.span(TODAY).name == "1 Nov 2025 to 31 Jan 2026"
    measuring.turn(-1)
    assert measuring.span(TODAY).name == "all"


def test_each_view_s_name_answers_where_it_stands() -> None:
    pieces, spots = named(["engagement", "retention"], "retention")
    shown = "".join(piece.text for piece in pieces)
    assert shown == "  Engagement [Retention]"
    assert [shown[spot.start : spot.end] for spot in spots] == [" Engagement ", "[Retention]"]


def test_the_table_of_a_chart_names_what_is_unknown() -> None:
    day = date(2026, 1, 15).toordinal()
    figure = TimeFigure((Series("all", ((day, 12.34), (day + 1, None)), "text"),), TODAY, TODAY)
    assert [line.plain.split() for line in figure_lines(figure)] == [
        ["all"],
        ["Fri", "16", "Jan", "2026", "?"],
        ["Thu", "15", "Jan", "2026", "12.3"],
    ]
    bars = BarFigure((BarItem("phone", None, "2 of 3, too few", "text"),))
    assert [line.plain.split()[0] for line in figure_lines(bars)] == ["phone"]
    assert [*figure_lines(None)] == []


def test_a_table_asked_for_too_early_is_shown_once_there_is_an_answer(reviewed: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.type("6T")
        assert driver.cursor_line().startswith("▌▾ Business reviews attended")

    drive(reviewed, script)


def test_views_share_span_and_filter_and_keep_their_cursor(reviewed: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6", "j", "j")
        assert driver.lines()[1].startswith(" [Engagement]")
        assert driver.lines()[1].endswith("12 months ")
        where = driver.cursor_line()
        await driver.press("full_stop", "full_stop")
        assert driver.shows("There is no longer span.")
        await driver.press("slash")
        await driver.type("aurora")
        await driver.press("enter", "v")
        assert "[Satisfaction]" in driver.lines()[1]
        assert driver.lines()[1].endswith("all · aurora ")
        await driver.press("escape", "comma", "1", "6")
        assert "[Satisfaction]" in driver.lines()[1]
        driver.app.perform("engagement")
        await driver.settle()
        assert driver.lines()[1].startswith(" [Engagement]")
        assert driver.lines()[1].endswith("12 months ")
        assert driver.cursor_line() == where

    drive(reviewed, script, size=(100, 30))


def test_the_table_is_one_key_away_and_exact_dates_another(reviewed: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6")
        assert " 2 of 3 " in driver.cursor_line()
        caption = driver.lines()[2]
        await driver.press("T")
        assert "? too few" in driver.line_of("Jan 2026")
        assert driver.line_of("Nov 2025").split()[2:] == ["nothing", "counted"]
        await driver.press("escape")
        assert driver.lines()[2] == caption
        await driver.press("f")
        await driver.type("+")
        await driver.press("enter")
        assert driver.shows("is no day")
        await driver.press("backspace", *["backspace"] * 10)
        await driver.type("2026-01-01")
        await driver.press("enter")
        assert driver.lines()[1].endswith("1 Jan 2026 to 2 Feb 2026 ")
        assert " 0 of 1 " in driver.cursor_line()

    drive(reviewed, script, size=(100, 30))


def test_where_customers_disengage_names_accounts_that_enter_opens(reviewed: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6", "G")
        while "Aurora" not in driver.cursor_line():
            await driver.press("k")
        assert "2 invitations in a row unanswered" in driver.cursor_line()
        await driver.press("y")
        assert driver.shows("Copied: Aurora Cooperative")
        await driver.press("enter")
        assert driver.shows("512,000")
        await driver.press("2")
        driver.app.perform("engagement")
        await driver.settle()
        assert "Aurora" in driver.cursor_line()
        touched = {"date": TODAY, "channel": "phone", "status": "done"}
        driver.app.apply(touchpoints.log, account_id=1, values=touched)
        await driver.settle()
        assert not driver.shows("in a row unanswered")

    drive(reviewed, script, size=(100, 30))


def test_a_filter_that_leaves_nothing_says_so_and_how_to_widen_it(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("6")
        driver.app.measuring.filter = parse("tiny")
        driver.app.tell(None)
        await driver.settle()
        assert driver.shows("Nothing to rate")
        assert driver.shows("Press Esc to clear the filter, . for a longer")
        assert driver.shows("import files.")

    drive(book, script, size=(80, 24))
