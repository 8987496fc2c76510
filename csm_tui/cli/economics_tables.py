"""The tables and sentences of `csm economics`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.cli import formatting
from csm_tui.cli.economics import cents_each
from csm_tui.cli.output import Cell, Column, Row, room
from csm_tui.domain.economics import CostBand, margin_note
from csm_tui.domain.economics_words import blended_words, expectations, how, missing, percent
from csm_tui.domain.serving import OVER, UNDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.domain.tier_economics import TierSum
    from csm_tui.queries.economics import Economics, EconomicsRow

TABLE_ROWS: Final = 40
_TIERS: Final = (
    Column("Tier"),
    Column("Accounts", right=True),
    Column("ARR", right=True),
    Column("Cost each", right=True),
    Column("Cost", right=True),
    Column("Of ARR", right=True),
    Column("ARR:cost", right=True),
)
_OTHER_COLUMNS: Final = 22 + 3 * 2 + 6 + 7
_LEAST_WORDS: Final = 28
_FLAGGED: Final = (
    Column("Account", limit=22),
    Column("ARR", right=True),
    Column("Planned", right=True),
)
_ACCOUNTS: Final = (
    Column("Account", limit=26),
    Column("Tier"),
    Column("ARR", right=True),
    Column("Cost", right=True),
    Column("Of ARR", right=True),
    Column("Band"),
    Column("Logged", right=True),
)
_COLOURS: Final[dict[CostBand | None, str]] = {"expensive": "red", "under": "yellow"}


def show(session: Session, found: Economics, *, listed: bool) -> None:
    """Write the tiers, the sums, and who is over- and under-served; `listed`: every account."""
    printer = session.printer
    title = f"Cost to serve a year, by {found.model.name}"
    printer.line(title, "bold")
    printer.table(_TIERS, [_tier_line(tier, found.currency) for tier in found.tiers])
    printer.paragraph(blended_words(found.blended, found.model, found.currency))
    printer.line()
    arithmetic = list(_arithmetic(found))
    for text in arithmetic:
        printer.paragraph(text, "dim")
    if arithmetic:
        printer.line()
    for text in _sentences(found):
        printer.paragraph(text)
    limit = found.model.costs.over_served_above
    over = f"Over-served (low or tech tier, above {limit:g} % of ARR)"
    shares_known = any(row.found.share is not None for row in found.rows)
    nobody = "nobody." if shares_known else "not known, for want of shares of ARR."
    _print_flagged(session, found, found.flagged(OVER), over, nobody)
    nobody = "nobody." if found.sized else "not known, for want of a size (ARR, potential ARR)."
    _print_flagged(session, found, found.flagged(UNDER), "Under-served", nobody)
    if listed:
        printer.line()
        printer.table(_ACCOUNTS, [_account_line(row, found) for row in found.rows])
    gaps = missing(found.gaps, found.model.costs)
    if gaps:
        printer.line()
    for text in gaps:
        printer.paragraph(text, "dim")


def _arithmetic(found: Economics) -> Iterator[str]:
    for tier in found.tiers:
        if tier.planned is not None:
            notes = expectations(tier, found.model, found.currency)
            yield f"{tier.tier}: {'; '.join((how(tier.planned, found.currency), *notes))}"


def _tier_line(tier: TierSum, currency: str | None) -> Row:
    return (
        tier.tier,
        f"{tier.accounts:,}",
        formatting.money(tier.arr, currency),
        formatting.exact(_whole(cents_each(tier)), currency),
        formatting.money(tier.cost, currency),
        share(tier.share),
        formatting.UNKNOWN if tier.multiple is None else f"{tier.multiple:,.1f}×",
    )


def share(value: float | None) -> str:
    """Return a share of ARR as a table has it, `–` where it is not known."""
    return formatting.UNKNOWN if value is None else percent(value)


def _whole(cents: int | None) -> int | None:
    return None if cents is None else (cents + 50) // 100 * 100


def _sentences(found: Economics) -> Iterator[str]:
    bands = found.bands()
    told = [
        f"{number:,} {'without a share' if band is None else band}"
        for band, number in bands.items()
        if number
    ]
    costs = found.model.costs
    yield (
        f"By band: {', '.join(told)} (comfortable to {costs.comfortable_to:g} % of ARR, viable to"
        f" {costs.viable_to:g} %)."
    )
    failing = [row for row in found.rows if margin_note(row.found.share, costs)]
    if failing:
        count = formatting.plural(len(failing), "account")
        yield f"{count}: {margin_note(failing[0].found.share, costs)}."
    logged = found.logged
    if logged.accounts and logged.cost is not None:
        count = formatting.plural(logged.accounts, "account")
        yield (
            f"Actual: {logged.minutes / 60:,.0f} hours logged on {count} since"
            f" {found.from_.isoformat()} cost {formatting.money(logged.cost, found.currency)} of a"
            f" CSM's time; planned for {logged.planned_for:,} of them:"
            f" {formatting.money(logged.planned, found.currency)}, with shared resources and"
            " technology."
        )
    value = found.blended.lifetime_value
    if value is not None:
        yield (
            f"Lifetime value {formatting.money(value, found.currency)}: ARR ×"
            f" {costs.gross_margin:g} % gross margin ÷ (100 % − {costs.retention:g} % retention)."
        )


def _print_flagged(
    session: Session, found: Economics, rows: Sequence[EconomicsRow], title: str, nobody: str
) -> None:
    printer = session.printer
    printer.line()
    if not rows:
        printer.line(f"{title}: {nobody}", "bold")
        return
    printer.line(f"{title}: {formatting.plural(len(rows), 'account')}", "bold")
    words = Column("Why", limit=room(_OTHER_COLUMNS, _LEAST_WORDS), wrap=True)
    printer.table(
        (*_FLAGGED, words),
        [
            (
                row.account,
                formatting.money(row.arr, found.currency),
                share(row.found.share),
                "; ".join(row.found.reasons),
            )
            for row in rows[:TABLE_ROWS]
        ],
    )
    printer.cut_off(TABLE_ROWS, len(rows), "--accounts or --json has all")


def _account_line(row: EconomicsRow, found: Economics) -> Row:
    judged = row.found
    return (
        row.account,
        row.tier,
        formatting.money(row.arr, found.currency),
        formatting.money(judged.cost, found.currency),
        share(judged.share),
        Cell(judged.band or formatting.UNKNOWN, _COLOURS.get(judged.band)),
        formatting.money(judged.actual, found.currency),
    )
