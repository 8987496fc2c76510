"""Rows staged, compared and planned in TEMP tables; the book's file is written only by apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csm_tui.errors import BookRefused
from csm_tui.store import standings
from csm_tui.store.database import open_book
from csm_tui.store.journal import operation, undo
from csm_tui.store.staging import Outcome, Staging, staging
from tests.store.conftest import NOW, TODAY, add_account, digest, dump

if TYPE_CHECKING:
    from pathlib import Path

    from csm_tui.store.database import Book

FIELDS = ("account_id", "date", "kind", "subject")


def plan(
    staged: Staging,
    rows: list[tuple[int | None, str, str | None]],
    *,
    file: int = 0,
    clear_blanks: bool = False,
) -> Outcome:
    """Plan touchpoints of account 1 given as (target, date, subject), on lines 2, 3 …"""
    staged.stage(
        "touchpoint",
        FIELDS,
        [
            (number, number + 2, target, 1, date, "email", subject)
            for number, (target, date, subject) in enumerate(rows)
        ],
    )
    staged.link_equal(FIELDS)
    return staged.plan(file, clear_blanks=clear_blanks)


def write(book: Book, staged: Staging) -> None:
    with operation(book, "Imported t.csv", today=TODAY, now=NOW) as recorder:
        recorder.detail({"import": {}})
        staged.apply(recorder, [recorder.origin(file="t.csv", sha256="00", kind="touchpoints")])


def subjects(book: Book) -> list[tuple[object, ...]]:
    return book.connection.execute("SELECT id, date, subject, line FROM touchpoint").fetchall()


def test_an_email_is_found_in_every_case_that_a_file_has_it_in(book: Book) -> None:
    account = add_account(book, "Acme")
    with operation(book, "Add", today=TODAY, now=NOW) as recorder:
        email = {"account_id": account, "name": "Ana", "email": "Ana@acme.example"}
        recorder.insert("contact", email)
    with staging(book) as staged:
        asked = ("ana@acme.example", "ANA@acme.example", "nobody@acme.example")
        found = staged.accounts_of_emails(asked)
    assert found == {"ana@acme.example": (account,), "ANA@acme.example": (account,)}


def test_open_rows_are_planned_as_new_and_written_with_their_lines(book: Book) -> None:
    add_account(book, "Acme")
    with staging(book) as staged:
        outcome = plan(staged, [(None, "2026-01-01", "a"), (None, "2026-01-02", None)])
        assert outcome == Outcome(frozenset({2, 3}), frozenset(), frozenset(), ())
        assert subjects(book) == []
        write(book, staged)
    assert subjects(book) == [(1, "2026-01-01", "a", 2), (2, "2026-01-02", None, 3)]


def test_equal_rows_are_linked_one_to_one(book: Book) -> None:
    add_account(book, "Acme")
    rows: list[tuple[int | None, str, str | None]] = [
        (None, "2026-01-01", None),
        (None, "2026-01-01", None),
        (None, "2026-01-02", "x"),
    ]
    with staging(book) as staged:
        plan(staged, rows[1:])
        write(book, staged)
    with staging(book) as staged:
        outcome = plan(staged, rows)
        assert (outcome.added, outcome.known, outcome.changed) == (
            frozenset({3}),
            frozenset({2, 4}),
            frozenset(),
        )


def test_a_linked_row_changes_only_what_it_says_differently(book: Book) -> None:
    add_account(book, "Acme")
    with staging(book) as staged:
        plan(staged, [(None, "2026-01-01", "a"), (None, "2026-01-02", "b")])
        write(book, staged)
    with staging(book) as staged:
        outcome = plan(staged, [(1, "2026-01-05", None), (2, "2026-01-02", None)])
        assert outcome.changed == {2}
        (found,) = outcome.differing
        assert found == ("date", 1, ((2, "Acme", "2026-01-01", "2026-01-05"),))
        write(book, staged)
    assert [row[:3] for row in subjects(book)] == [(1, "2026-01-05", "a"), (2, "2026-01-02", "b")]
    with staging(book) as staged:
        outcome = plan(staged, [(1, "2026-01-05", None)], clear_blanks=True)
        assert [found.field for found in outcome.differing] == ["subject"]


def test_later_files_are_compared_with_what_earlier_ones_planned(book: Book) -> None:
    add_account(book, "Acme")
    with staging(book) as staged:
        assert plan(staged, [(None, "2026-01-01", "a")]).added == {2}
        assert plan(staged, [(None, "2026-01-01", "a")], file=1).known == {2}
        assert plan(staged, [(1, "2026-01-01", "z")], file=1).changed == {2}
        with operation(book, "Import", today=TODAY, now=NOW) as recorder:
            origins = [recorder.origin(file=name) for name in ("1.csv", "2.csv")]
            staged.apply(recorder, origins)
    rows = book.connection.execute(
        "SELECT subject, o.file FROM touchpoint t JOIN origin o ON o.id = t.origin_id"
    ).fetchall()
    assert rows == [("z", "1.csv")]


def test_what_was_applied_is_undone_in_one_step(book: Book) -> None:
    add_account(book, "Acme")
    with staging(book) as staged:
        plan(staged, [(None, "2026-01-01", "a")])
        write(book, staged)
    before = dump(book.connection)
    with staging(book) as staged:
        plan(staged, [(1, "2026-01-05", "b"), (None, "2026-01-06", "c")])
        write(book, staged)
    undo(book, today=TODAY, now=NOW)
    assert dump(book.connection) == before


def test_staging_writes_nothing_and_leaves_no_table_behind(path: Path) -> None:
    with open_book(path) as book:
        add_account(book, "Acme")
    before = digest(path)
    with open_book(path) as book:
        with pytest.raises(KeyboardInterrupt), staging(book) as staged:
            plan(staged, [(None, "2026-01-01", "a")])
            raise KeyboardInterrupt
        assert book.connection.execute("SELECT name FROM sqlite_temp_master").fetchall() == []
    assert digest(path) == before


def test_only_columns_of_the_schema_are_let_in(book: Book) -> None:
    with staging(book) as staged, pytest.raises(ValueError, match="no column"):
        staged.stage("account", ["name) VALUES (1); DROP TABLE account; --"], [])


def test_a_column_that_csm_did_not_make_never_becomes_sql(book: Book) -> None:
    book.connection.execute('ALTER TABLE task ADD COLUMN "a = 1 --" TEXT')
    with staging(book) as staged, pytest.raises(BookRefused, match="column that csm did not make"):
        staged.stage("task", ["title"], [])


def test_a_field_last_set_by_hand_is_taken_out_and_told(book: Book) -> None:
    add_account(book, "Acme")
    with staging(book) as staged:
        plan(staged, [(None, "2026-01-01", "a")])
        write(book, staged)
    with operation(book, "Edited", today=TODAY, now=NOW) as recorder:
        recorder.update("touchpoint", 1, {"subject": "by hand"})
    with staging(book) as staged:
        staged.stage("touchpoint", FIELDS, [(0, 2, 1, 1, "2026-01-09", "email", "from file")])
        (conflict,) = staged.keep_by_hand(clear_blanks=False)
        assert conflict == (0, 2, "subject", "by hand", "from file", "2026-02-01")
        outcome = staged.plan(0, clear_blanks=False)
        assert [found.field for found in outcome.differing] == ["date"]


def test_staged_rows_are_kept_in_a_file_and_the_standings_are_there_after_them(book: Book) -> None:
    add_account(book, "Acme")
    standings.prepare(book.connection, TODAY)
    with staging(book):
        (where,) = book.connection.execute("PRAGMA temp_store").fetchone()
    assert where == 1
    assert book.connection.execute("PRAGMA temp_store").fetchone() == (2,)
    standings.prepare(book.connection, TODAY)
    assert book.connection.execute("SELECT name FROM standing").fetchall() == [("Acme",)]
