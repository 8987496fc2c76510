"""Which kinds of touchpoint, or channels, go with better health in the weeks after (DOMAIN §8)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.outcomes import AFTER_DAYS, Outcome, changes_after, outcome
from csm_tui.queries import filters
from csm_tui.store.rows import REACH, facts_for
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Tier

ALL: Final = "all"
GROUPINGS: Final = ("kind", "channel", "tier")
# So many accounts say what all of them would, and are scored in a few seconds.
MOST_ACCOUNTS: Final = 5_000


class Outcomes(NamedTuple):
    """The outcome of each group, "all" first, the others by their mean.

    They are of the touchpoints from `from_` to `to`, of `accounts` of the `of` accounts that had
    any: every so-many-th where those are very many.
    """

    groups: tuple[tuple[str | None, Outcome], ...]
    from_: date
    to: date
    accounts: int
    of: int


def outcomes(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    by: str = "kind",
    from_: date | None = None,
    to: date | None = None,
    most: int = MOST_ACCOUNTS,
) -> Outcomes:
    """Return how health changed after the touchpoints of the accounts that `filter` keeps.

    Only touchpoints in which the customer took part, and not older than the facts that rules reach.
    `by` is one of GROUPINGS.
    """
    _, model = current_model(connection)
    first = before(today, REACH.days)
    first = first if from_ is None else max(first, from_)
    last = before(today, AFTER_DAYS)
    last = last if to is None else min(last, to)
    tiers = _touched(connection, filter, today, first, last)
    step = -(-len(tiers) // most) or 1
    chosen = [*tiers][::step]
    found: defaultdict[str | None, list[float | None]] = defaultdict(list)
    whole: list[float | None] = []
    for account, facts in facts_for(connection, chosen, today):
        tier = tiers[account.id]
        for touchpoint, change in changes_after(
            account, facts, tier, model, today, from_=first, to=last
        ):
            whole.append(change)
            key = {"kind": touchpoint.kind, "channel": touchpoint.channel}.get(by, tier)
            found[key].append(change)
    least = model.benchmarks.least_sample
    groups = [(key, outcome(changes, least)) for key, changes in found.items()]
    groups.sort(key=lambda group: (group[1].small, -(group[1].mean or 0.0), group[0] or ""))
    return Outcomes(((ALL, outcome(whole, least)), *groups), first, last, len(chosen), len(tiers))


def _touched(
    connection: sqlite3.Connection, filter: Filter, today: date, from_: date, to: date
) -> dict[int, Tier]:
    """Return the tiers of the accounts that had a touchpoint done, by id in ascending order."""
    condition, parameters = filters.where(connection, filter, today)
    return dict(
        connection.execute(
            "SELECT s.account_id, s.tier FROM standing s JOIN account a ON a.id = s.account_id"  # noqa: S608
            f" WHERE {filters.scope(filter)} AND {condition} AND EXISTS (SELECT 1 FROM touchpoint t"
            " WHERE t.account_id = s.account_id AND t.date BETWEEN ? AND ? AND t.status = 'done')"
            " ORDER BY s.account_id",
            [*parameters, from_.isoformat(), to.isoformat()],
        ).fetchall()
    )
