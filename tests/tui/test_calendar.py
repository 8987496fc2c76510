from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from csm_tui.config import Config
from csm_tui.operations import touchpoints
from csm_tui.store.database import open_book
from csm_tui.tui.screens.calendar import CalendarScreen
from tests.tui.driving import NOW, TODAY, WIDE, Driver, add_account, drive
from tests.tui.planned import plan


def screen_of(driver: Driver) -> CalendarScreen:
    assert isinstance(driver.app.screen, CalendarScreen)
    return driver.app.screen


def day_line(driver: Driver) -> str:
    """Return the line of the day under the grid."""
    return next(line for line in driver.lines()[3:] if " 2026" in line or " 2025" in line)


def cursor_row(driver: Driver) -> str:
    """Return the line of the list's cursor, which stands under the grid's."""
    return [line for line in driver.lines() if "▌" in line][-1]


def test_the_month_shows_each_day_and_the_list_of_the_one_under_the_cursor(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3")
        assert driver.lines()[1].startswith(" February 2026 · ")
        assert "13 weeks " in driver.lines()[1]
        assert driver.lines()[2].split() == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        assert day_line(driver).startswith(" Mon 2 Feb 2026 today · 30m of 6h · 2 automated")
        assert "Aurora Cooperative" in driver.line_of("Check-in")
        assert driver.shows("2 automated")
        assert "7h!" in driver.line_of("[2]")

    drive(planned, script)


def test_arrows_and_letters_walk_days_and_the_pages_are_months(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "right")
        assert day_line(driver).startswith(" Tue 3 Feb 2026 · 7h of 6h, 1h over")
        assert driver.shows("Business review")
        await driver.press("j", "l", "up", "h", "left")
        assert day_line(driver).startswith(" Mon 2 Feb 2026 today")
        await driver.press("pagedown")
        assert driver.lines()[1].startswith(" March 2026")
        await driver.press("pageup", "pageup")
        assert driver.lines()[1].startswith(" January 2026")
        await driver.press("G")
        assert day_line(driver).startswith(" Sat 31 Jan 2026 · weekend")
        await driver.press("g")
        assert day_line(driver).startswith(" Thu 1 Jan 2026")
        await driver.press("t")
        assert day_line(driver).startswith(" Mon 2 Feb 2026 today")

    drive(planned, script)


def test_enter_goes_into_the_day_then_into_the_account_and_esc_comes_back(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter")
        assert screen_of(driver)._list.has_focus
        assert "high: every 14 days" in driver.lines()[-2]
        await driver.press("enter")
        assert driver.lines()[1].startswith(" Aurora Cooperative")
        await driver.press("escape", "escape")
        assert screen_of(driver)._grid.has_focus
        await driver.press("tab")
        assert screen_of(driver)._list.has_focus

    drive(planned, script)


def test_v_shows_the_next_view_and_each_has_a_key(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "v")
        assert driver.lines()[1].startswith(" Agenda from 2 Feb")
        await driver.press("v")
        assert driver.lines()[1].startswith(" Week of 2 Feb")
        await driver.press("v")
        assert driver.lines()[1].startswith(" February 2026")
        for key, title in (("W", "Week of"), ("D", "Agenda from"), ("M", "February 2026")):
            await driver.press(key)
            assert driver.lines()[1].startswith(f" {title}")

    drive(planned, script)


def test_view_day_and_filter_stay_when_the_calendar_is_left(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "j", "W", "slash")
        await driver.type("aurora")
        await driver.press("enter", "2", "3")
        assert driver.lines()[1].startswith(" Week of 9 Feb")
        assert "aurora" in driver.lines()[1]

    drive(planned, script)


def test_the_week_has_all_days_with_hours_against_those_available(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "W")
        assert driver.line_of("Mon 2 Feb today").split()[-4:-1] == ["30m", "of", "6h"]
        assert "1h over" in driver.line_of("Tue 3 Feb")
        await driver.press("G")
        assert driver.shows("Sat 7 Feb")
        assert driver.shows("Sun 8 Feb")
        assert "weekend" in driver.line_of("Sun 8 Feb")

    drive(planned, script)


def test_in_the_week_side_keys_walk_days_and_pages_are_weeks(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "W", "l")
        assert "Renewal" in cursor_row(driver)
        await driver.press("h")
        assert "Check-in" in cursor_row(driver)
        await driver.press("pagedown")
        assert driver.lines()[1].startswith(" Week of 9 Feb")
        assert screen_of(driver)._day == TODAY + timedelta(days=7)
        await driver.press("pageup", "j")
        assert "2 automated" in cursor_row(driver)

    drive(planned, script)


def test_the_agenda_begins_with_what_is_overdue_and_goes_day_by_day(planned: Path) -> None:
    booked = plan(planned, 2, TODAY - timedelta(days=4), booked=1)
    assert booked

    async def script(driver: Driver) -> None:
        await driver.press("3", "D")
        lines = driver.lines()
        assert lines[2].startswith(" ▾ Overdue")
        assert "!4d" in driver.line_of("José Médico")
        assert "overdue" in lines[1]
        days = [line for line in lines if line.startswith(" ▾ ")][1:]
        assert [line.split()[1:4] for line in days][:2] == [
            ["Mon", "2", "Feb"],
            ["Tue", "3", "Feb"],
        ]

    drive(planned, script, size=(80, 40))


def test_automated_touchpoints_are_folded_opened_and_hidden(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter", "j")
        assert "2 automated" in cursor_row(driver)
        await driver.press("enter")
        assert driver.shows("Contoso Retail")
        assert driver.shows("Kanal 九州システム")
        await driver.press("enter")
        assert not driver.shows("Contoso Retail")
        await driver.press("A")
        assert not driver.shows("2 automated  ⏎")
        await driver.press("A")
        assert driver.shows("2 automated  ⏎")

    drive(planned, script)


def test_a_touchpoint_moves_by_a_day_the_cursor_goes_along_and_undo_takes_it_back(
    planned: Path,
) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter", "greater_than_sign")
        assert "Moved: check-in, Aurora Cooperative, to Tue 3 Feb 2026" in driver.lines()[-2]
        assert day_line(driver).startswith(" Tue 3 Feb 2026")
        assert "Aurora Cooperative" in cursor_row(driver)
        assert "Check-in" in cursor_row(driver)
        await driver.press("less_than_sign")
        assert day_line(driver).startswith(" Mon 2 Feb 2026")
        await driver.press("u", "u")
        assert "30m of 6h" in day_line(driver)

    drive(planned, script)


def test_moving_outside_the_window_is_done_and_said(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter", *["greater_than_sign"] * 5)
        # The notice may take two lines.
        said = " ".join(line.strip() for line in driver.lines()[-4:-1])
        assert "outside its window 30 Jan" in said
        assert "after 6 Feb" in cursor_row(driver)

    drive(planned, script)


def test_the_cursor_goes_along_though_another_answer_comes_first(planned: Path) -> None:
    """The book is busy while the move is on its way; what is asked meanwhile knows not of it."""

    async def script(driver: Driver) -> None:
        await driver.press("3", "enter")
        screen = screen_of(driver)
        with closing(sqlite3.connect(planned, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            screen.action_later()
            screen.reload()
            while screen._taken != screen._asked:
                await asyncio.sleep(0)
            assert day_line(driver).startswith(" Mon 2 Feb")
            other.execute("ROLLBACK")
        await driver.settle()
        assert day_line(driver).startswith(" Tue 3 Feb")
        assert "Check-in" in cursor_row(driver)

    drive(planned, script)


def test_a_selection_moves_as_one_step(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "right", "enter", "space", "space")
        assert "2 selected" in driver.lines()[1]
        await driver.press("greater_than_sign")
        assert "Moved: 2 touchpoints" in driver.lines()[-2]
        assert "selected" not in driver.lines()[1]
        await driver.press("u")
        assert "7h of 6h" in day_line(driver)

    drive(planned, script)


def test_what_is_selected_and_not_in_sight_is_counted_and_meant(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "right", "enter", "space", "l")
        assert "1 selected, 1 not in sight" in driver.lines()[1]
        await driver.press("space", "greater_than_sign")
        assert "Moved: 2 touchpoints" in driver.lines()[-2]

    drive(planned, script)


def test_only_touchpoints_are_selected_and_esc_clears_first(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter", "asterisk")
        assert "1 selected" in driver.lines()[1]
        await driver.press("escape")
        assert "selected" not in driver.lines()[1]
        assert screen_of(driver)._list.has_focus

    drive(planned, script)


def test_x_asks_how_it_went_and_marks_it_done(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter", "x")
        assert driver.shows("Done: ")
        await driver.press("enter")
        assert "Done: " in driver.lines()[-2]
        assert "✓" in driver.line_of("Aurora Cooperative ")

    drive(planned, script)


def test_in_the_grid_no_touchpoint_is_meant(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "greater_than_sign")
        assert "Choose something to do first." in driver.lines()[-2]
        assert "30m of 6h" in day_line(driver)

    drive(planned, script)


def test_the_filter_keeps_some_says_how_many_and_esc_clears_it(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "slash")
        await driver.type("contoso")
        # An automated one today, one on Wednesday.
        assert "2 of 9" in driver.lines()[1]
        assert not driver.shows("Aurora Cooperative")
        await driver.press("enter")
        assert screen_of(driver)._grid.has_focus
        await driver.press("escape")
        assert "of 120h" in driver.lines()[1]

    drive(planned, script)


def test_the_filter_knows_the_words_of_the_calendar(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "slash")
        await driver.type("kind:business-review -automated")
        assert "1 of 9" in driver.lines()[1]

    drive(planned, script)


def test_a_filter_that_is_not_understood_is_said_while_typing(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "slash")
        await driver.type("tier:hihg")
        assert "tier" in driver.lines()[1]
        assert "high" in driver.lines()[1]

    drive(planned, script)


def test_a_filter_that_keeps_nothing_names_itself_and_the_way_out(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "D", "slash")
        await driver.type("zzz")
        await driver.press("enter")
        assert driver.shows('Nothing here matches "zzz". Esc clears the filter.')

    drive(planned, script)


def test_without_a_plan_the_key_that_makes_one_is_named(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3")
        assert "no plan yet: P plans 13 weeks." in driver.lines()[1]
        await driver.press("l")
        assert driver.shows("  No plan yet: P plans 13 weeks.")

    drive(book, script)


def test_a_book_that_is_only_read_offers_no_plan(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3")
        assert not driver.shows("P plan")
        await driver.press("P")
        assert driver.shows("[3 Calendar]")
        assert not driver.shows("adopt it")

    drive(book, script, read_only=True)


def test_copy_gives_the_row_as_cells(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter", "y")
        assert driver.app.clipboard == (
            "2026-02-02\t\tAurora Cooperative\tcheck-in\tvideo\thigh: every 14 days"
        )

    drive(planned, script)


def test_the_card_of_the_account_stands_beside_where_there_is_room(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "l", "enter")
        assert driver.line_of("512,000").split("│")[1].startswith(" Aurora Cooperative ")
        await driver.press("j")
        assert driver.line_of("140,000").split("│")[1].startswith(" José Médico ")

    drive(planned, script, size=WIDE)


def test_the_calendar_can_be_the_first_screen(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        assert driver.shows("[3 Calendar]")
        assert driver.shows("Aurora Cooperative")

    drive(planned, script, start="calendar")


def test_the_first_weekday_is_that_of_the_config(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3")
        assert driver.lines()[2].split()[0] == "Sun"
        await driver.press("W")
        assert driver.lines()[1].startswith(" Week of 1 Feb")

    drive(planned, script, config=Config(first_weekday="sun"))


def test_another_program_s_change_is_taken_in_and_the_cursor_stays(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "l", "enter", "j")
        before = cursor_row(driver)
        plan(planned, 5, TODAY + timedelta(days=1), kind="business-review", effort=60)
        driver.app._poll()
        await driver.settle()
        assert "8h of 6h" in day_line(driver)
        assert cursor_row(driver) == before

    drive(planned, script)


def test_a_click_goes_to_a_day_and_a_second_one_into_it(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3")
        await driver.pilot.click("#grid", offset=(15, 3))
        await driver.settle()
        assert day_line(driver).startswith(" Tue 3 Feb 2026")

    drive(planned, script)


@pytest.mark.parametrize("day", [date(9999, 12, 28), date(2026, 3, 29), date(2026, 1, 1)])
def test_no_day_does_harm(planned: Path, day: date) -> None:
    plan(planned, 1, day, booked=1, window_from=None, window_to=None)

    async def script(driver: Driver) -> None:
        await driver.press("3")
        screen = screen_of(driver)
        screen._go_to(day)
        for key in ("W", "D", "M", "j", "pagedown", "pageup", "enter", "right", "t"):
            await driver.press(key)
        assert day_line(driver).startswith(" Mon 2 Feb 2026 today")

    drive(planned, script)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (140, 50)])
def test_every_view_fits_every_size(planned: Path, size: tuple[int, int]) -> None:
    async def script(driver: Driver) -> None:
        for key in ("3", "W", "D"):
            await driver.press(key)
            assert len(driver.lines()) == size[1]
            assert driver.shows("Aurora")

    drive(planned, script, size=size)


def test_in_ascii_nothing_else_is_shown(planned: Path) -> None:
    names = {*"Kanal 九州システム José Médico"}

    async def script(driver: Driver) -> None:
        for key in ("3", "W", "D", "P"):
            await driver.press(key)
            assert not {char for char in driver.screen() if not char.isascii()} - names - {"\n"}

    drive(planned, script, config=Config(ascii=True))


def test_each_day_of_the_month_begins_with_its_first_row(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "enter", "G", "l")
        assert "Renewal" in cursor_row(driver)
        assert "Overdue" not in cursor_row(driver)

    drive(planned, script)


def test_n_plans_for_the_day_under_the_cursor(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "j", "n")
        assert driver.shows("2026-02-09")
        await driver.type("tiny tea")
        await driver.press("enter")
        assert "Planned: check-in, Tiny Tea" in driver.lines()[-2]
        assert driver.shows("Tiny Tea")

    drive(planned, script)


def test_the_keys_shown_are_those_of_what_is_walked(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3")
        assert "P plan" in driver.lines()[-1]
        assert "▣ business review" in driver.lines()[-2]
        await driver.press("enter")
        assert "x done" in driver.lines()[-1]
        assert "P plan" not in driver.lines()[-1]

    drive(planned, script)


# Export


def test_e_writes_what_is_shown_as_a_file_and_says_where(
    planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def script(driver: Driver) -> None:
        await driver.press("3", "slash")
        await driver.type("aurora")
        await driver.press("enter", "e")
        assert driver.shows("Sun 1 Feb 2026 to Sat 28 Feb 2026, aurora")
        await driver.press("enter")
        said = " ".join(line.strip() for line in driver.lines()[-4:-1])
        assert "Exported: 3 touchpoints to" in said
        await driver.press("e", "enter")
        assert driver.shows("is there already. Enter again replaces it.")
        await driver.press("enter")
        assert driver.shows("Exported: 3 touchpoints")

    drive(planned, script)
    found = Calendar.from_ical((tmp_path / "calendar-2026-02-01.ics").read_bytes())
    assert len(found.walk("VEVENT")) == 3


def test_an_export_to_nowhere_says_so_and_stays_open(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "e")
        field = driver.app.screen.query_one("#field-file")
        field.value = "/nowhere/at/all.ics"  # type: ignore[attr-defined]
        await driver.press("enter")
        assert driver.shows("/nowhere/at/all.ics")
        assert driver.shows("Export the calendar")

    drive(planned, script)


# Untrusted names, and time


def test_names_are_shown_as_they_are_and_control_nothing(planned: Path) -> None:
    add_account(planned, "[/nope]\x1b[2J\u202e evil", arr=200_000_00)
    plan(planned, 7, TODAY, reason="[b]bold\x1b]0;title\x07", subject="[@click=app.bell]x[/]")

    async def script(driver: Driver) -> None:
        await driver.press("3", "enter")
        for key in ("D", "W", "M"):
            await driver.press(key)
            assert driver.shows("[/nope]")
            assert "\x1b" not in driver.screen()
            assert "\u202e" not in driver.screen()

    drive(planned, script)


def test_enter_on_an_empty_day_says_so(planned: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("3", "G", "enter")
        assert "Nothing is planned." in driver.lines()[-2]
        assert screen_of(driver)._grid.has_focus

    drive(planned, script)


def test_what_was_booked_keeps_its_hour_in_front(planned: Path) -> None:
    with open_book(planned) as book:
        values = {"date": TODAY, "channel": "video", "status": "planned"}
        touchpoints.log(book, 3, values, today=TODAY, now=NOW, time="16:30")

    async def script(driver: Driver) -> None:
        await driver.press("3", "enter")
        assert cursor_row(driver).startswith("▌ 16:30 ○ ")

    drive(planned, script)
