"""`csm retention`: what the ARR of one day became by another (DOMAIN §9 and §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import DAY, check_span
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Column, Record, Row, say
from csm_tui.domain import renewal_outcomes
from csm_tui.domain.retention import BEHIND, MOVEMENT_KINDS, year_before
from csm_tui.domain.wording import on
from csm_tui.formatting import bar, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.renewal_outcomes import Renewals
    from csm_tui.domain.retention import Movement, Retention
    from csm_tui.queries.retention import AccountRenewal, RetentionReport

_FIGURES: Final = (
    Column(""),
    Column("Accounts", right=True),
    Column("ARR", right=True),
    Column(""),
    Column(""),
)
_BAR: Final = 24
_MOVEMENTS: Final = (
    Column("Account", limit=34),
    Column("Movement"),
    Column("First day", right=True),
    Column("Last day", right=True),
    Column("Change", right=True),
)
_RENEWALS: Final = (
    Column("Due", right=True),
    Column("Account", limit=34),
    Column("Product", limit=16),
    Column("Outcome"),
    Column("Why", limit=30, wrap=True),
)


class _Asked(NamedTuple):
    from_: date
    to: date
    behind: str | None
    report: RetentionReport
    renewals: Renewals
    currency: str | None

    @property
    def movements(self) -> Sequence[Movement]:
        """Return the movements behind the figure asked for."""
        return self.report.behind(self.behind or "start")

    @property
    def due(self) -> Sequence[AccountRenewal]:
        """Return the renewals behind the figure asked for."""
        return self.report.renewals_behind(self.behind or "due")


@command(
    "retention",
    shows=True,
    examples=(
        "csm retention                           the last 12 months",
        "csm retention --from 2025-07-01 --to 2025-12-31 tier:high",
        "csm retention --accounts churn          the accounts behind a figure",
        "csm retention --json",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--from", "from_", type=DAY, metavar="DATE", help="Default: a year before --to.")
@click.option("--to", type=DAY, metavar="DATE", help="Default: today.")
@click.option(
    "--accounts",
    "behind",
    type=click.Choice((*BEHIND, *renewal_outcomes.BEHIND)),
    metavar="FIGURE",
    help="Those behind a figure: start, expansion, contraction, churn, unchanged, end, new,"
    " unknown; of renewals due, decided, renewed, not-renewed, open.",
)
@click.pass_context
def retention(
    context: click.Context,
    filter: tuple[str, ...],
    from_: date | None,
    to: date | None,
    behind: str | None,
) -> None:
    """Show what the ARR of one day became by another: GRR, NRR, logo retention, renewals.

    Of all accounts, churned and archived ones too, or of those that FILTER keeps as they stand
    today (`csm help filters`). `csm help retention` says where ARR comes from.
    """
    from csm_tui.domain.filters import parse
    from csm_tui.queries import accounts
    from csm_tui.queries import retention as queries

    session = session_of(context)
    wanted = parse(" ".join(filter))
    last = session.today if to is None else to
    first = year_before(last) if from_ is None else from_
    check_span(first, last)
    with session.reading() as book:
        report = queries.report(book.connection, wanted, today=session.today, from_=first, to=last)
        currency = accounts.currency(book.connection)
    asked = _Asked(first, last, behind, report, report.counted, currency)
    if session.printer.is_json:
        session.printer.json(as_json(asked))
    elif behind is not None:
        _print_behind(session, asked)
    elif session.printer.is_plain:
        session.printer.records(_plain(asked))
    else:
        _print(session, asked)
    if last > session.today:
        say(f"{on(last)} is after today: a contract that ends until then counts as churn.")


def as_json(asked: _Asked) -> dict[str, Any]:
    """Return the figures with the keys that INTERFACE promises, and more."""
    table = asked.report.table
    shape: dict[str, Any] = {
        "from": asked.from_,
        "to": asked.to,
        "accounts": table.accounts,
        "start_arr": formatting.number(table.start),
        "expansion": formatting.number(table.expansion),
        "contraction": formatting.number(table.contraction),
        "churn": formatting.number(table.churn),
        "end_arr": formatting.number(table.end),
        "new": formatting.number(table.new),
        "grr": _six(table.grr),
        "nrr": _six(table.nrr),
        "logo_retention": _six(table.logo_retention),
        "retained_accounts": table.retained,
        **{f"{kind}_accounts": table.counts[kind] for kind in MOVEMENT_KINDS},
        "small_sample": table.accounts < asked.report.least_sample,
        "renewals_due": asked.renewals.due,
        "renewed": asked.renewals.counts["renewed"],
        "not_renewed": asked.renewals.counts["not-renewed"],
        "renewals_open": asked.renewals.counts["open"],
        "renewal_rate": _six(asked.renewals.rate),
        "renewals_unseen": asked.report.unseen,
    }
    if asked.behind in renewal_outcomes.BEHIND:
        shape["behind"] = [_renewal_json(one) for one in asked.due]
    elif asked.behind is not None:
        shape["behind"] = [_movement_json(moved) for moved in asked.movements]
    return shape


def _six(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 6)


def _movement_json(moved: Movement) -> dict[str, Any]:
    return {
        "account": moved.account,
        "account_id": moved.account_id,
        "movement": moved.kind,
        "start_arr": formatting.number(moved.start),
        "end_arr": formatting.number(moved.end),
        "change": formatting.number(moved.change),
    }


def _renewal_json(one: AccountRenewal) -> dict[str, Any]:
    return {
        "account": one.account,
        "account_id": one.account_id,
        "due": one.renewal.on,
        "product": one.renewal.product,
        "outcome": one.renewal.outcome,
        "reason": one.renewal.reason,
    }


def _plain(asked: _Asked) -> list[Record]:
    return [(name, _plain_value(value)) for name, value in as_json(asked).items()]


def _plain_value(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _print_behind(session: Session, asked: _Asked) -> None:
    if session.printer.is_plain:
        rows = as_json(asked)["behind"]
        session.printer.records([_plain_value(value) for value in row.values()] for row in rows)
        return
    if asked.behind in renewal_outcomes.BEHIND:
        session.printer.table(_RENEWALS, map(_renewal_line, asked.due), header=bool(asked.due))
        count = formatting.plural(len(asked.due), "renewal")
        session.printer.line(f"{count} {asked.behind}, {_span(asked)}", "dim")
        return
    lines = [_movement_line(moved, asked.currency) for moved in asked.movements]
    session.printer.table(_MOVEMENTS, lines, header=bool(lines))
    count = formatting.plural(len(lines), "account")
    session.printer.line(f"{count}: {asked.behind}, {_span(asked)}", "dim")


def _movement_line(moved: Movement, currency: str | None) -> Row:
    return (
        moved.account,
        moved.kind,
        formatting.exact(moved.start, currency),
        formatting.exact(moved.end, currency),
        _signed(moved.change, currency),
    )


def _signed(cents: int | None, currency: str | None) -> str:
    text = formatting.exact(cents, currency)
    return f"+{text}" if cents is not None and cents > 0 else text


def _renewal_line(one: AccountRenewal) -> Row:
    renewal = one.renewal
    return (
        on(renewal.on),
        one.account,
        renewal.product or "",
        renewal.outcome,
        renewal.reason,
    )


def _span(asked: _Asked) -> str:
    return f"{on(asked.from_)} to {on(asked.to)}"


def _print(session: Session, asked: _Asked) -> None:
    table, report = asked.report.table, asked.report
    session.printer.line(f"Retention, {_span(asked)}", "bold")
    signs = formatting.glyphs(ascii_only=session.config.ascii)
    session.printer.table(_FIGURES, _table_lines(table, asked.currency, signs))
    session.printer.line()
    session.printer.table(
        (Column(""), Column("", right=True), Column("", limit=60, wrap=True)),
        _ratio_lines(table, asked.currency),
        header=False,
    )
    if 0 < table.accounts < report.least_sample:
        session.printer.paragraph(
            f"Of {formatting.plural(table.accounts, 'account')}: too few to judge by (under"
            f" {report.least_sample}).",
            "yellow",
        )
    session.printer.line()
    session.printer.paragraph(_renewal_rate(asked.renewals, report.least_sample))
    _say_what_is_missing(session, asked)


def _table_lines(table: Retention, currency: str | None, signs: formatting.Glyphs) -> list[Row]:
    most = max(1, table.start, table.end, table.new)

    def line(title: str, accounts: int, cents: int, sign: str = "", note: str = "") -> Row:
        amount = formatting.exact(cents, currency)
        full, _ = bar(cents, _BAR, signs, whole=most)
        return title, f"{accounts:,}", f"{sign}{amount}" if cents else amount, full, note

    counts = table.counts
    return [
        line("Start", table.accounts, table.start),
        line("Expansion", counts["expansion"], table.expansion, "+"),
        line("Contraction", counts["contraction"], table.contraction, "-"),
        line("Churn", counts["churn"], table.churn, "-"),
        line("End", table.retained, table.end),
        line("New", counts["new"], table.new, note="beside them"),
    ]


def _ratio_lines(table: Retention, currency: str | None) -> list[Row]:
    def of(part: int, whole: int) -> str:
        return f"{formatting.exact(part, currency)} of {formatting.exact(whole, currency)}"

    kept = table.start - table.contraction - table.churn
    return [
        ("GRR", ratio(table.grr), f"{of(kept, table.start)}, expansion left out"),
        ("NRR", ratio(table.nrr), of(table.end, table.start)),
        (
            "Logo retention",
            ratio(table.logo_retention),
            f"{table.retained:,} of {formatting.plural(table.accounts, 'account')}",
        ),
    ]


def _renewal_rate(counted: Renewals, least_sample: int) -> str:
    if not counted.due:
        return "Renewal rate (of contracts, another figure): n/a, no renewal fell due."
    few = ", too few to judge by" if 0 < counted.decided < least_sample else ""
    return (
        f"Renewal rate (of contracts, another figure): {ratio(counted.rate)},"
        f" {counted.counts['renewed']:,} of {counted.decided:,} decided{few};"
        f" {counted.counts['not-renewed']:,} not renewed, {counted.counts['open']:,} open."
    )


def _say_what_is_missing(session: Session, asked: _Asked) -> None:
    if asked.report.unseen:
        count = formatting.plural(asked.report.unseen, "account")
        session.printer.paragraph(
            f"{count} came into the book after {on(asked.from_)}: what they renewed before"
            " is not known.",
            "dim",
        )
    unknown = asked.report.table.counts["unknown"]
    if unknown:
        session.printer.paragraph(
            f"{formatting.plural(unknown, 'account')} with ARR unknown on one of the days: in no"
            " figure (--accounts unknown lists them). Subscriptions or ARR changes, imported, say"
            " what it was.",
            "dim",
        )
    if asked.report.negative:
        count = formatting.plural(asked.report.negative, "account")
        session.printer.paragraph(f"{count} with an ARR below 0, which counts as 0.", "dim")
