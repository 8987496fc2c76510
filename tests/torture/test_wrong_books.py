"""Damaged, foreign, empty and newer books at the command line (TORTURE C, T046).

tests/store/test_database.py has the same at the opening of a book; here each command that opens one
is tried: code 4, one sentence, and not one byte of it touched.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from csm_tui.store.header import SCHEMA_VERSION
from tests.store.conftest import digest, make_book
from tests.store.test_database import cut_off
from tests.torture.program import (
    DONE,
    FAILED,
    REFUSED,
    accounts_file,
    batch,
    clean,
    csm,
    intact,
    whole,
)

COMMANDS: tuple[tuple[str, ...], ...] = (
    (),
    ("accounts",),
    ("today", "--json"),
    ("add", "account", "name=Acme"),
    ("import", "sheet.csv"),
    ("import", "sheet.csv", "--dry-run"),
    ("export", "all", "-o", "out"),
    ("undo",),
    ("history",),
    ("doctor",),
    ("doctor", "--fix"),
    ("backup",),
)


def refuse_all(book: Path, *, sentence: str, backup: Path | None = None) -> None:
    """Check that every command refuses `book` in words and leaves everything as it is."""
    accounts_file(book.parent / "sheet.csv", 3)
    before, beside = digest(book), sorted(book.parent.iterdir())
    for words, ran in zip(COMMANDS, batch(book, COMMANDS), strict=True):
        assert ran.code == REFUSED, words
        assert clean(ran)
        assert ran.err.count("\n") == 1
        assert sentence in ran.err
        assert str(book) in ran.err
        if backup is not None:
            assert str(backup) in ran.err
            assert "csm restore" in ran.err
    assert digest(book) == before
    assert sorted(book.parent.iterdir()) == beside


def empty(data: bytes) -> bytes:
    return data[:0]


def beginning_changed(data: bytes) -> bytes:
    return b"not what it was." + data[16:]


def halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def newer(data: bytes) -> bytes:
    # SQLite's header holds user_version at 60.
    return data[:60] + (SCHEMA_VERSION + 1).to_bytes(4, "big") + data[64:]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(empty, "0 bytes", id="t025"),
        pytest.param(beginning_changed, "is not a csm book (or is damaged", id="t026"),
        pytest.param(halved, "shorter than it should be", id="t027"),
        pytest.param(newer, f"schema {SCHEMA_VERSION + 1}", id="t046"),
    ],
)
def test_a_damaged_or_newer_book_is_refused_and_a_backup_brings_it_back(
    demo: Path, damage: Callable[[bytes], bytes], sentence: str
) -> None:
    """T025, T026, T027, T046: the backups are named, nothing is shown as empty."""
    good = demo.read_bytes()
    assert csm(demo, "backup").code == DONE
    (backup,) = demo.with_name("demo-backups").iterdir()
    demo.write_bytes(damage(good))
    refuse_all(demo, sentence=sentence, backup=None if damage is newer else backup)
    assert csm(demo, "restore", backup, "--yes").code == DONE
    assert len(csm(demo, "accounts", "--json").json) == 63
    assert whole(demo)


READS = ((), ("accounts", "--json"), ("today",), ("show", "meridian foods"), ("doctor",))
CHANGES = (
    ("pulse", "meridian foods", "3"),
    ("add", "account", "name=Acme"),
    ("log", "--account", "meridian foods", "--channel", "video"),
    ("undo", "--plain"),
)
SHARE = 20


def damaged(good: bytes, seed: int) -> bytes:
    """Return `good` with bytes flipped; sometimes a page is blank, or the end is gone."""
    chance, data = random.Random(seed), bytearray(good)
    for _ in range(chance.randrange(1, 60)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if seed % 5 == 0:
        page = chance.randrange(len(data) // 4096) * 4096
        data[page : page + 4096] = bytes(4096)
    if seed % 7 == 0:
        del data[chance.randrange(len(data)) :]
    return bytes(data)


def flip(demo: Path, seeds: range) -> dict[int, int]:
    """Read books with flipped bytes; return how many commands ended with which code."""
    good, outcomes = demo.read_bytes(), dict.fromkeys((DONE, FAILED, REFUSED), 0)
    # Many books in one process: its start takes longer than they do.
    for begin in range(seeds.start, seeds.stop, SHARE):
        books = {
            demo.with_name(f"flipped{seed}.db"): damaged(good, seed)
            for seed in seeds
            if begin <= seed < begin + SHARE
        }
        for book, data in books.items():
            book.write_bytes(data)
        words = [("--db", str(book), *read) for book in books for read in READS]
        for ran, command in zip(batch(demo, words), words, strict=True):
            assert ran.code in outcomes, command
            assert "Traceback" not in ran.err, command
            assert "Internal error" not in ran.err, command
            assert ran.code == DONE or clean(ran) or "csm doctor" in ran.out or ran.out, command
            outcomes[ran.code] += 1
        for book, data in books.items():
            assert book.read_bytes() == data
        # One change each: refused, it has written nothing.
        words = [
            ("--db", str(book), *CHANGES[number % len(CHANGES)])
            for number, book in enumerate(books)
        ]
        for ran, (book, data) in zip(batch(demo, words), books.items(), strict=True):
            assert ran.code in outcomes
            assert "Internal error" not in ran.err
            if ran.code != DONE:
                assert clean(ran)
                assert book.read_bytes() == data, ran.err
            book.unlink()
    assert outcomes[REFUSED]
    assert outcomes[DONE]
    return outcomes


def test_t028_flipped_bytes_are_told_and_reading_never_writes(demo: Path) -> None:
    """T028: 40 seeds over commands that read, and one that writes; one was an internal error."""
    flip(demo, range(65, 105))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_t028_with_500_seeds(demo: Path) -> None:
    """T028, the long form."""
    print(flip(demo, range(100, 600)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"name,arr\nAcme,10\n" * 200),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(2_000)),
        ("a.zip", b"PK\x03\x04" + bytes(2_000)),
    ],
)
def test_t029_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """T029: --db names a CSV, a picture, an archive."""
    file = tmp_path / name
    file.write_bytes(content)
    refuse_all(file, sentence="not a csm book")


@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_t029_a_folder_a_pipe_and_a_device_are_refused_without_hanging(
    tmp_path: Path, kind: str
) -> None:
    """T029: no hang on a FIFO (`csm` would be killed after a minute)."""
    place = tmp_path / "place"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place = Path("/dev/null")
    for words in ((), ("accounts",), ("add", "account", "name=Acme"), ("restore", "x", "--yes")):
        ran = csm(tmp_path / "none.db", "--db", place, *words)
        assert ran.code in (1, REFUSED)
        assert clean(ran)
        assert not (tmp_path / "none.db").exists()


def test_t030_another_programs_database_is_refused(tmp_path: Path) -> None:
    """T030: by its application id; a mail program's, say."""
    other = tmp_path / "mail.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA application_id=77")
        connection.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("INSERT INTO account VALUES (1, 'Mine')")
        connection.commit()
    refuse_all(other, sentence="another program")


@pytest.mark.parametrize("changes", [0, 1, 2, 5])
def test_t031_a_stale_journal_is_found_by_every_command(
    demo: Path, tmp_path: Path, changes: int
) -> None:
    """T031: of another book; SQLite would copy its pages into this one.

    After some number of changes the counters of the two books agree by chance.
    """
    other = make_book(tmp_path / "other.db")
    batch(other, [("add", "account", f"name=Account {number}") for number in range(changes)])
    cut_off(other, tmp_path / "cut.db")
    shutil.copy(tmp_path / "cut.db-journal", demo.with_name("demo.db-journal"))
    refuse_all(demo, sentence="belongs to another database")


def test_t031_a_restore_removes_what_lay_beside_the_book(demo: Path, tmp_path: Path) -> None:
    """T031: a stale -journal and -wal beside a restored file do no harm."""
    assert csm(demo, "backup").code == DONE
    (backup,) = demo.with_name("demo-backups").iterdir()
    cut_off(make_book(tmp_path / "other.db"), tmp_path / "cut.db")
    demo.unlink()
    shutil.copy(tmp_path / "cut.db-journal", demo.with_name("demo.db-journal"))
    demo.with_name("demo.db-wal").write_bytes(b"stale" * 100)
    assert csm(demo, "restore", backup, "--yes").code == DONE
    assert not demo.with_name("demo.db-journal").exists()
    assert not demo.with_name("demo.db-wal").exists()
    assert whole(demo)


def test_t012_the_first_command_after_a_power_cut_is_a_read(demo: Path, tmp_path: Path) -> None:
    """T012: a hot journal; what was half done is not shown, and it is said."""
    cut = tmp_path / "cut" / "cut.db"
    cut.parent.mkdir(mode=0o700)
    cut_off(demo, cut)
    ran = csm(cut, "accounts", "--json")
    assert len(ran.json) == 63
    assert "Half" not in ran.out
    assert "cut off" in ran.err
    assert csm(cut, "accounts").err == ""
    assert intact(cut)
    assert sorted(path.name for path in cut.parent.iterdir()) == ["cut.db"]


def test_t036_doctor_on_a_healthy_book_touches_nothing(demo: Path) -> None:
    """T036, T037: exit 0, the bytes and the time of the file as they were, twice."""
    before, at = digest(demo), demo.stat().st_mtime_ns
    for words in (("doctor",), ("doctor", "--fix"), ("doctor", "--json")):
        assert csm(demo, *words).code == DONE
    assert (digest(demo), demo.stat().st_mtime_ns) == (before, at)
    assert list(demo.parent.iterdir()) == [demo]


def test_t117_a_book_open_to_others_is_told_and_mended(demo: Path) -> None:
    """T117: 0644; it is said once, doctor names it and --fix takes the rights away."""
    demo.chmod(0o644)
    first, second, change, found, mended, after = batch(
        demo,
        [
            ("accounts", "--json"),
            ("accounts",),
            ("pulse", "meridian foods", "3"),
            ("doctor",),
            ("doctor", "--fix"),
            ("doctor",),
        ],
    )
    assert "Others on this computer can read the book" in first.err
    assert "csm doctor --fix" in first.err
    assert (second.err, "Others" in change.err) == ("", False)
    assert (found.code, mended.code, after.code) == (FAILED, DONE, DONE)
    assert "--fix" in found.out
    assert demo.stat().st_mode & 0o777 == 0o600
