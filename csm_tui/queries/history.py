"""Every operation of the book, and what taking one back would do (INTERFACE, history and undo)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.errors import InvalidValue
from csm_tui.queries.import_memory import PREFIX
from csm_tui.store.builders import day as date_of
from csm_tui.store.rows import undone_operations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping
    from datetime import date


class OperationRow(NamedTuple):
    """One operation: when, what, how many rows it changed, and whether it was taken back."""

    operation: int
    at: str
    as_of: date
    name: str
    changes: int
    undone_by: int | None
    undoes: int | None


def operations(
    connection: sqlite3.Connection, *, account_id: int | None = None, limit: int | None = None
) -> list[OperationRow]:
    """Return operations, newest first; with `account_id` those that touched it."""
    touched = "" if account_id is None else " AND account_id = :account"
    among = (
        ""
        if account_id is None
        else " WHERE o.id IN (SELECT operation_id FROM change WHERE account_id = :account)"
    )
    rows = connection.execute(
        "SELECT o.id, o.at, o.as_of, o.name,"  # noqa: S608
        f" (SELECT count(*) FROM change"
        f" WHERE operation_id = o.id AND table_name <> 'origin'{touched}),"
        " (SELECT max(u.id) FROM operation u WHERE u.undoes = o.id), o.undoes"
        f" FROM operation o{among} ORDER BY o.id DESC LIMIT :limit",
        {"account": account_id, "limit": -1 if limit is None else limit},
    )
    return [OperationRow._make((*row[:2], date_of(row[2]), *row[3:])) for row in rows]


class PreviewLine(NamedTuple):
    """One field that an undo would set back: `old` is what it is now, `new` what it becomes."""

    account: str
    thing: str
    field: str
    old: str
    new: str


class Preview(NamedTuple):
    """What an undo would do: the first `lines` of `changes`, over `accounts` accounts."""

    operation: int
    name: str
    at: str
    changes: int
    accounts: int
    lines: tuple[PreviewLine, ...]


_HIDDEN: Final = frozenset(
    {"id", "account_id", "origin_id", "line", "name_fold", "entered_on", "booked"}
)
_MONEY: Final = frozenset({"arr", "potential_arr", "amount"})
_THINGS: Final = {
    "account": "account",
    "account_alias": "id or name",
    "arr_change": "ARR change",
    "signal_state": "signal",
    "tier_decision": "decision on the tier",
    "touch_model": "touch model",
    "experiment_account": "side of an experiment",
    "custom_field": "custom field",
    "custom_value": "custom field",
}
# Of these the field is always called `value`: what it is of tells more.
_NAMED: Final = frozenset(("custom_value", "setting"))
# What an import remembers of what was said to it, before the source it is of.
_ANSWERS: Final = "answers, "
# What stands for a row that comes or goes whole, by its table.
_TITLES: Final[dict[str, str]] = {
    "account": "name",
    "account_alias": "external_id",
    "contact": "name",
    "touchpoint": "date || ' ' || kind",
    "health": "date || ' ' || measure || ' ' || printf('%g', value)",
    "metric": "date || ' ' || metric || ' ' || printf('%g', value)",
    "survey": "date || ' ' || type || ' ' || printf('%g', score)",
    "subscription": "coalesce(product, start_date)",
    "arr_change": "date",
    "task": "title",
    "project": "aim",
    "signal_state": "kind || ' ' || state",
    "override": "figure || ' ' || value",
    "tier_decision": "tier_from || ' → ' || tier_to || ' ' || decision",
    "experiment": "name",
    "experiment_account": "upper(side)",
    "custom_field": "name",
    "custom_value": "(SELECT name FROM custom_field WHERE id = field_id)",
    "touch_model": "name",
    "setting": "key",
}


def undo_preview(
    connection: sqlite3.Connection, operation_id: int | None = None, *, limit: int = 20
) -> Preview | None:
    """Return what undoing an operation (the last one standing where None) would change.

    None where there is nothing to undo; raises InvalidValue for an id that no operation has.
    """
    wanted = operation_id if operation_id is not None else last_undoable(connection)
    if wanted is None:
        return None
    row = connection.execute(
        "SELECT o.id, o.name, o.at, count(c.id), count(DISTINCT c.account_id) FROM operation o"
        " LEFT JOIN change c ON c.operation_id = o.id AND c.table_name <> 'origin'"
        " WHERE o.id = ? GROUP BY o.id",
        (wanted,),
    ).fetchone()
    if row is None:
        raise InvalidValue(f"There is no operation {wanted}. `csm history` lists them.")
    return Preview._make((*row, tuple(_lines(connection, wanted, limit))))


def last_undoable(connection: sqlite3.Connection) -> int | None:
    """Return the newest operation that is no undo itself and is not undone, None where none is."""
    undone = undone_operations(connection)
    newest_first = connection.execute(
        "SELECT id FROM operation WHERE undoes IS NULL ORDER BY id DESC"
    )
    return next((row[0] for row in newest_first if row[0] not in undone), None)


def inserted(connection: sqlite3.Connection, operation: int | None, table: str) -> list[int]:
    """Return the ids of the rows that an operation added to `table`, in order.

    Plans that the planner made with it are not among them.
    """
    rows = connection.execute(
        "SELECT row_id FROM change WHERE operation_id = ? AND table_name = ? AND action = 'insert'"
        " AND NOT (table_name = 'touchpoint'"
        " AND row_id IN (SELECT id FROM touchpoint WHERE id = row_id AND booked = 0))"
        " ORDER BY id",
        (operation, table),
    )
    return [row[0] for row in rows]


def _lines(connection: sqlite3.Connection, operation: int, limit: int) -> Iterator[PreviewLine]:
    rows = connection.execute(
        "SELECT c.action, c.table_name, c.row_id, c.before, c.after, coalesce(a.name, '')"
        " FROM change c LEFT JOIN account a ON a.id = c.account_id"
        " WHERE c.operation_id = ? AND c.table_name <> 'origin' ORDER BY c.id LIMIT ?",
        (operation, limit),
    ).fetchall()
    left = limit
    for action, table, row_id, before, after, account in rows:
        for line in _undone(connection, action, table, row_id, before, after, account):
            if left == 0:
                return
            left -= 1
            yield line


def _undone(
    connection: sqlite3.Connection,
    action: str,
    table: str,
    row_id: int,
    before: str | None,
    after: str | None,
    account: str,
) -> Iterator[PreviewLine]:
    thing = _THINGS.get(table, table)
    if action == "update":
        title = _title(connection, table, row_id, {}) if table in _NAMED else ""
        if table == "setting" and title.startswith(_ANSWERS):
            yield PreviewLine(account, thing, title, "with this import", "as before it")
            return
        old, new = json.loads(after or "{}"), json.loads(before or "{}")
        for field in new:
            if field not in _HIDDEN:
                yield PreviewLine(
                    account,
                    thing,
                    title or field,
                    shown(field, old.get(field)),
                    shown(field, new[field]),
                )
        return
    title = _title(connection, table, row_id, json.loads(before) if before else {})
    if action == "insert":
        yield PreviewLine(account or title, thing, "", title, "removed")
    else:
        yield PreviewLine(account or title, thing, "", "gone", title)


def _title(connection: sqlite3.Connection, table: str, row_id: int, kept: Mapping[str, Any]) -> str:
    if kept:
        for field in ("name", "title", "aim", "subject", "date", "figure", "kind"):
            if kept.get(field):
                return str(kept[field])
        return f"{table} {row_id}"
    expression = _TITLES.get(table)
    if expression is None:
        return f"{table} {row_id}"
    row = connection.execute(
        f"SELECT {expression} FROM {table} WHERE id = ?",  # noqa: S608
        (row_id,),
    ).fetchone()
    title = str(row[0]) if row and row[0] is not None else f"{table} {row_id}"
    if table == "setting" and title.startswith(PREFIX):
        return f"{_ANSWERS}{title.removeprefix(PREFIX) or 'own sheets'}"
    return title


def shown(field: str, value: object) -> str:
    """Return a journalled value the way people read it: amounts in units, nothing as "–"."""
    if value is None or value == "":
        return "–"
    if field in _MONEY and isinstance(value, int):
        from csm_tui.domain.wording import amount

        return amount(value)
    return str(value)
