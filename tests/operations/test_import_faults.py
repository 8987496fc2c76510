"""Faults in the middle of an import: all of it is there afterwards, or nothing (TORTURE A, B)."""

from __future__ import annotations

import errno
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from csm_tui.errors import CsmError
from csm_tui.exchange.spill import Spill
from csm_tui.store.database import open_book
from tests.operations.files import ask, bring, figures
from tests.store.conftest import digest, intact, make_book

ROWS = 1500
CHILD = """
import sys
from pathlib import Path
from csm_tui.store.database import open_book
from tests.operations.files import bring
with open_book(Path(sys.argv[1])) as book:
    print("open", flush=True)
    bring(book, Path(sys.argv[2]))
    print("done", flush=True)
"""


def accounts_file(folder: Path, rows: int = ROWS) -> Path:
    file = folder / "accounts.csv"
    lines = (f"{n},Account {n},{n}.50,2026-01-01\n" for n in range(rows))
    file.write_text("external_id,name,arr,start_date\n" + "".join(lines))
    return file


def count(path: Path) -> tuple[int, int, int, int]:
    with open_book(path) as book:
        ((accounts, standings, changes, operations),) = ask(
            book,
            "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM account_standing), "
            "(SELECT count(*) FROM change WHERE table_name = 'account'), "
            "(SELECT count(*) FROM operation)",
        )
    return accounts, standings, changes, operations


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_an_import_is_there_whole_or_not_at_all(
    tmp_path: Path, seed: int
) -> None:
    path, file = make_book(tmp_path / "book.db"), accounts_file(tmp_path)
    started = time.monotonic()
    command = [sys.executable, "-c", CHILD, str(path), str(file)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert child.stdout is not None
    assert child.stdout.readline() == b"open\n"
    # The kill falls at a different share of what the start took, so on slow machines too.
    moment = (time.monotonic() - started) * random.Random(seed).uniform(0.05, 1.2)
    try:
        child.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        child.kill()
    said = child.stdout.read()
    child.wait()
    child.stdout.close()
    found = count(path)
    assert found in ((0, 0, 0, 0), (ROWS, ROWS, ROWS, 1))
    if b"done" in said:
        assert found[0] == ROWS
    assert intact(path)
    with open_book(path) as book:
        assert figures(bring(book, file))[0] == ROWS
    assert count(path)[:3] == (ROWS, ROWS, ROWS)


def test_a_full_disk_in_mid_import_leaves_the_book_and_a_second_try_works(tmp_path: Path) -> None:
    path, file = make_book(tmp_path / "book.db"), accounts_file(tmp_path)
    before = digest(path)
    with open_book(path) as book:
        (pages,) = book.connection.execute("PRAGMA page_count").fetchone()
        book.connection.execute(f"PRAGMA max_page_count={pages + 20}")
        with pytest.raises(CsmError, match="full"):
            bring(book, file)
        assert ask(book, "SELECT count(*) FROM account") == [(0,)]
        assert ask(book, "SELECT count(*) FROM sqlite_temp_master") == [(0,)]
        book.connection.execute("PRAGMA max_page_count=1000000")
        assert figures(bring(book, file)) == (ROWS, ROWS, 0, 0, 0, 0)
    assert digest(path) != before
    assert intact(path)


def test_without_room_for_temporary_files_the_book_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, file = make_book(tmp_path / "book.db"), accounts_file(tmp_path, 5_000)
    before = digest(path)

    def full(_spill: Spill, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", tempfile.gettempdir())

    with monkeypatch.context() as patched, open_book(path) as book:
        patched.setattr(Spill, "add", full)
        with pytest.raises(CsmError, match=f"disk that holds {tempfile.gettempdir()} is full"):
            bring(book, file)
    assert digest(path) == before
    with open_book(path) as book:
        assert figures(bring(book, file))[0] == 5_000


def test_a_locked_book_says_so_and_nothing_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csm_tui.store.connection.BUSY_SECONDS", 0.05)
    path, file = make_book(tmp_path / "book.db"), accounts_file(tmp_path, 3)
    other = sqlite3.connect(path, isolation_level=None)
    with open_book(path) as book:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CsmError) as refusal:
            bring(book, file)
        assert refusal.value.exit_code == 5
        other.execute("ROLLBACK")
        other.close()
        assert figures(bring(book, file)) == (3, 3, 0, 0, 0, 0)
