"""`csm accounts`, `csm show` and `csm why`: the book, one account, one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import ACCOUNT
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Record, Row, say
from csm_tui.domain.terms import LEVELS, QUADRANT_NAMES, QUADRANTS, STAGES, TIERS
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.queries.accounts import AccountRow, Totals

GROUPS: Final = ("tier", "quadrant", "stage", "level", "none")
_AHEAD: Final = 4  # so many of the timeline are of days to come: a planned book has dozens
# What accounts have that stand in no section of a grouping.
_NONE: Final = {
    "tier": "no tier",
    "level": "no level: churned or prospect",
    "stage": "prospects",
    "quadrant": "not placed",
}
_COLUMNS: Final = (
    Column("Account", limit=30),
    Column("Lvl"),
    Column("Health"),
    Column("ARR", right=True),
    Column("Stage"),
    Column("Last"),
    Column("Next"),
)


@command(
    "accounts",
    shows=True,
    examples=(
        "csm accounts",
        'csm accounts "tier:high risk" --sort arr',
        'csm accounts "silent>30d" --group stage',
        "csm accounts --json --limit 20",
    ),
)
@click.argument("filter", nargs=-1)
@click.option(
    "--sort", metavar="FIELD", default="name", help="name, arr, tier, health, next, rank …"
)
@click.option("--reverse", is_flag=True, help="The other way round.")
@click.option(
    "--group", type=click.Choice(GROUPS), default="none", help="In sections, with count and ARR."
)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N accounts.")
@click.pass_context
def accounts(
    context: click.Context,
    filter: tuple[str, ...],
    sort: str,
    reverse: bool,
    group: str,
    limit: int | None,
) -> None:
    """List the book of business, or the accounts that FILTER keeps (`csm help filters`)."""
    from csm_tui.domain.filters import parse
    from csm_tui.queries import accounts as queries

    session = session_of(context)
    wanted = parse(" ".join(filter))
    with session.reading() as book:
        rows = queries.listing(
            book.connection, wanted, today=session.today, sort=sort, reverse=reverse, limit=limit
        )
        # Without a limit the rows themselves are the whole.
        whole = (
            queries.totals(book.connection, wanted, today=session.today)
            if limit is not None and session.form == "table"
            else queries.Totals(len(rows), sum(row.arr or 0 for row in rows))
        )
        currency = queries.currency(book.connection)
    if session.printer.is_json:
        session.printer.json([as_json(row, session.today) for row in rows])
    elif session.printer.is_plain:
        session.printer.records(_plain_row(row) for row in rows)
    else:
        _print_groups(session, rows, group, currency)
        session.printer.line(_totals_line(rows, whole, currency), "dim")
        if not rows and wanted.terms:
            say(f"No accounts match {wanted.text!r}.")


def _totals_line(rows: Sequence[AccountRow], whole: Totals, currency: str | None) -> str:
    count = formatting.plural(whole.accounts, "account")
    arr = formatting.money(whole.arr or None, currency)
    if len(rows) < whole.accounts:
        return f"{len(rows):,} of {count} · {arr}"
    needing = sum(row.at_risk or row.days_overdue > 0 for row in rows)
    return f"{count} · {arr} · {needing:,} need you"


def as_json(row: AccountRow, today: date) -> dict[str, Any]:
    """Return an account with the keys that INTERFACE promises for `csm accounts --json`."""
    return {
        "id": row.id,
        "external_id": row.external_id,
        "name": row.name,
        "owner": row.owner,
        "arr": formatting.number(row.arr),
        "tier": row.tier,
        "tier_reason": row.tier_reason,
        "stage": row.stage,
        "at_risk": row.at_risk,
        "level": row.level,
        "quadrant": row.quadrant,
        "size_score": formatting.tenths(row.size),
        "need_score": formatting.tenths(row.need),
        "health": formatting.rounded(row.health),
        "health_band": row.health_band,
        "health_coverage_pct": row.health_coverage,
        "health_trend_28d": formatting.tenths(row.trend_28),
        "last_touchpoint_on": row.last_touchpoint_on,
        "next_touchpoint_on": row.next_touchpoint_on,
        "days_overdue": row.days_overdue,
        "renewal_date": row.renewal_date,
        "days_to_renewal": row.days_to_renewal(today),
    }


def _plain_row(row: AccountRow) -> Record:
    return (
        row.name,
        row.external_id,
        row.owner,
        formatting.number(row.arr),
        row.tier,
        row.level,
        row.stage,
        "at-risk" if row.at_risk else "",
        row.quadrant,
        formatting.rounded(row.health),
        row.health_band,
        row.last_touchpoint_on,
        row.next_touchpoint_on,
        row.days_overdue,
        row.renewal_date,
    )


def _print_groups(
    session: Session, rows: Sequence[AccountRow], group: str, currency: str | None
) -> None:
    signs = formatting.glyphs(ascii_only=session.config.ascii)

    def line(row: AccountRow) -> Row:
        return (
            Cell(row.name, "bold" if row.score > 0 and row.at_risk else None),
            formatting.level(row.tier, row.level, signs),
            formatting.health_cell(row, signs),
            formatting.money(row.arr, currency),
            formatting.stage(row, session.today),
            formatting.day(row.last_touchpoint_on, session.today),
            formatting.next_cell(row, session.today),
        )

    if group == "none":
        session.printer.table(_COLUMNS, map(line, rows), header=bool(rows))
        return
    whole = sum(row.arr or 0 for row in rows)
    session.printer.sections(
        _COLUMNS,
        [
            (_title(words, members, whole, currency), [line(row) for row in members])
            for words, members in _grouped(rows, group)
        ],
    )


def _grouped(rows: Iterable[AccountRow], group: str) -> list[tuple[str, list[AccountRow]]]:
    """Return the sections of a grouping, each with its name; what stands in none is the last."""
    found: dict[str | None, list[AccountRow]] = {}
    for row in rows:
        found.setdefault(getattr(row, group), []).append(row)
    order: dict[str, tuple[str, ...]] = {
        "tier": TIERS,
        "level": (*reversed(LEVELS), "unknown"),
        "stage": ("renewal", *(stage for stage in STAGES if stage != "renewal")),
        "quadrant": tuple(reversed(QUADRANTS)),
    }
    names: dict[str, str] = dict(QUADRANT_NAMES.items())
    sections = [(names.get(one, one), found[one]) for one in order[group] if one in found]
    return [*sections, *([(_NONE[group], found[None])] if None in found else [])]


def _title(name: str, members: Sequence[AccountRow], whole: int, currency: str | None) -> str:
    known = [row.arr for row in members if row.arr is not None]
    arr = sum(known)
    share = f" · {100 * arr / whole:.0f} %" if whole and known else ""
    count = formatting.plural(len(members), "account")
    return f"{name} · {count} · {formatting.money(arr if known else None, currency)}{share}"


@command(
    "show",
    shows=True,
    examples=("csm show acme", "csm show aurorahealth.example --json", 'csm show "Aurora Health"'),
)
@click.argument("account", type=ACCOUNT)
@click.option(
    "--events", type=click.IntRange(min=0), default=12, metavar="N", help="Of the timeline."
)
@click.pass_context
def show(context: click.Context, account: str, events: int) -> None:
    """Show ACCOUNT: where it stands, why it needs you, health, people, timeline."""
    from csm_tui.cli.card import card_json, print_card
    from csm_tui.queries import accounts as queries
    from csm_tui.queries import timeline

    session = session_of(context)
    with session.reading() as book:
        account_id = queries.find(book.connection, account)
        card = queries.card(book.connection, account_id, today=session.today)
        row = queries.row(book.connection, account_id, today=session.today)
        past, ahead = (session.today, 0), min(events, _AHEAD)
        coming = timeline.coming(book.connection, account_id, today=session.today, limit=ahead)
        happened = timeline.events(
            book.connection,
            account_id,
            today=session.today,
            limit=events - len(coming),
            before=past,
        )
        happened = [*reversed(coming), *happened]
        currency = queries.currency(book.connection)
    if session.printer.is_json:
        session.printer.json(card_json(card, happened, as_json(row, session.today)))
        return
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    print_card(session.printer, card, happened, currency, signs)


@command(
    "why",
    shows=True,
    examples=("csm why acme", "csm why acme tier", "csm why acme next --json"),
)
@click.argument("account", type=ACCOUNT)
@click.argument("figure", required=False, metavar="[FIGURE]")
@click.pass_context
def why(context: click.Context, account: str, figure: str | None) -> None:
    """Explain a FIGURE of ACCOUNT: tier, level, quadrant, health, next or rank; all without one."""
    from csm_tui.cli import explaining
    from csm_tui.domain.why import FIGURES, explain
    from csm_tui.queries import accounts as queries

    session = session_of(context)
    if figure is not None and figure not in FIGURES:
        raise UsageError(f"There is no figure {figure!r}. One of: {', '.join(FIGURES)}.")
    with session.reading() as book:
        account_id = queries.find(book.connection, account)
        card = queries.card(book.connection, account_id, today=session.today)
        explanations = [
            explain(
                wanted,
                card.account,
                card.facts,
                card.standing,
                card.model,
                session.today,
                card.provenance,
            )
            for wanted in ([figure] if figure else FIGURES)
        ]
    if session.printer.is_json:
        values = [explaining.as_json(explanation) for explanation in explanations]
        session.printer.json(values[0] if figure else values)
        return
    for place, explanation in enumerate(explanations):
        if session.printer.is_plain:
            session.printer.records(explaining.plain_rows(explanation))
            continue
        if place:
            session.printer.line()
        explaining.print_explanation(session.printer, explanation)
