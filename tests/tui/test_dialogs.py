from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from csm_tui.operations import accounts
from csm_tui.store.database import open_book
from tests.tui.driving import NOW, TODAY, Driver, drive, pulse_account


def test_adding_an_account_needs_only_its_name(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("a")
        assert driver.shows("Add an account")
        await driver.press("enter")
        assert driver.shows("name cannot be empty")
        await driver.type("New One")
        await driver.press("tab")
        await driver.type("120k")
        await driver.press("enter")
        assert "Added New One.  u to undo" in driver.lines()[-2]
        assert driver.cursor_line().startswith("▌ New One")
        assert "120K" in driver.cursor_line()
        await driver.press("u")
        assert not driver.shows("120K")

    drive(book, script)


def test_a_value_that_does_not_fit_is_said_where_it_is_and_nothing_is_saved(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("New One")
        await driver.press("tab")
        await driver.type("lots")
        await driver.press("enter")
        assert driver.shows("'lots'")
        assert driver.shows("Add an account")
        await driver.press("escape", "escape")
        assert "6 accounts" in driver.lines()[1]

    drive(book, script)


def test_a_twin_is_refused_in_the_form(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("Tiny Tea")
        await driver.press("enter")
        assert driver.shows("Tiny Tea is in the book already")

    drive(book, script)


def test_escape_never_throws_typed_text_away_at_once(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("a")
        await driver.type("half")
        await driver.press("escape")
        assert driver.shows("Nothing is saved yet. Esc again throws it away")
        await driver.type("x")
        await driver.press("escape")
        assert driver.shows("halfx")
        await driver.press("escape")
        assert not driver.shows("Add an account")

    drive(book, script)


def test_an_untouched_form_closes_at_once(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("a", "escape")
        assert not driver.shows("Add an account")

    drive(book, script)


def test_editing_saves_only_what_was_changed(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("e")
        assert driver.shows("Edit Aurora Cooperative")
        assert driver.shows("512000")
        await driver.press("tab", "ctrl+u")
        await driver.type("600k")
        await driver.press("enter")
        assert "Edited Aurora Cooperative: arr.  u to undo" in driver.lines()[-2]
        assert "600K" in driver.cursor_line()

    drive(book, script)


@pytest.mark.parametrize(
    ("keys", "arr"),
    [
        pytest.param(("enter",), 600_000_00, id="overwrite"),
        pytest.param(("ctrl+r",), 700_000_00, id="reload"),
        pytest.param(("ctrl+y", "escape", "escape"), 700_000_00, id="copy"),
        pytest.param(("0", "backspace", "enter"), 700_000_00, id="typed anew"),
    ],
)
def test_editing_never_overwrites_what_was_changed_meanwhile_unasked(
    book: Path, keys: tuple[str, ...], arr: int
) -> None:
    """T042: reload, overwrite or copy."""
    from csm_tui.operations import accounts
    from csm_tui.store.database import open_book
    from tests.tui.driving import NOW, TODAY

    def stored() -> int:
        with open_book(book) as opened:
            rows = opened.connection.execute("SELECT arr FROM account WHERE id = 1").fetchall()
        return int(rows[0][0])

    async def script(driver: Driver) -> None:
        await driver.press("e", "tab", "ctrl+u")
        await driver.type("600k")
        with open_book(book) as opened:
            accounts.edit(opened, 1, {"arr": 700_000_00}, today=TODAY, now=NOW)
        await driver.press("enter")
        assert driver.shows("changed elsewhere meanwhile: it is 700,000 now")
        assert driver.shows("Edit Aurora Cooperative")
        assert driver.shows("overwrite theirs")
        assert driver.shows("take theirs")
        assert driver.shows("copy yours")
        assert stored() == 700_000_00
        await driver.press(*keys)
        if keys[0] == "ctrl+r":
            assert driver.shows("Edit Aurora Cooperative")
            assert driver.shows("700000")
        if keys[0] == "ctrl+y":
            assert driver.app.clipboard == "ARR\t600k"

    drive(book, script)
    assert stored() == arr


def test_a_choice_is_completed_by_the_right_arrow(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("n", "tab", "ctrl+u")
        await driver.type("bus")
        await driver.settle()
        await driver.press("right", "tab")
        await driver.type("vid")
        await driver.settle()
        await driver.press("right", "enter")
        assert "Logged: video, Aurora Cooperative.  u to undo" in driver.lines()[-2]
        await driver.press("9")
        assert driver.shows("Logged: video, Aurora Cooperative")

    drive(book, script)


def test_a_touchpoint_ahead_is_planned_and_the_next_is_booked(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "j", "j", "n", "ctrl+u")
        await driver.type("+3d")
        await driver.press("enter")
        assert "Planned: check-in, " in driver.lines()[-2]
        assert "Thu 5 Feb" in driver.lines()[-2]
        await driver.press("n", *["tab"] * 8)
        await driver.type("+14d")
        await driver.press("enter")
        assert ", next 16 Feb." in driver.lines()[-2]

    drive(book, script)


def test_logging_without_an_account_asks_for_it_and_completes_its_name(empty_book: Path) -> None:
    from tests.tui.driving import add_account

    add_account(empty_book, "Lonely Ltd")

    async def script(driver: Driver) -> None:
        await driver.press("k", "n")
        await driver.type("lon")
        await driver.settle()
        await driver.press("right")
        assert driver.shows("lonely Ltd")
        await driver.press("enter")
        assert "Logged: check-in, Lonely Ltd." in driver.lines()[-2]

    drive(empty_book, script)


def test_several_pasted_lines_are_joined(book: Path) -> None:
    """T114."""
    from textual.events import Paste

    async def script(driver: Driver) -> None:
        await driver.press("a")
        focused = driver.app.focused
        assert focused is not None
        focused.post_message(Paste("one\r\ntwo\n\nthree"))
        await driver.settle()
        assert driver.shows("one two three")

    drive(book, script)


def test_a_figure_is_set_by_hand_with_reason_and_end(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "f")
        await driver.type("level")
        await driver.press("tab")
        await driver.type("low")
        await driver.press("enter")
        assert driver.shows("needs its reason")
        await driver.press("tab")
        await driver.type("Agreed with Ben")
        await driver.press("enter")
        assert "Set level of José Médico: low.  u to undo" in driver.lines()[-2]
        assert "H↓L" in driver.cursor_line()

    drive(book, script)


def test_review_walks_the_accounts_by_one_key_each(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("R")
        assert "5 accounts without fresh health" in driver.lines()[1]
        assert "José Médico" in driver.cursor_line()
        await driver.press("4")
        assert "Contoso Retail" in driver.cursor_line()
        assert "4 accounts without fresh health" in driver.lines()[1]
        assert "1 recorded" in driver.lines()[1]
        await driver.press("u")
        assert "5 accounts without fresh health" in driver.lines()[1]
        await driver.press("q")
        assert driver.shows("[2 Portfolio]")

    drive(book, script)


def test_the_summary_shows_tiers_hours_today_and_gaps(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("S")
        assert driver.shows("▾ The book  6 accounts")
        assert driver.shows("hours a month")
        assert driver.shows("▾ Today first")
        assert driver.shows("no health")
        await driver.press("escape")
        assert driver.shows("By tier")

    drive(book, script)


def test_a_change_of_another_program_reaches_screens_behind_dialogs(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("1", "2", "a")
        pulse_account(book, 2, 1)
        driver.app._poll()
        await driver.settle()
        await driver.press("escape")
        assert "▼ 0~" in driver.line_of("José")
        await driver.press("1")
        assert "José Médico" in driver.line_of("Health 0 is below 40")

    drive(book, script)


def test_the_form_advises_on_a_channel_that_does_not_fit(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("n", "tab", "tab")
        await driver.type("email")
        advice = "The account is at risk: talk by phone or video rather than by email."
        assert driver.shows(advice)
        await driver.press("ctrl+u")
        await driver.type("phone")
        assert not driver.shows(advice)
        await driver.press("enter")
        assert "Logged: phone, Aurora Cooperative." in driver.lines()[-2]

    drive(book, script, size=(100, 30))


def test_what_is_typed_right_after_a_tab_stands_in_the_next_field(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("r")
        for key in (*"adoption", "tab", *"50", "enter"):
            driver.app.post_message(Key(key, key if len(key) == 1 else None))
        await driver.settle()
        assert "Adoption 50 of 2 Feb 2026" in driver.lines()[-2]
        await driver.press("r")
        for key in ("tab", "tab", "tab", "shift+tab", "shift+tab", *"7"):
            driver.app.post_message(Key(key, key if len(key) == 1 else None))
        await driver.settle()
        assert driver.line_of(" value ").split()[-1] == "7"

    drive(book, script)


def test_health_of_an_old_pulse_alone_is_provisional_in_the_review_and_among_the_stale(
    book: Path,
) -> None:
    with open_book(book) as opened:
        accounts.pulse(opened, 3, 4, today=TODAY - timedelta(days=80), now=NOW)

    async def script(driver: Driver) -> None:
        await driver.press("R")
        assert "▲ 75~" in driver.line_of("Contoso Retail")
        await driver.press("q", "5")
        assert "▲ 75~" in driver.line_of("Contoso Retail")

    drive(book, script, size=(100, 40))


def test_typing_replaces_what_stands_in_a_field_and_the_arrows_edit_it(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("e", "tab")
        await driver.type("600k")
        await driver.press("enter")
        assert "600K" in driver.cursor_line()
        await driver.press("e", "right")
        await driver.type(" 2")
        await driver.press("enter")
        assert driver.shows("Aurora Cooperative 2")
        await driver.press("e", "home")
        await driver.type("The ")
        await driver.press("enter")
        assert driver.shows("The Aurora Coop")

    drive(book, script)


@pytest.mark.parametrize("key", ["i", "n", "e", "a", "f", "colon", "ctrl+e"])
def test_what_is_typed_in_the_same_instant_as_a_dialog_opens_stands_in_its_field(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.chdir(tmp_path)

    async def script(driver: Driver) -> None:
        for name in (key, *"abc"):
            driver.app.post_message(Key(name, name if len(name) == 1 else None))
        await driver.settle()
        field = driver.app.focused
        assert isinstance(field, Input)
        assert field.value == "abc"

    drive(book, script)
