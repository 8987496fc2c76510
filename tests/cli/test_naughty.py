"""515 hostile strings (../shared/data) as names: shown literally, found, kept exactly."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import category

import pytest

from csm_tui.domain.filters import parse, quoted
from csm_tui.queries.accounts import listing
from csm_tui.store.database import open_book
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare
from csm_tui.text import safe_text
from tests.cli.conftest import Csm
from tests.queries.conftest import NOW
from tests.queries.conftest import TODAY as DAY


@pytest.fixture
def strings(csm: Csm, shared_data: Path, tmp_path: Path) -> list[str]:
    """Return the strings that can be a name, each being that of an account of the book."""
    found = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    kept = [text for text in found if text.strip() and "\0" not in text]
    csm("add", "account", "name=first")
    with (
        open_book(tmp_path / "book.db") as book,
        operation(book, "Add", today=DAY, now=NOW) as recorder,
    ):
        for text in kept:
            recorder.insert("account", {"name": text, "notes": text, "owner": text})
    return kept


def test_every_string_is_shown_as_text_in_aligned_columns(csm: Csm, strings: list[str]) -> None:
    """T113, T108."""
    ran = csm("accounts", "--group", "tier")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == len(strings) + 4
    sent = set(ran.out) - {"\n"}
    assert not [char for char in sent if category(char) in ("Cc", "Cs", "Zl", "Zp")]
    assert not sent & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    plain = {line.split("\t")[0] for line in csm("accounts", "--plain").out.split("\n")}
    assert {safe_text(text) for text in strings} <= plain


def test_json_gives_every_string_back(csm: Csm, strings: list[str]) -> None:
    ran = csm("accounts", "--json")
    assert ran.out.isascii()
    assert sorted(row["name"] for row in ran.json) == sorted([*strings, "first"])
    assert {row["owner"] for row in ran.json} == {*strings, None}


def test_every_string_finds_itself(csm: Csm, strings: list[str], tmp_path: Path) -> None:
    assert csm().code == 0
    with open_book(tmp_path / "book.db", read_only=True) as book:
        prepare(book.connection, DAY)
        for text in strings:
            found = listing(book.connection, parse(quoted(text)), today=DAY)
            assert text in {row.name for row in found}
            owned = listing(book.connection, parse(f"owner={quoted(text)}"), today=DAY)
            assert text in {row.owner for row in owned}
