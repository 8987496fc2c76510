"""Signals of the book: those that wait, and those that the user put aside (DOMAIN §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.signals import SIGNAL_STATES, Signal, account_of
from csm_tui.errors import InvalidValue
from csm_tui.queries import filters
from csm_tui.store.builders import signal_state_from_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import SignalState
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.standing import Standing

    Day = date

_OPEN: Final = SIGNAL_STATES[0]
_AT_ONCE: Final = 100


class SignalRow(NamedTuple):
    """A signal with its account; what follows is as in domain.signals.Signal."""

    account: str
    account_id: int
    id: int
    kind: str
    cause: str
    figure: str
    threshold: str
    since: Day | None
    reason: str
    play: str
    lane: str
    state: str
    until: Day | None
    state_reason: str | None
    points: float


def signals(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    states: Collection[str] = (_OPEN,),
    limit: int | None = None,
) -> list[SignalRow]:
    """Return the signals in any of `states` of the accounts that `filter` keeps.

    Accounts go by rank, ARR and name; the signals of one by their points.
    """
    found: list[SignalRow] = []
    ids = _candidates(connection, filter, today, states)
    for first in range(0, len(ids), _AT_ONCE):
        if limit is not None and len(found) >= limit:
            break
        for account, standing in _assessed(connection, ids[first : first + _AT_ONCE], today):
            rows = [_row(account, one) for one in standing.signals if one.state in states]
            rows.sort(key=lambda row: -row.points)
            found += rows
    return found if limit is None else found[:limit]


def _candidates(
    connection: sqlite3.Connection, filter: Filter, today: date, states: Collection[str]
) -> list[int]:
    """Return the accounts that may have such signals, in the order of the list."""
    condition, parameters = filters.where(connection, filter, today)
    told = "a.id IN (SELECT account_id FROM signal_state)"
    if _OPEN in states:
        told = "s.score > 0" if len(states) == 1 else f"(s.score > 0 OR {told})"
    rows = connection.execute(
        "SELECT s.account_id FROM standing s JOIN account a ON a.id = s.account_id"  # noqa: S608
        f" WHERE {filters.scope(filter)} AND {condition} AND {told}"
        " ORDER BY s.score DESC, s.overdue_from NULLS LAST, s.arr DESC NULLS LAST, s.name_key,"
        " s.account_id",
        parameters,
    )
    return [row[0] for row in rows]


def _assessed(
    connection: sqlite3.Connection, ids: Sequence[int], today: date
) -> Iterator[tuple[Account, Standing]]:
    """Yield accounts with their standings, in the order of `ids`; unknown ids are passed over."""
    from csm_tui.domain.standing import assess
    from csm_tui.store.rows import facts_for
    from csm_tui.store.standings import current_model

    _, model = current_model(connection)
    known = {account.id: (account, facts) for account, facts in facts_for(connection, ids, today)}
    for id in ids:
        if id in known:
            account, facts = known[id]
            yield account, assess(account, facts, model, today)


def _row(account: Account, signal: Signal) -> SignalRow:
    return SignalRow(account.name, account.id, *signal)


def find(connection: sqlite3.Connection, ids: Sequence[int], *, today: date) -> list[SignalRow]:
    """Return the signals with these ids, in any state, in their order and each once.

    Raises InvalidValue for one that there is not now, naming the open ones of its account.
    """
    wanted = [*dict.fromkeys(ids)]
    accounts = [*dict.fromkeys(map(account_of, wanted))]
    known: dict[int, SignalRow] = {}
    names: dict[int, str] = {}
    for account, standing in _assessed(connection, accounts, today):
        names[account.id] = account.name
        known.update((signal.id, _row(account, signal)) for signal in standing.signals)
    for id in wanted:
        if id not in known:
            raise InvalidValue(_absent(id, names.get(account_of(id)), known))
    return [known[id] for id in wanted]


def _absent(id: int, name: str | None, known: dict[int, SignalRow]) -> str:
    if name is None:
        return f"There is no signal {id}. `csm signals` lists them."
    others = [
        f"{row.kind} ({row.id})"
        for row in known.values()
        if row.account_id == account_of(id) and row.state == _OPEN
    ]
    rest = f"open are {', '.join(others)}" if others else "none is open"
    return f"{name} has no signal {id} today: {rest}. `csm signals` lists them."


def said_of(connection: sqlite3.Connection, row: SignalRow) -> SignalState | None:
    """Return what was last said of this kind of signal of this account, whatever the cause."""
    found = connection.execute(
        "SELECT account_id, id, kind, cause, state, set_on, until, reason, origin_id, line"
        " FROM signal_state WHERE account_id = ? AND kind = ?",
        (row.account_id, row.kind),
    ).fetchone()
    return None if found is None else signal_state_from_row(found)
