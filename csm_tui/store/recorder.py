"""The recorder: the only way to write into a book; every write leaves its change in the journal."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from csm_tui.domain.folding import fold_name
from csm_tui.errors import InvalidValue
from csm_tui.store.entry import CHUNK, Entry, to_json
from csm_tui.store.tables import CHILDREN, columns_of, stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime


class Recorder(Entry):
    """What one operation writes, each write with its change; made by `journal.operation`.

    Values may be dates, booleans and tuples: they are stored as ISO text, 0/1 and joined by ';'.
    Unknown tables and columns raise ValueError; values that the schema refuses, InvalidValue.
    """

    def __init__(
        self, connection: sqlite3.Connection, name: str, *, today: date, now: datetime
    ) -> None:
        super().__init__(connection, name, today=today, now=now)
        self._by_hand: int | None = None
        self._columns: dict[str, tuple[str, ...]] = {}

    def origin(
        self, *, file: str | None = None, sha256: str | None = None, kind: str | None = None
    ) -> int:
        """Return the id of a new origin: a file, or (once an operation) an entry by hand."""
        if file is None and self._by_hand is not None:
            return self._by_hand
        row = {
            "operation_id": self.operation_id,
            "file": file,
            "sha256": sha256,
            "kind": kind,
            "entered_on": self.today,
        }
        origin = self._insert("origin", row)
        if file is None:
            self._by_hand = origin
        return origin

    def insert(self, table: str, row: Mapping[str, object]) -> int:
        """Add `row` to `table` and return its id; `name_fold` and `entered_on` fill themselves."""
        self.count += 1
        return self._insert(table, row)

    def _insert(self, table: str, row: Mapping[str, object]) -> int:
        values = {column: stored(value) for column, value in row.items()}
        columns = self._known(table, values)
        if "name" in values and "name_fold" in columns:
            values["name_fold"] = fold_name(str(values["name"]))
        if table == "account":
            values.setdefault("entered_on", self.today.isoformat())
        added = self.connection.execute(_insert_sql(table, tuple(values)), tuple(values.values()))
        row_id = int(added.lastrowid or 0)
        self.note("insert", table, row_id, _account_of(table, row_id, values), None, None)
        return row_id

    def update(self, table: str, row_id: int, values: Mapping[str, object]) -> bool:
        """Set `values` in one row; False where nothing differs, and nothing is written then.

        Raises InvalidValue where the row is gone.
        """
        columns = tuple(values)
        changed = self.update_many(table, columns, [(row_id, *values.values())], strict=True)
        return changed > 0

    def delete(self, table: str, row_id: int) -> None:
        """Delete one row, an account with all that belongs to it; each row is journalled whole."""
        self.delete_many(table, [row_id])

    def insert_many(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> range:
        """Add `rows` of `columns` to `table` and return their ids, in the order of the rows.

        `name_fold` and `entered_on` of accounts fill themselves where `columns` lacks them; values
        are stored as they are (ISO text, not dates).
        """
        given = tuple(columns)
        known = self._known(table, given)
        if "name" in given and "name_fold" in known and "name_fold" not in given:
            place = given.index("name")
            rows = ((*row, fold_name(str(row[place]))) for row in rows)
            given = (*given, "name_fold")
        if table == "account" and "entered_on" not in given:
            entered = self.today.isoformat()
            rows = ((*row, entered) for row in rows)
            given = (*given, "entered_on")
        first = self.next_id(table)
        self.connection.executemany(_insert_sql(table, given), rows)
        return self._inserted_from(table, first)

    def insert_select(
        self, table: str, columns: Sequence[str], select: str, parameters: Sequence[object] = ()
    ) -> range:
        """Add what the query `select` yields for `columns` and return the new ids, in its order.

        Meant for TEMP tables: end `select` with ORDER BY. The ids are consecutive from
        `next_id(table)`, so a staging table may number its rows itself, as `id`. `columns` must
        hold `name_fold` and `entered_on` where the table has them.
        """
        self._known(table, columns)
        first = self.next_id(table)
        written = self.connection.execute(
            f"INSERT INTO {table}({', '.join(columns)}) {select}",
            tuple(parameters),
        ).rowcount
        added = self._inserted_from(table, first)
        if written != len(added):
            raise ValueError(f"the new rows of {table} do not follow its last id")
        return added

    def next_id(self, table: str) -> int:
        """Return the id that the next row of `table` gets."""
        self._known(table, ())
        last: list[int | None] = [0]
        last += self.connection.execute(f"SELECT max(id) FROM {table}").fetchone()  # noqa: S608
        used = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        last += used.fetchone() or ()
        return 1 + max(number or 0 for number in last)

    def _inserted_from(self, table: str, first: int) -> range:
        """Journal the rows of `table` from id `first` on, which this operation has just added."""
        added = range(first, self.next_id(table))
        if not added:
            return added
        self.flush()
        account = _account_column(table)
        self.connection.execute(
            "INSERT INTO change(operation_id, action, table_name, row_id, account_id) "  # noqa: S608
            f"SELECT ?, 'insert', ?, id, {account} FROM {table} WHERE id >= ? ORDER BY id",
            (self.operation_id, table, first),
        )
        self.count += len(added)
        self.tables.add(table)
        if account != "NULL":
            self.touched.update(
                row[0]
                for row in self.connection.execute(
                    f"SELECT DISTINCT {account} FROM {table} WHERE id >= ?",  # noqa: S608
                    (first,),
                )
            )
        return added

    def update_many(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        strict: bool = False,
    ) -> int:
        """Set `columns` in many rows, each given as (id, value, …); return how many differed.

        Only columns that differ are journalled, rows without one are left alone. Rows that are gone
        are passed over, unless `strict`: InvalidValue.
        """
        given = tuple(columns)
        known = self._known(table, given)
        if not given:
            return 0
        if "name" in given and "name_fold" in known and "name_fold" not in given:
            place = given.index("name") + 1
            rows = ((*row, fold_name(str(row[place]))) for row in rows)
            given = (*given, "name_fold")
        source = iter(rows)
        changed = 0
        while chunk := {row[0]: tuple(map(stored, row[1:])) for row in islice(source, CHUNK)}:
            changed += self._update_chunk(table, given, chunk, strict)
        self.count += changed
        return changed

    def _update_chunk(
        self,
        table: str,
        columns: tuple[str, ...],
        rows: dict[Any, tuple[object, ...]],
        strict: bool,
    ) -> int:
        found = self.connection.execute(
            f"SELECT id, {_account_column(table)}, {', '.join(columns)} FROM {table} "  # noqa: S608
            f"WHERE id IN ({', '.join('?' * len(rows))})",
            tuple(rows),
        )
        present = {row[0]: row[1:] for row in found.fetchall()}
        if strict and len(present) < len(rows):
            raise InvalidValue(f"The {table.replace('_', ' ')} is gone: it has been deleted since.")
        writes = []
        for row_id, new in rows.items():
            account_id, *old = present.get(row_id, (None, *new))
            if tuple(old) == new:
                continue
            before = {c: was for c, was, now in zip(columns, old, new, strict=True) if was != now}
            after = {c: now for c, was, now in zip(columns, old, new, strict=True) if was != now}
            self.note("update", table, row_id, account_id, to_json(before), to_json(after))
            if "account_id" in after:
                self.touched.add(int(str(after["account_id"])))
            writes.append((*new, row_id))
        if writes:
            assignments = ", ".join(f"{column} = ?" for column in columns)
            self.connection.executemany(f"UPDATE {table} SET {assignments} WHERE id = ?", writes)  # noqa: S608
        return len(writes)

    def delete_many(self, table: str, row_ids: Iterable[int]) -> int:
        """Delete rows, accounts with all that is theirs; return how many there were in all."""
        self._known(table, ())
        source = iter(row_ids)
        deleted = 0
        while chunk := tuple(islice(source, CHUNK)):
            if table == "account":
                for child in reversed(CHILDREN):
                    deleted += self._delete_where(child, "account_id", chunk)
            deleted += self._delete_where(table, "id", chunk)
        self.count += deleted
        return deleted

    def _delete_where(self, table: str, column: str, values: tuple[int, ...]) -> int:
        test = f"{column} IN ({', '.join('?' * len(values))})"
        columns = self._known(table, ())
        rows = self.connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE {test} ORDER BY id DESC",  # noqa: S608
            values,
        ).fetchall()
        for row in rows:
            whole = {
                name: value for name, value in zip(columns, row, strict=True) if value is not None
            }
            self.note(
                "delete", table, row[0], _account_of(table, row[0], whole), to_json(whole), None
            )
        if rows:
            self.connection.execute(f"DELETE FROM {table} WHERE {test}", values)  # noqa: S608
        return len(rows)

    def restore(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert whole `rows` with their old ids (the way back of deletions)."""
        columns = self._known(table, ())
        for given, alike in groupby(rows, key=tuple):
            kept = tuple(column for column in given if column in columns)
            values = [{column: row[column] for column in kept} for row in alike]
            self.connection.executemany(
                _insert_sql(table, kept), (tuple(row.values()) for row in values)
            )
            for row in values:
                row_id = int(str(row["id"]))
                self.note("insert", table, row_id, _account_of(table, row_id, row), None, None)
        self.count += len(rows)

    def _known(self, table: str, columns: Iterable[str]) -> tuple[str, ...]:
        """Return the columns of `table`; ValueError where it, or one of `columns`, is not ours."""
        known = self._columns.get(table)
        if known is None:
            known = self._columns[table] = columns_of(self.connection, table)
        for column in columns:
            if column not in known:
                raise ValueError(f"{table} has no column {column!r}")
        return known


def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table}({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def _account_column(table: str) -> str:
    if table == "account":
        return "id"
    return "account_id" if table in CHILDREN else "NULL"


def _account_of(table: str, row_id: int, row: Mapping[str, object]) -> int | None:
    if table == "account":
        return row_id
    account_id = row.get("account_id")
    return account_id if isinstance(account_id, int) else None
