"""Changes of tasks: promises made, moved, kept or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS
from csm_tui.queries import accounts, timeline
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.queries.timeline import OpenTask
    from csm_tui.store.database import Book
    from csm_tui.store.journal import Recorder


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
    with operation(book, f"Promise for {name}: {title}", today=today, now=now) as recorder:
        insert(recorder, account_id, values)
    return recorder.changes()


def insert(recorder: Recorder, account_id: int, values: Mapping[str, object]) -> int:
    """Add a promise within another operation and return its id: ours and open unless said."""
    known = set(KINDS["tasks"].header) - {"account"}
    row = {field: value for field, value in values.items() if field in known}
    return recorder.insert(
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


def done(book: Book, task_id: int | Iterable[int], *, today: date, now: datetime) -> Changes:
    """Mark a promise, or several at once, kept; raises InvalidValue where one is not open."""
    return _close(book, task_id, "done", today=today, now=now)


def drop(book: Book, task_id: int | Iterable[int], *, today: date, now: datetime) -> Changes:
    """Give a promise, or several at once, up; raises InvalidValue where one is not open."""
    return _close(book, task_id, "dropped", today=today, now=now)


def move_due(
    book: Book, task_id: int | Iterable[int], due: date | None, *, today: date, now: datetime
) -> Changes:
    """Set by when a promise, or several at once, is due; None: no day.

    Raises InvalidValue where one is not open.
    """
    tasks = _open(book, task_id)
    when = "without a day" if due is None else f"due {on(due)}"
    with operation(book, f"Moved: {_named(tasks)}, {when}", today=today, now=now) as recorder:
        for task in tasks:
            recorder.update("task", task.id, {"due": due})
    return recorder.changes()


def _close(
    book: Book, task_id: int | Iterable[int], status: str, *, today: date, now: datetime
) -> Changes:
    tasks = _open(book, task_id)
    name = f"{status.capitalize()}: {_named(tasks)}"
    with operation(book, name, today=today, now=now) as recorder:
        for task in tasks:
            recorder.update("task", task.id, {"status": status, "closed_on": today})
    return recorder.changes()


def _open(book: Book, task_id: int | Iterable[int]) -> list[OpenTask]:
    ids = [task_id] if isinstance(task_id, int) else list(dict.fromkeys(task_id))
    if not ids:
        raise InvalidValue("No promise is named.")
    tasks = [timeline.task(book.connection, number) for number in ids]
    for task in tasks:
        if task.status != "open":
            raise InvalidValue(f"{task.title} ({task.account}) is {task.status} already.")
    return tasks


def _named(tasks: list[OpenTask]) -> str:
    if len(tasks) == 1:
        return f"{tasks[0].title}, {tasks[0].account}"
    return f"{len(tasks)} promises"
