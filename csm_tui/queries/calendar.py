"""The calendar: touchpoints of a span of days, and what is overdue whatever the span.

A day past shows what happened on it and what was booked for it; plans of the program that nobody
closed are not listed by themselves once their day is over (the account is overdue, once).
"""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.spoken import say
from csm_tui.queries.day_load import DayLoad, WeekLoad, load, minutes_of, week_load, work_time
from csm_tui.queries.touchpoint_filter import keeps, on_accounts, on_touchpoints
from csm_tui.store.builders import day as date_of
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.touch_model import TouchModel

    Day = date

__all__ = [
    "CalendarRow",
    "DayLoad",
    "WeekLoad",
    "load",
    "overdue",
    "rows",
    "week_load",
    "work_time",
]

DUE: Final = "due"
# What the clock asks for, as far as a filter may ask about it.
_OF_THE_CLOCK: Final = {"kind": "check-in", "purpose": "proactive"}


class CalendarRow(NamedTuple):
    """One touchpoint of the calendar; `effort` is planned minutes, `minutes` those logged.

    `status` is that of the touchpoint, or "due" with `id` None: an account past due by its clock,
    for which nothing is planned. `over`: it stands beyond the hours available.
    """

    id: int | None
    date: date
    time: str | None
    account: str
    account_id: int
    kind: str
    channel: str | None
    purpose: str | None
    owner: str | None
    status: str
    reason: str | None
    subject: str | None
    effort: int
    minutes: int | None
    booked: bool
    automated: bool
    over: bool
    due_on: Day | None
    window_from: Day | None
    window_to: Day | None
    days_overdue: int


_COLUMNS: Final = (
    "t.id, t.date, t.time, s.name, t.account_id, t.kind, t.channel, t.purpose, t.owner, t.status,"
    " t.reason, t.subject, t.effort, t.minutes, t.booked, t.automated, t.over, t.due_on,"
    " t.window_from, t.window_to, s.level, s.score, s.arr, s.name_key"
)
# Cross joins keep this order: the days are few, the accounts may be many.
_TOUCHPOINTS: Final = "touchpoint t CROSS JOIN standing s ON s.account_id = t.account_id"
_ORDER: Final = "automated, score DESC, arr DESC NULLS LAST, name_key, id"
_PLANNED: Final = "t.status = 'planned' AND (t.date >= ? OR t.booked = 1)"
_CLOSED: Final = (
    "t.status <> 'planned' AND t.status IN ('done', 'no-show', 'skipped') AND t.date <= ?"
)


def rows(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    from_: date,
    to: date,
    automated: bool = True,
    limit: int | None = None,
) -> list[CalendarRow]:
    """Return the touchpoints from `from_` to `to`, both included, of the accounts of `filter`.

    By date; timed ones first, by time; a person's before automated ones, by rank, ARR and name.
    Planned ones stand from today on, booked ones that nobody closed also on days past; what is
    done, missed or skipped counts up to today.
    """
    chosen, parameters = _chosen(connection, filter, today)
    if not automated:
        chosen += " AND t.automated = 0"
    part = f"SELECT {_COLUMNS} FROM {_TOUCHPOINTS}{chosen} AND t.date BETWEEN ? AND ? AND "
    values = [*parameters, from_.isoformat(), to.isoformat(), today.isoformat()]
    found = connection.execute(
        f"SELECT * FROM ({part}{_PLANNED} UNION ALL {part}{_CLOSED})"
        f" ORDER BY date, time IS NULL, time, {_ORDER} LIMIT ?",
        [*values, *values, -1 if limit is None else limit],
    ).fetchall()
    _, model = current_model(connection)
    return [_row(row, today, model) for row in found]


def overdue(
    connection: sqlite3.Connection, filter: Filter, *, today: date, limit: int | None = None
) -> list[CalendarRow]:
    """Return what is past its day, the longest overdue first, each account at most once by clock.

    That is: what was booked for a day past and not closed (its row), and accounts past due by
    their clock without anything of a person's planned from today on, nor booked before (status
    "due", `id` None, `date` the day that is past).
    """
    _, model = current_model(connection)
    found = [_row(row, today, model) for row in _booked(connection, filter, today, limit)]
    if keeps(filter, _OF_THE_CLOCK):
        found += [_due_row(row, today, model) for row in _due(connection, filter, today, limit)]
    # Both are in order: they are only to be brought together.
    found.sort(key=lambda row: row.date)
    return found if limit is None else found[:limit]


def _booked(
    connection: sqlite3.Connection, filter: Filter, today: date, limit: int | None
) -> list[Sequence[Any]]:
    chosen, parameters = _chosen(connection, filter, today)
    return connection.execute(
        f"SELECT * FROM (SELECT {_COLUMNS} FROM {_TOUCHPOINTS}{chosen}"
        " AND t.status = 'planned' AND t.booked = 1 AND t.date < ?)"
        f" ORDER BY date, time IS NULL, time, {_ORDER} LIMIT ?",
        [*parameters, today.isoformat(), -1 if limit is None else limit],
    ).fetchall()


def _due(
    connection: sqlite3.Connection, filter: Filter, today: date, limit: int | None
) -> list[Sequence[Any]]:
    chosen, parameters = on_accounts(connection, filter, today)
    day = today.isoformat()
    return connection.execute(
        "SELECT s.account_id, s.name, s.owner, s.overdue_from, s.last_touchpoint_on, s.level"
        f" FROM standing s{chosen} AND s.overdue_from < ? AND NOT EXISTS"
        " (SELECT 1 FROM touchpoint t WHERE t.account_id = s.account_id AND t.status = 'planned'"
        " AND t.automated = 0 AND (t.date >= ? OR t.booked = 1))"
        " ORDER BY s.overdue_from, s.score DESC, s.arr DESC NULLS LAST, s.name_key LIMIT ?",
        [*parameters, day, day, -1 if limit is None else limit],
    ).fetchall()


def _chosen(
    connection: sqlite3.Connection, filter: Filter, today: date
) -> tuple[str, list[str | int]]:
    accounts, parameters = on_accounts(connection, filter, today)
    condition, values = on_touchpoints(filter)
    return accounts + condition, [*parameters, *values]


def _row(row: Sequence[Any], today: date, model: TouchModel) -> CalendarRow:
    when = date_of(row[1])
    kind, status, effort, booked, automated, level = row[5], row[9], row[12], *row[14:16], row[20]
    late = status == "planned" and booked and when < today
    return CalendarRow._make(
        (
            row[0],
            when,
            *row[2:12],
            minutes_of(kind, effort, level, model, automated=bool(automated)),
            row[13],
            bool(booked),
            bool(automated),
            bool(row[16]),
            *map(_date, row[17:20]),
            (today - when).days if late else 0,
        )
    )


def _due_row(row: Sequence[Any], today: date, model: TouchModel) -> CalendarRow:
    account_id, name, owner, overdue_from, last_on, level = row
    since = date_of(overdue_from)
    last = f"last touchpoint {say(date_of(last_on), today)}" if last_on else "no touchpoint yet"
    return CalendarRow(
        id=None,
        date=since,
        time=None,
        account=name,
        account_id=account_id,
        kind=_OF_THE_CLOCK["kind"],
        channel=None,
        purpose=_OF_THE_CLOCK["purpose"],
        owner=owner,
        status=DUE,
        reason=f"{level or 'no level'}: due {say(since, today)}, {last}; nothing is planned",
        subject=None,
        effort=minutes_of(_OF_THE_CLOCK["kind"], None, level, model),
        minutes=None,
        booked=False,
        automated=False,
        over=False,
        due_on=since,
        window_from=None,
        window_to=None,
        days_overdue=(today - since).days,
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date_of(text)
