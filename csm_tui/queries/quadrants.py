"""Accounts and ARR by quadrant, what keeps the rest from one, and who moved (DOMAIN §3)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.terms import QUADRANTS, Quadrant
from csm_tui.queries import filters
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import date

    from csm_tui.domain.filters import Filter


class QuadrantSum(NamedTuple):
    """A quadrant (None: not placed), its accounts and their ARR in cents.

    `without_arr` of them have no ARR: they are not zero, they are not in the sum.
    """

    quadrant: Quadrant | None
    accounts: int
    arr: int
    without_arr: int


class Missing(NamedTuple):
    """What keeps accounts from being placed: an axis or one of its inputs, and how many lack it."""

    what: str
    accounts: int


class Move(NamedTuple):
    """An account that stood elsewhere on the earlier day; ARR of today in cents."""

    account: str
    account_id: int
    arr: int | None
    before: Quadrant | None
    after: Quadrant | None


class Moves(NamedTuple):
    """The moves since a day, the largest ARR first, and how many stood in each quadrant then."""

    since: date
    then: dict[Quadrant | None, int]
    moves: tuple[Move, ...]


# The order shown: the most touch first, what is not placed last.
ORDER: Final[tuple[Quadrant | None, ...]] = (*reversed(QUADRANTS), None)
_BOTH: Final = "standing s JOIN account a ON a.id = s.account_id"
_TOLD_EVERY: Final = 200
SIZE: Final = "size: no ARR, potential ARR or strategic value"
NEED: Final = "need: too little of it known"
_NO_NEED: Final = "s.need IS NULL AND NOT s.at_risk"


def sums(connection: sqlite3.Connection, filter: Filter, *, today: date) -> list[QuadrantSum]:
    """Return every quadrant and the not placed, also those without accounts."""
    condition, parameters = filters.where(filter, today)
    found = {
        row[0]: QuadrantSum._make(row)
        for row in connection.execute(
            "SELECT s.quadrant, count(*), coalesce(sum(s.arr), 0), sum(s.arr IS NULL)"  # noqa: S608
            f" FROM {_BOTH} WHERE {filters.scope(filter)} AND {condition} GROUP BY s.quadrant",
            parameters,
        )
    }
    return [found.get(quadrant, QuadrantSum(quadrant, 0, 0, 0)) for quadrant in ORDER]


def missing(connection: sqlite3.Connection, filter: Filter, *, today: date) -> list[Missing]:
    """Return what the accounts that are not placed lack: each axis, then the inputs of need."""
    _, model = current_model(connection)
    condition, parameters = filters.where(filter, today)
    inputs = _inputs(today, model.need.window_days, model.health.window_days)
    counted = ", ".join(
        [
            "total(s.size IS NULL)",
            f"total({_NO_NEED})",
            *(f"total({_NO_NEED} AND {lacks})" for lacks in inputs.values()),
        ]
    )
    found = connection.execute(
        f"SELECT {counted} FROM {_BOTH}"  # noqa: S608
        f" WHERE {filters.scope(filter)} AND s.quadrant IS NULL AND {condition}",
        parameters,
    ).fetchone()
    names = (SIZE, NEED, *inputs)
    return [
        Missing(what, int(accounts))
        for what, accounts in zip(names, found, strict=True)
        if accounts
    ]


def _inputs(today: date, need_days: int, health_days: int) -> dict[str, str]:
    """Return for each input of need the condition that an account lacks it (DOMAIN §11, Need)."""

    def dated(table: str, test: str, days: int) -> str:
        first = before(today, days).isoformat()
        return (
            f"EXISTS (SELECT 1 FROM {table} f WHERE f.account_id = s.account_id"  # noqa: S608
            f" AND f.date BETWEEN '{first}' AND '{today.isoformat()}' AND {test})"
        )

    seats = dated("metric", "f.metric = 'licensed_seats' AND f.value > 0", health_days)
    users = dated("metric", "f.metric = 'active_users'", health_days)
    with_base = dated("metric", "f.metric = 'active_users' AND f.base > 0", health_days)
    adoption = (
        dated("metric", "f.metric = 'adoption_pct'", need_days),
        dated("metric", "f.metric = 'adoption_pct'", health_days),
        dated("health", "f.measure = 'adoption'", health_days),
        f"{users} AND ({seats} OR {with_base})",
    )
    tickets = dated("metric", "f.metric = 'tickets_open'", need_days)
    return {
        "health": "s.health IS NULL",
        "adoption": f"NOT ({' OR '.join(adoption)})",
        "licence use": "(coalesce(a.seats, 0) = 0 OR a.seats_used IS NULL)",
        "open tickets": f"NOT {tickets}",
        "complexity": "a.complexity IS NULL",
    }


def moves(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    since: date,
    progress: Callable[[int, int], None] | None = None,
) -> Moves:
    """Return who stood in another quadrant on `since`, of the accounts that `filter` keeps today.

    Each is assessed anew as of that day, from the facts dated by then; fields of an account
    without a date of their own (seats, potential ARR, complexity) count as they are now. As that
    takes its time, `progress` is told (done, whole); what it raises ends the search.
    """
    from csm_tui.domain.standing import assess
    from csm_tui.store.rows import facts_for

    _, model = current_model(connection)
    condition, parameters = filters.where(filter, today)
    now: dict[int, tuple[int | None, Quadrant | None]] = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            f"SELECT s.account_id, s.arr, s.quadrant FROM {_BOTH}"  # noqa: S608
            f" WHERE {filters.scope(filter)} AND {condition}",
            parameters,
        )
    }
    then: Counter[Quadrant | None] = Counter()
    found: list[Move] = []
    for done, (account, facts) in enumerate(facts_for(connection, now, since)):
        if progress is not None and done % _TOLD_EVERY == 0:
            progress(done, len(now))
        stood = assess(account, facts, model, since).quadrant.quadrant
        then[stood] += 1
        arr, after = now[account.id]
        if stood != after:
            found.append(Move(account.name, account.id, arr, stood, after))
    if progress is not None:
        progress(len(now), len(now))
    found.sort(key=lambda move: (-(move.arr or 0), move.account.casefold(), move.account_id))
    return Moves(since, dict(then), tuple(found))
