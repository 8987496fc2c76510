"""The touch model view: read, changed by forms and in the editor, checked, adopted, taken back."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from csm_tui.config import Config
from csm_tui.domain.model_file import load, plain
from csm_tui.domain.model_values import values_of
from csm_tui.formatting import UNICODE
from csm_tui.models import preset
from csm_tui.operations import touch_models
from csm_tui.queries.touch_models import adoptions
from csm_tui.store.database import open_book
from csm_tui.tui import model_fields as fields
from csm_tui.tui import model_rows as rows
from csm_tui.tui.app import CsmApp
from tests.tui.driving import NARROW, NOW, TODAY, WIDE, Driver, drive, settled
from tests.tui.test_snapshots import app_on

TEXT = preset("four-tier")
MODEL = load(TEXT, file="four-tier")
VALUES = values_of(MODEL)


def change(path: Path, days: int = 0, note: str | None = None, **changes: str) -> None:
    """Adopt changes from outside, some days ago; `__` stands for the dot."""
    with open_book(path) as book:
        keys = {key.replace("__", "."): text for key, text in changes.items()}
        day = {"today": TODAY - timedelta(days), "now": NOW}
        touch_models.change(book, keys, note=note, **day)  # type: ignore[arg-type]


def texts_of(path: Path) -> list[str]:
    """Return the texts of all versions, the one in force first."""
    with open_book(path, read_only=True) as book:
        return [one.toml for one in adoptions(book.connection)]


@pytest.fixture
def edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what makes the editor replace each text of a pair by the other, in turn."""
    script, steps = tmp_path / "editor.py", tmp_path / "steps.txt"
    script.write_text(
        "import sys\n"
        f"steps = open({str(steps)!r}).read().split('\\n')\n"
        "old, _, new = steps[0].partition('=>')\n"
        "text = open(sys.argv[1]).read()\n"
        "assert old in text\n"
        "open(sys.argv[1], 'w').write(text.replace(old, new, 1) if old else new)\n"
        f"open({str(steps)!r}, 'w').write('\\n'.join(steps[1:]))\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.setattr(CsmApp, "suspend", lambda _app: contextlib.nullcontext())

    def will(*changes: str) -> None:
        steps.write_text("\n".join(changes))

    return will


# The fields


def test_every_field_is_a_key_of_the_model_and_comes_back_as_it_was() -> None:
    from csm_tui.domain.model_changes import supposed

    for name in ("four-tier", "three-tier"):
        model = load(preset(name), file=name)
        values, table = values_of(model), plain(preset(name), file=name)
        found = [
            *fields.answer_fields(model, values),
            *fields.tier_fields(model, values),
            *fields.single_fields(values),
        ]
        typed = {value.key: value.text for field in found for value in field.values}
        assert supposed(table, typed, file=name) == model


def test_values_are_shown_as_they_are_read() -> None:
    def text(key: str, toml: str) -> str:
        value = fields.Value(key, "", fields.plain(toml))
        return fields.shown(value, plain(TEXT, file=""), "EUR", UNICODE)

    assert text("tiers.high.from", "100_000.50") == "€100,000.50"
    assert text("costs.technology.tech", "10") == "€10"
    assert text("cadence.levels.high.review", '"91d"') == "91d"
    assert text("costs.accounts_per_csm.tech", "2500") == "2,500"
    assert fields.plain("2500") == "2500"
    assert text("cadence.levels.tech.review", "") == "–"
    assert fields.plain("[10, 15]") == "10, 15"
    assert fields.plain('["a", "b c"]') == "a, b c"


def test_a_key_beside_the_common_ones_has_a_field_of_its_own_unless_it_is_a_table() -> None:
    common = fields.single_fields(VALUES)
    found = fields.field_of("costs.viable_to", common, VALUES)
    assert found == (common[3], 1)
    alone = fields.field_of("risk.fall_below", common, VALUES)
    assert alone is not None
    assert alone[0].values == (fields.Value("risk.fall_below", "fall below", "70"),)
    assert fields.field_of("templates.onboarding.high[1]", common, VALUES) is None
    assert fields.field_of("size.line", common, VALUES) is None


def test_what_is_not_answered_is_said_so() -> None:
    empty = fields.Field("channels", "Channels", (fields.Value("k", "High-touch", ""),) * 4)
    (shown,) = rows.answer_lines(empty, 118, UNICODE)
    assert shown.plain.split()[1:] == ["not", "answered"] * 4
    assert "not answered" in rows.tier_head(MODEL.tiers["low"], [""], folded=True).plain


# The view


def test_the_five_answers_stand_side_by_side_where_there_is_room(book: Path) -> None:
    async def wide(driver: Driver) -> None:
        await driver.press("8")
        assert driver.lines()[1].startswith(" [Touch model] Versions ")
        assert "four-tier, version 1, adopted today" in driver.lines()[1]
        often = driver.line_of("How often")
        assert often.split()[-5:] == ["monthly", "quarterly", "only", "on", "events"]
        assert driver.line_of("ARR from").split()[2:] == ["100,000", "25,000", "5,000", "0"]
        assert driver.line_of("Check-in every").split()[-4:] == ["14d", "30d", "90d", "–"]

    async def narrow(driver: Driver) -> None:
        await driver.press("8")
        assert "bi-weekly" in driver.cursor_line()
        assert driver.line_of("Medium-touch").startswith(" ▸ Medium-touch  monthly, pooled")
        await driver.press("J", "l", "j")
        assert driver.cursor_line().split() == ["▌", "How", "often", "monthly"]

    drive(book, wide, size=WIDE)
    drive(book, narrow)


def test_a_value_is_changed_in_a_form_that_says_who_moves_and_undone_by_one_key(
    book: Path,
) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "J", "J", "J", "J", "j", "enter")
        assert driver.shows("Touch model: ARR from")
        await driver.type("150k")
        assert driver.shows("1 of 6 accounts: tier high → medium 1; level high → medium 1.")
        await driver.press("tab", "tab", "tab", "tab")
        await driver.type("fewer high")
        await driver.press("enter")
        assert driver.shows("Changed the touch model: tiers.high.from 100_000 → 150_000.")
        assert "150,000" in driver.line_of("ARR from")
        assert driver.cursor_line().startswith("▌ ARR from")
        await driver.press("u")
        assert "100,000" in driver.line_of("ARR from")

    drive(book, script)
    assert texts_of(book) == [TEXT]


def test_several_values_are_one_version_and_remarks_stay(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "J", "J", "J", "J", "j", "j", "e")
        await driver.type("3w")
        await driver.press("tab")
        await driver.type("45d")
        await driver.press("enter")
        assert driver.line_of("Check-in every").split()[-4:-2] == ["21d", "45d"]

    drive(book, script)
    now, before = texts_of(book)
    assert now.count("#") == before.count("#")
    assert [line for line in now.splitlines() if line not in before.splitlines()] == [
        'check_in = "21d"',
        'check_in = "45d"',
    ]


def test_a_fault_is_said_at_once_in_words_and_nothing_typed_is_lost(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "e")
        await driver.type("weekli")
        assert driver.shows("Did you mean weekly?")
        await driver.press("enter")
        assert driver.shows("tiers.high.frequency")
        assert driver.shows("weekli  ")
        await driver.press("escape")
        assert driver.shows("Nothing is saved yet.")
        await driver.press("escape")
        await driver.press("J", "J", "J", "J", "j", "e")
        await driver.type("1")
        assert driver.shows("tiers.medium.from must be less than the 1 of the tier above it.")
        await driver.press("enter")
        assert driver.shows("Touch model: ARR from")
        await driver.press("escape", "escape", "e", "enter")
        assert driver.shows("Nothing is changed: Esc closes.")

    drive(book, script)
    assert texts_of(book) == [TEXT]


def test_what_may_be_missing_is_taken_away_and_given_again(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "J", "J", "J", "J", "j", "j", "j", "e")
        await driver.type("none")
        await driver.press("enter")
        assert driver.line_of("Business review every").split()[-4:] == ["–", "182d", "–", "–"]
        await driver.press("J", "j", "j", "j", "e")
        await driver.type("72%")
        await driver.press("enter")
        assert "gross margin 72, target" in driver.line_of("Gross margin")

    drive(book, script)


def test_an_early_change_is_told_before_it_is_made(book: Path) -> None:
    change(book, 10, tiers__high__from="120k")

    async def script(driver: Driver) -> None:
        await driver.press("8", "g")
        said = driver.line_of("▸ A change now comes early")
        assert said.rstrip().endswith("adopted 23 Jan 2026, meant for 12 months or more")
        await driver.press("l", "j")
        assert driver.shows("This comes early: the model before was adopted on 23 Jan 2026")
        await driver.press("J", "j", "e", "tab", "tab", "tab", "tab")
        assert driver.shows("neither customers nor")

    async def first(driver: Driver) -> None:
        await driver.press("8", "g")
        assert not driver.shows("early")

    drive(book, script)
    with open_book(book) as opened:
        from csm_tui.operations import undo

        undo.undo(opened, today=TODAY, now=NOW)
    drive(book, first)


def test_the_check_says_what_is_off_and_opens_the_form_of_it(book: Path) -> None:
    change(
        book,
        tiers__medium__frequency="weekly",
        tiers__low__outcomes="",
        **{"templates__onboarding__high[1]__channel": "email"},  # type: ignore[arg-type]
    )

    row = texts_of(book)[0].split('frequency = "weekly"')[0].count("\n") + 1

    async def script(driver: Driver) -> None:
        await driver.press("8")
        found = driver.lines()[1].split("to look at")[0].split()[-1]
        assert int(found) >= 3
        await driver.press("G", "K", "K")
        assert driver.shows("Check  not complete, ")
        assert driver.shows("Hours  6 accounts ask for ")
        assert driver.shows("the hours allow 21")
        while "Kickoff" not in driver.cursor_line():
            await driver.press("j")
        assert driver.shows("E changes it")
        while "“weekly”" not in driver.cursor_line():
            await driver.press("j")
        assert driver.shows(f"tiers.medium.frequency, line {row} of the file   ⏎ changes it")
        await driver.press("enter")
        assert driver.shows("Touch model: How often")
        await driver.type("monthly")
        await driver.press("enter")
        assert not driver.shows("“weekly”, and")

    drive(book, script, size=WIDE)


def test_reading_only_nothing_is_changed_and_it_says_why(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8")
        assert "edit" not in driver.lines()[-1]
        assert "⏎" not in driver.lines()[-2]
        for key in ("e", "E", "enter"):
            await driver.press(key)
            assert driver.shows("the book is open for reading only")
            assert not driver.shows("Touch model: ")

    drive(book, script, read_only=True)


# The editor


def test_the_whole_text_is_edited_shown_and_adopted(book: Path, edits: Callable[..., None]) -> None:
    edits("from = 100_000=>from = 150_000")

    async def script(driver: Driver) -> None:
        await driver.press("8", "E")
        assert driver.shows("Adopt: the edited text")
        assert driver.shows("tiers.high.from: 100_000 → 150_000")
        assert driver.shows("1 of 6 accounts: tier high → medium 1; level high → medium 1.")
        await driver.type("by hand")
        await driver.press("enter")
        assert driver.shows("Changed the touch model: tiers.high.from 100_000 → 150_000.")
        await driver.press("u")
        assert "100,000" in driver.line_of("ARR from")

    drive(book, script)


def test_a_faulty_text_is_told_with_its_line_kept_and_gone_on_with(
    book: Path, edits: Callable[..., None]
) -> None:
    edits("from = 100_000=>form = 150_000", "green_to = 85=>green_to = 80", "form = =>from = ")

    async def script(driver: Driver) -> None:
        await driver.press("8", "E")
        assert driver.shows("Not a touch model yet")
        assert driver.shows("line 34: tiers.high.form is not a key")
        assert driver.shows("Did you mean from?")
        await driver.press("enter")
        assert driver.shows("Not a touch model yet")
        await driver.press("escape")
        assert driver.shows("Your text is kept, E goes on with it: ")
        await driver.press("E")
        assert driver.shows("tiers.high.from: 100_000 → 150_000")
        assert driver.shows("hours.green_to: 85 → 80")
        await driver.press("escape")
        assert driver.shows("Your text is kept, E goes on with it: ")

    drive(book, script)
    assert texts_of(book) == [TEXT]


def test_a_text_left_as_it_was_changes_nothing_and_remarks_alone_move_nobody(
    book: Path, edits: Callable[..., None]
) -> None:
    edits("one=>one", "=>", "# Touch model=># My touch model")

    async def script(driver: Driver) -> None:
        await driver.press("8", "E")
        assert driver.shows("Nothing was changed.")
        await driver.press("E")
        assert driver.shows("The text is empty: nothing was changed.")
        await driver.press("E")
        assert driver.shows("No key differs: remarks only.")
        await driver.press("enter")
        assert driver.shows("Changed the touch model: its remarks.")

    drive(book, script)
    assert texts_of(book)[0].startswith("# My touch model")


def test_without_an_editor_or_where_it_fails_the_text_is_not_lost(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)

    async def script(driver: Driver) -> None:
        await driver.press("8", "E")
        assert driver.shows("No editor is named: set VISUAL or EDITOR")
        monkeypatch.setenv("EDITOR", "false")
        await driver.press("E")
        assert driver.shows("This terminal cannot be left: use csm model edit.")
        monkeypatch.setattr(CsmApp, "suspend", lambda _app: contextlib.nullcontext())
        await driver.press("E")
        assert driver.shows("The editor false ended with an error (1).")
        assert driver.shows("Your text is kept")

    drive(book, script)


# Looks


@pytest.fixture
def changed_demo(demo: Path) -> Path:
    """Return the demo book with a version of some weeks ago, and things to look at."""
    change(
        demo,
        40,
        "more room for growth",
        tiers__high__from="120k",
        tiers__medium__frequency="weekly",
        costs__fully_loaded="130k",
    )
    return demo


@pytest.mark.parametrize(
    "keys", [(), ("J", "J", "J", "J", "J", "j", "e", "1", "5", "0", "k")], ids=["view", "form"]
)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_touch_model_looks_as_it_was_accepted(
    changed_demo: Path,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    sections = 4 if size == WIDE else 0
    pressed = [key for place, key in enumerate(keys) if place >= sections or size == NARROW]
    if size == WIDE and keys:
        pressed = ["J", "J", "j", *keys[6:]]

    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in ("8", "g", *pressed):
            await pilot.press(key)
            await settled(pilot)

    with app_on(changed_demo) as app:
        assert snap_compare(app, terminal_size=size, run_before=show)


def test_the_touch_model_can_be_read_in_ascii(book: Path) -> None:
    change(book, 40, tiers__medium__frequency="weekly")

    async def script(driver: Driver) -> None:
        for key in ("8", "J", "J", "J", "G", "g", "j", "e"):
            await driver.press(key)
            assert driver.screen().isascii(), key
        await driver.type("weekly")
        assert driver.screen().isascii()

    for size in (NARROW, WIDE):
        drive(book, script, size=size, config=Config(ascii=True))
