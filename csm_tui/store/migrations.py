"""Bringing the book of an older csm up to date: a verified backup first, then all steps or none.

`schema.sql` is always the newest schema; a step brings a book from the version before to its own.
`user_version` says where a book stands, sqlite-utils' Migrations records what was done to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csm_tui.paths import backup_folder
from csm_tui.store import faults
from csm_tui.store.connection import begin
from csm_tui.store.inspection import require_tables

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from sqlite_utils import Database

    from csm_tui.store.database import Book

Step = Callable[["Database"], None]


def _plans_and_signals(database: Database) -> None:
    """Lead to schema 2: what the planner and the states of signals need."""
    for column in (
        "plan TEXT",
        "due_on TEXT",
        "window_from TEXT",
        "window_to TEXT",
        "effort INTEGER CHECK (effort >= 0)",
        "over INTEGER NOT NULL DEFAULT 0 CHECK (over IN (0,1))",
        "automated INTEGER NOT NULL DEFAULT 0 CHECK (automated IN (0,1))",
        "content TEXT",
    ):
        database.execute(f"ALTER TABLE touchpoint ADD COLUMN {column}")
    database.execute(
        "CREATE INDEX touchpoint_plan ON touchpoint(account_id, plan) WHERE plan IS NOT NULL"
    )
    database.execute("DROP INDEX touchpoint_planned")
    database.execute(
        "CREATE INDEX touchpoint_planned ON touchpoint(date, kind, automated, effort, over,"
        " account_id) WHERE status = 'planned'"
    )
    database.execute(
        "CREATE INDEX touchpoint_closed ON touchpoint(date, status, kind, automated, minutes,"
        " account_id) WHERE status <> 'planned'"
    )
    database.execute("ALTER TABLE task ADD COLUMN closed_on TEXT")
    database.execute("ALTER TABLE project ADD COLUMN outcome TEXT")
    database.execute(
        """CREATE TABLE signal_state (
          id INTEGER PRIMARY KEY,
          account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
          kind TEXT NOT NULL,
          cause TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('snoozed','done','dismissed')),
          until TEXT,
          reason TEXT,
          set_on TEXT NOT NULL,
          origin_id INTEGER REFERENCES origin(id),
          line INTEGER
        ) STRICT"""
    )
    database.execute("CREATE UNIQUE INDEX signal_state_account ON signal_state(account_id, kind)")


def _experiments(database: Database) -> None:
    """Lead to schema 3: experiments and the accounts on their sides."""
    database.execute(
        """CREATE TABLE experiment (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL CHECK (name <> ''),
          tier TEXT NOT NULL CHECK (tier IN ('high','medium','low','tech')),
          aspect TEXT NOT NULL CHECK (aspect IN ('cadence','channel','content')),
          kind TEXT NOT NULL,
          treatment_a TEXT NOT NULL CHECK (treatment_a <> ''),
          treatment_b TEXT NOT NULL CHECK (treatment_b <> ''),
          outcome TEXT NOT NULL,
          seed INTEGER,
          start_date TEXT NOT NULL,
          end_date TEXT NOT NULL,
          set_on TEXT NOT NULL,
          closed_on TEXT,
          conclusion TEXT,
          origin_id INTEGER REFERENCES origin(id),
          line INTEGER
        ) STRICT"""
    )
    database.execute(
        """CREATE TABLE experiment_account (
          id INTEGER PRIMARY KEY,
          account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
          experiment_id INTEGER NOT NULL REFERENCES experiment(id) ON DELETE CASCADE,
          side TEXT NOT NULL CHECK (side IN ('a','b')),
          closed_on TEXT,
          origin_id INTEGER REFERENCES origin(id),
          line INTEGER
        ) STRICT"""
    )
    database.execute(
        "CREATE UNIQUE INDEX experiment_account_account ON experiment_account(account_id,"
        " experiment_id)"
    )
    database.execute(
        "CREATE INDEX experiment_account_experiment ON experiment_account(experiment_id, side)"
    )


def _custom_fields(database: Database) -> None:
    """Lead to schema 4: fields that the user's files have beyond ours, and their values."""
    database.execute(
        """CREATE TABLE custom_field (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL CHECK (name <> ''),
          name_key TEXT NOT NULL,
          type TEXT NOT NULL CHECK (type IN ('text','number','date','bool')),
          origin_id INTEGER REFERENCES origin(id),
          line INTEGER
        ) STRICT"""
    )
    database.execute("CREATE UNIQUE INDEX custom_field_name ON custom_field(name_key)")
    database.execute(
        """CREATE TABLE custom_value (
          id INTEGER PRIMARY KEY,
          account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
          field_id INTEGER NOT NULL REFERENCES custom_field(id) ON DELETE CASCADE,
          value TEXT CHECK (value <> ''),
          origin_id INTEGER REFERENCES origin(id),
          line INTEGER
        ) STRICT"""
    )
    database.execute(
        "CREATE UNIQUE INDEX custom_value_account ON custom_value(account_id, field_id)"
    )
    database.execute("CREATE INDEX custom_value_field ON custom_value(field_id, value)")


def _tier_decisions(database: Database) -> None:
    """Lead to schema 5: what was decided on tiers, and what adopting a touch model moved."""
    database.execute(
        """CREATE TABLE tier_decision (
          id INTEGER PRIMARY KEY,
          account_id INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
          decided_on TEXT NOT NULL,
          decision TEXT NOT NULL CHECK (decision IN ('accepted','dismissed')),
          tier_from TEXT NOT NULL,
          tier_to TEXT NOT NULL,
          reason TEXT,
          ground TEXT NOT NULL,
          origin_id INTEGER REFERENCES origin(id),
          line INTEGER
        ) STRICT"""
    )
    database.execute("CREATE INDEX tier_decision_account ON tier_decision(account_id, decided_on)")
    database.execute("ALTER TABLE touch_model ADD COLUMN moved TEXT")


# The version a step leads to -> the step. Version 1 is the first: nothing leads to it.
STEPS: Mapping[int, Step] = {
    2: _plans_and_signals,
    3: _experiments,
    4: _custom_fields,
    5: _tier_decisions,
}


def migrate(
    book: Book,
    *,
    steps: Mapping[int, Step] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> tuple[str, ...]:
    """Bring `book` up to the newest of `steps` (None: ours); return what to tell the user.

    Foreign keys are off while tables are rebuilt and checked before the commit, so that no child
    row is lost by a cascade. `progress` is told (done, total, what). Raises what a step raises; the
    book is as it was then, its backup beside it.
    """
    known = STEPS if steps is None else steps
    version = _version(book.connection)
    pending = {number: known[number] for number in sorted(known) if number > version}
    if not pending:
        return ()
    told = _Told(progress, len(pending))
    told.next("Backing up")
    backup = _back_up(book)
    with faults.faults(book.path):
        book.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            _run(book.connection, book.path, pending, told)
        finally:
            if book.connection.in_transaction:
                book.connection.execute("ROLLBACK")
            book.connection.execute("PRAGMA foreign_keys=ON")
    told.next("Brought up to date")
    sentence = (
        f"This book of an older csm was brought up to date (schema {version} to {max(pending)}). "
        f"As it was before, it is kept in {backup}."
    )
    return (sentence,)


class _Told:
    """How far bringing a book up to date is: a backup, the steps, the check of all rows."""

    def __init__(self, progress: Callable[[int, int, str], None] | None, steps: int) -> None:
        self._progress = progress
        self._whole = steps + 2
        self._done = -1

    def next(self, what: str) -> None:
        """Say what comes now; everything before it is done."""
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._whole, what)

    def before(self, step: Step, version: int) -> Step:
        """Return the step that leads to a version, told of when it begins."""

        def told(database: Database) -> None:
            self.next(f"Bringing the book to schema {version}")
            step(database)

        return told


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _back_up(book: Book) -> Path:
    from csm_tui.store.backups import back_up

    # Opening knows no clock; the book's last change is the moment its backup stands for.
    changed = datetime.fromtimestamp(book.path.stat().st_mtime, UTC)
    return back_up(book, backup_folder(book.path), now=changed, reason="migrate")


def _run(
    connection: sqlite3.Connection, path: Path, pending: Mapping[int, Step], told: _Told
) -> None:
    from sqlite_utils import Database, Migrations

    begin(connection)
    # Another process may have done it while this one waited.
    version = _version(connection)
    migrations = Migrations("csm")
    for number, step in pending.items():
        if number > version:
            migrations(name=f"schema {number}")(told.before(step, number))
    migrations.apply(Database(connection, execute_plugins=False))
    told.next("Checking the book")
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise faults.damaged(path, f"{len(orphans)} rows of {orphans[0][0]} belong to nothing")
    # Nothing is asked after the commit: what fails then would be told as if nothing had changed.
    require_tables(connection, path)
    connection.execute("DELETE FROM account_standing")
    connection.execute(f"PRAGMA user_version={max(pending)}")
    connection.execute("COMMIT")
