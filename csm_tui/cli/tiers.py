"""`csm tiers`: who should move between tiers or did, why and since when; accepted or dismissed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import ACCOUNT, DAY
from csm_tui.cli.framework import Command, Group, session_of
from csm_tui.cli.notices import tell
from csm_tui.cli.output import Cell, Column, say
from csm_tui.domain.tier_moves import GROUNDS, LAPSING_DAYS, NEWS_DAYS
from csm_tui.queries import accounts as queries
from csm_tui.queries.accounts import find

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.cli.output import Record, Row
    from csm_tui.cli.session import Session
    from csm_tui.queries.tier_moves import Decision, MoveRow, TierHistory

TITLES: Final = {
    "suggested": "suggested",
    "lapsing": f"override ends within {LAPSING_DAYS} days",
    "held": "held by hand",
    "lapsed": "override ended",
    "moved": "moved by itself",
}
_COLUMNS: Final = (
    Column("Account", limit=24),
    Column("ARR", right=True),
    Column("Tier"),
    Column(""),
    Column("Since"),
    Column("Why", limit=60, wrap=True),
)
_SPAN_COLUMNS: Final = (
    Column("From"),
    Column("Tier"),
    Column("ARR", right=True),
    Column("Why", limit=60, wrap=True),
)


class _Tiers(Group):
    """The group whose first word may be a filter: then, and without words, it lists."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left of `args`, with the command that they mean before them."""
        named = bool(args) and (args[0] in self.commands or args[0] in ("-h", "--help"))
        return super().parse_args(ctx, args if named else ["list", *args])


@click.group(
    "tiers",
    cls=_Tiers,
    examples=(
        "csm tiers                              who should move, or did",
        'csm tiers "owner:ana"',
        "csm tiers accept acme                  take what is suggested",
        'csm tiers dismiss acme --reason "stays: no budget"',
        "csm tiers history acme",
    ),
    help="Moves between tiers: suggested, by themselves, and overrides that end.",
)
def tiers() -> None:
    """Hold what can be done about tiers."""


@tiers.command(
    "list",
    cls=Command,
    shows=True,
    examples=("csm tiers list", 'csm tiers list "tier:medium" --all', "csm tiers list --json"),
)
@click.argument("filter", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Also those accepted or dismissed.")
@click.pass_context
def list_(context: click.Context, filter: tuple[str, ...], everything: bool) -> None:
    """List the moves that wait, of all accounts or of those that FILTER keeps."""
    from csm_tui.domain.filters import parse
    from csm_tui.queries.tier_moves import tier_moves

    session = session_of(context)
    wanted = parse(" ".join(filter))
    with session.reading() as book:
        rows = tier_moves(book.connection, wanted, today=session.today, decided=everything)
        currency = queries.currency(book.connection)
    if session.printer.is_json:
        session.printer.json([as_json(row) for row in rows])
    elif session.printer.is_plain:
        session.printer.records(_plain(row) for row in rows)
    elif not rows:
        of = f" of {wanted.text!r}" if wanted.terms else ""
        say(f"No account{of} should move between tiers, and none did in {NEWS_DAYS} days.")
    else:
        _print(session, rows, currency)


def as_json(row: MoveRow) -> dict[str, Any]:
    """Return a move with the keys of `csm tiers --json`."""
    move, said = row.move, row.decision
    return {
        "account": row.account,
        "account_id": row.account_id,
        "arr": formatting.number(row.arr),
        "move": move.ground,
        "direction": None if row.up is None else "up" if row.up else "down",
        "tier_from": move.tier_from,
        "tier_to": move.tier_to,
        "reason": move.reason,
        "since": move.since,
        "until": move.until,
        "decision": said.decision if said else None,
        "decided_on": said.on if said else None,
    }


def _plain(row: MoveRow) -> Record:
    return as_json(row).values()


def _print(session: Session, rows: list[MoveRow], currency: str | None) -> None:
    printer = session.printer
    signs = formatting.glyphs(ascii_only=session.config.ascii)

    def line(row: MoveRow) -> Row:
        up = Cell("up", "green") if row.up else Cell("down", "yellow")
        if row.up is None:
            up = Cell("stays" if row.move.tier_from == row.move.tier_to else "")
        since = formatting.day(row.move.since, session.today) or ""
        tier = f"{row.move.tier_from} {signs.arrow} {row.move.tier_to}"
        why = row.move.reason + _said(row.decision)
        return row.account, formatting.money(row.arr, currency), tier, up, since, why

    for ground in GROUNDS:
        of = [row for row in rows if row.move.ground == ground]
        if of:
            printer.line(f"{TITLES[ground].capitalize()}: {len(of)}", "bold")
            printer.table(_COLUMNS, [line(row) for row in of])
            printer.line()
    printer.line(
        "csm tiers accept ACCOUNT takes one, csm tiers dismiss ACCOUNT puts it aside", "dim"
    )


def _said(decision: Decision | None) -> str:
    if decision is None:
        return ""
    why = f": {decision.reason}" if decision.reason else ""
    return f" ({decision.decision} {decision.on}{why})"


@tiers.command(
    "accept",
    cls=Command,
    tells=True,
    examples=(
        "csm tiers accept acme",
        'csm tiers accept acme --until 2026-12-31 --reason "strategic from now on"',
    ),
)
@click.argument("account", type=ACCOUNT)
@click.option("--reason", metavar="TEXT", help="Why; the suggestion's without.")
@click.option("--until", type=DAY, metavar="DATE", help="Through this day; a year or so without.")
@click.pass_context
def accept(context: click.Context, account: str, reason: str | None, until: date | None) -> None:
    """Take the move that waits for ACCOUNT: a suggestion is set by hand until a day."""
    from csm_tui.operations import tier_moves as operations

    session = session_of(context)
    with session.writing() as book:
        changes = operations.accept(
            book,
            find(book.connection, account),
            reason=reason,
            until=until,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes)


@tiers.command(
    "dismiss",
    cls=Command,
    tells=True,
    examples=('csm tiers dismiss acme --reason "stays: no budget"',),
)
@click.argument("account", type=ACCOUNT)
@click.option("--reason", metavar="TEXT", help="Why; kept with it.")
@click.pass_context
def dismiss(context: click.Context, account: str, reason: str | None) -> None:
    """Put the move of ACCOUNT aside: it is back when its reason changes."""
    from csm_tui.operations import tier_moves as operations

    session = session_of(context)
    with session.writing() as book:
        changes = operations.dismiss(
            book,
            find(book.connection, account),
            reason=reason,
            today=session.today,
            now=session.now(),
        )
        tell(session, book, changes)


@tiers.command("history", cls=Command, shows=True, examples=("csm tiers history acme",))
@click.argument("account", type=ACCOUNT)
@click.pass_context
def history(context: click.Context, account: str) -> None:
    """Show the tiers of ACCOUNT over time, by the model in force, and what was decided."""
    from csm_tui.queries.tier_moves import history as of

    session = session_of(context)
    with session.reading() as book:
        found = of(book.connection, find(book.connection, account), today=session.today)
        currency = queries.currency(book.connection)
    if session.printer.is_json:
        session.printer.json(_history_json(found))
    elif session.printer.is_plain:
        session.printer.records((one.since, one.tier, one.reason) for one in found.spans)
    else:
        _print_history(session, found, currency)


def _history_json(found: TierHistory) -> dict[str, Any]:
    return {
        "tiers": [
            {
                "from": one.since,
                "tier": one.tier,
                "arr": formatting.number(one.arr),
                "by_hand": one.by_hand,
                "reason": one.reason,
            }
            for one in found.spans
        ],
        "decisions": [one._asdict() for one in found.decisions],
    }


def _print_history(session: Session, found: TierHistory, currency: str | None) -> None:
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    session.printer.table(
        _SPAN_COLUMNS,
        [
            (str(one.since), one.tier, formatting.money(one.arr, currency), one.reason)
            for one in found.spans
        ],
    )
    for one in found.decisions:
        tiers = f"{one.tier_from} {signs.arrow} {one.tier_to}"
        why = f": {one.reason}" if one.reason else ""
        session.printer.line(f"{one.on} {one.decision} {tiers} ({one.ground}){why}", "dim")
