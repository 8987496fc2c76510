"""Each error of SQLite and of the system has one sentence and one exit code."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from csm_tui.errors import (
    BookBusy,
    BookReadOnly,
    BookRefused,
    CsmError,
    FileProblem,
    Interrupted,
    InvalidValue,
)
from csm_tui.store.faults import faults

BOOK = Path("/none/book.db")


def sqlite_error(code: int, said: str = "what SQLite says") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(said)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("raised", "kind", "exit_code"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), BookBusy, 5),
        (sqlite_error(sqlite3.SQLITE_LOCKED), BookBusy, 5),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), BookRefused, 4),
        (sqlite_error(sqlite3.SQLITE_NOTADB), BookRefused, 4),
        (sqlite_error(sqlite3.SQLITE_FULL), FileProblem, 1),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), FileProblem, 1),
        (sqlite_error(sqlite3.SQLITE_NOMEM), CsmError, 1),
        (sqlite_error(sqlite3.SQLITE_READONLY), BookReadOnly, 1),
        (sqlite_error(sqlite3.SQLITE_READONLY_ROLLBACK), BookReadOnly, 1),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), BookReadOnly, 1),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_CHECK), InvalidValue, 1),
        (sqlite_error(sqlite3.SQLITE_INTERRUPT), Interrupted, 1),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), FileProblem, 1),
        (
            sqlite_error(sqlite3.SQLITE_ERROR, "table main.account has no column named arr"),
            BookRefused,
            4,
        ),
        (MemoryError(), CsmError, 1),
        (OSError(errno.ENOSPC, "full"), FileProblem, 1),
        (PermissionError(errno.EACCES, "no"), FileProblem, 1),
        (OSError(errno.EIO, "Input/output error"), FileProblem, 1),
        (OverflowError(), InvalidValue, 1),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), BookRefused, 4),
    ],
)
def test_an_error_becomes_its_sentence(
    raised: Exception, kind: type[CsmError], exit_code: int
) -> None:
    with pytest.raises(kind) as told, faults(BOOK):
        raise raised
    assert type(told.value) is kind
    assert told.value.exit_code == exit_code
    assert str(told.value).endswith((".", "wanted."))
    assert told.value.__cause__ is raised


@pytest.mark.parametrize("text", ["no such table: x", "no such column: y", "unknown function: z()"])
def test_a_shape_that_is_not_ours_is_damage(text: str) -> None:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR
    with pytest.raises(BookRefused, match="shape"), faults(BOOK):
        raise error


@pytest.mark.parametrize(
    "raised", [sqlite3.ProgrammingError("closed"), sqlite_error(sqlite3.SQLITE_ERROR), KeyError()]
)
def test_faults_of_the_program_stay_what_they_are(raised: Exception) -> None:
    with pytest.raises(type(raised)) as left, faults(BOOK):
        raise raised
    assert left.value is raised
