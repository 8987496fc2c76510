"""`csm today`, the summary of the book, and what `csm` prints where there is no terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Printer, Record, say
from csm_tui.formatting import full_day, minutes, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.cli.session import Session
    from csm_tui.queries.agenda import Figures, Summary, TodayRow
    from csm_tui.store.database import Book

TABLE_ROWS: Final = 20
HOME_ROWS: Final = 15
TOP: Final = 5
_COLUMNS: Final = (
    Column("#", right=True),
    Column("Account", limit=24),
    Column("What and why", limit=60),
    Column("Points", right=True),
)


@command(
    "today",
    shows=True,
    examples=(
        "csm today",
        "csm today --limit 5",
        "csm today --json",
        "csm today --as-of 2026-02-02",
    ),
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N lines (default: {TABLE_ROWS} in a table, else all).",
)
@click.pass_context
def today(context: click.Context, limit: int | None) -> None:
    """List what needs you today, ranked, each line with its reason."""
    session = session_of(context)
    if limit is None and session.form == "table":
        limit = TABLE_ROWS
    from csm_tui.queries import agenda

    with session.reading() as book:
        # One more than wanted says whether there is more.
        asked = None if limit is None else limit + 1
        rows = agenda.today(book.connection, today=session.today, limit=asked)
        figures = agenda.figures(book.connection, rows, today=session.today)
    shown = rows if limit is None else rows[:limit]
    if session.printer.is_json:
        session.printer.json([as_json(row) for row in shown])
    elif session.printer.is_plain:
        session.printer.records(_plain(row) for row in shown)
    elif not rows:
        say("Nothing needs you today.")
    else:
        print_rows(session.printer, shown)
        if len(rows) > len(shown):
            session.printer.line("… and more: --limit N shows them", "dim")
        session.printer.line(_figures_line(figures, whole=len(rows) == len(shown)), "dim")


def _figures_line(figures: Figures, *, whole: bool) -> str:
    """Return the day in figures; what is to do only where the `whole` list is known."""
    time = f"{minutes(figures.minutes)} planned of {minutes(figures.available)}"
    counted = [f"{figures.to_do} to do"] if whole else []
    return " · ".join([*counted, f"{figures.done} done", time])


def as_json(row: TodayRow) -> dict[str, Any]:
    """Return a line with the keys that INTERFACE promises for `csm today --json`."""
    return {
        "rank": row.rank,
        "account": row.account,
        "account_id": row.account_id,
        "score": round(row.score, 1),
        "kind": row.kind,
        "reason": row.reason,
        "terms": [{"name": term.name, "points": term.points} for term in row.terms],
        "suggestion": row.suggestion,
        "touchpoint_id": row.touchpoint_id,
        "signal_id": row.signal_id,
        "task_id": row.task_id,
    }


def _plain(row: TodayRow) -> Record:
    return (
        row.rank,
        row.account,
        row.kind,
        row.reason,
        row.suggestion,
        f"{row.score:.0f}",
        row.touchpoint_id or row.task_id,
        row.signal_id,
    )


def print_rows(printer: Printer, rows: Sequence[TodayRow]) -> None:
    """Write the ranked list as a table."""
    printer.table(
        _COLUMNS,
        [
            (
                str(row.rank),
                row.account,
                Cell(row.reason, "red" if row.lane == "risk" else None),
                f"{row.score:.0f}",
            )
            for row in rows
        ],
    )


def print_home(session: Session) -> None:
    """Write today's list and a summary by tier: `csm` where nobody can look at screens."""
    from csm_tui.queries import agenda
    from csm_tui.queries.accounts import currency

    if not session.path.exists():
        print_welcome(session)
        return
    with session.reading() as book:
        rows = agenda.today(book.connection, today=session.today, limit=HOME_ROWS)
        summary = _summary(session, book)
        sign = currency(book.connection)
    printer = session.printer
    printer.line(
        f"{full_day(session.today)} · {formatting.plural(summary.accounts, 'account')}", "bold"
    )
    if not summary.accounts:
        print_welcome(session)
        return
    printer.line()
    if rows:
        print_rows(printer, rows)
    else:
        printer.line("Nothing needs you today.")
    printer.line()
    print_summary(printer, summary, sign)


def _summary(session: Session, book: Book) -> Summary:
    from csm_tui.queries.agenda import summary
    from csm_tui.work_days import available_or_model

    today = session.today
    available = available_or_model(session.config, today)
    return summary(book.connection, today=today, available=available)


def print_welcome(session: Session) -> None:
    """Write how to begin."""
    printer = session.printer
    printer.line(f"There are no accounts yet (book: {session.path}).")
    printer.line("  csm import accounts.csv   your accounts from a file")
    printer.line("  csm add account           one by hand")
    printer.line("  csm demo                  look round in an invented book first")


def print_summary(printer: Printer, summary: Summary, currency: str | None) -> None:
    """Write accounts and ARR by tier, the hours asked for, and the gaps that matter most."""
    printer.table(
        (
            Column("Tier"),
            Column("Accounts", right=True),
            Column("ARR", right=True),
            Column("Share", right=True),
        ),
        [
            (
                tier.tier,
                f"{tier.accounts:,}",
                formatting.money(tier.arr if tier.tier != "unknown" else None, currency),
                percent(tier.arr, summary.arr),
            )
            for tier in summary.tiers
        ],
    )
    load = "" if summary.utilisation is None else f" ({summary.utilisation:,.0f} %)"
    printer.line()
    printer.line(
        f"The model asks for {summary.hours:,.0f} hours a month; you have"
        f" {summary.hours_available:,.0f}{load}.",
    )
    printer.line(f"{summary.at_risk:,} at risk, {summary.overdue:,} overdue.")
    for gap in summary.gaps:
        names = ", ".join(gap.largest)
        more = (
            f" and {gap.accounts - len(gap.largest):,} more"
            if gap.accounts > len(gap.largest)
            else ""
        )
        printer.line(
            f"No {gap.missing}: {formatting.plural(gap.accounts, 'account')},"
            f" {formatting.money(gap.arr or None, currency)} ({names}{more})"
        )


def print_after_import(session: Session) -> None:
    """Write the summary and today's first lines, after an import."""
    from csm_tui.queries import agenda
    from csm_tui.queries.accounts import currency

    with session.reading() as book:
        rows = agenda.today(book.connection, today=session.today, limit=TOP)
        summary = _summary(session, book)
        sign = currency(book.connection)
    session.printer.line()
    print_summary(session.printer, summary, sign)
    if rows:
        session.printer.line()
        session.printer.line(f"Today's top {len(rows)}", "bold")
        print_rows(session.printer, rows)
