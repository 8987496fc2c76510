"""The matrix and the comparison with the pyramid: what is shown, walked, opened and stopped."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from csm_tui.domain.filters import parse
from csm_tui.formatting import ASCII, UNICODE, money
from csm_tui.queries.quadrant_moves import Move, Moves
from csm_tui.tui.matrix_lines import move_line, moves_head
from csm_tui.tui.screens.account import AccountScreen
from csm_tui.tui.screens.matrix import MatrixScreen
from csm_tui.tui.setting import Setting
from tests.tui.driving import TODAY, WIDE, Driver, add_account, drive


def screen_of(driver: Driver) -> MatrixScreen:
    """Return the matrix, which is shown."""
    assert isinstance(driver.app.screen, MatrixScreen)
    return driver.app.screen


def test_the_cursor_walks_accounts_and_enter_opens_one(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4")
        assert driver.lines()[1].startswith(" 59 accounts · $4.42M")
        assert driver.shows("Q4 intensive · 5 · $1.09M")
        assert driver.shows("[▼] ← Meridian Foods")
        assert driver.shows("size 100 · need 67 · Q4 since 12 Jan (was Q3)")
        assert driver.shows("The best people: intensive onboarding")
        await driver.press("h")
        assert driver.shows("Aurora Health  size 100 · need 44 · Q3")
        await driver.press("g", "enter")
        assert isinstance(driver.app.screen, AccountScreen)
        assert driver.shows("Meridian Foods")
        await driver.press("q")
        assert driver.shows("[▼] ← Meridian Foods")

    drive(demo, script)


def test_the_panel_adds_up_both_axes(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4")
        for text in ("Size   100", "Need    67", "licence use", "at risk is high need"):
            assert driver.shows(text), text
        assert driver.shows("What to do here")

    drive(demo, script, size=WIDE)


def test_the_table_and_what_is_not_placed_stand_in_the_place_of_the_chart(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4", "T")
        assert "Meridian Foods" in driver.cursor_line()
        assert "onboarding" in driver.line_of("Kanal")
        await driver.press("N")
        assert "need: no health" in driver.cursor_line()
        await driver.press("enter")
        assert isinstance(driver.app.screen, AccountScreen)
        await driver.press("q", "escape")
        assert driver.shows("← Meridian Foods")

    drive(demo, script)


def test_every_line_of_the_table_stands_under_its_titles(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4", "T", "G")
        titles = driver.line_of("Tier")
        for name, size, need, tier in (
            ("Tinto Catering", "2", "42", "tech"),
            ("Vega Logística", "74", "–", "high"),
        ):
            shown = driver.line_of(name)
            for title, figure in (("Size", size), ("Need", need)):
                end = titles.index(title) + len(title)
                assert shown[end - 4 : end].split() == [figure], (name, title)
            assert shown[titles.index("Health")] in "■?"
            assert shown[titles.index("Tier") :].startswith(tier)

    drive(demo, script)


def test_moves_since_a_day_are_arrows_and_a_list_with_the_why(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4", "m", "enter")
        assert driver.shows("8 accounts moved since 5 Jan")
        assert len(screen_of(driver)._chart.arrows) == 7
        await driver.press("tab", "j")
        assert "Q4 → Q3   need 45 → 44: health 56 → 58" in driver.cursor_line()
        assert screen_of(driver)._chart.cursor == 2
        await driver.press("escape")
        assert not driver.shows("moved since")
        assert screen_of(driver)._chart.arrows == ()

    drive(demo, script)


def test_looking_back_can_be_stopped(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4")
        screen = screen_of(driver)
        screen.look_back(parse(""), TODAY - timedelta(days=28))
        assert driver.app.screen.looking_words().startswith("looking back to 5 Jan")  # type: ignore[attr-defined]
        screen.stop_looking()
        await driver.settle()
        assert not screen.looking
        assert not driver.shows("moved since")
        screen.look_back(parse(""), TODAY - timedelta(days=1))
        await driver.settle()
        assert driver.shows("4 accounts moved since 1 Feb")

    drive(demo, script)


def test_a_filter_keeps_some_dots_and_says_so(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4", "slash", "r", "i", "s", "k", "enter")
        assert driver.lines()[1].startswith(" 4 accounts · $651K · risk")
        await driver.press("escape")
        assert driver.lines()[1].startswith(" 59 accounts")

    drive(demo, script)


def test_compare_names_the_failures_and_sums_the_hours(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("4", "c")
        assert driver.lines()[1].startswith(" 35 of 55 disagree")
        assert driver.lines()[1].endswith("-39.2 h a month ")
        assert "+3.2 h" in driver.line_of("Large potential kept small")
        assert "-20.0 h" in driver.line_of("Self-sufficient yet dedicated")
        assert "+1.7" in driver.cursor_line()
        await driver.press("escape")
        assert driver.shows("← Meridian Foods")

    drive(demo, script)


def test_the_palette_finds_the_comparison_on_every_screen(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        for place in ("1", "3", "5"):
            await driver.press(place, "colon")
            await driver.type("compare")
            await driver.press("enter")
            assert driver.lines()[1].startswith(" 35 of 55 disagree"), place
            await driver.press("colon")
            await driver.type("compare")
            assert not driver.shows("Compare the pyramid")
            await driver.press("escape", "q")
        await driver.press("4", "colon")
        await driver.type("compare the pyramid")
        assert driver.screen().count("Compare the pyramid") == 1
        await driver.press("escape")

    drive(demo, script)


def test_an_account_without_a_place_says_what_is_missing(book: Path) -> None:
    add_account(book, "[/nope] Corp", start_date=date(2024, 1, 1))

    async def script(driver: Driver) -> None:
        await driver.press("4", "N")
        assert "size: no ARR" in driver.line_of("[/nope] Corp")

    drive(book, script)


def test_where_nobody_moved_that_is_said_with_the_day() -> None:
    setting = Setting(TODAY, UNICODE, money)
    head = moves_head(Moves(TODAY - timedelta(days=28), {None: 3}, ()), setting)
    assert head.plain == "Nobody moved since 5 Jan"


def test_a_why_in_ascii_is_no_comparison() -> None:
    move = Move("Acme", 1, None, "project", "digital-scale", "need 48 → 45", None, None)
    shown = move_line(move, 80, Setting(TODAY, ASCII, lambda cents: money(cents, None, ASCII)))
    assert "need 48 -> 45" in shown.plain
