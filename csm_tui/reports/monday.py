"""The Monday report: what changed since last Monday, who is at risk, what renews, the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.days import after, before
from csm_tui.reports.ahead import Ahead
from csm_tui.reports.markdown import Document
from csm_tui.reports.since import MOST, Since

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.store.database import Book

_FRIDAY: Final = 4
_SUNDAY: Final = 6


class Week(NamedTuple):
    """The days of a report: changes are those after `since`, the plan is that of today to `last`.

    `since` is the Monday before today; on a Saturday or Sunday `last` is the end of the next week.
    """

    since: date
    today: date
    last: date


def week_of(today: date) -> Week:
    """Return the week of a report written on `today`."""
    weekday = today.weekday()
    left = _SUNDAY - weekday + (7 if weekday > _FRIDAY else 0)
    return Week(before(today, weekday or 7), today, after(today, left) or today.max)


def monday(book: Book, *, today: date) -> str:
    """Return the Monday report as Markdown, totals first; the same bytes for the same book.

    It is asked through `queries.asking`.
    """
    from csm_tui.queries import accounts, changes, outlook

    connection, week = book.connection, week_of(today)
    currency = accounts.currency(connection)
    customers = outlook.customers(connection)
    document = Document()
    document.title(f"Monday report, {formatting.full_day(today)}")
    if not customers.accounts:
        document.paragraph("There are no customers in this book yet.")
        return document.text()
    since = Since(
        week,
        currency,
        changes.moved(connection, since=week.since, today=today, limit=MOST),
        changes.arrived(connection, since=week.since, today=today),
        changes.departed(connection, since=week.since, today=today),
        changes.held(connection, since=week.since, today=today),
    )
    ahead = Ahead(book, week, currency)
    whole = formatting.money(customers.arr, currency)
    document.paragraph(
        f"{formatting.plural(customers.accounts, 'account')}, {whole} ARR. {ahead.risk_sentence()}",
        f"Since {formatting.full_day(week.since)}: {since.sentence()}",
        ahead.sentence(),
    )
    since.write(document)
    ahead.write(document)
    return document.text()
