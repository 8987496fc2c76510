"""What accounts and tiers cost to serve, planned and as logged, over the book (DOMAIN §9)."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.arr import known_sum
from csm_tui.domain.cadence import AUTOMATION, SELF_SERVICE
from csm_tui.domain.days import before
from csm_tui.domain.economics import COST_BANDS, CostBand
from csm_tui.domain.economics_words import Gaps
from csm_tui.domain.in_order import in_order
from csm_tui.domain.served_account import MINUTES, WINDOW_DAYS
from csm_tui.domain.serving import OVER, UNDER, Flag, Judge, Judgement, Placement
from csm_tui.domain.tier_economics import Blended, TierGroup, TierSum, blended, tier_sums
from csm_tui.queries import filters
from csm_tui.queries.accounts import currency
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Level, Tier
    from csm_tui.domain.touch_model import TouchModel

# A person of ours delivers it: domain.cadence.by_human, of a touchpoint.
_OURS: Final = (
    f"automated = 0 AND coalesce(channel, '') NOT IN {tuple(sorted(SELF_SERVICE))}"
    f" AND coalesce(lower(owner), '') NOT IN {tuple(sorted(AUTOMATION))}"
)


class EconomicsRow(NamedTuple):
    """One account: ARR in cents, minutes logged in the window (None: none), and what it costs."""

    account: str
    account_id: int
    arr: int | None
    tier: Tier
    level: Level | None
    minutes: float | None
    found: Judgement


class Logged(NamedTuple):
    """The accounts with minutes logged: their minutes, and what those cost, in cents.

    `planned` is the planned cost of those `planned_for` of them of which it is known.
    """

    accounts: int
    minutes: float
    cost: int | None
    planned_for: int
    planned: int


class Economics(NamedTuple):
    """The economics of the accounts that a filter keeps; minutes are those from `from_` on.

    `rows` run over-served by the share that says so, under-served by ARR, then the others by the
    planned share of ARR, each from the largest. Of `sized` accounts the size is known: without one
    nobody can be told to be under-served.
    """

    model: TouchModel
    tiers: tuple[TierSum, ...]
    blended: Blended
    rows: Sequence[EconomicsRow]
    logged: Logged
    from_: date
    currency: str | None
    sized: int

    def flagged(self, flag: Flag) -> list[EconomicsRow]:
        """Return the accounts that are over- or under-served."""
        return [row for row in self.rows if row.found.flag == flag]

    @property
    def gaps(self) -> Gaps:
        """Return what keeps figures of these accounts from being known."""
        with_arr = [row.arr for row in self.rows if row.arr is not None]
        return Gaps(
            accounts=len(self.rows),
            without_arr=len(self.rows) - len(with_arr),
            arr_of_nothing=sum(arr <= 0 for arr in with_arr),
            other_tier=sum(
                tier.accounts
                for tier in self.tiers
                if tier.tier != "unknown" and tier.tier not in self.model.tiers
            ),
            logged=self.logged.accounts,
            viable=self.bands()["viable"],
            since=self.from_,
        )

    def bands(self) -> dict[CostBand | None, int]:
        """Return how many accounts each band has, None counting those without a share."""
        counted = Counter(row.found.band for row in self.rows)
        return {band: counted[band] for band in (*COST_BANDS, None)}


def economics(connection: sqlite3.Connection, filter: Filter, *, today: date) -> Economics:
    """Return what the live accounts that `filter` keeps cost and bring in.

    Prospects, churned and archived accounts are no part of it.
    """
    _, model = current_model(connection)
    condition, parameters = filters.where(connection, filter, today)
    return _economics(connection, model, condition, parameters, today)


def of_account(connection: sqlite3.Connection, account_id: int, *, today: date) -> Economics:
    """Return the economics of one account; no rows where it is no part of them."""
    _, model = current_model(connection)
    return _economics(connection, model, "s.account_id = ?", [account_id], today)


def _economics(
    connection: sqlite3.Connection,
    model: TouchModel,
    condition: str,
    parameters: Sequence[str | int],
    today: date,
) -> Economics:
    told_in = currency(connection)
    from_ = before(today, WINDOW_DAYS)
    join = " JOIN account a ON a.id = s.account_id" if "a." in condition else ""
    chosen = f"standing s{join} WHERE +s.archived = 0 AND {filters.LIVE} AND {condition}"
    minutes = minutes_logged(connection, chosen, parameters, from_, today)
    judge = Judge(model, told_in).judge
    by_flag: dict[Flag | None, list[EconomicsRow]] = {flag: [] for flag in _ORDERS}
    sized = 0
    for account_id, name, arr, tier, level, quadrant, size, band, red in connection.execute(
        "SELECT s.account_id, s.name, s.arr, s.tier, s.level, s.quadrant, s.size, s.health_band,"
        " CASE WHEN s.overdue_from IS NOT NULL AND s.hard_on <= ? THEN s.hard_on END"
        f" FROM {chosen} ORDER BY s.name_key, s.account_id",
        [today.isoformat(), *parameters],
    ):
        sized += size is not None
        logged = minutes.get(account_id)
        since = None if red is None else date.fromisoformat(red)
        found = judge(Placement(tier, level, quadrant, arr, size, band, since, logged))
        by_flag[found.flag].append(EconomicsRow(name, account_id, arr, tier, level, logged, found))
    rows = [row for flag, key in _ORDERS.items() for row in in_order(by_flag[flag], key)]
    groups = _groups(rows)
    return Economics(
        model,
        tier_sums(groups, model),
        blended(groups, model),
        rows,
        _logged(rows),
        from_,
        told_in,
        sized,
    )


def minutes_logged(
    connection: sqlite3.Connection,
    chosen: str,
    parameters: Sequence[str | int],
    from_: date,
    to: date,
) -> dict[int, float]:
    """Return the minutes that persons of ours logged on each account from `from_` to `to`.

    Of accounts without any, the metric csm_minutes of the same days. `chosen` is FROM … WHERE of
    the accounts to look at, with its `parameters`; without parameters all are.
    """
    kept = f"account_id IN (SELECT s.account_id FROM {chosen})" if parameters else "1"
    values = [*parameters, from_.isoformat(), to.isoformat()]
    # Of several values of a day the one entered last counts (max(id) picks the row).
    found: dict[int, float] = dict(
        connection.execute(
            "SELECT account_id, total(value) FROM (SELECT account_id, value, max(id) FROM metric"
            f" WHERE {kept} AND +metric = '{MINUTES}' AND +date BETWEEN ? AND ?"
            " GROUP BY account_id, date) GROUP BY account_id",
            values,
        )
    )
    found.update(
        connection.execute(
            "SELECT account_id, sum(minutes) FROM touchpoint"
            f" WHERE {kept} AND +status = 'done' AND +date BETWEEN ? AND ?"
            f" AND minutes IS NOT NULL AND {_OURS} GROUP BY account_id",
            values,
        )
    )
    return found


def _groups(rows: Iterable[EconomicsRow]) -> list[TierGroup]:
    accounts: Counter[Tier] = Counter()
    known: defaultdict[Tier, list[int]] = defaultdict(list)
    for row in rows:
        accounts[row.tier] += 1
        if row.arr is not None:
            known[row.tier].append(row.arr)
    return [
        TierGroup(tier, number, len(known[tier]), sum(known[tier]))
        for tier, number in accounts.items()
    ]


def _logged(rows: Iterable[EconomicsRow]) -> Logged:
    counted = [row for row in rows if row.minutes is not None]
    planned = [row.found.cost for row in counted if row.found.cost is not None]
    return Logged(
        len(counted),
        sum(row.minutes or 0 for row in counted),
        known_sum(row.found.actual for row in counted) if counted else None,
        len(planned),
        sum(planned),
    )


def _by_share(row: EconomicsRow) -> float:
    return inf if row.found.share is None else -row.found.share


def _by_worst_share(row: EconomicsRow) -> float:
    return -max(row.found.level_share or 0, row.found.actual_share or 0)


def _by_arr(row: EconomicsRow) -> float:
    return -(row.arr or 0)


_ORDERS: Final[dict[Flag | None, Callable[[EconomicsRow], float]]] = {
    OVER: _by_worst_share,
    UNDER: _by_arr,
    None: _by_share,
}
