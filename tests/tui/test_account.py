from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csm_tui.operations import projects
from csm_tui.store.database import open_book
from tests.tui.driving import NOW, TODAY, Driver, drive
from tests.tui.planned import plan


def test_the_first_lines_say_where_it_stands_and_why(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter")
        head = driver.lines()[1:5]
        assert head[0].startswith(" Aurora Cooperative  at risk")
        assert "512,000 a year · Ana" in head[0]
        assert "Renewal · renews Tue 17 Mar 2026 in 43 days" in head[1]
        assert head[2].startswith(" Level  high by tier → renewal: high → at risk: high")
        assert head[3].startswith(" Why    ")

    drive(book, script)


def test_health_is_a_bar_for_each_measure(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter")
        assert "▼ 25~" in driver.line_of("▾ Health")
        assert "━━━─────────  25" in driver.line_of("pulse")
        assert "············   –" in driver.line_of("adoption")

    drive(book, script)


def test_promises_plans_timeline_people_figures_and_data_are_there(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter")
        for section in ("Health", "Next", "Timeline", "People", "Figures", "Data"):
            assert driver.shows(f"▾ {section}"), section
        assert "Send the deck" in driver.line_of("mine, !2d")
        assert driver.shows("check-in, video, 25m")
        assert driver.shows("by hand, 2 Feb 2026")
        assert "6,800" in driver.line_of("1.3 % of ARR")

    drive(book, script, size=(100, 60))


def test_x_marks_the_promise_under_the_cursor(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter")
        while "Send the deck" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("x")
        assert "Done: Send the deck" in driver.lines()[-2]
        await driver.press("u")
        assert "Send the deck" in driver.line_of("mine, !2d")

    drive(book, script)


def test_x_elsewhere_says_what_to_choose(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter", "x")
        assert "Choose something to do first." in driver.lines()[-2]

    drive(book, script)


def test_a_planned_touchpoint_moves_by_a_day(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "enter")
        while "booked Thu 5 Feb" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("greater_than_sign")
        assert driver.shows("booked Fri 6 Feb")
        await driver.press("less_than_sign", "less_than_sign")
        assert driver.shows("booked Wed 4 Feb")

    drive(book, script)


def test_w_explains_the_figure_of_the_line(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter", "w")
        assert driver.shows("Why: Aurora Cooperative")
        assert "Health" in driver.cursor_line()
        await driver.press("escape")
        assert driver.shows("▾ Health")

    drive(book, script)


def test_one_contact_alone_is_a_warning(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("vega")
        await driver.press("enter", "enter")
        assert "single thread: one contact only" in driver.line_of("▾ People")

    drive(demo, script, size=(100, 50))


def test_an_account_taken_away_elsewhere_is_said(book: Path) -> None:
    from csm_tui.operations import undo

    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("unknown")
        await driver.press("enter", "enter")
        with open_book(book) as opened:
            for _ in range(5):
                undo.undo(opened, today=TODAY, now=NOW)
        driver.app._poll()
        await driver.settle()
        assert "not in the book any more" in driver.lines()[-2]
        await driver.press("q")
        assert not driver.shows("Unknown Size ")

    drive(book, script)


async def find(driver: Driver, text: str) -> None:
    """Put the cursor on the first line that holds `text`."""
    await driver.press("g")
    while text not in driver.cursor_line():
        before = driver.cursor_line()
        await driver.press("j")
        assert driver.cursor_line() != before, f"{text!r} is not on the card"


def test_signals_stand_with_what_to_do_and_are_put_aside_and_brought_back(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter")
        assert driver.shows("▾ Signals  3 open")
        assert "reach out" in driver.line_of("▼ Health 25 is below 40")
        await find(driver, "Health 25 is below 40")
        await driver.press("s", "w")
        assert driver.shows("▾ Signals  2 open, 1 put aside")
        assert "snoozed until 9 Feb" in driver.line_of("  Health 25 is below 40")
        await find(driver, "snoozed until 9 Feb")
        await driver.press("s")
        assert "It is put aside already; D brings it back." in driver.lines()[-2]
        await driver.press("D")
        assert "Back on the list: Health 25 is below 40, Aurora Cooperative." in driver.lines()[-2]
        assert driver.shows("▾ Signals  3 open")

    drive(book, script, size=(120, 40))


def test_the_plan_stands_with_its_reasons_and_windows_and_not_in_the_timeline(book: Path) -> None:
    plan(book, 2, TODAY + timedelta(days=7))
    plan(book, 2, TODAY + timedelta(days=8), kind="email", channel="email", effort=0, automated=1)

    async def script(driver: Driver) -> None:
        await driver.press("j", "enter")
        assert driver.shows("▾ Plan  1 touchpoint, 1 automated, until 10 Feb")
        line = driver.line_of("Check-in, video, 30m")
        assert "high: every 14 days" in line
        assert line.rstrip().endswith("9 Feb  in 6–13")
        assert driver.screen().count("Check-in, video") == 1
        await find(driver, "Check-in, video, 30m")
        await driver.press("greater_than_sign")
        assert "Moved: check-in, José Médico, to Tue 10 Feb 2026." in driver.lines()[-2]
        assert driver.shows("booked 10 Feb")

    drive(book, script, size=(120, 40))


def test_a_touchpoint_of_the_card_is_done_moved_and_skipped(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "enter")
        await find(driver, "booked Thu 5 Feb")
        await driver.press("m")
        await driver.type("fri")
        await driver.press("enter")
        assert driver.shows("booked Fri 6 Feb")
        await driver.press("X", *"ill", "enter")
        assert "Skipped: check-in, José Médico." in driver.lines()[-2]
        await driver.press("u", "x", "enter")
        assert "Done: check-in, José Médico." in driver.lines()[-2]

    drive(book, script, size=(120, 40))


def test_promises_of_both_sides_move_with_their_day(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter")
        await find(driver, "Send the deck")
        await driver.press("s", "3")
        assert "Send the deck, Aurora Cooperative: due Thu 5 Feb 2026 now." in driver.lines()[-2]
        assert driver.shows("mine, Thu 5 Feb")

    drive(book, script, size=(120, 40))


def test_a_project_is_opened_with_its_exit_criterion_and_closed_again(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "enter", "E")
        assert driver.shows("Open a project: José Médico")
        await driver.press("enter")
        assert driver.shows("A project needs its aim")
        await driver.type("Finish onboarding")
        await driver.press("tab", "tab")
        await driver.type("+60d")
        await driver.press("tab")
        await driver.type("helth>=70")
        await driver.press("enter")
        assert driver.shows("health")
        assert driver.shows("Open a project")
        await driver.press("ctrl+u")
        await driver.type("health>=70")
        await driver.press("enter")
        assert "Project opened: Finish onboarding, José Médico.  u to undo" in driver.lines()[-2]
        assert driver.shows("▾ Project  open")
        assert "open, due 3 Apr" in driver.line_of("Finish onboarding")
        assert driver.shows("ends when health >= 70, now unknown: not yet")
        await find(driver, "ends when")
        await driver.press("x")
        assert driver.shows("Close the project: Finish onboarding, José Médico")
        await driver.type("Done in time")
        await driver.press("enter")
        assert "Closed project: Finish onboarding, José Médico." in driver.lines()[-2]
        assert driver.shows("▾ Project  none open")
        assert "closed today" in driver.line_of("Done in time")
        await driver.press("E")
        assert driver.shows("Open a project")

    drive(book, script, size=(120, 40))


def test_the_key_of_projects_closes_the_open_one_from_any_screen(book: Path) -> None:
    with open_book(book) as opened:
        projects.open_(opened, 2, "Win back the sponsor", today=TODAY, now=NOW)

    async def script(driver: Driver) -> None:
        await driver.press("j", "E")
        assert driver.shows("Close the project: Win back the sponsor, José Médico")
        await driver.press("escape", "enter")
        await find(driver, "Win back the sponsor")
        await driver.press("s")
        assert "A project is not put off: done closes it." in driver.lines()[-2]

    drive(book, script, size=(120, 40))
