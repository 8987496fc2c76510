from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key

from tests.tui.driving import Driver, drive

CHARACTERS = {"enter": "\r", "escape": "\x1b"}
# Each leads from the portfolio somewhere and back.
WALKS = (
    "enter escape",
    "e escape",
    "enter e escape escape",
    "S escape R escape",
    "9 2 e escape",
    "j enter escape k enter escape",
    "1 9 2 w escape enter escape e escape S escape R escape question_mark escape n escape",
)


@pytest.mark.parametrize("keys", WALKS)
def test_keys_typed_in_one_instant_do_what_they_do_one_by_one(demo: Path, keys: str) -> None:
    """A key is for what the one before it opened, not for what was shown when it was typed."""

    async def script(driver: Driver) -> None:
        before = driver.screen()
        for key in keys.split():
            driver.app.post_message(Key(key, CHARACTERS.get(key, key)))
        await driver.settle()
        assert driver.screen() == before

    drive(demo, script)
