"""Changes of tasks: promises made, kept or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS
from csm_tui.queries import accounts, timeline
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book


def add(
    book: Book,
    account_id: int,
    values: Mapping[str, object],
    *,
    today: date,
    now: datetime,
) -> Changes:
    """Add a promise; `values` are parsed fields of the kind tasks.

    Raises InvalidValue without a title.
    """
    title = values.get("title")
    if not isinstance(title, str) or not title.strip():
        raise InvalidValue("A task needs a title.")
    name = accounts.name_of(book.connection, account_id)
    known = {column.name for column in KINDS["tasks"].columns} - {"account"}
    row = {field: value for field, value in values.items() if field in known}
    with operation(book, f"Promise for {name}: {title}", today=today, now=now) as recorder:
        recorder.insert(
            "task",
            {
                **row,
                "account_id": account_id,
                "source": "",
                "side": row.get("side") or "mine",
                "status": row.get("status") or "open",
                "origin_id": recorder.origin(),
            },
        )
    return recorder.changes()


def done(book: Book, task_id: int, *, today: date, now: datetime) -> Changes:
    """Mark a promise kept; raises InvalidValue where it is not open."""
    return _close(book, task_id, "done", today=today, now=now)


def drop(book: Book, task_id: int, *, today: date, now: datetime) -> Changes:
    """Give a promise up; raises InvalidValue where it is not open."""
    return _close(book, task_id, "dropped", today=today, now=now)


def _close(book: Book, task_id: int, status: str, *, today: date, now: datetime) -> Changes:
    task = timeline.task(book.connection, task_id)
    if task.status != "open":
        raise InvalidValue(f"{task.title} ({task.account}) is {task.status} already.")
    name = f"{status.capitalize()}: {task.title}, {task.account}"
    with operation(book, name, today=today, now=now) as recorder:
        recorder.update("task", task_id, {"status": status})
    return recorder.changes()
