"""The SQLite connection of a book: its settings, and text that never fails to decode."""

from __future__ import annotations

import re
import sqlite3
import time
from typing import TYPE_CHECKING

from csm_tui.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Told how to store what it knows anyway, Python does not search for a way each time: a bulk insert
# is a tenth quicker.
sqlite3.register_adapter(type(None), lambda none: none)
sqlite3.register_adapter(bool, int)

BUSY_SECONDS = 5.0
# Between two looks at a lock: of who has just come, and of who has waited for two seconds.
_FIRST_LOOK, _LAST_LOOK, _PATIENCE = 0.02, 0.001, 2.0
_ERROR_CODE = re.compile(r"error code=(\d+)")


class BookConnection(sqlite3.Connection):
    """A connection that remembers what `standings.prepare` last saw through it.

    `stopped` tells, while something runs that can be stopped, whether it has been.
    """

    prepared: tuple[object, ...] | None = None
    reassessed: int = 0
    read_only: bool = False
    stopped: Callable[[], bool] | None = None


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
    connection.read_only = read_only
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


def temporary_tables(connection: sqlite3.Connection, *, in_memory: bool) -> None:
    """Keep TEMP tables in memory, or in a file of SQLite's own that nobody else can open.

    Those there are go, as SQLite has it: what `standings.prepare` made is made anew.
    """
    connection.execute(f"PRAGMA temp_store={'MEMORY' if in_memory else 'FILE'}")
    if isinstance(connection, BookConnection):
        connection.prepared = None


def _fold(value: object) -> str | None:
    return fold(value) if isinstance(value, str) else None


def begin(connection: sqlite3.Connection) -> None:
    """Begin a writing transaction within the connection's busy timeout; raises sqlite3.Error.

    SQLite's own wait grows to 100 ms a look, so that who waits longest is the last to look. Here
    the looks grow shorter, and who came first is the first to look; Ctrl-C ends them, and so does
    the user's word (`stopped`).
    """
    stopped = connection.stopped if isinstance(connection, BookConnection) else None
    (timeout,) = connection.execute("PRAGMA busy_timeout").fetchone()
    began = time.monotonic()
    deadline = began + timeout / 1000
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                waiting = stopped is None or not stopped()
                if not busy or not waiting or time.monotonic() >= deadline:
                    raise
                waited = min(1.0, (time.monotonic() - began) / _PATIENCE)
                time.sleep(_FIRST_LOOK + (_LAST_LOOK - _FIRST_LOOK) * waited)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout={timeout}")


def findings(connection: sqlite3.Connection, check: str = "quick_check(1)") -> list[str]:
    """Return what `PRAGMA quick_check` or `integrity_check` tells; ["ok"] is health.

    Raises MemoryError where SQLite had no memory to look at all pages: that is no damage.
    """
    found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}").fetchall()]
    codes = [int(code) for text in found for code in _ERROR_CODE.findall(text)]
    if any(code & 0xFF == sqlite3.SQLITE_NOMEM for code in codes):
        raise MemoryError
    return found


def decode(data: bytes) -> str:
    """Return `data` as text; a damaged cell shows U+FFFD and spoils no list (TORTURE T034)."""
    return data.decode("utf-8", "replace")
