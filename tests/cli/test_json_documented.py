"""`csm help json` names every key that a command prints, and none that it does not."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from tests.cli.conftest import Csm


def documented() -> dict[str, str]:
    """Return by shape what the help text says of it."""
    text = (resources.files("csm_tui") / "help" / "json.md").read_text(encoding="utf-8")
    told: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        found = re.match(r"([a-z-]+) {2,}(\S.*)", line)
        if found:
            name, line = found[1], found[2]
        elif not line.startswith(" "):
            name = ""
        if name:
            told[name] = f"{told.get(name, '')} {line.strip()}".strip()
    return told


@pytest.mark.parametrize(
    ("shape", "command"),
    [
        ("accounts", "accounts"),
        ("today", "today"),
        ("calendar", "calendar"),
        ("plan", "plan --dry-run --weeks 20"),
        ("signals", "signals"),
        ("tasks", "task list"),
        ("projects", "project list"),
        ("satisfaction", "satisfaction"),
        ("engagement", "engagement"),
    ],
)
def test_the_help_names_every_key_of_a_list(book: Csm, shape: str, command: str) -> None:
    for words in (
        "plan",
        "task add acme Deck --due fri",
        "project open aurora.example Adopt --until adoption>60",
        'project open "Aurora Health" Adopt --until adoption>60',
    ):
        book(*[word.strip('"') for word in re.findall(r'"[^"]*"|\S+', words)])
    printed = book(*command.split(), "--json").json
    assert printed
    told = documented()
    words = told[shape] + (told["calendar"] if shape == "plan" else "")
    keys = set(printed[0])
    assert keys - set(re.findall(r"[a-z0-9_]+", words)) == set()
    named = re.sub(r"\([^)]*\)|;.*|with --load.*", "", told[shape])
    assert shape == "plan" or set(re.findall(r"[a-z0-9_]+(?=,|$)", named)) - keys == set()
