"""The ARR of every account on two days, and the renewals between them.

Churned and archived accounts belong to that history and are in it. Everything is read set-wise:
three tables and the changes of accounts that the journal has since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.account import Account
from csm_tui.domain.arr import arr_on
from csm_tui.domain.facts import NO_FACTS, Facts
from csm_tui.domain.in_order import in_order
from csm_tui.domain.renewal_outcomes import BEHIND as RENEWALS_BEHIND
from csm_tui.domain.renewal_outcomes import (
    Contract,
    RenewalDue,
    Renewals,
    Span,
    renewals_due,
)
from csm_tui.domain.renewal_outcomes import renewals as counted
from csm_tui.domain.retention import Movement, Retention, behind, movement, retention
from csm_tui.queries import filters
from csm_tui.queries.arr_history import (
    NO_HISTORY,
    History,
    arr_changes,
    histories,
    maybe_day,
    subscriptions,
)
from csm_tui.store.builders import day
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.domain.facts import ArrChange, Subscription
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.touch_model import Lifecycle


class AccountRenewal(NamedTuple):
    """A renewal of the span with its account."""

    account_id: int
    account: str
    renewal: RenewalDue


class RetentionReport(NamedTuple):
    """The movements behind `table`, most first, and the renewals of the span, earliest first.

    `negative` counts the accounts whose ARR was below 0 on one of the days, which counts as 0;
    `least_sample` is how many accounts the model wants before a rate is judged. `unseen` counts the
    accounts that came into the book after the first day as customers already: what they renewed
    before that has left no trace.
    """

    table: Retention
    movements: tuple[Movement, ...]
    renewals: tuple[AccountRenewal, ...]
    negative: int
    unseen: int
    least_sample: int

    def behind(self, figure: str) -> list[Movement]:
        """Return the movements behind a figure of domain.retention.BEHIND, most first."""
        return behind(self.movements, figure)

    def renewals_behind(self, figure: str) -> list[AccountRenewal]:
        """Return the renewals behind a figure of domain.renewal_outcomes.BEHIND."""
        outcomes = RENEWALS_BEHIND[figure]
        return [one for one in self.renewals if one.renewal.outcome in outcomes]

    @property
    def counted(self) -> Renewals:
        """Return the renewals by outcome."""
        return counted(one.renewal for one in self.renewals)


def report(
    connection: sqlite3.Connection, filter: Filter, *, today: date, from_: date, to: date
) -> RetentionReport:
    """Return what the ARR of `from_` became by `to`, of the accounts that `filter` keeps.

    The filter goes by how accounts stand today.
    """
    _, model = current_model(connection)
    contracts, changes = subscriptions(connection), arr_changes(connection)
    journal = histories(connection, from_, to)
    span = Span(from_, to, today)
    movements: list[Movement] = []
    renewals: list[AccountRenewal] = []
    negative = unseen = 0
    for row in _accounts(connection, filter, today):
        history = journal.get(row.id, NO_HISTORY)
        facts = _facts(contracts.of(row.id), changes.of(row.id), history)
        account = Account(row.id, row.name, row.entered_on, arr=row.arr)
        start = _arr(row, account, facts, history, from_)
        end = _arr(row, account, facts, history, to)
        negative += (start or 0) < 0 or (end or 0) < 0
        unseen += _unseen(row, facts, from_)
        moved = movement(row.id, row.name, start, end)
        if moved is not None and not _nobody(row, moved):
            movements.append(moved)
        renewals += (
            AccountRenewal(row.id, row.name, renewal)
            for renewal in _renewals(row, facts, history, span, model.lifecycle)
        )
    return RetentionReport(
        retention(movements),
        tuple(in_order(movements, _size_of_change)),
        tuple(in_order(renewals, lambda one: (one.renewal.on, one.account))),
        negative,
        unseen,
        model.benchmarks.least_sample,
    )


def _size_of_change(moved: Movement) -> tuple[int, int, str]:
    size = moved.start or moved.end or 0
    return -abs(moved.change or 0), -size, moved.account


def first_day(connection: sqlite3.Connection) -> date | None:
    """Return the first day that the book knows any ARR of; None for an empty book."""
    (first,) = connection.execute(
        "SELECT min(day) FROM (SELECT min(entered_on) AS day FROM account"
        " UNION ALL SELECT min(start_date) FROM subscription"
        " UNION ALL SELECT min(date) FROM arr_change)"
    ).fetchone()
    return maybe_day(first)


class _AccountRow(NamedTuple):
    id: int
    name: str
    entered_on: date
    status: str
    arr: int | None
    start_date: date | None
    renewal_date: date | None
    auto_renew: bool | None
    churned_on: date | None


def _accounts(connection: sqlite3.Connection, filter: Filter, today: date) -> Iterator[_AccountRow]:
    condition, parameters = filters.where(connection, filter, today)
    source = "account a JOIN standing s ON s.account_id = a.id" if filter.terms else "account a"
    for row in connection.execute(
        "SELECT a.id, a.name, a.entered_on, a.status, a.arr, a.start_date, a.renewal_date,"  # noqa: S608
        f" a.auto_renew, a.churned_on FROM {source} WHERE {condition} ORDER BY a.id",
        parameters,
    ):
        id, name, entered_on, status, arr, start, renewal, auto_renew, churned_on = row
        yield _AccountRow(
            id,
            name,
            day(entered_on),
            status,
            arr,
            maybe_day(start),
            maybe_day(renewal),
            None if auto_renew is None else bool(auto_renew),
            maybe_day(churned_on),
        )


def _facts(
    contracts: tuple[Subscription, ...], changes: tuple[ArrChange, ...], history: History
) -> Facts:
    if not (contracts or changes or history.arr):
        return NO_FACTS
    return Facts(subscriptions=contracts, arr_changes=changes, recorded_arr=history.arr)


def _arr(
    row: _AccountRow, account: Account, facts: Facts, history: History, on: date
) -> int | None:
    """Return the ARR of a day in cents, None where it is unknown.

    What was recorded later than that day says nothing of it, except that a customer who had not
    started had none. A contract that had ended carries none, whatever is still recorded of it.
    """
    ended = _churned_on(row, history)
    if ended is not None and ended <= on:
        return 0
    arr = arr_on(account, facts, on)
    if arr.basis in ("subscriptions", "arr changes"):
        return arr.cents
    if row.entered_on <= on:
        # Who came into the book churned had ended by then, nobody knows when.
        return 0 if row.status == "churned" and ended is None else arr.cents
    return 0 if row.start_date is not None and row.start_date > on else None


def _churned_on(row: _AccountRow, history: History) -> date | None:
    """Return the day an account churned: as recorded, else when somebody set its status so."""
    if row.churned_on is not None or row.status != "churned":
        return row.churned_on
    return history.status_on


def _renewals(
    row: _AccountRow, facts: Facts, history: History, span: Span, rule: Lifecycle
) -> Sequence[RenewalDue]:
    if row.status == "prospect":
        return ()
    ended = _churned_on(row, history)
    contract = Contract(row.start_date, row.renewal_date, row.auto_renew, ended, history.renewals)
    return renewals_due(facts.subscriptions, contract, span, rule)


def _nobody(row: _AccountRow, moved: Movement) -> bool:
    """Return whether there is nothing to know: a prospect without ARR is no customer yet."""
    return row.status == "prospect" and moved.kind == "unknown"


def _ends(facts: Facts) -> bool:
    return any(one.end_date is not None for one in facts.subscriptions)


def _unseen(row: _AccountRow, facts: Facts, from_: date) -> bool:
    """Return whether an account may have renewed in the span before the book had it."""
    if row.status == "prospect" or row.entered_on <= from_ or _ends(facts):
        return False
    return row.start_date is None or row.start_date < row.entered_on
