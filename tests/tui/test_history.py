from __future__ import annotations

from pathlib import Path

from tests.tui.driving import Driver, drive


def test_every_operation_is_listed_newest_first(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "10 changes" in driver.lines()[1]
        assert "Promise for Aurora Cooperative: Send the deck" in driver.lines()[3]
        assert "Added Aurora Cooperative" in driver.lines()[12]

    async def from_portfolio(driver: Driver) -> None:
        await driver.press("9")
        await script(driver)

    drive(book, from_portfolio)


def test_undo_from_there_shows_what_it_would_do_and_waits_for_y(book: Path) -> None:
    """T057."""

    async def script(driver: Driver) -> None:
        await driver.press("j", "p", "1", "9", "enter")
        assert driver.shows("Undo: Pulse 1 of 5: José Médico")
        assert driver.shows("José Médico")
        assert driver.shows("removed")
        await driver.press("enter")
        assert driver.shows("Undo: Pulse 1 of 5: José Médico")
        await driver.press("y")
        assert driver.shows("U to redo")
        assert driver.line_of("Pulse 1 of 5: José Médico").count("Undo: ") == 1
        assert driver.shows("undone")

    drive(book, script)


def test_leaving_the_preview_changes_nothing(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("9", "enter", "escape")
        assert "10 changes" in driver.lines()[1]

    drive(book, script)


def test_an_undone_change_is_not_offered_again(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("9", "u")
        await driver.press("enter")
        assert driver.shows("It is undone already.")
        await driver.press("y")
        assert driver.shows("It is undone already.")

    drive(book, script)


def test_a_refusal_is_said_and_nothing_is_changed(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("9", "G")
        assert "Added Aurora Cooperative" in driver.cursor_line()
        await driver.press("enter", "y")
        assert driver.lines()[-2].strip()
        assert "10 changes" in driver.lines()[1]

    drive(book, script)


def test_an_empty_history_says_so(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("9")
        assert driver.shows("Nothing has been changed yet.")

    drive(empty_book, script)
