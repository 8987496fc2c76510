"""What needs the CSM today, ranked, and the book in a few figures (DOMAIN §11, Rank and Hours)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity_time import Fill, fill_of
from csm_tui.domain.terms import TIERS, Level, Quadrant, Stage, Tier

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.ranking import RankTerm
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_model import TouchModel

# Nobody reads further than this; a book of 100,000 is ranked from its cached points.
MOST: Final = 500
_NO_TIME: Final = "~"  # after any hour
_Key = tuple[bool, str, float, int, int, str, int, int]


class TodayRow(NamedTuple):
    """One thing to do, with its account's rank (`score`, `terms`); ARR in cents.

    `minutes` are those of the touchpoint to hold, None where there is none.
    """

    rank: int
    account: str
    account_id: int
    score: float
    kind: str
    lane: str
    reason: str
    terms: tuple[RankTerm, ...]
    suggestion: str
    touchpoint_id: int | None
    task_id: int | None
    signal_id: int | None
    arr: int | None
    days_overdue: int
    due_on: date | None
    time: str | None
    minutes: int | None


def today(
    connection: sqlite3.Connection, *, today: date, limit: int | None = None
) -> list[TodayRow]:
    """Return the ranked list: booked for today first, by time; then by the account's points.

    Ties go by days overdue, ARR and name. At most MOST accounts are looked at.
    """
    from csm_tui.domain.standing import assess
    from csm_tui.store.rows import facts_for
    from csm_tui.store.standings import current_model

    _, model = current_model(connection)
    wanted = _candidates(connection, today, MOST if limit is None else min(limit, MOST))
    rows: list[tuple[_Key, TodayRow]] = []
    for account, facts in facts_for(connection, wanted, today):
        standing = assess(account, facts, model, today)
        rows += _of(account, standing)
    rows.sort(key=lambda keyed: keyed[0])
    ranked = [row._replace(rank=rank) for rank, (_, row) in enumerate(rows, 1)]
    return ranked if limit is None else ranked[:limit]


def _candidates(connection: sqlite3.Connection, today: date, limit: int) -> list[int]:
    best = connection.execute(
        "SELECT account_id FROM standing WHERE +archived = 0 AND score > 0"
        " ORDER BY score DESC, overdue_from NULLS LAST, arr DESC NULLS LAST, name_key LIMIT ?",
        (limit,),
    ).fetchall()
    booked = connection.execute(
        "SELECT t.account_id FROM touchpoint t JOIN account a ON a.id = t.account_id"
        " WHERE t.status = 'planned' AND t.date = ? AND t.automated = 0 AND t.booked = 1"
        " AND a.archived_on IS NULL LIMIT ?",
        (today.isoformat(), limit),
    ).fetchall()
    return [row[0] for row in {*best, *booked}]


def _of(account: Account, standing: Standing) -> list[tuple[_Key, TodayRow]]:
    rank, arr = standing.rank, standing.arr.cents
    keyed = []
    for place, item in enumerate(rank.items):
        if rank.score <= 0 and not item.booked:
            continue
        key = (
            not item.booked,
            (item.time or _NO_TIME) if item.booked else "",
            -rank.score,
            -item.days_overdue,
            -(arr or 0),
            account.name.casefold(),
            account.id,
            place,
        )
        row = TodayRow(
            0,
            account.name,
            account.id,
            rank.score,
            item.kind,
            item.lane,
            item.reason,
            rank.terms,
            item.suggestion,
            item.touchpoint_id,
            item.task_id,
            item.signal_id,
            arr,
            item.days_overdue,
            item.due_on,
            item.time,
            item.minutes,
        )
        keyed.append((key, row))
    return keyed


class Figures(NamedTuple):
    """The day in figures: things to do and done, minutes planned or spent of those available."""

    to_do: int
    done: int
    minutes: int
    available: int


def figures(connection: sqlite3.Connection, rows: Sequence[TodayRow], *, today: date) -> Figures:
    """Return the day in figures, `rows` being what is to do."""
    from csm_tui.domain.filters import Filter
    from csm_tui.queries.day_done import done_on
    from csm_tui.queries.day_load import load

    (day,) = load(connection, Filter("", ()), today=today, from_=today, to=today)
    done = len(done_on(connection, today=today))
    return Figures(len(rows), done, day.minutes, day.available)


class TierSum(NamedTuple):
    """Accounts and ARR (cents) of one tier."""

    tier: str
    accounts: int
    arr: int


class Gap(NamedTuple):
    """Accounts without something that matters: how many, ARR in cents, the largest by name."""

    missing: str
    accounts: int
    arr: int
    largest: tuple[str, ...]


class Summary(NamedTuple):
    """The book in a few figures; hours are those of a month, `utilisation` what is asked of them.

    It is None where there are none; `fill` is what it means by the model.
    """

    accounts: int
    arr: int
    tiers: tuple[TierSum, ...]
    hours: float
    hours_available: float
    utilisation: float | None
    fill: Fill
    at_risk: int
    overdue: int
    gaps: tuple[Gap, ...]


def summary(
    connection: sqlite3.Connection,
    *,
    today: date,
    available: Callable[[TouchModel], float] | None = None,
) -> Summary:
    """Return accounts and ARR by tier, the hours that the model asks for, and the gaps by ARR.

    Archived accounts are left out; gaps are those of accounts with a stage that are not churned.
    `available` says the hours there are under a model; without it they are the model's own.
    """
    from csm_tui.store.standings import current_model

    _, model = current_model(connection)
    alike = _alike(connection, today)
    sums = {tier: [group for group in alike if group.tier == tier] for tier in TIERS}
    tiers = tuple(
        TierSum(tier, sum(group.accounts for group in groups), sum(group.arr for group in groups))
        for tier, groups in sums.items()
        if groups
    )
    asked = _hours(alike, model)
    there = model.hours.available_month if available is None else available(model)
    utilisation = 100 * asked / there if there else None
    return Summary(
        sum(tier.accounts for tier in tiers),
        sum(tier.arr for tier in tiers),
        tiers,
        asked,
        there,
        utilisation,
        "over" if utilisation is None else fill_of(utilisation, model),
        sum(group.at_risk for group in alike),
        sum(group.overdue for group in alike),
        _gaps(connection),
    )


class _Alike(NamedTuple):
    """Accounts alike in what decides their hours: health in whole points, which keeps each on its
    side of every threshold.
    """

    level: Level | None
    tier: Tier
    stage: Stage | None
    quadrant: Quadrant | None
    health: int | None
    accounts: int
    arr: int
    at_risk: int
    overdue: int


def _alike(connection: sqlite3.Connection, today: date) -> list[_Alike]:
    rows = connection.execute(
        "SELECT level, tier, stage, quadrant, CAST(health AS INTEGER), count(*),"
        " coalesce(sum(arr), 0), sum(at_risk), coalesce(sum(overdue_from < ?), 0)"
        " FROM standing WHERE +archived = 0 GROUP BY 1, 2, 3, 4, 5",
        (today.isoformat(),),
    )
    return [_Alike._make(row) for row in rows]


def _hours(alike: list[_Alike], model: TouchModel) -> float:
    from csm_tui.domain.capacity import monthly_hours

    hours = (
        group.accounts
        * monthly_hours(group.level, group.tier, group.stage, group.quadrant, group.health, model)
        for group in alike
    )
    return float(sum(hours))


_LIVE: Final = "+s.archived = 0 AND s.stage IS NOT NULL AND s.stage <> 'churned'"
_GAPS: Final = {
    "ARR": "s.arr IS NULL",
    "health": "s.health_band = 'unknown'",
    "renewal date": "s.renewal_on IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM account a WHERE a.id = s.account_id AND a.renewal_date IS NOT NULL)",
    "contact": "NOT EXISTS (SELECT 1 FROM contact c WHERE c.account_id = s.account_id)",
    "touchpoint": "s.last_touchpoint_on IS NULL",
}


def _gaps(connection: sqlite3.Connection) -> tuple[Gap, ...]:
    counted = ", ".join(
        f"total({condition}), total(CASE WHEN {condition} THEN s.arr END)"
        for condition in _GAPS.values()
    )
    found = connection.execute(f"SELECT {counted} FROM standing s WHERE {_LIVE}").fetchone()  # noqa: S608
    gaps = [
        Gap(
            missing, int(found[2 * place]), int(found[2 * place + 1]), _largest(connection, missing)
        )
        for place, missing in enumerate(_GAPS)
        if found[2 * place]
    ]
    return tuple(sorted(gaps, key=lambda gap: -gap.arr))


def _largest(connection: sqlite3.Connection, missing: str) -> tuple[str, ...]:
    rows = connection.execute(
        f"SELECT s.name FROM standing s WHERE {_LIVE} AND {_GAPS[missing]}"  # noqa: S608
        " ORDER BY s.arr DESC NULLS LAST, s.name_key LIMIT 3"
    )
    return tuple(row[0] for row in rows)
