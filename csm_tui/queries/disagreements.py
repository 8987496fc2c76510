"""The pyramid against the matrix, account by account (DOMAIN §3, where the pyramid fails)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.disagreements import Disagreement, Failure, Placement, compared
from csm_tui.domain.in_order import in_order
from csm_tui.queries import filters
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Quadrant, Tier


class CompareRow(NamedTuple):
    """One account in both models; ARR in cents, `found` with its hours a month."""

    account: str
    account_id: int
    arr: int | None
    tier: Tier
    quadrant: Quadrant | None
    found: Disagreement


class FailureSum(NamedTuple):
    """Accounts of one failure of the pyramid, their ARR in cents, and hours a month."""

    failure: Failure
    accounts: int
    arr: int
    hours: float


class CompareTotals(NamedTuple):
    """Accounts by what the comparison says of them; hours a month of those that disagree.

    `costs` are hours that the matrix asks for beyond the pyramid, `frees` those it would give
    back, both positive; `unknown` are accounts without a tier or a quadrant, which count nowhere
    else.
    """

    accounts: int
    agree: int
    disagree: int
    unknown: int
    costs: float
    frees: float
    failures: tuple[FailureSum, ...]


def compare(connection: sqlite3.Connection, filter: Filter, *, today: date) -> list[CompareRow]:
    """Return every account that `filter` keeps and that has a stage, churned ones left out.

    Those that disagree come first, by hours; then those that agree, then the unknown; by name.
    """
    _, model = current_model(connection)
    condition, parameters = filters.where(connection, filter, today)
    # Accounts alike in all that decides are compared once: a large book has few kinds of them.
    known: dict[Placement, Disagreement] = {}
    disagree: list[CompareRow] = []
    agree: list[CompareRow] = []
    unknown: list[CompareRow] = []
    group = {True: disagree, False: agree, None: unknown}
    for account_id, name, health, *standing in connection.execute(
        "SELECT s.account_id, s.name, s.health, s.tier, s.stage, s.quadrant, s.health_band, s.arr,"  # noqa: S608
        " coalesce(a.potential_arr > coalesce(s.arr, 0), 0), coalesce(s.arr >= ?, 0)"
        f" FROM {filters.BOTH}"
        f" WHERE {filters.scope(filter)} AND {filters.LIVE}"
        f" AND {condition} ORDER BY s.name_key, s.account_id",
        [next(iter(model.tiers.values())).from_, *parameters],
    ):
        tier, stage, quadrant, band, arr, larger, large = standing
        # Health in whole points keeps each on its side of every threshold.
        points = None if health is None else int(health)
        alike = Placement(tier, stage, quadrant, points, band, bool(larger), bool(large))
        if alike not in known:
            known[alike] = compared(alike, model)
        found = known[alike]
        group[found.disagree].append(CompareRow(name, account_id, arr, tier, quadrant, found))
    disagree = in_order(disagree, _hours)
    return [*disagree, *agree, *unknown]


def _hours(row: CompareRow) -> float:
    return -abs(row.found.hours_difference or 0.0)


def totals(rows: Iterable[CompareRow]) -> CompareTotals:
    """Return the sums of `rows`; what is unknown adds nothing to the hours."""
    agree = disagree = unknown = 0
    costs = frees = 0.0
    failures: dict[Failure, FailureSum] = {}
    for row in rows:
        found = row.found
        hours = found.hours_difference
        if found.disagree is None or hours is None:
            unknown += 1
            continue
        if not found.disagree:
            agree += 1
            continue
        disagree += 1
        costs += max(0.0, hours)
        frees += max(0.0, -hours)
        if found.failure is not None:
            so_far = failures.get(found.failure, FailureSum(found.failure, 0, 0, 0.0))
            failures[found.failure] = FailureSum(
                found.failure,
                so_far.accounts + 1,
                so_far.arr + (row.arr or 0),
                so_far.hours + hours,
            )
    return CompareTotals(
        agree + disagree + unknown,
        agree,
        disagree,
        unknown,
        costs,
        frees,
        tuple(sorted(failures.values())),
    )
