"""What the planner asks the book: the plans that stand, the work beside them, the days worked."""
# ruff: noqa: S608 (names are those of the schema, values are parameters)

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.domain.days import after
from csm_tui.queries.day_load import WORK_TIME, minutes_of, work_time
from csm_tui.queries.settings import setting
from csm_tui.store.builders import day as date_of
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.work_time import WorkTime

PLANNED_UNTIL: Final = "planned_until"
_WEEK: Final = 7
_CHUNK: Final = 1000
# What the planner writes of a touchpoint, besides whose it is.
PLAN_COLUMNS: Final = (
    "date",
    "plan",
    "over",
    "kind",
    "channel",
    "purpose",
    "owner",
    "direction",
    "subject",
    "reason",
    "due_on",
    "window_from",
    "window_to",
    "effort",
    "automated",
    "content",
)
# A plan of the program that nobody has touched: the planner's own to change.
UNTOUCHED: Final = "t.status = 'planned' AND t.booked = 0 AND t.plan IS NOT NULL"

account_of = attrgetter("account_id")


class StandingPlan(NamedTuple):
    """An untouched plan as it stands; `values` are those of PLAN_COLUMNS, as they are stored."""

    id: int
    account_id: int
    values: tuple[Any, ...]

    @property
    def day(self) -> date:
        """Return the day it stands on."""
        return date_of(self.values[0])

    @property
    def key(self) -> str:
        """Return the occasion it stands for."""
        return str(self.values[1])

    @property
    def over(self) -> bool:
        """Return whether it stands beyond the hours available."""
        return bool(self.values[2])

    @property
    def kind(self) -> str:
        """Return its kind of touchpoint."""
        return str(self.values[3])

    @property
    def automated(self) -> bool:
        """Return whether nobody of ours delivers it."""
        return bool(self.values[14])


class PlanQueries:
    """What one run of the planner asks of a book, as of one moment."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        _, self.model = current_model(connection)

    def accounts(
        self, account_ids: Collection[int] | None, today: date
    ) -> Iterator[tuple[Account, Facts]]:
        """Yield accounts (None: all) with their facts, in ascending order of id."""
        return facts_for(self._connection, account_ids, today)

    def count(self) -> int:
        """Return how many accounts there are, those that left included: their plans go."""
        (count,) = self._connection.execute("SELECT count(*) FROM account").fetchone()
        return int(count)

    def standing_plans(self, account_ids: Collection[int] | None) -> Iterator[StandingPlan]:
        """Yield the untouched plans of accounts (None: all), ordered by account, day and id."""
        if account_ids is not None:
            chosen = json.dumps(list(account_ids))
            yield from self._standing("IN (SELECT value FROM json_each(?))", (chosen,))
            return
        last = -1
        # By the thousand, so that no reading stands in the way of a commit for long.
        while True:
            (end,) = self._connection.execute(
                "SELECT max(id) FROM (SELECT id FROM account WHERE id > ? ORDER BY id LIMIT ?)",
                (last, _CHUNK),
            ).fetchone()
            if end is None:
                return
            yield from self._standing("BETWEEN ? AND ?", (last + 1, end))
            last = end

    def _standing(self, test: str, parameters: tuple[object, ...]) -> list[StandingPlan]:
        rows = self._connection.execute(
            f"SELECT t.id, t.account_id, {', '.join(f't.{name}' for name in PLAN_COLUMNS)}"
            f" FROM touchpoint t WHERE {UNTOUCHED} AND t.account_id {test}"
            " ORDER BY t.account_id, t.date, t.id",
            parameters,
        )
        return [StandingPlan(row[0], row[1], row[2:]) for row in rows]

    def minutes_taken(
        self, today: date, *, besides: Collection[int] | None = None, done: bool = True
    ) -> Counter[date]:
        """Return the minutes on each day from today on that the planner cannot move.

        That is what people have booked, and what was `done` today. With `besides`, accounts that
        are planned alone, also the plans of all others.
        """
        day = today.isoformat()
        mine, parameters = "t.booked = 1", [day]
        if besides is not None:
            mine = "(t.booked = 1 OR t.account_id NOT IN (SELECT value FROM json_each(?)))"
            parameters.append(json.dumps(list(besides)))
        planned = f"t.status = 'planned' AND t.date >= ? AND {mine}"
        taken = self._minutes(planned, "t.effort", parameters)
        if done:
            logged = "coalesce(t.minutes, t.effort)"
            taken += self._minutes("t.status = 'done' AND t.date = ?", logged, [day])
        return taken

    def _minutes(self, test: str, minutes: str, parameters: list[str]) -> Counter[date]:
        """Return the minutes by day of a person's touchpoints; `minutes` names those stored.

        Where none are, a touchpoint takes as long as its kind does at the level of its account.
        """
        rows = self._connection.execute(
            f"SELECT t.date, CASE WHEN {minutes} IS NULL THEN t.kind END,"
            f" CASE WHEN {minutes} IS NULL THEN (SELECT level FROM main.account_standing s"
            f" WHERE s.account_id = t.account_id) END, count(*), sum({minutes}) FROM touchpoint t"
            f" WHERE t.automated = 0 AND {test} AND t.account_id NOT IN"
            " (SELECT id FROM account WHERE archived_on IS NOT NULL) GROUP BY 1, 2, 3",
            parameters,
        )
        taken: Counter[date] = Counter()
        for when, kind, level, count, total in rows.fetchall():
            if kind is not None:
                total = count * minutes_of(kind, None, level, self.model)
            taken[date_of(when)] += total
        return taken

    def work_time(self) -> WorkTime:
        """Return the days worked as the book was last planned, else the model's."""
        return work_time(self._connection, self.model)

    def kept_work_time(self) -> str | None:
        """Return what the book keeps of the days worked, None where it was never planned."""
        return setting(self._connection, WORK_TIME)

    def horizon(self, today: date) -> date:
        """Return the day that a plan reaches to where none is asked for."""
        return horizon(self._connection, today)

    def planned_until(self) -> date | None:
        """Return the day up to which the book was last planned, None where it never was."""
        return planned_until(self._connection)


def planned_until(connection: sqlite3.Connection) -> date | None:
    """Return the day up to which the book was last planned, None where it never was."""
    kept = setting(connection, PLANNED_UNTIL)
    return None if kept is None else date_of(kept)


def horizon(connection: sqlite3.Connection, today: date) -> date:
    """Return the day that a plan reaches to where none is asked for.

    That is the model's horizon, or as far as the book is planned already.
    """
    _, model = current_model(connection)
    ahead = after(today, _WEEK * model.planning.horizon_weeks) or date.max
    return max(ahead, planned_until(connection) or today)
