"""Several processes at once, and killed ones: all or nothing, nothing acknowledged is lost."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from csm_tui.store.connection import BUSY_SECONDS
from csm_tui.store.database import open_book
from csm_tui.store.journal import redo, undo

from .conftest import NOW, TODAY, add_account, dump, intact

START = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from csm_tui.errors import CsmError
from csm_tui.store.database import open_book
from csm_tui.store.journal import operation, undo
TODAY, NOW = date(2026, 2, 1), datetime(2026, 2, 1, tzinfo=UTC)
book = open_book(Path(sys.argv[1]))
"""
LOGGER = (
    START
    + """
for number in range(int(sys.argv[2])):
    try:
        with operation(book, "Log", today=TODAY, now=NOW) as recorder:
            recorder.insert("task", {"account_id": 1, "title": f"{sys.argv[3]}-{number}"})
    except CsmError as error:
        print(error, flush=True)
    else:
        print(f"{sys.argv[3]}-{number}", flush=True)
waits = Path("/proc/self/schedstat")
print(int(waits.read_text().split()[1]) / 1e9 if waits.exists() else 0.0, flush=True)
"""
)
IMPORTER = (
    START
    + """
with operation(book, "Import", today=TODAY, now=NOW) as recorder:
    print("began", flush=True)
    ids = recorder.insert_many("account", ("name",), ((f"A{n}",) for n in range(4000)))
    recorder.insert_many("task", ("account_id", "title"), ((i, "Call") for i in ids))
print("done", flush=True)
"""
)
UNDOER = (
    START
    + """
print("began", flush=True)
undo(book, today=TODAY, now=NOW)
print("done", flush=True)
"""
)
ADDER = (
    START
    + """
for number in range(int(sys.argv[2])):
    with operation(book, "Add", today=TODAY, now=NOW) as recorder:
        (arr,) = book.connection.execute("SELECT arr FROM account WHERE id = 1").fetchone()
        recorder.update("account", 1, {"arr": arr + 1})
"""
)


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.mark.parametrize(
    ("processes", "inserts"), [(6, 25), pytest.param(10, 100, marks=pytest.mark.long)]
)
def test_many_writers_at_once_lose_nothing(path: Path, processes: int, inserts: int) -> None:
    """T039: no lock reaches the user, but where none of them had a processor for so long."""
    with open_book(path) as book:
        add_account(book, "Acme")
    writers = [start(LOGGER, path, inserts, name) for name in range(processes)]
    printed = [writer.communicate(timeout=100)[0].splitlines() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * processes
    with open_book(path) as book:
        titles = {row[0] for row in book.connection.execute("SELECT title FROM task")}
    every = {f"{name}-{number}" for name in range(processes) for number in range(inserts)}
    said = [line for lines in printed for line in lines[:-1]]
    refused = [line for line in said if line.startswith("Another program")]
    assert titles == every & set(said)
    assert len(titles) + len(refused) == len(said) == len(every)
    starved = sum(float(lines[-1]) for lines in printed)
    assert len(refused) <= starved / BUSY_SECONDS
    assert intact(path)


@pytest.mark.parametrize("rounds", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_reading_and_then_writing_races_with_nobody(path: Path, rounds: int) -> None:
    """T041: no update is lost between the read and the write, and nobody is told of a race."""
    with open_book(path) as book:
        add_account(book, "Acme", arr=0)
    adders = [start(ADDER, path, rounds) for _ in range(2)]
    assert [adder.wait(timeout=300) for adder in adders] == [0, 0]
    with open_book(path) as book:
        assert book.connection.execute("SELECT arr FROM account").fetchone() == (2 * rounds,)


@pytest.mark.parametrize("seed", range(6))
def test_what_was_acknowledged_before_a_kill_is_there(path: Path, seed: int) -> None:
    """T002 (short form)."""
    with open_book(path) as book:
        add_account(book, "Acme")
    writer = start(LOGGER, path, 100_000, "x")
    assert writer.stdout is not None
    printed = [writer.stdout.readline() for _ in range(random.Random(seed).randrange(1, 40))]
    writer.send_signal(signal.SIGKILL)
    printed += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()
    with open_book(path) as book:
        titles = {row[0] for row in book.connection.execute("SELECT title FROM task")}
    assert {line.strip() for line in printed if line.endswith("\n")} <= titles
    assert intact(path)


def kill_after(program: str, path: Path, seconds: float) -> None:
    """Run `program` and kill it so long after it has begun, unless it is done by then."""
    process = start(program, path)
    assert process.stdout is not None
    assert process.stdout.readline() == "began\n"
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    process.stdout.close()


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.06, 0.12, 0.2, 0.3, 0.4, 0.5])
def test_a_kill_during_an_import_leaves_all_or_nothing(path: Path, moment: float) -> None:
    """T001 (short form)."""
    kill_after(IMPORTER, path, moment)
    with open_book(path):
        pass
    assert (count(path, "account"), count(path, "task")) in ((0, 0), (4000, 4000))
    assert count(path, "account_standing") == count(path, "account")
    assert count(path, "change") == count(path, "account") + count(path, "task")
    assert intact(path)


@pytest.mark.parametrize("moment", [0.0, 0.05, 0.15, 0.3])
def test_a_kill_during_an_undo_leaves_it_done_or_not(path: Path, moment: float) -> None:
    """T009 (short form): and the history agrees."""
    with open_book(path) as book:
        add_account(book, "Acme")
        start_ = dump(book.connection)
    assert start(IMPORTER, path).communicate(timeout=100)[0].endswith("done\n")
    kill_after(UNDOER, path, moment)
    with open_book(path) as book:
        undone = count(path, "account") == 1
        assert (dump(book.connection) == start_) is undone
        changes = (redo if undone else undo)(book, today=TODAY, now=NOW)
        assert changes.name == ("Redo: Import" if undone else "Undo: Import")
    assert intact(path)
