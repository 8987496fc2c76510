"""The command line on a real terminal: colours, questions, the round, hostile bytes, signals."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Csm
from tests.terminal import ESCAPES, Terminal
from tests.torture.program import attended

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
CSM = (sys.executable, "-m", "csm_tui")


def ran(*words: str, typed: str = "", **environment: str) -> Terminal:
    """Return the terminal on which a command ran to its end, with `typed` waiting for it."""
    terminal = Terminal((*CSM, *words), environment=environment)
    if typed:
        terminal.send(typed.encode())
    assert terminal.wait(30) is not None
    return terminal


def test_colours_are_on_a_terminal_unless_somebody_asks_for_none(book: Csm) -> None:
    assert book("accounts").code == 0
    with ran("accounts") as terminal:
        assert COLOUR.search(terminal.output)
    with ran("accounts", NO_COLOR="") as terminal:
        assert COLOUR.search(terminal.output)
    for words, environment in (
        (("accounts",), {"NO_COLOR": "1"}),
        (("accounts", "--no-color"), {}),
        (("accounts",), {"TERM": "dumb"}),
        (("accounts", "--json"), {}),
        (("accounts", "--plain"), {}),
    ):
        with ran(*words, **environment) as terminal:
            assert b"\x1b" not in terminal.output
            assert terminal.status == 0


@pytest.mark.parametrize("typed", ["y\n", "yes\n"])
def test_restore_asks_and_yes_does_it(book: Csm, typed: str) -> None:
    made = book("backup").out.strip()
    book("archive", "zulu")
    with ran("restore", made, typed=typed) as terminal:
        assert terminal.status == 0
        assert b"(3 accounts)? [y/N]" in terminal.output
    assert len(book("accounts", "--json").json) == 3


@pytest.mark.parametrize("typed", ["\n", "n\n", "\x04"])
def test_restore_does_nothing_without_a_yes(book: Csm, typed: str) -> None:
    made = book("backup").out.strip()
    book("archive", "zulu")
    with ran("restore", made, typed=typed) as terminal:
        assert terminal.status == 1
    assert len(book("accounts", "--json").json) == 2


@pytest.mark.parametrize(
    "words", [("export", "accounts"), ("report", "brief", "acme"), ("model", "export")]
)
@pytest.mark.parametrize(("typed", "replaced"), [("y\n", True), ("n\n", False)])
def test_a_file_that_is_there_is_replaced_only_by_who_says_so(
    book: Csm, tmp_path: Path, words: tuple[str, ...], typed: str, replaced: bool
) -> None:
    """T099: on a terminal it is asked."""
    assert book("accounts").code == 0
    target = tmp_path / "out.txt"
    target.write_text("mine")
    with ran(*words, "-o", str(target), typed=typed) as terminal:
        assert b"Replace " in terminal.output
        assert terminal.status == (0 if replaced else 1)
    assert (target.read_text() == "mine") is not replaced


def test_the_round_takes_a_pulse_a_risk_a_next_step_and_a_line(book: Csm) -> None:
    book("add", "account", "name=Yarrow", "arr=9k")
    typed = "n\nCall Bo\nr\nsponsor left\nl\nspoke at the fair\nz\n2\nq\n"
    with ran("review", typed=typed) as terminal:
        assert terminal.status == 0
        assert b"1 of 2  Yarrow" in terminal.output
        assert b"That key does nothing here." in terminal.output
    card = book("show", "yarrow", "--json").json
    assert card["next_step"] == "Call Bo"
    assert card["at_risk"] is True
    assert card["health"] == 25
    assert [event["text"] for event in card["timeline"] if event["kind"] == "touchpoint"] == [
        "other: spoke at the fair"
    ]
    assert len(book("history", "yarrow", "--json").json) == 5


def test_the_round_ends_with_the_input(book: Csm) -> None:
    with ran("review", typed="\x04") as terminal:
        assert terminal.status == 0
    assert len(book("history", "--json").json) == 3


@pytest.mark.parametrize("words", [["accounts"], ["today"], ["show", "H-1"], ["why", "H-1"]])
def test_no_control_byte_of_the_data_reaches_the_terminal(csm: Csm, words: list[str]) -> None:
    hostile = "[/red]\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b31m\x1bP+q\x1b\\\x08\u202e"
    values = [f"{field}={hostile}" for field in ("name", "owner", "notes", "next_step", "tags")]
    assert csm("add", "account", "external_id=H-1", "arr=200k", *values).code == 0
    with ran(*words) as terminal:
        assert terminal.status == 0
        text = ESCAPES.sub(b"", COLOUR.sub(b"", terminal.output)).decode()
        assert COLOUR.sub(b"", terminal.output).count(b"\x1b") == 0
    assert not [char for char in text if not char.isprintable() and char not in "\r\n\ufffd"]
    assert "[/red]" in text


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("streams", ["stdin", "stdout"])
def test_one_redirected_stream_is_no_terminal(tmp_path: Path, streams: str) -> None:
    """T131: only stdin, or only stdout; stderr is below."""
    redirected = "</dev/null" if streams == "stdin" else ">out.txt"
    command = f"{sys.executable} -m csm_tui {redirected}"
    with Terminal(("sh", "-c", command)) as terminal:
        assert terminal.wait(30) == 0
        written = bytes(terminal.output)
    if streams == "stdout":
        written += (tmp_path / "out.txt").read_bytes()
        assert b"\x1b" not in written
    assert b"3 accounts" in written


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, b"Cancelled. Nothing was imported.\n"), (signal.SIGTERM, 143, b"")],
)
@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="no way to see it wait")
@pytest.mark.usefixtures("book")
def test_a_signal_ends_an_import_that_waits_quietly(number: int, code: int, said: bytes) -> None:
    reading, writing = os.pipe()
    script = (
        "import os, sys\n"
        "from csm_tui.cli.main import run\n"
        "import csm_tui.cli.importing\n"
        f"os.write({writing}, b'x')\n"
        "sys.exit(run(['import', '-', '--as', 'accounts'], screens=None, screens_possible=bool))\n"
    )
    process = subprocess.Popen(
        (sys.executable, "-c", script),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(writing,),
        preexec_fn=attended,
    )
    os.read(reading, 1)
    while b"pipe" not in Path(f"/proc/{process.pid}/wchan").read_bytes():
        if process.poll() is not None:
            break
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    os.close(reading)
    os.close(writing)
    assert process.returncode == code
    assert told == said


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_gets_the_list_and_the_commands_to_use(term: str) -> None:
    """T132: dumb, or not said at all."""
    with ran(TERM=term) as terminal:
        assert terminal.status == 0
        assert b"3 accounts" in terminal.output
        assert b"csm today" in terminal.output
        assert b"\x1b" not in terminal.output


@pytest.mark.usefixtures("book")
def test_with_errors_sent_elsewhere_the_list_is_shown_not_screens_that_nobody_sees(
    tmp_path: Path,
) -> None:
    errors = tmp_path / "errors"
    words = f'exec "{sys.executable}" -m csm_tui 2>"{errors}"'
    with Terminal(("/bin/sh", "-c", words)) as terminal:
        assert terminal.wait(30) == 0
        assert b"3 accounts" in terminal.output
        assert b"\x1b[?1049h" not in terminal.output
    assert "screens" in errors.read_text()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_account_names_with_their_spaces(book: Csm, tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(book("completion", "bash").out)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "csm"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m csm_tui "$@"\n')
    program.chmod(0o755)
    asked = (
        f"source {script}; COMP_WORDS=(csm show au); COMP_CWORD=2; _csm_completion;"
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{program.parent}:{os.environ['PATH']}"
    answer = subprocess.run(
        ("bash", "-c", asked),
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert answer.stdout == "Aurora\\ Health\n"
