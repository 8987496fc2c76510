"""`csm compare`: the pyramid against the matrix, and what each disagreement costs (DOMAIN §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Record, Row, say
from csm_tui.formatting import signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.queries.disagreements import CompareRow, CompareTotals

TABLE_ROWS: Final = 40
_COLUMNS: Final = (
    Column("Account", limit=24),
    Column("ARR", right=True),
    Column("Pyramid"),
    Column("Matrix"),
    Column("Hours", right=True),
    Column("Why", limit=46, wrap=True),
)


@command(
    "compare",
    shows=True,
    examples=(
        "csm compare",
        'csm compare "tier:high"',
        "csm compare --all                      (also where the two agree)",
        "csm compare --json",
    ),
)
@click.argument("filter", nargs=-1)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Every account in the table: also where they agree, or one is unknown.",
)
@click.pass_context
def compare(context: click.Context, filter: tuple[str, ...], everything: bool) -> None:
    """Compare the pyramid (tier) with the matrix (quadrant), and the hours a month of each.

    Hours are the matrix less the pyramid: + costs, - would be freed. --json and --plain give
    every account that FILTER keeps, churned ones and prospects left out.
    """
    from csm_tui.domain.filters import parse
    from csm_tui.queries import accounts, disagreements

    session = session_of(context)
    wanted = parse(" ".join(filter))
    with session.reading() as book:
        rows = disagreements.compare(book.connection, wanted, today=session.today)
        currency = accounts.currency(book.connection)
    if session.printer.is_json:
        session.printer.json([as_json(row) for row in rows])
    elif session.printer.is_plain:
        session.printer.records(map(_plain, rows))
    elif not rows:
        say("No accounts to compare.")
    else:
        shown = rows if everything else [row for row in rows if row.found.disagree][:TABLE_ROWS]
        _print(session, shown, disagreements.totals(rows), currency)


def as_json(row: CompareRow) -> dict[str, Any]:
    """Return an account with the keys that INTERFACE promises for `csm compare --json`."""
    found = row.found
    return {
        "account": row.account,
        "account_id": row.account_id,
        "tier": row.tier,
        "quadrant": row.quadrant,
        "pyramid_level": found.pyramid_level,
        "matrix_level": found.matrix_level,
        "disagree": found.disagree,
        "hours_month_difference": formatting.hundredths(found.hours_difference),
        "pyramid_hours_month": formatting.hundredths(found.pyramid_hours),
        "matrix_hours_month": formatting.hundredths(found.matrix_hours),
        "failure": found.failure,
        "reason": found.reason,
        "arr": formatting.number(row.arr),
    }


def _plain(row: CompareRow) -> Record:
    return as_json(row).values()


def _print(
    session: Session, rows: Sequence[CompareRow], totals: CompareTotals, currency: str | None
) -> None:
    printer = session.printer
    if rows:
        printer.table(_COLUMNS, [_line(row, currency) for row in rows])
        printer.line()
    if totals.disagree > sum(row.found.disagree is True for row in rows):
        printer.line(f"{len(rows)} of {totals.disagree:,} shown: --all shows all", "dim")
    for text in _sums(totals, currency):
        printer.paragraph(text)


def _line(row: CompareRow, currency: str | None) -> Row:
    found = row.found
    hours, colour = formatting.UNKNOWN, None
    if found.hours_difference is not None:
        hours = signed(found.hours_difference, 1) if found.disagree else "0"
        colour = "yellow" if found.failure is not None else None
    return (
        row.account,
        formatting.money(row.arr, currency),
        found.pyramid_level,
        found.matrix_level or formatting.UNKNOWN,
        hours,
        Cell(found.reason, colour),
    )


def _sums(totals: CompareTotals, currency: str | None) -> Iterator[str]:
    compared = totals.agree + totals.disagree
    yield (
        f"The two disagree on {totals.disagree:,} of {formatting.plural(compared, 'account')};"
        f" {totals.unknown:,} more cannot be compared (no tier, or not placed)."
    )
    if not compared:
        return
    yield (
        f"By the matrix {totals.costs:,.1f} hours a month more, {totals.frees:,.1f} freed:"
        f" {signed(totals.costs - totals.frees, 1)} in all."
    )
    for failure in totals.failures:
        count = formatting.plural(failure.accounts, "account")
        yield (
            f"{failure.failure.capitalize()}: {count},"
            f" {formatting.money(failure.arr, currency)}, {signed(failure.hours, 1)} hours a month."
        )
