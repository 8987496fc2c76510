"""Opening and making a book: every rule of what is let in, and its sentence (DESIGN, Storage)."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from typing import TYPE_CHECKING

from csm_tui.errors import BookReadOnly, BookRefused, FileProblem
from csm_tui.store import faults, header, platform
from csm_tui.store.connection import BookConnection, connect, findings
from csm_tui.store.inspection import (
    extras_of,
    identity_of,
    inspect,
    refuse_newer,
    require_tables,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path
    from types import TracebackType

    from csm_tui.store.recorder import Recorder

    Progress = Callable[[int, int, str], None]

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
        self.connection = connection
        self.read_only_because = read_only_because
        self.notices = notices
        self.saved = False
        # The operation that is running: one that begins inside it is part of it.
        self.recording: Recorder | None = None
        self._identity: tuple[int, int] | None = identity

    @property
    def writable(self) -> bool:
        """Return whether operations may run on it."""
        return self.read_only_because is None

    def require_writable(self) -> None:
        """Raise BookReadOnly, saying why, where operations may not run."""
        if self.read_only_because is not None:
            raise self.read_only_because

    @property
    def replaced(self) -> bool:
        """Return whether another file lies at its path by now, or none."""
        try:
            return identity_of(self.path) != self._identity
        except BookRefused:
            return True

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
        connection.execute(f"PRAGMA application_id={header.APPLICATION_ID}")
        connection.executescript(f"BEGIN IMMEDIATE;\n{schema_sql()}")
        connection.execute(
            "INSERT INTO touch_model(name, toml, adopted_on) VALUES (?, ?, ?)",
            (model_name, model_toml, today.isoformat()),
        )
        connection.execute(
            "INSERT INTO setting(key, value) VALUES ('created_at', ?)",
            (f"{now:%Y-%m-%dT%H:%M:%SZ}",),
        )
        connection.execute(f"PRAGMA user_version={header.SCHEMA_VERSION}")
        connection.execute("COMMIT")
    finally:
        connection.close()


def open_book(
    path: Path,
    *,
    read_only: bool = False,
    with_extras: bool = False,
    progress: Progress | None = None,
) -> Book:
    """Open the book at `path`, or refuse it untouched (exit code 4) with its backups listed.

    A folder or file that cannot be written gives a book with `writable` False; so do triggers
    and views that are not ours, unless `with_extras`. An older schema is migrated first,
    after a backup; `progress` is told (done, total, what) of that.
    Raises BookRefused, BookBusy, BookReadOnly (an older book, or a cut-off change, that cannot be
    written).
    """
    with faults.faults(path):
        book = _open(path, read_only)
        try:
            extras = extras_of(book.connection)
            if extras and book.writable and not with_extras:
                book.read_only_because = _extras_sentence(path, extras)
            if read_only:
                book.notices += _only_to_be_read(path, extras)
            (version,) = book.connection.execute("PRAGMA user_version").fetchone()
            if version < header.SCHEMA_VERSION:
                book.notices += _bring_up_to_date(book, progress)
            else:
                require_tables(book.connection, path)
        except BaseException:
            book.close()
            raise
    return book


def _open(path: Path, read_only: bool) -> Book:
    with _guard:
        identity = identity_of(path)
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


def _only_to_be_read(path: Path, extras: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return why nobody could write here, who only wants to read."""
    if extras:
        return (str(_extras_sentence(path, extras)),)
    if not platform.may_write(path.resolve()):
        return (f"Read-only: the book {path} cannot be written here.",)
    return ()


def _extras_sentence(path: Path, extras: list[tuple[str, str]]) -> BookReadOnly:
    named = ", ".join(f"the {kind} {name}" for kind, name in extras)
    # To take out a virtual table, SQLite would run it.
    way = (
        "csm restore goes back to a backup; or csm export all takes your data out, for a new book."
        if any(kind == "virtual table" for kind, _ in extras)
        else "csm doctor --fix takes that out."
    )
    return BookReadOnly(
        f"The book {path} holds {named}, which csm did not make and will not run: it is open for "
        f"reading only. {way}"
    )


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
    if application_id != header.APPLICATION_ID:
        raise BookRefused(f"{path} is the database of another program; it was left as it is.")
    refuse_newer(path, int(version))
    if reason is None and connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if not unclean:
        return ()
    (verdict,) = findings(connection)
    if verdict != "ok":
        raise faults.damaged(path, verdict)
    return ("A change that was cut off has been taken back whole; the book is intact.",)


def _bring_up_to_date(book: Book, progress: Progress | None) -> tuple[str, ...]:
    if book.writable:
        from csm_tui.store.migrations import migrate

        return migrate(book, progress=progress)
    if not platform.may_write(book.path.resolve()):
        raise BookReadOnly(
            f"The book {book.path} is of an older csm and must be brought up to date, but cannot "
            "be written here. Copy it to a folder of yours and name it with --db."
        )
    # Only this opening is for reading: another one does it.
    with open_book(book.path, progress=progress) as writer:
        return writer.notices
