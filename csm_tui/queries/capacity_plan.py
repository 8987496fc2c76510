"""The minutes that stand in the calendar: by day, tier and kind, by account, and what may move.

A day to come has what is planned, a day past what was done, today both: as the load of the calendar
has it (queries/day_load.py).
"""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity_moves import Movable
from csm_tui.domain.capacity_weeks import Part
from csm_tui.domain.days import before
from csm_tui.domain.terms import TIERS
from csm_tui.queries.day_load import minutes_of
from csm_tui.queries.planning import UNTOUCHED
from csm_tui.queries.touchpoint_filter import on_accounts
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel

# Of a week that is over, the touchpoints that take longest are looked at first, and so many.
_LOOKED_AT: Final = 500


class _Work(NamedTuple):
    """A kind of work: which touchpoints, the column of their minutes, and which are alike."""

    rows: str
    minutes: str
    alike: str


_DAYS: Final = "t.automated = 0 AND t.date BETWEEN ? AND ?"
# What is alike stands together in the index that holds all of this: nothing is sorted.
_TO_DO: Final = _Work(
    f"t.status = 'planned' AND {_DAYS}", "t.effort", "t.date, t.kind, t.automated"
)
_DONE: Final = _Work(
    # The plus keeps SQLite from taking the status for settled and not seeing the index's order.
    f"t.status <> 'planned' AND +t.status = 'done' AND {_DAYS}",
    "coalesce(t.minutes, t.effort)",
    "t.date, t.status, t.kind, t.automated",
)


def parts(
    connection: sqlite3.Connection,
    filter: Filter,
    model: TouchModel,
    *,
    today: date,
    from_: date,
    to: date,
) -> list[Part]:
    """Return the minutes of every day from `from_` to `to`, of the accounts that `filter` keeps."""
    found: Counter[tuple[str, Tier, str]] = Counter()
    chosen, values = on_accounts(connection, filter, today)
    # Tiers are looked up once and close together, not once a touchpoint in wide rows.
    tiers_of = f"WITH k AS MATERIALIZED (SELECT s.account_id, s.tier FROM standing s{chosen})"
    for work, first, last in _spans(today, from_, to):
        days = [first.isoformat(), last.isoformat()]
        sums = ", ".join(f"sum({work.minutes}) FILTER (WHERE k.tier = '{tier}')" for tier in TIERS)
        unsaid = 0
        for day, kind, without, *minutes in connection.execute(
            f"{tiers_of} SELECT t.date, t.kind, sum({work.minutes} IS NULL), {sums}"
            " FROM touchpoint t CROSS JOIN k ON k.account_id = t.account_id"
            f" WHERE {work.rows} GROUP BY {work.alike}",
            [*values, *days],
        ):
            unsaid += without
            for tier, spent in zip(TIERS, minutes, strict=True):
                if spent:
                    found[day, tier, kind] += spent
        if unsaid:
            columns = "t.date, s.tier, t.kind, s.level"
            for day, tier, kind, level, count in connection.execute(
                _without_minutes(columns, work, chosen), [*values, *days]
            ):
                found[day, tier, kind] += count * minutes_of(kind, None, level, model)
    return [Part(date_of(day), tier, kind, spent) for (day, tier, kind), spent in found.items()]


def by_account(
    connection: sqlite3.Connection,
    filter: Filter,
    model: TouchModel,
    *,
    today: date,
    from_: date,
    to: date,
) -> Counter[int]:
    """Return the minutes from `from_` to `to` of each account that has any, by its id."""
    found: Counter[int] = Counter()
    chosen, values = on_accounts(connection, filter, today)
    for work, first, last in _spans(today, from_, to):
        days = [first.isoformat(), last.isoformat()]
        unsaid = 0
        # The plus keeps the walk along the days: account by account it would miss their index.
        for account_id, spent, without in connection.execute(
            f"SELECT t.account_id, sum({work.minutes}), sum({work.minutes} IS NULL)"
            f" FROM touchpoint t WHERE {work.rows}"
            f" AND +t.account_id IN (SELECT s.account_id FROM standing s{chosen}) GROUP BY 1",
            [*days, *values],
        ):
            unsaid += without
            if spent:
                found[account_id] += spent
        if unsaid:
            columns = "t.account_id, t.kind, s.level"
            for account_id, kind, level, count in connection.execute(
                _without_minutes(columns, work, chosen), [*values, *days]
            ):
                found[account_id] += count * minutes_of(kind, None, level, model)
    return found


def movable(
    connection: sqlite3.Connection, filter: Filter, *, today: date, monday: date, last: date
) -> list[Movable]:
    """Return the plans of a week, from its Monday on, that may stand in another one by `last`."""
    chosen, values = on_accounts(connection, filter, today)
    sunday = before(monday, -6)
    rows = connection.execute(
        "SELECT t.id, t.account_id, s.name, t.kind, t.date, t.window_from, t.window_to, t.effort"
        f" FROM touchpoint t CROSS JOIN standing s ON s.account_id = t.account_id{chosen}"
        f" AND {_TO_DO.rows} AND t.effort > 0 AND {UNTOUCHED}"
        " AND (t.window_from < ? OR t.window_to > ?) ORDER BY t.effort DESC, t.date, t.id LIMIT ?",
        [
            *values,
            max(monday, today).isoformat(),
            sunday.isoformat(),
            monday.isoformat(),
            sunday.isoformat(),
            _LOOKED_AT,
        ],
    )
    return [
        Movable(
            row[0], row[1], row[2], row[3], date_of(row[4]),
            date_of(row[5]), min(last, date_of(row[6])), row[7],
        )
        for row in rows
    ]  # fmt: skip


def _without_minutes(columns: str, work: _Work, chosen: str) -> str:
    """Return the query for touchpoints that say no minutes, counted by `columns`.

    They take as long as their kind does at the level of their account.
    """
    return (
        f"SELECT {columns}, count(*) FROM touchpoint t"
        f" CROSS JOIN standing s ON s.account_id = t.account_id{chosen}"
        f" AND {work.rows} AND {work.minutes} IS NULL GROUP BY {columns}"
    )


def _spans(today: date, from_: date, to: date) -> list[tuple[_Work, date, date]]:
    """Return what counts of a span of days: what is to do from today on, what was done by then."""
    spans = [(_TO_DO, max(from_, today), to), (_DONE, from_, min(to, today))]
    return [span for span in spans if span[1] <= span[2]]
