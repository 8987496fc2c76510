"""`csm add`, `edit`, `archive`, `override` and `pulse`: changes by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from csm_tui.cli.arguments import ACCOUNT, DAY
from csm_tui.cli.framework import Command, Group, command, session_of
from csm_tui.cli.notices import tell
from csm_tui.operations import accounts as operations
from csm_tui.operations import contacts
from csm_tui.operations.fields import assignments, parse_fields
from csm_tui.queries.accounts import find

if TYPE_CHECKING:
    from datetime import date

FIGURES = operations.OVERRIDES


@click.group(
    "add",
    cls=Group,
    examples=(
        "csm add account name=Acme arr=45k renewal_date=2026-09-30",
        'csm add contact acme "name=Ana Ruiz" email=ana@acme.example role=champion',
    ),
    help="Add to the book by hand.",
)
def add() -> None:
    """Hold what can be added."""


@add.command(
    "account",
    cls=Command,
    tells=True,
    examples=(
        "csm add account name=Acme arr=45k owner=Ana",
        'csm add account "name=Aurora Health" renewal_date=2026-09-30 health=72',
    ),
)
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.pass_context
def add_account(context: click.Context, values: tuple[str, ...]) -> None:
    """Add an account; the fields are those of `csm template accounts`."""
    from csm_tui.operations.custom_fields import account_words

    session = session_of(context)
    if not session.path.exists():
        # What does not fit makes no book; a new one has no custom fields.
        parse_fields("accounts", assignments(values), today=session.today)
    with session.writing() as book:
        typed = account_words(book, values, today=session.today)
        changes = operations.add(
            book, typed.fields, custom=typed.custom, today=session.today, now=session.now()
        )
        tell(session, book, changes)


@add.command(
    "contact",
    cls=Command,
    tells=True,
    examples=('csm add contact acme "name=Ana Ruiz" email=ana@acme.example role=champion',),
)
@click.argument("account", type=ACCOUNT)
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.pass_context
def add_contact(context: click.Context, account: str, values: tuple[str, ...]) -> None:
    """Add a contact of ACCOUNT; the fields are those of `csm template contacts`."""
    session = session_of(context)
    fields = parse_fields("contacts", assignments(values), today=session.today)
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = contacts.add(book, account_id, fields, today=session.today, now=session.now())
        tell(session, book, changes)


@command(
    "edit",
    tells=True,
    examples=(
        "csm edit acme arr=45k renewal_date=2026-09-30",
        'csm edit acme "next_step=Send the plan" health=72',
        'csm edit acme "Support plan=gold"',
        "csm edit acme owner=            (nothing after = clears it)",
    ),
)
@click.argument("account", type=ACCOUNT)
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.pass_context
def edit(context: click.Context, account: str, values: tuple[str, ...]) -> None:
    """Change fields of ACCOUNT, custom fields by their names too."""
    from csm_tui.operations.custom_fields import account_words

    session = session_of(context)
    with session.writing() as book:
        typed = account_words(book, values, today=session.today)
        account_id = find(book.connection, account)
        changes = operations.edit(
            book,
            account_id,
            typed.fields,
            custom=typed.custom,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes)


@command("archive", tells=True, examples=("csm archive acme", "csm archive acme --back"))
@click.argument("account", type=ACCOUNT)
@click.option("--back", is_flag=True, help="Put it on the book again.")
@click.pass_context
def archive(context: click.Context, account: str, back: bool) -> None:
    """Take ACCOUNT off the book; nothing of it is deleted."""
    session = session_of(context)
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = operations.archive(
            book, account_id, back=back, today=session.today, now=session.now()
        )
        tell(session, book, changes)


@command(
    "override",
    tells=True,
    examples=(
        'csm override acme tier high --reason "reference customer" --until 2026-12-31',
        'csm override acme at-risk yes --reason "sponsor left" --until +60d',
        "csm override acme tier none        (ends it)",
    ),
)
@click.argument("account", type=ACCOUNT)
@click.argument("figure", type=click.Choice(FIGURES))
@click.argument("value")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is shown beside the figure.")
@click.option("--until", type=DAY, metavar="DATE", help="The last day on which it holds.")
@click.pass_context
def override(
    context: click.Context,
    account: str,
    figure: str,
    value: str,
    reason: str,
    until: date | None,
) -> None:
    """Set a figure of ACCOUNT by hand until a day, with its reason."""
    session = session_of(context)
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = operations.override(
            book,
            account_id,
            figure,
            None if value == "none" else value,
            reason=reason,
            until=until,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes)


@command("pulse", tells=True, examples=("csm pulse acme 4", 'csm pulse "Aurora Health" 2'))
@click.argument("account", type=ACCOUNT)
@click.argument("value", type=int, metavar="1-5")
@click.pass_context
def pulse(context: click.Context, account: str, value: int) -> None:
    """Give ACCOUNT your own 1 (bad) to 5 (excellent) as of today."""
    session = session_of(context)
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = operations.pulse(book, account_id, value, today=session.today, now=session.now())
        tell(session, book, changes)
