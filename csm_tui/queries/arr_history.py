"""What the book has of ARR and renewal dates over time, of all accounts at once."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

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
# Whether an update changed each field, and what it was. In JSON a quote within a text is escaped.
_CHANGES: Final = """SELECT account_id, instr(before, '"arr":'), json_extract(before, '$.arr'),
  instr(before, '"renewal_date":'), json_extract(before, '$.renewal_date'),
  instr(before, '"status":')
FROM change WHERE operation_id = ? AND table_name = 'account' AND action = 'update'
  AND (instr(before, '"arr":') OR instr(before, '"renewal_date":') OR instr(before, '"status":'))
ORDER BY id"""


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


def histories(connection: sqlite3.Connection, from_: date, to: date) -> Mapping[int, History]:
    """Return what the journal says of two days; of renewal dates also of the half year before.

    Of the changes of ARR only the first after each day is kept: it tells what was there on the day,
    as the rule of store.rows has it; a test holds the two equal.
    """
    arr: dict[int, list[RecordedArr]] = {}
    renewals: dict[int, list[Moved]] = {}
    status_on: dict[int, date] = {}
    for operation, on in _operations(connection, before(from_, _AGREED_AHEAD)):
        for row in connection.execute(_CHANGES, (operation,)):
            account_id, of_arr, was_arr, of_renewal, was_renewal, of_status = row
            if of_arr and on > from_:
                known = arr.setdefault(account_id, [])
                if not known or known[-1].changed_on <= to < on:
                    known.append(RecordedArr(on, was_arr))
            if of_renewal:
                moved = Moved(on, maybe_day(was_renewal))
                renewals.setdefault(account_id, []).append(moved)
            if of_status:
                status_on[account_id] = on
    return {
        account_id: History(
            tuple(arr.get(account_id, ())),
            tuple(renewals.get(account_id, ())),
            status_on.get(account_id),
        )
        for account_id in {*arr, *renewals, *status_on}
    }


def _operations(connection: sqlite3.Connection, after: date) -> Iterator[tuple[int, date]]:
    """Yield the operations that hold and count for a day after `after`, in the order of days."""
    undone = undone_operations(connection)
    for operation, as_of in connection.execute(
        "SELECT id, as_of FROM operation WHERE as_of > ? AND undoes IS NULL ORDER BY as_of, id",
        (after.isoformat(),),
    ).fetchall():
        if operation not in undone:
            yield operation, day(as_of)


def maybe_day(text: str | None) -> date | None:
    """Return the date of ISO `text`, None for None."""
    return None if text is None else day(text)
