"""`csm quadrants`: accounts and ARR by quadrant, what is missing, and who moved (DOMAIN §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import ACCOUNT, DAY
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Record
from csm_tui.domain.arr import known_sum
from csm_tui.errors import UsageError
from csm_tui.formatting import percent, quadrant_name, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.terms import Quadrant
    from csm_tui.queries.quadrant_moves import Move, Moves, Spot
    from csm_tui.queries.quadrants import Missing, NotPlaced, Point, QuadrantSum

TABLE_ROWS: Final = 40


class Matrix(NamedTuple):
    """What is shown; `moves` and `listed` only where they are asked for."""

    sums: Sequence[QuadrantSum]
    strategies: dict[Quadrant, str]
    splits: tuple[float, float]
    points: Sequence[Point]
    outside: Sequence[NotPlaced]
    missing: Sequence[Missing]
    moves: Moves | None
    listed: bool
    currency: str | None


@command(
    "quadrants",
    shows=True,
    examples=(
        "csm quadrants",
        'csm quadrants "owner:ana tier:high"',
        "csm quadrants --since 2026-01-05",
        "csm quadrants --accounts --json         (every account with its size and need)",
        "csm quadrants --account acme            (since when it stands where it stands)",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--since", type=DAY, metavar="DATE", help="Also who moved since that day, and why.")
@click.option("--accounts", "listed", is_flag=True, help="Also every account, and what it lacks.")
@click.option("--account", type=ACCOUNT, metavar="ACCOUNT", help="Where one account stands.")
@click.pass_context
def quadrants(
    context: click.Context,
    filter: tuple[str, ...],
    since: date | None,
    listed: bool,
    account: str | None,
) -> None:
    """Show accounts and ARR by quadrant, and what keeps the others from being placed."""
    session = session_of(context)
    if account is not None:
        if filter or since is not None or listed:
            raise UsageError("--account is of one account: csm quadrants --account ACCOUNT.")
        _of_account(session, account)
        return
    if since is not None and since > session.today:
        raise UsageError(f"--since must not be after {session.today}.")
    found = _found(session, " ".join(filter), since, listed)
    if session.printer.is_json:
        session.printer.json([_as_json(row, found) for row in found.sums])
    elif session.printer.is_plain:
        session.printer.records(_records(found))
    else:
        _print(session, found)


def _found(session: Session, words: str, since: date | None, listed: bool) -> Matrix:
    from csm_tui.cli.progress import about
    from csm_tui.domain.filters import parse
    from csm_tui.queries import accounts, quadrant_moves
    from csm_tui.queries import quadrants as queries

    wanted, today = parse(words), session.today
    with session.reading() as book:
        connection = book.connection
        outside = queries.not_placed(connection, wanted, today=today)
        return Matrix(
            queries.sums(connection, wanted, today=today),
            queries.strategies(connection),
            queries.splits(connection),
            queries.points(connection, wanted, today=today) if listed else (),
            outside,
            queries.missing(outside),
            None
            if since is None
            else quadrant_moves.moves(
                connection, wanted, today=today, since=since, progress=about("Looking back")
            ),
            listed,
            accounts.currency(connection),
        )


def _of_account(session: Session, name: str) -> None:
    from csm_tui.cli import quadrant_account
    from csm_tui.queries import quadrants as queries
    from csm_tui.queries.accounts import find
    from csm_tui.queries.quadrant_moves import stay

    with session.reading() as book:
        found = stay(book.connection, find(book.connection, name), today=session.today)
        strategies = queries.strategies(book.connection)
    strategy = strategies[found.quadrant] if found.quadrant else None
    if session.printer.is_json:
        session.printer.json(quadrant_account.as_json(found, strategy))
    elif session.printer.is_plain:
        session.printer.records([quadrant_account.plain(found, strategy)])
    else:
        quadrant_account.print_stay(session, found, strategy)


def _as_json(row: QuadrantSum, found: Matrix) -> dict[str, Any]:
    """Return a quadrant with the keys that INTERFACE promises for `csm quadrants --json`."""
    placed = row.quadrant is not None
    value: dict[str, Any] = {
        "quadrant": formatting.quadrant_key(row.quadrant),
        "accounts": row.accounts,
        "arr": formatting.number(row.arr),
        "accounts_without_arr": row.without_arr,
        "strategy": found.strategies[row.quadrant] if row.quadrant else None,
        "missing": []
        if placed
        else [{"what": lack.what, "accounts": lack.accounts} for lack in found.missing],
    }
    if found.moves is not None:
        value["accounts_then"] = found.moves.then.get(row.quadrant, 0)
        value["came"] = [_came(move) for move in found.moves.moves if move.after == row.quadrant]
    if found.listed:
        value["size_split"], value["need_split"] = found.splits
        value["points"] = (
            [_point(point) for point in found.points if point.quadrant == row.quadrant]
            if placed
            else [_outside(one) for one in found.outside]
        )
    return value


def _point(point: Point) -> dict[str, Any]:
    return {
        "account": point.account,
        "account_id": point.account_id,
        "arr": formatting.number(point.arr),
        "tier": point.tier,
        "size_score": point.size,
        "need_score": point.need,
        "need_forced": point.forced,
        "at_risk": bool(point.at_risk),
        "health": point.health,
        "health_band": point.band,
        "lacks": [],
    }


def _outside(one: NotPlaced) -> dict[str, Any]:
    return {
        "account": one.account,
        "account_id": one.account_id,
        "arr": formatting.number(one.arr),
        "health": one.health,
        "health_band": one.band,
        "lacks": list(one.lacks),
    }


def _came(move: Move) -> dict[str, Any]:
    return {
        "account": move.account,
        "account_id": move.account_id,
        "arr": formatting.number(move.arr),
        "from": formatting.quadrant_key(move.before),
        "why": move.why,
        "stood": _spot(move.stood),
        "stands": _spot(move.stands),
    }


def _spot(spot: Spot | None) -> dict[str, float] | None:
    return None if spot is None else {"size": spot.size, "need": spot.x}


def _records(found: Matrix) -> Iterator[Record]:
    if not found.listed:
        for row in found.sums:
            then = [] if found.moves is None else [found.moves.then.get(row.quadrant, 0)]
            yield (
                formatting.quadrant_key(row.quadrant),
                row.accounts,
                formatting.number(row.arr),
                *then,
            )
        return
    for point in found.points:
        yield _plain(point.quadrant, _point(point))
    for one in found.outside:
        yield _plain(None, _outside(one))


def _plain(quadrant: Quadrant | None, value: dict[str, Any]) -> Record:
    names = ("account", "arr", "size_score", "need_score", "health", "health_band")
    return formatting.quadrant_key(quadrant), *map(value.get, names), "; ".join(value["lacks"])


def _print(session: Session, found: Matrix) -> None:
    printer, sums, moves = session.printer, found.sums, found.moves
    accounts = sum(row.accounts for row in sums)
    arr = known_sum(row.arr for row in sums if row.accounts)
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
                quadrant_name(row.quadrant),
                f"{row.accounts:,}",
                percent(row.accounts, accounts),
                formatting.money(row.arr, found.currency),
                percent(row.arr or 0, arr or 0),
                *([] if moves is None else [f"{moves.then.get(row.quadrant, 0):,}"]),
            )
            for row in sums
        ],
    )
    without = sum(row.without_arr for row in sums)
    unknown = f", {without:,} of them without ARR" if without else ""
    count = formatting.plural(accounts, "account")
    printer.line(f"{count} · {formatting.money(arr, found.currency)}{unknown}", "dim")
    if found.missing:
        printer.line()
        printer.line("Not placed for want of", "bold")
        for lack in found.missing:
            inset = "  " if ":" in lack.what else "      "
            printer.line(f"{inset}{lack.what} ({formatting.plural(lack.accounts, 'account')})")
    if moves is not None:
        _print_moves(session, moves, found.currency)
    if found.listed:
        _print_accounts(session, found)


def _print_accounts(session: Session, found: Matrix) -> None:
    printer = session.printer
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    for row in found.sums:
        if not row.accounts:
            continue
        printer.line()
        printer.line(quadrant_name(row.quadrant), "bold")
        if row.quadrant is None:
            printer.table(
                (
                    Column("Account", limit=28),
                    Column("ARR", right=True),
                    Column("Lacks", wrap=True),
                ),
                [
                    (one.account, formatting.money(one.arr, found.currency), "; ".join(one.lacks))
                    for one in found.outside
                ],
            )
            continue
        printer.paragraph(found.strategies[row.quadrant], "dim")
        printer.table(
            (
                Column("Account", limit=28),
                Column("ARR", right=True),
                Column("Size", right=True),
                Column("Need", right=True),
                Column("Health"),
            ),
            [
                (
                    point.account,
                    formatting.money(point.arr, found.currency),
                    score(point.size),
                    score(point.need) + ("!" if point.forced else ""),
                    formatting.health_text(
                        point.health, point.band, provisional=point.provisional, signs=signs
                    ),
                )
                for point in found.points
                if point.quadrant == row.quadrant
            ],
        )
    if any(point.forced for point in found.points):
        printer.line("! need is high whatever its sum: at risk, or in onboarding", "dim")


def _print_moves(session: Session, moves: Moves, currency: str | None) -> None:
    printer = session.printer
    printer.line()
    count = len(moves.moves)
    title = f"{formatting.plural(count, 'account')} moved since {moves.since.isoformat()}"
    printer.line(title if count else f"Nobody moved since {moves.since.isoformat()}.", "bold")
    if not count:
        return
    printer.table(
        (
            Column("Account", limit=24),
            Column("ARR", right=True),
            Column("From"),
            Column("To"),
            Column("Why", limit=40, wrap=True),
        ),
        [
            (
                move.account,
                formatting.money(move.arr, currency),
                _short(move.before),
                Cell(_short(move.after), "red" if move.after == "persistent-intensive" else None),
                move.why,
            )
            for move in moves.moves[:TABLE_ROWS]
        ],
    )
    printer.cut_off(TABLE_ROWS, count, "--json has all")


def _short(quadrant: Quadrant | None) -> str:
    return quadrant_name(quadrant)[:2] if quadrant else "none"
