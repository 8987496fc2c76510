"""`csm health` and `csm reading`: bands, movers and gaps of the book; one account (DOMAIN §10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from csm_tui.cli.arguments import ACCOUNT, DAY, FIGURE
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.notices import tell
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.session import Session

TABLE_ROWS: Final = 10
WEEKS: Final = 12
_MOST_WEEKS: Final = 520


class Weeks(click.ParamType[int]):
    """A number of weeks, or `all` of them (0)."""

    name = "weeks"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number, 0 for all."""
        text = str(value).strip().casefold()
        if text == "all":
            return 0
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_WEEKS):
            self.fail(f"It is a number from 1 to {_MOST_WEEKS}, or all.", param, ctx)
        return int(text)


@command(
    "health",
    shows=True,
    examples=(
        "csm health",
        'csm health --where "tier:high" --limit 5',
        "csm health acme                        (each measure, and the weeks)",
        "csm health acme --weeks 52 --json",
        "csm health acme --weeks all",
    ),
)
@click.argument("account", type=ACCOUNT, required=False)
@click.option("--where", "filter", metavar="FILTER", help="Only these accounts of the book.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N accounts a list (default: {TABLE_ROWS} in a table, else all).",
)
@click.option(
    "--weeks",
    type=Weeks(),
    metavar="N|all",
    help=f"Weeks of readings and events of ACCOUNT (default: {WEEKS}).",
)
@click.pass_context
def health(
    context: click.Context,
    account: str | None,
    filter: str | None,
    limit: int | None,
    weeks: int | None,
) -> None:
    """Show health by band and tier, who moved, what is stale or unknown; or that of ACCOUNT.

    Movers are those of 28 and 84 days with the measure that moved most. Prospects and churned
    accounts are left out.
    """
    session = session_of(context)
    if account is None:
        if weeks is not None:
            raise UsageError("--weeks is of one account: csm health ACCOUNT --weeks N.")
        _book(session, filter or "", limit)
        return
    if filter is not None or limit is not None:
        raise UsageError("--where and --limit are of the book: csm health --where FILTER.")
    _account(session, account, WEEKS if weeks is None else weeks)


def _book(session: Session, words: str, limit: int | None) -> None:
    from csm_tui.cli import health_book
    from csm_tui.domain.filters import parse
    from csm_tui.queries import accounts, review
    from csm_tui.queries import health as queries

    wanted, today = parse(words), session.today
    if limit is None and session.form == "table":
        limit = TABLE_ROWS
    with session.reading() as book:
        connection = book.connection
        days = queries.stale_days(connection)
        found = health_book.BookHealth(
            today,
            queries.bands(connection, wanted, today=today),
            queries.movers(connection, wanted, today=today, limit=limit),
            review.without_fresh_health(connection, wanted, today=today, stale_days=days),
            queries.pulse_differences(connection, wanted, today=today),
        )
        currency = accounts.currency(connection)
    if session.printer.is_json:
        session.printer.json(health_book.as_json(found, limit))
    elif session.printer.is_plain:
        session.printer.records(health_book.plain(found, limit))
    else:
        health_book.print_book(session, found, limit, currency)


def _account(session: Session, name: str, weeks: int) -> None:
    from csm_tui.cli import health_account
    from csm_tui.queries import health as queries
    from csm_tui.queries.accounts import find

    with session.reading() as book:
        account_id = find(book.connection, name)
        found = queries.of_account(
            book.connection, account_id, today=session.today, weeks=weeks or None
        )
    if session.printer.is_json:
        session.printer.json(health_account.as_json(found, session.today))
    elif session.printer.is_plain:
        session.printer.records(health_account.plain(found, session.today))
    else:
        health_account.print_account(session, found)


@command(
    "reading",
    tells=True,
    examples=(
        "csm reading acme adoption 62",
        'csm reading acme relationship 40 --date 2026-01-30 --note "champion left"',
        "csm reading acme pulse 4",
        "csm reading acme score 71",
    ),
)
@click.argument("account", type=ACCOUNT)
@click.argument("measure", metavar="MEASURE")
@click.argument("value", type=FIGURE, metavar="VALUE")
@click.option("--date", "day", type=DAY, metavar="DATE", help="Of which day (default: today).")
@click.option("--note", metavar="TEXT", help="Where it is from.")
@click.pass_context
def reading(
    context: click.Context,
    account: str,
    measure: str,
    value: float,
    day: date | None,
    note: str | None,
) -> None:
    """Record a health reading of ACCOUNT: MEASURE 0-100 (a pulse 1-5), or its overall score.

    Measures: adoption, engagement, relationship, support, sentiment, pulse.
    """
    from csm_tui.operations.readings import record
    from csm_tui.queries.accounts import find

    session = session_of(context)
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = record(
            book,
            account_id,
            measure.strip().casefold(),
            value,
            on_day=session.today if day is None else day,
            note=note,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes, table="health")
