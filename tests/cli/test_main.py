"""The group and the error boundary: help, suggestions, exit codes, streams."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from csm_tui import __version__
from csm_tui.cli.main import csm as group
from csm_tui.cli.main import run
from tests.cli.conftest import Csm

HEAVY = (
    "textual", "rich", "sqlite_utils", "asyncio", "dateutil", "openpyxl", "wcwidth", "difflib",
    "plotext", "python_calamine", "rapidfuzz", "tomlkit", "xlsxwriter",
)  # fmt: skip


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and subcommand."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command, info_name="csm")
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from commands(child, (*path, name))


ALL = sorted(commands(group))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_explains_itself_examples_first_in_80_columns(
    csm: Csm, words: tuple[str, ...]
) -> None:
    ran = csm(*words, "-h")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "Examples:"
    assert " ".join(("csm", *words)) in lines[1]
    assert max(map(len, lines)) <= 80
    assert csm(*words, "--help").out == ran.out


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_example_names_options_that_exist(words: tuple[str, ...]) -> None:
    command: click.Command = group
    context = click.Context(group, info_name="csm")
    for word in words:
        assert isinstance(command, click.Group)
        child = command.get_command(context, word)
        assert child is not None
        command = child
    known = {name for parameter in command.params for name in parameter.opts}
    known |= {name for parameter in command.params for name in parameter.secondary_opts}
    if not isinstance(command, click.Group):
        for example in getattr(command, "examples", ()):
            used = {word for word in example.split() if word.startswith("--")}
            assert used <= known


def test_version_names_the_program(csm: Csm) -> None:
    assert csm("--version").out == f"csm {__version__}\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["acounts"], "Did you mean `csm accounts`?"),
        (["tsak"], "Did you mean `csm task`?"),
        (["task", "ad"], "Did you mean `csm task add`?"),
        (["accounts", "--limt", "3"], "Did you mean --limit?"),
        (["help", "filter"], "Did you mean filters?"),
    ],
)
def test_what_is_unknown_suggests_the_nearest_and_exits_2(
    csm: Csm, words: list[str], hint: str
) -> None:
    ran = csm(*words)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("place", [0, 1])
def test_shared_options_stand_before_or_after_the_command(
    book: Csm, tmp_path: Path, place: int
) -> None:
    words = ["accounts", "--json"]
    words[place:place] = ["--as-of", "2026-04-15", "--db", str(tmp_path / "book.db")]
    acme = book(*words).json[0]
    assert acme["days_to_renewal"] == -45


def test_as_of_must_be_a_date(csm: Csm) -> None:
    ran = csm("accounts", "--as-of", "2026-13-01")
    assert ran.code == 2
    assert "2026-02-01" in ran.err


def test_as_of_in_the_environment_must_be_a_date(
    book: Csm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_AS_OF", "soon")
    assert book("accounts").code == 2


def test_read_only_refuses_every_change(book: Csm) -> None:
    before = book("history", "--json").json
    ran = book("pulse", "acme", "5", "--read-only")
    assert ran.code == 1
    assert "--read-only" in ran.err
    assert book("history", "--json").json == before


def test_an_internal_error_is_one_sentence_with_code_70(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise LookupError("the body")

    code = run([], screens=broken, screens_possible=lambda: True)
    assert code == 70
    assert capsys.readouterr().err.startswith("csm: Internal error (LookupError).")


def test_debug_shows_the_traceback(csm: Csm) -> None:
    ran = csm("accounts", "--debug")
    assert ran.code == 4
    assert "Traceback" in ran.err
    assert "Traceback" not in csm("accounts").err


def test_ctrl_c_is_130_and_says_that_nothing_happened(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    assert run([], screens=interrupted, screens_possible=lambda: True) == 130
    assert capsys.readouterr().err == "Cancelled. Nothing was changed.\n"


def test_without_a_terminal_csm_prints_todays_list_and_a_summary(book: Csm) -> None:
    ran = book()
    assert ran.code == 0
    assert ran.out.startswith("Mon 2 Feb 2026 · 3 accounts\n")
    assert "Health 0 is below 40" in ran.out
    assert "The model asks for" in ran.out


def test_without_a_book_csm_says_how_to_begin_and_makes_none(csm: Csm, tmp_path: Path) -> None:
    ran = csm()
    assert ran.code == 0
    assert "csm import accounts.csv" in ran.out
    assert not (tmp_path / "book.db").exists()


def run_alone(
    tmp_path: Path, *arguments: str, **options: object
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "CSM_DB": str(tmp_path / "book.db"), "CSM_AS_OF": "2026-02-02"}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "csm_tui", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
        **{"stdout": subprocess.PIPE, **options},
    )


@pytest.mark.usefixtures("book")
def test_the_real_command_prints_no_escapes_and_exits_0(tmp_path: Path) -> None:
    for words in ([], ["accounts"], ["show", "acme"], ["today"]):
        ran = run_alone(tmp_path, *words)
        assert ran.returncode == 0
        assert b"\x1b" not in ran.stdout + ran.stderr


@pytest.mark.usefixtures("book")
def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = run_alone(tmp_path, "accounts", "--plain", stdout=writing)
    finally:
        os.close(writing)
    assert ran.returncode in (0, 141)
    assert ran.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.usefixtures("book")
def test_a_full_disk_behind_stdout_is_a_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run_alone(tmp_path, "accounts", stdout=full)
    assert ran.returncode == 1
    assert b"No space left" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("words", [["accounts", "--limit", "20"], ["--help"], ["history"]])
@pytest.mark.usefixtures("book")
def test_nothing_heavy_is_imported(tmp_path: Path, words: list[str]) -> None:
    script = (
        "import sys\n"
        "from csm_tui.cli.main import run\n"
        f"code = run({words!r}, screens=None, screens_possible=lambda: False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code)\n"
    )
    environment = {**os.environ, "CSM_DB": str(tmp_path / "book.db"), "CSM_AS_OF": "2026-02-02"}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.splitlines()[-1] == "[] 0"
