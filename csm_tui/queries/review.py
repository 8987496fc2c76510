"""Which accounts have no fresh health, the largest first: the round that `csm review` makes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.wording import on
from csm_tui.queries import filters
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from csm_tui.domain.filters import Filter


_EVIDENCE: Final = ("health", "metric", "survey")
_ALL: Final = 1 << 62


class ReviewRow(NamedTuple):
    """An account to look at: ARR in cents, health as far as known, and why it is here."""

    account_id: int
    account: str
    arr: int | None
    tier: str
    health: float | None
    health_band: str
    last_reading_on: date | None
    last_touchpoint_on: date | None
    next_step: str | None
    reason: str
    provisional: bool = False


class Gaps(NamedTuple):
    """Accounts without fresh health, the largest first, and how many there are of each."""

    stale: list[ReviewRow]
    stale_accounts: int
    unknown: list[ReviewRow]
    unknown_accounts: int


def without_fresh_health(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    stale_days: int,
    limit: int | None = None,
) -> list[ReviewRow]:
    """Return live accounts whose health is unknown or rests on nothing of `stale_days` days."""
    sql, parameters = _without(connection, filter, today, stale_days)
    rows = connection.execute(
        f"{sql} ORDER BY arr DESC NULLS LAST, name_key LIMIT ?",
        [*parameters, -1 if limit is None else limit],
    )
    return [_row(row) for row in rows]


def gaps(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    stale_days: int,
    limit: int | None = None,
) -> Gaps:
    """Return the same accounts, stale and unknown apart, at most `limit` of each."""
    sql, parameters = _without(connection, filter, today, stale_days)
    rows = connection.execute(
        "SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY health_band = 'unknown') AS n,"  # noqa: S608
        " row_number() OVER (PARTITION BY health_band = 'unknown'"
        f" ORDER BY arr DESC NULLS LAST, name_key) AS place FROM ({sql}))"
        " WHERE place <= ? OR place = 1 ORDER BY place",
        [*parameters, _ALL if limit is None else limit],
    ).fetchall()
    unknown = [row for row in rows if row[5] == "unknown"]
    stale = [row for row in rows if row[5] != "unknown"]
    return Gaps(*_part(stale, limit), *_part(unknown, limit))


def _part(rows: list[tuple[Any, ...]], limit: int | None) -> tuple[list[ReviewRow], int]:
    """Return the accounts of one part, and how many there are beyond the limit too."""
    return [_row(row) for row in rows[:limit]], rows[0][11] if rows else 0


def _without(
    connection: sqlite3.Connection, filter: Filter, today: date, stale_days: int
) -> tuple[str, list[Any]]:
    """Return the question without its order, and its parameters."""
    condition, parameters = filters.where(connection, filter, today)
    day, since = today.isoformat(), (today - timedelta(days=stale_days)).isoformat()
    # The newest of what health is made of; facts dated after today do not count yet.
    newest = " UNION ALL ".join(
        f"SELECT max(date) AS day FROM {table} WHERE account_id = s.account_id AND date <= ?"  # noqa: S608
        for table in _EVIDENCE
    )
    sql = (
        "SELECT * FROM (SELECT s.account_id, s.name, s.arr, s.tier, s.health, s.health_band,"  # noqa: S608
        f" (SELECT max(day) FROM ({newest})) AS newest, s.last_touchpoint_on, a.next_step,"
        " s.name_key, s.provisional"
        f" FROM {filters.BOTH} WHERE +s.archived = 0 AND {filters.LIVE} AND {condition})"
        " WHERE (health_band = 'unknown' OR newest IS NULL OR newest < ?)"
    )
    return sql, [*(day for _ in _EVIDENCE), *parameters, since]


def _row(row: Sequence[Any]) -> ReviewRow:
    newest, touched = (None if day is None else date_of(day) for day in row[6:8])
    if row[5] == "unknown":
        reason = "health unknown" + (f", last figure {on(newest)}" if newest else "")
    elif newest is None:
        reason = "health from touchpoints alone"
    else:
        reason = f"last figure {on(newest)}"
    return ReviewRow._make((*row[:6], newest, touched, row[8], reason, bool(row[10])))
