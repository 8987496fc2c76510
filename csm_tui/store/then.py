"""An earlier day, asked for by `--as-of`: what later operations changed is shown as it was.

A fact that has a date counts by it, whenever it was entered. What has none (an account's seats, the
date a meeting was moved from) is dated by the as-of day of the operation that changed it, as DOMAIN
§11 has it of ARR. On a connection that only reads, TEMP tables of the same names show that; every
query reads them instead. They are there only where something was changed later.
"""
# ruff: noqa: S608  names of tables and columns are those of the schema

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from csm_tui.store.rows import later_operations, undone_operations
from csm_tui.store.tables import columns_of

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

# What a row is, which a later change corrects for all days, and what has a date of its own.
_ALWAYS: Final = frozenset(
    {
        *("id", "account_id", "external_id", "source", "origin_id", "line", "name", "name_fold"),
        *("domain", "parent", "currency", "start_date", "churned_on", "last_contact_on"),
        *("entered_on", "set_on"),
    }
)
_TABLES: Final = (
    "account",
    "touchpoint",
    "task",
    "project",
    "override",
    "signal_state",
    "custom_value",
)
# What of a table had not happened yet, so that nobody knew of it.
_TO_COME: Final = {
    # A value that an account known by then was given later; what an undo put back was there before.
    "custom_value": "account_id IN (SELECT id FROM main.account WHERE entered_on <= ?1) "
    "AND id IN (SELECT c.row_id FROM main.operation o JOIN main.change c ON c.operation_id = o.id "
    "WHERE o.as_of > ?1 AND o.undoes IS NULL AND c.table_name = 'custom_value' "
    "AND c.action = 'insert')",
    "touchpoint": "status IN ('done', 'no-show') AND date > ?",
    "project": "start_date > ?1 "
    "AND origin_id IN (SELECT id FROM main.origin WHERE entered_on > ?1)",
}
# Rows whose own date says that they were otherwise, and what they were.
_DATED: Final = {
    "account": (
        ("archived_on > ?", {"archived_on": None}),
        ("status = 'churned' AND churned_on > ?1 AND entered_on > ?1", {"status": "customer"}),
    ),
    "task": (("closed_on > ?", {"status": "open", "closed_on": None}),),
}
# What a table of that day is found by; what is planned also by its date.
_INDEXES: Final = {
    "account": (),
    "touchpoint": ("(account_id, date)", "(date) WHERE status = 'planned'"),
}
# What a column may be declared as, and a value that it may begin with.
_TYPES: Final = frozenset({"INTEGER", "REAL", "TEXT"})
_LITERAL: Final = re.compile(r"[0-9]+|'[a-z-]*'")
Befores = dict[str, dict[int, dict[str, Any]]]


def look_back(connection: sqlite3.Connection, today: date) -> set[int]:
    """Make unqualified names of tables show what they held on `today`; return the accounts of it.

    Nothing of the file is written. Where no operation is of a later day, the names are the tables
    themselves.
    """
    forget(connection)
    day = today.isoformat()
    later = {operation for operation, _ in later_operations(connection, today)}
    if not later:
        return set()
    befores = _befores(connection, later, day)
    touched: set[int] = set()
    for table in _TABLES:
        _add_dated(connection, table, day, befores)
        touched |= _shadow(connection, table, day, befores.get(table, {}))
    _shadow_models(connection, day)
    return touched


def forget(connection: sqlite3.Connection) -> None:
    """Let unqualified names be the tables themselves again."""
    ours = ", ".join(f"'{table}'" for table in (*_TABLES, "touch_model"))
    made = connection.execute(
        f"SELECT type, name FROM temp.sqlite_master WHERE type IN ('table', 'view') "
        f"AND name IN ({ours})"
    ).fetchall()
    for kind, name in made:
        connection.execute(f"DROP {kind} temp.{name}")


def _befores(connection: sqlite3.Connection, later: set[int], day: str) -> Befores:
    """Return what each field was before the operations of `later` days that changed it.

    What was entered after them for a day up to `day` counts.
    """
    marks = ", ".join(f"'{table}'" for table in _TABLES)
    among = connection.execute(
        "SELECT id FROM operation WHERE id > ? AND as_of <= ? AND undoes IS NULL", (min(later), day)
    )
    backdated = {row[0] for row in among} - undone_operations(connection)
    found: Befores = {}
    for operation in sorted(later | backdated):
        for table, row_id, before in connection.execute(
            "SELECT table_name, row_id, before FROM change WHERE operation_id = ? "
            f"AND action = 'update' AND table_name IN ({marks}) ORDER BY id",
            (operation,),
        ):
            fields = found.setdefault(table, {}).setdefault(row_id, {})
            for field, value in json.loads(before).items():
                if operation in backdated:
                    fields.pop(field, None)
                elif field not in _ALWAYS:
                    fields.setdefault(field, value)
    return found


def _add_dated(connection: sqlite3.Connection, table: str, day: str, befores: Befores) -> None:
    for test, was in _DATED.get(table, ()):
        for (row_id,) in connection.execute(f"SELECT id FROM main.{table} WHERE {test}", (day,)):
            fields = befores.setdefault(table, {}).setdefault(row_id, {})
            for field, value in was.items():
                fields.setdefault(field, value)


def _shadow(
    connection: sqlite3.Connection, table: str, day: str, befores: dict[int, dict[str, Any]]
) -> set[int]:
    """Make the table of that day where it differs; return the accounts of the rows that do."""
    columns = columns_of(connection, table)
    rows = _were(connection, table, columns, day, befores)
    ahead = _is_ahead(connection, table, day)
    if not rows and not ahead:
        return set()
    _copy(connection, table)
    if ahead:
        connection.execute(f"DELETE FROM temp.{table} WHERE {_TO_COME[table]}", (day,))
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT OR REPLACE INTO temp.{table} VALUES ({marks})", rows)
    for number, indexed in enumerate(_INDEXES.get(table, ("(account_id)",))):
        connection.execute(f"CREATE INDEX temp.then_{table}_{number} ON {table}{indexed}")
    owner = columns.index("id" if table == "account" else "account_id")
    return {row[owner] for row in rows}


def _copy(connection: sqlite3.Connection, table: str) -> None:
    """Copy a table into TEMP, whole: declared alike, its pages are taken over as they are.

    That is a second for a million touchpoints; row by row it would be six. Checks and references
    are those of the file. What csm would not have declared so is left out; then it takes longer.
    """
    columns_of(connection, table)
    declared = [
        f"{name} {kind if kind in _TYPES else ''}"
        + (" NOT NULL" if required else "")
        + (f" DEFAULT {default}" if _LITERAL.fullmatch(default or "") else "")
        + (" PRIMARY KEY" if key else "")
        for _, name, kind, required, default, key in connection.execute(
            f"PRAGMA main.table_info({table})"
        )
    ]
    connection.execute(f"CREATE TEMP TABLE {table} ({', '.join(declared)})")
    connection.execute(f"INSERT INTO temp.{table} SELECT * FROM main.{table}")


def _is_ahead(connection: sqlite3.Connection, table: str, day: str) -> bool:
    """Return whether a table has something that had not happened yet."""
    test = _TO_COME.get(table)
    if test is None:
        return False
    found = connection.execute(f"SELECT EXISTS (SELECT 1 FROM main.{table} WHERE {test})", (day,))
    return bool(found.fetchone()[0])


def _were(
    connection: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    day: str,
    befores: dict[int, dict[str, Any]],
) -> list[tuple[Any, ...]]:
    """Return the rows that are there now and were otherwise, as they were."""
    # A touchpoint of a day up to then counts as it went, whenever that was entered.
    ahead = "AND date > ?2" if table == "touchpoint" else ""
    found = connection.execute(
        f"SELECT {', '.join(columns)} FROM main.{table} "
        f"WHERE id IN (SELECT value FROM json_each(?1)) {ahead} AND ?2 IS NOT NULL",
        (json.dumps([row_id for row_id, fields in befores.items() if fields]), day),
    ).fetchall()
    places = range(len(columns))
    return [
        tuple(befores[row[0]].get(columns[place], row[place]) for place in places) for row in found
    ]


def _shadow_models(connection: sqlite3.Connection, day: str) -> None:
    """Show the touch models adopted by then; the first was always there."""
    (later,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM main.touch_model WHERE adopted_on > ?)", (day,)
    ).fetchone()
    if later:
        listed = ", ".join(columns_of(connection, "touch_model"))
        connection.execute(
            f"CREATE TEMP VIEW touch_model AS SELECT {listed} FROM main.touch_model "
            f"WHERE adopted_on <= '{day}' OR id = (SELECT min(id) FROM main.touch_model)"
        )
