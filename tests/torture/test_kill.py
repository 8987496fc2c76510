"""Killed and interrupted at any moment: all or nothing; what was confirmed stays (TORTURE A)."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from csm_tui.store.database import open_book
from csm_tui.store.staging import staging
from tests.torture import writer
from tests.torture.program import (
    DONE,
    INTERRUPTED,
    TERMINATED,
    Moments,
    accounts_file,
    ask,
    begin,
    csm,
    finish,
    intact,
    kill,
    rows,
    snapshot,
    variables,
    whole,
)

NOTHING_IMPORTED = "Cancelled. Nothing was imported."


def left_alone(book: Path, *words: str | Path) -> tuple[float, dict[str, int]]:
    """Return how long `csm` with `words` takes on a copy of the book, and the rows it leaves."""
    copy = Path(shutil.copy(book, book.with_name("copy.db")))
    began = time.monotonic()
    assert csm(copy, *words).code == DONE
    return time.monotonic() - began, rows(copy)


def attempts(times: int, reached: list[bool]) -> Iterator[int]:
    """Yield `times` numbers, and some more while none has reached what they are for.

    A machine that was busier when the time was taken than it is now makes all moments late.
    """
    for number in range(times + 20):
        if number >= times and any(reached):
            return
        yield number


def kill_an_import(book: Path, sheet: Path, times: int, count: int) -> None:
    before, operations = rows(book), len(ask(book, "SELECT id FROM operation"))
    took, all_of_it = left_alone(book, "import", sheet)
    assert all_of_it["account"] == before["account"] + count
    moments = Moments(1, took)
    outcomes: list[bool] = []
    for number in attempts(times, outcomes):
        copy = Path(shutil.copy(book, book.with_name(f"killed{number}.db")))
        process = begin(copy, "import", sheet)
        moments.wait(copy, process, soon=number >= times)
        kill(process)
        # The first command after it is a read: no step by hand is needed.
        shown = csm(copy, "where", "--json").json["book"]["accounts"]
        found = rows(copy)
        assert found in (before, all_of_it)
        assert shown == found["account"]
        assert len(ask(copy, "SELECT id FROM operation")) == operations + (found != before)
        assert intact(copy) if number else whole(copy)
        outcomes.append(found == before)
        copy.unlink()
    assert True in outcomes


def test_t001_a_kill_during_an_import_leaves_all_or_nothing(book: Path, tmp_path: Path) -> None:
    """T001: SIGKILL at 12 moments of an import of 2,000 rows into a book with content."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    kill_an_import(book, accounts_file(tmp_path / "a.csv", 2_000), 12, 2_000)


@pytest.mark.long
def test_t001_at_200_moments_of_50_000_rows(book: Path, tmp_path: Path) -> None:
    """T001, the long form."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    kill_an_import(book, accounts_file(tmp_path / "a.csv", 50_000), 200, 50_000)


def confirm_and_kill(book: Path, times: int) -> None:
    for number in range(times):
        name = f"Account {number}"
        words = (
            ("edit", "acme", f"next_step={name}")
            if number % 2
            else ("add", "account", f"name={name}")
        )
        process = begin(book, *words)
        assert process.stderr is not None
        said = process.stderr.readline()
        process.send_signal(signal.SIGKILL)
        finish(process)
        assert b"takes it back" in said
        field = "next_step" if number % 2 else "name"
        assert ask(book, f"SELECT count(*) FROM account WHERE {field} = '{name}'") == [(1,)]
    assert whole(book)


def test_t002_what_was_confirmed_survives_a_kill(book: Path) -> None:
    """T002: SIGKILL as soon as the confirmation is read."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    confirm_and_kill(book, 6)


@pytest.mark.long
def test_t002_a_hundred_times(book: Path) -> None:
    """T002, the long form."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    confirm_and_kill(book, 100)


def kill_between_changes(book: Path, times: int) -> None:
    """Kill a writer again and again on one book; what it said it did is there, and no half."""
    before = len(ask(book, "SELECT id FROM operation"))
    chance, done, cut_off = random.Random(2), 0, 0
    for _ in range(times):
        process = subprocess.Popen(
            [sys.executable, Path(writer.__file__), book, str(done)],
            env=variables(book),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        acknowledged = int(next(line for line in reversed(said) if line.endswith("\n"))) + 1
        cut_off += book.with_name(f"{book.name}-journal").exists()
        with open_book(book):
            pass
        done = len(ask(book, "SELECT id FROM operation")) - before
        assert done in (acknowledged, acknowledged + 1)
        found = rows(book)
        ((arr,),) = ask(book, "SELECT arr FROM account WHERE id = 1")
        assert writer.figures(done) == writer.Figures(
            found["account"], found["health"], found["touchpoint"], found["task"], arr
        )
        assert intact(book)
    assert cut_off
    assert whole(book)


def test_t002_t009_twenty_five_kills_between_and_within_changes(book: Path) -> None:
    """T002, T009: additions, edits, touchpoints, tasks and undos, on one book; none is half."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    kill_between_changes(book, 25)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_t002_t009_five_hundred_kills(book: Path) -> None:
    """T002, T009, the long form."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    kill_between_changes(book, 500)


def interrupt_an_import(book: Path, sheet: Path, times: int, count: int) -> None:
    before = rows(book)
    took, all_of_it = left_alone(book, "import", sheet)
    assert all_of_it["account"] == before["account"] + count
    chance = random.Random(8)
    stopped: list[bool] = []
    for number in attempts(times, stopped):
        copy = Path(shutil.copy(book, book.with_name(f"stopped{number}.db")))
        process = begin(copy, "import", "-", "--as", "accounts")
        assert process.stdin is not None
        # More than a pipe holds: once it is written the program is up and reading.
        process.stdin.write(sheet.read_bytes())
        process.stdin.close()
        process.stdin = None
        time.sleep(chance.random() * took if number < times else 0)
        process.send_signal(signal.SIGINT)
        ran, found = finish(process), rows(copy)
        assert "Traceback" not in ran.err
        if found == before:
            assert ran.err.strip() == NOTHING_IMPORTED
            assert ran.code in INTERRUPTED
        else:
            assert found == all_of_it
            assert NOTHING_IMPORTED not in ran.err
        assert intact(copy)
        stopped.append(found == before)
    assert any(stopped)


def test_t008_ctrl_c_during_an_import_imports_nothing_and_says_so(
    book: Path, tmp_path: Path
) -> None:
    """T008: SIGINT at 4 moments; where it came too late, nothing untrue is said."""
    interrupt_an_import(book, accounts_file(tmp_path / "a.csv", 5_000), 4, 5_000)


@pytest.mark.long
def test_t008_at_a_hundred_moments(book: Path, tmp_path: Path) -> None:
    """T008, the long form."""
    interrupt_an_import(book, accounts_file(tmp_path / "a.csv", 5_000), 100, 5_000)


def test_t008_ctrl_c_after_the_confirmation_denies_nothing(book: Path, tmp_path: Path) -> None:
    """T008: between the commit and the summary it is too late to say that nothing was imported."""
    sheet = accounts_file(tmp_path / "a.csv", 2_000)
    for _ in range(2):
        copy = Path(shutil.copy(book, book.with_name("late.db")))
        process = begin(copy, "import", sheet)
        assert process.stderr is not None
        said = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        ran = finish(process)
        assert b"Imported as operation" in said
        assert rows(copy)["account"] == 2_000
        assert NOTHING_IMPORTED not in ran.err
        assert "Traceback" not in ran.err


def test_t008_an_import_cut_off_while_it_reads_is_no_locked_book(book: Path) -> None:
    """T008: a Ctrl-C while a table is read was told as another program that holds the book."""
    with open_book(book) as opened:
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt), staging(opened) as staged:
                staged.stage("account", ("name",), [(1, 1, None, "A"), (2, 2, None, "B")])
                staged.plan(0, clear_blanks=False)
                reading = opened.connection.execute("SELECT * FROM temp.staged")
                next(reading)
                raise KeyboardInterrupt
            reading.close()


def test_sigterm_during_an_import_imports_nothing(book: Path, tmp_path: Path) -> None:
    """P2, and the exit code of INTERFACE."""
    sheet, before = accounts_file(tmp_path / "a.csv", 5_000), rows(book)
    stopped: list[bool] = []
    for number in attempts(1, stopped):
        copy = Path(shutil.copy(book, book.with_name(f"ended{number}.db")))
        process = begin(copy, "import", sheet)
        journal = copy.with_name(f"{copy.name}-journal")
        while process.poll() is None and not journal.exists():
            time.sleep(0.002)
        process.send_signal(signal.SIGTERM)
        ran = finish(process)
        assert "Traceback" not in ran.err
        assert not journal.exists()
        assert whole(copy)
        stopped.append(rows(copy) == before)
        # On a busy machine the signal may come when all of it was committed already.
        assert ran.code == TERMINATED or (ran.code == DONE and not stopped[-1])
        assert stopped[-1] or rows(copy)["account"] == 5_000
    assert any(stopped)


def kill_an_undo(book: Path, sheet: Path, times: int) -> None:
    start = snapshot(book)
    assert csm(book, "import", sheet).code == DONE
    end = snapshot(book)
    moments = Moments(9, left_alone(book, "undo", "--plain")[0])
    kept: list[bool] = []
    for number in attempts(times, kept):
        copy = Path(shutil.copy(book, book.with_name(f"undo{number}.db")))
        process = begin(copy, "undo", "--plain")
        moments.wait(copy, process, soon=number >= times)
        kill(process)
        assert csm(copy, "accounts", "--limit", "1").code == DONE
        found = snapshot(copy)
        assert found in (start, end)
        logged = [row["undoes"] for row in csm(copy, "history", "--json").json]
        assert (1 in logged) == (found == start)
        assert intact(copy) if number else whole(copy)
        kept.append(found == end)
        copy.unlink()
    assert any(kept)


def test_t009_a_kill_during_the_undo_of_an_import_undoes_all_or_nothing(
    book: Path, tmp_path: Path
) -> None:
    """T009: 4,000 rows (2,000 accounts and their pulses); the log agrees."""
    kill_an_undo(book, accounts_file(tmp_path / "a.csv", 2_000), 4)


@pytest.mark.long
def test_t009_at_a_hundred_moments(book: Path, tmp_path: Path) -> None:
    """T009, the long form."""
    kill_an_undo(book, accounts_file(tmp_path / "a.csv", 10_000), 100)


def test_what_a_killed_import_left_is_removed_by_the_next(book: Path, tmp_path: Path) -> None:
    """P3: the unfinished backup before it."""
    assert csm(book, "add", "account", "name=Acme").code == DONE
    folder = book.with_name("book-backups")
    folder.mkdir(mode=0o700, exist_ok=True)
    left = folder / ".20260101T000000Z-import.db.999999999.new"
    left.write_bytes(b"half")
    assert csm(book, "import", accounts_file(tmp_path / "a.csv", 3)).code == DONE
    assert not left.exists()
