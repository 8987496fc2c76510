"""What the book has of ARR and renewal dates over time, of all accounts at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from csm_tui.domain.dated_back import enter
from csm_tui.domain.days import before
from csm_tui.domain.facts import ArrChange, RecordedArr, Subscription
from csm_tui.domain.renewal_outcomes import Moved
from csm_tui.store.builders import day
from csm_tui.store.rows import undone_operations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

T = TypeVar("T")
Row = tuple[Any, ...]
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


class Walk(Generic[T]):
    """The facts of one table by account, read along with the accounts and never all at once.

    `rows` are in ascending order of the account, which is the first value of each.
    """

    def __init__(self, rows: Iterator[Row], build: Callable[[Row], T]) -> None:
        self._rows = rows
        self._build = build
        self._next: Row | None = next(rows, None)

    def of(self, account_id: int) -> tuple[T, ...]:
        """Return the facts of an account; ids are asked for in ascending order."""
        row = self._next
        while row is not None and row[0] < account_id:
            row = next(self._rows, None)
        found = []
        while row is not None and row[0] == account_id:
            found.append(self._build(row))
            row = next(self._rows, None)
        self._next = row
        return tuple(found)


def subscriptions(connection: sqlite3.Connection) -> Walk[Subscription]:
    """Return the subscriptions of each account, in ascending order of start, then id."""
    rows = connection.execute(
        "SELECT account_id, id, start_date, end_date, arr, product FROM subscription"
        " ORDER BY account_id, start_date, id"
    )
    return Walk(
        rows, lambda row: Subscription(row[1], day(row[2]), maybe_day(row[3]), row[4], row[5])
    )


def arr_changes(connection: sqlite3.Connection) -> Walk[ArrChange]:
    """Return the ARR changes of each account, in ascending order of date, then id."""
    rows = connection.execute(
        "SELECT account_id, id, date, amount FROM arr_change ORDER BY account_id, date, id"
    )
    return Walk(rows, lambda row: ArrChange(row[1], day(row[2]), row[3]))


def histories(connection: sqlite3.Connection, from_: date, to: date) -> Mapping[int, History]:
    """Return what the journal says of two days; of renewal dates also of the half year before.

    Of the changes of ARR only those are kept that tell what was there on the two days, as the rule
    of store.rows has it; a test holds the two equal.
    """
    arr: dict[int, list[tuple[date, int | None]]] = {}
    renewals: dict[int, list[tuple[date, date | None]]] = {}
    status_on: dict[int, date] = {}
    since = before(from_, _AGREED_AHEAD)
    for operation, on in _operations(connection, since):
        for row in connection.execute(_CHANGES, (operation,)):
            account_id, of_arr, was_arr, of_renewal, was_renewal, of_status = row
            if of_arr:
                enter(arr.setdefault(account_id, []), _told(on, from_, to), was_arr)
            if of_renewal:
                enter(renewals.setdefault(account_id, []), on, maybe_day(was_renewal))
            if of_status:
                status_on[account_id] = on
    return {
        account_id: History(
            tuple(RecordedArr(*change) for change in arr.get(account_id, ())),
            tuple(Moved(*move) for move in renewals.get(account_id, ()) if move[0] > since),
            status_on.get(account_id),
        )
        for account_id in {*arr, *renewals, *status_on}
    }


def _told(on: date, from_: date, to: date) -> date:
    """Return the day that stands for `on` where only two days are asked about."""
    if on <= from_:
        return from_
    return to if on <= to else to + timedelta(days=1)


def _operations(connection: sqlite3.Connection, after: date) -> Iterator[tuple[int, date]]:
    """Yield the operations that hold, from the first for a day after `after`, as entered."""
    undone = undone_operations(connection)
    for operation, as_of in connection.execute(
        "SELECT id, as_of FROM operation WHERE undoes IS NULL"
        " AND id >= (SELECT min(id) FROM operation WHERE as_of > ?) ORDER BY id",
        (after.isoformat(),),
    ).fetchall():
        if operation not in undone:
            yield operation, day(as_of)


def maybe_day(text: str | None) -> date | None:
    """Return the date of ISO `text`, None for None."""
    return None if text is None else day(text)
