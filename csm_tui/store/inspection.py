"""What a file must be before SQLite may touch it as a book: every refusal and its sentence."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from csm_tui.errors import BookRefused
from csm_tui.store import faults, header, platform
from csm_tui.store.connection import connect, findings
from csm_tui.store.header import (
    APPLICATION_ID,
    Header,
    journal_belongs,
    journal_of,
    read_header,
    read_journal,
    wal_of,
)
from csm_tui.store.tables import TABLES


def identity_of(path: Path) -> tuple[int, int]:
    """Return the identity of the regular file at `path`, links followed; refuse anything else."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise BookRefused(
            f"There is no book at {path}. Make one with csm import FILE or csm add account, "
            f"or look at csm demo. {faults.backups_sentence(path)}"
        ) from None
    except OSError as error:
        raise BookRefused(f"The book {path} cannot be reached: {error.strerror}.") from error
    if stat.S_ISDIR(found.st_mode):
        raise BookRefused(f"{path} is a folder, not a book; name the file in it with --db.")
    if not stat.S_ISREG(found.st_mode):
        raise BookRefused(f"{path} is not a file but a device or a pipe; name a book with --db.")
    if found.st_size == 0:
        raise BookRefused(
            f"The book {path} is empty (0 bytes), which csm never leaves behind; it was left as it "
            "is. "
            f"{faults.backups_sentence(path)}"
        )
    return found.st_dev, found.st_ino


def check_file(path: Path) -> Header:
    """Return the header of the file `path` if it is a book this program can read, else refuse it.

    Only for files that this process has no connection to.
    """
    try:
        found = read_header(path)
    except PermissionError as error:
        raise BookRefused(
            f"The book {path} may not be read by you; it was left as it is."
        ) from error
    if found is None:
        raise BookRefused(
            f"{path} is not a csm book (or is damaged: it does not begin as one); it was left as "
            "it is. "
            f"{faults.backups_sentence(path)}"
        )
    if found.application_id != APPLICATION_ID:
        raise BookRefused(f"{path} is the database of another program; it was left as it is.")
    refuse_newer(path, found.user_version)
    return found


def refuse_newer(path: Path, version: int) -> None:
    """Raise BookRefused where `version` is of a later csm, or of none."""
    if version > header.SCHEMA_VERSION:
        raise BookRefused(
            f"The book {path} was written by a newer csm: it has schema {version} and this csm "
            "knows up to "
            f"{header.SCHEMA_VERSION}. It was left as it is; upgrade csm."
        )
    if version < 1:
        raise faults.damaged(path, "its version is missing")


def inspect(path: Path) -> bool:
    """Check a file that is not open here; let SQLite take a cut-off change in it back.

    Returns whether there was one. Raises BookRefused where it is missing, no book, newer or
    truncated, or where a journal of another database lies beside it.
    """
    identity_of(path)
    found = check_file(path)
    target = path.resolve()
    wal = wal_of(target)
    if not found.wal and _has_bytes(wal):
        raise BookRefused(
            f"{wal} lies beside the book and belongs to another database; nothing was touched. "
            "Move it away and open the book again."
        )
    unclean = _recover(path, target) if _has_bytes(journal_of(target)) else False
    _refuse_truncated(path, target)
    return unclean


def _has_bytes(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return False


def _refuse_truncated(path: Path, target: Path) -> None:
    found = check_file(path)
    short = found.pages is not None and target.stat().st_size < found.pages * found.page_size
    # Another process may be growing the file, or have grown it between the two looks.
    if short and not journal_of(target).exists() and read_header(target) == found:
        raise faults.damaged(path, "it is shorter than it should be")


def _recover(path: Path, target: Path) -> bool:
    """Let SQLite roll back an unfinished change; refuse a journal of another database first."""
    counter = _refuse_foreign_journal(target)
    try:
        if platform.may_write(target) and not header.harmless(target):
            _rehearse(target)
    except FileNotFoundError:
        pass  # another program has just finished its change
    with closing(connect(path, read_only=not platform.may_write(target))) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    # A change that was finished, by another program at this moment, has counted up.
    rolled_back = counter == check_file(path).change_counter
    return rolled_back and not journal_of(target).exists()


def _refuse_foreign_journal(target: Path) -> int | None:
    """Return the change counter from before the unfinished change, None where there is none."""
    seen = None
    for _ in range(5):
        looked = read_header(target), read_journal(target)
        found, journal = looked
        if found is None or journal is None:
            return None
        if journal_belongs(found, journal):
            return (journal.first_page or found).change_counter
        # Another program may have gone on between the two looks: only what stays is refused.
        if looked == seen:
            raise _foreign_journal(target)
        seen = looked
    return None


def _foreign_journal(target: Path) -> BookRefused:
    return BookRefused(
        f"{journal_of(target)} lies beside the book and belongs to another database; "
        "nothing was touched. Move it away and open the book again."
    )


def _rehearse(target: Path) -> None:
    """Take the unfinished change back in a copy first; refuse a journal that would do damage.

    A journal of another book, or one left beside a book that was copied back, can look right by
    its counters alone. Raises OSError where there is no room for the copy, or the journal is gone.
    """
    import shutil
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix=".csm-", dir=target.parent) as folder:
        copy = Path(folder) / target.name
        before = read_header(target), read_journal(target)
        shutil.copyfile(target, copy)
        shutil.copyfile(journal_of(target), journal_of(copy))
        if before != (read_header(target), read_journal(target)):
            return  # another program is at work: SQLite waits for it
        try:
            with closing(connect(copy, read_only=False)) as connection:
                (verdict,) = findings(connection, "integrity_check(1)")
        except sqlite3.DatabaseError as error:
            raise _foreign_journal(target) from error
    if verdict != "ok":
        raise _foreign_journal(target)


def require_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Raise BookRefused where a table that the newest schema has is not there."""
    named = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    missing = TABLES - {str(row[0]) for row in named.fetchall()}
    if missing:
        raise faults.damaged(path, f"it has no table {min(missing)}")


def extras_of(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the triggers, views and virtual tables of the file, not ours: (kind, name)."""
    found = connection.execute(
        "SELECT CASE WHEN type = 'table' THEN 'virtual table' ELSE type END, name "
        "FROM main.sqlite_master WHERE type IN ('trigger', 'view') "
        "OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%') ORDER BY 1, 2"
    ).fetchall()
    return [(str(kind), str(name)) for kind, name in found]
