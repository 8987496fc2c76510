"""The accounts that should change their tier or did, and the tiers of one account over time."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain import tier_moves as domain
from csm_tui.domain.days import before
from csm_tui.domain.filters import Filter
from csm_tui.domain.in_order import in_order
from csm_tui.domain.tier_moves import NEWS_DAYS, TierMove, TierSpan, Version, first_day
from csm_tui.queries import filters
from csm_tui.store.builders import day as date_of
from csm_tui.store.rows import KINDS, facts_for, undone_operations
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.terms import Tier
    from csm_tui.domain.touch_model import TouchModel

# All that an ARR is made of, and so all that a tier is, fields aside.
_KINDS: Final = tuple(kind for kind in KINDS if kind.field in ("subscriptions", "arr_changes"))
# The fields besides ARR that decide a tier or suggest one.
_DATES: Final = frozenset({"tier_override_until"})
_FIELDS: Final = (
    "strategic", "status", "complexity", "potential_arr", "tier_override", "tier_override_until",
    "tier_override_reason",
)  # fmt: skip
EVERY: Final = Filter("", ())
_CANDIDATES: Final = f"""SELECT a.id FROM account a CROSS JOIN standing s ON s.account_id = a.id
  WHERE a.tier_override IS NOT NULL AND coalesce(a.tier_override_until, '9999') >= :since
    AND {filters.LIVE} AND s.archived = 0
UNION SELECT a.id FROM account a CROSS JOIN standing s ON s.account_id = a.id
  WHERE (a.complexity = 'high' OR a.potential_arr >= :potential)
    AND s.arr >= :suggest_arr AND {filters.LIVE} AND s.archived = 0
UNION SELECT account_id FROM arr_change WHERE date > :since AND date <= :today
UNION SELECT account_id FROM subscription
  WHERE start_date > :since AND start_date <= :today OR end_date > :since AND end_date <= :today
UNION SELECT c.account_id FROM operation o JOIN change c ON c.operation_id = o.id
  WHERE o.as_of > :since AND c.table_name = 'account' AND c.action = 'update'
  AND (instr(c.before, '"arr":') OR instr(c.before, '"strategic":') OR instr(c.before, '"status":')
    OR instr(c.before, '"tier_override":'))"""  # noqa: S608 (a constant condition)


class Decision(NamedTuple):
    """What the user said of a move: "accepted" or "dismissed", when, and why."""

    decision: str
    on: date
    tier_from: Tier
    tier_to: Tier
    reason: str | None
    ground: str


class MoveRow(NamedTuple):
    """A move with its account; `up` is None where neither up nor down; `decision` what was said."""

    account: str
    account_id: int
    arr: int | None
    move: TierMove
    up: bool | None
    decision: Decision | None


class TierHistory(NamedTuple):
    """The tiers of one account, oldest first, and what the user decided about them."""

    spans: list[TierSpan]
    decisions: list[Decision]


class AccountTiers(NamedTuple):
    """The tiers of one account over time, and its moves that wait for the user."""

    history: TierHistory
    waiting: list[MoveRow]


def tier_moves(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    decided: bool = False,
    only: int | None = None,
) -> list[MoveRow]:
    """Return the moves of the accounts that `filter` keeps, those decided upon only if asked for.

    `only` looks at one account.

    What waits for the user comes first (in the order of domain.GROUNDS), then by ARR and name. A
    decision stands while the reason of the move does.
    """
    _, model = current_model(connection)
    since = before(today, NEWS_DAYS)
    candidates = [only] if only is not None else _candidates(connection, model, since, today)
    condition, parameters = filters.where(connection, filter, today)
    kept = {
        id: (name, arr)
        for id, name, arr in connection.execute(
            f"SELECT s.account_id, s.name, s.arr FROM {filters.BOTH}"  # noqa: S608 (by filters)
            f" WHERE {filters.scope(filter)} AND {filters.LIVE} AND {condition}"
            " AND s.account_id IN (SELECT value FROM json_each(?))",
            (*parameters, json.dumps(candidates)),
        )
    }
    said = decisions(connection, kept, today)
    changed = _changes(connection, kept, today)
    found = []
    for account, facts in facts_for(connection, kept, since, _KINDS):
        name, arr = kept[account.id]
        for move in domain.moves(_versions(account, changed[account.id]), facts, model, today):
            decision = _of(move, said.get(account.id, ()))
            if decision is None or decided:
                up = domain.is_up(move, model)
                found.append(MoveRow(name, account.id, arr, move, up, decision))
    return in_order(found, _order)


def _candidates(
    connection: sqlite3.Connection, model: TouchModel, since: date, today: date
) -> list[int]:
    """Return the accounts of which anything is such that a move may follow from it."""
    bounds = {
        "since": since.isoformat(),
        "today": today.isoformat(),
        "suggest_arr": model.tiering.suggest_arr_from,
        "potential": model.tiering.suggest_potential_from,
    }
    return [id for (id,) in connection.execute(_CANDIDATES, bounds)]


def _order(row: MoveRow) -> tuple[int, int, str]:
    return domain.GROUNDS.index(row.move.ground), -(row.arr or 0), row.account.casefold()


def _of(move: TierMove, said: Sequence[Decision]) -> Decision | None:
    """Return what was last said of a move, if it has the same reason still.

    What is suggested once more, after it was accepted, is no longer set by hand: it waits again.
    What accepting set by hand is held because of that, and decided on.
    """
    if move.ground == "held":
        for one in reversed(said):
            if (one.decision, one.tier_to) == ("accepted", move.tier_from) and one.on >= move.since:
                return one
    same = (one for one in reversed(said) if one.ground == move.reason)
    last = next((one for one in same if one.tier_to == move.tier_to), None)
    spent = last is not None and last.decision == "accepted" and move.ground == "suggested"
    return None if spent else last


def decisions(
    connection: sqlite3.Connection, ids: Iterable[int], today: date
) -> Mapping[int, Sequence[Decision]]:
    """Return what was decided about each of the accounts by today, oldest first."""
    found: defaultdict[int, list[Decision]] = defaultdict(list)
    for account_id, said, day, *rest in connection.execute(
        "SELECT account_id, decision, decided_on, tier_from, tier_to, reason, ground"
        " FROM json_each(?) j JOIN tier_decision d ON d.account_id = j.value"
        " WHERE d.decided_on <= ? ORDER BY d.id",
        (json.dumps([*ids]), today.isoformat()),
    ):
        found[account_id].append(Decision(said, date_of(day), *rest))
    return found


def history(connection: sqlite3.Connection, account_id: int, *, today: date) -> TierHistory:
    """Return the tiers of an account since it entered the book, by the model in force."""
    _, model = current_model(connection)
    spans: list[TierSpan] = []
    # Of the day before the first all changes of the recorded ARR are told.
    (first,) = connection.execute("SELECT min(as_of) FROM operation").fetchone()
    begun = before(date_of(first), 1) if first else today
    changed = _changes(connection, [account_id], today)[account_id]
    for account, facts in facts_for(connection, [account_id], begun, _KINDS):
        versions = _versions(account, changed)
        spans = domain.tier_spans(versions, facts, model, first_day(account, facts), today)
    said = decisions(connection, [account_id], today)
    return TierHistory(spans, [*said.get(account_id, ())])


def of_account(connection: sqlite3.Connection, account_id: int, *, today: date) -> AccountTiers:
    """Return the tiers of an account over time, and what waits for the user there."""
    waiting = tier_moves(connection, EVERY, today=today, only=account_id)
    return AccountTiers(history(connection, account_id, today=today), waiting)


def committed(connection: sqlite3.Connection, today: date) -> date:
    """Return the last day of a tier that is set today for as long as the model asks to commit."""
    from dateutil.relativedelta import relativedelta

    _, model = current_model(connection)
    return today + relativedelta(months=model.tiering.commit_months)


class _Change(NamedTuple):
    on: date
    before: dict[str, Any]


def _changes(
    connection: sqlite3.Connection, ids: Iterable[int], today: date
) -> Mapping[int, list[_Change]]:
    """Return the changes by today of what decides a tier, ARR aside, in the order made."""
    undone = undone_operations(connection)
    found: defaultdict[int, list[_Change]] = defaultdict(list)
    for operation, as_of, undoes, account_id, was in connection.execute(
        "SELECT o.id, o.as_of, o.undoes, c.account_id, c.before FROM json_each(?) j"
        " CROSS JOIN change c ON c.account_id = j.value"
        " CROSS JOIN operation o ON o.id = c.operation_id"
        " WHERE c.table_name = 'account' AND c.action = 'update' AND o.as_of <= ?"
        " ORDER BY c.id",
        (json.dumps([*ids]), today.isoformat()),
    ):
        if undoes is None and operation not in undone:
            told = json.loads(was)
            values = {name: told[name] for name in _FIELDS if name in told}
            if values:
                found[account_id].append(_Change(date_of(as_of), values))
    return found


def _versions(account: Account, changed: Sequence[_Change]) -> list[Version]:
    """Return the account as it was over time, oldest first, from what each change replaced."""
    versions: list[Version] = []
    shown = account
    for change in reversed(changed):
        versions.insert(0, Version(change.on, shown))
        shown = replace(shown, **{name: _value(name, was) for name, was in change.before.items()})
    versions.insert(0, Version(min([account.entered_on, *(one.since for one in versions)]), shown))
    return versions


def _value(name: str, stored: object) -> Any:
    return date_of(stored) if name in _DATES and isinstance(stored, str) else stored
