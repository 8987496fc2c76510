"""Accounts that stopped taking part: invitations in a row without an answer (DOMAIN §8)."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import AUTOMATION, LIVE, SELF_SERVICE
from csm_tui.queries import filters
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Tier

# One that was missed may be chance.
LEAST: Final = 2


class Disengaging(NamedTuple):
    """An account that did not take part the last `unanswered` times it was asked.

    `asked` counts all in the span of which that is known; `answered_on` is the last day that it
    took part or wrote itself, None for not in the span; amounts in cents.
    """

    account_id: int
    account: str
    tier: Tier
    arr: int | None
    unanswered: int
    asked: int
    last_on: date
    answered_on: date | None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


# Whether the customer took part, as domain.engagement counts answers; what they began is an answer.
_TOOK_PART: Final = (
    "CASE WHEN t.direction = 'inbound' THEN 1 WHEN t.status = 'no-show' OR t.answered = 0 THEN 0"
    f" WHEN t.channel IN ({_listed(LIVE)}) OR t.answered = 1 OR t.direction = 'both' THEN 1 END"
)
_BY_HUMAN: Final = (
    "t.automated = 0"
    f" AND coalesce(t.channel, '') NOT IN ({_listed(SELF_SERVICE)})"
    f" AND coalesce(lower(t.owner), '') NOT IN ({_listed(AUTOMATION)})"
)


def disengaging(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    from_: date | None = None,
    to: date | None = None,
    least: int = LEAST,
    limit: int | None = None,
) -> list[Disengaging]:
    """Return the accounts that took part in none of their last invitations, most of them first.

    From `from_` to `to`, nothing after today; of at least `least` invitations. Mails of which
    nobody said whether they were answered count neither way.
    """
    condition, parameters = filters.where(filter, today)
    until = today if to is None else min(to, today)
    span = ["" if from_ is None else from_.isoformat(), until.isoformat()]
    rows = connection.execute(
        "WITH asked AS MATERIALIZED (SELECT t.account_id, t.date, t.direction,"
        f" {_TOOK_PART} AS took FROM touchpoint t"
        " JOIN standing s ON s.account_id = t.account_id JOIN account a ON a.id = t.account_id"
        f" WHERE {filters.scope(filter)} AND {condition} AND t.date BETWEEN ? AND ?"
        f" AND t.status IN ('done', 'no-show') AND {_BY_HUMAN}),"
        " latest AS (SELECT account_id, max(date) FILTER (WHERE took = 1) AS answered_on"
        " FROM asked GROUP BY account_id)"
        " SELECT s.account_id, s.name, s.tier, s.arr,"
        " count(*) FILTER (WHERE q.took = 0 AND q.date > coalesce(l.answered_on, '')) AS missed,"
        " count(*) FILTER (WHERE q.took IS NOT NULL AND q.direction IS NOT 'inbound'),"
        " max(q.date) FILTER (WHERE q.took = 0), l.answered_on"
        " FROM asked q JOIN latest l USING (account_id)"
        " JOIN standing s ON s.account_id = q.account_id"
        " GROUP BY q.account_id HAVING missed >= ?"
        " ORDER BY missed DESC, s.arr DESC, s.name_key LIMIT ?",
        [*parameters, *span, least, -1 if limit is None else limit],
    )
    return [
        Disengaging._make((*found, date_of(last), None if took is None else date_of(took)))
        for *found, last, took in rows
    ]
