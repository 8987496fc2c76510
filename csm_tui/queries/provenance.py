"""Where each figure of an account comes from: a file and row, or an entry by hand, and the day."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.wording import on
from csm_tui.store.builders import day as date_of
from csm_tui.store.rows import undone_operations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date


class Source(NamedTuple):
    """A file and a row of it, or an entry by hand where `file` is None, and its day."""

    file: str | None
    line: int | None
    day: date

    def __str__(self) -> str:
        """Return it in words: "accounts.csv row 14, 1 Feb 2026" or "by hand, 3 Feb 2026"."""
        place = self.file or "by hand"
        row = f" row {self.line}" if self.file and self.line is not None else ""
        return f"{place}{row}, {on(self.day)}"


class BookProvenance:
    """Answers `why` for one account on `today`, from its origins and the journal (INTERFACE, why).

    What was changed only later than that is not where a value of that day came from.
    """

    def __init__(self, connection: sqlite3.Connection, account_id: int, today: date) -> None:
        self._connection = connection
        self._account_id = account_id
        self._today = today

    def field(self, name: str) -> str:
        """Return where the account's field `name` got the value it has."""
        return str(self._fields.get(name, self._entry))

    def fact(self, fact: NamedTuple) -> str:
        """Return where a fact (any of domain.facts) came from."""
        origin = getattr(fact, "origin", None)
        line = getattr(fact, "line", None)
        return (
            str(self._origins[origin]._replace(line=line)) if origin in self._origins else "by hand"
        )

    @cached_property
    def _origins(self) -> dict[int | None, Source]:
        rows = self._connection.execute("SELECT id, file, entered_on FROM origin")
        return {id_: Source(file, None, date_of(day)) for id_, file, day in rows}

    @cached_property
    def _entry(self) -> Source:
        entered_on, origin, line = self._connection.execute(
            "SELECT entered_on, origin_id, line FROM account WHERE id = ?", (self._account_id,)
        ).fetchone()
        if origin in self._origins:
            return self._origins[origin]._replace(line=line)
        return Source(None, None, date_of(entered_on))

    @cached_property
    def _fields(self) -> dict[str, Source]:
        rows = self._connection.execute(
            "SELECT c.operation_id, c.after, o.as_of, o.undoes FROM change c"
            " JOIN operation o ON o.id = c.operation_id"
            " WHERE c.account_id = ? AND c.table_name = 'account' AND c.action = 'update'"
            " AND o.as_of <= ? ORDER BY c.id",
            (self._account_id, self._today.isoformat()),
        ).fetchall()
        # What an undo wrote is not an entry of its own: the value before it counts again.
        standing = {row[0] for row in rows if row[3] is None} - undone_operations(self._connection)
        files = self._files_of(standing)
        fields: dict[str, Source] = {}
        for operation, after, day, _ in rows:
            if operation not in standing:
                continue
            values = json.loads(after or "{}")
            source = files.get(operation, Source(None, None, date_of(day)))
            fields.update(dict.fromkeys(values, source._replace(line=values.get("line"))))
        return fields

    def _files_of(self, operations: Iterable[int]) -> dict[int, Source]:
        files: dict[int, Source] = {}
        for operation in operations:
            row = self._connection.execute(
                "SELECT file, entered_on FROM origin WHERE operation_id = ? AND file IS NOT NULL"
                " ORDER BY kind <> 'accounts', id LIMIT 1",
                (operation,),
            ).fetchone()
            if row:
                files[operation] = Source(row[0], None, date_of(row[1]))
        return files
