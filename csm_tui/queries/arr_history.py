"""What the book has of ARR and renewal dates over time, of all accounts at once."""

from __future__ import annotations

import json
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.facts import ArrChange, RecordedArr, Subscription
from csm_tui.domain.renewal_outcomes import Moved
from csm_tui.store.builders import day
from csm_tui.store.rows import undone_operations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping
    from datetime import date

# A renewal is agreed at most so many days ahead; what moved a date earlier was a correction.
_AGREED_AHEAD: Final = 183


class History(NamedTuple):
    """What the journal has of one account: its ARR, renewal date and status before each change."""

    arr: tuple[RecordedArr, ...] = ()
    renewals: tuple[Moved, ...] = ()
    status_on: date | None = None  # the day of the last change of the status


NO_HISTORY: Final = History()


def subscriptions(connection: sqlite3.Connection) -> Mapping[int, tuple[Subscription, ...]]:
    """Return the subscriptions of each account, in ascending order of start, then id."""
    rows = connection.execute(
        "SELECT account_id, id, start_date, end_date, arr, product FROM subscription"
        " ORDER BY account_id, start_date, id"
    )
    return {
        account_id: tuple(
            Subscription(id, day(start), maybe_day(end), arr, product)
            for _, id, start, end, arr, product in of_account
        )
        for account_id, of_account in groupby(rows, key=itemgetter(0))
    }


def arr_changes(connection: sqlite3.Connection) -> Mapping[int, tuple[ArrChange, ...]]:
    """Return the ARR changes of each account, in ascending order of date, then id."""
    rows = connection.execute(
        "SELECT account_id, id, date, amount FROM arr_change ORDER BY account_id, date, id"
    )
    return {
        account_id: tuple(ArrChange(id, day(on), amount) for _, id, on, amount in of_account)
        for account_id, of_account in groupby(rows, key=itemgetter(0))
    }


def histories(connection: sqlite3.Connection, from_: date) -> Mapping[int, History]:
    """Return what the journal has since `from_`; of renewal dates also of the half year before.

    The rule of store.rows on what `account.arr` was, for two days at once; a test holds them equal.
    """
    undone = undone_operations(connection)
    operations = connection.execute(
        "SELECT id, as_of FROM operation WHERE as_of > ? AND undoes IS NULL ORDER BY as_of, id",
        (before(from_, _AGREED_AHEAD).isoformat(),),
    ).fetchall()
    arr: dict[int, list[RecordedArr]] = {}
    renewals: dict[int, list[Moved]] = {}
    status_on: dict[int, date] = {}
    for operation, as_of in operations:
        if operation in undone:
            continue
        on = day(as_of)
        for account_id, was in _changes_of(connection, operation):
            if "arr" in was and on > from_:
                arr.setdefault(account_id, []).append(RecordedArr(on, was["arr"]))
            if "renewal_date" in was:
                moved = Moved(on, maybe_day(was["renewal_date"]))
                renewals.setdefault(account_id, []).append(moved)
            if "status" in was:
                status_on[account_id] = on
    return {
        account_id: History(
            tuple(arr.get(account_id, ())),
            tuple(renewals.get(account_id, ())),
            status_on.get(account_id),
        )
        for account_id in {*arr, *renewals, *status_on}
    }


def _changes_of(
    connection: sqlite3.Connection, operation: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = connection.execute(
        "SELECT account_id, before FROM change WHERE operation_id = ? AND table_name = 'account'"
        " AND action = 'update' AND (before LIKE '%\"arr\":%' OR before LIKE '%\"renewal_date\":%'"
        " OR before LIKE '%\"status\":%') ORDER BY id",
        (operation,),
    )
    for account_id, was in rows:
        yield account_id, json.loads(was)


def maybe_day(text: str | None) -> date | None:
    """Return the date of ISO `text`, None for None."""
    return None if text is None else day(text)
