"""Whether customers take part: rates of touchpoints and metrics by group and period (DOMAIN §8)."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain import engagement as domain
from csm_tui.domain.cadence import AUTOMATION
from csm_tui.domain.engagement import OF_METRICS, OF_TOUCHPOINTS, Figure, Rate, Touches
from csm_tui.domain.facts import Touchpoint
from csm_tui.domain.folding import fold
from csm_tui.queries import filters
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.touch_model import TouchModel

ALL: Final = "all"
_MONTH: Final = "substr({0}.date, 1, 7)"
_QUARTER: Final = (
    "substr({0}.date, 1, 4) || '-Q' || ((CAST(substr({0}.date, 6, 2) AS INTEGER) + 2) / 3)"
)
# What the rates may be grouped by; a kind and a channel have only those of touchpoints.
GROUPINGS: Final[dict[str, str]] = {
    "tier": "s.tier",
    "stage": "s.stage",
    "segment": "nullif(trim(a.segment), '')",
    "owner": "nullif(trim(s.owner), '')",
    "kind": "t.kind",
    "channel": "t.channel",
    "month": _MONTH,
    "quarter": _QUARTER,
}
_ONLY_TOUCHPOINTS: Final = ("kind", "channel")
_PERIODS: Final = ("month", "quarter")
_CLOSED: Final = ("done", "no-show", "skipped")
_ANY_DAY: Final = date(2000, 1, 1)
_AUTOMATION: Final = ", ".join(f"'{owner}'" for owner in sorted(AUTOMATION))


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


class _Counted(NamedTuple):
    touches: Mapping[str | None, list[Touches]]
    figures: Mapping[str | None, list[Figure]]


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
    now = _counted(connection, filter, today, by, from_, last)
    before = None
    if from_ is not None and by not in _PERIODS:
        days = (last - from_).days + 1
        if days > 0 and from_.toordinal() > days:
            first, until = from_ - timedelta(days=days), from_ - timedelta(days=1)
            before = _counted(connection, filter, today, by, first, until)
    whole = _rates(_all(now.touches), _summed(now.figures), model)
    groups = [Group(ALL, tuple(whole), _before(before, None, by, model, whole=True))]
    keys = {*now.touches, *(() if by in _ONLY_TOUCHPOINTS else now.figures)}
    for key in _keys(keys, by, model):
        found = _of(now, key, by, model)
        groups.append(Group(key, tuple(found), _before(before, key, by, model)))
    return Engagement(tuple(groups), tuple(domain.lost(whole)), tuple(_channels(now, model)))


def _counted(
    connection: sqlite3.Connection,
    filter: Filter,
    today: date,
    by: str,
    from_: date | None,
    to: date,
) -> _Counted:
    condition, parameters = filters.where(filter, today)
    chosen = (
        "JOIN standing s ON s.account_id = {0}.account_id JOIN account a ON a.id = {0}.account_id"
        f" WHERE {filters.scope(filter)} AND {condition} AND {{0}}.date BETWEEN ? AND ?"
    )
    values = [*parameters, "" if from_ is None else from_.isoformat(), to.isoformat()]
    touches = _touches(connection, GROUPINGS[by].format("t"), chosen.format("t"), values)
    group = "NULL" if by in _ONLY_TOUCHPOINTS else GROUPINGS[by].format("m")
    figures = _figures(connection, group, chosen.format("m"), values)
    return _Counted(touches, figures)


def _touches(
    connection: sqlite3.Connection, group: str, chosen: str, values: Sequence[str | int]
) -> dict[str | None, list[Touches]]:
    found: defaultdict[str | None, list[Touches]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT {group} AS grp, t.kind, t.channel, t.status, t.direction, t.answered,"
        f" t.automated, lower(t.owner) IN ({_AUTOMATION}) AS machine,"
        " coalesce(trim(t.notes), '') <> '' AS told, count(*),"
        " coalesce(sum(t.action_items), 0),"
        " coalesce(sum(min(t.action_items, coalesce(t.action_items_done, 0))), 0)"
        f" FROM touchpoint t {chosen} AND t.status IN {_CLOSED}"
        " GROUP BY grp, t.kind, t.channel, t.status, t.direction, t.answered, t.automated,"
        " machine, told",
        values,
    ):
        found[row[0]].append(Touches(_like(row), *row[9:12]))
    return dict(found)


def _like(row: Sequence[Any]) -> Touchpoint:
    return Touchpoint(
        id=0,
        date=_ANY_DAY,
        kind=row[1],
        channel=row[2],
        status=row[3],
        direction=row[4],
        answered=None if row[5] is None else bool(row[5]),
        automated=bool(row[6]),
        owner=min(AUTOMATION) if row[7] else None,
        notes="told" if row[8] else None,
    )


def _figures(
    connection: sqlite3.Connection, group: str, chosen: str, values: Sequence[str | int]
) -> dict[str | None, list[Figure]]:
    """Return the metrics with their denominators: their own base, else that of the same day."""
    names = ", ".join(f"'{name}'" for pair in OF_METRICS.values() for name in pair)
    base = " ".join(f"WHEN '{name}' THEN '{base}'" for name, base in OF_METRICS.values())
    # Of several values of a metric and a day the one entered last counts (max(id) picks the row).
    points = (
        f"SELECT m.account_id, m.metric, m.date, m.value, m.base, {group} AS grp, max(m.id)"
        f" FROM metric m {chosen} AND m.metric IN ({names})"
        " GROUP BY m.account_id, m.metric, m.date"
    )
    found: defaultdict[str | None, list[Figure]] = defaultdict(list)
    for key, metric, value, of, left_out in connection.execute(
        f"WITH point AS MATERIALIZED ({points}), share AS (SELECT p.grp, p.metric, p.value,"
        " coalesce(p.base, b.value) AS base FROM point p LEFT JOIN point b"
        " ON b.account_id = p.account_id AND b.date = p.date"
        f" AND b.metric = CASE p.metric {base} END WHERE CASE p.metric {base} END IS NOT NULL)"
        " SELECT grp, metric, total(value) FILTER (WHERE base > 0),"
        " total(base) FILTER (WHERE base > 0), count(*) - count(*) FILTER (WHERE base > 0)"
        " FROM share GROUP BY grp, metric",
        values,
    ):
        found[key].append(Figure(metric, value, of, left_out))
    return dict(found)


def _of(counted: _Counted, key: str | None, by: str, model: TouchModel) -> list[Rate]:
    figures = () if by in _ONLY_TOUCHPOINTS else counted.figures.get(key, ())
    tier = key if by == "tier" else None
    found = _rates(counted.touches.get(key, ()), figures, model, tier)
    if by not in _ONLY_TOUCHPOINTS:
        return found
    # A channel is automated or not: its share says nothing.
    return [
        one
        for one in found
        if one.metric in OF_TOUCHPOINTS and (by, one.metric) != ("channel", "automation")
    ]


def _before(
    counted: _Counted | None, key: str | None, by: str, model: TouchModel, *, whole: bool = False
) -> tuple[Rate, ...]:
    if counted is None:
        return ()
    if whole:
        return tuple(_rates(_all(counted.touches), _summed(counted.figures), model))
    return tuple(_of(counted, key, by, model))


def _rates(
    touches: Sequence[Touches],
    figures: Iterable[Figure],
    model: TouchModel,
    tier: str | None = None,
) -> list[Rate]:
    return domain.rates(touches, figures, model.benchmarks, tier=tier)


def _all(touches: Mapping[str | None, list[Touches]]) -> list[Touches]:
    return [one for several in touches.values() for one in several]


def _summed(figures: Mapping[str | None, list[Figure]]) -> list[Figure]:
    sums: dict[str, Figure] = {}
    for several in figures.values():
        for metric, value, base, left_out in several:
            known = sums.get(metric, Figure(metric, 0, 0))
            sums[metric] = Figure(
                metric, known.value + value, known.base + base, known.left_out + left_out
            )
    return [*sums.values()]


def _channels(counted: _Counted, model: TouchModel) -> list[tuple[str, Rate]]:
    by_channel: defaultdict[str, list[Touches]] = defaultdict(list)
    for one in _all(counted.touches):
        if one.like.channel is not None:
            by_channel[one.like.channel].append(one)
    answers = {
        channel: next(one for one in _rates(touches, (), model) if one.metric == "answer")
        for channel, touches in by_channel.items()
    }
    return domain.best_channels(answers)


def _keys(found: set[str | None], by: str, model: TouchModel) -> list[str | None]:
    if by == "tier":
        tiers: list[str | None] = [*model.tiers]
        return tiers + [key for key in found if key not in model.tiers]
    return sorted(found, key=lambda key: (key is None, fold(key or ""), key or ""))
