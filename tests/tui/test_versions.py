"""The versions view: what each changed and moved, adopted again, presets and kept models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from csm_tui.config import Config
from csm_tui.models import preset
from csm_tui.operations import touch_models
from csm_tui.store.database import open_book
from tests.tui.driving import NARROW, NOW, TODAY, WIDE, Driver, drive, settled
from tests.tui.test_snapshots import app_on
from tests.tui.test_touch_model import change, texts_of


@pytest.fixture
def versions(book: Path) -> Path:
    """Return a book with three versions, and a model kept beside them."""
    change(book, 200, "fewer high", tiers__high__from="150k", cadence__medium__check_in="45d")
    change(book, 20, costs__fully_loaded="130k")
    with open_book(book) as opened:
        toml = preset("four-tier").replace("green_to = 85", "green_to = 80")
        touch_models.keep(opened, toml, file="x", today=TODAY, now=NOW, name="calmer")
    return book


def test_versions_stand_newest_first_with_when_why_and_what_moved(versions: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v")
        assert "[Versions]" in driver.lines()[1]
        assert driver.lines()[1].endswith("3 versions ")
        heads = [line for line in driver.lines() if line[1:2] in ("▾", "▸")]
        assert [head.split()[1] for head in heads[:3]] == ["3", "2", "1"]
        assert heads[0].split()[2:] == "13 Jan four-tier in force 1 key, 0 moved".split()
        assert "fewer high" in heads[1]
        assert heads[1].rstrip().endswith("2 keys, 1 moved")
        assert driver.shows("costs.fully_loaded: 120_000 → 130_000")
        await driver.press("J", "enter")
        assert driver.shows("Against version 1:")
        assert driver.shows("tiers.high.from: 100_000 → 150_000")
        assert driver.shows('cadence.levels.medium.check_in: "30d" → "45d"')
        assert "tier high → medium" in driver.line_of("José Médico")
        await driver.press("j", "j", "j", "j", "j", "j")
        assert driver.shows("José Médico: tier high → medium")
        await driver.press("enter")
        assert driver.lines()[1].startswith(" José Médico")
        await driver.press("escape")
        assert "José Médico" in driver.cursor_line()
        await driver.press("J", "l")
        assert driver.shows("The model that this book began with.")

    drive(versions, script)


def test_an_older_version_is_adopted_again_and_one_undo_takes_it_back(versions: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "A")
        assert driver.shows("It is in force: four-tier (version 3) has the very same text.")
        await driver.press("J", "J", "A")
        assert driver.shows("Adopt: four-tier (version 1)")
        assert driver.shows("tiers.high.from: 150_000 → 100_000")
        assert driver.shows("costs.fully_loaded: 130_000 → 120_000")
        assert driver.shows("1 of 6 accounts: tier medium → high 1;")
        assert driver.shows("This comes early: the model before was adopted on 13 Jan 2026")
        await driver.type("as it was")
        await driver.press("enter")
        assert driver.shows("Adopted the touch model four-tier (version 1).  u to undo")
        assert driver.lines()[1].endswith("4 versions ")
        assert "as it was" in driver.line_of("in force")
        await driver.press("u")
        assert driver.lines()[1].endswith("3 versions ")

    drive(versions, script)
    assert len(texts_of(versions)) == 3


def test_presets_and_kept_models_are_compared_and_adopted(versions: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "h", "G", "k", "k")
        assert (
            driver.cursor_line().replace("▸", "").split()[1:]
            == "kept calmer 5 keys otherwise".split()
        )
        assert driver.shows("⏎ shows how it differs, A adopts calmer as a new version")
        await driver.press("enter")
        assert driver.shows("hours.green_to: 85 → 80")
        await driver.press("A", "enter")
        assert driver.shows("Adopted the touch model calmer.")
        assert "in force" in driver.line_of("  4  today")
        assert driver.line_of("kept").rstrip().endswith("as the one in force")
        await driver.press("G", "A")
        assert driver.shows("Adopt: three-tier")
        assert driver.shows(" more")
        await driver.press("escape")
        assert driver.lines()[1].endswith("4 versions ")

    drive(versions, script)


def test_a_book_that_never_changed_says_so(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v")
        assert driver.lines()[1].endswith("1 version ")
        assert driver.shows("The model that this book began with.")
        assert driver.line_of("preset      four-tier").rstrip().endswith("as the one in force")

    drive(book, script)


def test_reading_only_nothing_is_adopted_and_it_says_why(versions: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "J")
        assert "adopt" not in driver.lines()[-1]
        assert driver.shows("⏎ shows how it differs")
        assert not driver.shows("A adopts")
        await driver.press("A")
        assert driver.shows("the book is open for reading only")

    drive(versions, script, read_only=True)


def test_a_change_from_elsewhere_is_taken_in(versions: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v")
        change(versions, tiers__high__from="90k")
        driver.app._poll()
        await driver.settle()
        assert driver.lines()[1].endswith("4 versions ")

    drive(versions, script)


@pytest.mark.parametrize("keys", [(), ("J", "J", "J", "J", "A")], ids=["view", "adopt"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_versions_look_as_they_were_accepted(
    demo: Path,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    change(demo, 300, "fewer high", tiers__high__from="150k", cadence__medium__check_in="45d")
    change(demo, 40, "loaded cost of 2026", costs__fully_loaded="130k")

    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in ("8", "v", "J", "enter", *keys):
            await pilot.press(key)
            await settled(pilot)

    with app_on(demo) as app:
        assert snap_compare(app, terminal_size=size, run_before=show)


def test_the_versions_can_be_read_in_ascii(versions: Path) -> None:
    change(versions, tiers__medium__frequency="weekly")

    async def script(driver: Driver) -> None:
        for key in ("8", "v", "J", "enter", "J", "A"):
            await driver.press(key)
            shown = driver.screen().replace("José Médico", "")
            assert shown.isascii(), key

    drive(versions, script, config=Config(ascii=True))
