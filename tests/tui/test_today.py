from __future__ import annotations

from pathlib import Path

from tests.tui.driving import Driver, drive


def test_the_list_stands_in_lanes_with_reasons(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "to do" in driver.lines()[1]
        assert driver.shows("▾ Promises  1")
        promise = driver.line_of("Send the deck")
        assert "Aurora Cooperative" in promise
        assert "!2d" in promise
        assert driver.shows("▾ Risk")
        assert driver.shows("▾ Renewal")

    drive(book, script, start="today")


def test_the_line_above_the_keys_gives_the_arithmetic_of_the_rank(book: Path) -> None:
    async def script(driver: Driver) -> None:
        why = driver.lines()[-2]
        assert "Rank " in why
        assert " points = " in why

    drive(book, script, start="today", size=(120, 40))


def test_x_marks_a_promise_done_and_u_takes_it_back(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "Send the deck" in driver.cursor_line()
        await driver.press("x")
        assert driver.lines()[-2].startswith(" Done: ")
        assert driver.lines()[-2].rstrip().endswith("u to undo")
        assert not driver.shows("▾ Promises")
        await driver.press("u")
        assert driver.shows("▾ Promises  1")

    drive(book, script, start="today")


def test_x_on_something_due_logs_it(book: Path) -> None:
    async def script(driver: Driver) -> None:
        while "Contoso" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("x")
        assert driver.shows("Log a touchpoint: Contoso Retail")

    drive(book, script, start="today")


def test_a_touchpoint_of_today_is_done_moved_and_missed(book: Path) -> None:
    async def script(driver: Driver) -> None:
        from csm_tui.operations import touchpoints
        from csm_tui.store.database import open_book
        from tests.tui.driving import NOW, TODAY

        with open_book(book) as opened:
            planned = {"date": TODAY, "channel": "video", "status": "planned"}
            touchpoints.log(opened, 3, planned, today=TODAY, now=NOW, time="10:00")
        driver.app._poll()
        await driver.settle()
        await driver.press("g")
        while "10:00" not in driver.cursor_line():
            await driver.press("j")
        assert "Contoso Retail" in driver.cursor_line()
        await driver.press("greater_than_sign")
        assert "Moved: " in driver.lines()[-2]
        assert "to Tue 3 Feb 2026" in driver.lines()[-2]
        await driver.press("u", "g")
        while "10:00" not in driver.cursor_line():
            await driver.press("j")
        await driver.press("x")
        assert "Done: " in driver.lines()[-2]
        assert driver.shows("▾ Done today  1")

    drive(book, script, start="today", size=(100, 40))


def test_nothing_to_do_says_so_and_what_to_press(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("1")
        assert driver.shows("Nothing needs you today. 2 shows the whole book.")

    drive(empty_book, script)


def test_w_begins_with_the_rank(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("w")
        assert driver.shows("Why: Aurora Cooperative")
        assert "Rank" in driver.cursor_line()

    drive(book, script, start="today")
