"""A real book on a real disk, with a fixed today."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csm_tui.models import preset
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.journal import operation
from csm_tui.store.tables import JOURNALLED

TODAY = date(2026, 2, 1)
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


def make_book(path: Path) -> Path:
    """Make an empty book with the four-tier model at `path`."""
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    return path


def add_account(book: Book, name: str, *, today: date = TODAY, **values: object) -> int:
    """Add one account by hand and return its id."""
    with operation(book, f"Add {name}", today=today, now=NOW) as recorder:
        return recorder.insert("account", {"name": name, **values})


def digest(path: Path) -> str:
    """Return the SHA-256 of the file's bytes; only while it is not open here."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def dump(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the business tables."""
    return {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
        for table in JOURNALLED
    }


def intact(path: Path) -> bool:
    """Return whether SQLite finds nothing wrong with the file."""
    connection = sqlite3.connect(path)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a new, empty book."""
    return make_book(tmp_path / "home" / "book.db")


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    """Return a new, empty book, open for writing."""
    with open_book(path) as opened:
        yield opened
