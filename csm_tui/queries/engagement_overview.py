"""Engagement as one picture: by tier, month, kind and channel, from one count of the book."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain import engagement as domain
from csm_tui.queries.engagement import (
    NOTHING,
    Engagement,
    Group,
    Trend,
    channels_of,
    days_before,
    groups_of,
    over_time,
    split,
)
from csm_tui.queries.engagement_counts import GROUPINGS, MONTH, Counted, Key, counted
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from csm_tui.domain.engagement import Touches
    from csm_tui.domain.filters import Filter

Sort = Literal["kind", "channel"]

_SORTS: Final[tuple[Sort, ...]] = ("kind", "channel")
_MONTHS: Final = 12
# A chart of more could not be read.
_MOST_MONTHS: Final = 60


class Overview(NamedTuple):
    """The rates of a span by tier, kind and channel, and by month for all and each tier.

    `months` are all months of the trends, oldest first; the last one ends with the span's last day,
    `to`. Under `least` a rate is too few to judge.
    """

    engagement: Engagement
    trends: tuple[Trend, ...]
    kinds: tuple[Group, ...]
    channels: tuple[Group, ...]
    months: tuple[str, ...]
    to: date
    least: float


def overview(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    from_: date | None = None,
    to: date | None = None,
) -> Overview:
    """Return the rates of the accounts that `filter` keeps, of the days from `from_` to `to`.

    The trends reach back a year at least.
    """
    _, model = current_model(connection)
    last = today if to is None else min(to, today)
    earlier = days_before(from_, last)
    start = _months_back(last, _MONTHS - 1)
    start = start if from_ is None else min(start, from_.replace(day=1))
    first = None if from_ is None else min((start, *(earlier or ())))
    when = "'now'"
    if from_ is not None:
        # Dates of ours, in ISO: nothing that could be anything else.
        when = f"CASE WHEN {{0}}.date >= '{from_.isoformat()}' THEN 'now'"
        if earlier is not None:
            days = f"'{earlier[0].isoformat()}' AND '{earlier[1].isoformat()}'"
            when += f" WHEN {{0}}.date BETWEEN {days} THEN 'before'"
        when += " END"
    found = counted(connection, filter, today, [GROUPINGS["tier"], MONTH, when], first, last)
    parts = split(found, 2)
    now = parts.get("now", NOTHING)
    before = None if earlier is None else parts.get("before", NOTHING)
    groups = tuple(groups_of(now, before, "tier", model))
    months = _months(found, None if from_ is None else start, last)
    kinds, channels = (
        tuple(groups_of(_by(now, of), None if before is None else _by(before, of), of, model))
        for of in _SORTS
    )
    return Overview(
        Engagement(groups, tuple(domain.lost(groups[0].rates)), tuple(channels_of(now, model))),
        tuple(
            Trend(trend.key, tuple(part for part in trend.periods if part[0] in months))
            for trend in over_time(found, "tier", model)
        ),
        kinds,
        channels,
        months,
        last,
        model.benchmarks.least_sample,
    )


def _by(found: Counted, of: Sort) -> Counted:
    """Return the touchpoints by kind or channel."""
    parts: defaultdict[Key, list[Touches]] = defaultdict(list)
    for touches in found.touches.values():
        for one in touches:
            parts[(one.like.kind if of == "kind" else one.like.channel,)].append(one)
    return Counted(dict(parts), {})


def _months_back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return day.replace(year=max(1, number // 12), month=number % 12 + 1, day=1)


def _months(found: Counted, start: date | None, last: date) -> tuple[str, ...]:
    """Return the months from `start`, else from the first with anything, to `last`."""
    if start is None:
        known = [str(key[1]) for key in (*found.touches, *found.figures)]
        wanted = f"{_months_back(last, _MONTHS - 1):%Y-%m}"
        first = min([*known, wanted])
    else:
        first = f"{start:%Y-%m}"
    months: list[str] = []
    day = last.replace(day=1)
    while f"{day:%Y-%m}" >= first and len(months) < _MOST_MONTHS:
        months.append(f"{day:%Y-%m}")
        day = _months_back(day, 1)
    return tuple(reversed(months))
