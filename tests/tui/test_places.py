from __future__ import annotations

import asyncio
from pathlib import Path

from csm_tui.tui.themes import THEMES
from tests.tui.driving import Driver, drive


def test_a_theme_is_worn_by_places_seen_before_and_by_those_seen_later(demo: Path) -> None:
    """Styles are read again for another theme only, and then for every place there is."""

    async def script(driver: Driver) -> None:
        def ground() -> str:
            return driver.app.screen.styles.background.hex

        await driver.press("4")
        dark = ground()
        await driver.press("2")
        driver.app.theme = THEMES[1].name
        await driver.settle()
        light = ground()
        assert light != dark
        for place in ("4", "5", "6", "v", "9", "2"):
            await driver.press(place)
            assert ground() == light, place
        driver.app.theme = THEMES[0].name
        await driver.settle()
        for place in ("5", "4", "2"):
            await driver.press(place)
            assert ground() == dark, place

    drive(demo, script)


def test_a_change_told_while_a_place_is_put_together_finds_it_unready(demo: Path) -> None:
    """As when another program writes in the very moment of a key."""

    async def script(driver: Driver) -> None:
        for place in ("today", "calendar", "matrix", "health", "engagement", "tiers", "history"):
            driver.app.switch_mode(place)
            for _ in range(40):
                driver.app.tell(None)
                await asyncio.sleep(0)
            await driver.settle()
            assert driver.app.screen.is_mounted, place

    drive(demo, script)
