"""`csm quadrants`: accounts and ARR by quadrant, what is missing, and who moved (DOMAIN §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import DAY
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Row
from csm_tui.domain.terms import QUADRANT_NAMES, Quadrant
from csm_tui.errors import UsageError
from csm_tui.formatting import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.queries.quadrants import Missing, Move, Moves, QuadrantSum

NOT_PLACED: Final = "not-placed"
TABLE_ROWS: Final = 40


@command(
    "quadrants",
    shows=True,
    examples=(
        "csm quadrants",
        'csm quadrants "owner:ana -stage:churned"',
        "csm quadrants --since 2026-01-05",
        "csm quadrants --json",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--since", type=DAY, metavar="DATE", help="Also who moved since that day.")
@click.pass_context
def quadrants(context: click.Context, filter: tuple[str, ...], since: date | None) -> None:
    """Show accounts and ARR by quadrant, and what keeps the others from being placed."""
    from csm_tui.domain.filters import parse
    from csm_tui.queries import accounts
    from csm_tui.queries import quadrants as queries

    session = session_of(context)
    wanted = parse(" ".join(filter))
    if since is not None and since > session.today:
        raise UsageError(f"--since must not be after {session.today}.")
    with session.reading() as book:
        sums = queries.sums(book.connection, wanted, today=session.today)
        missing = queries.missing(book.connection, wanted, today=session.today)
        moves = (
            queries.moves(
                book.connection, wanted, today=session.today, since=since, progress=_progress()
            )
            if since is not None
            else None
        )
        currency = accounts.currency(book.connection)
    if session.printer.is_json:
        session.printer.json([_as_json(row, missing, moves) for row in sums])
    elif session.printer.is_plain:
        session.printer.records(_plain(row, moves) for row in sums)
    else:
        _print(session, sums, missing, moves, currency)


def _progress() -> Callable[[int, int], None] | None:
    from csm_tui.cli.progress import progress

    told = progress()
    if told is None:
        return None
    return lambda done, whole: told(done, whole, "Looking back")


def _key(quadrant: Quadrant | None) -> str:
    return quadrant or NOT_PLACED


def _name(quadrant: Quadrant | None) -> str:
    return QUADRANT_NAMES[quadrant] if quadrant else "not placed"


def _as_json(row: QuadrantSum, missing: Sequence[Missing], moves: Moves | None) -> dict[str, Any]:
    """Return a quadrant with the keys that INTERFACE promises for `csm quadrants --json`."""
    value: dict[str, Any] = {
        "quadrant": _key(row.quadrant),
        "accounts": row.accounts,
        "arr": formatting.number(row.arr),
        "accounts_without_arr": row.without_arr,
        "missing": []
        if row.quadrant
        else [{"what": lack.what, "accounts": lack.accounts} for lack in missing],
    }
    if moves is not None:
        value["accounts_then"] = moves.then.get(row.quadrant, 0)
        value["came"] = [_came(move) for move in moves.moves if move.after == row.quadrant]
    return value


def _came(move: Move) -> dict[str, Any]:
    return {
        "account": move.account,
        "account_id": move.account_id,
        "arr": formatting.number(move.arr),
        "from": _key(move.before),
    }


def _plain(row: QuadrantSum, moves: Moves | None) -> Row:
    then = [] if moves is None else [str(moves.then.get(row.quadrant, 0))]
    return [_key(row.quadrant), str(row.accounts), str(formatting.number(row.arr)), *then]


def _print(
    session: Session,
    sums: Sequence[QuadrantSum],
    missing: Sequence[Missing],
    moves: Moves | None,
    currency: str | None,
) -> None:
    printer = session.printer
    accounts, arr = sum(row.accounts for row in sums), sum(row.arr for row in sums)
    columns = [
        Column("Quadrant"),
        Column("Accounts", right=True),
        Column("Share", right=True),
        Column("ARR", right=True),
        Column("Share", right=True),
    ]
    if moves is not None:
        then = formatting.day(moves.since, session.today)
        columns.append(Column(f"On {then}", right=True))
    printer.table(
        columns,
        [
            (
                _name(row.quadrant),
                f"{row.accounts:,}",
                percent(row.accounts, accounts),
                formatting.money(row.arr, currency),
                percent(row.arr, arr),
                *([] if moves is None else [f"{moves.then.get(row.quadrant, 0):,}"]),
            )
            for row in sums
        ],
    )
    without = sum(row.without_arr for row in sums)
    unknown = f", {without:,} of them without ARR" if without else ""
    count = formatting.plural(accounts, "account")
    printer.line(f"{count} · {formatting.money(arr, currency)}{unknown}", "dim")
    if missing:
        printer.line()
        printer.line("Not placed for want of", "bold")
        for lack in missing:
            inset = "  " if ":" in lack.what else "      "
            printer.line(f"{inset}{lack.what} ({formatting.plural(lack.accounts, 'account')})")
    if moves is not None:
        _print_moves(session, moves, currency)


def _print_moves(session: Session, moves: Moves, currency: str | None) -> None:
    printer = session.printer
    printer.line()
    count = len(moves.moves)
    title = f"{formatting.plural(count, 'account')} moved since {moves.since.isoformat()}"
    printer.line(title if count else f"Nobody moved since {moves.since.isoformat()}.", "bold")
    if not count:
        return
    printer.table(
        (Column("Account", limit=28), Column("ARR", right=True), Column("From"), Column("To")),
        [
            (
                move.account,
                formatting.money(move.arr, currency),
                _name(move.before),
                Cell(_name(move.after), "red" if move.after == "persistent-intensive" else None),
            )
            for move in moves.moves[:TABLE_ROWS]
        ],
    )
    if count > TABLE_ROWS:
        printer.line(f"{TABLE_ROWS} of {count:,} shown: --json has all", "dim")
