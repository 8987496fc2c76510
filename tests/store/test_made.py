"""A book that was made for a change that did not come about."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from csm_tui.store.database import open_book
from csm_tui.store.journal import operation
from csm_tui.store.made import made
from tests.store.conftest import NOW, TODAY, make_book

if TYPE_CHECKING:
    from pathlib import Path


def test_a_book_that_nothing_was_written_to_goes_with_the_folder_that_was_made(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    made(make_book(folder / "book.db"), with_folder=True).take_back()
    assert not folder.exists()


def test_a_folder_that_has_something_else_in_it_stays(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine")
    made(make_book(tmp_path / "book.db"), with_folder=True).take_back()
    assert [*tmp_path.iterdir()] == [other]


def test_a_book_with_anything_in_it_stays(tmp_path: Path) -> None:
    found = made(make_book(tmp_path / "book.db"), with_folder=False)
    with open_book(found.path) as book, operation(book, "A", today=TODAY, now=NOW) as recorder:
        recorder.insert("account", {"name": "Acme"})
    found.take_back()
    assert found.path.exists()


def test_another_file_that_took_its_place_stays(tmp_path: Path) -> None:
    found = made(make_book(tmp_path / "book.db"), with_folder=False)
    other = make_book(tmp_path / "other.db")
    shutil.move(other, found.path)
    found.take_back()
    assert found.path.exists()


def test_a_book_that_is_gone_already_is_no_fault(tmp_path: Path) -> None:
    found = made(make_book(tmp_path / "book.db"), with_folder=True)
    found.path.unlink()
    found.path.touch()
    found.take_back()
    assert found.path.exists()


def test_a_book_with_accounts_that_no_operation_brought_stays(tmp_path: Path) -> None:
    found = made(make_book(tmp_path / "book.db"), with_folder=False)
    with open_book(found.path) as book:
        book.connection.execute("BEGIN IMMEDIATE")
        recorded = (
            "INSERT INTO account(name, name_fold, entered_on) VALUES ('A', 'a', '2026-01-01')"
        )
        book.connection.execute(recorded)
        book.connection.execute("COMMIT")
    found.take_back()
    assert found.path.exists()
