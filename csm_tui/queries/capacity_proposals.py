"""What would make the plan fit: moves inside windows, then slower cadences and less touch."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.capacity_changes import lowered, slower_clocks
from csm_tui.domain.capacity_moves import levelled, moves
from csm_tui.domain.days import before
from csm_tui.domain.in_order import in_order
from csm_tui.domain.terms import LEVELS
from csm_tui.queries.capacity_drivers import members, smallest
from csm_tui.queries.capacity_plan import movable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from csm_tui.domain.capacity_moves import Move
    from csm_tui.domain.capacity_weeks import Part, Week
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.levelling import Levelling
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.work_time import WorkTime
    from csm_tui.queries.capacity_drivers import Placed
    from csm_tui.queries.required_hours import Alike

# Accounts are named until they gain what is needed, at most so many.
_ACCOUNTS: Final = 20
_FEW: Final = 3
# Less than this gained is no gain: three minutes a month.
_LEAST: Final = 0.05


class Cadence(NamedTuple):
    """A clock of a level run slower: `key` and days as the model file has them, hours a month."""

    key: str
    level: Level
    what: str
    days: int
    slower: int
    accounts: int
    gained: float


class Touch(NamedTuple):
    """An account served at a lower level: hours a month gained, and why it may be this one."""

    account_id: int
    account: str
    arr: int | None
    level: Level | None
    to: Level
    gained: float
    reason: str


class Proposals(NamedTuple):
    """What would make the plan fit; all empty where it does.

    `excess` is the hours a month beyond those available. The moves clear `cleared` of `over` weeks;
    None where a filter was given: what others have planned stands on the same days.
    """

    excess: float
    over: int
    cleared: int
    moves: tuple[Move, ...] | None = ()
    cadences: tuple[Cadence, ...] = ()
    accounts: tuple[Touch, ...] = ()


def proposals(
    connection: sqlite3.Connection,
    filter: Filter,
    groups: Sequence[Alike],
    weeks: Sequence[Week],
    parts: Sequence[Part],
    model: TouchModel,
    *,
    today: date,
    work: WorkTime,
    excess: float,
) -> Proposals:
    """Return what would bring weeks and month back to the hours available.

    Moves come first; where they are not enough, and where the month itself asks for too much, the
    cadences and accounts to change.
    """
    over = [week.monday for week in weeks if week.over and week.planned is not None]
    found: tuple[Move, ...] | None = None if filter.terms else ()
    cleared = 0
    if over and not filter.terms:
        levelling = _levelling(weeks, parts, today, work)
        found = tuple(_moves(connection, filter, weeks, over, levelling, today))
        cleared = sum(levelling.room_in_week(monday) >= 0 for monday in over)
    if excess <= 0 and cleared == sum(week.over > 0 for week in weeks):
        return Proposals(0.0, len(over), cleared, found)
    return Proposals(
        max(0.0, excess),
        len(over),
        cleared,
        found,
        tuple(_cadences(groups, model)),
        tuple(_accounts(connection, filter, groups, model, today, excess)),
    )


def _levelling(
    weeks: Sequence[Week], parts: Sequence[Part], today: date, work: WorkTime
) -> Levelling:
    loads: Counter[date] = Counter()
    for part in parts:
        if part.date >= weeks[0].monday:
            loads[part.date] += part.minutes
    return levelled(loads, {week.monday: week.reactive for week in weeks}, work, today)


def _moves(
    connection: sqlite3.Connection,
    filter: Filter,
    weeks: Sequence[Week],
    over: Sequence[date],
    levelling: Levelling,
    today: date,
) -> list[Move]:
    """Return the moves out of the weeks that are over, into those that are planned."""
    planned = [week.monday for week in weeks if week.planned is not None]
    # Where no week has room nothing can move: a book far beyond its hours has thousands of plans.
    if not any(levelling.room_in_week(monday) > 0 for monday in planned):
        return []
    last = before(planned[-1], -6)
    plans = [
        plan
        for monday in over
        for plan in movable(connection, filter, today=today, monday=monday, last=last)
    ]
    return moves(over, plans, levelling)


def _cadences(groups: Sequence[Alike], model: TouchModel) -> Iterator[Cadence]:
    for clock in slower_clocks(model):
        accounts, gained = 0, 0.0
        for group in groups:
            less = group.hours(model) - group.hours(clock.model)
            if less > 0:
                accounts += group.accounts
                gained += group.accounts * less
        if gained >= _LEAST:
            yield Cadence(
                clock.key, clock.level, clock.what, clock.days, clock.slower, accounts, gained
            )


def _accounts(
    connection: sqlite3.Connection,
    filter: Filter,
    groups: Sequence[Alike],
    model: TouchModel,
    today: date,
    excess: float,
) -> list[Touch]:
    """Return the accounts for which the matrix asks for less, then the smallest not placed in it.

    As many as gain what is needed, at least a few; those of the second kind only where the first
    are not enough, and of the highest level first, where each gains most.
    """
    found: list[Touch] = []

    def enough() -> bool:
        gained = sum(touch.gained for touch in found)
        return len(found) >= _ACCOUNTS or (len(found) >= _FEW and gained >= excess)

    for group in in_order(list(_served_beyond(groups, model)), _gain_first(model)):
        if not enough():
            rows = members(connection, filter, group, model, today=today, limit=_ACCOUNTS)
            for touch in _touches(rows, model):
                if not enough():
                    found.append(touch)
    for level in reversed(model.levels[1:]):
        if not enough():
            for touch in _touches(
                smallest(connection, filter, level, today=today, limit=_ACCOUNTS), model
            ):
                if not enough():
                    found.append(touch)
    return found


def _served_beyond(groups: Sequence[Alike], model: TouchModel) -> Iterator[Alike]:
    for group in groups:
        settled = group.stage == "growth" and not group.at_risk and group.quadrant is not None
        if settled and lowered(group.level, group.quadrant, model) is not None:
            yield group


def _gain_first(model: TouchModel) -> Callable[[Alike], float]:
    def gain(group: Alike) -> float:
        less = lowered(group.level, group.quadrant, model)
        if less is None:
            return 0.0
        return group._replace(level=less.level).hours(model) - group.hours(model)

    return gain


def _touches(rows: Sequence[Placed], model: TouchModel) -> Iterator[Touch]:
    for one in rows:
        less = lowered(one.level, one.quadrant, model)
        if less is not None and one.floor is not None:
            # What a customer has been promised is nothing to take back.
            less = less if LEVELS.index(less.level) >= LEVELS.index(one.floor) else None
        gained = one.hours(model) - one.hours(model, less.level) if less is not None else 0.0
        if less is not None and gained >= _LEAST:
            yield Touch(
                one.account_id, one.account, one.arr, one.level, less.level, gained, less.reason
            )
