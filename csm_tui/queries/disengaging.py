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
# Closed touchpoints of ours within the span.
_ASKED: Final = (
    "t.date BETWEEN span.first AND span.last AND t.status IN ('done', 'no-show')"
    " AND t.automated = 0"
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
    condition, parameters = filters.where(connection, filter, today)
    until = today if to is None else min(to, today)
    span = ["" if from_ is None else from_.isoformat(), until.isoformat()]
    # Of each account only the latest touchpoints are looked at, until one that it took part in.
    rows = connection.execute(
        "WITH span(first, last) AS (VALUES (?, ?)),"
        " known AS MATERIALIZED (SELECT s.account_id, s.name, s.name_key, s.tier, s.arr,"
        f" (SELECT t.date FROM touchpoint t, span WHERE {_ASKED} AND t.account_id = s.account_id"
        f" AND {_TOOK_PART} = 1 ORDER BY t.date DESC LIMIT 1) AS answered_on"
        " FROM standing s JOIN account a ON a.id = s.account_id"
        f" WHERE {filters.scope(filter)} AND {condition}),"
        " quiet AS MATERIALIZED (SELECT k.*,"
        f" (SELECT count(*) FROM touchpoint t, span WHERE {_ASKED} AND t.account_id = k.account_id"
        f" AND t.date > coalesce(k.answered_on, '') AND {_TOOK_PART} = 0) AS missed FROM known k)"
        " SELECT q.account_id, q.name, q.tier, q.arr, q.missed,"
        f" (SELECT count(*) FROM touchpoint t, span WHERE {_ASKED} AND t.account_id = q.account_id"
        f" AND {_TOOK_PART} IS NOT NULL AND t.direction IS NOT 'inbound'),"
        f" (SELECT max(t.date) FROM touchpoint t, span WHERE {_ASKED}"
        f" AND t.account_id = q.account_id AND {_TOOK_PART} = 0), q.answered_on"
        " FROM quiet q WHERE q.missed >= ?"
        " ORDER BY q.missed DESC, q.arr DESC, q.name_key LIMIT ?",
        [*span, *parameters, least, -1 if limit is None else limit],
    )
    return [
        Disengaging._make((*found, date_of(last), None if took is None else date_of(took)))
        for *found, last, took in rows
    ]
