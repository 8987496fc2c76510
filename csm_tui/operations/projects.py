"""Changes of project engagements: opened with one aim, edited, closed (DOMAIN §3, quadrant 2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.domain import criteria
from csm_tui.domain.wording import on
from csm_tui.errors import InvalidValue
from csm_tui.operations.replanning import replan
from csm_tui.queries import accounts
from csm_tui.queries import projects as queries
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book

FIELDS: Final = ("aim", "owner", "start_date", "due", "exit_criterion")


def open_(
    book: Book,
    account_id: int,
    aim: str,
    *,
    today: date,
    now: datetime,
    owner: str | None = None,
    start: date | None = None,
    due: date | None = None,
    exit_criterion: str | None = None,
) -> Changes:
    """Open a project engagement, from today unless `start` says otherwise.

    Raises InvalidValue without an aim, where it is due before it begins, and for an exit criterion
    that asks for a figure that no account has.
    """
    name = accounts.name_of(book.connection, account_id)
    row = {
        "aim": aim,
        "owner": owner,
        "start_date": start or today,
        "due": due,
        "exit_criterion": exit_criterion,
    }
    checked = _checked(book, account_id, row)
    with operation(book, f"Project for {name}: {aim.strip()}", today=today, now=now) as recorder:
        recorder.insert(
            "project", {**checked, "account_id": account_id, "origin_id": recorder.origin()}
        )
        replan(recorder, {account_id}, today)
    return recorder.changes()


def edit(
    book: Book,
    project_id: int,
    values: Mapping[str, object],
    *,
    today: date,
    now: datetime,
) -> Changes:
    """Change fields of a project (FIELDS); None clears one.

    Raises InvalidValue as `open_` does, and where the project is closed.
    """
    found = _open(book, project_id)
    given = {field: value for field, value in values.items() if field in FIELDS}
    checked = _checked(book, found.account_id, given, found)
    name = f"Edited project: {found.aim}, {found.account}"
    with operation(book, name, today=today, now=now) as recorder:
        recorder.update("project", project_id, checked)
        replan(recorder, {found.account_id}, today)
    return recorder.changes()


def close(
    book: Book, project_id: int, *, today: date, now: datetime, outcome: str | None = None
) -> Changes:
    """Close a project today, with how it ended; raises InvalidValue where it is closed already."""
    found = _open(book, project_id)
    row = {"closed_on": today, "outcome": (outcome or "").strip() or None}
    name = f"Closed project: {found.aim}, {found.account}"
    with operation(book, name, today=today, now=now) as recorder:
        recorder.update("project", project_id, row)
        replan(recorder, {found.account_id}, today)
    return recorder.changes()


def _open(book: Book, project_id: int) -> queries.OpenProject:
    found = queries.project(book.connection, project_id)
    if found.closed_on is not None:
        raise InvalidValue(
            f'The project "{found.aim}" ({found.account}) is closed since {on(found.closed_on)}.'
        )
    return found


def _checked(
    book: Book,
    account_id: int,
    values: Mapping[str, object],
    found: queries.OpenProject | None = None,
) -> dict[str, object]:
    row = dict(values)
    for field in ("aim", "owner", "exit_criterion"):
        if field in row:
            row[field] = str(row[field] or "").strip() or None
    if "aim" in row and row["aim"] is None:
        raise InvalidValue("A project needs its aim: one thing to be reached.")
    if "start_date" in row and row["start_date"] is None:
        raise InvalidValue("A project needs the day it begins.")
    if row.get("exit_criterion"):
        metrics = queries.metrics_of(book.connection, account_id)
        criteria.parse(str(row["exit_criterion"]), metrics)
    start = row.get("start_date", found and found.start_date)
    due = row.get("due", found and found.due)
    if isinstance(start, date) and isinstance(due, date) and start > due:
        raise InvalidValue(f"It cannot be due on {on(due)}, before it begins on {on(start)}.")
    return row
