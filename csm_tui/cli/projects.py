"""`csm project`: project engagements, listed, opened, edited and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli.arguments import ACCOUNT, DAY, ID
from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.notices import tell
from csm_tui.cli.output import say
from csm_tui.cli.project_lines import COLUMNS, as_json, line, plain
from csm_tui.errors import UsageError
from csm_tui.operations import projects as operations
from csm_tui.queries.accounts import find

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.store.database import Book


@click.group(
    "project",
    cls=Group,
    examples=(
        'csm project open acme "Win the team" --until "health >= 70" --due +60d',
        "csm project list",
        'csm project close 3 --outcome "health 74"',
    ),
    help="Project engagements: one aim, for a time (quadrant 2).",
)
def project() -> None:
    """Hold what can be done with projects."""


@project.command(
    "open",
    cls=Command,
    tells=True,
    examples=(
        'csm project open acme "Win the team" --until "health >= 70" --due +60d',
        'csm project open acme "Fix exports" --until "tickets<3 -risk" --owner Ana',
    ),
)
@click.argument("account", type=ACCOUNT)
@click.argument("aim")
@click.option("--until", metavar="CONDITIONS", help='When it is reached: "health >= 70 -risk".')
@click.option("--due", type=DAY, metavar="DATE", help="By when.")
@click.option("--start", type=DAY, metavar="DATE", help="From when; today without.")
@click.option("--owner", metavar="NAME", help="Who of ours.")
@click.pass_context
def open_(
    context: click.Context,
    account: str,
    aim: str,
    until: str | None,
    due: date | None,
    start: date | None,
    owner: str | None,
) -> None:
    """Open a project engagement with ACCOUNT, with one AIM."""
    session = session_of(context)
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = operations.open_(
            book,
            account_id,
            aim,
            owner=owner,
            start=start,
            due=due,
            exit_criterion=until,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes, table="project")
        if until is not None:
            _say_if_met(session, book, account_id)


def _say_if_met(session: Session, book: Book, account_id: int) -> None:
    from csm_tui.domain.filters import parse
    from csm_tui.queries.asking import asking
    from csm_tui.queries.projects import listing

    with asking(book, session.today):
        rows = listing(book.connection, parse(""), today=session.today)
    ours = [row for row in rows if row.account_id == account_id]
    if max(ours, key=lambda row: row.project.id).state == "met":
        say("Its exit criterion holds already: `csm project close` ends it.")


@project.command(
    "list",
    cls=Command,
    shows=True,
    examples=("csm project list", "csm project list tier:low --all", "csm project list --json"),
)
@click.argument("filter", nargs=-1, metavar="[FILTER]...")
@click.option("--all", "closed", is_flag=True, help="Also those that are closed.")
@click.pass_context
def list_(context: click.Context, filter: tuple[str, ...], closed: bool) -> None:
    """List the project engagements: those overdue and those whose aim is met first."""
    from csm_tui.domain.filters import parse
    from csm_tui.queries.projects import listing

    session = session_of(context)
    wanted = parse(" ".join(filter))
    with session.reading() as book:
        rows = listing(book.connection, wanted, today=session.today, closed=closed)
    session.printer.listing(
        rows,
        COLUMNS,
        lambda row: line(row, session.today),
        plain=lambda row: plain(row, session.today),
        as_json=lambda row: as_json(row, session.today),
        none="No projects are open. `csm project open ACCOUNT AIM` begins one.",
    )


@project.command(
    "edit",
    cls=Command,
    tells=True,
    examples=('csm project edit 3 --due +30d --until "health >= 65"',),
)
@click.argument("project_id", type=ID, metavar="ID")
@click.option("--aim", metavar="TEXT", help="What is to be reached.")
@click.option("--until", "exit_criterion", metavar="CONDITIONS", help="When it is reached.")
@click.option("--due", type=DAY, metavar="DATE", help="By when.")
@click.option("--start", "start_date", type=DAY, metavar="DATE", help="From when.")
@click.option("--owner", metavar="NAME", help="Who of ours.")
@click.pass_context
def edit(context: click.Context, /, project_id: int, **values: Any) -> None:
    """Change the open project ID; an empty text clears a field."""
    session = session_of(context)
    given = {field: value for field, value in values.items() if value is not None}
    if not given:
        raise UsageError("Nothing to change is given, such as --due +30d.")
    with session.writing() as book:
        changes = operations.edit(book, project_id, given, today=session.today, now=session.now())
        tell(session, book, changes)


@project.command(
    "close",
    cls=Command,
    tells=True,
    examples=("csm project close 3", 'csm project close 3 --outcome "health 74, tickets down"'),
)
@click.argument("project_id", type=ID, metavar="ID")
@click.option("--outcome", metavar="TEXT", help="How it ended.")
@click.pass_context
def close(context: click.Context, project_id: int, outcome: str | None) -> None:
    """Close the project ID: the account returns to digital scale."""
    from csm_tui.queries.projects import after_closing

    session = session_of(context)
    with session.writing() as book:
        changes = operations.close(
            book, project_id, outcome=outcome, today=session.today, now=session.now()
        )
        account_id = next(iter(changes.accounts))
        place = after_closing(book.connection, account_id, today=session.today)
        tell(session, book, changes, also={"now": place})
        if not session.printer.is_json:
            say(place)
