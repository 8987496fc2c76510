"""CSM_ASCII=1: whatever a command says of the demo is ASCII, but for the letters of its names."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from csm_tui.cli.main import csm as csm_group
from csm_tui.cli.output import width_of
from csm_tui.cli.program import topics
from csm_tui.operations.demo.build import create_demo
from tests.cli.conftest import TODAY, Csm

ONE = "Vega Logística"
# Every command that shows, in the forms that say something of their own.
SAID: tuple[tuple[str, ...], ...] = (
    ("today",),
    ("signals",),
    ("calendar",),
    ("calendar", "--load"),
    ("accounts", "--group", "quadrant"),
    ("show", ONE),
    ("why", ONE),
    ("health",),
    ("health", ONE),
    ("quadrants", "--since", "2025-11-01"),
    ("quadrants", ONE),
    ("compare",),
    ("capacity",),
    ("review",),
    ("retention", "--from", "2025-02-02", "--to", TODAY),
    ("engagement", "--outcomes"),
    ("engagement", "--over", "month"),
    ("engagement", "--disengaging"),
    ("satisfaction",),
    ("satisfaction", "--answers", "nps"),
    ("satisfaction", "--comments"),
    ("economics", "--accounts"),
    ("economics", ONE),
    ("advise", "--accounts"),
    ("what-if", "tiers.high.from=150000", "cadence.medium.check_in=45d", "growth=2x"),
    ("plan", "--dry-run"),
    ("task", "list"),
    ("project", "list"),
    ("tiers", "list", "--all"),
    ("tiers", "history", ONE),
    ("experiment", "list"),
    ("history",),
    ("undo", "--dry-run"),
    ("doctor",),
    ("where",),
    ("model", "list"),
    ("model", "show"),
    ("model", "check"),
    ("model", "diff", "four-tier", "three-tier"),
    ("model", "history"),
    ("config", "show"),
    ("accounts", "nonsense:1"),
    ("-h",),
)
# Data of the demo that is no letter: where a sentence of a Japanese customer ends.
THEIRS = "。"
PATHS = ("where", "doctor", "config")
# Those that show what they changed, or need something that the demo has not.
WITHOUT = frozenset({("restore",), ("experiment", "show")})


@pytest.fixture(scope="module")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo book, made once."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    create_demo(path, today=date.fromisoformat(TODAY))
    return path


@pytest.fixture
def plain_signs(csm: Csm, demo_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Csm:
    """Return a command line on the demo that shows ASCII only."""
    path = Path(shutil.copy(demo_once, tmp_path / "demo.db"))
    monkeypatch.setenv("CSM_DB", str(path))
    monkeypatch.setenv("CSM_ASCII", "1")
    # For a pipe nothing is cut: without a width, which xdist gives, this is one.
    monkeypatch.setenv("COLUMNS", "80")
    return csm


def commands(
    group: click.Group, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


def ours(text: str) -> set[str]:
    """Return what is neither ASCII nor part of the demo's data, which has no such letter."""
    return {
        sign
        for sign in text
        if not sign.isascii()
        and (unicodedata.category(sign)[0] not in "LM" or sign == "Σ")
        and sign not in THEIRS
    }


def test_every_command_that_shows_is_ascii_where_that_is_wanted(plain_signs: Csm) -> None:
    for said in SAID:
        ran = plain_signs(*said)
        assert ran.out or ran.err, said
        assert ran.code in (0, 2), (said, ran.err)
        assert not ours(ran.out + ran.err), (said, ours(ran.out + ran.err))
        # A path is never cut.
        lines = [line for line in ran.out.splitlines() if "/" not in line or said[0] not in PATHS]
        assert max(map(width_of, lines), default=0) <= 80, said


def test_every_help_text_is_ascii_where_that_is_wanted(plain_signs: Csm) -> None:
    for topic in topics():
        assert not ours(plain_signs("help", topic).out), topic
    for words, _ in commands(csm_group):
        assert not ours(plain_signs(*words, "-h").out), words


def test_no_command_that_shows_is_forgotten_here() -> None:
    for words, command in commands(csm_group):
        if words not in WITHOUT and any("--plain" in option.opts for option in command.params):
            assert any(said[: len(words)] == words for said in SAID), words


def test_names_are_shown_as_they_are_and_json_keeps_every_sign(plain_signs: Csm) -> None:
    assert ONE in plain_signs("show", ONE).out
    plain_signs("add", "account", "name=Ends – and means", "arr=45k")
    assert "Ends - and means" in plain_signs("accounts", "Ends").out
    assert plain_signs("accounts", "Ends", "--json").json[0]["name"] == "Ends – and means"


def test_a_config_file_that_cannot_be_read_is_told_in_any_signs(
    plain_signs: Csm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('them = "día – noche"', encoding="utf-8")
    monkeypatch.setenv("CSM_CONFIG", str(config))
    ran = plain_signs("show", ONE)
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean theme?" in ran.err
