"""The mirror image of an operation: its changes applied backwards, newest first."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.errors import UndoRefused
from csm_tui.store.rows import undone_operations
from csm_tui.store.tables import CHILDREN, MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csm_tui.store.recorder import Recorder

CHUNK = 500


class _Change(NamedTuple):
    id: int
    action: str
    table: str
    row_id: int
    account_id: int | None
    before: str | None
    after: str | None


class _Update(NamedTuple):
    change: _Change
    before: dict[str, object]
    after: dict[str, object]


class Mirror:
    """Takes one operation back by `recorder`; UndoRefused where a row has changed since."""

    def __init__(self, recorder: Recorder, operation_id: int, name: str) -> None:
        self._connection = recorder.connection
        self._recorder = recorder
        self._operation_id = operation_id
        self._name = name

    def apply(self) -> None:
        """Apply the mirror image, in chunks; everything is refused where one row does not fit."""
        self._connection.execute("PRAGMA defer_foreign_keys=ON")
        self._refuse_later_changes()
        steps: dict[str, Callable[[str, Sequence[_Change]], None]] = {
            "insert": self._delete,
            "update": self._change_back,
            "delete": self._restore,
        }
        for chunk in self._newest_first():
            for (action, table), run in groupby(chunk, key=lambda one: (one.action, one.table)):
                steps[action](table, list(run))

    def _newest_first(self) -> Iterator[list[_Change]]:
        last = 1 << 62
        while True:
            rows = self._connection.execute(
                "SELECT id, action, table_name, row_id, account_id, before, after FROM change "
                "WHERE operation_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                (self._operation_id, last, CHUNK),
            ).fetchall()
            if not rows:
                return
            chunk = [_Change(*row) for row in rows]
            last = chunk[-1].id
            yield chunk

    def _refuse_later_changes(self) -> None:
        """Refuse where a row that the operation added has been changed or deleted since.

        An insert journals no values to compare, but every later change of the row is there. What
        has been taken back in between does not count.
        """
        undone = undone_operations(self._connection)
        since = self._connection.execute(
            "SELECT id, undoes FROM operation WHERE id > ? AND id < ?",
            (self._operation_id, self._recorder.operation_id),
        ).fetchall()
        standing = [
            operation
            for operation, undoes in since
            if operation not in undone and (undoes is None or undoes < self._operation_id)
        ]
        if not standing:
            return
        self._connection.execute(
            "CREATE TEMP TABLE mirrored(table_name TEXT, row_id INTEGER, PRIMARY KEY (table_name, "
            "row_id)) "
            "WITHOUT ROWID"
        )
        self._connection.execute(
            "INSERT INTO temp.mirrored SELECT table_name, row_id FROM change "
            "WHERE operation_id = ? AND action = 'insert'",
            (self._operation_id,),
        )
        found = self._connection.execute(
            "SELECT c.id, c.action, c.table_name, c.row_id, c.account_id, c.before, c.after "
            "FROM json_each(?) later JOIN change c ON c.operation_id = later.value "
            "JOIN temp.mirrored m ON m.table_name = c.table_name AND m.row_id = c.row_id "
            "ORDER BY c.id DESC LIMIT 1",
            (json.dumps(standing),),
        ).fetchone()
        self._connection.execute("DROP TABLE temp.mirrored")
        if found is not None:
            self._refuse(_Change(*found))

    def _refuse(self, later: _Change) -> None:
        who = self._account(later.account_id)
        if later.action != "update":
            raise self._refused(f"{who}: the {_noun(later.table)} has been deleted since")
        before, after = json.loads(str(later.before)), json.loads(str(later.after))
        field = next(iter(name for name in after if name != "name_fold"))
        raise self._refused(
            f"{who}: {field} was {_shown(field, before[field])} and has been changed to "
            f"{_shown(field, after[field])} since"
        )

    def _delete(self, table: str, added: Sequence[_Change]) -> None:
        ids = [change.row_id for change in added]
        if table == "account":
            self._refuse_new_children(ids)
        elif table == "custom_field":
            self._refuse_new_values(ids)
        if self._recorder.delete_many(table, ids) < len(ids):
            raise self._refused(f"{self._account(added[0].account_id)}: the {_noun(table)} is gone")

    def _refuse_new_children(self, ids: Sequence[int]) -> None:
        marks = ", ".join("?" * len(ids))
        for table in CHILDREN:
            found = self._connection.execute(
                f"SELECT account_id FROM {table} WHERE account_id IN ({marks}) LIMIT "  # noqa: S608
                "1",
                tuple(ids),
            ).fetchone()
            if found is not None:
                raise self._refused(
                    f"{self._account(found[0])}: a {_noun(table)} has been added since"
                )

    def _refuse_new_values(self, ids: Sequence[int]) -> None:
        """Refuse where a field has values that did not come with it: they would go with it."""
        found = self._connection.execute(
            "SELECT v.account_id, f.name FROM custom_value v JOIN custom_field f "
            "ON f.id = v.field_id WHERE v.field_id IN (SELECT value FROM json_each(?)) LIMIT 1",
            (json.dumps(ids),),
        ).fetchone()
        if found is not None:
            raise self._refused(
                f"{self._account(found[0])}: a value of “{found[1]}” has been added since"
            )

    def _change_back(self, table: str, changed: Sequence[_Change]) -> None:
        """Put the old values back, in batches that write the same columns and no row twice."""
        batch: dict[int, _Update] = {}
        columns: tuple[str, ...] = ()
        for change in changed:
            update = _Update(change, json.loads(str(change.before)), json.loads(str(change.after)))
            if tuple(update.after) != columns or change.row_id in batch:
                self._change_batch(table, columns, batch)
                batch, columns = {}, tuple(update.after)
            batch[change.row_id] = update
        self._change_batch(table, columns, batch)

    def _change_batch(
        self, table: str, columns: tuple[str, ...], batch: dict[int, _Update]
    ) -> None:
        if not batch:
            return
        marks = ", ".join("?" * len(batch))
        now = self._connection.execute(
            f"SELECT id, {', '.join(columns)} FROM {table} WHERE id IN ({marks})",  # noqa: S608
            tuple(batch),
        ).fetchall()
        for row_id, *values in now:
            if values != list(batch[row_id].after.values()):
                self._refuse_changed(batch[row_id], dict(zip(columns, values, strict=True)))
        if len(now) < len(batch):
            gone = batch[next(iter(set(batch) - {row[0] for row in now}))].change
            who = self._account(gone.account_id)
            raise self._refused(f"{who}: the {_noun(table)} has been deleted since")
        rows = [(row_id, *(one.before[c] for c in columns)) for row_id, one in batch.items()]
        with self._clashes(table, [one.change for one in batch.values()]):
            self._recorder.update_many(table, columns, rows)

    def _refuse_changed(self, update: _Update, now: dict[str, object]) -> None:
        field = next(name for name, value in now.items() if value != update.after[name])
        raise self._refused(
            f"{self._account(update.change.account_id)}: {field} was set to "
            f"{_shown(field, update.after[field])} and is {_shown(field, now[field])} now"
        )

    def _restore(self, table: str, deleted: Sequence[_Change]) -> None:
        with self._clashes(table, deleted):
            self._recorder.restore(table, [json.loads(str(change.before)) for change in deleted])

    @contextmanager
    def _clashes(self, table: str, changes: Sequence[_Change]) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            who = self._account(self._culprit(table, changes).account_id)
            raise self._refused(
                f"{who}: the {_noun(table)} would clash with one that is there now ({error})"
            ) from error

    def _culprit(self, table: str, changes: Sequence[_Change]) -> _Change:
        """Return the first change whose values meet a row that is there; all is undone later."""
        for change in changes:
            row = json.loads(str(change.before))
            for index in self._unique_columns(table):
                found = self._connection.execute(
                    f"SELECT 1 FROM {table} WHERE id <> ? AND "  # noqa: S608
                    + " AND ".join(f"{column} = ?" for column in index),
                    (change.row_id, *(row.get(column) for column in index)),
                ).fetchone()
                if found:
                    return change
        return changes[0]

    def _unique_columns(self, table: str) -> list[tuple[str, ...]]:
        indexes = self._connection.execute(f"PRAGMA index_list({table})").fetchall()
        return [
            tuple(
                column[2] for column in self._connection.execute(f"PRAGMA index_info({index[1]})")
            )
            for index in indexes
            if index[2]
        ]

    def _refused(self, why: str) -> UndoRefused:
        return UndoRefused(
            f"“{self._name}” cannot be taken back — {why}. Undo the later change first (csm "
            "history); "
            "nothing was changed."
        )

    def _account(self, account_id: int | None) -> str:
        found = self._connection.execute(
            "SELECT name FROM account WHERE id = ?", (account_id,)
        ).fetchone()
        if found is None:
            found = self._connection.execute(
                "SELECT json_extract(before, '$.name') FROM change WHERE account_id = ? "
                "AND table_name = 'account' AND action = 'delete' ORDER BY id DESC LIMIT 1",
                (account_id,),
            ).fetchone()
        return str(found[0]) if found else "the book"


def _noun(table: str) -> str:
    return "health reading" if table == "health" else table.replace("_", " ")


def _shown(field: str, value: object) -> str:
    if value is None:
        return "empty"
    if field in MONEY and isinstance(value, int):
        return f"{value / 100:,.2f}".removesuffix(".00")
    return f"“{value}”" if isinstance(value, str) else str(value)
