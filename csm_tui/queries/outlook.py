"""What lies ahead: who is at risk, what renews, what was promised, and who has no plan."""
# ruff: noqa: S608 (conditions are those above, values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.days import after
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts, Touchpoint
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_model import TouchModel

_LIVE: Final = "+s.archived = 0 AND s.stage <> 'churned'"
_BY_ARR: Final = "s.arr DESC NULLS LAST, s.name_key, s.account_id"
_UNPLANNED: Final = (
    f"FROM standing s WHERE {_LIVE} AND s.level IN ('high', 'medium', 'low') AND NOT EXISTS"
    " (SELECT 1 FROM touchpoint t WHERE t.account_id = s.account_id AND t.status = 'planned'"
    " AND t.automated = 0 AND t.date >= ?)"
)


class Sum(NamedTuple):
    """How many accounts, and their ARR in cents."""

    accounts: int
    arr: int


class AtRisk(NamedTuple):
    """An account at risk: why, what to do first, and what is booked or planned next."""

    account_id: int
    account: str
    arr: int | None
    cause: str
    action: str
    next: Touchpoint | None


class Renewing(NamedTuple):
    """A renewal by its notice deadline; `renewal_on` is past where it was not renewed.

    `next_on` is the next touchpoint of a person's that is booked or planned, of the kind
    `next_kind`; None where there is none.
    """

    account_id: int
    account: str
    arr: int | None
    renewal_on: date
    notice_on: date
    health: float | None
    health_band: str
    at_risk: bool
    next_on: date | None
    next_kind: str | None


class Promise(NamedTuple):
    """An open promise of ours ("mine") or the customer's ("theirs") that has a date."""

    account_id: int
    account: str
    title: str
    due: date
    side: str


class Unplanned(NamedTuple):
    """An account that asks for a person and has nothing planned, with the reason."""

    account_id: int
    account: str
    arr: int | None
    level: str
    reason: str


def customers(connection: sqlite3.Connection) -> Sum:
    """Return how many accounts there are that are neither prospects nor churned, and their ARR."""
    return _sum(connection, "1")


def risk_sum(connection: sqlite3.Connection) -> Sum:
    """Return how many of the customers are at risk, and their ARR."""
    return _sum(connection, "s.at_risk")


def _sum(connection: sqlite3.Connection, condition: str) -> Sum:
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(arr), 0) FROM standing s WHERE {_LIVE} AND {condition}"
    ).fetchone()
    return Sum._make(row)


def at_risk(connection: sqlite3.Connection, *, today: date, limit: int) -> list[AtRisk]:
    """Return the accounts at risk, the largest ARR first, each with its cause and next step."""
    rows = connection.execute(
        f"SELECT s.account_id FROM standing s WHERE {_LIVE} AND s.at_risk"
        f" ORDER BY {_BY_ARR} LIMIT ?",
        (limit,),
    ).fetchall()
    return [
        AtRisk(
            account.id,
            account.name,
            standing.arr.cents,
            standing.risk.reason,
            standing.rank.items[0].suggestion if standing.rank.items else "",
            _next_of(facts, today),
        )
        for account, facts, standing, _ in _assessed(connection, rows, today)
    ]


def _next_of(facts: Facts, today: date) -> Touchpoint | None:
    """Return the earliest touchpoint of a person's that is booked or planned from today on."""
    from csm_tui.domain.cadence import by_human

    ahead = (t for t in facts.touchpoints if t.status == "planned" and t.date >= today)
    return next((t for t in ahead if by_human(t)), None)


def renewals(connection: sqlite3.Connection, *, today: date, days: int) -> list[Renewing]:
    """Return what has its notice deadline within `days`, by that day; what was not renewed first.

    A deadline that is past is among them while its renewal is still ahead.
    """
    until = after(today, days)
    rows = connection.execute(
        "SELECT s.account_id, s.name, s.arr, s.renewal_on, s.notice_on, s.health, s.health_band,"
        " s.at_risk, t.date, t.kind FROM standing s LEFT JOIN touchpoint t ON t.id = (SELECT p.id"
        " FROM touchpoint p WHERE p.account_id = s.account_id AND p.date >= ?1"
        " AND p.status = 'planned' AND p.automated = 0 AND p.channel IS NOT 'automated'"
        " ORDER BY p.date, p.time IS NULL, p.time, p.id LIMIT 1)"
        f" WHERE {_LIVE} AND s.notice_on <= ?2"
        f" ORDER BY s.renewal_on >= ?1, s.notice_on, {_BY_ARR}",
        (today.isoformat(), "9999-12-31" if until is None else until.isoformat()),
    )
    return [
        Renewing(
            row[0],
            row[1],
            row[2],
            date_of(row[3]),
            date_of(row[4]),
            row[5],
            row[6],
            bool(row[7]),
            None if row[8] is None else date_of(row[8]),
            row[9],
        )
        for row in rows.fetchall()
    ]


def promises(connection: sqlite3.Connection, *, until: date) -> list[Promise]:
    """Return the open promises due by `until`, also those overdue, by date, ours first."""
    rows = connection.execute(
        "SELECT s.account_id, s.name, t.title, t.due, t.side FROM task t"
        " JOIN standing s ON s.account_id = t.account_id"
        " WHERE t.status = 'open' AND t.due <= ? AND s.archived = 0"
        " ORDER BY t.due, t.side, s.name_key, t.id",
        (until.isoformat(),),
    )
    return [
        Promise(account_id, name, title, date_of(due), side)
        for account_id, name, title, due, side in rows
    ]


def unplanned_count(connection: sqlite3.Connection, *, today: date) -> int:
    """Return how many accounts of a level with a person have none planned from today on."""
    row = connection.execute(f"SELECT count(*) {_UNPLANNED}", (today.isoformat(),)).fetchone()
    return int(row[0])


def unplanned(
    connection: sqlite3.Connection, *, today: date, until: date, limit: int
) -> list[Unplanned]:
    """Return the accounts that ask for a person by `until` or say why not, the largest ARR first.

    At most `limit` accounts without a plan are looked at.
    """
    rows = connection.execute(
        f"SELECT s.account_id {_UNPLANNED} ORDER BY {_BY_ARR} LIMIT ?",
        (today.isoformat(), limit),
    ).fetchall()
    found = []
    for account, facts, standing, model in _assessed(connection, rows, today):
        reason = _without(account, facts, standing, model, today, until)
        if reason is not None:
            level = standing.level.level or "unknown"
            found.append(Unplanned(account.id, account.name, standing.arr.cents, level, reason))
    return found


def _without(
    account: Account,
    facts: Facts,
    standing: Standing,
    model: TouchModel,
    today: date,
    until: date,
) -> str | None:
    """Return why nothing is planned, None where the level asks for no person of ours."""
    from csm_tui.domain.occasions import wanted

    asked = wanted(account, facts, standing, model, today, until)
    if asked.without is not None:
        return asked.without
    if any(not occasion.automated for occasion in asked.occasions):
        return "asked for since the book was last planned"
    return None


def _assessed(
    connection: sqlite3.Connection, ids: Sequence[tuple[int]], today: date
) -> Iterator[tuple[Account, Facts, Standing, TouchModel]]:
    """Yield accounts with facts, standing and model, in the order of `ids`."""
    from csm_tui.domain.standing import assess
    from csm_tui.store.rows import facts_for
    from csm_tui.store.standings import current_model

    _, model = current_model(connection)
    wanted = [row[0] for row in ids]
    known = {
        account.id: (account, facts) for account, facts in facts_for(connection, wanted, today)
    }
    for id_ in wanted:
        account, facts = known[id_]
        yield account, facts, assess(account, facts, model, today), model
