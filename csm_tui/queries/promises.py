"""Questions about promises: which are open, ours or the customer's, and how late they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.queries import filters
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from csm_tui.domain.filters import Filter


class PromiseRow(NamedTuple):
    """One promise: `mine` is ours, `theirs` the customer's; closed ones say when."""

    id: int
    account: str
    account_id: int
    title: str
    due: date | None
    side: str
    status: str
    notes: str | None
    closed_on: date | None
    days_overdue: int


def promises(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    account_id: int | None = None,
    side: str | None = None,
    closed: bool = False,
    limit: int | None = None,
) -> list[PromiseRow]:
    """Return the open promises of the accounts that `filter` keeps, by due day, undated last.

    `account_id` and `side` narrow them; `closed` adds those that were kept or dropped.
    """
    condition, parameters = filters.where(connection, filter, today)
    tests = [filters.scope(filter), f"({condition})"]
    for test, value in (("t.account_id = ?", account_id), ("t.side = ?", side)):
        if value is not None:
            tests.append(test)
            parameters.append(value)
    if not closed:
        tests.append("t.status = 'open'")
    rows = connection.execute(
        "SELECT t.id, s.name, t.account_id, t.title, t.due, t.side, t.status, t.notes, t.closed_on"  # noqa: S608
        " FROM task t JOIN standing s ON s.account_id = t.account_id"
        f" JOIN account a ON a.id = t.account_id WHERE {' AND '.join(tests)}"
        " ORDER BY t.status <> 'open', t.due IS NULL, t.due, s.name_key, t.id LIMIT ?",
        [*parameters, -1 if limit is None else limit],
    )
    return [_row(*row, today=today) for row in rows]


def _row(
    id: int,
    account: str,
    account_id: int,
    title: str,
    due: str | None,
    side: str,
    status: str,
    notes: str | None,
    closed_on: str | None,
    *,
    today: date,
) -> PromiseRow:
    day = None if due is None else date_of(due)
    late = (today - day).days if day is not None and status == "open" else 0
    closed = None if closed_on is None else date_of(closed_on)
    return PromiseRow(
        id, account, account_id, title, day, side, status, notes, closed, max(0, late)
    )
