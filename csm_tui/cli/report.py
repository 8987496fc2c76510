"""`csm report`: documents to read before a call and on Monday morning, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli.arguments import ACCOUNT
from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.output import say
from csm_tui.cli.target import opened, to_stdout
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.cli.session import Session
    from csm_tui.store.database import Book


@click.group(
    "report",
    cls=Group,
    examples=("csm report brief acme", "csm report monday -o monday.md"),
    help="Documents: brief before a call, monday for the week.",
)
def report() -> None:
    """Hold the documents."""


_OUTPUT = (
    click.option("-o", "--output", metavar="FILE", help="Where to (default: -, stdout)."),
    click.option(
        "--format", type=click.Choice(("md", "html")), default="md", help="Of the document: md."
    ),
    click.option("--force", is_flag=True, help="Replace what is there."),
)


def _with_output(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OUTPUT):
        function = option(function)
    return function


@report.command(
    "brief", cls=Command, examples=("csm report brief acme", "csm report brief acme -o acme.md")
)
@click.argument("account", type=ACCOUNT)
@_with_output
@click.pass_context
def brief(
    context: click.Context, account: str, output: str | None, format: str, force: bool
) -> None:
    """Write one page on ACCOUNT to read before a call."""
    from csm_tui.queries.accounts import find
    from csm_tui.reports.brief import brief as made

    session = session_of(context)
    _write(
        session,
        lambda book: made(book, find(book.connection, account), today=session.today),
        output,
        format,
        force=force,
    )


@report.command(
    "monday", cls=Command, examples=("csm report monday", "csm report monday -o monday.md --force")
)
@_with_output
@click.pass_context
def monday(context: click.Context, output: str | None, format: str, force: bool) -> None:
    """Write what changed since last Monday, who is at risk, what renews, and the week's plan."""
    from csm_tui.reports.monday import monday as made

    session = session_of(context)
    _write(
        session,
        lambda book: made(book, today=session.today),
        output,
        format,
        force=force,
    )


def _write(
    session: Session,
    make: Callable[[Book], str],
    output: str | None,
    format: str,
    *,
    force: bool,
) -> None:
    """Write the document that `make` makes of the book, whole or not at all."""
    if format == "html":
        raise UsageError("Reports are Markdown for now: leave out --format, or give --format md.")
    with session.reading() as book:
        document = make(book).encode()
    with opened(session, output, force=force) as target:
        target.write(document)
    if not to_stdout(output):
        say(f"Written to {output}.")
