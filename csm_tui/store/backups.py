"""Verified backups of the book: made, listed, thinned and restored (DESIGN, Storage; TORTURE G).

A backup is made by SQLite's backup API under a temporary name, reopened, checked, then named.
Names sort by time: `20260201T090000Z-import.db`, in the folder `paths.backup_folder(book)`.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.errors import BookBusy, BookRefused, FileProblem
from csm_tui.paths import backup_folder
from csm_tui.store import database, faults, platform
from csm_tui.store.checked_backups import CheckedBackups
from csm_tui.store.connection import connect, findings
from csm_tui.store.header import journal_of, wal_of
from csm_tui.store.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from csm_tui.store.database import Book

KEPT_DAYS, KEPT_WEEKS, KEPT_MONTHS = 7, 5, 12
# How long somebody waits with a change for backups to be looked at before the old ones go.
PATIENCE_SECONDS = 3.0
_NAME = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?-([a-z-]+)\.db")
_STAMP = "%Y%m%dT%H%M%SZ"


class Backup(NamedTuple):
    """One backup: its file, the instant it was made (UTC), what it was made before, its bytes."""

    path: Path
    at: datetime
    reason: str
    size: int


class Restored(NamedTuple):
    """A restore that was done: rows by table, and where the book as it was before is kept."""

    rows: dict[str, int]
    safety_copy: Path | None


def list_backups(book: Path) -> list[Backup]:
    """Return the backups of `book`, newest first; a folder that cannot be read has none."""
    found: list[tuple[datetime, int, Backup]] = []
    try:
        for file in backup_folder(book).iterdir():
            named = _NAME.fullmatch(file.name)
            if named and file.is_file():
                at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                backup = Backup(file, at, named[3], file.stat().st_size)
                found.append((at, int(named[2] or 1), backup))
    except (OSError, ValueError):
        return []
    return [backup for _, _, backup in sorted(found, reverse=True)]


def due(book: Book, now: datetime) -> bool:
    """Return whether a backup is due: none was made today, and something changed since."""
    with faults.faults(book.path):
        last = book.connection.execute(
            "SELECT at FROM operation ORDER BY id DESC LIMIT 1"
        ).fetchone()
    if last is None:
        return False
    backups = list_backups(book.path)
    if not backups:
        return True
    newest = f"{backups[0].at:%Y-%m-%dT%H:%M:%SZ}"
    return backups[0].at.date() < now.date() and str(last[0]) >= newest


def back_up(book: Book, folder: Path | None = None, *, now: datetime, reason: str) -> Path:
    """Make a verified backup of `book` in `folder` (None: its own) and return its file.

    `reason` is a word of a-z and "-": what it is made before. Raises FileProblem or BookBusy where
    no good backup came of it; then no file is left.
    """
    place = folder or backup_folder(book.path)
    stamp = now.astimezone(UTC).strftime(_STAMP)
    with faults.faults(place):
        platform.make_private_folder(place)
        for number in range(1, 1000):
            target = place / f"{stamp}{f'-{number}' if number > 1 else ''}-{reason}.db"
            if not target.exists():
                return back_up_to(book, target)
    raise FileProblem(f"There are too many backups of one second in {place}; try again.")


def back_up_to(book: Book, target: Path) -> Path:
    """Write a verified copy of `book` to the new file `target` (0600) and return it.

    Raises FileProblem where something is there already, BookRefused where the book is damaged.
    """
    try:
        return _copy_to(book, target)
    except BookRefused:
        with faults.faults(book.path):
            (verdict,) = findings(book.connection)
        if verdict != "ok":
            raise faults.damaged(book.path, verdict) from None
        raise FileProblem(f"The backup {target} did not come out right; it was not kept.") from None


def _copy_to(book: Book, target: Path) -> Path:
    with faults.faults(target):
        if target.exists():
            raise FileProblem(f"{target} exists already; it was left as it is.")
        require_room(book.path, target.parent, "for a backup")
        with platform.private_temporary(target) as temporary:
            rows = _copy(book.connection, temporary)
            if verify(temporary) != rows:
                raise FileProblem(f"The backup {target} did not come out right; it was not kept.")
            platform.sync_file(temporary)
            try:
                platform.publish(temporary, target)
            except FileExistsError:
                raise FileProblem(f"{target} exists already; it was left as it is.") from None
    return target


def require_room(book: Path, folder: Path, purpose: str) -> None:
    """Raise FileProblem where `folder` has less room than the file `book` takes."""
    needed = book.stat().st_size
    if platform.free_bytes(folder) < needed:
        raise FileProblem(
            f"There is no room {purpose} in {folder}: it needs {needed / 1e6:.1f} MB. "
            "Nothing was changed; free some space and try again."
        )


def _copy(connection: sqlite3.Connection, target: Path) -> dict[str, int]:
    """Copy the database to the empty file `target` and return its rows by table, of one moment."""
    connection.execute("BEGIN")
    try:
        rows = count_rows(connection)
        with closing(sqlite3.connect(target)) as copy:
            connection.backup(copy)
    finally:
        connection.execute("ROLLBACK")
    return rows


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table of the file."""
    tables = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0]  # noqa: S608
        for (name,) in tables
        if '"' not in name
    }


def verify(path: Path) -> dict[str, int]:
    """Return the rows by table of the book at `path`, which is not open here, after a full check.

    Raises BookRefused where it is missing, foreign, newer, truncated or damaged.
    """
    with faults.faults(path):
        inspect(path)
        with closing(connect(path, read_only=True)) as connection:
            (verdict,) = findings(connection)
            if verdict != "ok":
                raise faults.damaged(path, verdict)
            return count_rows(connection)


def restore(path: Path, source: Path, *, now: datetime) -> Restored:
    """Put the backup `source` in the place of the book at `path`; a safety copy is kept first.

    A book that opens is overwritten in one transaction, so that other programs that have it open
    see the restored one. A missing, empty, foreign or damaged one is replaced whole, and what lay
    beside it is kept with it. Raises BookRefused (a bad source), BookBusy,
    FileProblem; then nothing changed.
    """
    with faults.faults(path):
        rows = verify(source)
        if path.exists() and path.samefile(source):
            raise BookRefused(f"{source} is the book itself; name one of its backups.")
        try:
            book = database.open_book(path)
        except BookBusy:
            raise
        except BookRefused:
            return Restored(rows, _replace(path, source, now))
        with book:
            book.require_writable()
            return Restored(rows, _overwrite(book, source, now))


def _overwrite(book: Book, source: Path, now: datetime) -> Path:
    # The backup API waits for a lock without end; a lock taken first says within 5 seconds.
    book.connection.execute("BEGIN EXCLUSIVE")
    book.connection.execute("ROLLBACK")
    safety_copy = back_up(book, now=now, reason="restore")
    try:
        _fill_from(book, source)
    except (sqlite3.Error, BookRefused):
        # What is there may be what was wanted; nobody can tell, so it goes back.
        try:
            _fill_from(book, safety_copy)
        except (sqlite3.Error, BookRefused) as error:
            raise FileProblem(
                f"The disk failed while {book.path} was restored ({error}): it holds what it held, "
                f"or the backup. What it held is in {safety_copy}; check the disk, look at the "
                "book, and restore what you want."
            ) from error
        raise
    return safety_copy


def _fill_from(book: Book, source: Path) -> None:
    with closing(connect(source, read_only=True)) as connection:
        connection.backup(book.connection)
    (verdict,) = findings(book.connection)
    if verdict != "ok":
        raise faults.damaged(book.path, verdict)


def _replace(path: Path, source: Path, now: datetime) -> Path | None:
    target = path.resolve()
    platform.make_private_folder(target.parent)
    with platform.private_temporary(target) as temporary:
        with closing(connect(source, read_only=True)) as connection:
            rows = _copy(connection, temporary)
        if verify(temporary) != rows:
            raise FileProblem(f"{source} could not be copied; the book was left as it is.")
        platform.sync_file(temporary)
        kept = _keep_damaged(target, now) if target.exists() else None
        for sidecar in _sidecars(target):
            sidecar.unlink(missing_ok=True)
        platform.replace(temporary, target)
    return kept


def _keep_damaged(target: Path, now: datetime) -> Path:
    """Keep the bytes of a book that cannot be opened, and of what lies beside it."""
    folder = backup_folder(target)
    platform.make_private_folder(folder)
    kept = folder / f"{now.astimezone(UTC).strftime(_STAMP)}-{target.name}.damaged"
    for file, ending in ((target, ""), *((side, side.name[-8:]) for side in _sidecars(target))):
        if file.is_file():
            copy = kept.with_name(kept.name + ending)
            shutil.copyfile(file, copy)
            platform.make_private(copy)
            platform.sync_file(copy)
    return kept


def _sidecars(target: Path) -> tuple[Path, ...]:
    return journal_of(target), wal_of(target), target.with_name(target.name + "-shm")


def thin(book: Path, *, made: Path | None = None) -> list[Path]:
    """Remove the backups of `book` that no longer earn their place and return their files.

    Kept: all of the newest day, the last good one of each of 7 days, 5 weeks and 12 months that
    have one. A damaged one takes nobody's place: as long as it is there, so is a good one instead.

    Each is read once a month at most; `made` was checked just now. Where that takes longer than a
    few seconds nothing is removed, and the next time goes on from there.
    """
    backups = list_backups(book)
    # Where nothing would go, nothing need be read.
    if len(_worth_keeping(backups, lambda _: True)) == len(backups):
        return []
    folder = backup_folder(book)
    checked = CheckedBackups(folder, backups[0].at.date())
    if made is not None:
        checked.add(made)
    try:
        kept = _worth_keeping(backups, _Looking(checked))
    except _TooLong:
        return []
    finally:
        checked.save()
    spare = [backup.path for backup in backups if backup.path not in kept]
    with faults.faults(folder):
        for path in spare:
            path.unlink(missing_ok=True)
    return spare


class _TooLong(Exception):
    """Looking at backups has taken as long as it may."""


class _Looking:
    """Whether backups are good, for as long as one waits for that."""

    def __init__(self, checked: CheckedBackups) -> None:
        self._checked = checked
        self._bad: set[Path] = set()
        self._deadline = time.monotonic() + PATIENCE_SECONDS

    def __call__(self, backup: Backup) -> bool:
        if backup.path in self._bad:
            return False
        if self._checked.knows(backup.path):
            return True
        if time.monotonic() > self._deadline:
            raise _TooLong
        try:
            verify(backup.path)
        except BookRefused:
            self._bad.add(backup.path)
            return False
        self._checked.add(backup.path)
        return True


def _worth_keeping(backups: list[Backup], good: Callable[[Backup], bool]) -> set[Path]:
    kept = {backup.path for backup in backups if backup.at.date() == backups[0].at.date()}
    periods: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
        (KEPT_DAYS, lambda at: (at.year, at.month, at.day)),
        (KEPT_WEEKS, lambda at: at.isocalendar()[:2]),
        (KEPT_MONTHS, lambda at: (at.year, at.month)),
    )
    for number, period_of in periods:
        newest: dict[tuple[int, ...], Path] = {}
        for backup in backups:
            if len(newest) == number:
                break
            if period_of(backup.at) not in newest and good(backup):
                newest[period_of(backup.at)] = backup.path
        kept.update(newest.values())
    return kept
