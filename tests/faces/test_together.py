"""The screens beside the command line, on one book (TORTURE D, F and G)."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.faces.terminals import (
    press,
    screens,
    shown_within,
    start,
    wait_for,
    wait_until,
)
from tests.store.conftest import digest
from tests.terminal import Terminal
from tests.torture.program import DONE, accounts_file, ask, csm, intact, rows

NOTICED = 2.0
# What stands above the portfolio's list, and nowhere else.
HEAD = "sorted by"
# A key, and what shows that its screen or dialog is up.
OPENED = {
    "1": "[1 Today]",
    "9": "[9 History]",
    "w": "Why: Vega",
    "enter": "H chart",
    "e": "Edit Vega",
    "S": "Today first",
    "R": "without fresh health, $",
    "?": "Help: Portfolio",
    ":": "All commands",
    "n": "Log a touchpoint",
}
LOOKS: tuple[tuple[list[str], str], ...] = (
    ([], HEAD),
    (["1"], "[1 Today]"),
    (["9"], "[9 History]"),
    (["2", "enter"], "H chart"),
    (["S"], "Today first"),
    (["R"], "without fresh health, $"),
)


def at_the_list(gone: str, screen: str) -> bool:
    """Return whether the portfolio is shown, and what was opened over it is `gone`."""
    return HEAD in screen and gone not in screen


def answered_in_ms(terminal: Terminal, key: str) -> float:
    """Press a key; return the ms to its first frame, without those that others took."""
    before = terminal.starved()
    stamp = terminal.key(key)
    return stamp.frame - (terminal.starved() - before) * 1000


def test_t038_what_the_command_line_does_is_seen_within_two_seconds(demo: Path) -> None:
    """T038: an edit, a new account, a touchpoint; from the list, Today, the card and History."""
    with screens(demo, rows=45) as terminal:
        start(terminal)
        assert csm(demo, "edit", "meridian foods", "name=Renamed Outside").code == DONE
        assert shown_within(terminal, "Renamed Outside", NOTICED), terminal.screen()
        press(terminal, ["9"])
        assert wait_for(terminal, "[9 History]"), terminal.screen()
        assert csm(demo, "add", "account", "name=Added Outside").code == DONE
        assert shown_within(terminal, "Added Outside", NOTICED), terminal.screen()
        press(terminal, ["2", "/", "renamed", "enter"])
        assert wait_until(
            terminal, lambda screen: "Renamed Outside" in screen and "Blue Heron" not in screen
        ), terminal.screen()
        press(terminal, ["enter"])
        assert wait_until(terminal, lambda screen: HEAD not in screen), terminal.screen()
        assert wait_for(terminal, "Renamed Outside")
        logged = (
            "log",
            "--account",
            "renamed outside",
            "--channel",
            "phone",
            "--notes",
            "From outside",
        )
        assert csm(demo, *logged).code == DONE
        assert shown_within(terminal, "From outside", NOTICED), terminal.screen()
        assert not terminal.ended()


def test_t038_both_write_and_both_succeed(demo: Path) -> None:
    """T038, T061: in turn; each sees the other's, and the command line undoes the screens'."""
    before = len(ask(demo, "SELECT id FROM operation"))
    with screens(demo) as terminal:
        start(terminal)
        for number in range(3):
            press(terminal, ["p", str(number + 1)])
            # The notice of the one before may still be there.
            assert wait_for(terminal, f"Pulse {number + 1} of 5: "), terminal.screen()
            assert len(ask(demo, "SELECT id FROM operation")) == before + 2 * number + 1
            assert csm(demo, "add", "account", f"name=Outside {number}").code == DONE
        assert len(ask(demo, "SELECT id FROM operation")) == before + 6
        for _ in range(2):
            assert csm(demo, "undo").code == DONE
        press(terminal, ["9"])
        assert wait_for(terminal, "[9 History]"), terminal.screen()
        assert shown_within(terminal, "Undo: Pulse", NOTICED), terminal.screen()
        press(terminal, ["u"])
        assert wait_for(terminal, "to redo"), terminal.screen()
        terminal.send(b"qq")
        assert terminal.wait() == 0
    assert intact(demo)


def test_t040_the_screens_stay_alive_while_another_program_holds_the_book(demo: Path) -> None:
    """T040: moving goes on, the change is refused in words after 5 s, and works afterwards."""
    with screens(demo) as terminal:
        start(terminal)
        with closing(sqlite3.connect(demo, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            press(terminal, ["p", "4"])
            began = time.monotonic()
            while time.monotonic() < began + 2:
                assert answered_in_ms(terminal, "down") < 1_000
                assert answered_in_ms(terminal, "up") < 1_000
            # Two of the five seconds are over, and some of the others.
            assert shown_within(terminal, "Another program", 4.5), terminal.screen()
            other.execute("ROLLBACK")
        press(terminal, ["p", "4"])
        assert wait_for(terminal, "u to undo"), terminal.screen()


def test_t064_a_copy_made_while_the_screens_are_open_is_complete(
    demo: Path, tmp_path: Path
) -> None:
    """T064: also right after a change; nothing beside the file."""
    with screens(demo) as terminal:
        start(terminal)
        press(terminal, ["p", "4"])
        assert wait_for(terminal, "u to undo"), terminal.screen()
        copy = tmp_path / "copy.db"
        subprocess.run(["cp", demo, copy], check=True)
        assert rows(copy) == rows(demo)
        assert intact(copy)
        assert not list(demo.parent.glob("demo.db-*"))


def test_an_import_from_outside_is_seen_and_the_screens_go_on(demo: Path, tmp_path: Path) -> None:
    """P11: 2,000 accounts more while a card is open."""
    with screens(demo) as terminal:
        start(terminal)
        press(terminal, ["enter"])
        assert wait_until(terminal, lambda screen: HEAD not in screen), terminal.screen()
        assert csm(demo, "import", accounts_file(tmp_path / "a.csv", 2_000)).code == DONE
        # As terminals send it that know nothing of Kitty's keys.
        terminal.send(b"\x1b")
        assert shown_within(terminal, "2,063", NOTICED * 2), terminal.screen()


def test_t106_opening_and_looking_writes_nothing(demo: Path) -> None:
    """T106, P4: every screen and dialog opened and left again; the same bytes."""
    before, at = digest(demo), demo.stat().st_mtime_ns
    with screens(demo, CSM_AS_OF="2026-02-23") as terminal:
        start(terminal)
        for key, sign in OPENED.items():
            press(terminal, [key])
            assert wait_for(terminal, sign), (key, terminal.screen())
            press(terminal, ["2" if key in "19" else "escape"])
            assert wait_until(terminal, partial(at_the_list, sign)), (key, terminal.screen())
        press(terminal, ["v", "o", "q"])
        assert terminal.wait() == 0, terminal.screen()
    assert (digest(demo), demo.stat().st_mtime_ns) == (before, at)
    assert list(demo.parent.iterdir()) == [demo]


def test_t070_the_demo_has_its_sign_and_leaves_the_users_book_alone(tmp_path: Path) -> None:
    """T070: `csm demo` on a terminal, changed there; the user's book has the same bytes."""
    mine = tmp_path / "mine.db"
    assert csm(mine, "add", "account", "name=Qwertz Ltd").code == DONE
    before, at = digest(mine), mine.stat().st_mtime_ns
    with screens(mine, "demo") as terminal:
        start(terminal)
        for keys, place in LOOKS:
            press(terminal, keys)
            assert wait_for(terminal, place), terminal.screen()
            assert "DEMO" in terminal.screen(), keys
        press(terminal, ["escape", "escape", "2", "p", "3"])
        assert wait_for(terminal, "u to undo"), terminal.screen()
        assert "Qwertz" not in terminal.screen()
    assert (digest(mine), mine.stat().st_mtime_ns) == (before, at)
