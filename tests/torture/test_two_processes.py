"""Two programs on one book (TORTURE D). tests/faces has the screens beside the command line."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.torture.program import (
    BUSY,
    DONE,
    Ran,
    accounts_file,
    ask,
    batch,
    begin,
    clean,
    csm,
    finish,
    intact,
    rows,
    variables,
    whole,
)


def told_by(started: Sequence[subprocess.Popen[bytes]]) -> list[list[Ran]]:
    """Return what each of these runs of batch.py tells of its commands."""
    told = []
    for process in started:
        out, err = process.communicate(timeout=600)
        assert err == b""
        told.append([Ran(*one) for one in json.loads(out)])
    return told


def all_at_once(book: Path, processes: int, inserts: int, *, most_busy: int = 0) -> None:
    """Let processes write at once: all is there, each change an operation of its own.

    A lock that is waited for in vain is told with exit code 5, and nothing of it is in the book:
    at most `most_busy` times, and then a second try brings it.
    """
    started = [
        subprocess.Popen(
            [sys.executable, Path(__file__).with_name("batch.py")],
            env=variables(book),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=book.parent,
        )
        for _ in range(processes)
    ]
    names = [[f"P{number} {insert}" for insert in range(inserts)] for number in range(processes)]
    for process, mine in zip(started, names, strict=True):
        assert process.stdin is not None
        process.stdin.write(
            json.dumps([["add", "account", f"name={name}"] for name in mine]).encode()
        )
        process.stdin.close()
        process.stdin = None
    refused = set()
    for mine, told in zip(names, told_by(started), strict=True):
        for name, ran in zip(mine, told, strict=True):
            if ran.code != DONE:
                assert (ran.code, clean(ran)) == (BUSY, True), ran.err
                assert "Another program" in ran.err
                refused.add(name)
    every = {name for mine in names for name in mine}
    assert {name for (name,) in ask(book, "SELECT name FROM account")} == every - refused
    assert len(refused) <= most_busy
    again = batch(book, [["add", "account", f"name={name}"] for name in sorted(refused)])
    assert {ran.code for ran in again} <= {DONE}
    assert {name for (name,) in ask(book, "SELECT name FROM account")} == every
    operations = ask(book, "SELECT count(*) FROM operation")
    assert operations == [(processes * inserts,)]
    assert whole(book)


def test_t039_four_processes_write_at_once(book: Path) -> None:
    """T039: 4 x 25 inserts, all there, each its own operation, nobody told "locked"."""
    all_at_once(book, 4, 25)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_t039_ten_processes_write_at_once(book: Path) -> None:
    """T039, the long form: 10 x 100; one in a hundred may be told after 5 s to try again."""
    all_at_once(book, 10, 100, most_busy=10)


# The wait alone: without the seconds of work, and those in which others had the processors.
WAITING = """
import sys, time
from csm_tui.cli.main import run

def others():
    with open("/proc/thread-self/schedstat") as file:
        return int(file.read().split()[1]) / 1e9

began, worked, stood = time.monotonic(), time.thread_time(), others()
code = run(sys.argv[1:], screens=None, screens_possible=bool)
took = time.monotonic() - began
print("waited", took - (time.thread_time() - worked) - (others() - stood))
sys.exit(code)
"""


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="no way to see it wait")
def test_t040_a_lock_held_by_another_program_is_named_after_five_seconds(demo: Path) -> None:
    """T040: reading and writing wait 5 s and no longer, then say why with exit code 5."""
    before = rows(demo)
    commands = (
        ("accounts",),
        (),
        ("add", "account", "name=Acme"),
        ("undo",),
        ("import", accounts_file(demo.parent / "a.csv", 3)),
    )
    with closing(sqlite3.connect(demo, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = (sys.executable, "-c", WAITING)
        told = [finish(one) for one in [begin(demo, *words, argv=waiting) for words in commands]]
        other.execute("ROLLBACK")
    for ran, words in zip(told, commands, strict=True):
        assert ran.code == BUSY, words
        assert clean(ran)
        assert "Another program" in ran.err
        assert str(demo) in ran.err
        said, seconds = ran.out.split()
        assert said == "waited"
        # SQLite adds up its own waits, the longest of 0.1 s.
        assert 4.9 < float(seconds) < 5.4, words
    assert rows(demo) == before
    assert csm(demo, "add", "account", "name=Acme").code == DONE


def test_t040_a_lock_let_go_in_time_is_not_even_noticed(demo: Path) -> None:
    """T040: a short wait is no error."""
    with closing(sqlite3.connect(demo, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        process = begin(demo, "add", "account", "name=Acme")
        time.sleep(1.0)
        assert process.poll() is None
        other.execute("COMMIT")
    assert finish(process).code == DONE
    assert ask(demo, "SELECT count(*) FROM account WHERE name = 'Acme'") == [(1,)]


def test_t041_reading_goes_on_while_an_import_writes(book: Path, tmp_path: Path) -> None:
    """T041: the reader sees the rows before or all of them, never an error, never a part."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    sheet, before = accounts_file(tmp_path / "a.csv", 5_000), book.read_bytes()
    for _ in range(10):
        book.write_bytes(before)
        seen: list[int] = []
        writer = begin(book, "import", sheet)
        while writer.poll() is None:
            for ran in batch(book, [("where", "--json")] * 5):
                assert ran.code == DONE, ran.err
                seen.append(ran.json["book"]["accounts"])
        assert finish(writer).code == DONE
        seen.append(len(csm(book, "accounts", "--json").json))
        assert set(seen) <= {1, 5_001}
        assert seen == sorted(seen)
        # Where the reader came up too late, none has read beside the import.
        if 1 in seen:
            break
    assert set(seen) == {1, 5_001}


def test_t064_a_plain_copy_is_complete(demo: Path, tmp_path: Path) -> None:
    """T064: nothing of the book lies beside the file once a command has ended."""
    assert csm(demo, "add", "account", "name=Acme").code == DONE
    copy = tmp_path / "copy.db"
    subprocess.run(["cp", demo, copy], check=True)
    assert rows(copy) == rows(demo)
    assert intact(copy)
    assert [path.name for path in demo.parent.iterdir() if path.is_file()] == ["demo.db"]


def backups_of(book: Path) -> list[Path]:
    return sorted(book.with_name(f"{book.stem}-backups").glob("*.db"))


def test_t063_before_what_is_large_a_backup_is_made(demo: Path, tmp_path: Path) -> None:
    """T063: before an import and a restore; it opens, has the rows as they were, 0600."""
    start = rows(demo)
    sheet = accounts_file(tmp_path / "a.csv", 50)
    assert csm(demo, "import", sheet).code == DONE
    (before_import,) = [path for path in backups_of(demo) if "import" in path.name]
    after = rows(demo)
    assert csm(demo, "restore", before_import, "--yes").code == DONE
    (before_restore,) = [path for path in backups_of(demo) if "restore" in path.name]
    for backup, expected in ((before_import, start), (before_restore, after)):
        assert backup.stat().st_mode & 0o777 == 0o600
        assert rows(backup) == expected
        assert whole(Path(shutil.copy(backup, tmp_path / backup.name)))
    assert rows(demo) == start


def test_t016_an_import_without_its_backup_does_not_begin(demo: Path, tmp_path: Path) -> None:
    """T016: the backup folder cannot be made; small changes go on with a warning."""
    demo.with_name("demo-backups").write_text("in the way")
    before = rows(demo)
    ran = csm(demo, "import", accounts_file(tmp_path / "a.csv", 3))
    assert ran.code == 1
    assert clean(ran)
    assert rows(demo) == before
    ran = csm(demo, "add", "account", "name=Acme")
    assert ran.code == DONE
    assert "backup was not made" in ran.err


def test_t070_the_demo_never_touches_the_users_book(tmp_path: Path) -> None:
    """T070: another file, the real one the same bytes, and a sign."""
    data = Path(os.environ["XDG_DATA_HOME"])
    ran = csm(tmp_path / "none.db", "add", "account", "name=Qwertz Ltd", CSM_DB="")
    assert ran.code == DONE
    mine = data / "csm" / "book.db"
    before = mine.read_bytes(), mine.stat().st_mtime_ns
    for words in (("demo",), ("demo", "--as-of", "2026-03-03"), ("demo",)):
        for book in ("", str(mine)):
            ran = csm(tmp_path / "none.db", *words, CSM_DB=book)
            assert ran.code == DONE
            assert ran.out.startswith("DEMO")
            assert "Qwertz" not in ran.out
    assert (mine.read_bytes(), mine.stat().st_mtime_ns) == before
    assert (data / "csm" / "demo" / "demo.db").is_file()
    assert "DEMO" not in csm(tmp_path / "none.db", "today", CSM_DB="").out
