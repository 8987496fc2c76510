"""What the doctor can put right: in one transaction, outside the journal, after a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.folding import fold, fold_name
from csm_tui.store import standings
from csm_tui.store.connection import begin
from csm_tui.store.inspection import extras_of
from csm_tui.store.tables import columns_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from datetime import date


# The columns that hold names folded, and how.
_FOLDS: Final = {"name_fold": fold_name, "name_key": fold}


def bad_cells(connection: sqlite3.Connection, table: str) -> list[tuple[int, str, bytes]]:
    """Return the cells of `table` that are not valid UTF-8: id, column, bytes."""
    columns = columns_of(connection, table)
    text_factory = connection.text_factory
    connection.text_factory = bytes
    found: list[tuple[int, str, bytes]] = []
    try:
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}"):  # noqa: S608
            for column, value in zip(columns, row, strict=True):
                if type(value) is bytes and not _decodes(value):
                    found.append((row[0], column, value))
    finally:
        connection.text_factory = text_factory
    return found


def _decodes(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _folded_column(connection: sqlite3.Connection, table: str) -> str | None:
    return next((one for one in columns_of(connection, table) if one in _FOLDS), None)


def wrong_folds(connection: sqlite3.Connection, table: str) -> list[tuple[int, str]]:
    """Return the rows of `table` whose folded name is not that of their name: id, the right one."""
    column = _folded_column(connection, table)
    if column is None:
        return []
    rows = connection.execute(f"SELECT id, name, {column} FROM {table}")  # noqa: S608
    folded = _FOLDS[column]
    return [(row, right) for row, name, kept in rows if (right := folded(name)) != kept]


def repair(
    connection: sqlite3.Connection, found: Sequence[tuple[str, str | None]], today: date
) -> None:
    """Put right what was `found`, each a code of the doctor and a table; all of it or nothing.

    The cache of standings is rebuilt as of `today` unless only permissions were wrong.
    """
    repairs: dict[str, Callable[[sqlite3.Connection, str | None], None]] = {
        "foreign-object": _drop_foreign_objects,
        "orphan": _remove_orphans,
        "text": _replace_bad_cells,
        "folded-name": _fold_again,
    }
    connection.execute("PRAGMA foreign_keys=OFF")
    begin(connection)
    try:
        for code, table in found:
            if code in repairs:
                repairs[code](connection, table)
        if any(code != "permissions" for code, _ in found):
            standings.refresh(connection, None, today)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys=ON")


def _drop_foreign_objects(connection: sqlite3.Connection, _: str | None) -> None:
    for kind, name in extras_of(connection):
        quoted = name.replace('"', '""')
        connection.execute(f'DROP {kind.upper()} IF EXISTS main."{quoted}"')


def _remove_orphans(connection: sqlite3.Connection, table: str | None) -> None:
    """Delete what belongs to no account or operation; forget an origin that is not there."""
    while orphans := connection.execute(f"PRAGMA foreign_key_check({table})").fetchall():
        keys = {
            row[0]: row[3]
            for row in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        }
        for _, rowid, _, key in orphans:
            if keys[key] in ("origin_id", "undoes"):
                sql = f"UPDATE {table} SET {keys[key]} = NULL WHERE rowid = ?"  # noqa: S608
                connection.execute(sql, (rowid,))
            else:
                connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))  # noqa: S608


def _replace_bad_cells(connection: sqlite3.Connection, table: str | None) -> None:
    for row, column, data in bad_cells(connection, str(table)):
        sql = f"UPDATE {table} SET {column} = ? WHERE id = ?"  # noqa: S608
        connection.execute(sql, (data.decode("utf-8", "replace"), row))


def _fold_again(connection: sqlite3.Connection, table: str | None) -> None:
    connection.executemany(
        f"UPDATE {table} SET {_folded_column(connection, str(table))} = ? WHERE id = ?",  # noqa: S608
        [(right, row) for row, right in wrong_folds(connection, str(table))],
    )
