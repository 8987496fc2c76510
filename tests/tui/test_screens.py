from __future__ import annotations

import random
from pathlib import Path

import pytest

from csm_tui.config import Config
from tests.tui.driving import NOW, TODAY, Driver, add_account, drive

HOSTILE = (
    "[/red]",
    "[/",
    "[b",
    "[0]",
    "[@click=app.quit]x[/]",
    "\\[",
    "[type=x, v={'a[0]'}]",
    "esc\x1b[2Japed",
    "\x1b]0;owned\x07title",
    "nul\x00byte",
    "c1\x9b31m",
    "rlo\u202etxt",
    "zero\u200bwidth",
    "two\nlines",
    "e\u0301" * 20,
    "👨‍👩‍👧‍👦 family",
    "שלום עליכם",
    "n" * 10_000,
)


@pytest.fixture
def hostile(empty_book: Path) -> Path:
    """Return a book in which every text is hostile."""
    from csm_tui.operations import tasks, touchpoints
    from csm_tui.store.database import open_book

    for place, name in enumerate(HOSTILE):
        add_account(
            empty_book,
            name,
            external_id=str(place),
            owner=name,
            notes=name,
            tags=(name,),
            next_step=name,
            pulse=1,
            arr=(place + 1) * 10_000_00,
        )
    with open_book(empty_book) as book:
        for place, text in enumerate(HOSTILE, 1):
            said = {"subject": text, "notes": text, "channel": "video"}
            touchpoints.log(book, place, said, today=TODAY, now=NOW)
            tasks.add(book, place, {"title": text, "due": TODAY}, today=TODAY, now=NOW)
    return empty_book


def controls(screen: str) -> set[str]:
    """Return what a terminal could obey or hide in the text of a screen."""
    bad = {char for char in screen.replace("\n", "") if ord(char) < 32 or 127 <= ord(char) < 160}
    return bad | ({*"\u202e\u200b\u2066\ufeff"} & {*screen})


def test_hostile_names_are_shown_literally_everywhere(hostile: Path) -> None:
    """T108."""

    async def script(driver: Driver) -> None:
        for name in ("[/red]", "[@click=app.quit]x[/]", "\\["):
            assert driver.shows(name)
        for keys in (
            ("1",),
            ("j", "j", "enter"),
            ("w",),
            ("escape", "e"),
            ("escape", "n"),
            ("escape", "p"),
            ("3", "q", "9"),
            ("enter",),
            ("escape", "2", "S"),
            ("q", "R"),
            ("q", "colon", "b"),
            ("escape", "question_mark"),
            ("escape", "v", "slash", "left_square_bracket"),
        ):
            await driver.press(*keys)
            assert not controls(driver.screen()), keys
        assert driver.app.is_running

    drive(hostile, script, size=(130, 45))


@pytest.mark.parametrize("row", range(len(HOSTILE)))
def test_every_line_keeps_its_width_whatever_the_name(hostile: Path, row: int) -> None:
    """T113."""
    from rich.cells import cell_len

    async def script(driver: Driver) -> None:
        await driver.press(*["j"] * row)
        assert {cell_len(line) for line in driver.lines()} == {80}
        await driver.press("enter")
        assert {cell_len(line) for line in driver.lines()} == {80}
        assert not controls(driver.screen())

    drive(hostile, script)


def test_a_hostile_filter_is_only_text(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("slash")
        await driver.type("[/b")
        assert "0 of 6 · [/b" in driver.lines()[1]
        await driver.press("enter")
        assert driver.shows('No accounts match "[/b".')

    drive(book, script)


def test_two_hundred_resizes_down_to_one_cell_and_back(book: Path) -> None:
    dice = random.Random(2)
    sizes = [(dice.randint(1, 200), dice.randint(1, 60)) for _ in range(50)]

    async def script(driver: Driver) -> None:
        for keys in (("2",), ("1",), ("enter",), ("a",)):
            await driver.press(*keys)
            for size in [*sizes, (1, 1), (80, 24)]:
                await driver.pilot.resize_terminal(*size)
            await driver.settle()
        await driver.press("escape", "2")
        assert driver.shows("By tier")

    drive(book, script)


@pytest.mark.parametrize("keys", [(), ("1",), ("9",), ("enter",), ("a",), ("colon",), ("S",)])
def test_too_small_says_what_is_needed(book: Path, keys: tuple[str, ...]) -> None:
    async def script(driver: Driver) -> None:
        await driver.press(*keys)
        await driver.pilot.resize_terminal(40, 10)
        await driver.settle()
        assert driver.shows("csm needs 60×16")
        assert driver.shows("this is 40×10")
        await driver.pilot.resize_terminal(80, 24)
        await driver.settle()
        assert not driver.shows("csm needs")

    drive(book, script)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (120, 40), (200, 60)])
@pytest.mark.parametrize("keys", [(), ("1",), ("enter",), ("9",), ("R",), ("S",)])
def test_the_footer_is_never_cut(book: Path, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    async def script(driver: Driver) -> None:
        await driver.press(*keys)
        footer = driver.lines()[-1].rstrip()
        assert footer.endswith(": all")
        assert "? help" in footer
        assert "…" not in footer
        assert len(footer.split("  ")) <= 8

    drive(book, script, size=size)


def test_reading_only_hides_and_refuses_every_writing_key(book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "READ-ONLY" in driver.lines()[0]
        assert "log" not in driver.lines()[-1]
        before = book.read_bytes()
        for key in ("a", "n", "e", "p", "d", "f", "u", "U", "i", "R"):
            await driver.press(key)
            assert driver.shows("By tier"), key
        assert driver.shows("Nothing was changed: the book is open for reading only.")
        await driver.press("question_mark")
        await driver.type("touchpoint")
        assert not driver.shows("Log or plan")
        await driver.press("escape", "1", "x", "9", "enter")
        assert driver.shows("[9 History]")
        assert book.read_bytes() == before

    drive(book, script, read_only=True)


def test_reading_only_no_hint_names_a_key_that_writes(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert not driver.shows("add an account")
        assert not driver.shows("import files")
        for keys in (("2",), ("3",), ("3", "D"), ("4",), ("5",), ("6",), *([("v",)] * 3), ("S",)):
            await driver.press(*keys)
            for words in ("adds ", "imports ", "to import", "plans ", "compares ", "walks "):
                assert not driver.shows(words), (keys, words)

    drive(empty_book, script, read_only=True)


def test_reading_only_the_card_names_no_key_that_writes(empty_book: Path) -> None:
    add_account(empty_book, "Quiet Ltd")

    async def script(driver: Driver) -> None:
        await driver.press("enter")
        assert driver.shows("nothing has happened yet")
        assert not driver.shows("logs a touchpoint")
        await driver.press("H")
        assert driver.shows("Health is unknown.")
        assert not driver.shows("records a measure")
        assert not driver.shows("record a reading")

    drive(empty_book, script, read_only=True)


def test_a_file_that_may_not_be_written_is_read_only(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csm_tui.store.platform.may_write", lambda _: False)

    async def script(driver: Driver) -> None:
        assert "READ-ONLY" in driver.lines()[0]

    drive(book, script)


def test_the_first_start_asks_nothing_and_offers_three_ways(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        assert driver.shows(str(empty_book)[:40])
        for way in ("a  add an account", "i  import files", "d  try the demo"):
            assert driver.shows(way)
        await driver.press("a")
        await driver.type("First One")
        await driver.press("enter")
        assert driver.shows("[2 Portfolio]")
        assert driver.cursor_line().startswith("▌ First One")

    drive(empty_book, script)


def test_the_demo_is_left_for_from_the_first_screen(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("d")
        assert driver.app.return_value == "demo"

    drive(empty_book, script)


def test_the_demo_book_always_has_its_sign(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        assert "DEMO" in driver.lines()[0]

    drive(demo, script)


def test_q_closes_the_view_then_goes_home_then_quits(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("9", "1", "enter", "q")
        assert driver.shows("[1 Today]")
        await driver.press("q")
        assert driver.shows("[2 Portfolio]")
        await driver.press("q")
        assert not driver.app.is_running

    drive(book, script)


def test_escape_never_quits(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("escape", "escape", "1", "escape", "escape")
        assert driver.app.is_running
        assert driver.shows("[1 Today]")

    drive(book, script)


def test_ctrl_c_quits_only_when_pressed_twice(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("ctrl+c")
        assert "Ctrl-C again quits" in driver.lines()[-2]
        await driver.press("ctrl+c")
        assert not driver.app.is_running

    drive(book, script)


def test_ctrl_c_in_a_dialog_works_the_same(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("a", "ctrl+c")
        assert driver.shows("Ctrl-C again quits.")
        await driver.press("ctrl+c")
        assert not driver.app.is_running

    drive(book, script)


def test_screens_are_reached_by_number_and_by_brackets_and_by_a_click(book: Path) -> None:
    async def script(driver: Driver) -> None:
        places = (("1", "Today"), ("9", "History"), ("3", "Calendar"), ("2", "Portfolio"))
        for key, title in places:
            await driver.press(key)
            assert driver.shows(f"[{key} {title}]")
        await driver.press("right_square_bracket")
        assert driver.shows("[3 Calendar]")
        await driver.press("right_square_bracket")
        assert driver.shows("[4 Matrix]")
        await driver.press("left_square_bracket")
        await driver.press("left_square_bracket", "left_square_bracket")
        assert driver.shows("[1 Today]")
        at = driver.lines()[0].index(" 9") + 1
        await driver.pilot.click("#top", offset=(at, 0))
        await driver.settle()
        assert driver.shows("[9 History]")

    drive(book, script)


def test_a_click_on_a_key_of_the_footer_carries_it_out(book: Path) -> None:
    async def script(driver: Driver) -> None:
        at = driver.lines()[-1].index("filter")
        await driver.pilot.click("#keys", offset=(at, 0))
        await driver.settle()
        await driver.type("tiny")
        assert "1 of 6" in driver.lines()[1]

    drive(book, script)


def test_leaving_and_coming_back_keeps_cursor_sort_and_filter(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("v", "o", "slash")
        await driver.type("arr>1k")
        await driver.press("enter", "j")
        before = driver.lines()[1:-2]
        await driver.press("1", "9", "2")
        assert driver.lines()[1:-2] == before

    drive(book, script)


def test_ascii_shows_nothing_but_ascii_of_ours(book: Path) -> None:
    async def script(driver: Driver) -> None:
        for keys in ((), ("1",), ("enter",), ("9",), ("S",), ("question_mark",), ("e",), ("7",)):
            await driver.press(*keys)
            names = {*"Kanal 九州システム José Médico"}
            assert not {char for char in driver.screen() if not char.isascii()} - names
            await driver.press("escape", "2")

    drive(book, script, config=Config(ascii=True))


@pytest.mark.parametrize("theme", ["csm-light", "textual-dark", "ansi-dark", "nord", "no-such"])
def test_any_theme_can_be_asked_for(book: Path, theme: str) -> None:
    async def script(driver: Driver) -> None:
        assert driver.shows("Aurora Cooperative")
        await driver.press("colon")
        await driver.type("theme")
        await driver.press("enter")
        assert "Theme: " in driver.lines()[-2]

    drive(book, script, config=Config(theme=theme))


def test_where_the_book_is_can_be_asked(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("colon")
        await driver.type("where the book")
        await driver.press("enter")
        assert driver.shows("book.db")

    drive(book, script, size=(200, 24))


def test_a_command_that_fails_is_said_and_leaves_everything(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csm_tui.errors import BookBusy
    from csm_tui.operations import accounts

    def busy(*_: object, **__: object) -> None:
        raise BookBusy("The book is in use by another program; try again in a moment.")

    async def script(driver: Driver) -> None:
        monkeypatch.setattr(accounts, "pulse", busy)
        await driver.press("p", "3")
        assert "in use by another program" in driver.lines()[-2]
        assert driver.shows("▼ 25~")

    drive(book, script)


def test_archiving_with_a_selection_is_refused_and_named(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("space", "space", "d")
        assert "2 selected: archiving takes one account at a time." in driver.lines()[-2]
        assert "6 accounts" in driver.lines()[1]

    drive(book, script)


def test_in_the_review_digits_are_pulses_and_help_says_nothing_else(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("R")
        offered = driver.app.offered()
        assert "today" not in offered
        assert "portfolio" not in offered
        assert "history" in offered

    drive(book, script)


def test_a_new_day_is_a_new_date_and_another_list(book: Path) -> None:
    from datetime import timedelta

    async def script(driver: Driver) -> None:
        assert "renew 43d" in driver.cursor_line()
        driver.app.desk.as_of = TODAY + timedelta(days=1)
        driver.app._poll()
        await driver.settle()
        assert "Tue 3 Feb 2026" in driver.lines()[0]
        assert "renew 42d" in driver.cursor_line()

    drive(book, script)
