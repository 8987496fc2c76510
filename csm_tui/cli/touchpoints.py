"""`csm done`, `no-show`, `skip` and `move`: how planned touchpoints went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli.arguments import DAY, ID, clock
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.notices import tell
from csm_tui.operations import touchpoints as operations
from csm_tui.operations.fields import parse_field

if TYPE_CHECKING:
    from datetime import date

_COUNT = click.IntRange(min=0)
_IDS = click.argument("touchpoints", type=ID, nargs=-1, required=True, metavar="ID...")


@command(
    "done",
    tells=True,
    examples=(
        "csm done 42",
        'csm done 42 --minutes 25 --notes "2 more years" --next +14d',
        'csm done 42 --attended "ana@acme.example;luis" --action-items 3',
        "csm done 41 42 43",
    ),
)
@_IDS
@click.option("--date", "day", type=DAY, metavar="DATE", help="When it took place.")
@click.option("--minutes", type=_COUNT, metavar="N", help="How long.")
@click.option("--notes", metavar="TEXT", help="What was said.")
@click.option("--answered/--no-answered", default=None, help="Whether the customer answered.")
@click.option(
    "--attended", "contacts", metavar="LIST", help="Who took part: e-mails or names, apart by ;"
)
@click.option("--action-items", type=_COUNT, metavar="N", help="How many were agreed.")
@click.option("--action-items-done", type=_COUNT, metavar="N", help="How many are done.")
@click.option("--next", "next_on", type=DAY, metavar="DATE", help="Book the next one, e.g. +14d.")
@click.pass_context
def done(
    context: click.Context,
    /,
    touchpoints: tuple[int, ...],
    day: date | None,
    next_on: date | None,
    **values: Any,
) -> None:
    """Say that the planned touchpoints ID took place."""
    session = session_of(context)
    fields = {field: value for field, value in values.items() if value is not None}
    for text in ("notes", "contacts"):
        if text in fields:
            fields[text] = parse_field("touchpoints", text, fields[text])
    if day is not None:
        fields["date"] = day
    with session.writing() as book:
        changes = operations.done(
            book,
            touchpoints,
            values=fields,
            next_on=next_on,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes)


@command("no-show", tells=True, examples=("csm no-show 42", "csm no-show 41 42"))
@_IDS
@click.pass_context
def no_show(context: click.Context, touchpoints: tuple[int, ...]) -> None:
    """Say that the customer did not come to the planned touchpoints ID."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.no_show(book, touchpoints, today=session.today, now=session.now())
        tell(session, book, changes)


@command(
    "skip",
    tells=True,
    examples=(
        'csm skip 42 --reason "on holiday until March"',
        'csm skip 41 42 --reason "merged into the review"',
    ),
)
@_IDS
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.pass_context
def skip(context: click.Context, touchpoints: tuple[int, ...], reason: str) -> None:
    """Leave the planned touchpoints ID out: the planner does not make them again."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.skip(
            book, touchpoints, reason=reason, today=session.today, now=session.now()
        )
        tell(session, book, changes)


@command(
    "move",
    tells=True,
    examples=(
        "csm move 42 fri",
        "csm move 42 2026-02-10 --time 10:00",
        "csm move 41 42 43 +7d",
    ),
)
@_IDS
@click.argument("day", type=DAY, metavar="DATE")
@click.option("--time", metavar="HH:MM", help="When on that day.")
@click.pass_context
def move(context: click.Context, touchpoints: tuple[int, ...], day: date, time: str | None) -> None:
    """Put the planned touchpoints ID on another day; outside their window is said, not refused."""
    session = session_of(context)
    with session.writing() as book:
        changes = operations.move(
            book,
            touchpoints,
            day,
            time=None if time is None else clock(time),
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes)
