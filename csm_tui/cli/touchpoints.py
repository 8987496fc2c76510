"""`csm log`, `done`, `no-show`, `skip` and `move`: touchpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli.arguments import ACCOUNT, DAY, ID
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.notices import tell
from csm_tui.domain.terms import (
    CHANNELS,
    DIRECTIONS,
    PURPOSES,
    TOUCHPOINT_KINDS,
    TOUCHPOINT_STATUSES,
)
from csm_tui.errors import InvalidValue, UsageError
from csm_tui.operations import touchpoints as operations
from csm_tui.operations.fields import parse_field
from csm_tui.queries.accounts import find

if TYPE_CHECKING:
    from datetime import date

_MINUTES = click.IntRange(min=0)


@command(
    "log",
    tells=True,
    examples=(
        'csm log --account acme --channel video --minutes 25 --notes "agreed"',
        "csm log --account acme --kind business-review --date -3d --next +14d",
        "csm log --account acme --channel email --no-answered",
        "csm log --account acme --date fri --time 10:00        (plans it)",
    ),
)
@click.option("--account", type=ACCOUNT, required=True, metavar="ACCOUNT", help="Whose it is.")
@click.option(
    "--kind", type=click.Choice(TOUCHPOINT_KINDS), metavar="KIND", help="Default: check-in."
)
@click.option(
    "--channel", type=click.Choice(CHANNELS), metavar="CHANNEL", help="phone, video, email …"
)
@click.option(
    "--date", "day", type=DAY, metavar="DATE", help="Default: today; ahead, it is planned."
)
@click.option("--time", metavar="HH:MM", help="When on that day.")
@click.option("--minutes", type=_MINUTES, metavar="N", help="How long.")
@click.option(
    "--purpose", type=click.Choice(PURPOSES), metavar="PURPOSE", help="proactive, reactive …"
)
@click.option(
    "--status", type=click.Choice(TOUCHPOINT_STATUSES), metavar="STATUS", help="done, planned …"
)
@click.option(
    "--direction", type=click.Choice(DIRECTIONS), metavar="WAY", help="outbound, inbound, both."
)
@click.option("--answered/--no-answered", default=None, help="Whether the customer answered.")
@click.option("--owner", metavar="NAME", help="Who of ours.")
@click.option("--subject", metavar="TEXT", help="One line.")
@click.option("--notes", metavar="TEXT", help="What was said.")
@click.option("--contacts", metavar="LIST", help="Who took part: e-mails or names, apart by ;")
@click.option("--action-items", type=_MINUTES, metavar="N", help="How many were agreed.")
@click.option("--action-items-done", type=_MINUTES, metavar="N", help="How many are done.")
@click.option("--next", "next_on", type=DAY, metavar="DATE", help="Book the next one, e.g. +14d.")
@click.pass_context
def log(
    context: click.Context,
    /,
    account: str,
    day: date | None,
    time: str | None,
    next_on: date | None,
    **values: Any,
) -> None:
    """Log a touchpoint of today, of a day past, or plan one."""
    session = session_of(context)
    fields = {field: value for field, value in values.items() if value is not None}
    for text in ("owner", "subject", "notes", "contacts"):
        if text in fields:
            fields[text] = parse_field("touchpoints", text, fields[text])
    if day is not None:
        fields["date"] = day
    with session.writing() as book:
        account_id = find(book.connection, account)
        changes = operations.log(
            book,
            account_id,
            fields,
            time=_clock(time),
            next_on=next_on,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes, table="touchpoint")


@command(
    "done", tells=True, examples=("csm done 42", 'csm done 42 --minutes 25 --notes "2 more years"')
)
@click.argument("touchpoint", type=ID, metavar="ID")
@click.option("--date", "day", type=DAY, metavar="DATE", help="When it took place.")
@click.option("--minutes", type=_MINUTES, metavar="N", help="How long.")
@click.option("--notes", metavar="TEXT", help="What was said.")
@click.option("--answered/--no-answered", default=None, help="Whether the customer answered.")
@click.pass_context
def done(context: click.Context, /, touchpoint: int, day: date | None, **values: Any) -> None:
    """Say that the planned touchpoint ID took place."""
    session = session_of(context)
    fields = {field: value for field, value in values.items() if value is not None}
    if day is not None:
        if day > session.today:
            raise InvalidValue("It cannot be done on a day that is ahead.")
        fields["date"] = day
    with session.writing() as book:
        changes = operations.done(
            book, touchpoint, values=fields, today=session.today, now=session.now()
        )
        tell(session, book, changes)


@command("no-show", tells=True, examples=("csm no-show 42",))
@click.argument("touchpoint", type=ID, metavar="ID")
@click.pass_context
def no_show(context: click.Context, touchpoint: int) -> None:
    """Say that the customer did not come to the planned touchpoint ID."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.no_show(book, touchpoint, today=session.today, now=session.now())
        tell(session, book, changes)


@command("skip", tells=True, examples=('csm skip 42 --reason "on holiday until March"',))
@click.argument("touchpoint", type=ID, metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.pass_context
def skip(context: click.Context, touchpoint: int, reason: str) -> None:
    """Leave the planned touchpoint ID out."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.skip(
            book, touchpoint, reason=reason, today=session.today, now=session.now()
        )
        tell(session, book, changes)


@command("move", tells=True, examples=("csm move 42 fri", "csm move 42 2026-02-10 --time 10:00"))
@click.argument("touchpoint", type=ID, metavar="ID")
@click.argument("day", type=DAY, metavar="DATE")
@click.option("--time", metavar="HH:MM", help="When on that day.")
@click.pass_context
def move(context: click.Context, touchpoint: int, day: date, time: str | None) -> None:
    """Put the planned touchpoint ID on another day."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.move(
            book, touchpoint, day, time=_clock(time), today=session.today, now=session.now()
        )
        tell(session, book, changes)


def _clock(text: str | None) -> str | None:
    if text is None:
        return None
    hours, colon, minutes = text.partition(":")
    if (
        colon
        and hours.isdecimal()
        and minutes.isdecimal()
        and int(hours) < 24
        and int(minutes) < 60
    ):
        return f"{int(hours):02}:{int(minutes):02}"
    raise UsageError(f"--time must be like 10:00, not {text!r}.")
