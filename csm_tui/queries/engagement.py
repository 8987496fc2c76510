"""Whether customers take part: rates of touchpoints and metrics by group and period (DOMAIN §8)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain import engagement as domain
from csm_tui.domain.engagement import OF_TOUCHPOINTS, Figure, Rate, Touches
from csm_tui.domain.folding import fold
from csm_tui.queries.engagement_counts import GROUPINGS, ONLY_TOUCHPOINTS, Counted, Key, counted
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.touch_model import TouchModel

ALL: Final = "all"
PERIODS: Final = ("month", "quarter")
NOTHING: Final = Counted({}, {})


class Group(NamedTuple):
    """The rates of one group; `key` is "all", or None for no segment, channel …

    `before` are the same rates of as many days before, where a period was asked for.
    """

    key: str | None
    rates: tuple[Rate, ...]
    before: tuple[Rate, ...] = ()


class Engagement(NamedTuple):
    """The groups, "all" first; where most customers are lost; which channel answers best."""

    groups: tuple[Group, ...]
    lost: tuple[Rate, ...]
    channels: tuple[tuple[str, Rate], ...]


class Trend(NamedTuple):
    """The rates of one group over time: those of each month or quarter that has any, in order."""

    key: str | None
    periods: tuple[tuple[str, tuple[Rate, ...]], ...]


def engagement(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    by: str = "tier",
    from_: date | None = None,
    to: date | None = None,
) -> Engagement:
    """Return the rates of the accounts that `filter` keeps, of the days from `from_` to `to`.

    Both days count; nothing after today does. By tier every tier of the model is there, else only
    groups with anything to count; groups are those of today. `by` is one of GROUPINGS.
    """
    _, model = current_model(connection)
    last = today if to is None else min(to, today)
    now = counted(connection, filter, today, [GROUPINGS[by]], from_, last)
    before = None
    earlier = days_before(from_, last)
    if earlier is not None and by not in PERIODS:
        before = counted(connection, filter, today, [GROUPINGS[by]], *earlier)
    groups = groups_of(now, before, by, model)
    return Engagement(
        tuple(groups), tuple(domain.lost(groups[0].rates)), tuple(channels_of(now, model))
    )


def trends(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    by: str = "tier",
    over: str = "month",
    from_: date | None = None,
    to: date | None = None,
) -> list[Trend]:
    """Return the rates of each group by month or quarter (`over`), those of all first.

    Months without anything to count are not there; groups as `engagement` has them.
    """
    _, model = current_model(connection)
    last = today if to is None else min(to, today)
    groups = [GROUPINGS[by], GROUPINGS[over]]
    return over_time(counted(connection, filter, today, groups, from_, last), by, model)


def days_before(from_: date | None, to: date) -> tuple[date, date] | None:
    """Return the first and the last of as many days before `from_` as there are up to `to`."""
    if from_ is None or to < from_:
        return None
    days = (to - from_).days + 1
    if from_.toordinal() <= days:
        return None
    return from_ - timedelta(days=days), from_ - timedelta(days=1)


def over_time(found: Counted, by: str, model: TouchModel) -> list[Trend]:
    """Return the trends of what was counted by group and period, those of all first."""
    parts = split(found, 0)
    trends = [Trend(ALL, tuple(_periods(found, lambda one: _whole(one, model))))]
    for key in _keys(found, by, model):
        of = parts.get(key, NOTHING)
        trends.append(Trend(key, tuple(_periods(of, _rating(key, by, model)))))
    return trends


def _periods(
    found: Counted, rated: Callable[[Counted], list[Rate]]
) -> list[tuple[str, tuple[Rate, ...]]]:
    periods = sorted(split(found, 1).items(), key=lambda part: str(part[0]))
    return [(str(period), tuple(rated(one))) for period, one in periods]


def split(found: Counted, place: int) -> dict[str | None, Counted]:
    """Return what was counted by the value at one place of its key."""
    parts: defaultdict[str | None, Counted] = defaultdict(lambda: Counted({}, {}))
    for key, touches in found.touches.items():
        parts[key[place]].touches[key] = touches
    for key, figures in found.figures.items():
        parts[key[place]].figures[key] = figures
    return dict(parts)


def groups_of(now: Counted, before: Counted | None, by: str, model: TouchModel) -> list[Group]:
    """Return the groups by the first of the keys, all of them together first."""
    parts, earlier = split(now, 0), None if before is None else split(before, 0)
    then = () if before is None else tuple(_whole(before, model))
    groups = [Group(ALL, tuple(_whole(now, model)), then)]
    for key in _keys(now, by, model):
        rated = _rating(key, by, model)
        then = () if earlier is None else tuple(rated(earlier.get(key, NOTHING)))
        groups.append(Group(key, tuple(rated(parts.get(key, NOTHING))), then))
    return groups


def _rating(key: str | None, by: str, model: TouchModel) -> Callable[[Counted], list[Rate]]:
    return lambda found: _of(found, key, by, model)


def _of(found: Counted, key: str | None, by: str, model: TouchModel) -> list[Rate]:
    """Return the rates of one group, which is all that was found."""
    touches = _all(found.touches)
    if by not in ONLY_TOUCHPOINTS:
        tier = key if by == "tier" else None
        return domain.rates(touches, _summed(found.figures), model.benchmarks, tier=tier)
    # A channel is automated or not: its share says nothing.
    return [
        one
        for one in domain.rates(touches, (), model.benchmarks)
        if one.metric in OF_TOUCHPOINTS and (by, one.metric) != ("channel", "automation")
    ]


def _whole(found: Counted, model: TouchModel) -> list[Rate]:
    return domain.rates(_all(found.touches), _summed(found.figures), model.benchmarks)


def _all(touches: Mapping[Key, Sequence[Touches]]) -> list[Touches]:
    return [one for several in touches.values() for one in several]


def _summed(figures: Mapping[Key, Sequence[Figure]]) -> list[Figure]:
    sums: dict[str, Figure] = {}
    for several in figures.values():
        for metric, value, base, left_out in several:
            known = sums.get(metric, Figure(metric, 0, 0))
            sums[metric] = Figure(
                metric, known.value + value, known.base + base, known.left_out + left_out
            )
    return [*sums.values()]


def channels_of(found: Counted, model: TouchModel) -> list[tuple[str, Rate]]:
    """Return the channels by the share of touchpoints that were answered, the best first."""
    by_channel: defaultdict[str, list[Touches]] = defaultdict(list)
    for one in _all(found.touches):
        if one.like.channel is not None:
            by_channel[one.like.channel].append(one)
    answers = {
        channel: next(
            one for one in domain.rates(touches, (), model.benchmarks) if one.metric == "answer"
        )
        for channel, touches in by_channel.items()
    }
    return domain.best_channels(answers)


def _keys(counts: Counted, by: str, model: TouchModel) -> list[str | None]:
    figures = () if by in ONLY_TOUCHPOINTS else counts.figures
    found = {key[0] for key in (*counts.touches, *figures)}
    if by == "tier":
        tiers: list[str | None] = [*model.tiers]
        return tiers + [key for key in found if key not in model.tiers]
    return sorted(found, key=lambda key: (key is None, fold(key or ""), key or ""))
