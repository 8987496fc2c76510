"""What happened with one account, newest first: the events of its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.errors import InvalidValue
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection
    from datetime import date

    Day = date  # for a class that has a field called date


class Event(NamedTuple):
    """One event, past or planned: `kind` is of KINDS, `text` its line, `detail` its notes."""

    date: date
    time: str | None
    kind: str
    text: str
    detail: str | None
    status: str | None
    table: str
    row_id: int


_EVENTS: Final[dict[str, str]] = {
    "touchpoint": (
        "SELECT date, time, kind || coalesce(', ' || channel, '')"
        " || coalesce(', ' || minutes || 'm', '')"
        " || coalesce(': ' || subject, ''), notes, status, 'touchpoint', id FROM touchpoint"
    ),
    "health": (
        "SELECT date, NULL, CASE measure WHEN 'score' THEN 'health ' WHEN 'pulse' THEN 'pulse '"
        " ELSE measure || ' ' END"
        " || CASE measure WHEN 'pulse' THEN printf('%g of 5', value / 25 + 1)"
        " ELSE printf('%g', round(value, 1)) END || coalesce(' (' || source || ')', ''),"
        " note, NULL, 'health', id FROM health"
    ),
    "survey": (
        "SELECT date, NULL, upper(type) || ' ' || printf('%g', score)"
        " || CASE WHEN scale IS NULL THEN '' ELSE printf(' of %g', scale) END"
        " || coalesce(', ' || respondent, ''), comment, NULL, 'survey', id FROM survey"
    ),
    "arr": (
        "SELECT date, NULL, coalesce(kind, 'change')"
        " || CASE WHEN amount > 0 THEN ' +' ELSE ' −' END"
        " || printf('%,d', abs(amount) / 100), note, NULL, 'arr_change', id FROM arr_change"
    ),
    "subscription": (
        "SELECT start_date, NULL, 'subscription ' || coalesce(product, '') || ' begins, '"
        " || printf('%,d', arr / 100) || ' a year', NULL, NULL, 'subscription', id"
        " FROM subscription"
    ),
    "subscription-end": (
        "SELECT end_date, NULL, 'subscription ' || coalesce(product, '') || ' ends', NULL, NULL,"
        " 'subscription', id FROM subscription"
    ),
    "task": (
        "SELECT due, NULL, CASE side WHEN 'mine' THEN 'we owe: ' ELSE 'they owe: ' END || title,"
        " notes,"
        " status, 'task', id FROM task"
    ),
    "project": (
        "SELECT start_date, NULL, 'project: ' || aim, exit_criterion,"
        " CASE WHEN closed_on IS NULL THEN 'open' ELSE 'closed ' || closed_on END,"
        " 'project', id FROM project"
    ),
    "override": (
        "SELECT set_on, NULL, figure || ' set to ' || value || coalesce(' until ' || until, ''),"
        " reason,"
        " NULL, 'override', id FROM override"
    ),
}
_DATES: Final = {
    "subscription": "start_date",
    "subscription-end": "end_date",
    "task": "due",
    "project": "start_date",
    "override": "set_on",
}
KINDS: Final = tuple(_EVENTS)
# What is known of days to come.
_AHEAD: Final = ("touchpoint", "task", "subscription-end")


def events(
    connection: sqlite3.Connection,
    account_id: int,
    *,
    today: date,
    kinds: Collection[str] | None = None,
    limit: int = 100,
    before: tuple[date, int] | None = None,
) -> list[Event]:
    """Return up to `limit` events of an account, newest first, plans of days to come included.

    `kinds` keeps some of KINDS. `before` is the next page: (last date, events of it shown).
    Readings and changes dated after `today` are left out, as they do not count yet.
    """
    parts: list[str] = []
    parameters: list[str | int] = []
    for kind in KINDS if kinds is None else [kind for kind in KINDS if kind in kinds]:
        day = _DATES.get(kind, "date")
        condition = f"account_id = ? AND {day} IS NOT NULL"
        parameters.append(account_id)
        if kind not in _AHEAD:
            condition += f" AND {day} <= ?"
            parameters.append(today.isoformat())
        if before is not None:
            condition += f" AND {day} <= ?"
            parameters.append(before[0].isoformat())
        parts.append(f"SELECT '{kind}', * FROM ({_EVENTS[kind]} WHERE {condition})")  # noqa: S608
    if not parts:
        return []
    rows = connection.execute(
        " UNION ALL ".join(parts) + " ORDER BY 2 DESC, 3 DESC, 7, 8 DESC LIMIT ? OFFSET ?",
        [*parameters, limit, before[1] if before else 0],
    )
    return [_event(*row) for row in rows]


def coming(
    connection: sqlite3.Connection, account_id: int, *, today: date, limit: int
) -> list[Event]:
    """Return the next `limit` touchpoints, promises and subscriptions that end, nearest first."""
    parts = [
        f"SELECT '{kind}', * FROM ({_EVENTS[kind]} WHERE account_id = ?1 AND {day} > ?2)"  # noqa: S608
        for kind, day in ((kind, _DATES.get(kind, "date")) for kind in _AHEAD)
    ]
    rows = connection.execute(
        " UNION ALL ".join(parts) + " ORDER BY 2, 3, 7, 8 LIMIT ?3",
        (account_id, today.isoformat(), limit),
    )
    return [_event(*row) for row in rows]


def _event(
    kind: str,
    day: str,
    time: str | None,
    text: str,
    detail: str | None,
    status: str | None,
    table: str,
    row_id: int,
) -> Event:
    return Event(date_of(day), time, kind, text, detail, status, table, row_id)


class PlannedTouchpoint(NamedTuple):
    """A touchpoint as an operation needs it: whose it is, when, what, its state and its plan.

    `plan` is the occasion that the program planned it for, with the days between which that may
    stand; None on what a person made.
    """

    id: int
    account_id: int
    account: str
    date: date
    kind: str
    status: str
    channel: str | None = None
    plan: str | None = None
    window_from: Day | None = None
    window_to: Day | None = None


def touchpoint(connection: sqlite3.Connection, touchpoint_id: int) -> PlannedTouchpoint:
    """Return a touchpoint by its id; raises InvalidValue where there is none."""
    row = connection.execute(
        "SELECT t.id, t.account_id, a.name, t.date, t.kind, t.status, t.channel, t.plan,"
        " t.window_from, t.window_to FROM touchpoint t"
        " JOIN account a ON a.id = t.account_id WHERE t.id = ?",
        (touchpoint_id,),
    ).fetchone()
    if row is None:
        raise InvalidValue(
            f"There is no touchpoint {touchpoint_id}; plans that nobody touched are made anew after"
            " each change. `csm calendar` lists them."
        )
    window = (None if day is None else date_of(day) for day in row[8:])
    return PlannedTouchpoint._make((*row[:3], date_of(row[3]), *row[4:8], *window))


class Booking(NamedTuple):
    """A touchpoint that is booked, and not closed yet."""

    id: int
    time: str | None


def booked_on(
    connection: sqlite3.Connection, account_id: int, kind: str, day: date
) -> list[Booking]:
    """Return the touchpoints of a kind that are booked for a day and still wait to be closed."""
    rows = connection.execute(
        "SELECT id, time FROM touchpoint WHERE account_id = ? AND date = ? AND kind = ?"
        " AND status = 'planned' AND booked = 1 ORDER BY time, id",
        (account_id, day.isoformat(), kind),
    )
    return [Booking(*row) for row in rows]


class OpenTask(NamedTuple):
    """A task as an operation needs it."""

    id: int
    account_id: int
    account: str
    title: str
    status: str
    due: date | None = None


def task(connection: sqlite3.Connection, task_id: int) -> OpenTask:
    """Return a task by its id; raises InvalidValue where there is none."""
    row = connection.execute(
        "SELECT t.id, t.account_id, a.name, t.title, t.status, t.due FROM task t"
        " JOIN account a ON a.id = t.account_id WHERE t.id = ?",
        (task_id,),
    ).fetchone()
    if row is None:
        raise InvalidValue(f"There is no task {task_id}. `csm show ACCOUNT` lists them.")
    return OpenTask._make((*row[:5], None if row[5] is None else date_of(row[5])))
