"""`csm task add`, `done` and `drop`: promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csm_tui.cli.arguments import ACCOUNT, DAY, ID
from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.notices import tell
from csm_tui.domain.terms import TASK_SIDES
from csm_tui.operations import tasks as operations
from csm_tui.operations.fields import parse_fields
from csm_tui.queries.accounts import find

if TYPE_CHECKING:
    from datetime import date


@click.group(
    "task",
    cls=Group,
    examples=('csm task add acme "Send the deck" --due fri', "csm task done 7"),
    help="Promises, ours and theirs.",
)
def task() -> None:
    """Hold what can be done with tasks."""


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


@task.command("done", cls=Command, tells=True, examples=("csm task done 7",))
@click.argument("task_id", type=ID, metavar="ID")
@click.pass_context
def done(context: click.Context, task_id: int) -> None:
    """Say that the promise ID is kept."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.done(book, task_id, today=session.today, now=session.now())
        tell(session, book, changes)


@task.command("drop", cls=Command, tells=True, examples=("csm task drop 7",))
@click.argument("task_id", type=ID, metavar="ID")
@click.pass_context
def drop(context: click.Context, task_id: int) -> None:
    """Give the promise ID up."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.drop(book, task_id, today=session.today, now=session.now())
        tell(session, book, changes)
