"""Backups that are known to be good, and a way back that never costs what is there."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from csm_tui.errors import BookBusy, BookReadOnly, BookRefused, FileProblem
from csm_tui.operations.backups import daily
from csm_tui.paths import backup_folder
from csm_tui.store import backups
from csm_tui.store.database import open_book
from csm_tui.store.header import SCHEMA_VERSION
from csm_tui.store.journal import operation

from .conftest import NOW, TODAY, add_account, digest, dump, intact, make_book
from .test_database import cut_off, names


def a_backup(path: Path, name: str = "Acme", now: datetime = NOW) -> Path:
    """Add one account and back the book up."""
    with open_book(path) as book:
        add_account(book, name, today=TODAY)
        return backups.back_up(book, now=now, reason="import")


def test_a_backup_is_private_whole_and_named_to_sort_by_time(path: Path) -> None:
    """T063: it exists, opens, has the same row counts, 0600."""
    backup = a_backup(path)
    assert backup == backup_folder(path) / "20260201T090000Z-import.db"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    assert backups.verify(backup) == backups.verify(path)
    assert backups.verify(backup)["account"] == 1
    with open_book(path) as book, open_book(backup, read_only=True) as copy:
        assert dump(copy.connection) == dump(book.connection)
    assert [file.name for file in backup.parent.iterdir()] == [backup.name]


def test_two_backups_of_one_second_are_both_kept_newest_first(path: Path) -> None:
    made = [a_backup(path, name) for name in "abc"]
    assert [backup.path for backup in backups.list_backups(path)] == made[::-1]
    assert {backup.at for backup in backups.list_backups(path)} == {NOW}
    assert backups.list_backups(path)[0].reason == "import"


def test_a_backup_is_never_written_over_a_file(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "mine.db"
    there.write_text("mine")
    with open_book(path) as book, pytest.raises(FileProblem, match="exists already"):
        backups.back_up_to(book, there)
    assert there.read_text() == "mine"


def test_a_folder_that_cannot_hold_backups_is_a_clean_error(path: Path) -> None:
    """T016: the caller decides; nothing is left behind."""
    backup_folder(path).write_text("a file is in the way")
    with open_book(path) as book, pytest.raises(FileProblem, match="book-backups"):
        backups.back_up(book, now=NOW, reason="import")
    assert sorted(file.name for file in path.parent.iterdir()) == ["book-backups", "book.db"]


def test_what_a_killed_backup_left_is_removed_by_the_next(path: Path) -> None:
    folder = backup_folder(path)
    folder.mkdir()
    left = folder / ".20260101T000000Z-daily.db.999999999.new"
    left.write_text("half")
    others = folder / ".notes.new"
    others.write_text("mine")
    a_backup(path)
    assert not left.exists()
    assert others.exists()


def test_another_programs_lock_is_named(path: Path) -> None:
    with open_book(path) as book, closing(sqlite3.connect(path, isolation_level=None)) as other:
        book.connection.execute("PRAGMA busy_timeout=50")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BookBusy):
            backups.back_up(book, now=NOW, reason="import")
    assert backups.list_backups(path) == []


def test_one_backup_a_day_is_due_if_anything_changed(path: Path) -> None:
    """T067: an unchanged book has no new backup."""
    tomorrow = NOW + timedelta(days=1)
    with open_book(path) as book:
        assert not backups.due(book, NOW)
        add_account(book, "Acme")
        assert backups.due(book, NOW)
        backups.back_up(book, now=NOW + timedelta(hours=1), reason="daily")
        assert not backups.due(book, NOW + timedelta(hours=2))
        assert not backups.due(book, tomorrow)
    with open_book(path) as book:
        with operation(book, "Add", today=TODAY, now=tomorrow) as recorder:
            recorder.insert("account", {"name": "Globex"})
        assert backups.due(book, tomorrow + timedelta(hours=1))


def fill(path: Path, days: range) -> None:
    """Put a good backup of each of `days` before now into the folder."""
    first = a_backup(path, now=NOW - timedelta(days=days[0]))
    for ago in days[1:]:
        at = NOW - timedelta(days=ago)
        shutil.copy(first, first.with_name(f"{at:%Y%m%dT%H%M%SZ}-daily.db"))


def test_thinning_keeps_days_weeks_and_months(path: Path) -> None:
    """T067: daily 7, weekly 5, monthly 12."""
    fill(path, range(500))
    removed = backups.thin(path)
    kept = [backup.at.date().isoformat() for backup in backups.list_backups(path)]
    assert kept[:7] == [(TODAY - timedelta(days=ago)).isoformat() for ago in range(7)]
    # Weeks end on Sundays; 1 February 2026 is one.
    assert {"2026-01-25", "2026-01-18", "2026-01-11", "2026-01-04"} <= set(kept)
    months = ["2025-12-31", "2025-11-30", "2025-10-31", "2025-09-30", "2025-08-31", "2025-07-31"]
    assert kept[-10:-4] == months
    assert kept[-1] == "2025-03-31"
    assert len(removed) + len(kept) == 500
    assert backups.thin(path) == []


def test_thinning_keeps_all_of_the_newest_day(path: Path) -> None:
    for name in "abcdefghij":
        a_backup(path, name)
    assert backups.thin(path) == []


def test_thinning_never_removes_the_last_good_one(path: Path) -> None:
    """T067: the newer ones are damaged."""
    fill(path, range(500))
    good = backups.list_backups(path)[300]
    for backup in backups.list_backups(path):
        if backup != good:
            backup.path.write_bytes(b"damaged")
    backups.thin(path)
    assert good in backups.list_backups(path)


def test_a_damaged_backup_pushes_no_good_one_out(path: Path) -> None:
    """T067: of each day, week and month the last that is whole is kept, not the last."""
    fill(path, range(60))
    found = backups.list_backups(path)
    for backup in found:
        if backup.at.day % 2:
            backup.path.write_bytes(b"damaged")
    backups.thin(path)
    kept = [backup.at.date().isoformat() for backup in backups.list_backups(path)]
    # Today, the last 7 good days, the last good one of 5 weeks and of each month.
    assert kept == [
        "2026-02-01",
        *(f"2026-01-{day}" for day in (30, 28, 26, 24, 22, 20, 18)),
        "2026-01-10",
        "2026-01-04",
        "2025-12-30",
    ]
    assert backups.thin(path) == []


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the backups that the next thinnings read, as they come."""
    found: list[str] = []
    real = backups.verify

    def verify(file: Path) -> dict[str, int]:
        found.append(file.name)
        return real(file)

    monkeypatch.setattr(backups, "verify", verify)
    return found


def test_a_good_backup_is_read_once_a_month(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T067: a book of 1 GB has 24 of them, each of which takes seconds to read."""
    fill(path, range(60))
    backups.thin(path)
    seen = looked_at(monkeypatch)
    tomorrow = a_backup(path, "Tomorrow", NOW + timedelta(days=1))
    seen.clear()
    assert backups.thin(path, made=tomorrow) != []
    assert seen == []
    later = a_backup(path, "Later", NOW + timedelta(days=32))
    seen.clear()
    assert backups.thin(path, made=later) != []
    assert later.name not in seen
    assert tomorrow.name in seen


def test_a_backup_that_was_damaged_since_it_was_read_pushes_no_good_one_out(path: Path) -> None:
    """T067."""
    fill(path, range(20))
    backups.thin(path)
    found = [backup.path for backup in backups.list_backups(path)]
    # Of the days of this week the last one is good, and the one before it.
    found[1].write_bytes(b"damaged")
    made = a_backup(path, "Later", NOW + timedelta(days=1))
    backups.thin(path, made=made)
    kept = [backup.path for backup in backups.list_backups(path)]
    assert set(found[2:8]) <= set(kept)


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"a": 3}', '{"a": [1, "x"], "b": []}'])
def test_a_list_of_checked_backups_that_is_damaged_costs_a_look(path: Path, text: str) -> None:
    fill(path, range(20))
    folder = backup_folder(path)
    (folder / ".checked.db.json").write_text(text)
    assert backups.thin(path) != []
    assert stat.S_IMODE((folder / ".checked.db.json").stat().st_mode) == 0o600
    assert not list(folder.glob("*.new"))


def test_nobody_waits_for_long_until_backups_are_looked_at(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T067: each thinning goes on where the last one stopped; until then nothing is removed."""
    fill(path, range(60))
    monkeypatch.setattr(backups, "PATIENCE_SECONDS", 0.0)
    seen = looked_at(monkeypatch)
    clock = iter(range(1, 1_000_000))
    monkeypatch.setattr("csm_tui.store.backups.time.monotonic", lambda: next(clock) / 3)
    times = 0
    while not backups.thin(path):
        times += 1
        assert len(backups.list_backups(path)) == 60
        assert len(seen) <= 3 * times
        monkeypatch.setattr(backups, "PATIENCE_SECONDS", 0.9)
    assert times > 3
    assert len(seen) == len(set(seen))


def test_a_restore_brings_the_book_back_and_keeps_a_safety_copy(path: Path) -> None:
    """T066: a good restore."""
    backup = a_backup(path)
    a_backup(path, "Globex", now=NOW + timedelta(hours=1))
    inode = path.stat().st_ino
    restored = backups.restore(path, backup, now=NOW + timedelta(hours=2))
    assert names(path) == ["Acme"]
    assert restored.rows["account"] == 1
    assert restored.safety_copy is not None
    assert names(restored.safety_copy) == ["Acme", "Globex"]
    assert restored.safety_copy.name == "20260201T110000Z-restore.db"
    assert path.stat().st_ino == inode
    assert intact(path)


def test_another_program_with_the_book_open_sees_the_restored_one(path: Path) -> None:
    """P11: what it writes afterwards is in the book, not in a file without a name."""
    backup = a_backup(path)
    program = sqlite3.connect(path, isolation_level=None)
    with closing(program):
        program.execute("INSERT INTO setting(key, value) VALUES ('a', 'b')")
        backups.restore(path, backup, now=NOW)
        assert program.execute("SELECT count(*) FROM setting WHERE key = 'a'").fetchone() == (0,)
        program.execute("INSERT INTO setting(key, value) VALUES ('c', 'd')")
    with open_book(path) as book:
        found = book.connection.execute("SELECT key FROM setting WHERE key IN ('a', 'c')")
        assert found.fetchall() == [("c",)]


def test_a_restore_waits_no_longer_than_any_write(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csm_tui.store.connection.BUSY_SECONDS", 0.05)
    backup = a_backup(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BookBusy):
            backups.restore(path, backup, now=NOW)


def damage(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(2, 20):
        data[page * 4096 : page * 4096 + 400] = b"\xff" * 400
    file.write_bytes(data)


def test_damage_in_the_middle_of_a_backup_is_found(path: Path) -> None:
    """P6: the file opens and its rows can be counted; a whole check alone sees it."""
    backup = a_backup(path)
    with closing(sqlite3.connect(backup)) as connection:
        asked = "SELECT rootpage FROM sqlite_master WHERE name = 'account'"
        (page,) = connection.execute(asked).fetchone()
    data = bytearray(backup.read_bytes())
    data[(page - 1) * 4096 + 2000 : page * 4096] = b"\xff" * 2096
    backup.write_bytes(data)
    with closing(sqlite3.connect(backup)) as connection:
        assert backups.count_rows(connection)["account"] == 1
    with pytest.raises(BookRefused, match="is damaged"):
        backups.verify(backup)


def test_a_wrong_damaged_or_newer_source_is_refused_and_nothing_changes(
    path: Path, tmp_path: Path
) -> None:
    """T066."""
    backup = a_backup(path)
    bad = {name: tmp_path / f"{name}.db" for name in ("damaged", "newer", "foreign", "short")}
    for file in bad.values():
        shutil.copy(backup, file)
    damage(bad["damaged"])
    with closing(sqlite3.connect(bad["newer"])) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    with closing(sqlite3.connect(bad["foreign"])) as connection:
        connection.execute("PRAGMA application_id=7")
    bad["short"].write_bytes(backup.read_bytes()[:20_000])
    bad["text"] = tmp_path / "text.csv"
    bad["text"].write_text("name\nAcme\n")
    bad["missing"] = tmp_path / "none.db"
    before = digest(path)
    for name, file in bad.items():
        with pytest.raises(BookRefused):
            backups.restore(path, file, now=NOW)
        assert digest(path) == before, name
    assert [found.path for found in backups.list_backups(path)] == [backup]


def test_the_book_itself_is_no_backup(path: Path) -> None:
    with pytest.raises(BookRefused, match="the book itself"):
        backups.restore(path, path, now=NOW)


@pytest.mark.parametrize("content", [b"", b"not a book at all" * 100])
def test_a_book_that_cannot_be_opened_is_replaced_and_its_bytes_kept(
    path: Path, content: bytes
) -> None:
    """T025, T026 and the way out of them."""
    backup = a_backup(path)
    path.write_bytes(content)
    restored = backups.restore(path, backup, now=NOW)
    assert names(path) == ["Acme"]
    assert restored.safety_copy is not None
    assert restored.safety_copy.read_bytes() == content
    assert stat.S_IMODE(restored.safety_copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert intact(path)


def test_what_lies_beside_a_replaced_book_is_removed_and_kept_with_it(
    path: Path, tmp_path: Path
) -> None:
    """T031: SQLite would copy a stale journal into the restored book."""
    backup = a_backup(path)
    other = make_book(tmp_path / "other.db")
    with open_book(other) as book:
        for name in "abcde":
            add_account(book, name)
    cut_off(other, tmp_path / "cut.db")
    path.write_bytes(b"")
    journal = path.with_name("book.db-journal")
    shutil.copy(tmp_path / "cut.db-journal", journal)
    path.with_name("book.db-wal").write_bytes(b"stale")
    restored = backups.restore(path, backup, now=NOW)
    assert names(path) == ["Acme"]
    assert sorted(file.name for file in path.parent.iterdir()) == ["book-backups", "book.db"]
    assert restored.safety_copy is not None
    kept = restored.safety_copy.with_name(restored.safety_copy.name + "-journal")
    assert kept.read_bytes() == (tmp_path / "cut.db-journal").read_bytes()


def test_a_missing_book_is_restored(path: Path) -> None:
    backup = a_backup(path)
    path.unlink()
    assert backups.restore(path, backup, now=NOW).safety_copy is None
    assert names(path) == ["Acme"]


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    """T021."""
    backup = a_backup(path)
    link = tmp_path / "link.db"
    link.symlink_to(path)
    path.write_bytes(b"")
    backups.restore(link, backup, now=NOW)
    assert link.is_symlink()
    assert names(path) == ["Acme"]


def test_a_book_open_for_reading_can_be_backed_up(path: Path, tmp_path: Path) -> None:
    with open_book(path, read_only=True) as book:
        assert backups.verify(backups.back_up_to(book, tmp_path / "copy.db"))["account"] == 0


def test_a_restore_into_a_book_with_strange_triggers_is_refused(path: Path) -> None:
    backup = a_backup(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW odd AS SELECT 1")
    with pytest.raises(BookReadOnly):
        backups.restore(path, backup, now=NOW)


def test_the_stamp_is_utc(path: Path) -> None:
    tokyo = datetime(2026, 2, 1, 18, 0, tzinfo=timezone(timedelta(hours=9)))
    assert a_backup(path, now=tokyo).name == "20260201T090000Z-import.db"
    assert backups.list_backups(path)[0].at == datetime(2026, 2, 1, 9, tzinfo=UTC)


LOOKED_AT = """
import os, sqlite3, sys
from pathlib import Path
from csm_tui.errors import CsmError
from csm_tui.store.backups import verify
for limit in range(100_000, 1_000_000, 50_000):
    if not os.fork():
        sqlite3.connect(":memory:").execute(f"PRAGMA hard_heap_limit={limit}")
        try:
            verify(Path(sys.argv[1]))
        except CsmError as error:
            print(error)
        sys.stdout.flush()
        os._exit(0)
    os.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_a_backup_that_there_is_no_memory_to_look_at_is_not_damaged(path: Path) -> None:
    """T017: SQLite's checks tell such pages among the faults of the file."""
    with open_book(path) as book, operation(book, "Import", today=TODAY, now=NOW) as recorder:
        recorder.insert_many("account", ("name",), ((f"Account {n}",) for n in range(2000)))
    said = subprocess.run(
        [sys.executable, "-c", LOOKED_AT, path], capture_output=True, text=True, check=True
    )
    assert said.stderr == ""
    assert {line.partition(":")[0] for line in said.stdout.splitlines()} == {
        "There is not enough memory for this"
    }


def test_a_backup_that_finds_the_book_damaged_says_so_and_a_bad_copy_is_only_not_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T028: the daily one is a warning where it fails, and a refusal where the book is damaged."""
    with open_book(path) as book, operation(book, "Import", today=TODAY, now=NOW) as recorder:
        recorder.insert_many("account", ("name",), ((f"Account {n}",) for n in range(2000)))
    good = path.read_bytes()
    middle = len(good) // 8192 * 4096
    path.write_bytes(good[:middle] + b"\xff" * 400 + good[middle + 400 :])
    damaged = pytest.raises(BookRefused, match=f"The book {path} is damaged")
    with open_book(path) as book, damaged:
        daily(book, now=NOW)
    path.write_bytes(good)
    with open_book(path) as book:
        monkeypatch.setattr(backups, "_copy", lambda _, target: target.write_bytes(good[:5000]))
        warning = daily(book, now=NOW)
    assert warning is not None
    assert "did not come out right" in warning
    assert backups.list_backups(path) == []
