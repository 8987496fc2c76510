"""What is wrong with a book, counted and named, and what of it can be put right (TORTURE C).

Checks read only. Repairs are made in one transaction after a verified backup, outside the journal:
what they take away is in the backup.
"""

from __future__ import annotations

import platform as interpreter
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from csm_tui import __version__
from csm_tui.errors import ModelProblem
from csm_tui.store import platform, standings
from csm_tui.store.backups import back_up
from csm_tui.store.connection import connect, findings
from csm_tui.store.database import open_book
from csm_tui.store.faults import faults
from csm_tui.store.header import SCHEMA_VERSION
from csm_tui.store.inspection import extras_of
from csm_tui.store.repairs import bad_cells, repair, wrong_folds
from csm_tui.store.tables import JOURNALLED, TABLES, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from pathlib import Path

    from csm_tui.store.database import Book

EXAMPLES = 5
_BAD_VALUE = re.compile(r"CHECK constraint failed|NULL value in|non-\w+ value in")
_DATES = frozenset(
    {"entered_on", "archived_on", "churned_on", "last_contact_on", "adopted_on", "set_on", "until"}
    | {"start_date", "end_date", "renewal_date", "tier_override_until", "due", "closed_on", "date"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of fault: `count` places, some of them named, and whether `fix` puts it right."""

    code: str
    table: str | None
    count: int
    examples: tuple[str, ...]
    fixable: bool
    text: str


class Repair(NamedTuple):
    """What `fix` did: the findings it put right, and the backup of the book as it was."""

    fixed: tuple[Finding, ...]
    backup: Path | None


def check(book: Book, *, today: date) -> list[Finding]:
    """Return everything that is wrong with `book`, gravest first; an empty list is health."""
    with faults(book.path):
        connection = book.connection
        found = list(_damage(book.path))
        if any(finding.code == "damaged" for finding in found):
            # What is damaged cannot be counted: each further look could fail.
            return found
        found += _foreign_objects(connection)
        found += _orphans(connection)
        for table in JOURNALLED:
            found += _undecodable(connection, table)
            found += _wrong_dates(connection, table)
            found += _wrong_folds(connection, table)
        found += _wrong_custom_values(connection)
        found += _model(connection)
        if not any(finding.code in ("date", "model") for finding in found):
            found += _stale_standings(connection, today)
        found += _permissions(book.path)
    return found


def fix(path: Path, *, today: date, now: datetime) -> Repair:
    """Put right what can be in the book at `path`, after a backup; a healthy one is left alone."""
    with open_book(path, with_extras=True) as book:
        book.require_writable()
        fixable = tuple(finding for finding in check(book, today=today) if finding.fixable)
        if not fixable:
            return Repair((), None)
        backup = back_up(book, now=now, reason="doctor")
        with faults(path):
            if any(finding.code == "permissions" for finding in fixable):
                platform.make_private(path.resolve())
            repair(book.connection, [(one.code, one.table) for one in fixable], today)
        return Repair(fixable, backup)


def versions() -> dict[str, str]:
    """Return the versions that matter for a report: csm, schema, Python, SQLite, expat."""
    from pyexpat import EXPAT_VERSION

    return {
        "csm": __version__,
        "schema": str(SCHEMA_VERSION),
        "python": interpreter.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "expat": EXPAT_VERSION,
    }


def _damage(path: Path) -> Iterator[Finding]:
    # SQLite looks at its CHECKs only on a connection that may write.
    may_write = platform.may_write(path.resolve())
    with closing(connect(path, read_only=not may_write)) as connection:
        messages = _integrity(connection)
    values = [message for message in messages if _BAD_VALUE.search(message)]
    damage = [message for message in messages if message != "ok" and message not in values]
    if damage:
        yield Finding(
            "damaged",
            None,
            len(damage),
            tuple(damage[:EXAMPLES]),
            False,
            "The file is damaged: csm restore FILE goes back to a backup.",
        )
    if values:
        yield Finding(
            "value",
            None,
            len(values),
            tuple(values[:EXAMPLES]),
            False,
            "The file holds values that csm would have refused.",
        )


def _integrity(connection: sqlite3.Connection) -> list[str]:
    try:
        return findings(connection, "integrity_check(100)")
    except sqlite3.DatabaseError as error:
        # The statement is ours and right: an error in it comes from the schema in the file.
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):
            raise
        return [str(error)]


def _foreign_objects(connection: sqlite3.Connection) -> Iterator[Finding]:
    extras = extras_of(connection)
    if extras:
        fixable = all(kind != "virtual table" for kind, _ in extras)
        # To take out a virtual table, SQLite would run it.
        way = "" if fixable else " csm restore FILE goes back to a backup."
        yield Finding(
            "foreign-object",
            None,
            len(extras),
            tuple(f"{kind} {name}" for kind, name in extras[:EXAMPLES]),
            fixable,
            "The file holds triggers or views that csm did not make; it is kept for reading only."
            + way,
        )


def _orphans(connection: sqlite3.Connection) -> Iterator[Finding]:
    by_table: dict[str, list[int]] = {}
    for table, rowid, *_ in connection.execute("PRAGMA foreign_key_check").fetchall():
        by_table.setdefault(table, []).append(rowid)
    for table, rows in sorted(by_table.items()):
        yield Finding(
            "orphan",
            table,
            len(set(rows)),
            tuple(f"{table} {row}" for row in sorted(set(rows))[:EXAMPLES]),
            # The rows of a table that is not ours are none of our business, nor is its name SQL.
            table in TABLES or table == "account_standing",
            f"Rows of {table} belong to something that is not there.",
        )


def _undecodable(connection: sqlite3.Connection, table: str) -> Iterator[Finding]:
    cells = [f"{table} {row}, {column}" for row, column, _ in bad_cells(connection, table)]
    if cells:
        yield Finding(
            "text",
            table,
            len(cells),
            tuple(cells[:EXAMPLES]),
            True,
            f"Texts in {table} are not valid UTF-8; they are shown with \ufffd.",
        )


def _wrong_dates(connection: sqlite3.Connection, table: str) -> Iterator[Finding]:
    for column in columns_of(connection, table):
        if column not in _DATES:
            continue
        where = (
            f"FROM {table} WHERE {column} IS NOT NULL AND date({column}, '+0 days') IS NOT {column}"
        )
        (count,) = connection.execute(f"SELECT count(*) {where}").fetchone()
        if count:
            rows = connection.execute(f"SELECT id {where} LIMIT {EXAMPLES}").fetchall()
            yield Finding(
                "date",
                table,
                count,
                tuple(f"{table} {row[0]}, {column}" for row in rows),
                False,
                f"{column} in {table} holds what is no date: csm restore FILE goes back.",
            )


def _wrong_custom_values(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Find values of custom fields that are none of their type."""
    rows = connection.execute(
        "SELECT v.id FROM custom_value v JOIN custom_field f ON f.id = v.field_id "
        "WHERE v.value IS NOT NULL AND CASE f.type "
        "WHEN 'date' THEN date(v.value, '+0 days') IS NOT v.value "
        "WHEN 'bool' THEN v.value NOT IN ('true', 'false') "
        "WHEN 'number' THEN CASE WHEN json_valid(v.value) "
        "THEN json_type(v.value) NOT IN ('integer', 'real') ELSE 1 END END ORDER BY v.id"
    ).fetchall()
    if rows:
        yield Finding(
            "custom-value",
            "custom_value",
            len(rows),
            tuple(f"custom_value {row[0]}" for row in rows[:EXAMPLES]),
            False,
            "Values of custom fields are none of their type: csm edit sets them anew.",
        )


def _wrong_folds(connection: sqlite3.Connection, table: str) -> Iterator[Finding]:
    rows = wrong_folds(connection, table)
    if rows:
        yield Finding(
            "folded-name",
            table,
            len(rows),
            tuple(f"{table} {row}" for row, _ in rows[:EXAMPLES]),
            True,
            f"Names in {table} cannot be found by search.",
        )


def _model(connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        standings.current_model(connection)
    except ModelProblem as problem:
        yield Finding(
            "model", "touch_model", 1, (str(problem),), False, "The touch model is wrong."
        )


def _stale_standings(connection: sqlite3.Connection, today: date) -> Iterator[Finding]:
    wrong = standings.differing(connection, today)
    if wrong:
        yield Finding(
            "standings",
            "account_standing",
            len(wrong),
            tuple(f"account {row}" for row in wrong[:EXAMPLES]),
            True,
            "The cache of standings does not agree with the facts; it can be rebuilt.",
        )


def _permissions(path: Path) -> Iterator[Finding]:
    if platform.open_to_others(path):
        mode = f"{path.stat().st_mode & 0o777:04o}"
        yield Finding(
            "permissions",
            None,
            1,
            (f"{path} ({mode})",),
            True,
            "Others on this computer can read the book.",
        )
