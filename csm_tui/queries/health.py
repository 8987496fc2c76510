"""The health of the book: by band and tier, who moved, what is stale or unknown, and one account.

Prospects and churned accounts have no health that matters and are left out of the lists. Unknown
is a band of its own everywhere: neither green nor zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.terms import BANDS, TIERS, Band, Tier
from csm_tui.domain.thresholds import bounds_for
from csm_tui.queries import filters
from csm_tui.store.builders import day as date_of
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.health_moves import HealthMove, WeekScore
    from csm_tui.domain.health_result import HealthResult
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.queries.health_events import HealthEvent

# So many accounts a direction are looked at closely; in books up to this size that is all.
MOST: Final = 300
# The weeks of one account: as many at most, and where all are asked for at least as many.
MOST_WEEKS: Final = 520
LEAST_WEEKS: Final = 4
# A renewal to come is told so many days ahead, or that share of the weeks.
_LEAST_AHEAD: Final = 14
_AHEAD_SHARE: Final = 4
_LEAST_MOVE: Final = 0.5  # points: less is shown as nothing


class BandSum(NamedTuple):
    """Accounts of one tier in one band; ARR in cents of those that have any, or None."""

    tier: Tier
    band: Band
    accounts: int
    arr: int | None


class HealthRow(NamedTuple):
    """An account of a list of health: ARR in cents, health unrounded, None for unknown."""

    account: str
    account_id: int
    arr: int | None
    tier: Tier
    health: float | None
    band: Band
    provisional: bool = False


class Mover(NamedTuple):
    """An account whose health changed, and how."""

    row: HealthRow
    move: HealthMove


class Movers(NamedTuple):
    """Those that moved most over so many days, the furthest first."""

    days: int
    up: tuple[Mover, ...]
    down: tuple[Mover, ...]


class PulseDifference(NamedTuple):
    """An account whose pulse (0–100) is in another band than its health."""

    row: HealthRow
    pulse: float
    pulse_band: Band


class AccountHealth(NamedTuple):
    """The health of one account, the points of each measure, its weeks, and what happened in them.

    The weeks run up to `as_of`; `events` are those of their days, and renewals up to `ahead`.
    """

    account: str
    account_id: int
    as_of: date
    health: HealthResult
    contributions: tuple[float | None, ...]
    weeks: tuple[WeekScore, ...]
    events: tuple[HealthEvent, ...]
    ahead: date


def _source(
    connection: sqlite3.Connection, filter: Filter, today: date
) -> tuple[str, list[str | int]]:
    """Return the customers that `filter` keeps, as FROM … WHERE, and its parameters."""
    condition, parameters = filters.where(connection, filter, today)
    # All of them are walked: not sought by the index of those not archived.
    kept = f"{filters.scope(filter, sought=False)} AND {filters.LIVE} AND {condition}"
    return f"{filters.source(condition)} WHERE {kept}", parameters


def bands(connection: sqlite3.Connection, filter: Filter, *, today: date) -> list[BandSum]:
    """Return accounts and ARR by tier and band, in the order of both, empty ones left out."""
    source, parameters = _source(connection, filter, today)
    rows = connection.execute(
        "SELECT s.tier, s.health_band, count(*), sum(s.arr)"  # noqa: S608
        f" FROM {source} GROUP BY 1, 2",
        parameters,
    )
    found = [BandSum._make(row) for row in rows]
    return sorted(found, key=lambda one: (TIERS.index(one.tier), BANDS.index(one.band)))


def movers(
    connection: sqlite3.Connection, filter: Filter, *, today: date, limit: int | None = None
) -> tuple[Movers, ...]:
    """Return who moved up and down over each of the model's trends, with the measure behind it.

    In books of more than MOST accounts those of the longer span are sought among the MOST whose
    sparkline of 12 weeks rose or fell furthest.
    """
    from csm_tui.domain.health_moves import health_move
    from csm_tui.store.rows import facts_for

    _, model = current_model(connection)
    candidates = _candidates(connection, filter, today)
    spans = model.health.trend_days
    found: dict[int, list[Mover]] = {days: [] for days in spans}
    for account, facts in facts_for(connection, candidates, today):
        row = candidates[account.id]
        for days in spans:
            move = health_move(account, facts, row.tier, model, today, days)
            if move is not None and abs(move.change) >= _LEAST_MOVE:
                found[days].append(Mover(row, move))
    return tuple(
        Movers(
            days,
            _furthest((one for one in found[days] if one.move.change > 0), limit),
            _furthest((one for one in found[days] if one.move.change < 0), limit),
        )
        for days in spans
    )


def _furthest(moved: Iterable[Mover], limit: int | None) -> tuple[Mover, ...]:
    ordered = sorted(
        moved,
        key=lambda one: (
            -abs(one.move.change),
            -(one.row.arr or 0),
            one.row.account.casefold(),
            one.row.account_id,
        ),
    )
    return tuple(ordered[: MOST if limit is None else min(limit, MOST)])


def _candidates(
    connection: sqlite3.Connection, filter: Filter, today: date
) -> dict[int, HealthRow]:
    """Return the accounts that may have moved furthest, by their cached trend and sparkline."""
    source, parameters = _source(connection, filter, today)
    weeks = (
        "CASE WHEN substr(s.spark, 1, 1) <> ' ' AND substr(s.spark, -1) <> ' ' THEN"
        " CAST(substr(s.spark, -1) AS INTEGER) - CAST(substr(s.spark, 1, 1) AS INTEGER) END"
    )
    found: dict[int, HealthRow] = {}
    for expression in ("s.trend_28", weeks):
        for direction in ("ASC", "DESC"):
            rows = connection.execute(
                "SELECT s.name, s.account_id, s.arr, s.tier, s.health, s.health_band,"  # noqa: S608
                " s.provisional"
                f" FROM {source} AND s.health IS NOT NULL"
                f" ORDER BY {expression} {direction} NULLS LAST, s.account_id LIMIT ?",
                [*parameters, MOST],
            )
            found.update((row[1], HealthRow._make(row)) for row in rows)
    return found


def pulse_differences(
    connection: sqlite3.Connection, filter: Filter, *, today: date
) -> list[PulseDifference]:
    """Return the accounts whose latest pulse that counts says another band than their health."""
    _, model = current_model(connection)
    rule = model.health
    if "pulse" not in rule.weights:
        return []
    source, parameters = _source(connection, filter, today)
    # Sought account by account in the window: years of readings are not walked through.
    pulse = (
        "SELECT h.value FROM health h WHERE h.account_id = s.account_id AND h.measure = 'pulse'"
        " AND h.date BETWEEN ? AND ? ORDER BY h.date DESC, h.id DESC LIMIT 1"
    )
    # Materialized, or each pulse would be sought three times.
    rows = connection.execute(
        "WITH known AS MATERIALIZED (SELECT s.name, s.account_id, s.arr, s.tier, s.health,"  # noqa: S608
        f" s.health_band, s.provisional, ({pulse}) AS pulse, s.name_key, s.stage, s.start_on"
        f" FROM {source} AND s.health IS NOT NULL)"
        " SELECT * FROM known WHERE pulse IS NOT NULL"
        " ORDER BY abs(health - pulse) DESC, name_key, account_id",
        [before(today, rule.window_days).isoformat(), today.isoformat(), *parameters],
    )
    found = [_difference(row, model, today) for row in rows]
    return [one for one in found if one.pulse_band != one.row.band]


def _difference(row: tuple[Any, ...], model: TouchModel, today: date) -> PulseDifference:
    from csm_tui.domain.health import band_of

    *known, pulse, _, stage, start_on = row
    account = HealthRow._make(known)
    start = None if start_on is None else date_of(start_on)
    bounds = bounds_for(stage, account.tier, start, model, today)
    return PulseDifference(account, pulse, band_of(pulse, bounds))


def stale_days(connection: sqlite3.Connection) -> int:
    """Return after how many days the model calls a figure stale."""
    return current_model(connection)[1].health.stale_days


def of_account(
    connection: sqlite3.Connection, account_id: int, *, today: date, weeks: int | None
) -> AccountHealth:
    """Return the health of one account and its last `weeks` weeks, an override aside in these.

    With None all weeks since its first fact, at most MOST_WEEKS. Raises UnknownAccount where there
    is no such id.
    """
    from csm_tui.domain.health_moves import contributions, weekly
    from csm_tui.domain.renewal_outcomes import Span
    from csm_tui.queries import health_events
    from csm_tui.queries.accounts import card
    from csm_tui.store.rows import facts_for

    known = card(connection, account_id, today=today)
    if weeks is None:
        first = health_events.first_day(connection, account_id, today) or today
        weeks = min(MOST_WEEKS, max(LEAST_WEEKS, (today - first).days // 7 + 1))
    health, tier = known.standing.health, known.standing.tier.tier
    # As of the first of the weeks, so that its own readings are there as well.
    ((account, facts),) = facts_for(connection, [account_id], before(today, 7 * weeks))
    scores = weekly(account, facts, tier, known.model, today, weeks)
    since = before(today, 7 * (weeks - 1))
    ahead = before(today, -max(_LEAST_AHEAD, 7 * weeks // _AHEAD_SHARE))
    found = health_events.events(
        connection, account, known.facts, known.model, Span(since, ahead, today)
    )
    points = contributions(health, known.model.health)
    return AccountHealth(account.name, account.id, today, health, points, scores, found, ahead)
