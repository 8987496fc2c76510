"""Facts about the book itself (`currency`, `demo`, how far it is planned), by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def setting(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a fact about the book itself, None where it says nothing."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def setting_id(connection: sqlite3.Connection, key: str) -> int | None:
    """Return the row of a fact about the book itself, None where it has none."""
    row = connection.execute("SELECT id FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])
