"""Out and in again: nothing changes, nothing becomes a command (TORTURE G, I and K).

tests/operations/test_exporting.py has the law over invented rows, tests/exchange the guards; here
whole books go through files with the real commands.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from csm_tui.domain.filters import quoted
from tests.conftest import SHARED_DATA
from tests.torture import hostile
from tests.torture.program import CSM, DONE, FAILED, ask, batch, clean, csm, variables, whole

# Anything a terminal obeys or hides; U+000A ends our own lines, U+0009 parts our own cells.
OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def out_in_out(book: Path, folder: Path) -> dict[str, bytes]:
    """Export all, import it into an empty book, export again: the same bytes. Returns them."""
    other = folder / "second" / "book.db"
    other.parent.mkdir()
    assert csm(book, "export", "all", "-o", folder / "one").code == DONE
    files = sorted((folder / "one").iterdir())
    imported = csm(other, "import", *files, "--json")
    assert imported.code == DONE, imported.err
    assert imported.json["added"] == imported.json["read"]
    assert csm(other, "export", "all", "-o", folder / "two").code == DONE
    first, second = files_of(folder / "one"), files_of(folder / "two")
    assert first == second
    assert whole(other)
    return first


def test_t096_the_demo_book_goes_out_and_in_unchanged(demo: Path, tmp_path: Path) -> None:
    """T096: every kind, byte for byte; and into its own book it changes nothing."""
    written = out_in_out(demo, tmp_path)
    assert len(written) == 9
    files = sorted((tmp_path / "one").iterdir())
    first, second, exported = batch(
        demo,
        [
            ("import", *files, "--json"),
            ("import", *files, "--json"),
            ("export", "all", "-o", tmp_path / "again"),
        ],
    )
    assert (first.json["added"], exported.code) == (0, DONE)
    assert second.json["unchanged"] == second.json["read"]
    assert files_of(tmp_path / "again") == written


@pytest.fixture(scope="module")
def hostile_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book whose names, owners, steps and notes are all hostile, made once; to be read."""
    folder = tmp_path_factory.mktemp("hostile")
    book, sheet = folder / "book.db", folder / "accounts.csv"
    texts = [*hostile.ALL, *hostile.naughty()]
    sheet.write_bytes(hostile.accounts_csv(texts))
    imported = csm(book, "import", sheet, "--as", "accounts", "--json")
    assert imported.code == DONE, imported.err
    assert imported.json["added"] == len(texts)
    return book


def test_t096_hostile_strings_go_in_and_out_unchanged(hostile_book: Path, tmp_path: Path) -> None:
    """T096, T097, T110: name, owner, step and notes come back as they were, in CSV and in JSON."""
    texts = [*hostile.ALL, *hostile.naughty()]
    stored = ask(hostile_book, "SELECT name, owner, next_step, notes FROM account ORDER BY id")
    assert stored == [(text,) * 4 for text in texts]
    out_in_out(hostile_book, tmp_path)
    back = ask(
        tmp_path / "second" / "book.db", "SELECT name, notes FROM account ORDER BY external_id"
    )
    assert back == [(text, text) for text in texts]
    ran = csm(hostile_book, "export", "accounts", "--format", "json")
    assert ran.out.isascii() or not OBEYED.search(ran.out)
    assert sorted(row["notes"] for row in ran.json) == sorted(texts)


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="../shared/data is not on this machine")
def test_all_the_public_strings_are_there() -> None:
    """So that the tests here mean what they say."""
    assert len(hostile.naughty()) == 509


def test_t109_t110_no_control_of_theirs_is_printed(hostile_book: Path) -> None:
    """T109, T110, T111: every command that shows names, as a table and plain."""
    ids = [f"NS-{number:03d}" for number in range(len(hostile.ALL))]
    words: list[tuple[str, ...]] = [
        ("accounts",),
        ("accounts", "--plain"),
        ("accounts", "--group", "tier"),
        ("today", "--limit", "600"),
        ("today", "--plain"),
        ("history",),
        ("history", "--plain"),
        ("review",),
        ("undo", "--dry-run"),
        (),
        *((command, id, *more) for id in ids for command, *more in (("show",), ("why", "rank"))),
        *(("show", id, "--plain") for id in ids),
    ]
    for ran, command in zip(batch(hostile_book, words), words, strict=True):
        assert ran.code == DONE, (command, ran.err)
        assert ran.out or command == ("review",)
        assert not OBEYED.search(ran.out), command
        assert not OBEYED.search(ran.err), command


def test_t110_json_keeps_every_value_as_ascii_escapes(hostile_book: Path) -> None:
    """T110: exactly, and without a byte that a terminal obeys."""
    texts = [*hostile.ALL, *hostile.naughty()]
    listed, today, shown, history = batch(
        hostile_book,
        [
            ("accounts", "--json"),
            ("today", "--json"),
            ("show", "NS-014", "--json"),
            ("history", "--json"),
        ],
    )
    for ran in (listed, today, shown, history):
        assert ran.out.isascii()
        assert not OBEYED.search(ran.out)
    assert sorted(row["name"] for row in listed.json) == sorted(texts)
    assert {row["account"] for row in today.json} <= set(texts)
    assert shown.json["name"] == texts[14]


def test_t109_t110_messages_show_what_was_typed_without_its_controls(
    hostile_book: Path, tmp_path: Path
) -> None:
    """T109, T110: a hostile string as account, filter, field, file, date and choice."""
    texts = (*hostile.CONTROLS, *hostile.MARKUP)
    words = [
        command
        for text in texts
        for command in (
            ("show", f"no {text}"),
            ("why", text, "rank"),
            ("accounts", "--", f"key{text}:1"),
            ("accounts", "--", text),
            ("accounts", f"--sort={text}"),
            ("import", str(tmp_path / text.replace("/", "_"))),
            ("export", text),
            ("add", "account", f"{text}=1"),
            ("add", "account", "name=x", f"arr={text}"),
            ("edit", text, "arr=much"),
            ("log", "--account", text, f"--date={text}"),
            (text,),
            (f"--as-of={text}", "accounts"),
        )
    ]
    failures = 0
    for ran, command in zip(batch(hostile_book, words), words, strict=True):
        assert ran.code in (0, 1, 2), (command, ran.err)
        assert not OBEYED.search(ran.out + ran.err), command
        assert "Traceback" not in ran.err
        failures += ran.code != 0
    assert failures > len(words) // 2


def test_every_hostile_string_finds_its_own_account(hostile_book: Path) -> None:
    """As a search, quoted: each finds the account that has it, and is a filter, not a pattern."""

    texts = [*hostile.ALL, *hostile.naughty()]
    chosen = [*range(len(hostile.ALL)), *range(len(hostile.ALL), len(texts), 5)]
    found = batch(
        hostile_book, [("accounts", "--json", "--", quoted(texts[number])) for number in chosen]
    )
    for number, ran in zip(chosen, found, strict=True):
        assert ran.code == DONE, (texts[number], ran.err)
        assert f"NS-{number:03d}" in {row["external_id"] for row in ran.json}, texts[number]


FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1+1", "\r=1+1", "'=1", "-5.00")


def test_t097_formulas_are_inert_and_come_back(tmp_path: Path) -> None:
    """T097: guarded in every text cell, plain and --excel; a negative amount stays a number."""
    book = tmp_path / "books" / "book.db"
    book.parent.mkdir()
    sheet = tmp_path / "a.csv"
    sheet.write_bytes(hostile.accounts_csv(FORMULAS))
    changes = tmp_path / "changes.csv"
    changes.write_text("account,date,amount,kind\nNS-001,2026-01-05,-5.00,contraction\n")
    assert csm(book, "import", sheet, changes).code == DONE
    for more in ((), ("--excel",)):
        (ran,) = batch(book, [("export", "accounts", *more)])
        delimiter = ";" if ";" in ran.out.split("\n")[0] else ","
        cells = list(csv.DictReader(io.StringIO(ran.out.lstrip("\ufeff")), delimiter=delimiter))
        assert len(cells) == len(FORMULAS)
        for row in cells:
            for field in ("name", "owner", "next_step", "notes"):
                assert row[field][0] not in "=+-@\t\r", row
    assert ",-5," in csm(book, "export", "arr_changes").out
    out_in_out(book, tmp_path)
    back = ask(tmp_path / "second" / "book.db", "SELECT notes FROM account ORDER BY external_id")
    assert [text for (text,) in back] == list(FORMULAS)


def test_t099_an_export_never_replaces_a_file_unasked(demo: Path, tmp_path: Path) -> None:
    """T099: without a terminal it needs --force; the file is as it was otherwise."""
    target = tmp_path / "a.csv"
    target.write_text("mine")
    for words in (("accounts", "-o", target), ("accounts", "-o", target, "--yes")):
        ran = csm(demo, "export", *words)
        assert (ran.code, clean(ran)) == (FAILED, True)
        assert "--force" in ran.err
        assert target.read_text() == "mine"
    assert csm(demo, "export", "accounts", "-o", target, "--force").code == DONE
    assert target.read_text().startswith("external_id,")


@pytest.mark.parametrize(
    "words",
    [("accounts",), ("accounts", "--json"), ("export", "metrics"), ("today", "--plain"), ()],
)
def test_t100_a_reader_that_leaves_is_quiet(demo: Path, words: tuple[str, ...]) -> None:
    """T100: `csm accounts | head -1`."""
    writer = subprocess.Popen(
        [*CSM, *words],
        env=variables(demo),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writer.stdout is not None
    assert writer.stdout.read(1)
    writer.stdout.close()
    assert writer.stderr is not None
    told = writer.stderr.read()
    assert (writer.wait(30) in (0, 141), told) == (True, b"")


def test_t131_without_a_terminal_there_are_no_screens_and_no_escapes(
    demo: Path, tmp_path: Path
) -> None:
    """T131: `csm </dev/null >a 2>b`; the rest of it is in tests/faces, on a terminal."""
    with (tmp_path / "a").open("wb") as out, (tmp_path / "b").open("wb") as err:
        code = subprocess.call(
            [sys.executable, "-m", "csm_tui"],
            env=variables(demo, TERM="xterm-256color"),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
    shown = (tmp_path / "a").read_bytes()
    assert code == DONE
    assert b"Meridian Foods" in shown
    assert b"\x1b" not in shown + (tmp_path / "b").read_bytes()
    assert json.loads(csm(demo, "today", "--json").out)[0]["account"]
    assert (tmp_path / "b").read_bytes() == b""
