"""`csm task`: promises, listed, added, kept, dropped and moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import ACCOUNT, DAY, ID
from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.notices import tell
from csm_tui.cli.output import Cell, Column
from csm_tui.domain.terms import TASK_SIDES
from csm_tui.operations import tasks as operations
from csm_tui.operations.fields import parse_fields
from csm_tui.queries.accounts import find

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.output import Record, Row
    from csm_tui.queries.promises import PromiseRow

_COLUMNS: Final = (
    Column("ID", right=True),
    Column("Account", limit=24),
    Column("Promise", limit=44),
    Column("Whose"),
    Column("Due"),
)
_IDS = click.argument("task_ids", type=ID, nargs=-1, required=True, metavar="ID...")


@click.group(
    "task",
    cls=Group,
    examples=(
        "csm task list",
        'csm task add acme "Send the deck" --due fri',
        "csm task done 7",
    ),
    help="Promises, ours and theirs.",
)
def task() -> None:
    """Hold what can be done with tasks."""


@task.command(
    "list",
    cls=Command,
    shows=True,
    examples=("csm task list", "csm task list acme", "csm task list --side theirs --json"),
)
@click.argument("account", type=ACCOUNT, required=False, metavar="[ACCOUNT]")
@click.option("--where", metavar="FILTER", help="Of the accounts that FILTER keeps.")
@click.option("--side", type=click.Choice(TASK_SIDES), help="Only ours, or theirs.")
@click.option("--all", "closed", is_flag=True, help="Also those that are done or dropped.")
@click.pass_context
def list_(
    context: click.Context, account: str | None, where: str | None, side: str | None, closed: bool
) -> None:
    """List the open promises, the one due first on top."""
    from csm_tui.domain.filters import parse
    from csm_tui.queries.promises import promises

    session = session_of(context)
    wanted = parse(where or "")
    with session.reading() as book:
        account_id = None if account is None else find(book.connection, account)
        rows = promises(
            book.connection,
            wanted,
            today=session.today,
            account_id=account_id,
            side=side,
            closed=closed,
        )
    session.printer.listing(
        rows,
        _COLUMNS,
        lambda row: _line(row, session.today),
        plain=_plain,
        as_json=_as_json,
        none="There are no promises." if closed else "No promises are open.",
    )


def _line(row: PromiseRow, today: date) -> Row:
    due = Cell(formatting.day(row.due, today))
    if row.status != "open":
        due = Cell(f"{row.status} {formatting.day(row.closed_on, today)}", "dim")
    elif row.days_overdue:
        due = Cell(f"{formatting.day(row.due, today)} !{row.days_overdue}d", "red")
    return str(row.id), row.account, row.title, row.side, due


def _plain(row: PromiseRow) -> Record:
    return row.id, row.account, row.title, row.side, row.due, row.status, row.days_overdue


def _as_json(row: PromiseRow) -> dict[str, Any]:
    return row._asdict()


@task.command(
    "add",
    cls=Command,
    tells=True,
    examples=(
        'csm task add acme "Send the deck" --due fri',
        'csm task add acme "Sign the order" --side theirs --due +10d',
    ),
)
@click.argument("account", type=ACCOUNT)
@click.argument("title")
@click.option("--due", type=DAY, metavar="DATE", help="By when.")
@click.option("--side", type=click.Choice(TASK_SIDES), default="mine", help="Who promised it.")
@click.option("--notes", metavar="TEXT", help="More about it.")
@click.pass_context
def add(
    context: click.Context,
    account: str,
    title: str,
    due: date | None,
    side: str,
    notes: str | None,
) -> None:
    """Add a promise made to, or by, ACCOUNT."""
    session = session_of(context)
    texts = {"title": title, **({"notes": notes} if notes else {})}
    fields = {**parse_fields("tasks", texts), "due": due, "side": side}
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = operations.add(book, account_id, fields, today=session.today, now=session.now())
        tell(session, book, changes, table="task")


@task.command("done", cls=Command, tells=True, examples=("csm task done 7", "csm task done 7 8"))
@_IDS
@click.pass_context
def done(context: click.Context, task_ids: tuple[int, ...]) -> None:
    """Say that the promises ID are kept."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.done(book, task_ids, today=session.today, now=session.now())
        tell(session, book, changes)


@task.command("drop", cls=Command, tells=True, examples=("csm task drop 7",))
@_IDS
@click.pass_context
def drop(context: click.Context, task_ids: tuple[int, ...]) -> None:
    """Give the promises ID up."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.drop(book, task_ids, today=session.today, now=session.now())
        tell(session, book, changes)


@task.command("move", cls=Command, tells=True, examples=("csm task move 7 fri",))
@_IDS
@click.argument("day", type=DAY, metavar="DATE")
@click.pass_context
def move(context: click.Context, task_ids: tuple[int, ...], day: date) -> None:
    """Set another day by which the promises ID are due."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.move_due(book, task_ids, day, today=session.today, now=session.now())
        tell(session, book, changes)
