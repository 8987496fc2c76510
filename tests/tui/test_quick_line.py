from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from csm_tui.config import Config
from csm_tui.errors import BookBusy
from csm_tui.operations import accounts, undo
from csm_tui.store.database import open_book
from csm_tui.tui.quick import Understood, preview, said
from csm_tui.tui.widgets.quick_line import QuickLine
from tests.tui.driving import NOW, TODAY, Driver, drive

LINES = "aurora cooperative video 25m\r\njosé médico call 10m\ncontoso retail email no-answer\n"


def logged(path: Path) -> list[tuple[object, ...]]:
    """Return what stands in the book besides what the small one begins with."""
    with open_book(path, read_only=True) as book:
        return book.connection.execute(
            "SELECT a.name, t.channel, t.minutes, t.status, t.notes FROM touchpoint t"
            " JOIN account a ON a.id = t.account_id WHERE t.id > 3 ORDER BY t.id"
        ).fetchall()


def text_of(driver: Driver) -> str:
    """Return what is typed."""
    field = driver.app.focused
    assert isinstance(field, Input)
    return field.value


async def paste(driver: Driver, text: str) -> None:
    """Paste text into what has the focus."""
    field = driver.app.focused
    assert field is not None
    field.post_message(Paste(text))
    await driver.settle()


def test_a_line_is_shown_as_understood_and_logged_with_all_that_follows(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        assert text_of(driver) == "Aurora Cooperative "
        await driver.type('video 25m check-in: agreed on 2 years next:14d owe:me:"send deck":fri')
        assert driver.shows("Aurora Cooperative: video check-in, 25m, today: agreed on 2 years")
        assert driver.shows("next 16 Feb")
        await driver.press("enter")
        assert driver.lines()[-2].startswith(
            " Logged: video, Aurora Cooperative, 1 promise, next 16 Feb.  u to undo"
        )
        assert not driver.shows("log>")
        await driver.press("u")

    drive(book, script, start="today", size=(160, 40))
    assert logged(book) == []


@pytest.mark.parametrize("keys", [("1",), ("2",), ("3",), ("2", "enter"), ("R",), ("9",)])
def test_the_line_is_on_every_screen(book: Path, keys: tuple[str, ...]) -> None:
    async def script(driver: Driver) -> None:
        await driver.press(*keys, "L", "ctrl+u")
        await driver.type("contoso retail phone 5m")
        await driver.press("enter")
        assert "Logged: phone, Contoso Retail.  u to undo" in driver.lines()[-2]

    drive(book, script)
    assert logged(book) == [("Contoso Retail", "phone", 5, "done", None)]


def test_a_word_that_cannot_be_placed_is_named_and_nothing_is_lost(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        await driver.type("vidio 25m")
        await driver.press("enter")
        assert driver.shows("vidio")
        assert driver.shows("Did you mean video?")
        assert text_of(driver) == "Aurora Cooperative vidio 25m"

    drive(book, script, start="today")
    assert logged(book) == []


def test_an_unknown_account_offers_the_nearest_and_creates_nothing(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await driver.type("contosso video")
        await driver.press("enter")
        assert driver.shows("There is no account 'contosso'. The nearest: Contoso Retail.")

    drive(book, script, start="today")
    with open_book(book, read_only=True) as opened:
        assert opened.connection.execute("SELECT count(*) FROM account").fetchone() == (6,)


def test_names_and_words_are_completed_by_the_right_key(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await driver.type("jose")
        assert driver.shows("log> jose Médico")
        await driver.press("right")
        await driver.type(" vid")
        await driver.press("right")
        assert text_of(driver) == "jose Médico video"
        assert driver.shows("José Médico: video check-in, today")

    drive(book, script, start="today")


def test_letters_do_nothing_else_while_one_types(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await driver.type("xsmnwupq123 L")
        assert text_of(driver) == "xsmnwupq123 L"
        assert driver.shows("[1 Today]")

    drive(book, script, start="today")
    assert logged(book) == []


def test_what_is_typed_before_the_line_is_up_is_for_the_line(book: Path) -> None:
    async def script(driver: Driver) -> None:
        for character in "Lxnd":
            driver.app.post_message(Key(character, character))
        await driver.settle()
        assert text_of(driver) == "Aurora Cooperative xnd"

    drive(book, script, start="today")


def test_esc_closes_the_line_and_l_brings_back_what_was_typed_on_any_screen(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        await driver.type("video")
        await driver.press("escape")
        assert "Nothing is logged yet; L brings back what you typed." in driver.lines()[-2]
        assert "▌" in driver.cursor_line()
        await driver.press("2", "j", "j", "L")
        assert text_of(driver) == "Aurora Cooperative video"

    drive(book, script, start="today")


def test_an_untouched_line_is_not_kept(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "escape")
        assert "Nothing is logged" not in driver.lines()[-2]
        await driver.press("2", "j", "L")
        assert text_of(driver) == "José Médico "

    drive(book, script, start="today")


def test_the_footer_shows_the_keys_of_the_line(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        assert driver.lines()[-1].startswith(" ⏎ log it  → take the suggestion  Esc close")
        await driver.press("escape")
        assert driver.lines()[-1].startswith(" x done")

    drive(book, script, start="today")


def test_the_footer_s_keys_can_be_clicked(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        await driver.type("phone 5m")
        await driver.pilot.click("#keys", offset=(4, 0))
        await driver.settle()
        assert "Logged: phone, Aurora Cooperative." in driver.lines()[-2]

    drive(book, script, start="today")


def test_pasted_lines_are_shown_one_by_one_and_taken_as_one_change(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await paste(driver, LINES)
        assert driver.line_of("    1  ").split()[1:3] == ["Aurora", "Cooperative:"]
        assert "no answer" in driver.line_of("    3  ")
        assert driver.shows("3 lines, taken together or not at all")
        assert driver.lines()[-1].startswith(" ⏎ log all 3  ↑↓ another line")
        await driver.press("enter")
        assert "Logged 3 lines of 3 accounts.  u to undo" in driver.lines()[-2]

    drive(book, script, start="today")
    assert [row[:3] for row in logged(book)] == [
        ("Aurora Cooperative", "video", 25),
        ("José Médico", "phone", 10),
        ("Contoso Retail", "email", None),
    ]
    with open_book(book) as opened:
        undo.undo(opened, today=TODAY, now=NOW)
    assert logged(book) == []


def test_one_line_that_is_wrong_holds_all_of_them_back_until_it_is_mended(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await paste(driver, LINES.replace("call", "cal"))
        assert driver.shows("taken together or not at all: mend line 2")
        await driver.press("enter")
        assert text_of(driver) == "josé médico cal 10m"
        await driver.press("home", *["right"] * 15)
        await driver.type("l")
        assert not driver.shows("mend")
        await driver.press("enter")
        assert "Logged 3 lines of 3 accounts." in driver.lines()[-2]

    drive(book, script, start="today")
    assert len(logged(book)) == 3


def test_pasted_lines_are_walked_with_up_and_down_and_an_emptied_one_is_left_out(
    book: Path,
) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await paste(driver, LINES)
        assert text_of(driver).startswith("contoso")
        await driver.press("up")
        assert text_of(driver).startswith("josé")
        await driver.press("ctrl+u")
        assert driver.shows("empty: left out")
        assert driver.lines()[-1].startswith(" ⏎ log all 2 ")
        await driver.press("down", "down")
        assert text_of(driver).startswith("aurora")
        await driver.press("enter")
        assert "Logged 2 lines of 2 accounts." in driver.lines()[-2]

    drive(book, script, start="today")


def test_what_the_book_refuses_is_said_and_the_line_stays(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        await driver.type("video")
        line = driver.app.screen.query_one(QuickLine)
        line._failed(BookBusy("The book is busy: another program writes."))
        await driver.settle()
        assert driver.shows("The book is busy: another program writes.")
        assert text_of(driver) == "Aurora Cooperative video"
        await driver.type(" 5m")
        assert not driver.shows("busy")

    drive(book, script, start="today")


def test_a_no_show_is_said_to_be_one(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        await driver.type("video no-show")
        await driver.press("enter")
        assert "No-show: video, Aurora Cooperative." in driver.lines()[-2]

    drive(book, script, start="today")
    assert [row[3] for row in logged(book)] == ["no-show"]


def test_the_channel_that_does_not_fit_is_advised_against(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        await driver.type("email 5m")
        assert driver.shows("The account is at risk: talk by phone or video rather than by email.")
        await driver.press("enter")
        assert "Logged: email, Aurora Cooperative." in driver.lines()[-2]

    drive(book, script, start="today", size=(100, 30))


def test_an_account_that_comes_while_one_types_is_known_at_once(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await driver.type("newcomer video")
        assert driver.shows("There is no account 'newcomer'")
        with open_book(book) as opened:
            accounts.add(opened, {"name": "Newcomer"}, today=TODAY, now=NOW)
        await driver.press("enter")
        assert "Logged: video, Newcomer." in driver.lines()[-2]

    drive(book, script, start="today")


def test_names_cannot_draw_on_the_terminal(book: Path) -> None:
    with open_book(book) as opened:
        values = {"name": "[/nope] \x1b[2Jevil"}
        accounts.add(opened, values, today=TODAY, now=NOW)

    async def script(driver: Driver) -> None:
        await driver.press("L", "ctrl+u")
        await driver.type("[/no")
        assert "\x1b" not in driver.screen()
        assert driver.shows("[/nope]")

    drive(book, script, start="today")


def test_ascii_holds_for_the_line(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("L")
        await driver.type("email 25m: agreed next:14d")
        assert all(line.isascii() for line in driver.lines()[-5:])
        assert driver.lines()[-1].startswith(" Enter log it  Right take")

    drive(book, script, config=Config(start_screen="today", ascii=True))


def test_many_wrong_lines_are_counted() -> None:
    texts = [f"wrong {number}" for number in range(9)]
    found = {text: Understood(text, None, None, "", "", f"What is {text}?", "") for text in texts}
    lines = [line.plain for line in preview(texts, 8, found, 80)]
    assert lines[-1] == (
        "9 lines, taken together or not at all: mend lines 1, 2, 3, 4, 5 and 4 more"
    )
    assert lines[0] == "3  What is wrong 2?"
    assert len(lines) == 8


def test_a_line_that_only_promises_is_noted() -> None:
    from csm_tui.domain.quick_line import parse

    line = parse(
        'acme owe:me:"send deck"', today=date(2026, 2, 2), is_account=lambda text: text == "acme"
    )
    one = Understood("", line, 1, "Acme", "", "", "")
    assert said([one], date(2026, 2, 2)) == "Noted: Acme, 1 promise."
