"""`csm plan`: the touchpoints that the touch model asks for, into the calendar."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting, progress
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, say
from csm_tui.cli.working_hours import work_until
from csm_tui.domain.spoken import say as say_day
from csm_tui.formatting import minutes

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.operations.plan_report import PlanLine, PlanReport
    from csm_tui.store.database import Book

_SHOWN: Final = 40
_SHOWN_ACCOUNTS: Final = 5
_COLOURS: Final = {"+": "green", "-": "red", "~": "yellow"}
_WEEK: Final = 7


@command(
    "plan",
    shows=True,
    examples=(
        "csm plan --dry-run                 the difference, and nothing is changed",
        "csm plan                           13 weeks, or the model's horizon",
        "csm plan --weeks 4 --json",
    ),
)
@click.option(
    "--weeks", type=click.IntRange(1, 520), metavar="N", help="How far ahead (default: the model)."
)
@click.option("--dry-run", is_flag=True, help="Show the difference; change nothing.")
@click.pass_context
def plan(context: click.Context, weeks: int | None, dry_run: bool) -> None:
    """Plan the touchpoints that the model asks for, levelled over your working days.

    What you booked, moved, skipped or closed stays as it is; planning twice changes nothing.
    """
    session = session_of(context)
    if dry_run:
        with session.trying() as book:
            report = _previewed(session, book, weeks)
    else:
        with session.writing() as book:
            report = _planned(session, book, weeks)
    if session.printer.is_json:
        from csm_tui.operations.plan_report import REMOVED

        lines = [line for line in report.lines if dry_run or line.sign != REMOVED]
        session.printer.json([_as_json(line) for line in lines])
        return
    if dry_run or session.printer.is_plain:
        _print_lines(session, report)
    if not session.printer.is_plain:
        _print_totals(session, report)
    _say_what_next(report, dry_run=dry_run)


def _previewed(session: Session, book: Book, weeks: int | None) -> PlanReport:
    from csm_tui.operations import planning

    until = _until(session, book, weeks)
    return planning.preview(
        book,
        today=session.today,
        until=until,
        work=work_until(session, book, until),
        progress=progress.about("Planning"),
    )


def _planned(session: Session, book: Book, weeks: int | None) -> PlanReport:
    from csm_tui.operations import planning

    until = _until(session, book, weeks)
    _, report = planning.plan(
        book,
        today=session.today,
        now=session.now(),
        until=until,
        work=work_until(session, book, until),
        progress=progress.about("Planning"),
    )
    return report


def _until(session: Session, book: Book, weeks: int | None) -> date:
    from csm_tui.domain.days import before
    from csm_tui.queries.planning import horizon

    if weeks is None:
        return horizon(book.connection, session.today)
    return before(session.today, -_WEEK * weeks)


def _as_json(line: PlanLine) -> dict[str, Any]:
    """Return a line as INTERFACE has it, and more."""
    return {
        "id": line.id,
        "date": line.date,
        "account": line.account,
        "kind": line.kind,
        "channel": line.channel,
        "purpose": line.purpose,
        "owner": line.owner,
        "status": line.status,
        "reason": line.reason,
        "sign": line.sign,
        "account_id": line.account_id,
        "was_date": line.was_date,
        "due_on": line.due_on,
        "minutes": line.effort,
        "automated": line.automated,
        "over": line.over,
    }


def _print_lines(session: Session, report: PlanReport) -> None:
    printer, today = session.printer, session.today
    if printer.is_plain:
        printer.records(
            (
                line.sign,
                line.date,
                line.account,
                line.kind,
                line.channel,
                line.reason,
            )
            for line in report.lines
        )
        return
    printer.table(
        (
            Column(""),
            Column("Day"),
            Column("Account", limit=24),
            Column("What", limit=26),
            Column("Why", limit=60),
        ),
        [
            (
                Cell(line.sign, _COLOURS[line.sign]),
                formatting.day(line.date, today),
                line.account,
                formatting.kind_and_channel(line.kind, line.channel),
                _why(line, today),
            )
            for line in report.lines[:_SHOWN]
        ],
        header=False,
    )
    rest = len(report.lines) - _SHOWN
    if rest > 0:
        printer.line(f"  and {rest:,} more; --json lists them all", "dim")


def _why(line: PlanLine, today: date) -> str:
    moved = line.was_date is not None and line.was_date != line.date
    was = f"was {formatting.day(line.was_date, today)}; " if moved else ""
    over = "over your hours; " if line.over else ""
    return f"{was}{over}{line.reason or ''}"


def _print_totals(session: Session, report: PlanReport) -> None:
    printer, today = session.printer, session.today
    kept = f", {report.kept:,} as they were" if report.kept else ""
    until = say_day(report.until, today)
    printer.line(f"Planned to {until}: {report.summary()}{kept}.", "bold")
    if report.over:
        weeks = ", ".join(
            f"{say_day(week.monday, today)} {minutes(week.minutes)}"
            for week in report.over_weeks[:_SHOWN_ACCOUNTS]
        )
        more = len(report.over_weeks) - _SHOWN_ACCOUNTS
        tail = f" and {more} more" if more > 0 else ""
        printer.paragraph(
            f"{minutes(report.over_minutes)} over in"
            f" {formatting.plural(len(report.over_weeks), 'week')}: {weeks}{tail}. What fits"
            " nowhere stands on its due working day.",
            "yellow",
        )
    _print_without(session, report)


def _print_without(session: Session, report: PlanReport) -> None:
    """Name the accounts for which a person has nothing planned; many of them by their reason."""
    if not report.without:
        return
    printer = session.printer
    if len(report.without) <= _SHOWN_ACCOUNTS:
        named = "; ".join(f"{account} ({reason})" for account, reason in report.without)
    else:
        counts = Counter(reason for _, reason in report.without).most_common()
        shown = [f"{count:,} {reason}" for reason, count in counts[:_SHOWN_ACCOUNTS]]
        rest = sum(count for _, count in counts[_SHOWN_ACCOUNTS:])
        named = "; ".join([*shown, f"{rest:,} for other reasons"] if rest else shown)
    printer.paragraph(f"Without a plan: {named}.", "dim")


def _say_what_next(report: PlanReport, *, dry_run: bool) -> None:
    if dry_run:
        say("Nothing was changed: `csm plan` does it." if report.differs else "Nothing to do.")
    elif report.differs:
        say("`csm undo` takes it back; `csm calendar` shows it.")
