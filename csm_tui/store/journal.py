"""Operations: one transaction, one journal entry, one undo step each; and undo and redo of them.

Undo appends the mirror image as an operation of its own (`undoes`), so history stays honest, works
after a restart and from either face. Redo is the undo of an undo.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csm_tui.domain.changes import Changes
from csm_tui.errors import UndoRefused
from csm_tui.store import standings
from csm_tui.store.connection import begin
from csm_tui.store.faults import faults
from csm_tui.store.mirror import Mirror
from csm_tui.store.recorder import Recorder
from csm_tui.store.rows import undone_operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from csm_tui.store.database import Book

__all__ = ["Recorder", "operation", "redo", "undo"]

# While a transaction writes, its pages stay in memory: readers are shut out only during the commit.
# Beyond 64 MB (an import of some 100,000 accounts) they wait: memory has a bound, too.
_WRITING_CACHE = -65536
_READING_CACHE = -16384
_UNDO, _REDO = "Undo: ", "Redo: "


@contextmanager
def operation(book: Book, name: str, *, today: date, now: datetime) -> Iterator[Recorder]:
    """Run the block as one operation called `name`: all of it is written, or nothing.

    Inside another operation it is part of that one. The standings of the touched accounts are
    refreshed in the same transaction. Where nothing changed the file is not written. Raises
    BookReadOnly, BookBusy and what `faults` makes of errors.
    """
    if book.recording is not None:
        yield book.recording
        return
    book.require_writable()
    connection = book.connection
    with faults(book.path):
        begin(connection)
        recorder = book.recording = Recorder(connection, name, today=today, now=now)
        committing = False
        try:
            connection.execute(f"PRAGMA cache_size={_WRITING_CACHE}")
            yield recorder
            if recorder.count:
                recorder.flush()
                _refresh(recorder)
                committing = True
                connection.execute("COMMIT")
        except (sqlite3.Error, MemoryError):
            # SQLite has taken back what it could not commit.
            committing = False
            raise
        finally:
            book.recording = None
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            elif committing:
                # Also where a Ctrl-C during the commit is raised only after it.
                book.saved = True
            connection.execute(f"PRAGMA cache_size={_READING_CACHE}")


def _refresh(recorder: Recorder) -> None:
    if "touch_model" in recorder.tables and not recorder.all_settled:
        standings.refresh(
            recorder.connection, None, recorder.today, facts_written=recorder.writes_facts
        )
        return
    standings.refresh(recorder.connection, recorder.touched - recorder.settled, recorder.today)
    standings.keep_expired(recorder.connection, recorder.today)


def undo(book: Book, *, today: date, now: datetime, operation_id: int | None = None) -> Changes:
    """Take an operation back: the last of the user's that is not undone, or `operation_id`.

    With the id of an undo this is its redo. Raises UndoRefused, naming account, field and both
    values, where a row has changed since. Without anything to undo the file is not written.
    """
    with faults(book.path):
        target = _last_done(book.connection) if operation_id is None else operation_id
    if target is None:
        return Changes(None, "Nothing to undo.")
    return _take_back(book, target, today=today, now=now)


def redo(book: Book, *, today: date, now: datetime) -> Changes:
    """Take the last undo back, unless a newer operation of the user's has cleared it."""
    with faults(book.path):
        target = _last_undo(book.connection)
    if target is None:
        return Changes(None, "Nothing to redo.")
    return _take_back(book, target, today=today, now=now)


def _take_back(book: Book, target: int, *, today: date, now: datetime) -> Changes:
    with operation(book, "", today=today, now=now) as recorder:
        name = _name(recorder.connection, target)
        recorder.name = _mirrored(name)
        recorder.undoing(target)
        Mirror(recorder, target, name).apply()
    return recorder.changes()


def _name(connection: sqlite3.Connection, target: int) -> str:
    """Return the name of an operation that can be taken back; UndoRefused for any other."""
    found = connection.execute("SELECT name FROM operation WHERE id = ?", (target,)).fetchone()
    if found is None:
        raise UndoRefused(f"There is no change {target} in the history; csm history lists them.")
    if target in undone_operations(connection):
        raise UndoRefused(f"“{found[0]}” ({target}) is undone already; nothing was changed.")
    return str(found[0])


def _mirrored(name: str) -> str:
    if name.startswith(_UNDO):
        return _REDO + name.removeprefix(_UNDO)
    return _UNDO + name.removeprefix(_REDO)


def _last_done(connection: sqlite3.Connection) -> int | None:
    undone = undone_operations(connection)
    newest_first = connection.execute(
        "SELECT id FROM operation WHERE undoes IS NULL ORDER BY id DESC"
    )
    found = next((row[0] for row in newest_first if row[0] not in undone), None)
    newest_first.close()
    return found


def _last_undo(connection: sqlite3.Connection) -> int | None:
    """Return the newest undo in force that no later operation of the user's has cleared."""
    undone = undone_operations(connection)
    rows = connection.execute(
        "SELECT u.id FROM operation u JOIN operation o ON o.id = u.undoes WHERE o.undoes IS NULL "
        "AND u.id > (SELECT max(id) FROM operation WHERE undoes IS NULL) ORDER BY u.id DESC"
    ).fetchall()
    return next((row[0] for row in rows if row[0] not in undone), None)
