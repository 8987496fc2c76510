"""The Monday report: what changed since last Monday, who is at risk, what renews, the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui import formatting
from csm_tui.reports.ahead import Ahead
from csm_tui.reports.markdown import Document
from csm_tui.reports.since import MOST, Since
from csm_tui.reports.week import week_of
from csm_tui.reports.week_plan import WeekPlan

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.store.database import Book


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
    plan = WeekPlan(book, week, currency)
    whole = formatting.money(customers.arr, currency)
    document.paragraph(
        f"{formatting.plural(customers.accounts, 'account')}, {whole} ARR. {ahead.risk_sentence()}",
        f"Since {formatting.full_day(week.since)}: {since.sentence()}",
        f"Ahead: {ahead.sentence()}; {plan.sentence()}.",
    )
    since.write(document)
    ahead.write(document)
    plan.write(document)
    return document.text()
