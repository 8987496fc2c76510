"""The advice view: the recommendation follows the answers; mistakes unfold to their accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from csm_tui import formatting
from csm_tui.config import Config
from csm_tui.domain.advice import QUESTION, QUESTIONS, Asked, sign
from csm_tui.domain.advice_cases import ABSENT, FOUND, UNTOLD, Case, Mistake, Verdict
from csm_tui.domain.advice_given import Advice, Known, advise
from csm_tui.domain.model_file import load
from csm_tui.models import preset
from csm_tui.operations import accounts
from csm_tui.operations import advice as operations
from csm_tui.store.database import open_book
from csm_tui.tui import advice_rows as rows
from csm_tui.tui.pieces import Line, Piece, width_of
from csm_tui.tui.setting import Setting
from tests.domain.test_advice import facts
from tests.tui.driving import NARROW, NOW, TODAY, WIDE, Driver, add_account, drive, settled
from tests.tui.test_snapshots import app_on

MODEL = load(preset("four-tier"), file="four-tier")
SETTING = Setting(TODAY, formatting.UNICODE, formatting.money)
EARLIER = TODAY - timedelta(days=21)


def known(kept: dict[str, tuple[str, date]] | None = None, **changed: object) -> Known:
    book = facts(**changed)
    signs = {one.asked: sign(one.asked, book, 20) for one in QUESTIONS}
    return Known(book, signs, kept or {}, {"four-tier": MODEL}, None, ())


def advised(kept: dict[str, tuple[str, date]] | None = None, **changed: object) -> Advice:
    found = known(kept, **changed)
    return advise(found, rows.said_today(found, TODAY), TODAY)


def text(shown: Line) -> str:
    return "".join(piece.text for side in shown for piece in side)


def answered(path: Path, today: date, **said: str) -> None:
    """Answer steps from outside, as the command line does."""
    with open_book(path) as book:
        operations.answer(book, said, today=today, now=NOW)  # type: ignore[arg-type]


async def shown(driver: Driver, *keys: str) -> None:
    driver.app.show_view("advice")
    await driver.settle()
    await driver.press(*keys)


async def go_to(driver: Driver, words: str) -> None:
    """Walk down to the first line that begins with `words`."""
    await driver.press("g")
    for _ in range(60):
        if any(line[1:].strip().startswith(words) for line in driver.lines() if line[0] in "▌>"):
            return
        await driver.press("j")
    pytest.fail(f"no line begins with {words!r}:\n{driver.screen()}")


# Lines


def test_answers_of_today_were_said_those_of_other_days_are_last_time_s() -> None:
    kept = {"complexity": ("weeks", TODAY), "customers": ("smb", EARLIER)}
    found = advised(kept, arrs=[4_000_000] * 10)
    assert rows.said_today(known(kept), TODAY) == {"complexity": "weeks"}
    lines = [
        text(rows.step_line(number, step, kept, (), 118))
        for number, step in enumerate(found.steps, start=1)
    ]
    assert lines[1].endswith("  weeks to monthsyou said ")
    assert lines[2].endswith("as last time, said on 12 Jan 2026 ")
    assert lines[3].endswith("not known")
    narrow = text(rows.step_line(3, found.steps[2], kept, ("What the book says.",), 77))
    assert narrow.split() == [
        *"3 Customer expectations smb What the book says.as last time".split()
    ]


def test_what_was_put_aside_is_told_from_what_nobody_answered() -> None:
    kept = {"competition": ("unknown", EARLIER)}
    found = advised(kept)
    step = found.steps[3]
    assert text(rows.step_line(4, step, kept, (), 77)).endswith("not knownas you said ")
    assert text(rows.step_line(4, step, {}, (), 77)).endswith("not known")


def test_without_arr_the_step_says_what_is_missing_and_nothing_is_recommended() -> None:
    found = advised()
    assert rows.proof(found.steps[0], found)[0].startswith("No account has an ARR.")
    assert "no touch yet" in text(rows.recommendation_head(found))
    assert rows.proof(found.steps[3], found) == ("The book knows nothing of competitors.",)


def test_the_line_above_the_keys_names_what_is_left_out_and_the_key_that_asks() -> None:
    open_ = text(rows.asking_line(advised(), "c"))
    assert open_.startswith(" Left out, because not known: product complexity, customer")
    assert open_.endswith(" c asks.")
    assert "asks" not in text(rows.asking_line(advised(), ""))
    kept: dict[str, tuple[str, date]] = {
        one.asked: (one.choices[0].value, TODAY) for one in QUESTIONS
    }
    whole = advised(kept, arrs=[4_000_000] * 10)
    assert "Nothing is left out" in text(rows.asking_line(whole, "c"))
    assert rows.noted(whole).text == ""
    assert rows.noted(advised()).text == "5 of 5 steps open "


@pytest.mark.parametrize("asked", [one.asked for one in QUESTIONS])
def test_the_answer_in_force_stands_in_brackets_and_no_digit_is_parted_from_its_word(
    asked: Asked,
) -> None:
    question = QUESTION[asked]
    for number, value in enumerate(rows.values(question), start=1):
        assert f"[{number} " in text(rows.choices_line(question, value))
    assert "not known]" in text(rows.choices_line(question, None))
    for width in range(40, 120):
        lines = rows.above_keys([rows.choices_line(question, None)], width, "…")
        assert all(width_of(text(one).rstrip()) <= width for one in lines)
        assert not any(text(one).rstrip()[-2:].strip().isdigit() for one in lines)


def test_above_the_keys_there_are_five_lines_at_most_the_last_one_cut() -> None:
    lines = rows.above_keys([Line((Piece(" word" * 200),))], 78, "…")
    assert len(lines) == 5
    assert text(lines[-1]).endswith("…")
    assert len(rows.above_keys((), 78, "…")) == 1


def test_what_was_answered_is_said_in_words() -> None:
    said = rows.answered_words
    assert said(QUESTION["complexity"], "days") == "Product complexity: days to weeks."
    assert said(QUESTION["growth"], "250") == "Scale and growth: 250 customers in twelve months."
    assert said(QUESTION["growth"], "+50%") == "Scale and growth: +50%."
    assert "left out of the recommendation" in said(QUESTION["growth"], "unknown")


@pytest.mark.parametrize("verdict", [FOUND, ABSENT, UNTOLD])
def test_a_mistake_has_its_verdict_as_a_word(verdict: Verdict) -> None:
    mistake = Mistake("ignoring gross margin", verdict, "None is stated.", "Whether one is.")
    short = text(rows.mistake_head(5, mistake, whole=True)).split()
    assert short == [*f"Mistake 5 {verdict} Ignoring gross margin: None is stated.".split()]
    assert "stated" not in text(rows.mistake_head(5, mistake, whole=False))
    assert text(rows.looked_line(mistake)).rstrip() == " Looked at: Whether one is."


def test_an_account_without_arr_has_none_and_is_copied_without() -> None:
    case = Case("[/nope]", 1, None, "in red since 2 Jan 2026")
    assert text(rows.case_line(case, SETTING, 77)).split()[:2] == ["[/nope]", "–"]
    assert rows.case_copied(case) == "[/nope]\t\tin red since 2 Jan 2026"
    assert rows.case_copied(case._replace(arr=950_000)).split("\t")[1] == "9500"


# The view


def test_a_digit_answers_the_step_at_once_and_undo_takes_it_back(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver)
        assert driver.shows("What customers ask for is not known")
        assert driver.lines()[1].endswith("3 of 5 steps open ")
        await go_to(driver, "2  Product complexity")
        assert driver.shows("Complexity of use, by account: 13 high, 29 low, 17 moderate. None of")
        assert driver.shows("[4 not known]")
        await driver.press("1")
        assert driver.shows("product complexity high (3). high touch.")
        assert driver.shows("Product complexity: weeks to months.  u to undo")
        assert driver.lines()[1].endswith("2 of 5 steps open ")
        assert driver.line_of("2  Product complexity").rstrip().endswith("you said")
        await driver.press("j", "3")
        assert driver.shows("4 ÷ 2 = 2: medium touch.")
        # The head of the recommendation is in sight.
        assert driver.shows("▾ Recommendation  medium touch")
        await driver.press("u")
        assert driver.shows("product complexity high (3). high touch.")
        await driver.press("u")
        assert driver.shows("What customers ask for is not known")

    drive(demo, script)


def test_a_digit_elsewhere_is_a_screen_and_unknown_leaves_a_sign_out(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver)
        await go_to(driver, "5  Scale and growth")
        assert "a sign in the book" in driver.cursor_line()
        await driver.press("5")
        assert driver.line_of("5  Scale and growth").split()[5:7] == ["not", "known"]
        assert driver.cursor_line().rstrip().endswith("as you said")
        await go_to(driver, "1  Unit economics")
        await driver.press("4")
        assert driver.shows("[4 Matrix]")

    drive(demo, script)


def test_what_was_answered_before_is_named_as_last_time_s(demo: Path) -> None:
    answered(demo, EARLIER, complexity="days", growth="+50%")

    async def script(driver: Driver) -> None:
        await shown(driver)
        line = driver.line_of("2  Product complexity")
        assert "days to weeks" in line
        assert line.rstrip().endswith("as last time, said on 12 Jan 2026")
        await go_to(driver, "2  Product complexity")
        assert driver.shows("[2 days]")
        # The command line answers meanwhile.
        answered(demo, TODAY, complexity="minutes")
        await driver.press("j", "k")
        driver.app.tell(None)
        await driver.settle()
        assert "minutes to hours" in driver.line_of("2  Product complexity")

    drive(demo, script, size=WIDE)


def test_a_key_asks_the_open_steps_one_after_the_other(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver, "c")
        assert driver.shows("How long does it take a new customer to be up and running?")
        assert driver.shows("✓ 4  not known")
        await driver.press("9", "2", "c")
        assert driver.shows("Who are most of your customers, and what do they expect?")
        await driver.press("escape", "c", "1", "c")
        assert driver.shows("The book knows nothing of competitors.")
        await driver.press("2", "c")
        assert driver.shows("Each step has its answer; on its line it is given anew.")
        assert driver.shows("6 ÷ 3 = 2: medium touch.")
        assert driver.shows("Five steps  5 of 5 known")
        assert "open" not in driver.lines()[1]

    drive(demo, script)


def test_growth_is_asked_as_a_number_a_multiple_or_percent(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver)
        await go_to(driver, "5  Scale and growth")
        await driver.press("enter")
        assert driver.shows("How many customers will there be in twelve months?")
        await driver.type("many")
        await driver.press("enter")
        assert driver.shows("Growth is a number of customers in twelve months")
        await driver.press("ctrl+u")
        await driver.type("250")
        await driver.press("enter")
        assert driver.shows("Scale and growth: 250 customers in twelve months.")
        assert "250 customers" in driver.line_of("5  Scale and growth")
        assert driver.shows("With 250 in twelve months it is scaled operations")

    drive(demo, script)


def test_a_mistake_unfolds_to_its_accounts_and_enter_opens_one(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver)
        heads = [line.split()[1:4] for line in driver.lines() if "▸ Mistake" in line]
        assert [head[:2] for head in heads] == [["Mistake", str(number)] for number in range(1, 6)]
        assert [head[2] for head in heads] == ["found", "found", "found", "absent", "found"]
        await go_to(driver, "▸ Mistake 2")
        assert driver.shows("Looked at: Of every account of size 50 or more: in red by its clock")
        assert driver.shows("without being healthy.")
        await driver.press("enter", "j", "j")
        assert driver.cursor_line().split()[1:4] == ["Meridian", "Foods", "$512K"]
        assert driver.shows("Foods: size 100, in red since 23 Jan 2026; planned cost only 1.3 %")
        assert driver.lines()[-2].strip() == "of ARR"
        await driver.press("y")
        assert driver.shows("Copied: Meridian Foods  512000  size 100, in red since 23 Jan 2026;")
        await driver.press("enter")
        assert driver.lines()[1].startswith(" Meridian Foods")

    drive(demo, script)


def test_the_accounts_of_a_large_mistake_are_counted_where_they_are_not_listed(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST", 1)
    for number in range(3):
        add_account(book, f"Small {number}", arr=1_000_00 + number, level_floor="high")

    async def script(driver: Driver) -> None:
        await shown(driver, "z", "z")
        assert driver.shows("more: csm advise --accounts")

    drive(book, script, size=(120, 80))


def test_an_empty_book_says_what_to_press(empty_book: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver)
        assert driver.shows("No customers yet, so nothing can be advised. i imports yours, a adds")
        await driver.press("c")
        assert driver.shows("There is no step to answer yet.")

    drive(empty_book, script, size=WIDE)


def test_a_book_without_arr_says_what_is_missing(empty_book: Path) -> None:
    add_account(empty_book, "Unknown Size")

    async def script(driver: Driver) -> None:
        await shown(driver)
        assert driver.shows("▾ Recommendation  no touch yet")
        assert driver.shows("No account has an ARR.")
        assert "cannot be told" in driver.line_of("Mistake 1")
        await driver.press("enter", "u")
        assert not driver.shows("$0")

    drive(empty_book, script, size=WIDE)


def test_reading_only_nothing_is_answered_and_digits_are_screens(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver)
        assert "answer" not in driver.lines()[-1]
        assert not driver.shows("asks.")
        await go_to(driver, "2  Product complexity")
        assert not driver.shows("1 weeks")
        await driver.press("c")
        assert driver.shows("Nothing was changed: the book is open for reading only.")
        await driver.press("enter")
        assert driver.shows("[Advice]")
        await driver.press("2")
        assert driver.shows("[2 Portfolio]")

    drive(demo, script, read_only=True)


def test_hours_that_the_config_does_not_say_are_named(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await shown(driver)
        assert driver.shows("Atlantis")
        assert not driver.shows("Counting")

    drive(book, script, config=Config(holidays="Atlantis"), size=WIDE)


def test_the_advice_can_be_read_in_ascii(empty_book: Path) -> None:
    with open_book(empty_book) as book:
        for name, arr in (("Aurora", 512_000_00), ("Tiny Tea", 900_00), ("Moss", None)):
            accounts.add(book, {"name": name, "arr": arr}, today=TODAY, now=NOW)

    async def script(driver: Driver) -> None:
        await shown(driver, "z", "z")
        assert driver.screen().isascii()
        await go_to(driver, "2  Product complexity")
        assert driver.shows("[4 not known]")
        assert driver.screen().isascii()
        await driver.press("enter")
        assert driver.shows("* 4  not known")
        assert driver.screen().isascii()
        await driver.press("escape")
        await go_to(driver, "5  Scale and growth")
        await driver.press("enter")
        assert driver.shows("How many customers will there be in twelve months?")
        assert driver.screen().isascii()

    for size in (NARROW, WIDE):
        drive(empty_book, script, config=Config(ascii=True), size=size)


KEYS: dict[str, tuple[str, ...]] = {
    "whole": (),
    "answered": ("g", "c", "1", "c", "2", "J", "j", "j", "j", "j"),
    "mistake": ("J", "J", "J", "J", "J", "enter", "j", "j"),
    "asked": ("c",),
}


@pytest.mark.parametrize("keys", [*KEYS.values()], ids=[*KEYS])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_advice_looks_as_it_was_accepted(
    demo: Path,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        app.show_view("advice")
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    with app_on(demo) as app:
        assert snap_compare(app, terminal_size=size, run_before=show)
