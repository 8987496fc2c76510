from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from csm_tui.tui.colors import DARK
from csm_tui.tui.prepaint import Canvas, skeleton
from tests.terminal import Terminal


def environment(home: Path, book: Path, **more: str) -> dict[str, str]:
    """Return the variables of a run of its own."""
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("DATA", "STATE", "CONFIG")}
    return {**folders, "CSM_DB": str(book), "CSM_AS_OF": "2026-02-02", "TERM": "xterm", **more}


def start(variables: Mapping[str, str]) -> Terminal:
    """Start csm on a pseudo-terminal."""
    return Terminal([sys.executable, "-m", "csm_tui"], environment=variables)


def test_the_skeleton_is_painted_before_textual_is_imported() -> None:
    painted = skeleton(Canvas(80, 24, DARK, plain=False))
    assert painted.startswith("\x1b[?1049h")
    assert "\x1b[24;1H" in painted
    code = "import sys, csm_tui.tui.prepaint; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_first_questions_are_asked_without_textual() -> None:
    code = (
        "import sys, csm_tui.tui.launch, csm_tui.tui.desk, csm_tui.tui.opening;"
        "sys.exit(any(name.split('.')[0] in ('textual', 'rich') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_session_on_a_terminal_starts_works_and_gives_it_back(book: Path, tmp_path: Path) -> None:
    with start(environment(tmp_path, book)) as terminal:
        terminal.start("Aurora Cooperative")
        terminal.key("1", text="Promises")
        assert "[1 Today]" in terminal.screen()
        terminal.key("2", text="Aurora Cooperative")
        terminal.send(b"q")
        assert terminal.wait() == 0
        output = bytes(terminal.output)
    assert b"\x1b[?1049l" in output
    assert output.rfind(b"\x1b[?25h") > output.rfind(b"\x1b[?25l")


def test_the_first_start_makes_the_book_and_says_where(tmp_path: Path) -> None:
    book = tmp_path / "new" / "book.db"
    with start(environment(tmp_path, book)) as terminal:
        terminal.start("import files")
        assert str(book) in terminal.screen().replace("\n", "").replace(" ", "")
        terminal.send(b"q")
        assert terminal.wait() == 0
    assert book.exists()
    assert stat.S_IMODE(book.stat().st_mode) == 0o600


def test_a_refused_book_gives_the_terminal_back_and_says_why(tmp_path: Path) -> None:
    book = tmp_path / "book.db"
    book.write_text("not a book")
    with start(environment(tmp_path, book)) as terminal:
        assert terminal.wait() == 4
        output = bytes(terminal.output)
    assert b"is not a csm book" in output
    assert output.index(b"\x1b[?1049l") < output.index(b"is not a csm book")


def test_a_fault_of_ours_leaves_a_report_without_anybody_s_data(book: Path, tmp_path: Path) -> None:
    """T127, T137."""
    faulty = tmp_path / "faulty.py"
    faulty.write_text(
        "import sys\n"
        "from csm_tui.tui.screens.today import TodayScreen\n"
        "def reload(self):\n"
        "    raise RuntimeError('Aurora Cooperative is secret')\n"
        "TodayScreen.reload = reload\n"
        "from csm_tui.__main__ import main\n"
        "sys.argv = ['csm']\n"
        "main()\n"
    )
    variables = environment(tmp_path, book, PYTHONPATH=str(Path(__file__).parents[2]))
    with Terminal([sys.executable, str(faulty)], environment=variables) as terminal:
        terminal.start("Aurora Cooperative")
        terminal.send(b"1")
        assert terminal.wait() == 70
        output = bytes(terminal.output)
    after = output[output.rfind(b"\x1b[?1049l") :]
    assert b"internal error (RuntimeError)" in after
    assert b"secret" not in output
    (written,) = (tmp_path / "state" / "csm").glob("crash-*.txt")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert "secret" not in written.read_text()
    assert "faulty.py:4 reload" in written.read_text()


def test_a_report_holds_no_control_byte_and_no_value() -> None:
    """T115, T127: whatever the error, its message and the values around it say."""
    from csm_tui.tui.crash import report

    secret = "Aurora \x1b]0;PWNED\x07 ana@aurora.example"
    names = {"secret": secret}
    try:
        # The kind of an error is a name in code; a line of code is not part of a report.
        exec(compile("raise type('Odd', (Exception,), {})(secret)", "a.py", "exec"), names)
    except Exception as error:  # noqa: BLE001
        told = report(error)
    (written,) = Path(os.environ["XDG_STATE_HOME"]).rglob("crash-*.txt")
    for text in (told, written.read_text()):
        assert "Odd" in text
        assert "urora" not in text
        assert "ana@" not in text
        assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
