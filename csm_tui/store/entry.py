"""The journal entry of one operation while it runs: its row, its changes, what it touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from csm_tui.domain.changes import Changes
from csm_tui.store.id_set import IdSet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import date, datetime

CHUNK = 500
# Beyond so many touched accounts a change set says "all of them".
NAMED_ACCOUNTS = 2000
_CHANGE = (
    "INSERT INTO change(operation_id, action, table_name, row_id, account_id, before, after) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
# Made once: json.dumps would make one for every row.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def to_json(values: Mapping[str, object]) -> str:
    """Return `values` as JSON; made here because SQLite's own JSON alters floats (STORAGE §4)."""
    return _encode(values)


class Entry:
    """One operation in the making: `count` rows written, `touched` account ids, `tables`.

    `settled` are touched accounts whose cached standing the operation itself has brought up to
    date; `all_settled` says so of all, whatever became of the touch model.

    `now` is an instant in UTC, `today` the day the operation counts for.
    """

    def __init__(
        self, connection: sqlite3.Connection, name: str, *, today: date, now: datetime
    ) -> None:
        self.connection = connection
        self.name = name
        self.today = today
        self.count = 0
        self.touched = IdSet()
        self.settled = IdSet()
        self.all_settled = False
        self.tables: set[str] = set()
        self._now = now
        self._undoes: int | None = None
        self._operation_id: int | None = None
        self._detail: str | None = None
        self._pending: list[tuple[object, ...]] = []

    @property
    def writes_facts(self) -> bool:
        """Return whether something but the touch model is written: whether facts may be others."""
        return bool(self.tables - {"touch_model"})

    @property
    def operation_id(self) -> int:
        """Return the id of this operation; it is dropped again where nothing changes."""
        if self._operation_id is None:
            added = self.connection.execute(
                "INSERT INTO operation(name, at, as_of, undoes, detail) VALUES (?, ?, ?, ?, ?)",
                (
                    self.name,
                    f"{self._now:%Y-%m-%dT%H:%M:%SZ}",
                    self.today.isoformat(),
                    self._undoes,
                    self._detail,
                ),
            )
            self._operation_id = int(added.lastrowid or 0)
        return self._operation_id

    def detail(self, value: Mapping[str, object]) -> None:
        """Keep `value` as JSON with the operation, in place of what was kept before."""
        self._detail = to_json(value)
        if self._operation_id is not None:
            self.connection.execute(
                "UPDATE operation SET detail = ? WHERE id = ?", (self._detail, self._operation_id)
            )

    def undoing(self, operation_id: int) -> None:
        """Mark this operation as the one that takes `operation_id` back."""
        self._undoes = operation_id

    def flush(self) -> None:
        """Write the changes that are still in memory."""
        if self._pending:
            operation_id = self.operation_id
            self.connection.executemany(_CHANGE, ((operation_id, *one) for one in self._pending))
            self._pending.clear()

    def changes(self) -> Changes:
        """Return what this operation changed; `operation` is None where nothing did."""
        if not self.count:
            return Changes(None, self.name)
        many = len(self.touched) > NAMED_ACCOUNTS
        return Changes(
            operation=self.operation_id,
            name=self.name,
            accounts=frozenset() if many else frozenset(self.touched),
            all_accounts=many or "touch_model" in self.tables,
            tables=frozenset(self.tables - {"origin"}),
            count=self.count,
        )

    def note(
        self,
        action: str,
        table: str,
        row_id: int,
        account_id: int | None,
        before: str | None,
        after: str | None,
    ) -> None:
        """Take down one change; `before` and `after` are JSON, as schema.sql says of them."""
        self.tables.add(table)
        if account_id is not None:
            self.touched.add(account_id)
        self._pending.append((action, table, row_id, account_id, before, after))
        if len(self._pending) >= CHUNK:
            self.flush()
