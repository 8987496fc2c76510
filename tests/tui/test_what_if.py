"""The what-if view: fields changed by keys, one answer of the last state, kept only on demand."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key
from textual.pilot import Pilot

from csm_tui.config import Config
from csm_tui.domain.model_file import load
from csm_tui.errors import Interrupted, ModelProblem, UsageError
from csm_tui.models import preset
from csm_tui.store.database import open_book
from csm_tui.tui.screens.what_if import WhatIfScreen
from csm_tui.tui.what_if_fields import (
    Field,
    Ground,
    Words,
    command,
    fields_of,
    next_scenario,
    stepped,
    with_value,
    with_word,
)
from tests.tui.driving import NARROW, WIDE, Driver, add_account, drive, settled
from tests.tui.test_snapshots import app_on

TOML = preset("four-tier")
GROUND = Ground(tomllib.loads(TOML), load(TOML, file="four-tier"), 60, 4_420_000_00)


def field(key: str, words: Words | None = None, ground: Ground = GROUND) -> Field:
    return next(one for one in fields_of(ground, words or {}) if one.key == key)


def after(key: str, words: Words, *steps: int) -> Words:
    for step in steps:
        found = stepped(field(key, words), words, GROUND, step)
        assert found is not None
        words = found
    return words


# The fields


def test_the_fields_are_those_of_the_model_and_of_the_book() -> None:
    labels = [one.label for one in fields_of(GROUND, {})]
    assert labels == [
        "High from", "Medium from", "Low from", "High check-in", "Medium check-in",
        "Low check-in", "Hours a month", "CSM cost a year", "ARR growth", "Accounts",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("tiers.high.from", "105000"),
        ("tiers.low.from", "5200"),
        ("cadence.levels.high.check_in", "15d"),
        ("cadence.levels.low.check_in", "100d"),
        ("hours.available_month", "135"),
        ("costs.fully_loaded", "125000"),
        ("growth", "+10%"),
        ("accounts", "65"),
    ],
)
def test_a_step_is_a_round_part_of_what_there_is_today(key: str, text: str) -> None:
    assert after(key, {}, 1) == {key: text}


@given(st.sampled_from(fields_of(GROUND, {})), st.lists(st.sampled_from([1, -1]), max_size=12))
def test_as_many_steps_back_end_at_today(one: Field, steps: list[int]) -> None:
    words: Words = {}
    taken: list[int] = []
    for step in steps:
        found = stepped(one, words, GROUND, step)
        if found is not None:
            words, taken = found, [*taken, step]
    for _ in range(40):
        if not words:
            return
        found = stepped(one, words, GROUND, -1 if sum(taken) > 0 else 1)
        assert found is not None
        words = found
    raise AssertionError(words)


def test_a_step_from_a_typed_value_goes_to_the_next_round_one_and_stops_at_today() -> None:
    assert after("tiers.high.from", {"tiers.high.from": "103k"}, 1) == {"tiers.high.from": "105000"}
    assert after("tiers.high.from", {"tiers.high.from": "103k"}, -1) == {}
    assert after("growth", {"growth": "2x"}, -1) == {"growth": "+90%"}


def test_from_no_cost_a_step_is_a_thousand() -> None:
    ground = GROUND._replace(table={**GROUND.table, "costs": {"fully_loaded": 0}})
    cost = field("costs.fully_loaded", {}, ground)
    assert stepped(cost, {}, ground, 1) == {"costs.fully_loaded": "1000"}


def test_no_step_leads_to_nothing_or_from_what_is_no_number() -> None:
    high = field("cadence.levels.high.check_in")
    assert stepped(high, {high.key: "1d"}, GROUND, -1) is None
    assert stepped(high, {high.key: "often"}, GROUND, 1) is None
    words = {"cadence.levels.high.channel": "phone"}
    assert stepped(field("cadence.levels.high.channel", words), words, GROUND, 1) is None


def test_another_key_is_spelled_as_the_file_has_it() -> None:
    found = with_word({}, " cadence.medium.check_in = 45d ", GROUND)
    assert found == ({"cadence.levels.medium.check_in": "45d"}, "cadence.levels.medium.check_in")
    words, key = with_word({"growth": "+10%"}, "arr=8m", GROUND)
    assert (words, key) == ({"arr": "8m"}, "arr")
    assert field("arr", words).label == "ARR in all"
    with pytest.raises(ModelProblem, match=r"Did you mean `risk.health_below`"):
        with_word({}, "risk.health_belo=3", GROUND)
    with pytest.raises(UsageError, match="KEY=VALUE"):
        with_word({}, "growth", GROUND)


def test_scenarios_come_one_after_the_other_and_leave_the_model_alone() -> None:
    words: Words = {"tiers.high.from": "150000"}
    titles = []
    for _ in range(4):
        words, title = next_scenario(words)
        titles.append(title)
    assert titles == [
        "100 customers, 3M of ARR", "250 customers, 8M of ARR", "500 customers, 18M of ARR", "",
    ]  # fmt: skip
    assert words == {"tiers.high.from": "150000"}
    assert command(next_scenario(words)[0]) == (
        "csm what-if tiers.high.from=150000 accounts=100 arr=3m"
    )


def test_a_value_taken_back_is_no_longer_supposed() -> None:
    assert with_value({"growth": "2x", "accounts": "70"}, field("growth"), " ") == {
        "accounts": "70"
    }


# The view


async def looked_at(driver: Driver) -> WhatIfScreen:
    driver.app.show_view("what-if")
    await driver.settle()
    screen = driver.app.screen
    assert isinstance(screen, WhatIfScreen)
    return screen


def figure(driver: Driver, name: str) -> list[str]:
    """Return the words of a line beside the fields."""
    shown = next(line for line in driver.lines() if f"│ {name}" in line or f"│  {name}" in line)
    return shown.split("│")[1].removeprefix(f" {name}").split()


def test_a_key_changes_a_field_and_the_figures_follow(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        assert "High from" in driver.cursor_line()
        assert figure(driver, "high") == ["high", "2", "2"]
        # A typed value, then steps by every key there is for them.
        await driver.press("enter")
        await driver.type("150k")
        await driver.press("enter")
        assert figure(driver, "high") == ["high", "2", "1", "−1"]
        assert "José Médico" in driver.line_of("high→medium")
        for key, shown in (
            ("greater_than_sign", "155K"), ("plus", "160K"), ("right", "165K"), ("l", "170K"),
            ("less_than_sign", "165K"), ("minus", "160K"), ("left", "155K"), ("h", "150K"),
        ):  # fmt: skip
            await driver.press(key)
            assert f"${shown}" in driver.cursor_line() or shown in driver.cursor_line()
        await driver.press("b")
        assert figure(driver, "high") == ["high", "2", "2"]
        assert not driver.shows("Who moves")

    drive(book, script)


def test_keys_pressed_quickly_are_one_question_of_the_last_state(book: Path) -> None:
    async def script(driver: Driver) -> None:
        screen = await looked_at(driver)
        asked = screen._generation
        for _ in range(9):
            driver.app.post_message(Key("greater_than_sign", ">"))
        await driver.settle()
        assert screen._generation == asked + 1
        assert screen.answer is not None
        assert screen.answer.words == {"tiers.high.from": "145000"}
        assert figure(driver, "high") == ["high", "2", "1", "−1"]

    drive(book, script)


def test_another_key_abandons_what_is_being_reckoned(book: Path) -> None:
    async def script(driver: Driver) -> None:
        screen = await looked_at(driver)
        screen._words = {"risk.health_below": "60"}
        changed: list[tuple[int, int]] = []

        class Turning(dict[str, str]):
            """Words that are others as soon as they were read."""

            def items(self) -> Any:
                screen._words = {"risk.health_below": "61"}
                changed.append(screen._progress)
                return super().items()

        screen._words = Turning(screen._words)
        with open_book(driver.app.desk.path, read_only=True) as opened:
            from csm_tui.store.standings import prepare

            prepare(opened.connection, screen.today)
            with pytest.raises(Interrupted):
                screen.question(opened.connection)
        assert changed
        # Nothing of it is said, and what was shown stays.
        before = driver.screen()
        screen._take_failure(Interrupted("No longer wanted."))
        await driver.settle()
        assert driver.screen() == before

    drive(book, script)


def test_what_is_wrong_with_a_value_stands_beside_its_field_and_the_figures_stay(
    book: Path,
) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        await driver.press("j", "enter")
        await driver.type("150k")
        await driver.press("enter")
        at = next(place for place, line in enumerate(driver.lines()) if "Medium from" in line)
        assert "tiers.medium.from must be" in driver.lines()[at + 1]
        assert "less than the 100,000 of the tier above it." in driver.lines()[-2]
        assert figure(driver, "medium") == ["medium", "2", "2"]
        await driver.press("less_than_sign", "b")
        assert not driver.shows("must be")
        # One that cannot be read is said as well, and a key that there is not names the nearest.
        await driver.press("enter")
        await driver.type("many")
        await driver.press("enter")
        assert driver.shows('must be a number, not "many"')
        await driver.press("e")
        assert driver.shows('must be a number, not "many"')
        await driver.press("greater_than_sign")
        assert driver.shows("There is no step from here: ⏎ takes a value.")
        await driver.press("B", "n")
        await driver.type("risk.health_belo=3")
        await driver.press("enter")
        assert driver.shows("Did you mean")
        assert driver.shows("risk.health_below?")
        await driver.press("escape", "escape")

    drive(book, script)


def test_any_key_and_growth_are_supposed_and_an_account_is_opened(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        await driver.press("n")
        await driver.type("tiering.strategic_from=5")
        await driver.press("enter")
        assert "5 >" in driver.line_of("strategic_from")
        await driver.press("B")
        assert not driver.shows("strategic_from")
        await driver.press("enter")
        await driver.type("150k")
        await driver.press("enter", "J")
        assert "Who moves 1 account" in driver.cursor_line()
        await driver.press("j")
        assert "tier high → medium" in driver.lines()[-2]
        await driver.press("enter")
        assert driver.shows("140,000")
        await driver.press("escape")
        assert figure(driver, "high") == ["high", "2", "1", "−1"]
        await driver.press("s")
        assert driver.shows("Supposed: 100 customers, 3M of ARR.")
        assert figure(driver, "Accounts") == ["6", "100", "+94"]

    drive(book, script)


def test_each_tier_and_quadrant_is_shown_by_the_key_of_tables(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        await driver.press("enter")
        await driver.type("150k")
        await driver.press("enter", "T")
        shown = driver.lines()
        at = next(place for place, line in enumerate(shown) if "│ high" in line)
        assert shown[at].split("│")[1].split()[:2] == ["high", "2"]
        assert shown[at + 1].split("│")[1].split()[:2] == ["then", "1"]
        await driver.press("escape")
        assert driver.shows("Utilisation")

    drive(book, script)


def test_the_model_is_saved_in_a_file_and_the_path_is_told(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def script(driver: Driver) -> None:
        await looked_at(driver)
        await driver.press("e")
        assert driver.shows("No key of the model is supposed: growth is no part of one.")
        await driver.press("greater_than_sign", "s", "e")
        await driver.press("enter")
        assert driver.shows("Saved as")
        await driver.press("e", "enter")
        assert driver.shows("exists already: give it another name.")
        await driver.press("escape")

    # What is read only is the book: a file of its own may be written.
    drive(book, script, size=WIDE, read_only=True)
    saved = load((tmp_path / "four-tier-what-if.toml").read_text(), file="saved")
    assert saved.name == "four-tier-what-if"
    assert saved.tiers["high"].from_ == 105_000_00


def test_the_model_is_adopted_and_one_undo_takes_it_back(book: Path) -> None:
    async def script(driver: Driver) -> None:
        screen = await looked_at(driver)
        await driver.press("enter")
        await driver.type("150k")
        await driver.press("enter", "s", "A")
        assert driver.shows("Adopt: tiers.high.from=150k")
        await driver.type("fewer")
        await driver.press("enter")
        assert driver.shows("u to undo")
        # Growth is still supposed, the model is in force.
        assert set(screen._words) == {"accounts", "arr"}
        await driver.press("B")
        assert figure(driver, "high") == ["high", "1", "1"]
        await driver.press("u")
        assert figure(driver, "high") == ["high", "2", "2"]

    drive(book, script)


def test_what_writes_is_hidden_where_nothing_may_be_written(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        await driver.press("greater_than_sign", "A")
        assert driver.shows("Nothing was changed: the book is open for reading only.")
        assert not driver.shows("Adopt:")
        await driver.press("greater_than_sign")
        assert "110K" in driver.cursor_line()

    drive(book, script, read_only=True)


def test_a_change_of_the_book_is_taken_in_and_what_is_supposed_stays(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        await driver.press("greater_than_sign")
        add_account(book, "Newcomer", arr=300_000_00, start_date=date(2024, 1, 1))
        driver.app.tell(None)
        await driver.settle()
        assert figure(driver, "high") == ["high", "3", "3"]
        assert "105K" in driver.cursor_line()
        await driver.press("slash")
        await driver.type("tier:medium")
        await driver.press("enter")
        assert figure(driver, "Accounts") == ["2", "2"]

    drive(book, script)


def test_an_empty_book_says_what_to_press(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        assert driver.shows("No live accounts are there yet")
        assert driver.shows("i to import files")
        await driver.press("greater_than_sign", "enter", "b", "T", "s", "e")
        assert driver.shows("No key of the model is supposed")

    drive(empty_book, script)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_what_if_can_be_read_in_ascii(demo: Path, size: tuple[int, int]) -> None:
    async def script(driver: Driver) -> None:
        await looked_at(driver)
        await driver.press("enter")
        await driver.type("300k")
        await driver.press("enter")
        shown = driver.screen()
        assert "high->medium" in shown or "high -> medium" in shown
        assert not set("▾│━→−–…⏎▌╸").intersection(shown)

    drive(demo, script, size=size, config=Config(ascii=True))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_what_if_looks_as_it_was_accepted(
    demo: Path, snap_compare: Callable[..., bool], size: tuple[int, int]
) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        app.show_view("what-if")
        await settled(pilot)
        for key in ("greater_than_sign",) * 10 + ("down", "down", "down", "greater_than_sign"):
            await pilot.press(key)
        await settled(pilot)

    with app_on(demo) as app:
        assert snap_compare(app, terminal_size=size, run_before=show)
