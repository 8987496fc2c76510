"""The matrix: accounts by size and need, their sums, and what keeps the rest out (DOMAIN §3)."""

from __future__ import annotations

from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.terms import QUADRANTS, Band, Quadrant, Tier
from csm_tui.queries import filters
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.domain.filters import Filter


class QuadrantSum(NamedTuple):
    """A quadrant (None: not placed), its accounts and their ARR in cents.

    `without_arr` of them have no ARR: they are not zero, they are not in the sum, which is None
    where none has any.
    """

    quadrant: Quadrant | None
    accounts: int
    arr: int | None
    without_arr: int


class Missing(NamedTuple):
    """What keeps accounts from being placed: an axis or one of its inputs, and how many lack it."""

    what: str
    accounts: int


class Point(NamedTuple):
    """A placed account on the matrix: ARR in cents, axes 0–100, health unrounded.

    `need` is None where it is high whatever its sum; `x` is where it stands on the axis of need:
    one whose need is high although its sum is low, or unknown, stands on the split.
    """

    account: str
    account_id: int
    arr: int | None
    quadrant: Quadrant
    size: float
    need: float | None
    x: float
    health: float | None
    band: Band
    tier: Tier
    at_risk: bool
    provisional: bool = False

    @property
    def forced(self) -> bool:
        """Return whether need is high whatever its sum: at risk, or in onboarding."""
        return self.need is None or self.x > self.need


class NotPlaced(NamedTuple):
    """An account without a quadrant; `lacks` are the axes and inputs that are missing."""

    account: str
    account_id: int
    arr: int | None
    health: float | None
    band: Band
    lacks: tuple[str, ...]
    provisional: bool
    size: float | None
    tier: Tier


# The order shown: the most touch first, what is not placed last.
ORDER: Final[tuple[Quadrant | None, ...]] = (*reversed(QUADRANTS), None)
SIZE: Final = "size: no ARR, potential ARR or strategic value"
NEED: Final = "need: too little of it known"
INPUTS: Final = ("health", "adoption", "licence use", "open tickets", "complexity")
_NO_NEED: Final = "s.need IS NULL AND NOT s.at_risk"


def sums(connection: sqlite3.Connection, filter: Filter, *, today: date) -> list[QuadrantSum]:
    """Return every quadrant and the not placed, also those without accounts."""
    source, parameters = source_of(connection, filter, today)
    found = {
        row[0]: QuadrantSum._make(row)
        for row in connection.execute(
            "SELECT s.quadrant, count(*), sum(s.arr), sum(s.arr IS NULL)"  # noqa: S608
            f" FROM {source} GROUP BY s.quadrant",
            parameters,
        )
    }
    return [found.get(quadrant, QuadrantSum(quadrant, 0, 0, 0)) for quadrant in ORDER]


def source_of(
    connection: sqlite3.Connection, filter: Filter, today: date
) -> tuple[str, list[str | int]]:
    """Return the accounts of the matrix that `filter` keeps, as FROM … WHERE, and its parameters.

    Prospects and churned accounts stand in no matrix and are left out.
    """
    condition, parameters = filters.where(connection, filter, today)
    kept = f"{filters.scope(filter)} AND {filters.LIVE} AND {condition}"
    return f"{filters.source(condition)} WHERE {kept}", parameters


def splits(connection: sqlite3.Connection) -> tuple[float, float]:
    """Return from where size, and from where need, is high by the model in force."""
    _, model = current_model(connection)
    return model.size.split, model.need.split


def strategies(connection: sqlite3.Connection) -> dict[Quadrant, str]:
    """Return the strategy of each quadrant in the words of the model in force."""
    return current_model(connection)[1].quadrant_strategy


def points(connection: sqlite3.Connection, filter: Filter, *, today: date) -> list[Point]:
    """Return every placed account that `filter` keeps, the largest ARR first, then by name."""
    return list(map(Point._make, point_rows(connection, filter, today=today)))


def point_rows(
    connection: sqlite3.Connection, filter: Filter, *, today: date
) -> list[tuple[Any, ...]]:
    """Return the same as plain rows, each the fields of a Point: for a book of any size."""
    _, split = splits(connection)
    source, parameters = source_of(connection, filter, today)
    high = "s.quadrant IN ('project', 'persistent-intensive')"
    return connection.execute(
        "SELECT s.name, s.account_id, s.arr, s.quadrant, s.size, s.need,"  # noqa: S608
        f" CASE WHEN {high} THEN max(coalesce(s.need, 0), ?) ELSE s.need END,"
        " s.health, s.health_band, s.tier, s.at_risk, s.provisional"
        f" FROM {source} AND s.quadrant IS NOT NULL ORDER BY s.arr DESC, s.name_key, s.account_id",
        [split, *parameters],
    ).fetchall()


def not_placed(connection: sqlite3.Connection, filter: Filter, *, today: date) -> list[NotPlaced]:
    """Return the accounts that are not placed, the largest ARR first, each with what it lacks."""
    _, model = current_model(connection)
    condition, parameters = filters.where(connection, filter, today)
    lacks = {
        SIZE: "s.size IS NULL",
        NEED: _NO_NEED,
        **{
            name: f"{_NO_NEED} AND {test}"
            for name, test in _inputs(
                today, model.need.window_days, model.health.window_days
            ).items()
        },
    }
    rows = connection.execute(
        "SELECT s.name, s.account_id, s.arr, s.health, s.health_band,"  # noqa: S608
        " s.provisional, s.size, s.tier,"
        f" {', '.join(lacks.values())}"
        f" FROM {filters.BOTH} WHERE {filters.scope(filter)} AND {filters.LIVE} AND {condition}"
        " AND s.quadrant IS NULL ORDER BY s.arr DESC, s.name_key, s.account_id",
        parameters,
    )
    names = tuple(lacks)
    return [
        NotPlaced(
            name, id, arr, health, band, tuple(compress(names, lacking)), provisional, size, tier
        )
        for name, id, arr, health, band, provisional, size, tier, *lacking in rows
    ]


def missing(rows: Iterable[NotPlaced]) -> list[Missing]:
    """Return what the accounts that are not placed lack: each axis, then the inputs of need."""
    counted = Counter(what for row in rows for what in row.lacks)
    return [Missing(what, counted[what]) for what in (SIZE, NEED, *INPUTS) if counted[what]]


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
    tests = (
        "s.health IS NULL",
        f"NOT ({' OR '.join(adoption)})",
        "(coalesce(a.seats, 0) = 0 OR a.seats_used IS NULL)",
        f"NOT {tickets}",
        "a.complexity IS NULL",
    )
    return dict(zip(INPUTS, tests, strict=True))
