"""How the screens end: by key, by signal, by a terminal that goes away (TORTURE A and M).

tests/tui/test_launch.py has the start, the refusal of a book and the crash report (T137);
tests/cli/test_terminal.py has T131, T132 and the command line's own signals.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.faces.terminals import given_back, leave, press, screens, start, wait_for
from tests.terminal import PATIENCE, Terminal
from tests.torture.program import DONE, csm, intact, snapshot

WHERE = {
    "the list": [],
    "a card": ["enter"],
    "a dialog": ["e"],
    "the filter": ["/", "a"],
    "the palette": [":"],
    "history": ["9"],
}
PROMPT = "next> "


def ended(terminal: Terminal, seconds: float = 2.0) -> int | None:
    """Return the exit code, None where the program still runs after `seconds` of its own."""
    terminal.within(seconds, terminal.ended)
    return terminal.status


@pytest.mark.parametrize("place", WHERE)
def test_t006_sigterm_ends_the_screens_and_gives_the_terminal_back(demo: Path, place: str) -> None:
    """T006: within 2 s, code 143, from wherever one is; nothing beside the book."""
    with screens(demo) as terminal:
        start(terminal)
        press(terminal, WHERE[place])
        os.kill(terminal.pid, signal.SIGTERM)
        assert ended(terminal) == 143
        assert given_back(terminal)
    assert not demo.with_name("demo.db-journal").exists()
    assert intact(demo)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("seconds", [0.15, 0.3, 0.45, 0.6])
def test_t006_a_signal_while_starting_gives_the_terminal_back(
    demo: Path, number: signal.Signals, seconds: float
) -> None:
    """T006: from the first picture on; no traceback either."""
    with screens(demo) as terminal:
        while b"\x1b[?1049h" not in terminal.output:
            assert terminal.read(PATIENCE)
        terminal.settle(time.monotonic(), timeout=seconds - 0.15)
        os.kill(terminal.pid, number)
        assert ended(terminal) == 128 + number
        assert given_back(terminal)
        assert b"Traceback" not in terminal.output


def test_t007_a_hangup_ends_the_screens(demo: Path) -> None:
    """T007: SIGHUP; the book is intact."""
    with screens(demo) as terminal:
        start(terminal)
        os.kill(terminal.pid, signal.SIGHUP)
        assert ended(terminal) is not None
    assert intact(demo)


def test_t007_a_hangup_leaves_no_copy_of_the_book_as_it_was_known(
    demo: Path, tmp_path: Path
) -> None:
    """T007: the private copy of --known-on goes with the screens, also at once."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    with screens(demo, "--known-on", "2026-01-20", TMPDIR=str(folder)) as terminal:
        start(terminal)
        assert wait_for(terminal, "KNOWN ON 20 Jan 2026"), terminal.screen()
        assert len(list(folder.iterdir())) == 1
        os.kill(terminal.pid, signal.SIGHUP)
        assert ended(terminal) == 128 + signal.SIGHUP
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("keys", [[], ["e"], ["enter"]])
def test_t007_a_terminal_that_goes_away_leaves_no_orphan(demo: Path, keys: list[str]) -> None:
    """T007: the pty closed under it."""
    terminal = screens(demo)
    start(terminal)
    press(terminal, keys)
    os.close(terminal.fd)
    terminal.fd = -1
    gone = terminal.within(2.0, terminal.ended)
    if not gone:
        os.kill(terminal.pid, signal.SIGKILL)
    assert gone
    assert intact(demo)


def test_t005_a_kill_with_an_unsaved_form_changes_nothing(demo: Path) -> None:
    """T005: the book is as it was; the next start shows it, and says that nothing was saved."""
    before = snapshot(demo)
    with screens(demo) as terminal:
        start(terminal)
        press(terminal, ["e"])
        assert wait_for(terminal, "Edit "), terminal.screen()
        press(terminal, ["changed"])
        assert wait_for(terminal, "changed"), terminal.screen()
        os.kill(terminal.pid, signal.SIGKILL)
        assert ended(terminal) == -signal.SIGKILL
    assert snapshot(demo) == before
    with screens(demo) as terminal:
        start(terminal)
        assert wait_for(terminal, "a form was open: nothing of it was saved"), terminal.screen()
        assert "changed" not in terminal.screen()
        press(terminal, ["e"])
        assert wait_for(terminal, "Edit "), terminal.screen()
        os.kill(terminal.pid, signal.SIGTERM)
        assert ended(terminal) == 143
    # It is told once, and nothing is left of a form that was left.
    state = Path(os.environ["XDG_STATE_HOME"]) / "csm"
    assert [file.name for file in state.iterdir()] == []


def test_t002_what_the_screens_confirmed_survives_a_kill(demo: Path) -> None:
    """T002: SIGKILL as soon as the notice is on the screen."""
    before = len(csm(demo, "history", "--json").json)
    with screens(demo) as terminal:
        start(terminal)
        press(terminal, ["p"])
        terminal.send(b"4")
        assert wait_for(terminal, "u to undo")
        os.kill(terminal.pid, signal.SIGKILL)
        assert ended(terminal) == -signal.SIGKILL
    assert len(csm(demo, "history", "--json").json) == before + 1
    assert intact(demo)


def test_q_on_the_first_screen_quits(demo: Path) -> None:
    """INTERFACE, Keys."""
    with screens(demo) as terminal:
        start(terminal)
        press(terminal, ["enter", "q"])
        assert terminal.status is None
        terminal.send(b"q")
        assert ended(terminal) == 0
        assert given_back(terminal)


@pytest.mark.parametrize("keys", [[], ["e", "x"], ["enter"], ["/", "x"]])
def test_ctrl_c_pressed_twice_quits(demo: Path, keys: list[str]) -> None:
    """Once says what it takes; twice ends with 0, from a field too."""
    with screens(demo) as terminal:
        start(terminal)
        press(terminal, keys)
        leave(terminal)
        assert given_back(terminal)


def test_t040_a_locked_book_is_said_and_the_terminal_given_back(demo: Path) -> None:
    """T040: another program holds the lock when the screens start."""
    with closing(sqlite3.connect(demo, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with screens(demo) as terminal:
            assert ended(terminal, 9) == 5
            assert given_back(terminal)
            assert b"Another program" in terminal.output
            assert b"Traceback" not in terminal.output


def test_t118_a_wrong_day_in_the_environment_is_a_sentence(demo: Path) -> None:
    """P4: on a terminal too."""
    with screens(demo, CSM_AS_OF="\x1b]0;x\x07") as terminal:
        assert ended(terminal, 9) == 2
        assert given_back(terminal)
        assert b"CSM_AS_OF must be a date" in terminal.output
        assert b"\x1b]0;" not in terminal.output
    assert csm(demo, "today").code == DONE


def typed(terminal: Terminal, keys: bytes) -> bytes:
    """Type to a shell, or to what it runs; return what comes up to the next prompt."""
    before, prompt = len(terminal.output), PROMPT.encode()
    terminal.send(keys)
    assert terminal.within(PATIENCE, lambda: prompt in terminal.output[before:]), terminal.screen()
    return bytes(terminal.output[before:])


def test_t136_ctrl_z_suspends_and_fg_paints_again(demo: Path) -> None:
    """T136: as a shell with job control has it; the terminal is sane in between."""
    with Terminal(
        ("bash", "--norc", "--noediting", "-i"), columns=100, rows=30, environment={"PS1": PROMPT}
    ) as terminal:
        assert wait_for(terminal, PROMPT.strip())
        command = f"CSM_DB='{demo}' CSM_AS_OF=2026-02-02 CSM_START_SCREEN=portfolio"
        terminal.send(f"{command} '{sys.executable}' -m csm_tui\r".encode())
        start(terminal)
        assert b"Stopped" in typed(terminal, b"\x1a")
        assert given_back(terminal)
        assert b"sane" in typed(terminal, b"echo sa''ne\r")
        painted = len(terminal.output)
        terminal.send(b"fg\r")
        assert terminal.within(PATIENCE, lambda: b"Blue Heron" in terminal.output[painted:]), (
            terminal.screen()
        )
        assert terminal.output.rfind(b"\x1b[?1049h") > painted
        typed(terminal, b"q")
        assert given_back(terminal)
        assert b"back" in typed(terminal, b"echo ba''ck\r")
        terminal.send(b"exit\r")
        assert terminal.wait() is not None
    assert intact(demo)
