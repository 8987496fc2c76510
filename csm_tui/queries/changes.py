"""What changed in the book since a day: who moved, who came, who left, what was held."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.terms import QUADRANT_NAMES, QUADRANTS
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.standing import Standing
    from csm_tui.domain.terms import Quadrant

# At most so many accounts are assessed anew, the largest by ARR: two seconds' work.
MOST: Final = 5_000
_UNKNOWN: Final = "unknown"
_FIGURES: Final = ("stage", "at risk", "health", "quadrant", "tier", "level")


class Move(NamedTuple):
    """A figure of an account that changed; `before` and `after` in words, with the reason."""

    figure: str
    before: str
    after: str
    reason: str


class Moved(NamedTuple):
    """An account whose treatment changed; ARR in cents, of today."""

    account_id: int
    account: str
    arr: int | None
    moves: tuple[Move, ...]


class Comparison(NamedTuple):
    """How many accounts moved, and the largest of them by ARR with their moves.

    `placed` counts those of which a figure only became known, or unknown; `not_compared` accounts
    beyond MOST, the smallest.
    """

    accounts: int
    moved: tuple[Moved, ...]
    placed: int
    not_compared: int


class Arrival(NamedTuple):
    """An account that came; `started` where its contract did, else it only entered the book."""

    account_id: int
    account: str
    arr: int | None
    tier: str
    on: date
    started: bool


class Departure(NamedTuple):
    """An account that left; `arr` (cents) is what it had before; `churned`, else archived."""

    account_id: int
    account: str
    arr: int | None
    on: date | None
    churned: bool


class Held(NamedTuple):
    """Touchpoints of people that took place, or where the customer did not come."""

    kind: str
    done: int
    no_shows: int
    minutes: int


def moved(
    connection: sqlite3.Connection, *, since: date, today: date, limit: int, most: int = MOST
) -> Comparison:
    """Return the accounts whose stage, risk, health band, quadrant, tier or level is another.

    Both days are assessed from the facts known by then, with the model of today. An account that
    began or left meanwhile did not move. A standing cached by `since` that holds beyond today is
    not looked at: nothing changed there. Call it through `queries.asking`.
    """
    from csm_tui.domain.standing import assess
    from csm_tui.store.rows import facts_for
    from csm_tui.store.standings import current_model

    _, model = current_model(connection)
    current, count = _current(connection, since, most)
    found, placed = [], 0
    for account, facts in facts_for(connection, current, since):
        if account.start_date is not None and since < account.start_date <= today:
            continue
        arr, *after = current[account.id]
        then = assess(account, facts, model, since)
        pairs = [*zip(_values(then), after, strict=True)]
        if any(_known(*pair) for pair in pairs):
            found.append((-(arr or 0), account.name.casefold(), account.id, account, facts, then))
        else:
            placed += any(before != now for before, now in pairs)
    found.sort(key=itemgetter(0, 1, 2))
    listed = []
    for _, _, _, account, facts, then in found[:limit]:
        now = assess(account, facts, model, today)
        moves = tuple(_moves(then, now))
        listed.append(Moved(account.id, account.name, now.arr.cents, moves))
    return Comparison(len(found), tuple(listed), placed, max(0, count - most))


def _current(
    connection: sqlite3.Connection, since: date, most: int
) -> tuple[dict[int, tuple[Any, ...]], int]:
    """Return ARR and figures by account of those that may have moved, and how many there are."""
    wanted = "FROM standing s WHERE +s.archived = 0 AND s.stage <> 'churned' AND s.as_of > ?"
    (count,) = connection.execute(f"SELECT count(*) {wanted}", (since.isoformat(),)).fetchone()
    rows = connection.execute(
        "SELECT s.account_id, s.arr, s.stage, s.at_risk, s.health_band, s.quadrant, s.tier, s.level"
        f" {wanted} ORDER BY s.arr DESC NULLS LAST, s.name_key LIMIT ?",
        (since.isoformat(), most),
    )
    current = {
        account_id: (arr, *_shown(stage, bool(at_risk), *rest))
        for account_id, arr, stage, at_risk, *rest in rows
    }
    return current, count


def _known(before: str, after: str) -> bool:
    """Return whether a figure moved between two known values."""
    return before != after and _UNKNOWN not in (before, after)


def _moves(then: Standing, now: Standing) -> Iterator[Move]:
    """Yield what moved, but for what only became known."""
    for figure, before, after in zip(_FIGURES, _values(then), _values(now), strict=True):
        if before not in (after, _UNKNOWN):
            yield Move(figure, before, after, _reason(figure, then, now))


def _values(standing: Standing) -> tuple[str, ...]:
    return _shown(
        standing.stage.stage,
        standing.risk.at_risk,
        standing.health.band,
        standing.quadrant.quadrant,
        standing.tier.tier,
        standing.level.level,
    )


def _shown(
    stage: str | None,
    at_risk: bool,
    band: str,
    quadrant: Quadrant | None,
    tier: str,
    level: str | None,
) -> tuple[str, ...]:
    """Return the figures of a standing in words, in the order of _FIGURES."""
    place = _UNKNOWN if quadrant is None else f"Q{QUADRANTS.index(quadrant) + 1}"
    risk = "yes" if at_risk else "no"
    return stage or _UNKNOWN, risk, band, place, tier, level or _UNKNOWN


def _reason(figure: str, then: Standing, now: Standing) -> str:
    if figure == "stage":
        return now.stage.reason
    if figure == "at risk":
        return now.risk.reason
    if figure == "health":
        return _scores(then.health.score, now.health.score)
    if figure == "quadrant":
        return "" if now.quadrant.quadrant is None else QUADRANT_NAMES[now.quadrant.quadrant]
    if figure == "tier":
        return now.tier.reason
    causes = [step.cause for step in now.level.chain if step.cause != "tier"]
    return ", ".join(causes) or "tier"


def _scores(before: float | None, after: float | None) -> str:
    shown = ["?" if score is None else str(int(score + 0.5)) for score in (before, after)]
    return f"{shown[0]} to {shown[1]}"


def arrived(connection: sqlite3.Connection, *, since: date, today: date) -> list[Arrival]:
    """Return the accounts that began after `since`, or entered a book that was there before.

    What the book began with is not new: its first day does not count.
    """
    rows = connection.execute(
        "SELECT s.account_id, s.name, s.arr, s.tier,"
        " CASE WHEN a.start_date > ?1 AND a.start_date <= ?2 THEN a.start_date END AS started,"
        " a.entered_on FROM standing s JOIN account a ON a.id = s.account_id"
        " WHERE +s.archived = 0 AND s.stage IS NOT NULL AND s.stage <> 'churned'"
        " AND (started IS NOT NULL OR (a.entered_on > ?1 AND a.entered_on <= ?2"
        " AND a.entered_on > (SELECT min(entered_on) FROM account)"
        " AND coalesce(a.start_date, ?2) <= ?2))"
        " ORDER BY s.arr DESC NULLS LAST, s.name_key, s.account_id",
        (since.isoformat(), today.isoformat()),
    )
    return [
        Arrival(account_id, name, arr, tier, date_of(started or entered), started is not None)
        for account_id, name, arr, tier, started, entered in rows
    ]


def departed(connection: sqlite3.Connection, *, since: date, today: date) -> list[Departure]:
    """Return the accounts that churned or were archived after `since`, with the ARR of that day."""
    from csm_tui.domain.arr import arr_on
    from csm_tui.store.rows import facts_for

    span = (since.isoformat(), today.isoformat())
    left = {
        account_id: (None if day is None else date_of(day), bool(churned))
        for account_id, day, churned in connection.execute(
            "SELECT id, archived_on, 0 FROM account WHERE archived_on > ?1 AND archived_on <= ?2"
            " UNION ALL"
            " SELECT id, churned_on, 1 FROM account WHERE churned_on > ?1 AND churned_on <= ?2",
            span,
        )
    }
    for account_id in _said_to_have_left(connection, *span):
        left.setdefault(account_id, (None, True))
    found = [
        Departure(account.id, account.name, arr_on(account, facts, since).cents, *left[account.id])
        for account, facts in facts_for(connection, left, since)
    ]
    return sorted(found, key=lambda one: (-(one.arr or 0), one.account.casefold(), one.account_id))


def _said_to_have_left(connection: sqlite3.Connection, since: str, today: str) -> list[int]:
    """Return the accounts whose status became churned, without a day of their own."""
    rows = connection.execute(
        "SELECT DISTINCT c.account_id FROM operation o JOIN change c"
        " ON c.operation_id = o.id JOIN account a ON a.id = c.account_id"
        " WHERE o.as_of > ? AND o.as_of <= ? AND o.undoes IS NULL AND c.table_name = 'account'"
        " AND c.action = 'update' AND instr(c.after, '\"status\":\"churned\"') > 0"
        " AND a.status = 'churned' AND a.churned_on IS NULL ORDER BY c.account_id",
        (since, today),
    )
    return [row[0] for row in rows.fetchall()]


def held(connection: sqlite3.Connection, *, since: date, today: date) -> list[Held]:
    """Return what people held from `since` to today, both included, the most frequent first."""
    rows = connection.execute(
        "SELECT kind, sum(status = 'done'), sum(status = 'no-show'),"
        " coalesce(sum(CASE status WHEN 'done' THEN minutes END), 0) FROM touchpoint"
        " WHERE status IN ('done', 'no-show') AND date BETWEEN ? AND ? AND automated = 0"
        " AND channel IS NOT 'automated' GROUP BY kind ORDER BY 2 DESC, kind",
        (since.isoformat(), today.isoformat()),
    )
    return [Held._make(row) for row in rows]
