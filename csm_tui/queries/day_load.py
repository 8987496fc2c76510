"""How many minutes of work stand on each day and week, against those that are worked."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity import effort_minutes
from csm_tui.queries.touchpoint_filter import of_accounts, on_accounts, on_touchpoints
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.work_time import WorkTime

WORK_TIME: Final = "work_time"
_WEEKEND: Final = 5
# What a touchpoint of an account without a level is taken to cost.
_USUAL_LEVEL: Final[Level] = "medium"


class DayLoad(NamedTuple):
    """The work of one day, in minutes, and the minutes there are for it.

    `kinds` counts a person's touchpoints by kind, `automated` those that cost nothing; `over` is
    how many stand there beyond the hours available. `free` names the holiday, time off or weekend.
    """

    day: date
    minutes: int
    available: int
    kinds: Mapping[str, int]
    automated: int
    over: int
    free: str | None

    @property
    def touchpoints(self) -> int:
        """Return how many touchpoints of a person's stand on the day."""
        return sum(self.kinds.values())

    @property
    def minutes_over(self) -> int:
        """Return the minutes beyond those available."""
        return max(0, self.minutes - self.available)


class WeekLoad(NamedTuple):
    """The work of one week from its Monday on, in minutes, and the minutes there are for it."""

    monday: date
    minutes: int
    available: int


class _Group(NamedTuple):
    """Touchpoints alike on a day: how many, the minutes known of them, how many are over."""

    day: str
    kind: str
    automated: int
    rows: int
    minutes: int
    over: int


class _Work(NamedTuple):
    """A kind of work: which touchpoints, the column of their minutes, and how to bring those alike
    together: in the order of the index that holds all of this, so that a month of 150,000 plans
    is counted without looking at one row, nor sorting.
    """

    status: str
    minutes: str
    over: str
    alike: str


_TO_DO: Final = _Work(
    "t.status = 'planned'", "effort", "t.over", "t.date, t.kind, t.automated, t.effort, t.over"
)
# The plus keeps SQLite from taking the status for settled and then not seeing the index's order.
_DONE: Final = _Work(
    "t.status <> 'planned' AND +t.status = 'done'",
    "minutes",
    "0",
    "t.date, t.status, t.kind, t.automated, t.minutes",
)


def load(
    connection: sqlite3.Connection, filter: Filter, *, today: date, from_: date, to: date
) -> list[DayLoad]:
    """Return the load of every day from `from_` to `to`, of the accounts that `filter` keeps.

    A day to come has what is planned, a day past the minutes logged of what was done (where none
    were logged, those its kind takes), today both. Automated touchpoints cost nothing.
    """
    _, model = current_model(connection)
    work = work_time(connection, model)
    days: dict[str, list[_Group]] = defaultdict(list)
    for kind, first, last in ((_TO_DO, max(from_, today), to), (_DONE, from_, min(to, today))):
        for group in _groups(connection, filter, today, model, kind, first, last):
            days[group.day].append(group)
    span = map(date.fromordinal, range(from_.toordinal(), to.toordinal() + 1))
    return [_day(day, days.get(day.isoformat(), ()), work) for day in span]


def week_load(
    connection: sqlite3.Connection, filter: Filter, *, today: date, from_: date, to: date
) -> list[WeekLoad]:
    """Return the load of the whole weeks from that of `from_` to that of `to`."""
    first = from_ - timedelta(days=from_.weekday())
    last = date.fromordinal(min(to.toordinal() + 6 - to.weekday(), date.max.toordinal()))
    days = load(connection, filter, today=today, from_=first, to=last)
    weeks = (days[start : start + 7] for start in range(0, len(days), 7))
    return [
        WeekLoad(week[0].day, sum(day.minutes for day in week), sum(day.available for day in week))
        for week in weeks
    ]


def work_time(connection: sqlite3.Connection, model: TouchModel) -> WorkTime:
    """Return which days are worked and how long: as the book was last planned, else the model's."""
    from csm_tui.domain.work_time import WorkTime, work_time_of
    from csm_tui.queries.settings import setting

    kept = setting(connection, WORK_TIME)
    return work_time_of(model) if kept is None else WorkTime.from_json(kept)


def minutes_of(
    kind: str,
    effort: int | None,
    level: Level | None,
    model: TouchModel,
    *,
    automated: bool = False,
) -> int:
    """Return the minutes that a touchpoint counts with: its own, else what its kind takes."""
    if automated:
        return 0
    return effort_minutes(kind, level or _USUAL_LEVEL, model) if effort is None else effort


def _groups(
    connection: sqlite3.Connection,
    filter: Filter,
    today: date,
    model: TouchModel,
    work: _Work,
    from_: date,
    to: date,
) -> list[_Group]:
    kept, parameters = _kept(connection, filter, today)
    chosen = (
        f"{work.status} AND t.date BETWEEN ? AND ? AND {kept}",
        [from_.isoformat(), to.isoformat(), *parameters],
    )
    rows = connection.execute(
        f"SELECT t.date, t.kind, t.automated, t.{work.minutes}, {work.over}, count(*)"
        f" FROM touchpoint t WHERE {chosen[0]} GROUP BY {work.alike}",
        chosen[1],
    ).fetchall()
    if any(minutes is None and not automated for _, _, automated, minutes, *_ in rows):
        unsaid = _unsaid(connection, model, *chosen, work.minutes)
    else:
        unsaid = []
    groups = [
        _Group(day, kind, automated, count, (minutes or 0) * count, over * count)
        for day, kind, automated, minutes, over, count in rows
    ]
    return groups + unsaid


def _unsaid(
    connection: sqlite3.Connection,
    model: TouchModel,
    chosen: str,
    parameters: Sequence[str | int],
    column: str,
) -> list[_Group]:
    """Return the minutes of touchpoints whose `column` does not say them: by plan, kind and level.

    They are counted already, so that these groups have no rows.
    """
    rows = connection.execute(
        "SELECT t.date, t.kind, t.effort, s.level, count(*) FROM touchpoint t"
        " CROSS JOIN standing s ON s.account_id = t.account_id"
        f" WHERE {chosen} AND t.automated = 0 AND t.{column} IS NULL GROUP BY 1, 2, 3, 4",
        parameters,
    )
    return [
        _Group(day, kind, 0, 0, count * minutes_of(kind, effort, level, model), 0)
        for day, kind, effort, level, count in rows
    ]


def _kept(
    connection: sqlite3.Connection, filter: Filter, today: date
) -> tuple[str, list[str | int]]:
    """Return the condition on `t` that keeps what `filter` keeps: its accounts are looked for once,
    not once a touchpoint.
    """
    condition, values = on_touchpoints(filter)
    if not of_accounts(filter).terms:
        off = "SELECT account_id FROM standing WHERE archived = 1"
        return f"t.account_id NOT IN ({off}){condition}", values
    chosen, parameters = on_accounts(connection, filter, today)
    # The plus keeps the walk along the days: account by account it would miss their index.
    kept = f"+t.account_id IN (SELECT s.account_id FROM standing s{chosen})"
    return kept + condition, [*parameters, *values]


def _day(day: date, groups: Sequence[_Group], work: WorkTime) -> DayLoad:
    kinds: Counter[str] = Counter()
    minutes = automated = over = 0
    for group in groups:
        if group.automated:
            automated += group.rows
            continue
        kinds[group.kind] += group.rows
        over += group.over
        minutes += group.minutes
    return DayLoad(day, minutes, work.minutes_on(day), kinds, automated, over, _free(day, work))


def _free(day: date, work: WorkTime) -> str | None:
    """Return why a day is not worked, None where it is."""
    if work.works_on(day):
        return None
    rest = "weekend" if day.weekday() >= _WEEKEND else "not a working day"
    return work.free.get(day, rest)
