"""The book as it was after an operation: all later ones taken back from the journal, for good.

Only for a private copy (store/earlier.py): nothing of it is journalled. The journal's changes are
walked once, newest first, so that every step leads to a state that the book has been in.
"""
# ruff: noqa: S608  names of tables and columns are those of the schema, checked against it

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.store.tables import JOURNALLED, columns_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

# An operation that added so many rows and did nothing else is taken back without a look at each.
_MANY: Final = 1000
# What every book has from the start without an entry in its journal (store/database.py).
_FROM_THE_START: Final = {"touch_model": 1, "setting": 1}
Row = tuple[int, str, str, int, str | None]  # id, action, table, row, before


class _Added(NamedTuple):
    """An operation that only added rows: its first and its last change."""

    operation: int
    first: int
    last: int


def take_back(
    connection: sqlite3.Connection,
    after: int,
    *,
    tell: Callable[[int, int], None] | None = None,
) -> None:
    """Take back every operation later than `after`, and forget it.

    Foreign keys must be off and a transaction open. `tell` hears how many changes of how many are
    done. The cached standings of the accounts that are touched are dropped.
    """
    first = connection.execute(
        "SELECT min(id) FROM change WHERE operation_id = "
        "(SELECT min(operation_id) FROM change WHERE operation_id > ?)",
        (after,),
    ).fetchone()[0]
    if first is not None:
        _drop_standings(connection, first)
        (last,) = connection.execute("SELECT max(id) FROM change").fetchone()
        high = last + 1
        for added in _large(connection, first):
            _walk(connection, added.last + 1, high, first, last, tell)
            _remove(connection, added)
            high = added.first
        _walk(connection, first, high, first, last, tell)
        connection.execute("DELETE FROM change WHERE id >= ?", (first,))
    connection.execute("DELETE FROM operation WHERE id > ?", (after,))


def unjournalled(connection: sqlite3.Connection) -> dict[str, int]:
    """Return by table how many rows more (or, below 0, fewer) there are than the journal says."""
    known = {table: _FROM_THE_START.get(table, 0) for table in JOURNALLED}
    for table, rows in connection.execute(
        "SELECT table_name, sum((action = 'insert') - (action = 'delete')) FROM change "
        "WHERE action <> 'update' GROUP BY table_name"
    ):
        known[table] = known.get(table, 0) + rows
    found = {}
    for table in JOURNALLED:
        (there,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        if there != known[table]:
            found[table] = there - known[table]
    return found


def _drop_standings(connection: sqlite3.Connection, first: int) -> None:
    (model,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM change WHERE id >= ? AND table_name = 'touch_model')",
        (first,),
    ).fetchone()
    if model:
        connection.execute("DELETE FROM account_standing")
        return
    connection.execute(
        "DELETE FROM account_standing WHERE account_id IN "
        "(SELECT account_id FROM change WHERE id >= ?1 UNION "
        # A row that went over to another account.
        "SELECT json_extract(after, '$.account_id') FROM change WHERE id >= ?1 "
        "AND action = 'update' AND instr(after, '\"account_id\":'))",
        (first,),
    )


def _large(connection: sqlite3.Connection, first: int) -> list[_Added]:
    """Return the later operations that only added rows, many of them; newest first."""
    rows = connection.execute(
        "SELECT operation_id, min(id), max(id) FROM change WHERE id >= ? GROUP BY operation_id "
        "HAVING count(*) >= ? AND sum(action <> 'insert') = 0 ORDER BY operation_id DESC",
        (first, _MANY),
    )
    return [_Added(*row) for row in rows.fetchall()]


def _remove(connection: sqlite3.Connection, added: _Added) -> None:
    """Delete what an operation added, a whole table's rows at a time."""
    tables = connection.execute(
        "SELECT table_name, count(*), min(row_id), max(row_id) FROM change "
        "WHERE id BETWEEN ? AND ? GROUP BY table_name",
        (added.first, added.last),
    ).fetchall()
    for table, rows, low, high in tables:
        columns_of(connection, table)
        if high - low + 1 == rows:
            connection.execute(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", (low, high))
        else:
            connection.execute(
                f"DELETE FROM {table} WHERE id IN (SELECT row_id FROM change "
                "WHERE id BETWEEN ? AND ? AND table_name = ?)",
                (added.first, added.last, table),
            )


def _walk(
    connection: sqlite3.Connection,
    low: int,
    high: int,
    first: int,
    last: int,
    tell: Callable[[int, int], None] | None,
) -> None:
    """Apply the changes from `low` to before `high` backwards, runs of a kind together."""
    changes = connection.execute(
        "SELECT id, action, table_name, row_id, before FROM change WHERE id >= ? AND id < ? "
        "ORDER BY id DESC",
        (low, high),
    )
    for (action, table), run in groupby(_told(changes, first, last, tell), key=itemgetter(1, 2)):
        columns = columns_of(connection, table)
        if action == "insert":
            connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((row[3],) for row in run))
        elif action == "delete":
            _bring_back(connection, table, columns, run)
        else:
            _set_back(connection, table, columns, run)


def _told(
    changes: Iterable[Row], first: int, last: int, tell: Callable[[int, int], None] | None
) -> Iterator[Row]:
    for number, row in enumerate(changes):
        if tell is not None and number % _MANY == 0:
            tell(last - row[0], last - first + 1)
        yield row


def _bring_back(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], run: Iterable[Row]
) -> None:
    for given, alike in groupby((json.loads(row[4] or "{}") for row in run), key=tuple):
        kept = [column for column in given if column in columns]
        marks = ", ".join("?" * len(kept))
        connection.executemany(
            f"INSERT INTO {table}({', '.join(kept)}) VALUES ({marks})",
            ([values[column] for column in kept] for values in alike),
        )


def _set_back(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], run: Iterable[Row]
) -> None:
    befores = ((row[3], json.loads(row[4] or "{}")) for row in run)
    for given, alike in groupby(befores, key=lambda one: tuple(one[1])):
        # A column that a later schema has given up is passed over.
        kept = [column for column in given if column in columns]
        if kept:
            set_to = ", ".join(f"{column} = ?" for column in kept)
            connection.executemany(
                f"UPDATE {table} SET {set_to} WHERE id = ?",
                ((*(before[column] for column in kept), row_id) for row_id, before in alike),
            )
