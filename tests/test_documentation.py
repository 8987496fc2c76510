"""What README and the help texts tell users to type exists, and every command is told of."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from csm_tui.cli.main import csm
from csm_tui.cli.program import topics
from csm_tui.config import SETTINGS
from csm_tui.domain.quick_line import parse

ROOT = Path(__file__).parents[1]
TEXTS = [ROOT / "README.md", ROOT / "fixtures" / "README.md", *(ROOT / "csm_tui/help").glob("*.md")]
TYPED = re.compile(r"^\s*csm( .+?)??(?:\s{2,}\S.*|\s+# .*)?$")
SETTING = re.compile(r"^\s*([a-z_]+) = ([\x22\[0-9].*?)(?:\s{2,}.*)?$", re.MULTILINE)
QUOTED = re.compile(r"`csm ([^`]+)`")
GROUP_OPTIONS = {"--help", "-h", *(name for option in csm.params for name in option.opts)}


def typed() -> Iterator[tuple[str, str]]:
    """Yield each command line of the texts, in code blocks and quoted, with its file's name."""
    for file in TEXTS:
        text = file.read_text(encoding="utf-8")
        fenced = False
        for line in text.splitlines():
            fenced ^= line.startswith("```")
            found = TYPED.match(line) if fenced or line.startswith("    ") else None
            if found and found[1]:
                yield file.name, found[1].strip()
        for quoted in QUOTED.findall(text):
            yield file.name, quoted


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that `words` name and the words after it."""
    command: click.Command = csm
    rest = list(words)
    while isinstance(command, click.Group):
        while rest and rest[0].startswith("-"):
            option = rest.pop(0)
            assert option in GROUP_OPTIONS, f"no option {option}"
            if option in ("--db", "--as-of"):
                rest.pop(0)
        if not rest:
            return command, rest
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            assert command is not csm, f"no command {rest[0]}"
            return command, rest
        command, rest = found, rest[1:]
    return command, rest


@pytest.mark.parametrize(("file", "line"), sorted(set(typed())))
def test_what_the_texts_tell_users_to_type_exists(file: str, line: str) -> None:
    words = shlex.split(line.split(" | ")[0].split(" > ")[0], comments=True)
    if not words or words[0] in ("COMMAND", "TOPIC") or "…" in words:
        return
    command, rest = resolve(words)
    known = {name for option in command.params for name in option.opts} | GROUP_OPTIONS
    unknown = [word for word in rest if re.match(r"--?[a-z]", word) and word not in known]
    assert unknown == [], f"{file}: csm {line}"


def test_every_command_stands_in_the_help_texts_or_the_readme() -> None:
    told = {line.split()[0] for _, line in typed() if line.split()}
    assert set(csm.list_commands(click.Context(csm))) - told == set()


@pytest.mark.parametrize("group", ["project", "report", "task", "experiment"])
def test_every_command_on_projects_reports_and_promises_stands_in_the_texts(group: str) -> None:
    told = {tuple(line.split()[:2]) for _, line in typed()}
    command, _ = resolve([group])
    assert isinstance(command, click.Group)
    commands = set(command.list_commands(click.Context(command)))
    assert commands - {words[1] for words in told if words[0] == group and words[1:]} == set()


@pytest.mark.parametrize(
    ("file", "line"),
    sorted({(file, line) for file, line in typed() if line.startswith("log ")}),
)
def test_each_quick_line_of_the_texts_is_understood(file: str, line: str) -> None:
    words = shlex.split(line.split(" < ")[0], comments=True)[1:]
    texts = [word for word in words if not word.startswith("-")]
    if not texts or "--account" in words:
        return
    accounts = {"acme", "aurora", "meridian foods"}
    parsed = parse(" ".join(texts), today=date(2026, 2, 2), is_account=accounts.__contains__)
    assert parsed.kind is not None, f"{file}: csm {line}"


def test_the_settings_of_the_texts_exist_and_are_what_the_program_takes() -> None:
    settings = {setting.name: setting for setting in SETTINGS}
    found = set()
    for file in TEXTS:
        for name, value in SETTING.findall(file.read_text(encoding="utf-8")):
            settings[name].parse(tomllib.loads(f"value = {value}")["value"])
            found.add(name)
    assert found >= {"working_days", "hours_a_day", "holidays", "time_off", "first_weekday"}


def test_help_texts_fit_a_terminal_of_eighty_columns() -> None:
    wide = [
        f"{file.name}: {line}"
        for file in TEXTS
        if file.parent.name == "help"
        for line in file.read_text(encoding="utf-8").splitlines()
        if len(line) > 80
    ]
    assert wide == []


def test_every_topic_that_the_texts_or_the_program_name_exists() -> None:
    sources = [*TEXTS, *(ROOT / "csm_tui").rglob("*.py")]
    named = {
        topic
        for file in sources
        for topic in re.findall(r"csm help ([a-z-]+)", file.read_text(encoding="utf-8"))
    }
    assert named - set(topics()) <= {"lists"}
