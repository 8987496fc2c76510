"""`csm engagement --over`: the rates of each group by month or quarter (DOMAIN §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.cli import formatting
from csm_tui.cli.engagement import RATE_COLUMNS, rate_cells, rate_json
from csm_tui.cli.output import Column, Row, say
from csm_tui.domain.engagement_words import NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from csm_tui.cli.session import Session
    from csm_tui.domain.engagement import Rate
    from csm_tui.domain.filters import Filter
    from csm_tui.queries.engagement import Trend

_COLUMNS: Final = (Column("Period"), *RATE_COLUMNS)


def show_trends(
    session: Session,
    filter: Filter,
    by: str,
    over: str,
    only: Collection[str],
    span: Mapping[str, Any],
) -> None:
    """Write the rates of each group by month or quarter, those named in `only` if any are."""
    from csm_tui.queries import engagement as queries

    with session.reading() as book:
        found = queries.trends(book.connection, filter, by=by, over=over, **span)
    rows = [*_rows(found, only)]
    printer = session.printer
    if printer.is_json:
        printer.json([_as_json(*row) for row in rows])
    elif printer.is_plain:
        printer.records(_as_json(*row).values() for row in rows)
    elif not rows:
        say("Nothing to rate: no closed touchpoints, no figures of emails, webinars, in-app.")
    else:
        printer.sections(_COLUMNS, _sections(rows))


def _rows(found: Sequence[Trend], only: Collection[str]) -> Iterator[tuple[str | None, str, Rate]]:
    """Yield group, period and rate, rate by rate within a group; those with an empty base never."""
    for trend in found:
        for metric in NAMES:
            if only and metric not in only:
                continue
            for period, rates in trend.periods:
                for rate in rates:
                    if rate.metric == metric and rate.base:
                        yield trend.key, period, rate


def _as_json(group: str | None, period: str, rate: Rate) -> dict[str, Any]:
    return {"group": group, "period": period, **rate_json(rate), "small_sample": rate.small}


def _sections(rows: Sequence[tuple[str | None, str, Rate]]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for group, period, rate in rows:
        title = f"{formatting.UNKNOWN if group is None else group}: {NAMES[rate.metric]}"
        found.setdefault(title, []).append((period, *rate_cells(rate)))
    return [*found.items()]
