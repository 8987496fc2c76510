"""The SQLite connection of a book: its settings, and text that never fails to decode."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from csm_tui.domain.folding import fold

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 5.0


class BookConnection(sqlite3.Connection):
    """A connection that remembers what `standings.prepare` last saw through it."""

    prepared: tuple[object, ...] | None = None
    reassessed: int = 0


def connect(path: Path, *, read_only: bool) -> BookConnection:
    """Return a connection to the existing file `path`, links followed; raises sqlite3.Error.

    Transactions are ours alone (`isolation_level=None`); the path is quoted, so that `?`, `#` and
    `%20` in it are only characters.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        factory=BookConnection,
    )
    connection.text_factory = decode
    # queries/filters.py compares texts by it, the way people read them.
    connection.create_function("fold", 1, _fold, deterministic=True)
    for setting in (
        "foreign_keys=ON",
        "synchronous=FULL",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "temp_store=MEMORY",
        "cache_size=-16384",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _fold(value: object) -> str | None:
    return fold(value) if isinstance(value, str) else None


def decode(data: bytes) -> str:
    """Return `data` as text; a damaged cell shows U+FFFD and spoils no list (TORTURE T034)."""
    return data.decode("utf-8", "replace")
