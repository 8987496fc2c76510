"""`csm signals`, `snooze`, `dismiss` and `reopen`: event triggers (DOMAIN §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import DAY, ID
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.notices import tell
from csm_tui.cli.output import Column, Record, Row, say
from csm_tui.domain.signals import SIGNAL_STATES
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.queries.signals import SignalRow

TABLE_ROWS: Final = 40
_COLUMNS: Final = (
    Column("Id", right=True),
    Column("Account", limit=22),
    Column("Signal", limit=46),
    Column("Since"),
    Column("Points", right=True),
)
_ALL_COLUMNS: Final = (*_COLUMNS[:-1], Column("State", limit=46, wrap=True))


@command(
    "signals",
    shows=True,
    examples=(
        "csm signals",
        'csm signals "tier:high renewal<60d"',
        "csm signals --all                      (also what was put aside)",
        "csm signals --json --limit 20",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Also those snoozed, done or dismissed.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"At most N signals (default: {TABLE_ROWS} in a table, else all).",
)
@click.pass_context
def signals(
    context: click.Context, filter: tuple[str, ...], everything: bool, limit: int | None
) -> None:
    """List what calls for you: which figure crossed which threshold, and since when.

    Of all accounts, or of those that FILTER keeps (`csm help filters`).
    """
    from csm_tui.domain.filters import parse
    from csm_tui.queries import signals as queries

    session = session_of(context)
    wanted = parse(" ".join(filter))
    if limit is None and session.form == "table":
        limit = TABLE_ROWS
    states = SIGNAL_STATES if everything else SIGNAL_STATES[:1]
    with session.reading() as book:
        # One more than wanted says whether there is more.
        rows = queries.signals(
            book.connection,
            wanted,
            today=session.today,
            states=states,
            limit=None if limit is None else limit + 1,
        )
    shown = rows if limit is None else rows[:limit]
    if session.printer.is_json:
        session.printer.json([as_json(row) for row in shown])
    elif session.printer.is_plain:
        session.printer.records(map(_plain, shown))
    elif not rows:
        say("No signals." if not wanted.terms else f"No signals of {wanted.text!r}.")
    else:
        _print(session, shown, everything)
        if len(rows) > len(shown):
            session.printer.line("… and more: --limit N shows them", "dim")


def as_json(row: SignalRow) -> dict[str, Any]:
    """Return a signal with the keys of `csm signals --json`."""
    return {
        "id": row.id,
        "account": row.account,
        "account_id": row.account_id,
        "kind": row.kind,
        "state": row.state,
        "reason": row.reason,
        "figure": row.figure,
        "threshold": row.threshold,
        "since": row.since,
        "suggestion": row.play,
        "points": row.points,
        "lane": row.lane,
        "until": row.until,
        "state_reason": row.state_reason,
    }


def _plain(row: SignalRow) -> Record:
    return as_json(row).values()


def _print(session: Session, rows: Sequence[SignalRow], everything: bool) -> None:
    def line(row: SignalRow) -> Row:
        since = formatting.day(row.since, session.today)
        last = _state(row, session.today) if everything else f"{row.points:g}"
        return str(row.id), row.account, row.reason, since, last

    session.printer.table(_ALL_COLUMNS if everything else _COLUMNS, map(line, rows))


def _state(row: SignalRow, today: date) -> str:
    until = f" until {formatting.day(row.until, today)}" if row.until is not None else ""
    why = f": {row.state_reason}" if row.state_reason else ""
    return f"{row.state}{until}{why}"


@command(
    "snooze",
    tells=True,
    examples=(
        "csm snooze 708 --until +3d",
        'csm snooze 708 712 --until 2026-03-02 --reason "waiting for legal"',
    ),
)
@click.argument("signal", type=ID, metavar="ID...", nargs=-1, required=True)
@click.option("--until", type=DAY, required=True, metavar="DATE", help="When it is back: +3d, fri.")
@click.option("--reason", metavar="TEXT", help="Why.")
@click.pass_context
def snooze(
    context: click.Context, signal: tuple[int, ...], until: date, reason: str | None
) -> None:
    """Put signals aside until a day, on which they are back (`csm signals` has their ids)."""
    from csm_tui.operations import signals as operations

    session = session_of(context)
    with session.writing() as book:
        changes = operations.snooze(
            book, signal, until, reason=reason, today=session.today, now=session.now()
        )
        tell(session, book, changes)


@command(
    "dismiss",
    tells=True,
    examples=(
        'csm dismiss 712 --reason "seats are a trial"',
        "csm dismiss 708 --done",
    ),
)
@click.argument("signal", type=ID, metavar="ID...", nargs=-1, required=True)
@click.option("--reason", metavar="TEXT", help="Why; needed unless it is done.")
@click.option("--done", is_flag=True, help="It was acted on.")
@click.pass_context
def dismiss(
    context: click.Context, signal: tuple[int, ...], reason: str | None, done: bool
) -> None:
    """Put signals aside for good: they come back only when their cause changes."""
    from csm_tui.operations import signals as operations

    session = session_of(context)
    if not done and not (reason or "").strip():
        raise UsageError("Say why: --reason TEXT; or --done where it was acted on.")
    say_so = operations.done if done else operations.dismiss
    with session.writing() as book:
        changes = say_so(book, signal, reason=reason or "", today=session.today, now=session.now())
        tell(session, book, changes)


@command("reopen", tells=True, examples=("csm reopen 708",))
@click.argument("signal", type=ID, metavar="ID...", nargs=-1, required=True)
@click.pass_context
def reopen(context: click.Context, signal: tuple[int, ...]) -> None:
    """Let signals that were put aside count again (`csm signals --all` lists them)."""
    from csm_tui.operations import signals as operations

    session = session_of(context)
    with session.writing() as book:
        changes = operations.reopen(book, signal, today=session.today, now=session.now())
        tell(session, book, changes)
