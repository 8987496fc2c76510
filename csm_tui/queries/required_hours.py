"""The accounts of a book by what decides their hours, and the hours a touch model asks for them."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity import hours_by_kind, monthly_hours
from csm_tui.queries.touchpoint_filter import on_accounts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Level, Quadrant, Stage, Tier
    from csm_tui.domain.touch_model import TouchModel

# The columns of `standing s` by which accounts are alike.
SAME: Final = ("level", "tier", "stage", "quadrant", "at_risk")


class Alike(NamedTuple):
    """Living accounts alike in all that decides their hours: how many, and their ARR in cents.

    `health` is one of theirs where it calls for a person's check-in, else None; `level` None or
    "unknown" asks for no hours that the model knows.
    """

    level: Level | None
    tier: Tier
    stage: Stage
    quadrant: Quadrant | None
    at_risk: bool
    health: float | None
    accounts: int
    arr: int

    def hours(self, model: TouchModel) -> float:
        """Return the hours a month that `model` asks for one of them."""
        return monthly_hours(self.level, self.tier, self.stage, self.quadrant, self.health, model)

    def hours_by_kind(self, model: TouchModel) -> dict[str, float]:
        """Return those hours by kind of touchpoint."""
        return hours_by_kind(self.level, self.tier, self.stage, self.quadrant, self.health, model)


def alike(
    connection: sqlite3.Connection, filter: Filter, model: TouchModel, *, today: date
) -> list[Alike]:
    """Return the accounts that `filter` keeps and that have a stage, churned ones left out.

    They are counted in the database: a large book has some sixty kinds of accounts.
    """
    chosen, parameters = live(connection, filter, today)
    person, bounds = calls_for_person(model)
    rows = connection.execute(
        f"SELECT {', '.join(f's.{name}' for name in SAME)},"
        f" max(CASE WHEN {person} THEN s.health END), count(*), coalesce(sum(s.arr), 0)"
        f" FROM standing s{chosen} GROUP BY 1, 2, 3, 4, 5, {person}",
        [*bounds, *parameters, *bounds],
    )
    return [
        Alike(level, tier, stage, quadrant, bool(at_risk), health, accounts, arr)
        for level, tier, stage, quadrant, at_risk, health, accounts, arr in rows
    ]


def live(
    connection: sqlite3.Connection, filter: Filter, today: date
) -> tuple[str, list[str | int]]:
    """Return what follows `standing s` to keep the living accounts of `filter`, and its values."""
    chosen, parameters = on_accounts(connection, filter, today)
    return f"{chosen} AND s.stage <> 'churned'", parameters


def calls_for_person(model: TouchModel) -> tuple[str, list[float]]:
    """Return the condition on `standing s` that a check-in bound to health is a person's.

    Its values are the model's bounds; 0 for the levels that have none.
    """
    bounds: list[float] = []
    cases = ""
    for level, clock in model.cadence.levels.items():
        if clock.human_below_health is not None:
            # Levels are words of the domain, never text of a user.
            cases += f" WHEN '{level}' THEN coalesce(s.health < ?, 0)"
            bounds.append(clock.human_below_health)
    # A bare 0 would name a column where rows are grouped by it.
    return (f"CASE s.level{cases} ELSE 0 END" if cases else "(NULL IS NOT NULL)"), bounds


def required(groups: Iterable[Alike], model: TouchModel) -> float:
    """Return the hours a month that `model` asks for all of `groups`."""
    return sum((group.accounts * group.hours(model) for group in groups), 0.0)
