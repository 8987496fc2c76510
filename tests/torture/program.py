"""The whole program as its users run it: real processes on a real book, and what they left."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from csm_tui.store.tables import JOURNALLED

TODAY = "2026-02-02"
CSM = (sys.executable, "-m", "csm_tui")
DONE, FAILED, USAGE, REJECTED, REFUSED, BUSY, TERMINATED = 0, 1, 2, 3, 4, 5, 143
# Python ends itself by the signal where it came while a class was being made; a shell says 130.
INTERRUPTED = (130, -signal.SIGINT)

Snapshot = dict[str, list[tuple[object, ...]]]


class Ran(NamedTuple):
    """What a process left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout read as JSON."""
        return json.loads(self.out)


def variables(book: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process that opens `book` as of TODAY."""
    return {**os.environ, "CSM_DB": str(book), "CSM_AS_OF": TODAY, **more}


def csm(
    book: Path,
    *words: str | Path,
    argv: Sequence[str] = CSM,
    stdin: bytes = b"",
    cwd: Path | None = None,
    timeout: float = 110,
    **more: str,
) -> Ran:
    """Run `csm` with `words` on `book`, without a terminal, and return what it left."""
    done = subprocess.run(
        [*argv, *map(str, words)],
        env=variables(book, **more),
        input=stdin,
        capture_output=True,
        cwd=cwd or book.parent,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def batch(
    book: Path,
    commands: Sequence[Sequence[str | Path]],
    *,
    preexec: Callable[[], None] | None = None,
    **more: str,
) -> list[Ran]:
    """Run several commands of `csm` on `book` in one process of their own; quicker than `csm`."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("batch.py")],
        env=variables(book, **more),
        input=json.dumps([list(map(str, words)) for words in commands]).encode(),
        capture_output=True,
        cwd=book.parent,
        preexec_fn=preexec,
        timeout=110,
        check=False,
    )
    assert done.stderr == b"", done.stderr.decode()
    return [Ran(*told) for told in json.loads(done.stdout)]


def attended() -> None:
    """Make a Ctrl-C count in a child, also where the tests themselves run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def begin(book: Path, *words: str | Path, argv: Sequence[str] = CSM) -> subprocess.Popen[bytes]:
    """Start `csm` with `words` on `book`, to be interrupted; its stdin stays open."""
    return subprocess.Popen(
        [*argv, *map(str, words)],
        env=variables(book),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=book.parent,
        # Its own group: a Ctrl-C sent to it must not reach the tests.
        start_new_session=True,
        preexec_fn=attended,
    )


def finish(process: subprocess.Popen[bytes]) -> Ran:
    """Wait for a started process and return what it left."""
    out, err = process.communicate(timeout=110)
    return Ran(process.returncode, out.decode(), err.decode())


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a started process as a power cut does."""
    process.send_signal(signal.SIGKILL)
    finish(process)


class Moments:
    """Random moments in the life of a process: every second one while it is writing."""

    def __init__(self, seed: int, whole: float) -> None:
        """Take the seconds that the process runs when it is left alone."""
        self._chance = random.Random(seed)
        self._whole = whole
        self._count = 0

    def wait(self, book: Path, process: subprocess.Popen[bytes], *, soon: bool = False) -> bool:
        """Return at the next moment, or once the process has ended; tell whether it is writing.

        With `soon` the moment is the one at which it begins to write.
        """
        self._count += 1
        sign = book.with_name(f"{book.name}-journal")
        if self._count % 2 and not soon:
            time.sleep(self._chance.random() * self._whole)
            return False
        while process.poll() is None and not sign.exists():
            time.sleep(0.002)
        time.sleep(0 if soon else self._chance.random() * self._whole / 4)
        return True


def accounts_file(path: Path, count: int, *, prefix: str = "A") -> Path:
    """Write a file of `count` accounts, each with a pulse, and return its path."""
    lines = ["external_id,name,arr,renewal_date,pulse,owner"]
    lines += [
        f"{prefix}-{n},{prefix} Account {n},{n * 10},2026-{n % 12 + 1:02d}-01,{n % 5 + 1},O{n % 7}"
        for n in range(count)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ask(book: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query, asked past the program."""
    with closing(sqlite3.connect(f"file:{book}?mode=rw", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def snapshot(book: Path) -> Snapshot:
    """Return every row of what the user has told the program, by table."""
    return {table: ask(book, f"SELECT * FROM {table} ORDER BY id") for table in JOURNALLED}


def rows(book: Path) -> dict[str, int]:
    """Return how many rows each table of the user's facts has."""
    return {table: len(found) for table, found in snapshot(book).items()}


def intact(book: Path) -> bool:
    """Return whether SQLite finds nothing wrong with the book."""
    with closing(sqlite3.connect(book)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return sound and connection.execute("PRAGMA foreign_key_check").fetchall() == []


def whole(book: Path) -> bool:
    """Return whether SQLite and `csm doctor` find nothing wrong with the book."""
    return intact(book) and csm(book, "doctor").code == DONE


def clean(ran: Ran) -> bool:
    """Return whether a failure was told in words: no traceback, no escapes, a sentence."""
    told = ran.out + ran.err
    return bool(ran.err.strip()) and "Traceback" not in told and "\x1b" not in told
