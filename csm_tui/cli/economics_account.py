"""One account's cost to serve, as `csm economics --account` shows how it comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.cli import formatting
from csm_tui.cli.economics import account_json
from csm_tui.cli.output import Column, Row
from csm_tui.domain.economics import cents as rounded
from csm_tui.domain.economics import hourly_cost, lifetime_value, margin_note, planned_cost
from csm_tui.domain.economics_words import how, missing, percent
from csm_tui.domain.wording import figure
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.cli.session import Session
    from csm_tui.domain.terms import Level
    from csm_tui.queries.economics import Economics, EconomicsRow


def show_account(session: Session, name: str) -> None:
    """Write what an account costs and why; raises UsageError for one that has no economics."""
    from csm_tui.queries import economics as queries
    from csm_tui.queries.accounts import find, name_of

    with session.reading() as book:
        account_id = find(book.connection, name)
        found = queries.of_account(book.connection, account_id, today=session.today)
        called = name_of(book.connection, account_id)
    if not found.rows:
        raise UsageError(
            f"{called} is a prospect, churned or archived: it is no part of the economics."
        )
    (row,) = found.rows
    if session.printer.is_json:
        session.printer.json(account_json(row, found))
        return
    lines = list(_lines(row, found))
    if session.printer.is_plain:
        session.printer.records(lines)
        return
    session.printer.line(f"{row.account}: cost to serve a year", "bold")
    session.printer.table(
        (Column("", limit=16), Column("", right=True), Column("", limit=52, wrap=True)),
        lines,
        header=False,
    )
    for text in missing(found.gaps, found.model.costs):
        session.printer.paragraph(text, "dim")


def _lines(row: EconomicsRow, found: Economics) -> Iterator[Row]:
    judged, costs, currency = row.found, found.model.costs, found.currency

    def money(cents: int | None) -> str:
        return formatting.exact(cents, currency)

    yield "ARR", money(row.arr), ""
    yield f"Tier {row.tier}", money(judged.cost), _how(row.tier, found)
    beside = margin_note(judged.share, costs)
    yield "Of ARR", _share(judged.share), ", ".join(filter(None, (judged.band, beside)))
    if row.level is not None and row.level != row.tier:
        share = "" if judged.level_share is None else f", {percent(judged.level_share)} of ARR"
        level = f"{_how(row.level, found)}{share}"
        yield f"Level {row.level}", money(judged.level_cost), level
    hourly = hourly_cost(costs)
    if row.minutes is not None and hourly is not None:
        share = "" if judged.actual_share is None else f", {percent(judged.actual_share)} of ARR"
        rate = money(rounded(hourly))
        hours = figure(row.minutes / 60)
        text = f"{hours} h logged since {found.from_.isoformat()} at {rate}{share}"
        yield "Actual", money(judged.actual), text
    value = lifetime_value(row.arr, costs)
    if value is not None:
        yield "Lifetime value", money(value), _lifetime(found)
    if judged.flag is not None:
        yield judged.flag.capitalize(), "", "; ".join(judged.reasons)


def _share(share: float | None) -> str:
    return formatting.UNKNOWN if share is None else percent(share)


def _how(level: Level, found: Economics) -> str:
    cost = planned_cost(level, found.model.costs)
    return "no cost: see below" if cost is None else how(cost, found.currency)


def _lifetime(found: Economics) -> str:
    costs = found.model.costs
    return f"ARR × {costs.gross_margin or 0:g} % ÷ (100 % − {costs.retention or 0:g} %)"
