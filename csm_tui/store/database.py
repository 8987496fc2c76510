"""Opening and making a book: every rule of what is let in, and its sentence (DESIGN, Storage)."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections import Counter
from typing import TYPE_CHECKING

from csm_tui.errors import BookReadOnly, BookRefused, FileProblem
from csm_tui.store import faults, platform
from csm_tui.store.connection import BookConnection, connect
from csm_tui.store.header import (
    APPLICATION_ID,
    Header,
    journal_belongs,
    journal_of,
    read_header,
    read_journal,
    wal_of,
)
from csm_tui.store.tables import JOURNALLED

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path
    from types import TracebackType

SCHEMA_VERSION = 1
TABLES = frozenset((*JOURNALLED, "operation", "change"))
# POSIX drops all of a process's locks on a file when it closes any descriptor of it: while a book
# is open here, its bytes are not read again.
_open_files: Counter[tuple[int, int]] = Counter()
_guard = threading.Lock()


class Book:
    """An open book: its file, its connection, and whether and why not it may be written.

    As a context manager it closes itself and turns what SQLite raises into sentences.

    `notices` are sentences for the user: what was migrated, recovered or is unusual. `saved` says
    whether an operation was committed through it.
    """

    def __init__(
        self,
        path: Path,
        connection: BookConnection,
        *,
        read_only_because: BookReadOnly | None,
        notices: tuple[str, ...],
        identity: tuple[int, int],
    ) -> None:
        self.path = path
        self.connection: sqlite3.Connection = connection
        self.read_only_because = read_only_because
        self.notices = notices
        self.saved = False
        self._identity: tuple[int, int] | None = identity

    @property
    def writable(self) -> bool:
        """Return whether operations may run on it."""
        return self.read_only_because is None

    def require_writable(self) -> None:
        """Raise BookReadOnly, saying why, where operations may not run."""
        if self.read_only_because is not None:
            raise self.read_only_because

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        self.connection.close()
        if self._identity is not None:
            with _guard:
                _open_files[self._identity] -= 1
            self._identity = None

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if isinstance(error, (sqlite3.Error, MemoryError)):
            with faults.faults(self.path):
                raise error


def schema_sql() -> str:
    """Return the schema of a new book."""
    from importlib import resources

    return (resources.files("csm_tui.store") / "schema.sql").read_text(encoding="utf-8")


def create_book(
    path: Path, *, today: date, now: datetime, model_name: str, model_toml: str
) -> None:
    """Make an empty book at `path` with its first touch model: whole and private, or not at all.

    Raises FileProblem where something is there already or the folder cannot be written.
    """
    target = path.resolve()
    with faults.faults(path):
        if target.exists():
            raise FileProblem(f"{path} exists already; it was left as it is.")
        platform.make_private_folder(target.parent)
        with platform.private_temporary(target) as temporary:
            _fill(temporary, today, now, model_name, model_toml)
            platform.sync_file(temporary)
            try:
                platform.publish(temporary, target)
            except FileExistsError:
                raise FileProblem(f"{path} exists already; it was left as it is.") from None


def _fill(path: Path, today: date, now: datetime, model_name: str, model_toml: str) -> None:
    connection = connect(path, read_only=False)
    try:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.executescript(f"BEGIN IMMEDIATE;\n{schema_sql()}")
        connection.execute(
            "INSERT INTO touch_model(name, toml, adopted_on) VALUES (?, ?, ?)",
            (model_name, model_toml, today.isoformat()),
        )
        connection.execute(
            "INSERT INTO setting(key, value) VALUES ('created_at', ?)",
            (f"{now:%Y-%m-%dT%H:%M:%SZ}",),
        )
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.execute("COMMIT")
    finally:
        connection.close()


def open_book(path: Path, *, read_only: bool = False, with_extras: bool = False) -> Book:
    """Open the book at `path`, or refuse it untouched (exit code 4) with its backups listed.

    A folder or file that cannot be written gives a book with `writable` False; so do triggers
    and views that are not ours, unless `with_extras`. An older schema is migrated first,
    after a backup.
    Raises BookRefused, BookBusy, BookReadOnly (an older book, or a cut-off change, that cannot be
    written).
    """
    with faults.faults(path):
        book = _open(path, read_only)
        try:
            extras = extras_of(book.connection)
            if extras and book.writable and not with_extras:
                book.read_only_because = _extras_sentence(path, extras)
            (version,) = book.connection.execute("PRAGMA user_version").fetchone()
            if version < SCHEMA_VERSION:
                book.notices += _bring_up_to_date(book)
            _require_tables(book.connection, path)
        except BaseException:
            book.close()
            raise
    return book


def _open(path: Path, read_only: bool) -> Book:
    with _guard:
        identity = _identity(path)
        unclean = inspect(path) if not _open_files[identity] else False
        reason = _why_read_only(path, read_only)
        connection = connect(path, read_only=reason is not None)
        try:
            notices = _check(connection, path, unclean, reason)
        except BaseException:
            connection.close()
            raise
        _open_files[identity] += 1
    return Book(path, connection, read_only_because=reason, notices=notices, identity=identity)


def _extras_sentence(path: Path, extras: list[tuple[str, str]]) -> BookReadOnly:
    named = ", ".join(f"the {kind} {name}" for kind, name in extras)
    return BookReadOnly(
        f"The book {path} holds {named}, which csm did not make and will not run: it is open for "
        "reading only. csm doctor --fix takes that out."
    )


def _identity(path: Path) -> tuple[int, int]:
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
        header = read_header(path)
    except PermissionError as error:
        raise BookRefused(
            f"The book {path} may not be read by you; it was left as it is."
        ) from error
    if header is None:
        raise BookRefused(
            f"{path} is not a csm book (or is damaged: it does not begin as one); it was left as "
            "it is. "
            f"{faults.backups_sentence(path)}"
        )
    if header.application_id != APPLICATION_ID:
        raise BookRefused(f"{path} is the database of another program; it was left as it is.")
    refuse_newer(path, header.user_version)
    return header


def refuse_newer(path: Path, version: int) -> None:
    """Raise BookRefused where `version` is of a later csm, or of none."""
    if version > SCHEMA_VERSION:
        raise BookRefused(
            f"The book {path} was written by a newer csm: it has schema {version} and this csm "
            "knows up to "
            f"{SCHEMA_VERSION}. It was left as it is; upgrade csm."
        )
    if version < 1:
        raise faults.damaged(path, "its version is missing")


def inspect(path: Path) -> bool:
    """Check a file that is not open here; let SQLite take a cut-off change in it back.

    Returns whether there was one. Raises BookRefused where it is missing, no book, newer or
    truncated, or where a journal of another database lies beside it.
    """
    _identity(path)
    header = check_file(path)
    target = path.resolve()
    wal = wal_of(target)
    if not header.wal and wal.exists() and wal.stat().st_size:
        raise BookRefused(
            f"{wal} lies beside the book and belongs to another database; nothing was touched. "
            "Move it away and open the book again."
        )
    journal = journal_of(target)
    unfinished = journal.exists() and journal.stat().st_size > 0
    unclean = _recover(path, target) if unfinished else False
    _refuse_truncated(path, target)
    return unclean


def _refuse_truncated(path: Path, target: Path) -> None:
    header = check_file(path)
    short = header.pages is not None and target.stat().st_size < header.pages * header.page_size
    # Another process may be growing the file, or have grown it between the two looks.
    if short and not journal_of(target).exists() and read_header(target) == header:
        raise faults.damaged(path, "it is shorter than it should be")


def _recover(path: Path, target: Path) -> bool:
    """Let SQLite roll back an unfinished change; refuse a journal of another database first."""
    seen = None
    for _ in range(5):
        looked = read_header(target), read_journal(target)
        header, journal = looked
        if header is None or journal is None or journal_belongs(header, journal):
            break
        if looked == seen:
            raise BookRefused(
                f"{journal_of(target)} lies beside the book and belongs to another database; "
                "nothing was "
                "touched. Move it away and open the book again."
            )
        seen = looked
    before = looked[1].first_page if looked[1] is not None else None
    connection = connect(path, read_only=not platform.may_write(target))
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()
    after = check_file(path)
    rolled_back = before is None or before.change_counter == after.change_counter
    return rolled_back and not journal_of(target).exists()


def _why_read_only(path: Path, asked: bool) -> BookReadOnly | None:
    if asked:
        return BookReadOnly(
            f"The book {path} is open for reading only, as asked; nothing was changed."
        )
    return None if platform.may_write(path.resolve()) else faults.read_only(path)


def _check(
    connection: BookConnection, path: Path, unclean: bool, reason: BookReadOnly | None
) -> tuple[str, ...]:
    """Run the checks that go through SQLite; return what there is to tell."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application_id != APPLICATION_ID:
        raise BookRefused(f"{path} is the database of another program; it was left as it is.")
    refuse_newer(path, int(version))
    if reason is None and connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if not unclean:
        return ()
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise faults.damaged(path, str(verdict))
    return ("A change that was cut off has been taken back whole; the book is intact.",)


def _bring_up_to_date(book: Book) -> tuple[str, ...]:
    if book.writable:
        from csm_tui.store.migrations import migrate

        return migrate(book)
    if not platform.may_write(book.path.resolve()):
        raise BookReadOnly(
            f"The book {book.path} is of an older csm and must be brought up to date, but cannot "
            "be written here. Copy it to a folder of yours and name it with --db."
        )
    # Only this opening is for reading: another one does it.
    with open_book(book.path) as writer:
        return writer.notices


def extras_of(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the triggers, views and virtual tables of the file, not ours: (kind, name)."""
    found = connection.execute(
        "SELECT CASE WHEN type = 'table' THEN 'virtual table' ELSE type END, name "
        "FROM main.sqlite_master WHERE type IN ('trigger', 'view') "
        "OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%') ORDER BY 1, 2"
    ).fetchall()
    return [(str(kind), str(name)) for kind, name in found]


def _require_tables(connection: sqlite3.Connection, path: Path) -> None:
    named = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    missing = TABLES - {str(row[0]) for row in named.fetchall()}
    if missing:
        raise faults.damaged(path, f"it has no table {min(missing)}")
