"""Which accounts take the hours: those of a week, or of a month by the model alone."""
# ruff: noqa: S608 (conditions are those of queries/required_hours.py, values are parameters)

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.capacity_time import hours_a_month
from csm_tui.domain.days import before
from csm_tui.domain.in_order import in_order
from csm_tui.queries.capacity_plan import by_account
from csm_tui.queries.required_hours import SAME, calls_for_person, live

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from csm_tui.domain.capacity_weeks import Week
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Level, Quadrant, Stage, Tier
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.queries.required_hours import Alike

_SHOWN: Final = 10
_COLUMNS: Final = (
    "s.account_id, s.name, s.arr, s.tier, s.level, s.stage, s.quadrant, s.health,"
    " (SELECT level_floor FROM account WHERE id = s.account_id), s.at_risk"
)


class Placed(NamedTuple):
    """An account with all that decides its hours; ARR in cents, health unrounded.

    `floor` is the level that it is guaranteed, None for none.
    """

    account_id: int
    account: str
    arr: int | None
    tier: Tier
    level: Level | None
    stage: Stage | None
    quadrant: Quadrant | None
    health: float | None
    floor: Level | None
    at_risk: bool

    def hours(self, model: TouchModel, level: Level | None = None) -> float:
        """Return the hours a month that `model` asks for it, at its level or another."""
        at = level or self.level
        return monthly_hours(at, self.tier, self.stage, self.quadrant, self.health, model)


class Driver(NamedTuple):
    """An account: its hours a month by the model, and those in the calendar.

    `asked` is None where it has no level. `planned` are those of the first week that is over, or a
    month's where all accounts are listed; None where the calendar is not planned.
    """

    account_id: int
    account: str
    arr: int | None
    tier: Tier
    level: Level | None
    asked: float | None
    planned: float | None


def drivers(
    connection: sqlite3.Connection,
    filter: Filter,
    groups: Sequence[Alike],
    over: Week | None,
    model: TouchModel,
    *,
    today: date,
) -> tuple[Driver, ...]:
    """Return the accounts that take most of the first week that is over, else most of the month.

    Where they take alike, the smallest ARR comes first.
    """
    if over is not None and over.planned is not None:
        to = before(over.monday, -6)
        taken = by_account(connection, filter, model, today=today, from_=over.monday, to=to)
        most = taken.most_common(_SHOWN)
        known = {one.account_id: one for one in placed(connection, [id_ for id_, _ in most])}
        return tuple(_driver(known[id_], minutes / 60, model) for id_, minutes in most)
    found: list[Placed] = []
    busy = [group for group in groups if group.hours(model)]
    for group in in_order(busy, lambda group: -group.hours(model)):
        room = _SHOWN - len(found)
        found += members(connection, filter, group, model, today=today, limit=room)
        if len(found) == _SHOWN:
            break
    return tuple(_driver(one, None, model) for one in found)


def every(
    connection: sqlite3.Connection,
    filter: Filter,
    weeks: Sequence[Week],
    model: TouchModel,
    *,
    today: date,
) -> list[Driver]:
    """Return every living account that `filter` keeps with its hours a month, most first."""
    planned = [week for week in weeks if week.planned is not None]
    taken: dict[int, int] = {}
    if planned:
        first, last = planned[0].monday, before(planned[-1].monday, -6)
        taken = by_account(connection, filter, model, today=today, from_=first, to=last)
    chosen, values = live(connection, filter, today)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM standing s{chosen} ORDER BY s.name_key, s.account_id", values
    )
    found = []
    for one in _read(rows):
        reactive = model.hours.reactive_month.get(one.level or "unknown", 0.0)
        mean = taken.get(one.account_id, 0) / 60 / len(planned) if planned else None
        month = None if mean is None else hours_a_month(mean, model) + reactive
        found.append(_driver(one, month, model))
    return in_order(found, lambda one: -(one.asked or 0.0))


def members(
    connection: sqlite3.Connection,
    filter: Filter,
    group: Alike,
    model: TouchModel,
    *,
    today: date,
    limit: int,
) -> list[Placed]:
    """Return accounts of a group, the smallest ARR first."""
    chosen, values = live(connection, filter, today)
    by_person = group.health is not None
    same = " AND ".join(f"s.{name} IS ?" for name in SAME)
    person, bounds = calls_for_person(model)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM standing s{chosen} AND {same} AND {person} = ?"
        " ORDER BY s.arr IS NULL, s.arr, s.name_key, s.account_id LIMIT ?",
        [*values, *(getattr(group, name) for name in SAME), *bounds, by_person, limit],
    )
    return list(_read(rows))


def smallest(
    connection: sqlite3.Connection, filter: Filter, level: Level, *, today: date, limit: int
) -> list[Placed]:
    """Return the accounts with the smallest ARR that are at `level` by their tier and in growth.

    None of them is at risk, has red health or a place in the matrix.
    """
    chosen, values = live(connection, filter, today)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM standing s{chosen} AND s.level = ? AND s.tier = s.level"
        " AND s.stage = 'growth' AND s.quadrant IS NULL AND NOT s.at_risk AND s.arr IS NOT NULL"
        " AND s.health_band <> 'red' ORDER BY s.arr, s.name_key, s.account_id LIMIT ?",
        [*values, level, limit],
    )
    return list(_read(rows))


def placed(connection: sqlite3.Connection, account_ids: Collection[int]) -> Iterator[Placed]:
    """Yield accounts by their ids, in no order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM standing s WHERE s.account_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(account_ids))],
    )
    return _read(rows)


def without_health(
    connection: sqlite3.Connection, filter: Filter, model: TouchModel, *, today: date
) -> int:
    """Return how many accounts a person would check in with if their health were known and low."""
    bound = [
        level
        for level, clock in model.cadence.levels.items()
        if clock.human_below_health is not None
    ]
    chosen, values = live(connection, filter, today)
    (count,) = connection.execute(
        f"SELECT count(*) FROM standing s{chosen} AND s.health IS NULL"
        " AND s.level IN (SELECT value FROM json_each(?))",
        [*values, json.dumps(bound)],
    ).fetchone()
    return int(count)


def _read(rows: Iterator[Any]) -> Iterator[Placed]:
    return (Placed._make((*row[:-1], bool(row[-1]))) for row in rows)


def _driver(one: Placed, planned: float | None, model: TouchModel) -> Driver:
    asked = one.hours(model) if one.level in model.tiers else None
    return Driver(one.account_id, one.account, one.arr, one.tier, one.level, asked, planned)
