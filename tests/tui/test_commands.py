from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from csm_tui.config import Config
from csm_tui.errors import UsageError
from csm_tui.tui.app import CsmApp
from csm_tui.tui.commands import COMMANDS, EVERYWHERE, GROUPS, MOVING
from csm_tui.tui.dialogs.help import groups
from csm_tui.tui.keymap import KeyMap, shown_key
from csm_tui.tui.scopes import SCREENS, check
from csm_tui.tui.screens.base import BookScreen
from csm_tui.tui.screens.portfolio import PortfolioScreen
from csm_tui.tui.widgets.row_list import RowList
from tests.tui.driving import Driver, drive


@pytest.mark.parametrize("screen", SCREENS)
def test_every_command_a_screen_offers_exists_and_can_be_carried_out(
    screen: type[BookScreen],
) -> None:
    for name in screen.OFFERS:
        assert hasattr(screen, f"action_{COMMANDS[name].action}"), name
    for name in EVERYWHERE:
        assert hasattr(CsmApp, f"action_{COMMANDS[name].action}"), name
    for name in MOVING:
        assert hasattr(RowList, f"action_{COMMANDS[name].action}"), name


@pytest.mark.parametrize("screen", SCREENS)
def test_the_footer_only_names_commands_that_are_offered(screen: type[BookScreen]) -> None:
    assert set(screen.FOOTER) <= {*screen.OFFERS, *EVERYWHERE, *MOVING}


def test_every_command_is_offered_somewhere() -> None:
    offered = {name for screen in SCREENS for name in screen.OFFERS} | {*EVERYWHERE, *MOVING}
    assert offered == set(COMMANDS)


def test_no_key_means_two_things_on_one_screen() -> None:
    check(KeyMap())


def test_a_conflict_in_the_config_names_both_commands() -> None:
    with pytest.raises(UsageError, match="The key x means both done and log in Today"):
        check(KeyMap({"log": "x"}))


def test_no_letter_has_priority_over_a_field() -> None:
    owners: tuple[type[DOMNode], ...] = (*SCREENS, CsmApp, RowList)
    for owner in owners:
        for binding in owner.BINDINGS:
            assert isinstance(binding, Binding)
            assert not binding.priority, binding


def test_keys_are_remapped_by_the_command_s_name() -> None:
    keymap = KeyMap({"log": "ctrl+n", "filter": "/ f"})
    assert keymap.keys("log") == ("ctrl+n",)
    assert keymap.keys("filter") == ("slash", "f")
    assert keymap.shown("log") == "Ctrl-N"
    assert keymap.shown("done") == "x"


def test_an_unknown_command_in_the_config_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean filter"):
        KeyMap({"fitler": "f"})


def test_keys_are_written_as_people_write_them() -> None:
    assert [shown_key(key) for key in ("enter", "ctrl+p", "question_mark", "n")] == [
        "⏎",
        "Ctrl-P",
        "?",
        "n",
    ]
    assert shown_key("enter", plain=True) == "Enter"


def test_help_holds_every_command_of_the_screen_and_finds_by_word_and_key() -> None:
    names = list(dict.fromkeys((*PortfolioScreen.OFFERS, *MOVING, *EVERYWHERE)))
    shown = groups(names, KeyMap())
    assert [group.key for group in shown] == list(GROUPS)
    assert sum(len(group.lines) for group in shown) == len(names)
    found = groups(names, KeyMap(), "log or plan")
    assert [
        "Log or plan a touchpoint" in line.plain for group in found for line in group.lines
    ] == [True]


def test_help_palette_and_footer_show_the_same_commands_with_the_keys_in_force(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "Ctrl-N log" in driver.lines()[-1]
        offered = driver.app.offered()
        assert set(offered) == {*PortfolioScreen.OFFERS, *MOVING, *EVERYWHERE}
        await driver.press("question_mark")
        await driver.type("log or plan")
        assert driver.line_of("Log or plan a touchpoint").split()[:2] == ["▌", "Ctrl-N"]
        await driver.press("escape", "colon")
        await driver.type("log or plan")
        assert driver.line_of("Log or plan a touchpoint").split()[-1] == "Ctrl-N"
        await driver.press("escape", "ctrl+n")
        assert driver.shows("Log a touchpoint: Aurora Cooperative")

    drive(book, script, config=Config(keys={"log": "ctrl+n"}))


def test_the_palette_carries_out_a_command_and_opens_an_account(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("colon")
        await driver.type("every change")
        await driver.press("enter")
        assert driver.shows("[9 History]")
        await driver.press("ctrl+p")
        await driver.type("medico")
        assert driver.shows("José Médico")
        await driver.press("enter")
        assert driver.line_of("140,000").startswith(" José Médico")

    drive(book, script)
