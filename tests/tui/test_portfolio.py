from __future__ import annotations

from pathlib import Path

import pytest

from csm_tui.store.database import open_book
from tests.tui.driving import WIDE, Driver, add_account, drive, pulse_account


def test_the_book_is_shown_in_sections_with_counts_arr_and_share(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert driver.line_of("[2 Portfolio]").rstrip().endswith("Mon 2 Feb 2026")
        assert "6 accounts · 802K" in driver.line_of("By tier")
        assert "2 accounts" in driver.line_of("High touch")
        assert "652K  81 %" in driver.line_of("High touch")
        assert "No tier" in driver.screen()
        assert "512K" in driver.line_of("Aurora Cooperative")

    drive(book, script)


def test_a_line_shows_level_health_stage_and_next(book: Path) -> None:
    async def script(driver: Driver) -> None:
        aurora = driver.cursor_line()
        assert "■ 25" not in aurora
        assert "▼ 25~" in aurora
        assert "renew 43d" in aurora
        assert "M↑H" in driver.line_of("Kanal")
        assert "? –" in driver.line_of("Contoso")

    drive(book, script)


def test_the_line_above_the_keys_says_why_the_selected_account_matters(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert driver.lines()[-2].startswith(" Aurora Cooperative: ")
        assert driver.lines()[-2].rstrip().endswith("w why")
        await driver.press("j")
        assert driver.lines()[-2].startswith(" José Médico: ")

    drive(book, script)


@pytest.mark.parametrize(
    ("presses", "title", "section"),
    [
        (1, "By quadrant", "Not placed"),
        (2, "By stage", "Renewal"),
        (3, "By level", "High level now"),
        (4, "In one list", "Aurora"),
        (5, "By tier", "High touch"),
    ],
)
def test_v_takes_the_next_grouping(book: Path, presses: int, title: str, section: str) -> None:
    async def script(driver: Driver) -> None:
        await driver.press(*["v"] * presses)
        assert title in driver.lines()[1]
        assert driver.shows(section)
        assert "6 accounts" in driver.lines()[1]

    drive(book, script)


def test_o_sorts_by_the_next_column_and_the_cursor_stays_on_its_account(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "v", "v", "j", "j")
        name = driver.cursor_line().split()[1]
        await driver.press("o", "o")
        assert "sorted by name" in driver.lines()[1]
        names = [line[2:10] for line in driver.lines()[3:9]]
        assert names == sorted(names)
        assert driver.cursor_line().split()[1] == name
        await driver.press("O")
        assert "reversed" in driver.lines()[1]
        assert [line[2:10] for line in driver.lines()[3:9]] == names[::-1]

    drive(book, script)


def test_what_is_unknown_comes_last_in_both_directions(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("v", "v", "v", "v", *["o"] * 6)
        assert "sorted by ARR" in driver.lines()[1]
        assert "Unknown Size" in driver.lines()[8]
        await driver.press("O")
        assert "Tiny Tea" in driver.lines()[3]
        assert "Unknown Size" in driver.lines()[8]

    drive(book, script)


def test_a_click_on_a_title_sorts_by_it_and_a_second_turns_it_round(book: Path) -> None:
    async def script(driver: Driver) -> None:
        column = driver.lines()[2].index("ARR")
        await driver.pilot.click("#list", offset=(column + 1, 0))
        await driver.settle()
        assert "sorted by ARR" in driver.lines()[1]
        await driver.pilot.click("#list", offset=(column + 1, 0))
        await driver.settle()
        assert "sorted by ARR, reversed" in driver.lines()[1]

    drive(book, script)


def test_the_filter_is_live_ignores_case_and_accents_and_shows_its_count(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("jose")
        assert "1 of 6 · jose · Esc clears" in driver.lines()[1]
        assert driver.shows("José Médico")
        assert not driver.shows("Contoso")
        await driver.press("enter")
        assert "1 of 6" in driver.lines()[1]
        assert driver.cursor_line().startswith("▌ José Médico")
        await driver.press("escape")
        assert driver.shows("Contoso")

    drive(book, script)


def test_the_filter_takes_the_whole_language(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("tier:high -owner:ana")
        assert "1 of 6" in driver.lines()[1]
        assert driver.shows("José Médico")

    drive(book, script)


def test_a_wrong_filter_says_so_and_keeps_what_was_shown(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("tire:high")
        assert "did you mean `tier`" in driver.lines()[1]
        assert driver.shows("Contoso")
        await driver.press("escape")
        assert "By tier" in driver.lines()[1]

    drive(book, script)


def test_a_filter_without_a_match_says_why_and_what_to_press(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("zzz")
        await driver.press("enter")
        assert driver.shows('No accounts match "zzz". Esc clears the filter.')

    drive(book, script)


def test_letters_in_the_filter_are_only_letters(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("quvnxd123")
        assert "0 of 6 · quvnxd123" in driver.lines()[1]
        await driver.press("escape")
        assert "6 accounts" in driver.lines()[1]

    drive(book, script)


def test_the_selection_is_counted_also_where_a_filter_hides_it(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("space", "space")
        assert "2 selected" in driver.lines()[1]
        await driver.press("slash")
        await driver.type("tiny")
        await driver.press("enter")
        assert "2 selected, 2 of them hidden" in driver.lines()[1]
        await driver.press("escape", "escape")
        assert "selected" not in driver.lines()[1]

    drive(book, script)


def test_archived_accounts_are_a_filter_away_and_come_back_by_the_same_key(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("d")
        assert "Archived Aurora Cooperative.  u to undo" in driver.lines()[-2]
        assert not driver.shows("renew 43d")
        await driver.press("slash")
        await driver.type("archived")
        await driver.press("enter")
        assert driver.shows("renew 43d")
        await driver.press("d")
        assert "Back on the book: Aurora Cooperative." in driver.lines()[-2]
        await driver.press("escape")
        assert driver.shows("renew 43d")

    drive(book, script)


def test_a_write_from_the_command_line_appears_and_the_cursor_stays(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j")
        add_account(book, "From Outside", arr=300_000_00)
        driver.app._poll()
        await driver.settle()
        assert driver.shows("From Outside")
        assert driver.cursor_line().startswith("▌ José Médico")
        pulse_account(book, 2, 5)
        driver.app._poll()
        await driver.settle()
        assert "▲ 100~" in driver.cursor_line()

    drive(book, script)


def test_undo_and_redo_keep_the_cursor_on_its_account(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "p", "5")
        assert "▲ 100~" in driver.cursor_line()
        assert "Pulse 5 of 5: José Médico.  u to undo" in driver.lines()[-2]
        await driver.press("u")
        assert driver.cursor_line().startswith("▌ José Médico")
        assert "? –" in driver.cursor_line()
        assert "U to redo" in driver.lines()[-2]
        await driver.press("U")
        assert "▲ 100~" in driver.cursor_line()

    drive(book, script)


def test_columns_go_by_priority_where_it_is_narrow_and_names_stay(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "Last" in driver.lines()[2]
        await driver.pilot.resize_terminal(62, 20)
        await driver.settle()
        assert "Last" not in driver.lines()[2]
        for title in ("Account", "Health", "Next"):
            assert title in driver.lines()[2]
        assert driver.shows("Aurora Cooperat")

    drive(book, script)


def test_a_wide_screen_shows_the_card_of_the_account_beside_it(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert driver.line_of("512,000").count("Aurora Cooperative") == 1
        assert driver.shows("single thread") or driver.shows("No contact known")
        await driver.press("j")
        assert driver.shows("140,000")

    drive(book, script, size=WIDE)


def test_enter_opens_the_account_and_q_comes_back_to_the_same_line(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "enter")
        assert driver.lines()[1].startswith(" José Médico")
        await driver.press("q")
        assert driver.cursor_line().startswith("▌ José Médico")

    drive(book, script)


def test_copying_says_what_was_copied(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("y")
        assert "Copied: Aurora Cooperative  high" in driver.lines()[-2]
        assert driver.app.clipboard.startswith(
            "Aurora Cooperative\thigh\thigh\t512000\t25\trenewal\t"
        )
        await driver.press("space", "space", "y")
        assert "Copied: 2 lines" in driver.lines()[-2]

    drive(book, script)


def test_where_no_arr_is_known_the_total_is_no_sum(empty_book: Path) -> None:
    add_account(empty_book, "Unknown Size")

    async def script(driver: Driver) -> None:
        assert "1 account · – · 0 need you" in driver.lines()[1]
        assert "%" not in driver.line_of("No tier")
        await driver.press("slash")
        await driver.type("size")
        assert driver.lines()[1].rstrip().endswith("–")

    drive(empty_book, script)


def test_undo_of_what_a_filter_hides_says_whose_it_was(book: Path) -> None:
    """T059: undone, and the message names the account."""

    async def script(driver: Driver) -> None:
        await driver.press("j", "p", "5", "slash")
        await driver.type("aurora")
        await driver.press("enter")
        assert "1 of 6" in driver.lines()[1]
        await driver.press("u")
        assert "José Médico" in driver.lines()[-2]
        assert "U to redo" in driver.lines()[-2]
        assert "1 of 6" in driver.lines()[1]

    drive(book, script)
    with open_book(book) as opened:
        assert opened.connection.execute(
            "SELECT count(*) FROM health WHERE account_id = 2"
        ).fetchone() == (0,)
