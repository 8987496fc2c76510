"""`--known-on`: every command on the book as it was known at the end of a day."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csm_tui.models import preset
from csm_tui.operations import accounts, readings, touchpoints
from csm_tui.operations.undo import undo
from csm_tui.store.database import create_book, open_book
from tests.cli.conftest import Csm

START = date(2026, 1, 5)
TODAY = date(2026, 2, 2)


def noon(day: date) -> datetime:
    """Return an instant that is on that day in most of the world."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def told(csm: Csm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Csm:
    """Return `csm` on a book entered from 5 Jan on, a day an operation; its copies kept apart."""
    path = tmp_path / "book.db"
    create_book(path, today=START, now=noon(START), model_name="t", model_toml=preset("four-tier"))
    with open_book(path) as book:

        def on(day: int) -> dict[str, Any]:
            then = START + timedelta(days=day)
            return {"today": then, "now": noon(then)}

        accounts.add(book, {"name": "Acme", "arr": 12_000_000}, **on(0))
        accounts.add(book, {"name": "Globex", "arr": 3_000_000}, **on(1))
        accounts.edit(book, 1, {"arr": 2_000_000}, **on(2))
        readings.record(book, 1, "score", 30, on_day=START, **on(3))
        call = {"date": START, "kind": "check-in", "channel": "phone", "status": "done"}
        touchpoints.log(book, 1, call, **on(4))
        accounts.archive(book, 2, **on(5))
        undo(book, operation_id=3, **on(6))
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return csm


def test_each_command_sees_only_what_was_entered_by_then(told: Csm, tmp_path: Path) -> None:
    def seen(day: int) -> list[tuple[object, ...]]:
        rows = told("accounts", "--json", "--known-on", f"2026-01-{day:02}").json
        return [
            (row["name"], row["arr"], row["tier"], row["health"], row["last_touchpoint_on"])
            for row in rows
        ]

    acme, globex = ("Acme", 120000, "high"), ("Globex", 30000, "medium", None, None)
    assert seen(5) == [(*acme, None, None)]
    assert seen(6) == [(*acme, None, None), globex]
    assert seen(7) == [("Acme", 20000, "low", None, None), globex]
    assert seen(8) == [("Acme", 20000, "low", 30, None), globex]
    # A call of 5 Jan that was entered on 9 Jan.
    assert seen(9) == [("Acme", 20000, "low", 30, "2026-01-05"), globex]
    assert seen(10) == [("Acme", 20000, "low", 30, "2026-01-05")]
    assert seen(31) == [(*acme, 30, "2026-01-05")]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_history_is_what_was_there_and_dry_runs_work(told: Csm) -> None:
    rows = told("history", "--json", "--known-on", "2026-01-07").json
    assert [row["operation"] for row in rows] == [3, 2, 1]
    # It is undone only later.
    assert rows[0]["undone_by"] is None
    assert told("plan", "--dry-run", "--known-on", "2026-01-07").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("edit", "acme", "arr=1"),
        ("log", "acme phone: hello"),
        ("undo",),
        ("backup",),
        ("doctor", "--fix"),
        ("restore", "x.db", "--yes"),
    ],
)
def test_writing_is_refused_by_name(told: Csm, tmp_path: Path, words: tuple[str, ...]) -> None:
    before = (tmp_path / "book.db").read_bytes()
    ran = told(*words, "--known-on", "2026-01-20")
    assert ran.code == 1
    assert "--known-on 2026-01-20 shows the book as it was" in ran.err
    assert (tmp_path / "book.db").read_bytes() == before
    assert list((tmp_path / "temporary").iterdir()) == []


def test_both_days_together_and_the_option_before_the_command(told: Csm) -> None:
    def arr(*words: str) -> object:
        return told(*words, "show", "acme", "--json").json["arr"]

    # Entered by the 9th, as of the 6th: the smaller ARR is of the 7th.
    assert arr("--known-on", "2026-01-09", "--as-of", "2026-01-06") == 120000
    assert arr("--known-on", "2026-01-09", "--as-of", "2026-01-08") == 20000
    assert arr("--known-on", "2026-01-06", "--as-of", "2026-01-08") == 120000


def test_a_day_before_the_book_and_no_book_are_sentences(told: Csm, tmp_path: Path) -> None:
    ran = told("accounts", "--known-on", "2026-01-01")
    assert ran.code == 2
    assert "the book was begun later, on 2026-01-05" in ran.err
    (tmp_path / "book.db").unlink()
    assert told("accounts", "--known-on", "2026-01-09").code == 4
    assert list((tmp_path / "temporary").iterdir()) == []


def test_errors_leave_no_copy(told: Csm, tmp_path: Path) -> None:
    assert told("show", "nobody", "--known-on", "2026-01-06").code == 1
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_leaves_no_copy(told: Csm, tmp_path: Path, name: str) -> None:  # noqa: ARG001
    """It comes while the answer waits for a reader, the copy being there."""
    number = signal.Signals[name]
    with open_book(tmp_path / "book.db") as book:
        notes = {"notes": "x" * 200_000}
        accounts.edit(book, 1, notes, today=START, now=noon(START + timedelta(days=6)))
        accounts.edit(book, 1, {"arr": 5}, today=START, now=noon(START + timedelta(days=20)))
    folder = tmp_path / "temporary"
    command = subprocess.Popen(
        [sys.executable, "-m", "csm_tui", "show", "acme", "--json", "--known-on", "2026-01-15"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    assert command.stdout is not None
    assert command.stdout.read(10)
    assert len(list(folder.iterdir())) == 1
    command.send_signal(number)
    command.stdout.close()
    assert command.wait(60) in (128 + number, 0)
    assert list(folder.iterdir()) == []
