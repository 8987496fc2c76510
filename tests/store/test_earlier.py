"""The book as it was known: exactly what it was then, privately, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.errors import BookRefused, FileProblem, UndoRefused, UsageError
from csm_tui.models import preset
from csm_tui.store import platform
from csm_tui.store.database import Book, open_book
from csm_tui.store.earlier import Earlier, earlier_book
from csm_tui.store.journal import Recorder, operation, redo, undo
from csm_tui.store.standings import differing, prepare

from .conftest import NOW, TODAY, dump, intact, make_book

Rows = dict[str, list[tuple[object, ...]]]


def at(days: int) -> datetime:
    """Return the instant of entry on the day so many days after the book was made."""
    return NOW + timedelta(days=days)


def known(path: Path, days: int, *, today: date = TODAY) -> Earlier:
    """Return the book as it was known at the end of that day."""
    day = TODAY + timedelta(days=days)
    until = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    return earlier_book(path, day, until, today=today)


def read(earlier: Earlier) -> Rows:
    """Return every row of the business tables, and drop the copy."""
    with open_book(earlier.path, read_only=True) as book:
        rows = dump(book.connection)
    earlier.discard()
    return rows


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep temporary files to this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def told_story(path: Path) -> list[Rows]:
    """Enter one operation a day; return the rows at the end of each day, the first empty."""
    seen: list[Rows] = []
    with open_book(path) as book:
        seen.append(dump(book.connection))

        def enter(work: object) -> None:
            assert callable(work)
            with operation(book, "Work", today=TODAY, now=at(len(seen))) as recorder:
                work(recorder)
            seen.append(dump(book.connection))

        enter(lambda r: r.insert("account", {"name": "Acme", "arr": 100, "external_id": "A"}))
        enter(
            lambda r: r.insert(
                "health", {"account_id": 1, "date": TODAY, "measure": "pulse", "value": 1 / 3}
            )
        )
        enter(lambda r: r.update("account", 1, {"arr": 200, "external_id": "B"}))
        enter(lambda r: r.insert_many("task", ("account_id", "title"), [(1, "a"), (1, "b")] * 600))
        enter(lambda r: r.update("account", 1, {"arr": None, "name": "Acme GmbH"}))
        enter(lambda r: r.delete_many("task", range(900, 1201)))
        # The numbers of what was deleted are used again, and so is the external id.
        enter(lambda r: r.insert("task", {"account_id": 1, "title": "in its place"}))
        enter(lambda r: r.insert("account", {"name": "Globex", "external_id": "A"}))
        enter(lambda r: r.update("task", 1, {"account_id": 2}))
        enter(lambda r: r.delete("account", 1))
        enter(
            lambda r: r.insert(
                "touch_model",
                {"name": "three-tier", "adopted_on": TODAY, "toml": preset("three-tier")},
            )
        )
    return seen


def test_each_day_is_exactly_as_it_was(path: Path) -> None:
    days = told_story(path)
    for number, rows in enumerate(days):
        assert read(known(path, number)) == rows, number


def test_standings_and_history_are_those_of_then(path: Path) -> None:
    told_story(path)
    earlier = known(path, 8)
    assert intact(earlier.path)
    assert (earlier.taken_back, earlier.notices) == (3, ())
    with open_book(earlier.path, read_only=True) as book:
        assert prepare(book.connection, TODAY) == 0
        assert differing(book.connection, TODAY) == []
        assert book.connection.execute("SELECT max(id) FROM operation").fetchone() == (8,)
        assert book.connection.execute("SELECT max(operation_id) FROM change").fetchone() == (8,)
    earlier.discard()


def test_the_copy_is_private_and_goes(path: Path, temporary: Path) -> None:
    told_story(path)
    earlier = known(path, 2)
    assert earlier.folder is not None
    if not platform.WINDOWS:
        assert stat.S_IMODE(earlier.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(earlier.path.stat().st_mode) == 0o600
    assert list(earlier.folder.iterdir()) == [earlier.path]
    earlier.discard()
    earlier.discard()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_swept_away(path: Path, temporary: Path) -> None:
    told_story(path)
    left = temporary / "csm-known-on-2147483646-x"
    mine = temporary / f"csm-known-on-{os.getpid()}-x"
    for folder in (left, mine):
        folder.mkdir()
        (folder / "book.db").write_bytes(b"private")
    known(path, 2).discard()
    assert left.exists() == platform.WINDOWS
    assert mine.exists()


def test_where_nothing_is_later_the_book_itself_is_read(path: Path, temporary: Path) -> None:
    told_story(path)
    earlier = known(path, 11)
    assert (earlier.path, earlier.folder, earlier.taken_back) == (path, None, 0)
    earlier.discard()
    assert path.exists()
    assert list(temporary.iterdir()) == []


def test_a_day_before_the_book_began_is_a_sentence(path: Path) -> None:
    told_story(path)
    assert read(known(path, 0))["account"] == []
    with pytest.raises(UsageError, match="begun later, on 2026-02-01"):
        known(path, -1)


def test_where_a_copy_fails_nothing_stays(path: Path, temporary: Path) -> None:
    told_story(path)
    with open_book(path) as book:
        book.connection.execute("UPDATE change SET before = '{' WHERE operation_id = 5")
    with pytest.raises(BookRefused, match="cannot be taken back"):
        known(path, 2)
    assert list(temporary.iterdir()) == []


def test_no_folder_for_temporary_files_is_a_sentence(path: Path, temporary: Path) -> None:
    told_story(path)
    shutil.rmtree(temporary)
    with pytest.raises(FileProblem, match="TMPDIR"):
        known(path, 2)


def test_changes_that_the_history_has_lost_are_told(path: Path) -> None:
    told_story(path)
    with open_book(path) as book:
        book.connection.execute("DELETE FROM change WHERE operation_id IN (8, 11)")
        book.connection.execute("DELETE FROM operation WHERE id = 8")
    earlier = known(path, 7)
    lost, unknown = earlier.notices
    assert lost.startswith("The history lacks what 2 later changes did: ")
    assert unknown.endswith("so they are shown: 1 of account, 1 of touch model.")
    earlier.discard()


def test_rows_that_were_never_journalled_are_told(path: Path) -> None:
    told_story(path)
    with open_book(path) as book:
        book.connection.execute("DELETE FROM task")
        book.connection.execute(
            "INSERT INTO health(account_id, date, measure, value) VALUES (2, '2026-02-01', 'x', 5)"
        )
    earlier = known(path, 10)
    assert earlier.notices == (
        "The history does not say when these were entered, so they are shown: 1 of health.",
        "Gone from the book outside its history, so not shown: 1 of task.",
    )
    earlier.discard()


class _Story:
    """Random operations on a book, one a day, and the book at the end of each."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.days: list[Rows] = [dump(book.connection)]

    def enter(self, kind: int, pick: int, value: int) -> None:
        day = at(len(self.days))
        steps = {0: self._add, 1: self._edit, 2: self._delete, 3: self._facts}
        if kind < len(steps):
            with operation(self.book, "Work", today=TODAY, now=day) as recorder:
                steps[kind](recorder, pick, value)
        else:
            with suppress(UndoRefused):
                (undo if kind < 6 else redo)(self.book, today=TODAY, now=day)
        self.days.append(dump(self.book.connection))

    def _one(self, table: str, pick: int) -> int | None:
        ids = [row[0] for row in self.book.connection.execute(f"SELECT id FROM {table}")]
        return ids[pick % len(ids)] if ids else None

    def _add(self, recorder: Recorder, _: int, value: int) -> None:
        account = recorder.insert("account", {"name": f"A{value}", "arr": value})
        recorder.insert(
            "health", {"account_id": account, "date": TODAY, "measure": "score", "value": value / 7}
        )

    def _edit(self, recorder: Recorder, pick: int, value: int) -> None:
        for table, fields in (
            ("account", {"arr": value or None, "owner": "Ana" if value % 2 else None}),
            ("task", {"title": f"t{value}", "status": "done"}),
        ):
            row = self._one(table, pick)
            if row is not None:
                recorder.update(table, row, fields)

    def _delete(self, recorder: Recorder, pick: int, value: int) -> None:
        table = ("account", "task", "health")[value % 3]
        row = self._one(table, pick)
        if row is not None:
            recorder.delete(table, row)

    def _facts(self, recorder: Recorder, pick: int, value: int) -> None:
        account = self._one("account", pick)
        if account is not None:
            rows = [(account, f"t{number}") for number in range(value % 4)]
            recorder.insert_many("task", ("account_id", "title"), rows)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.integers(0, 99)), max_size=12))
def test_known_on_the_day_before_is_the_book_before(work: list[tuple[int, int, int]]) -> None:
    """Whatever was entered, the end of each day comes back, row by row."""
    with tempfile.TemporaryDirectory() as folder:
        path = make_book(Path(folder) / "home" / "book.db")
        with open_book(path) as book:
            story = _Story(book)
            for one in work:
                story.enter(*one)
        for number, rows in enumerate(story.days):
            assert read(known(path, number)) == rows
