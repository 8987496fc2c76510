"""`csm engagement`: rates with their counts and benchmarks, and what they go with (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from csm_tui.cli import formatting
from csm_tui.cli.arguments import DAY, check_span
from csm_tui.cli.framework import command, session_of
from csm_tui.cli.output import Cell, Column, Record, Row, say
from csm_tui.domain.engagement_words import NAMES, counts, number
from csm_tui.domain.wording import figure, on
from csm_tui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.cli.session import Session
    from csm_tui.domain.engagement import Rate
    from csm_tui.queries.engagement import Engagement, Group

_BY: Final = ("tier", "kind", "channel", "stage", "segment", "owner", "month", "quarter")
_INKS: Final = {"met": "green", "below": "yellow", "too-few": "dim"}
_PERIODS: Final = ("month", "quarter")
_LOST: Final = 3
RATE_COLUMNS: Final = (
    Column("%", right=True),
    Column("Count", right=True),
    Column("Benchmark", right=True),
    Column("Verdict"),
)
_COLUMNS: Final = (Column("Rate"), *RATE_COLUMNS)
_BEFORE: Final = Column("Before", right=True)


@command(
    "engagement",
    shows=True,
    examples=(
        "csm engagement                          by tier, against the benchmarks",
        "csm engagement --from 2025-11-01 --by month",
        'csm engagement "segment:enterprise" --by channel',
        "csm engagement --over month --rate email-open",
        "csm engagement --outcomes               health 28 days after, by kind",
        "csm engagement --disengaging            who stopped answering",
    ),
)
@click.argument("filter", nargs=-1)
@click.option("--by", type=click.Choice(_BY), help="Default: tier; with --outcomes kind.")
@click.option("--from", "from_", type=DAY, metavar="DATE", help="From this day.")
@click.option("--to", type=DAY, metavar="DATE", help="Up to this day (default: today).")
@click.option("--over", type=click.Choice(_PERIODS), help="Each group by month or quarter.")
@click.option(
    "--rate",
    "only",
    multiple=True,
    metavar="NAME",
    type=click.Choice([*NAMES]),
    help="Only this rate, as email-open (several times for more).",
)
@click.option("--disengaging", is_flag=True, help="Accounts that stopped answering instead.")
@click.option("--outcomes", is_flag=True, help="How health changed after touchpoints instead.")
@click.pass_context
def engagement(
    context: click.Context,
    filter: tuple[str, ...],
    by: str | None,
    from_: date | None,
    to: date | None,
    over: str | None,
    only: tuple[str, ...],
    disengaging: bool,
    outcomes: bool,
) -> None:
    """Show whether the customers take part: of all accounts, or of those that FILTER keeps.

    Every rate has its counts; under twenty it is too few to judge. With --from each stands beside
    the same number of days before (`csm help measurement`).
    """
    from csm_tui.domain.filters import parse
    from csm_tui.queries import engagement as queries

    session = session_of(context)
    wanted = parse(" ".join(filter))
    check_span(from_, to)
    span: dict[str, Any] = {"today": session.today, "from_": from_, "to": to}
    _check(by, over, only, disengaging, outcomes)
    if outcomes:
        from csm_tui.cli.outcomes import show_outcomes

        show_outcomes(session, wanted, by or "kind", span)
        return
    if disengaging:
        from csm_tui.cli.disengaging import show_disengaging

        show_disengaging(session, wanted, span)
        return
    if over is not None:
        from csm_tui.cli.engagement_over import show_trends

        show_trends(session, wanted, by or "tier", over, only, span)
        return
    with session.reading() as book:
        found = queries.engagement(book.connection, wanted, by=by or "tier", **span)
    found = _only(found, only)
    printer = session.printer
    if printer.is_json:
        printer.json([*as_json(found, every=by in (None, "tier"))])
    elif printer.is_plain:
        printer.records(_plain(found, every=by in (None, "tier")))
    elif not any(rate.base for group in found.groups for rate in group.rates):
        say("Nothing to rate: no closed touchpoints, no figures of emails, webinars, in-app.")
    else:
        printer.line(_title(from_, to or session.today), "bold")
        _show(session, found)


def _title(from_: date | None, last: date) -> str:
    """Return of which days the rates are."""
    return f"Rates of {on(from_)} to {on(last)}" if from_ else f"Rates of all days to {on(last)}"


def _check(
    by: str | None, over: str | None, only: tuple[str, ...], disengaging: bool, outcomes: bool
) -> None:
    """Raise UsageError where options do not go together."""
    if outcomes and disengaging:
        raise UsageError("--outcomes and --disengaging are two answers: ask for one.")
    instead = "--outcomes" if outcomes else "--disengaging" if disengaging else None
    if instead and (over or only):
        raise UsageError(f"--over and --rate are of rates: they do not go with {instead}.")
    if disengaging and by:
        raise UsageError("--disengaging lists accounts: it does not go with --by.")
    if over and by in _PERIODS:
        raise UsageError(f"--over {over} groups by time already: --by {by} does not go with it.")


def _only(found: Engagement, only: tuple[str, ...]) -> Engagement:
    """Return the engagement with the rates that were asked for, all where none was named."""
    if not only:
        return found
    groups = [
        group._replace(
            rates=tuple(rate for rate in group.rates if rate.metric in only),
            before=tuple(rate for rate in group.before if rate.metric in only),
        )
        for group in found.groups
    ]
    lost = tuple(rate for rate in found.lost if rate.metric in only)
    channels = found.channels if "answer" in only else ()
    return found._replace(groups=tuple(groups), lost=lost, channels=channels)


def as_json(found: Engagement, *, every: bool) -> Iterator[dict[str, Any]]:
    """Yield the rates with the keys that INTERFACE promises, "all" first, and more.

    `every` has also those of the groups that have nothing to count.
    """
    for group in found.groups:
        before = {rate.metric: rate for rate in group.before}
        for rate in group.rates:
            if not (every or rate.base or rate.left_out or group is found.groups[0]):
                continue
            then = before.get(rate.metric)
            yield {
                "group": group.key,
                **rate_json(rate),
                "small_sample": rate.small,
                "before_pct": formatting.hundredths(then.rate_pct if then else None),
                "before_count": formatting.whole(then.part if then else None),
                "before_base": formatting.whole(then.base if then else None),
                "left_out": rate.left_out,
            }


def rate_json(rate: Rate) -> dict[str, Any]:
    """Return a rate under the keys that INTERFACE promises."""
    return {
        "metric": rate.metric,
        "count": formatting.whole(rate.part),
        "base": formatting.whole(rate.base),
        "rate_pct": formatting.hundredths(rate.rate_pct),
        "benchmark_pct": formatting.whole(rate.benchmark_pct),
        "verdict": rate.verdict,
    }


def _plain(found: Engagement, *, every: bool) -> Iterator[Record]:
    keys = ("group", "metric", "count", "base", "rate_pct", "benchmark_pct", "verdict")
    for row in as_json(found, every=every):
        yield [row[key] for key in keys]


def _show(session: Session, found: Engagement) -> None:
    compared = any(rate.base for group in found.groups for rate in group.before)
    columns = (*_COLUMNS, _BEFORE) if compared else _COLUMNS
    session.printer.sections(
        columns,
        [
            (formatting.UNKNOWN if group.key is None else group.key, [*_lines(group, compared)])
            for group in found.groups
            if any(rate.base for rate in group.rates)
        ],
    )
    for line in _said(found):
        session.printer.paragraph(line)


def _lines(group: Group, compared: bool) -> Iterator[Row]:
    before = {rate.metric: rate for rate in group.before}
    for rate in group.rates:
        if rate.base:
            line = (NAMES[rate.metric], *rate_cells(rate))
            yield (*line, _then(before.get(rate.metric))) if compared else line


def rate_cells(rate: Rate) -> Row:
    """Return a rate as the cells after its name: percent, count, benchmark, verdict."""
    verdict = (rate.verdict or ("too-few" if rate.small else "")).replace("-", " ")
    return (
        Cell(_percent(rate), _INKS.get(rate.verdict or "")),
        counts(rate),
        "" if rate.benchmark_pct is None else f"{figure(rate.benchmark_pct)} %",
        Cell(verdict, _INKS.get(rate.verdict or ("too-few" if rate.small else ""))),
    )


def _percent(rate: Rate) -> str:
    return formatting.UNKNOWN if rate.rate_pct is None else f"{rate.rate_pct:.1f}"


def _then(rate: Rate | None) -> str:
    if rate is None or not rate.base:
        return formatting.UNKNOWN
    return f"{_percent(rate)} of {number(rate.base)}"


def _said(found: Engagement) -> Iterator[str]:
    """Yield what the rates of all accounts come to: where customers are lost, what they answer."""
    steps = [
        f"{NAMES[rate.metric]} ({number(rate.base - rate.part)} of {number(rate.base)} not)"
        for rate in found.lost[:_LOST]
        if rate.part < rate.base
    ]
    if steps:
        yield f"Most drop out at: {', '.join(steps)}."
    if len(found.channels) > 1:
        (best, top), (worst, low) = found.channels[0], found.channels[-1]
        yield (
            f"Answers best: {best} ({_percent(top)} % of {number(top.base)});"
            f" least: {worst} ({_percent(low)} % of {number(low.base)})."
        )
    left_out = sum(rate.left_out for rate in found.groups[0].rates)
    if left_out:
        figures = formatting.plural(left_out, "figure")
        yield f"{figures} without a denominator of the same day left out."
