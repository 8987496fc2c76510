"""Opening and making books: what is let in, what is refused, and in which words."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from csm_tui.errors import (
    BookBusy,
    BookReadOnly,
    BookRefused,
    CsmError,
    FileProblem,
    InvalidValue,
)
from csm_tui.store.backups import back_up
from csm_tui.store.database import create_book, open_book
from csm_tui.store.faults import faults
from csm_tui.store.header import APPLICATION_ID, SCHEMA_VERSION, read_header
from csm_tui.store.journal import operation
from csm_tui.store.rows import facts_for

from .conftest import NOW, TODAY, add_account, digest, dump, intact, make_book


def names(path: Path) -> list[str]:
    with open_book(path, read_only=True) as book:
        rows = book.connection.execute("SELECT name FROM account ORDER BY id").fetchall()
    return [row[0] for row in rows]


def refusal(path: Path) -> str:
    """Return the sentence with which `path` is refused; its exit code is 4."""
    with pytest.raises(BookRefused) as refused:
        open_book(path)
    assert refused.value.exit_code == 4
    return str(refused.value)


def test_a_new_book_carries_our_application_id_and_version(path: Path) -> None:
    header = read_header(path)
    assert header is not None
    assert header.application_id == APPLICATION_ID == 0x63736D31
    assert header.user_version == SCHEMA_VERSION
    assert not header.wal


def test_a_new_book_is_private_in_a_private_folder_whatever_the_umask(tmp_path: Path) -> None:
    """T116: umask 000 and 022, files 0600 and folders 0700, the journal's file too."""
    for umask in (0o000, 0o022):
        old = os.umask(umask)
        try:
            path = make_book(tmp_path / f"umask{umask}" / "deep" / "book.db")
            with open_book(path) as book:
                with operation(book, "Add", today=TODAY, now=NOW) as recorder:
                    recorder.insert("account", {"name": "Acme"})
                    recorder.flush()
                    journal = path.with_name("book.db-journal")
                    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
                backup = back_up(book, now=NOW, reason="test")
        finally:
            os.umask(old)
        for file in (path, backup):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_making_a_book_over_a_file_is_refused_and_leaves_it(tmp_path: Path) -> None:
    there = tmp_path / "book.db"
    there.write_text("mine")
    with pytest.raises(FileProblem, match="exists already"):
        make_book(there)
    assert there.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["book.db"]


def test_a_book_that_cannot_be_made_whole_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        create_book(tmp_path / "book.db", today=TODAY, now=NOW, model_name="x", model_toml="\ud800")
    assert list(tmp_path.iterdir()) == []


def test_the_settings_of_the_connection_are_those_of_the_design(path: Path) -> None:
    with open_book(path) as book:
        settings = {
            name: book.connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
                "trusted_schema",
                "cell_size_check",
            )
        }
    assert settings == {
        "journal_mode": "delete",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "cell_size_check": 1,
    }


def test_a_missing_book_is_refused_and_none_is_made(tmp_path: Path) -> None:
    """P4: the sentence says how to make one."""
    sentence = refusal(tmp_path / "none" / "book.db")
    assert "csm import" in sentence
    assert "csm demo" in sentence
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_refused_with_the_backups_listed(path: Path) -> None:
    """T025: zero bytes are never shown as an empty portfolio."""
    with open_book(path) as book:
        add_account(book, "Acme")
        backup = back_up(book, now=NOW, reason="daily")
    path.write_bytes(b"")
    sentence = refusal(path)
    assert "0 bytes" in sentence
    assert str(backup) in sentence
    assert path.stat().st_size == 0


def test_a_changed_beginning_is_refused_with_the_backups_listed(path: Path) -> None:
    """T026: the first 16 bytes changed."""
    with open_book(path) as book:
        backup = back_up(book, now=NOW, reason="daily")
    data = bytearray(path.read_bytes())
    data[:16] = b"not what it was."
    path.write_bytes(data)
    sentence = refusal(path)
    assert "not a csm book (or is damaged" in sentence
    assert str(backup) in sentence
    assert path.read_bytes() == data


def test_a_truncated_book_is_found_at_open(path: Path) -> None:
    """T027: half of the file is gone."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    before = digest(path)
    assert "shorter than it should be" in refusal(path)
    assert "csm restore" in refusal(path)
    assert digest(path) == before


@pytest.mark.parametrize("seed", range(60))
def test_flipped_bytes_work_or_are_refused(path: Path, seed: int) -> None:
    """T028 (short form): never a traceback, and reading never writes."""
    with open_book(path) as book:
        for number in range(20):
            account = add_account(book, f"Account {number}", arr=number * 100_000)
            with operation(book, "Log", today=TODAY, now=NOW) as recorder:
                recorder.insert(
                    "touchpoint", {"account_id": account, "date": TODAY, "kind": "check-in"}
                )
    data = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    with (
        contextlib.suppress(CsmError),
        open_book(path, read_only=True) as book,
        faults(path),
    ):
        list(facts_for(book.connection, None, TODAY))
    assert path.read_bytes() == bytes(data)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"name,arr\nAcme,10\n" * 20),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200),
        ("a.zip", b"PK\x03\x04" + b"\x00" * 200),
        ("short.db", b"SQLite"),
    ],
)
def test_other_files_are_refused_unchanged(tmp_path: Path, name: str, content: bytes) -> None:
    """T029: --db names a file of another kind."""
    file = tmp_path / name
    file.write_bytes(content)
    assert "not a csm book" in refusal(file)
    assert file.read_bytes() == content


def test_folders_pipes_and_devices_are_refused_without_hanging(tmp_path: Path) -> None:
    """T029: no hang on a FIFO."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "is a folder" in refusal(tmp_path)
    assert "a device or a pipe" in refusal(pipe)
    assert "a device or a pipe" in refusal(Path("/dev/null"))


def test_another_programs_database_is_refused_unchanged(tmp_path: Path) -> None:
    """T030: refused by its application id, its own cut-off change left alone."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE mail (x)")
        connection.commit()
    other.with_name("other.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 100)
    before = digest(other)
    assert "another program" in refusal(other)
    assert digest(other) == before
    assert other.with_name("other.db-journal").exists()


def test_a_newer_book_is_refused_unchanged(path: Path) -> None:
    """T046: the sentence names the version it needs."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    before = digest(path)
    assert f"schema {SCHEMA_VERSION + 1}" in refusal(path)
    assert "upgrade csm" in refusal(path)
    assert digest(path) == before


def test_a_write_ahead_log_of_another_database_is_found_before_any_write(
    path: Path, tmp_path: Path
) -> None:
    """T031: a stale -wal beside the book would be copied into it by SQLite."""
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE t (x)")
        shutil.copy(tmp_path / "other.db-wal", path.with_name("book.db-wal"))
    before = digest(path)
    assert "belongs to another database" in refusal(path)
    assert digest(path) == before


def cut_off(path: Path, target: Path) -> None:
    """Copy the book and its journal to `target` as a kill in the middle of a change leaves them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=2")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO setting(key, value) VALUES ('half', 'done')")
        connection.executemany(
            "INSERT INTO account(name, name_fold, entered_on) VALUES (?, ?, '2026-02-01')",
            [(f"Half {number}" * 40, "half") for number in range(500)],
        )
        target.write_bytes(path.read_bytes())
        journal = path.with_name(path.name + "-journal").read_bytes()
        target.with_name(target.name + "-journal").write_bytes(journal)
        connection.execute("ROLLBACK")


def test_a_cut_off_change_is_taken_back_by_the_first_read(path: Path, tmp_path: Path) -> None:
    """T012: recovered rows only, never half a transaction."""
    with open_book(path) as book:
        add_account(book, "Acme")
    copy = tmp_path / "copy.db"
    cut_off(path, copy)
    with open_book(copy, read_only=True) as book:
        assert book.connection.execute("SELECT name FROM account").fetchall() == [("Acme",)]
        assert "cut off" in " ".join(book.notices)
    assert intact(copy)
    with open_book(copy) as book:
        assert book.notices == ()


def test_a_journal_of_another_book_is_found_before_any_write(path: Path, tmp_path: Path) -> None:
    """T031: SQLite would copy the pages of a stale -journal into this book."""
    with open_book(path) as book:
        for number in range(5):
            add_account(book, f"Account {number}")
    other = make_book(tmp_path / "other.db")
    cut_off(other, tmp_path / "cut.db")
    journal = path.with_name("book.db-journal")
    shutil.copy(tmp_path / "cut.db-journal", journal)
    before = digest(path)
    assert "belongs to another database" in refusal(path)
    assert digest(path) == before
    journal.unlink()
    assert names(path) == [f"Account {number}" for number in range(5)]


def test_a_link_is_followed_and_never_replaced(path: Path, tmp_path: Path) -> None:
    """T021: the sidecars stand beside the target."""
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with open_book(link) as book:
        with operation(book, "Add", today=TODAY, now=NOW) as recorder:
            recorder.insert("account", {"name": "Acme"})
            recorder.flush()
            assert path.with_name("book.db-journal").exists()
        backup = back_up(book, now=NOW, reason="test")
    assert link.is_symlink()
    assert backup.parent == path.parent / "book-backups"
    assert names(path) == ["Acme"]


@pytest.mark.parametrize("name", ["a b.db", "mañana.db", "a?mode=memory.db", "a#b.db", "a%20b.db"])
def test_odd_names_open_that_very_file(tmp_path: Path, name: str) -> None:
    """T022: spaces, ñ, ?, #, %20."""
    path = make_book(tmp_path / name)
    with open_book(path) as book:
        add_account(book, "Acme")
    assert names(path) == ["Acme"]
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_name_no_system_allows_is_refused() -> None:
    assert "no book at" in refusal(Path("a\0b.db"))


def read_and_write(path: Path) -> list[Any]:
    """Return what reading and then writing the book shows."""
    shown: list[Any] = []
    try:
        with open_book(path) as book:
            rows = book.connection.execute("SELECT name FROM account").fetchall()
            shown.append([book.writable, [row[0] for row in rows]])
            add_account(book, "New")
            shown.append("written")
    except CsmError as error:
        shown.append([type(error).__name__, str(error)])
    return shown


def as_nobody(path: Path) -> list[Any]:
    """Return `read_and_write(path)` of a user without rights."""
    if os.getuid() != 0:
        pytest.skip("only root can become somebody else")
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setuid(65534)
            os.write(writer, json.dumps(read_and_write(path)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as file:
        shown = file.read()
    os.waitpid(child, 0)
    return list(json.loads(shown))


def test_a_read_only_folder_or_file_can_be_read_and_says_so_on_writing() -> None:
    """T018, T019: reading works, writing names the path."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = make_book(Path(folder) / "book.db")
        with open_book(path) as book:
            add_account(book, "Acme")
        path.chmod(0o444)
        read, (kind, sentence) = as_nobody(path)
        assert read == [False, ["Acme"]]
        assert kind == "BookReadOnly"
        assert str(path) in sentence
        path.chmod(0o000)
        ((kind, sentence),) = as_nobody(path)
        assert kind == "BookRefused"
        assert "may not be read" in sentence


def test_a_cut_off_change_on_a_read_only_disk_is_a_clean_error() -> None:
    """T012: it cannot be taken back there, so nothing is shown."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = make_book(Path(folder) / "book.db")
        cut_off(path, Path(folder) / "cut.db")
        for file in Path(folder).glob("cut.db*"):
            file.chmod(0o444)
        ((kind, sentence),) = as_nobody(Path(folder) / "cut.db")
        assert kind == "BookReadOnly"
        assert "cut off" in sentence


def test_a_book_opened_for_reading_refuses_to_write(path: Path) -> None:
    with open_book(path, read_only=True) as book:
        assert not book.writable
        with (
            pytest.raises(BookReadOnly, match=str(path)),
            operation(book, "Add", today=TODAY, now=NOW) as recorder,
        ):
            recorder.insert("account", {"name": "Acme"})


def test_a_lock_held_by_another_program_is_named_after_five_seconds(path: Path) -> None:
    """T040: wait at most 5 s, then a clean error."""
    with open_book(path) as book, closing(sqlite3.connect(path, isolation_level=None)) as other:
        book.connection.execute("PRAGMA busy_timeout=50")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BookBusy, match="Another program") as busy:
            add_account(book, "Acme")
        assert busy.value.exit_code == 5
        other.execute("ROLLBACK")
        add_account(book, "Acme")
    assert names(path) == ["Acme"]


def test_nothing_is_written_into_a_file_that_is_no_longer_the_book(
    path: Path, tmp_path: Path
) -> None:
    """P11: another file has taken its name since it was opened."""
    other = make_book(tmp_path / "other.db")
    with open_book(path) as book:
        add_account(book, "Acme")
        assert not book.replaced
        path.rename(tmp_path / "old.db")
        assert book.replaced
        other.rename(path)
        assert book.replaced
        with pytest.raises(FileProblem, match="was replaced by another file"):
            add_account(book, "Globex")
    assert names(tmp_path / "old.db") == ["Acme"]
    assert names(path) == []


def test_a_full_disk_changes_nothing_and_a_second_try_works(path: Path) -> None:
    """T013: `max_page_count`, in the middle of an import."""
    with open_book(path) as book:
        (pages,) = book.connection.execute("PRAGMA page_count").fetchone()
        book.connection.execute(f"PRAGMA max_page_count={pages + 10}")
        before = dump(book.connection)
        with (
            pytest.raises(FileProblem, match=r"disk that holds .* is full"),
            operation(book, "Import", today=TODAY, now=NOW) as recorder,
        ):
            recorder.insert_many("account", ("name",), ((f"A{n}",) for n in range(5000)))
        assert dump(book.connection) == before
        book.connection.execute("PRAGMA max_page_count=1073741823")
        with operation(book, "Import", today=TODAY, now=NOW) as recorder:
            recorder.insert_many("account", ("name",), ((f"A{n}",) for n in range(5000)))
    assert len(names(path)) == 5000
    assert intact(path)


LIMITED = """
import resource, sys
from datetime import UTC, date, datetime
from pathlib import Path
from csm_tui.errors import CsmError
from csm_tui.store.database import open_book
from csm_tui.store.journal import operation
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
book = open_book(Path(sys.argv[1]))
limit = int(sys.argv[2])
if sys.argv[3] == "file":
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
else:
    book.connection.execute(f"PRAGMA hard_heap_limit={limit}")
try:
    today, now = date(2026, 2, 1), datetime(2026, 2, 1, tzinfo=UTC)
    with operation(book, "Import", today=today, now=now) as r:
        r.insert_many("account", ("name",), ((f"Account {n}",) for n in range(3000)))
    print("done")
except CsmError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("file", size) for size in (4096, 100_000, 300_000, 600_000)]
    + [("heap", size) for size in (300_000, 800_000)],
)
def test_a_limit_of_the_system_is_a_clean_error(path: Path, kind: str, limit: int) -> None:
    """T014, T017: RLIMIT_FSIZE and a heap limit during a write; all rows or none."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), str(limit), kind],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() != ""
    assert len(names(path)) == (3000 if done.stdout == "done\n" else 0)
    assert intact(path)


def test_a_cell_that_is_not_utf8_spoils_no_list(path: Path) -> None:
    """T034: lists still work."""
    with open_book(path) as book:
        add_account(book, "Acme", notes="fine")
        book.connection.execute("UPDATE account SET notes = CAST(x'6361C3' AS TEXT)")
        assert book.connection.execute("SELECT notes FROM account").fetchone() == ("ca\ufffd",)
        ((account, _),) = facts_for(book.connection, None, TODAY)
        assert account.notes == "ca\ufffd"


def test_triggers_and_views_of_strangers_are_reported_and_not_run(path: Path) -> None:
    """T124: the book opens for reading only, and each reading says so."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TRIGGER evil AFTER INSERT ON account BEGIN DELETE FROM account; END"
        )
    with open_book(path) as book:
        assert not book.writable
        with pytest.raises(BookReadOnly, match=r"the trigger evil.* csm doctor --fix"):
            add_account(book, "Acme")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW spy AS SELECT * FROM account")
        connection.execute("CREATE VIRTUAL TABLE odd USING fts5(x)")
    with open_book(path, read_only=True) as book:
        (said,) = book.notices
        assert "the trigger evil, the view spy, the virtual table odd" in said
        # Taking out a virtual table would run it.
        assert "doctor --fix" not in said
        assert "csm restore" in said


def test_a_book_without_one_of_its_tables_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE survey")
    assert "no table survey" in refusal(path)


def test_a_book_turned_to_write_ahead_logging_is_turned_back(path: Path) -> None:
    """T129: never WAL, whatever another program did."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO setting(key, value) VALUES ('a', 'b')")
        connection.commit()
    with open_book(path) as book:
        assert book.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    header = read_header(path)
    assert header is not None
    assert not header.wal


def test_opening_and_reading_write_nothing(path: Path) -> None:
    """P4: reads never write."""
    with open_book(path) as book:
        add_account(book, "Acme")
    before = digest(path), path.stat().st_mtime_ns
    with open_book(path) as book:
        list(facts_for(book.connection, None, TODAY))
    assert (digest(path), path.stat().st_mtime_ns) == before


def test_a_plain_copy_of_the_idle_book_is_complete(path: Path, tmp_path: Path) -> None:
    """T064: copied while it is open."""
    with open_book(path) as book:
        add_account(book, "Acme")
        subprocess.run(["cp", path, tmp_path / "copy.db"], check=True)
    assert names(tmp_path / "copy.db") == ["Acme"]
    assert intact(tmp_path / "copy.db")


def test_the_bytes_of_an_open_book_are_not_read_again(path: Path) -> None:
    """POSIX would drop the writer's lock; a second book of this process must not free it."""
    with open_book(path) as writer:
        writer.connection.execute("BEGIN IMMEDIATE")
        with open_book(path, read_only=True):
            pass
        program = (
            "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=0)\n"
            "c.execute('BEGIN IMMEDIATE')"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
        )
        assert "database is locked" in done.stderr
        writer.connection.execute("ROLLBACK")


def test_wrong_sql_stays_a_fault_of_the_program(path: Path) -> None:
    with open_book(path) as book, pytest.raises(sqlite3.OperationalError), faults(path):
        book.connection.execute("SELEKT 1")


def test_a_number_too_large_is_a_sentence(path: Path) -> None:
    with open_book(path) as book, pytest.raises(InvalidValue, match="too large"):
        add_account(book, "Acme", arr=1 << 70)


def test_what_sqlite_raises_inside_an_open_book_is_a_sentence(path: Path) -> None:
    with open_book(path) as book:
        add_account(book, "Acme")
    data = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'account'"
        ).fetchone()
    data[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with pytest.raises(BookRefused, match="is damaged"), open_book(path) as book:
        book.connection.execute("SELECT * FROM account").fetchall()
