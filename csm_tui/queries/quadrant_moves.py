"""Who stood in another quadrant on an earlier day, and why (DOMAIN §3)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.placing import place
from csm_tui.domain.quadrant_moves import why_moved
from csm_tui.errors import UnknownAccount
from csm_tui.queries.quadrants import source_of
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.placing import Placing
    from csm_tui.domain.quadrants import AxisResult
    from csm_tui.domain.terms import Quadrant
    from csm_tui.domain.touch_model import TouchModel

# So many weeks back a move of one account is looked for.
WEEKS: Final = 52
_TOLD_EVERY: Final = 200


class Spot(NamedTuple):
    """A place on the matrix, as of `queries.quadrants.Point`; None where it is not placed."""

    size: float
    x: float


class Move(NamedTuple):
    """An account that stood elsewhere on the earlier day; ARR of today in cents."""

    account: str
    account_id: int
    arr: int | None
    before: Quadrant | None
    after: Quadrant | None
    why: str
    stood: Spot | None
    stands: Spot | None


class Moves(NamedTuple):
    """The moves since a day, the largest ARR first, and how many stood in each quadrant then."""

    since: date
    then: dict[Quadrant | None, int]
    moves: tuple[Move, ...]


class Stay(NamedTuple):
    """Where one account stands, since when, and where it stood before.

    `since` is None where it has stood there for `WEEKS` weeks or longer, or ever.
    """

    account: str
    account_id: int
    quadrant: Quadrant | None
    reason: str
    size: AxisResult
    need: AxisResult
    since: date | None
    was: Quadrant | None


def moves(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    since: date,
    progress: Callable[[int, int], None] | None = None,
) -> Moves:
    """Return who stood in another quadrant on `since`, of the accounts that `filter` keeps today.

    Each is placed anew as of that day, from the facts dated by then; fields of an account without
    a date of their own (seats, potential ARR, complexity) count as they are now. As that takes its
    time in a large book, `progress` is told (done, whole); what it raises ends the search.
    """
    from csm_tui.store.placing import facts_to_place

    _, model = current_model(connection)
    source, parameters = source_of(connection, filter, today)
    now: dict[int, Quadrant | None] = dict(
        connection.execute(f"SELECT s.account_id, s.quadrant FROM {source}", parameters)  # noqa: S608
    )
    then: Counter[Quadrant | None] = Counter()
    moved: dict[int, Placing] = {}
    for done, (account, facts) in enumerate(facts_to_place(connection, now, since, model)):
        if progress is not None and done % _TOLD_EVERY == 0:
            progress(done, len(now))
        stood = place(account, facts, model, since, day_alone=True)
        then[stood.quadrant.quadrant] += 1
        if stood.quadrant.quadrant != now[account.id]:
            moved[account.id] = stood
    found: list[Move] = []
    split = model.need.split
    for account, facts in facts_to_place(connection, moved, today, model):
        stood, stands = moved[account.id], place(account, facts, model, today, day_alone=True)
        found.append(
            Move(
                account.name,
                account.id,
                stands.arr.cents,
                stood.quadrant.quadrant,
                stands.quadrant.quadrant,
                why_moved(stood, stands),
                _spot(stood, split),
                _spot(stands, split),
            )
        )
    if progress is not None:
        progress(len(now), len(now))
    found.sort(key=lambda move: (-(move.arr or 0), move.account.casefold(), move.account_id))
    return Moves(since, dict(then), tuple(found))


def _spot(placing: Placing, split: float) -> Spot | None:
    size, need = placing.quadrant.size, placing.quadrant.need
    if placing.quadrant.quadrant is None or size.score is None:
        return None
    return Spot(size.score, max(need.score or 0.0, split) if need.high else need.score or 0.0)


def stay(connection: sqlite3.Connection, account_id: int, *, today: date) -> Stay:
    """Return since when an account stands where it stands, and where it stood before that.

    The last `WEEKS` weeks are looked at week by week, the one of the move day by day. Raises
    UnknownAccount where there is no such id.
    """
    from csm_tui.store.rows import facts_for

    _, model = current_model(connection)
    first = before(today, 7 * WEEKS)
    for account, facts in facts_for(connection, [account_id], first):
        now = place(account, facts, model, today)
        # Before its contract began it stood nowhere.
        earliest = max(first, account.start_date or first)
        since, was = _turn(account, facts, model, today, earliest)
        return Stay(
            account.name,
            account.id,
            now.quadrant.quadrant,
            now.quadrant.reason,
            now.quadrant.size,
            now.quadrant.need,
            since,
            was,
        )
    raise UnknownAccount("This account is not in the book any more.")


def _turn(
    account: Account, facts: Facts, model: TouchModel, today: date, earliest: date
) -> tuple[date | None, Quadrant | None]:
    """Return the day of the last move not before `earliest`, and where it was from."""

    def on(day: date) -> Quadrant | None:
        return place(account, facts, model, day).quadrant.quadrant

    here = on(today)
    day = before(today, 7)
    while day >= earliest and (was := on(day)) == here:
        day = before(day, 7)
    if day < earliest:
        return None, None
    while (stood := on(day)) != here:
        was, day = stood, before(day, -1)
    return day, was
