"""The tiers view: what waits, accepted, dismissed, set by hand, several at once, and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from csm_tui import formatting
from csm_tui.config import Config
from csm_tui.domain.tier_moves import TierMove
from csm_tui.formatting import ASCII, UNICODE
from csm_tui.operations import accounts
from csm_tui.queries.tier_moves import Decision, MoveRow
from csm_tui.store.database import open_book
from csm_tui.tui import tier_rows as rows
from csm_tui.tui.setting import Setting
from tests.tui.driving import NARROW, NOW, TODAY, WIDE, Driver, drive, settled
from tests.tui.test_snapshots import app_on

SETTING = Setting(TODAY, UNICODE, formatting.money)


def before(days: int) -> dict[str, Any]:
    return {"today": TODAY - timedelta(days), "now": NOW}


def with_moves(path: Path) -> None:
    """Put accounts into a book of which each moves between tiers for another reason."""
    with open_book(path) as book:

        def add(name: str, **fields: Any) -> int:
            values = {"name": name, "start_date": date(2024, 1, 1), **fields}
            (account,) = accounts.add(book, values, **before(300)).accounts
            return account

        add("Zest Foods", arr=80_000_00, complexity="high", owner="Ana")
        add("[/nope]", arr=40_000_00, potential_arr=250_000_00)
        solace = add("Solace Clinics", arr=20_000_00)
        accounts.edit(book, solace, {"arr": 64_000_00}, **before(12))
        tundra = add("Tundra Mining", arr=140_000_00)
        accounts.edit(book, tundra, {"arr": 88_000_00}, **before(30))
        for name, arr, tier, until in (
            ("Atlas Freight", 30_000_00, "high", 200),
            ("Halcyon Group", 120_000_00, "medium", 9),
            ("Lark Studios", 9_000_00, "medium", -10),
            ("No Figures", None, "low", 90),
        ):
            account = add(name, arr=arr)
            end = TODAY + timedelta(until)
            values: dict[str, Any] = {"value": tier, "reason": "lighthouse", "until": end}
            accounts.override(book, account, figure="tier", **values, **before(60))


@pytest.fixture(scope="session")
def moving_once(small_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book with moves of every kind, made once."""
    path = Path(shutil.copy(small_once, tmp_path_factory.mktemp("moving") / "book.db"))
    with_moves(path)
    return path


@pytest.fixture
def moving(moving_once: Path, tmp_path: Path) -> Path:
    """Return a book with moves of every kind, of this test's own."""
    return Path(shutil.copy(moving_once, tmp_path / "moving.db"))


def row(ground: str = "moved", *, up: bool | None = True, **fields: Any) -> MoveRow:
    """Return a move from medium to high, of an account without ARR."""
    move = TierMove(ground, "medium", "high", "high complexity", date(2026, 1, 20))  # type: ignore[arg-type]
    return MoveRow("Vega", 1, None, move, up, None)._replace(**fields)


def test_a_move_has_its_direction_in_a_glyph_and_a_word_and_unknown_arr_is_no_zero() -> None:
    shown = rows.row_line(row(), SETTING, 78).plain.split()
    assert shown == ["Vega", "–", "↑", "up", "medium", "→", "high", "since", "20", "Jan"]
    assert rows.way(row(up=False), ASCII) == ("v down", "warn")
    assert rows.way(row(up=None), UNICODE) == ("–", "muted")
    stays = row()._replace(move=row().move._replace(tier_to="medium"), up=None)
    assert rows.way(stays, UNICODE) == ("  stays", "muted")
    assert rows.head_line("moved", [row(), row(up=False)], SETTING).plain == (
        "Moved by itself  ↑ 1 up, ↓ 1 down  2 accounts       –"
    )


def test_one_decided_on_says_what_was_said() -> None:
    said = Decision("dismissed", TODAY, "medium", "high", "no budget", "high complexity")
    for width in (78, 118):
        assert (
            "dismissed today: no budget" in rows.row_line(row(decision=said), SETTING, width).plain
        )
    why = rows.why_line(row(decision=said), TODAY, SETTING).plain
    assert why == "High complexity; dismissed today: no budget"


def test_moves_stand_by_what_is_behind_them_each_with_its_reason(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v")
        assert "[Tiers]" in driver.lines()[1]
        assert driver.lines()[1].endswith("8 waiting ")
        heads = [
            line.split("  ")[0][3:] for line in driver.lines() if line.startswith((" ▾", "▌▾"))
        ]
        assert heads == [
            "Suggested",
            "Set by hand, ends within 30 days",
            "Held by hand",
            "Was set by hand, ended",
            "Moved by itself",
        ]
        assert "↑ up    medium → high" in driver.cursor_line()
        assert driver.shows("High complexity; accepted, by hand through 2 Feb 2027")
        assert "ends 11 Feb" in driver.line_of("Halcyon Group")
        assert "↓ down  high → medium" in driver.line_of("Tundra Mining")
        unknown = driver.line_of("No Figures").split()
        assert unknown[2:6] == ["–", "–", "low", "→"]
        await driver.press("G")
        assert driver.shows("ARR 64,000, from 25,000; 20,000 before")
        await driver.press("enter")
        assert driver.lines()[1].startswith(" Solace Clinics")
        await driver.press("escape")
        assert "Solace Clinics" in driver.cursor_line()

    drive(moving, script)


def test_enter_accepts_as_the_model_has_it_and_one_undo_takes_it_back(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "A")
        assert driver.shows("Accept: Zest Foods, medium to high")
        assert "2027-02-02" in driver.line_of("until")
        await driver.press("enter")
        assert driver.shows("Accepted for Zest Foods: medium to high.  u to undo")
        assert "[/nope]" in driver.cursor_line()
        assert driver.lines()[1].endswith("7 waiting ")
        await driver.press("o")
        assert "accepted today" in driver.line_of("Zest Foods")
        await driver.press("o", "u")
        assert "medium → high" in driver.line_of("Zest Foods")
        assert driver.lines()[1].endswith("8 waiting ")

    drive(moving, script)


def test_reason_and_end_are_the_user_s_where_they_are_given(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "A")
        await driver.type("logo")
        await driver.press("tab")
        await driver.type("2026-01-30")
        await driver.press("enter")
        assert driver.shows("until: 2026-01-30 is past.")
        await driver.press(*["backspace"] * 10)
        await driver.type("2026-02-20")
        await driver.press("enter")
        ends = driver.line_of("Zest Foods")
        assert "high → medium" in ends
        assert "ends 20 Feb" in ends
        await driver.press("J", "j", "j", "t")
        assert driver.shows("set by hand through 20 Feb 2026: logo; then medium by the model")

    drive(moving, script)


def test_what_moved_by_itself_is_accepted_at_once_as_seen(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "G", "A")
        assert driver.shows("Accepted for Solace Clinics: low to medium.  u to undo")
        assert "Solace" not in "".join(driver.lines()[:-2])
        assert "Tundra Mining" in driver.cursor_line()

    drive(moving, script)


def test_dismissed_with_a_reason_it_is_gone_and_shown_when_asked_for(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "D", "enter")
        assert driver.shows("A reason is needed")
        await driver.type("no budget")
        await driver.press("enter")
        assert driver.shows("Dismissed for Zest Foods: medium to high.  u to undo")
        assert "[/nope]" in driver.cursor_line()
        await driver.press("o")
        assert driver.lines()[1].endswith("7 waiting, 1 decided ")
        assert "dismissed today: no budget" in driver.line_of("Zest Foods")
        await driver.press("k", "D")
        assert driver.shows("It is decided already: nothing to dismiss.")
        await driver.press("A", "enter")
        assert driver.shows("Accepted for Zest Foods")

    drive(moving, script, size=WIDE)


def test_several_are_decided_on_together_those_in_a_fold_are_counted(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "space", "space", "G", "space", "k", "k", "h", "h")
        assert "3 selected, 1 of them not in sight" in driver.lines()[1]
        await driver.press("A")
        assert driver.shows("Accept: 3 moves")
        await driver.press("enter")
        assert driver.shows("Accepted: 3 moves between tiers (1 of them not in sight).  u to undo")
        assert driver.lines()[1].endswith(" 5 waiting ")
        assert "selected" not in driver.lines()[1]
        await driver.press("u")
        assert driver.lines()[1].endswith(" 8 waiting ")
        await driver.press("asterisk", "D")
        await driver.type("later")
        await driver.press("enter")
        assert driver.shows("Nothing waits. o shows 8 moves that were decided on.")

    drive(moving, script, size=WIDE)


def test_set_by_hand_begins_with_the_tier(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "f")
        assert "tier" in driver.line_of("figure")
        await driver.press("tab")
        await driver.type("low")
        await driver.press("tab")
        await driver.type("quiet")
        await driver.press("enter")
        assert "low → medium" in driver.line_of("Zest Foods")
        await driver.press("u")
        assert "medium → high" in driver.line_of("Zest Foods")

    drive(moving, script)


def test_the_history_of_an_account_is_a_key_away_and_on_its_card(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "G", "t")
        assert driver.shows("Tiers of Solace Clinics")
        assert "low → medium" in driver.line_of("moved by itself, since 21 Jan")
        assert "medium   64K" in driver.line_of("Wed 21 Jan 2026")
        assert "low      20K" in driver.line_of("Tue 8 Apr 2025")
        await driver.press("escape", "enter", "z", "G", "k", "l")
        shown = driver.line_of("before that low from")
        assert shown.split()[:4] == ["since", "21", "Jan", "2026"]
        assert "low → medium, moved by itself" in driver.line_of("  move  ")

    drive(moving, script, size=WIDE)


def test_the_filter_holds_and_where_nothing_waits_it_says_why(moving: Path, book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "slash")
        await driver.type("owner:ana")
        await driver.press("enter")
        assert driver.lines()[1].endswith("1 waiting · owner:ana ")
        await driver.press("slash")
        await driver.type(" zzz")
        assert driver.shows("No such account should move between tiers, or did.")
        await driver.press("escape")
        assert driver.lines()[1].endswith("8 waiting ")

    async def nothing(driver: Driver) -> None:
        await driver.press("8", "v", "v")
        assert driver.shows("No account should move between tiers, and none did in 90 days.")
        assert driver.shows("2 shows the portfolio")
        await driver.press("A", "D", "t")
        assert driver.shows("Choose an account first.")

    drive(moving, script)
    drive(book, nothing, size=WIDE)


def test_reading_only_nothing_is_decided_and_it_says_why(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v")
        assert "accept" not in driver.lines()[-1]
        for key in ("A", "D", "f"):
            await driver.press(key)
            assert driver.shows("the book is open for reading only")
        await driver.press("t")
        assert driver.shows("Tiers of Zest Foods")

    drive(moving, script, read_only=True)


def test_the_line_is_copied_as_cells(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v", "y")
        assert driver.shows("Copied: Zest Foods  suggested  up  medium  high")

    drive(moving, script)


@pytest.fixture(scope="session")
def demo_moving(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo book with moves of every kind, made once."""
    path = Path(shutil.copy(demo_once, tmp_path_factory.mktemp("moving-demo") / "demo.db"))
    with_moves(path)
    return path


@pytest.mark.parametrize("keys", [(), ("G", "t"), ("A",)], ids=["list", "history", "accept"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
def test_the_tiers_look_as_they_were_accepted(
    demo_moving: Path,
    tmp_path: Path,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    book = Path(shutil.copy(demo_moving, tmp_path / "demo.db"))

    async def show(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for key in ("8", "v", "v", *keys):
            await pilot.press(key)
            await settled(pilot)

    with app_on(book) as app:
        assert snap_compare(app, terminal_size=size, run_before=show)


def test_the_tiers_can_be_read_in_ascii(moving: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("8", "v", "v")
        driver.line_of("^ up    medium -> high")
        driver.line_of("v down  high -> medium")
        # The accounts' own names aside there is nothing else.
        assert driver.screen().isascii()
        await driver.press("t")
        assert driver.screen().isascii()

    drive(moving, script, config=Config(ascii=True))
