"""Touchpoints by sort and metrics with their denominators, counted over the book by groups."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.cadence import AUTOMATION
from csm_tui.domain.engagement import CHECK_IN, OF_METRICS, Figure, Touches
from csm_tui.domain.facts import Touchpoint
from csm_tui.queries import filters

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from csm_tui.domain.filters import Filter

# The values of the groups that something belongs to, in the order they were asked for.
Key = tuple[str | None, ...]

MONTH: Final = "substr({0}.date, 1, 7)"
QUARTER: Final = (
    "substr({0}.date, 1, 4) || '-Q' || ((CAST(substr({0}.date, 6, 2) AS INTEGER) + 2) / 3)"
)
# What may be grouped by, {0} being the table; a kind and a channel have only touchpoints.
GROUPINGS: Final[dict[str, str]] = {
    "tier": "s.tier",
    "stage": "s.stage",
    "segment": "nullif(trim(a.segment), '')",
    "owner": "nullif(trim(s.owner), '')",
    "kind": "{0}.kind",
    "channel": "{0}.channel",
    "month": MONTH,
    "quarter": QUARTER,
}
ONLY_TOUCHPOINTS: Final = ("kind", "channel")
_CLOSED: Final = ("done", "no-show", "skipped")
_DIRECTIONS: Final = (None, "outbound", "inbound", "both")
_ANSWERED: Final = (False, True, None)
_LONG: Final = 100
_ANY_DAY: Final = date(2000, 1, 1)
_AUTOMATION: Final = ", ".join(f"'{owner}'" for owner in sorted(AUTOMATION))
# What a touchpoint is like besides kind and channel, as one number: a million of them are sorted
# by it in less time than by seven columns. Of other kinds than check-ins notes are not asked.
_FLAGS: Final = (
    f"(t.kind = '{CHECK_IN}' AND coalesce(trim(t.notes), '') <> '') * 144"
    f" + coalesce(lower(t.owner) IN ({_AUTOMATION}), 0) * 72 + (t.automated <> 0) * 36"
    " + coalesce(t.answered, 2) * 12"
    " + CASE t.direction WHEN 'outbound' THEN 3 WHEN 'inbound' THEN 6 WHEN 'both' THEN 9 ELSE 0 END"
    " + CASE t.status WHEN 'done' THEN 0 WHEN 'no-show' THEN 1 ELSE 2 END"
)


class Counted(NamedTuple):
    """What there is in each group."""

    touches: dict[Key, list[Touches]]
    figures: dict[Key, list[Figure]]


def counted(
    connection: sqlite3.Connection,
    filter: Filter,
    today: date,
    groups: Sequence[str],
    from_: date | None,
    to: date,
) -> Counted:
    """Return what the accounts that `filter` keeps have from `from_` to `to`, both included.

    `groups` are expressions as those of GROUPINGS; where one is a kind or a channel, figures have
    None in its place.
    """
    condition, parameters = filters.where(connection, filter, today)
    # Of all accounts and a long span a table is read as it lies, which is quicker than by index.
    whole = not filter.terms and (from_ is None or (to - from_).days > _LONG)
    join, plus = ("CROSS JOIN", "+") if whole else ("JOIN", "")
    account = ""
    if filters.reads_account(f"{condition} {' '.join(groups)}"):
        account = f"{join} account a ON a.id = {{0}}.account_id"
    chosen = (
        f"{join} standing s ON s.account_id = {{0}}.account_id {account}"
        f" WHERE {filters.scope(filter)} AND {condition}"
        f" AND {plus}{{0}}.date BETWEEN ? AND ?"
    )
    values = [*parameters, "" if from_ is None else from_.isoformat(), to.isoformat()]
    of_touches = [group.format("t") for group in groups]
    none = {GROUPINGS[name] for name in ONLY_TOUCHPOINTS}
    of_figures = ["NULL" if group in none else group.format("m") for group in groups]
    return Counted(
        _touches(connection, of_touches, chosen.format("t"), values),
        _figures(connection, of_figures, chosen.format("m"), values),
    )


def _touches(
    connection: sqlite3.Connection, groups: Sequence[str], chosen: str, values: Sequence[str | int]
) -> dict[Key, list[Touches]]:
    names = [f"g{number}" for number in range(len(groups))]
    asked = ", ".join(f"{group} AS {name}" for group, name in zip(groups, names, strict=True))
    found: defaultdict[Key, list[Touches]] = defaultdict(list)
    for row in connection.execute(
        f"SELECT t.kind, t.channel, {_FLAGS} AS flags, count(*),"
        " coalesce(sum(t.action_items), 0),"
        f" coalesce(sum(min(t.action_items, coalesce(t.action_items_done, 0))), 0), {asked}"
        f" FROM touchpoint t {chosen} AND t.status IN {_CLOSED}"
        f" GROUP BY flags, t.kind, t.channel, {', '.join(reversed(names))}",
        values,
    ):
        found[tuple(row[6:])].append(Touches(_like(*row[:3]), *row[3:6]))
    return dict(found)


def _like(kind: str, channel: str | None, flags: int) -> Touchpoint:
    flags, status = divmod(flags, len(_CLOSED))
    flags, direction = divmod(flags, len(_DIRECTIONS))
    flags, answered = divmod(flags, len(_ANSWERED))
    return Touchpoint(
        id=0,
        date=_ANY_DAY,
        kind=kind,
        channel=channel,
        status=_CLOSED[status],
        direction=_DIRECTIONS[direction],
        answered=_ANSWERED[answered],
        automated=bool(flags & 1),
        owner=min(AUTOMATION) if flags & 2 else None,
        notes="told" if flags & 4 else None,
    )


def _figures(
    connection: sqlite3.Connection, groups: Sequence[str], chosen: str, values: Sequence[str | int]
) -> dict[Key, list[Figure]]:
    """Return the metrics with their denominators: their own base, else that of the same day."""
    metrics = ", ".join(f"'{name}'" for pair in OF_METRICS.values() for name in pair)
    base = " ".join(f"WHEN '{name}' THEN '{base}'" for name, base in OF_METRICS.values())
    names = [f"g{number}" for number in range(len(groups))]
    asked = ", ".join(f"{group} AS {name}" for group, name in zip(groups, names, strict=True))
    grouped = ", ".join(names)
    # Of several values of a metric and a day the one entered last counts (max(id) picks the row).
    points = (
        f"SELECT m.account_id, m.metric, m.date, m.value, m.base, {asked}, max(m.id)"
        f" FROM metric m {chosen} AND m.metric IN ({metrics})"
        " GROUP BY m.account_id, m.metric, m.date"
    )
    found: defaultdict[Key, list[Figure]] = defaultdict(list)
    for metric, value, of, left_out, *key in connection.execute(
        f"WITH point AS MATERIALIZED ({points}), share AS ("
        f"SELECT {', '.join(f'p.{name}' for name in names)}, p.metric, p.value,"
        " coalesce(p.base, b.value) AS base FROM point p LEFT JOIN point b"
        " ON b.account_id = p.account_id AND b.date = p.date"
        f" AND b.metric = CASE p.metric {base} END WHERE CASE p.metric {base} END IS NOT NULL)"
        " SELECT metric, total(value) FILTER (WHERE base > 0),"
        " total(base) FILTER (WHERE base > 0), count(*) - count(*) FILTER (WHERE base > 0),"
        f" {grouped} FROM share GROUP BY {grouped}, metric",
        values,
    ):
        found[tuple(key)].append(Figure(metric, value, of, left_out))
    return dict(found)
