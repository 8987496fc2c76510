"""Keys before a place's first answer: what is true is said, nothing surprising is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from threading import Event

from csm_tui.tui.dialogs.pulse import PulseDialog
from csm_tui.tui.screens.health import HealthScreen
from tests.tui.driving import Driver, drive

STILL = "Still reading the book"
_PATIENCE_SECONDS = 30.0


@asynccontextmanager
async def held(driver: Driver, *, aside: bool = True, behind: bool = True) -> AsyncIterator[None]:
    """Let no question of the desk be answered, as in a very large book."""
    let_go = Event()

    def wait(_: object) -> None:
        let_go.wait(2 * _PATIENCE_SECONDS)

    if behind:
        driver.app.desk.later(wait)
    if aside:
        driver.app.desk.aside(wait)
    try:
        yield
    finally:
        let_go.set()


def up(driver: Driver, name: str) -> bool:
    """Return whether a screen is there, with its keys."""
    screen = driver.app.screen
    return getattr(screen, "NAME", "") == name and driver.shows("? help")


async def until(driver: Driver, holds: Callable[[], bool]) -> None:
    """Wait for something while questions are open."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not holds():
            await driver.pilot.pause(0.01)


def test_a_key_for_an_account_says_that_the_accounts_are_still_being_read(demo: Path) -> None:
    asked = {
        "1": ("Today", "x"),
        "4": ("Matrix", "Hp"),
        "5": ("Health", "Hprwe"),
        "6": ("Engagement", "H"),
    }

    async def script(driver: Driver) -> None:
        async with held(driver):
            for place, (name, keys) in asked.items():
                await driver.pilot.press(place)
                await until(driver, partial(up, driver, name))
                for key in keys:
                    driver.app.notice("")
                    await driver.pilot.press(key)
                    await until(driver, lambda: driver.shows(STILL))
        await driver.press("5", "p")
        assert isinstance(driver.app.screen, PulseDialog)

    drive(demo, script)


def test_enter_on_health_waits_for_the_accounts_and_says_what_it_does_on_a_tier(
    demo: Path,
) -> None:
    async def script(driver: Driver) -> None:
        async with held(driver, behind=False):
            await driver.pilot.press("5")
            await until(driver, lambda: driver.shows("High touch"))
            # The lists of accounts are still to come, and the cursor was put here by nobody.
            assert "High touch" in driver.cursor_line()
            screen = driver.app.screen
            assert isinstance(screen, HealthScreen)
            await until(driver, lambda: driver.shows("counting …"))
            await driver.pilot.press("enter")
            await until(driver, lambda: driver.shows(STILL))
            assert not screen.is_filtered
        await driver.settle()
        assert not driver.shows("counting …")
        await driver.press("g")
        while "High touch" not in driver.cursor_line():
            await driver.press("j")
        assert "Enter filters" in screen.why_line().plain
        await driver.press("enter")
        assert driver.shows("tier:high")

    drive(demo, script)
