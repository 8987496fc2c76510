"""Books of older schemas: brought up to date whole or not at all, with a backup of before."""

from __future__ import annotations

import hashlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csm_tui.errors import BookReadOnly, BookRefused
from csm_tui.store import backups, standings
from csm_tui.store.database import open_book
from csm_tui.store.header import SCHEMA_VERSION
from csm_tui.store.journal import redo, undo
from csm_tui.store.migrations import STEPS, migrate
from csm_tui.store.tables import JOURNALLED

from .conftest import NOW, TODAY, add_account, dump, intact, make_book

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMAS = Path(__file__).parents[2] / "fixtures" / "schemas"
NOW_AT, NEXT = SCHEMA_VERSION, SCHEMA_VERSION + 1
BOOKS = sorted(SCHEMAS.glob("v*.db"))


def add_column(db: Database) -> None:
    db.execute("ALTER TABLE account ADD COLUMN mood TEXT")


def rebuild_accounts(db: Database) -> None:
    """Rebuild the parent of every table the way SQLite's documentation asks for."""
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'account'").fetchone()
    indexes = db.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'account' AND type = 'index'"
    ).fetchall()
    db.execute(sql.replace("CREATE TABLE account", "CREATE TABLE account_new"))
    db.execute("INSERT INTO account_new SELECT * FROM account")
    db.execute("DROP TABLE account")
    db.execute("ALTER TABLE account_new RENAME TO account")
    for (index,) in indexes:
        db.execute(index)


def fail(db: Database) -> None:
    db.execute("DELETE FROM account")
    raise RuntimeError("half-way")


def lose_accounts(db: Database) -> None:
    db.execute("DELETE FROM account")


def columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of every business table that the book has."""
    found = {
        table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for table in JOURNALLED
    }
    return {table: names for table, names in found.items() if names}


def checksum(
    connection: sqlite3.Connection, of: dict[str, list[str]]
) -> dict[str, tuple[int, str]]:
    """Return rows and a digest of the content of these columns."""
    sums = {}
    for table, names in of.items():
        rows = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY id").fetchall()
        sums[table] = len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
    return sums


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a copy of the book of the present schema: the tests bring steps of their own."""
    path = tmp_path / "book.db"
    shutil.copy(BOOKS[-1], path)
    path.chmod(0o600)
    return path


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_every_schema_has_its_book_as_it_was_made() -> None:
    assert [path.name for path in BOOKS] == [f"v{n}.db" for n in range(1, SCHEMA_VERSION + 1)]
    lines = (SCHEMAS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert lines == [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in BOOKS
    ]


def test_every_schema_but_the_first_has_its_step() -> None:
    assert sorted(STEPS) == list(range(2, SCHEMA_VERSION + 1))


@pytest.mark.parametrize("kept", BOOKS, ids=lambda path: path.stem)
def test_every_kept_book_opens_with_all_its_rows(kept: Path, tmp_path: Path) -> None:
    """T045: the checksum of every business table is equal, and its history still works."""
    path = tmp_path / "book.db"
    shutil.copy(kept, path)
    with closing(sqlite3.connect(kept)) as connection:
        known = columns(connection)
        before = checksum(connection, known)
    assert all(count for count, _ in before.values())
    with open_book(path) as book:
        assert checksum(book.connection, known) == before
        standings.prepare(book.connection, TODAY)
        assert book.connection.execute("SELECT count(*) FROM standing").fetchone() == (8,)
        while undo(book, today=TODAY, now=NOW).operation is not None:
            pass
        assert book.connection.execute("SELECT count(*) FROM account").fetchone() == (0,)
        while redo(book, today=TODAY, now=NOW).operation is not None:
            pass
    assert intact(path)


def schema_of(path: Path) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {row for row in rows if not row[1].startswith(("sqlite_", "_sqlite"))}


@pytest.mark.parametrize("kept", BOOKS, ids=lambda path: path.stem)
def test_an_older_book_ends_with_the_columns_and_indexes_of_a_new_one(
    kept: Path, tmp_path: Path, path: Path
) -> None:
    old = Path(shutil.copy(kept, tmp_path / "old.db"))
    with open_book(old) as book:
        found = columns(book.connection)
    with open_book(path) as book:
        assert columns(book.connection) == found
    names = [
        {(kind, name) for kind, name, *_ in schema_of(one) if "_sqlite" not in name}
        for one in (old, path)
    ]
    assert names[0] == names[1]


def test_the_kept_book_of_the_present_has_the_schema_of_a_new_one(path: Path) -> None:
    assert schema_of(SCHEMAS / f"v{SCHEMA_VERSION}.db") == schema_of(path)


def test_an_older_book_is_brought_up_to_date_after_a_backup(old: Path) -> None:
    """T052: it says what changed and where the backup is; T047's good case."""
    with open_book(old) as book:
        before = dump(book.connection)
        (told,) = migrate(book, steps={NEXT: add_column})
        assert f"schema {NOW_AT} to {NEXT}" in told
        (backup,) = backups.list_backups(old)
        assert str(backup.path) in told
        assert backup.reason == "migrate"
        assert book.connection.execute("SELECT mood FROM account LIMIT 1").fetchone() == (None,)
        assert book.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert migrate(book, steps={NEXT: add_column}) == ()
    assert version(old) == NEXT
    assert version(backup.path) == NOW_AT
    with open_book(backup.path, read_only=True) as book:
        assert dump(book.connection) == before
    assert intact(old)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this be the csm of the next schema."""
    monkeypatch.setattr("csm_tui.store.header.SCHEMA_VERSION", NEXT)
    monkeypatch.setattr("csm_tui.store.migrations.STEPS", {NEXT: add_column})


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_book_is_brought_up_to_date_by_opening_it(old: Path, read_only: bool) -> None:
    """T045, T052: by the first command, a reading one too; the data is visible at once."""
    with open_book(old, read_only=read_only) as book:
        assert f"schema {NOW_AT} to {NEXT}" in " ".join(book.notices)
        assert book.writable is not read_only
        assert book.connection.execute("SELECT count(mood), count(*) FROM account").fetchone() == (
            0,
            8,
        )
    with open_book(old) as book:
        assert book.notices == ()
    assert len(backups.list_backups(old)) == 1


@pytest.mark.usefixtures("later")
def test_an_older_book_that_cannot_be_written_is_refused(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T050: a clean refusal."""
    monkeypatch.setattr("csm_tui.store.platform.may_write", lambda _: False)
    with pytest.raises(BookReadOnly, match="older csm"):
        open_book(old)
    assert version(old) == NOW_AT


def test_a_step_that_fails_leaves_the_book_as_it_was(old: Path) -> None:
    """T047: rolled back, version unchanged, backup there, the next start tries again."""
    with open_book(old) as book:
        before = dump(book.connection)
        with pytest.raises(RuntimeError, match="half-way"):
            migrate(book, steps={NEXT: add_column, NEXT + 1: fail})
        assert dump(book.connection) == before
        assert len(backups.list_backups(old)) == 1
        assert migrate(book, steps={NEXT: add_column}) != ()
    assert version(old) == NEXT


def test_a_step_that_orphans_rows_is_taken_back(old: Path) -> None:
    with open_book(old) as book:
        before = dump(book.connection)
        with pytest.raises(BookRefused, match="belong to nothing"):
            migrate(book, steps={NEXT: lose_accounts})
        assert dump(book.connection) == before
    assert version(old) == NOW_AT


def test_rebuilding_a_parent_table_loses_no_child(old: Path) -> None:
    """T048: with foreign keys that cascade."""
    with open_book(old) as book:
        before = dump(book.connection)
        migrate(book, steps={NEXT: rebuild_accounts})
        assert dump(book.connection) == before
        account = add_account(book, "After")
        assert account == 9
    assert intact(old)


def test_steps_are_taken_from_where_the_book_stands(old: Path) -> None:
    with open_book(old) as book:
        migrate(book, steps={NOW_AT: fail, NEXT: add_column, NEXT + 1: rebuild_accounts})
        assert book.connection.execute("PRAGMA user_version").fetchone() == (NEXT + 1,)
        assert migrate(book, steps={NOW_AT: fail, NEXT: fail, NEXT + 1: fail}) == ()


def test_a_backup_of_an_older_schema_can_be_restored(old: Path, tmp_path: Path) -> None:
    """T065: it is migrated when it is opened."""
    path = make_book(tmp_path / "other.db")
    backups.restore(path, old, now=NOW)
    with open_book(path) as book:
        migrate(book, steps={NEXT: add_column})
        assert book.connection.execute("SELECT count(*) FROM account").fetchone() == (8,)
    assert intact(path)


KILLED = """
import os, signal, sys
from pathlib import Path
from csm_tui.store.database import open_book
from csm_tui.store.migrations import migrate
def die(db):
    db.execute("DELETE FROM task")
    os.kill(os.getpid(), signal.SIGKILL)
def add(db):
    db.execute("ALTER TABLE account ADD mood TEXT")
with open_book(Path(sys.argv[1])) as book:
    migrate(book, steps={NEXT: add, LAST: die})
""".replace("NEXT", str(NEXT)).replace("LAST", str(NEXT + 1))


def test_a_kill_during_a_migration_leaves_the_old_book_and_a_good_backup(old: Path) -> None:
    """T003."""
    with open_book(old) as book:
        before = dump(book.connection)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(old)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with open_book(old) as book:
        assert dump(book.connection) == before
    (backup,) = backups.list_backups(old)
    assert backups.verify(backup.path)["account"] == 8
    assert version(old) == NOW_AT


KILLED_AT = """
import os, signal, sqlite3, sys
from pathlib import Path
from csm_tui.store import connection
from csm_tui.store.database import open_book
asked = 0
def counted(name):
    real = getattr(sqlite3.Connection, name)
    def call(self, *words, **more):
        global asked
        asked += 1
        if asked == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *words, **more)
    return call
for name in ("execute", "executemany", "executescript", "backup"):
    setattr(connection.BookConnection, name, counted(name))
with open_book(Path(sys.argv[1])):
    print(asked)
"""


def kill_at_statements(folder: Path, step: int) -> None:
    """Kill migrations from schema 1 at each `step`-th statement, the backup's among them."""

    def run(path: Path, number: int) -> subprocess.CompletedProcess[str]:
        shutil.copy(BOOKS[0], path)
        path.chmod(0o600)
        words = [sys.executable, "-c", KILLED_AT, str(path), str(number)]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    count = int(run(folder / "whole.db", 0).stdout)
    with closing(sqlite3.connect(BOOKS[0])) as kept:
        known = columns(kept)
        before = checksum(kept, known)
    for number in range(1, count + 1, step or count // 4):
        path = folder / f"{number}.db"
        assert run(path, number).returncode == -signal.SIGKILL
        # The next start needs no hand: it is the old one, and migrates, or the new one.
        with open_book(path) as book:
            assert checksum(book.connection, known) == before, number
        assert version(path) == SCHEMA_VERSION
        assert intact(path)
        kept_books = backups.list_backups(path)
        assert kept_books
        for backup in kept_books:
            assert backups.verify(backup.path)["account"] == 8
            assert version(backup.path) == 1
        assert not [left for left in folder.rglob(".*") if left.suffix == ".new"]


def test_a_kill_at_some_statements_of_a_migration_needs_no_hand(tmp_path: Path) -> None:
    """T003: before and after the backup, in its steps, before the commit."""
    kill_at_statements(tmp_path, 0)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_kill_at_each_statement_of_a_migration_needs_no_hand(tmp_path: Path) -> None:
    """T003, the long form."""
    kill_at_statements(tmp_path, 1)


def grown(path: Path, count: int) -> Path:
    """Make a book of schema 1 with `count` accounts of odd names, each with a touchpoint."""
    shutil.copy(SCHEMAS / "v1.db", path)
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as connection:
        columns_ = [row[1] for row in connection.execute("PRAGMA table_info(account)")][1:]
        named = ", ".join(name for name in columns_ if name not in ("name", "name_fold"))
        odd = ("é\u0301", "\u202eevil", "九州", "👩‍👩‍👧", "[/red]", "\x1b]0;x\x07", "'; --")
        (first,) = connection.execute("SELECT min(id) FROM account").fetchone()
        for number in range(count):
            name = f"{odd[number % len(odd)]} {number}"
            connection.execute(
                f"INSERT INTO account (name, name_fold, {named}) "
                f"SELECT ?, ?, {named.replace('external_id', 'NULL').replace('domain', 'NULL')} "
                "FROM account WHERE id = ?",
                (name, name, first),
            )
        connection.execute(
            "INSERT INTO touchpoint (account_id, date, kind, channel, status) "
            "SELECT id, '2026-01-20', 'check-in', 'video', 'done' FROM account"
        )
        connection.commit()
    return path


def bring_up_to_date(path: Path) -> float:
    """Open an older book; return the seconds it took. All rows are there with all they hold."""
    with closing(sqlite3.connect(path)) as connection:
        known = columns(connection)
        before = checksum(connection, known)
    began = time.monotonic()
    with open_book(path) as book:
        took = time.monotonic() - began
        assert checksum(book.connection, known) == before
        assert "brought up to date" in " ".join(book.notices)
    assert version(path) == SCHEMA_VERSION
    assert intact(path)
    return took


def test_an_empty_and_an_odd_book_of_the_first_schema_are_brought_up_to_date(
    tmp_path: Path,
) -> None:
    """T051: one without a row, and one of 2,000 accounts with odd names."""
    empty = grown(tmp_path / "empty.db", 0)
    with closing(sqlite3.connect(empty)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        for table in ("change", "operation", "account", "origin"):
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
    bring_up_to_date(empty)
    bring_up_to_date(grown(tmp_path / "odd.db", 2_000))


def test_progress_is_told_from_the_backup_to_the_end(tmp_path: Path) -> None:
    """T051: also where the book is opened for reading."""
    told: list[tuple[int, int, str]] = []
    path = grown(tmp_path / "old.db", 3)
    with open_book(path, read_only=True, progress=lambda *step: told.append(step)):
        pass
    whole = SCHEMA_VERSION - 1 + 2
    assert [done for done, _, _ in told] == list(range(whole + 1))
    assert {total for _, total, _ in told} == {whole}
    assert [what for _, _, what in told][:2] == ["Backing up", "Bringing the book to schema 2"]
    assert told[-2][2] == "Checking the book"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_large_book_of_the_first_schema_is_brought_up_to_date_within_a_minute(
    tmp_path: Path,
) -> None:
    """T051: 100,000 accounts and as many touchpoints."""
    assert bring_up_to_date(grown(tmp_path / "large.db", 100_000)) < 60
