"""`csm economics`: what tiers and accounts cost to serve, against what they bring (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import ACCOUNT
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.notices import say_no_live_accounts
from csm_tui.domain.economics import lifetime_value, margin_note
from csm_tui.domain.economics_words import expectations, missing
from csm_tui.domain.serving import OVER, UNDER
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.cli.output import Record
    from csm_tui.cli.session import Session
    from csm_tui.domain.tier_economics import TierSum
    from csm_tui.queries.economics import Economics, EconomicsRow


@command(
    "economics",
    shows=True,
    examples=(
        "csm economics",
        'csm economics "owner:ana tier:low"',
        "csm economics --account acme           (how its cost comes about)",
        "csm economics --accounts               (every account with its cost)",
        "csm economics --json",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--accounts", "listed", is_flag=True, help="Also every account with its cost.")
@click.option("--account", type=ACCOUNT, metavar="ACCOUNT", help="One account's arithmetic.")
@click.pass_context
def economics(
    context: click.Context, filter: tuple[str, ...], listed: bool, account: str | None
) -> None:
    """Show what it costs a year to serve each tier, and whom it over- and under-serves.

    Planned cost by the touch model; actual cost by the minutes logged in the last 365 days.
    Prospects, churned and archived accounts are no part of it. More: csm help economics.
    """
    from csm_tui.domain.filters import parse
    from csm_tui.queries import economics as queries

    session = session_of(context)
    if account is not None:
        if filter or listed:
            raise UsageError("--account is of one account: csm economics --account ACCOUNT.")
        from csm_tui.cli.economics_account import show_account

        show_account(session, account)
        return
    wanted = parse(" ".join(filter))
    with session.reading() as book:
        found = queries.economics(book.connection, wanted, today=session.today)
    if session.printer.is_json:
        session.printer.json(as_json(found, session))
    elif session.printer.is_plain:
        session.printer.records(map(_plain, found.rows) if listed else _plain_tiers(found))
    elif found.rows:
        from csm_tui.cli.economics_tables import show

        show(session, found, listed=listed)
    else:
        say_no_live_accounts(wanted)


def as_json(found: Economics, session: Session) -> dict[str, Any]:
    """Return the economics with the keys that INTERFACE promises, and more."""
    costs, whole, logged = found.model.costs, found.blended, found.logged
    return {
        "tiers": [_tier_json(tier, found) for tier in found.tiers],
        "blended_share_pct": formatting.tenths(whole.share),
        "accounts": [account_json(row, found) for row in found.rows],
        "blended": {
            "accounts": whole.accounts,
            "arr": formatting.number(whole.arr),
            "cost": formatting.number(whole.cost),
            "revenue_to_cost": formatting.tenths(whole.multiple),
            "expected_pct": list(costs.blended),
            "verdict": whole.verdict,
            "lifetime_value": formatting.number(whole.lifetime_value),
        },
        "bands": {band or "unknown": number for band, number in found.bands().items()},
        "over_served_above_pct": costs.over_served_above,
        "over_served": len(found.flagged(OVER)),
        "under_served": len(found.flagged(UNDER)),
        "logged": {
            "from": found.from_,
            "to": session.today,
            "accounts": logged.accounts,
            "minutes": logged.minutes if logged.accounts else None,
            "cost": formatting.number(logged.cost),
            "planned_for": logged.planned_for,
            "planned_cost": formatting.number(logged.planned) if logged.planned_for else None,
        },
        "gross_margin_pct": costs.gross_margin,
        "retention_pct": costs.retention,
        "target_margin_pct": costs.target_margin,
        "missing": missing(found.gaps, costs),
    }


def _tier_json(tier: TierSum, found: Economics) -> dict[str, Any]:
    rule = found.model.tiers.get(tier.tier)
    cost_range = None if rule is None else rule.cost_range
    return {
        "tier": tier.tier,
        "accounts": tier.accounts,
        "arr": formatting.number(tier.arr),
        "cost_per_account": formatting.number(cents_each(tier)),
        "cost": formatting.number(tier.cost),
        "cost_share_pct": formatting.tenths(tier.share),
        "accounts_without_arr": tier.without_arr,
        "revenue_to_cost": formatting.tenths(tier.multiple),
        "lifetime_value": formatting.number(tier.lifetime_value),
        "expected_cost": None if cost_range is None else list(map(formatting.number, cost_range)),
        "expected_revenue_to_cost": None
        if rule is None or rule.revenue_to_cost is None
        else list(rule.revenue_to_cost),
        "gross_margin_above_pct": None if rule is None else rule.gross_margin_above,
        "notes": expectations(tier, found.model, found.currency),
    }


def cents_each(tier: TierSum) -> int | None:
    """Return the planned cost of one account of a tier, None where it is not known."""
    return None if tier.planned is None else tier.planned.cents


def account_json(row: EconomicsRow, found: Economics) -> dict[str, Any]:
    """Return an account with the keys that INTERFACE promises, and more."""
    judged, costs = row.found, found.model.costs
    return {
        "account": row.account,
        "account_id": row.account_id,
        "arr": formatting.number(row.arr),
        "cost": formatting.number(judged.cost),
        "cost_share_pct": formatting.tenths(judged.share),
        "band": judged.band,
        "actual_cost": formatting.number(judged.actual),
        "flag": judged.flag,
        "tier": row.tier,
        "level": row.level,
        "level_cost": formatting.number(judged.level_cost),
        "level_cost_share_pct": formatting.tenths(judged.level_share),
        "minutes": row.minutes,
        "actual_cost_share_pct": formatting.tenths(judged.actual_share),
        "reasons": list(judged.reasons),
        "margin_note": margin_note(judged.share, costs),
        "lifetime_value": formatting.number(lifetime_value(row.arr, costs)),
    }


def _plain(row: EconomicsRow) -> Record:
    judged = row.found
    return (
        row.account,
        row.tier,
        row.level,
        formatting.number(row.arr),
        formatting.number(judged.cost),
        formatting.tenths(judged.share),
        judged.band,
        formatting.number(judged.actual),
        judged.flag,
        "; ".join(judged.reasons),
    )


def _plain_tiers(found: Economics) -> Iterator[Record]:
    whole = found.blended
    for tier in found.tiers:
        yield (
            tier.tier,
            tier.accounts,
            formatting.number(tier.arr),
            formatting.number(cents_each(tier)),
            formatting.number(tier.cost),
            formatting.tenths(tier.share),
        )
    yield (
        "blended",
        whole.accounts,
        formatting.number(whole.arr),
        None,
        formatting.number(whole.cost),
        formatting.tenths(whole.share),
    )
