from __future__ import annotations

from pathlib import Path

from tests.tui.driving import Driver, drive


def test_the_first_lines_say_where_it_stands_and_why(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("enter")
        head = driver.lines()[1:5]
        assert head[0].startswith(" Aurora Cooperative  at risk")
        assert "$512,000 a year · Ana" in head[0]
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
        assert "Choose a planned touchpoint first." in driver.lines()[-2]

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
    from csm_tui.store.database import open_book
    from tests.tui.driving import NOW, TODAY

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
