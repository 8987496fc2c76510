"""The one place where errors of SQLite and of the system become sentences with exit codes."""

from __future__ import annotations

import errno
import re
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from csm_tui.errors import (
    BookBusy,
    BookReadOnly,
    BookRefused,
    CsmError,
    FileProblem,
    Interrupted,
    InvalidValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRIMARY = 0xFF
_UNCHANGED = "nothing was changed"
_SAVED = "what was changed before that is saved"
_SHAPE = (
    "no such table",
    "no such column",
    "no such function",
    "no such collation",
    "unknown function",
    "malformed",
    "foreign key mismatch",
)
_COLUMNS = re.compile(r"table \S+ has (no column|\d+ columns)")


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise about the file `path` into a CsmError.

    What is left as it is are faults of the program (wrong SQL, a closed connection).
    """
    try:
        yield
    except sqlite3.Error as error:
        raise from_sqlite(error, path) from error
    except MemoryError as error:
        raise CsmError(
            f"There is not enough memory for this: nothing was changed in {path}. "
            "Close other programs and try again."
        ) from error
    except OSError as error:
        raise from_system(error, path) from error
    except UnicodeDecodeError as error:
        # SQLite quotes damaged names in its messages, and sqlite3 cannot decode those.
        raise damaged(path, "names in it are not text") from error
    except OverflowError as error:
        raise InvalidValue(
            f"A number is too large for the book {path}: nothing was changed."
        ) from error
    except UnicodeEncodeError as error:
        raise InvalidValue(
            f"A text holds a character that cannot be stored "
            f"({error.object[error.start : error.end]!r}): "
            "nothing was changed."
        ) from error


def from_sqlite(error: sqlite3.Error, path: Path) -> Exception:
    """Return the CsmError for `error` raised on `path`, or `error` where the fault is ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return error
    if code == sqlite3.SQLITE_READONLY_ROLLBACK:
        return BookReadOnly(
            f"The book {path} was cut off in the middle of a change, which must be taken back "
            "before it can be "
            "read, and it cannot be written here. Copy it with its -journal to a folder of yours."
        )
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return replaced(path)
    primary = code & _PRIMARY
    told = str(error)
    if primary == sqlite3.SQLITE_ERROR and (told.startswith(_SHAPE) or _COLUMNS.match(told)):
        return BookRefused(
            f"The book {path} does not have the shape that csm expects ({error}); it was left as "
            "it is. "
            "Restore a backup: csm restore FILE."
        )
    return _by_code(primary, error, path) or error


def _by_code(primary: int, error: sqlite3.Error, path: Path) -> CsmError | None:
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BookBusy(
            f"Another program is using the book {path} and did not let go in 5 seconds; nothing "
            "was changed. "
            "Try again when it has finished."
        )
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, str(error))
    if primary == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if primary == sqlite3.SQLITE_IOERR:
        return FileProblem(
            f"The disk failed while {path} was read or written ({error}); nothing was changed. "
            "Check the disk and its free space, then try again."
        )
    if primary == sqlite3.SQLITE_NOMEM:
        return CsmError(f"There is not enough memory for this: nothing was changed in {path}.")
    if primary == sqlite3.SQLITE_INTERRUPT:
        return Interrupted("Stopped: the answer is no longer wanted.")
    if primary in (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH):
        return InvalidValue(f"The book does not accept this value ({error}); nothing was changed.")
    if primary in (
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_AUTH,
    ):
        return read_only(path)
    return None


def from_system(error: OSError, path: Path) -> CsmError:
    """Return the CsmError for `error` of the system about `path` or the file it names."""
    place = error.filename if isinstance(error.filename, str) else str(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full(Path(place))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return FileProblem(f"{place} may not be read or written by you; nothing was changed.")
    return FileProblem(f"{place}: {error.strerror or error}; nothing was changed.")


def once_saved(sentence: str) -> str:
    """Return `sentence` as it is true where something was saved before the failure it tells of."""
    return sentence.replace(_UNCHANGED, _SAVED)


def damaged(path: Path, evidence: str) -> BookRefused:
    """Return the refusal of a damaged book at `path`."""
    return BookRefused(
        f"The book {path} is damaged ({evidence}); it was left as it is. {backups_sentence(path)}"
    )


def disk_full(path: Path) -> FileProblem:
    """Return the failure of a full disk under `path`."""
    return FileProblem(
        f"The disk that holds {path} is full; nothing was changed. Free some space and try again."
    )


def replaced(path: Path) -> FileProblem:
    """Return the refusal to write into a file that is no longer the book at `path`."""
    if path.exists():
        return FileProblem(
            f"The book {path} was replaced by another file meanwhile; nothing was changed. Look at "
            "it as it is now, then try again."
        )
    return FileProblem(
        f"The book {path} is no longer there; nothing was changed. Put it back, or restore a "
        "backup: csm restore FILE."
    )


def read_only(path: Path) -> BookReadOnly:
    """Return the refusal to write where `path` or its folder is read-only."""
    return BookReadOnly(
        f"The book {path} cannot be written: the file, its folder or its disk is read-only. "
        "Reading works; copy it elsewhere and name it with --db to change it."
    )


def backups_sentence(path: Path) -> str:
    """Return the sentence that lists the newest backups of `path`, or says that there are none."""
    from csm_tui.store.backups import list_backups

    found = list_backups(path)
    if not found:
        return "There is no backup of it; if you have a copy: csm restore FILE."
    newest = ", ".join(str(backup.path) for backup in found[:3])
    more = f" (and {len(found) - 3} older)" if len(found) > 3 else ""
    return f"Backups, newest first: {newest}{more}. To go back: csm restore FILE."
