"""The book as it was known at an instant: a private copy with the later operations taken back.

The copy (store/private_copy.py) is removed by `discard`.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.errors import BookRefused, UsageError
from csm_tui.store import standings
from csm_tui.store.connection import connect
from csm_tui.store.database import open_book
from csm_tui.store.faults import faults
from csm_tui.store.private_copy import copy_book, private_folder, remove
from csm_tui.store.take_back import take_back, unjournalled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

_PREFIX: Final = "csm-known-on-"
_STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"
_TAKING, _ASSESSING = "Taking later changes back", "Assessing"


class Earlier(NamedTuple):
    """A book as it was known: the file to open for reading, and what there is to tell of it.

    `folder` holds the file, None where nothing had to be taken back: then it is the book itself.
    """

    path: Path
    folder: Path | None
    taken_back: int
    notices: tuple[str, ...]

    def discard(self) -> None:
        """Remove the copy; a second time does nothing."""
        if self.folder is not None:
            remove(self.folder)


def earlier_book(
    path: Path,
    known_on: date,
    until: datetime,
    *,
    today: date,
    progress: Callable[[int, int, str], None] | None = None,
) -> Earlier:
    """Return the book at `path` as it was known before the instant `until`, the end of `known_on`.

    Its standings hold for `today`; days are told in the zone of `until`. Raises UsageError for a
    day before the book began, and what opening the book raises.
    """
    with faults(path), open_book(path, read_only=True) as book:
        began = _began(book.connection)
        if began is not None and began >= until:
            raise UsageError(
                f"--known-on {known_on}: the book was begun later, on "
                f"{began.astimezone(until.tzinfo):%Y-%m-%d}, and nothing of it was known then. "
                "Name that day or a later one."
            )
        after = _last_known(book.connection, until)
        later, lost = _later(book.connection, after)
        if not later:
            return Earlier(path, None, 0, ())
        folder = private_folder(_PREFIX, needed_by="The book as it was known")
        try:
            copy = folder / path.name
            copy_book(book.connection, path, copy, progress, purpose="to go back in")
            with faults(copy), _unfitting(path):
                found = _bring_back(copy, after, today, progress)
        except BaseException:
            remove(folder)
            raise
    return Earlier(copy, folder, later, tuple(_told(found, lost)))


@contextmanager
def _unfitting(path: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, sqlite3.IntegrityError) as error:
        raise BookRefused(
            f"The history of the book {path} does not fit what is in it ({error}), so the later "
            "changes cannot be taken back. The book itself was left as it is: csm doctor checks it."
        ) from error


def _began(connection: sqlite3.Connection) -> datetime | None:
    """Return the instant from which anything is known of the book."""
    made = connection.execute("SELECT value FROM setting WHERE key = 'created_at'").fetchone()
    first = connection.execute("SELECT min(at) FROM operation").fetchone()
    known = [str(row[0]) for row in (made, first) if row is not None and row[0] is not None]
    return datetime.strptime(min(known), _STAMP).replace(tzinfo=UTC) if known else None


def _last_known(connection: sqlite3.Connection, until: datetime) -> int:
    """Return the last operation entered before `until`, 0 where none was.

    What was entered before it was known then too, whatever the clock said.
    """
    (last,) = connection.execute(
        "SELECT max(id) FROM operation WHERE at < ?", (until.astimezone(UTC).strftime(_STAMP),)
    ).fetchone()
    return int(last or 0)


def _later(connection: sqlite3.Connection, after: int) -> tuple[int, int]:
    """Return how many operations came later, and of how many of those the journal lacks the rest.

    Their numbers follow one another, and each has changed something.
    """
    later, last = connection.execute(
        "SELECT count(*), ifnull(max(id), 0) FROM operation WHERE id > ?", (after,)
    ).fetchone()
    (empty,) = connection.execute(
        "SELECT count(*) FROM operation o WHERE id > ? "
        "AND NOT EXISTS (SELECT 1 FROM change WHERE operation_id = o.id)",
        (after,),
    ).fetchone()
    return later, max(0, last - after - later) + empty


def _bring_back(
    copy: Path, after: int, today: date, progress: Callable[[int, int, str], None] | None
) -> dict[str, int]:
    """Take the later operations back in the file `copy`; return what was never journalled."""
    connection = connect(copy, read_only=False)

    def tell(done: int, whole: int) -> None:
        if progress is not None:
            progress(done, whole, _TAKING)

    try:
        # Thrown away where it does not come to its end: nothing has to survive that.
        for setting in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-262144"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("PRAGMA journal_mode=OFF").fetchone()
        connection.execute("BEGIN")
        take_back(connection, after, tell=tell)
        tell(1, 1)
        found = unjournalled(connection)
        _keep_standings(connection, today, progress)
        connection.execute("COMMIT")
    finally:
        connection.close()
    return found


def _keep_standings(
    connection: sqlite3.Connection, today: date, progress: Callable[[int, int, str], None] | None
) -> None:
    """Assess what does not hold on `today` once and for all connections."""
    if progress is not None:
        progress(0, 1, _ASSESSING)
    standings.keep_all(connection, today)
    if progress is not None:
        progress(1, 1, _ASSESSING)


def _told(found: dict[str, int], lost: int) -> list[str]:
    told = []
    if lost:
        changes = "1 later change" if lost == 1 else f"{lost:,} later changes"
        told.append(f"The history lacks what {changes} did: it is shown as if it had been known.")
    more = [_rows(table, rows) for table, rows in found.items() if rows > 0]
    if more:
        told.append(
            f"The history does not say when these were entered, so they are shown: "
            f"{', '.join(more)}."
        )
    fewer = [_rows(table, -rows) for table, rows in found.items() if rows < 0]
    if fewer:
        told.append(f"Gone from the book outside its history, so not shown: {', '.join(fewer)}.")
    return told


def _rows(table: str, rows: int) -> str:
    return f"{rows:,} of {table.replace('_', ' ')}"
