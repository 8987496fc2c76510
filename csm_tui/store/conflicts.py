"""Where a file would change what was set by hand since an import: found in the journal."""
# ruff: noqa: S608 (names in the SQL are those of the schema)

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.store.rows import undone_operations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping


class Conflict(NamedTuple):
    """A field that the file would change and that was last set by hand, on `day`, to `kept`."""

    row: int
    line: int
    field: str
    kept: object
    offered: object
    day: str


def find_conflicts(
    connection: sqlite3.Connection,
    table: str,
    joined: Callable[[str], str],
    tests: Mapping[str, str],
) -> list[Conflict]:
    """Return the fields that would change and whose last change that stands was by hand.

    `joined(more)` is the SQL of the staged rows `s` beside the rows `t` of `table` that they mean;
    `tests` holds for each staged field the SQL that says whether it would change.
    """
    if not _edited_by_hand(connection):
        return []
    conflicts = []
    for (row, line, field), day in _last_by_hand(connection, table, joined, tests).items():
        values = connection.execute(
            f"SELECT t.{field}, s.{field} FROM {joined('')} WHERE s.row = ? AND {tests[field]}",
            (row,),
        ).fetchone()
        if values is not None:
            kept, offered = values
            conflicts.append(Conflict(row, line, field, kept, offered, day))
    return conflicts


def _edited_by_hand(connection: sqlite3.Connection) -> bool:
    """Return whether there is any entry by hand since the first import."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM operation o WHERE o.undoes IS NULL AND (o.detail IS NULL OR "
        "json_extract(o.detail, '$.import') IS NULL) AND o.id > (SELECT min(id) FROM operation "
        "WHERE json_extract(detail, '$.import') IS NOT NULL))"
    ).fetchone()
    return bool(found[0])


def _last_by_hand(
    connection: sqlite3.Connection,
    table: str,
    joined: Callable[[str], str],
    tests: Mapping[str, str],
) -> dict[tuple[int, int, str], str]:
    """Return (row, line, field) -> day for fields of changing rows that were last set by hand."""
    owner = "s.target" if table == "account" else "t.account_id"
    journal = "JOIN main.change c JOIN main.operation o ON o.id = c.operation_id"
    changes = connection.execute(
        "SELECT s.row, s.line, c.operation_id, c.after, o.as_of, "
        f"json_extract(o.detail, '$.import') IS NULL FROM {joined(journal)} "
        f"WHERE c.account_id = {owner} AND c.table_name = ? AND c.row_id = s.target "
        "AND c.action = 'update' AND o.undoes IS NULL "
        f"AND ({' OR '.join(tests.values())}) ORDER BY c.id",
        (table,),
    ).fetchall()
    undone = undone_operations(connection) if changes else set()
    last: dict[tuple[int, int, str], str | None] = {}
    for row, line, operation, after, day, by_hand in changes:
        if operation not in undone:
            for field in json.loads(after):
                if field in tests:
                    last[row, line, field] = day if by_hand else None
    return {place: day for place, day in last.items() if day is not None}
