"""Which touchpoints could stand in another week, so that a week that is over has room again.

Each stays in its own window, and goes only where a day and its week have room for it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.levelling import Levelling
from csm_tui.domain.spoken import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csm_tui.domain.work_time import WorkTime

    Day = date  # for a class that has a field called date

_WEEK: Final = 7
# Nobody reads, or makes, more moves than these at a time.
_MOST: Final = 40


class Movable(NamedTuple):
    """A planned touchpoint that nobody has touched, with its window and its minutes."""

    id: int
    account_id: int
    account: str
    kind: str
    date: Day
    window_from: Day
    window_to: Day
    minutes: int


class Move(NamedTuple):
    """A touchpoint and the day it could stand on, in another week of its window."""

    plan: Movable
    to: date


def without_moves(over: int, moves: Sequence[Move] | None, *, planned: bool, way: str) -> str:
    """Return why there are no moves for the weeks that are over; "" where there are some.

    `moves` is None where they were not looked for, as only some accounts were: `way` says how all
    are.
    """
    if not over:
        return f"{'No planned week is over' if planned else 'Nothing is planned'}: nothing to move."
    if moves is None:
        return f"Moves are looked for in the whole book: {way}."
    if not moves:
        return f"Nothing of the {count(over, 'week')} over has room in another week of its window."
    return ""


def levelled(
    loads: Mapping[date, int], reactive: Mapping[date, float], work: WorkTime, today: date
) -> Levelling:
    """Return what stands on each day, with the reactive hours of each week (by its Monday).

    Those are spread over the working days of the week, from today on.
    """
    levelling = Levelling(work, loads, today)
    for monday, hours in reactive.items():
        days = [monday + timedelta(number) for number in range(_WEEK)]
        worked = [day for day in days if day >= today and work.works_on(day)]
        for number, day in enumerate(worked):
            # So that the parts add up to the whole.
            part = round(hours * 60 * (number + 1) / len(worked))
            levelling.keep(day, part - round(hours * 60 * number / len(worked)))
    return levelling


def moves(mondays: Iterable[date], plans: Iterable[Movable], levelling: Levelling) -> list[Move]:
    """Return the moves that bring the weeks from `mondays` on back to their hours, or nearer.

    The earliest week comes first, in each the touchpoints that take longest: the fewest moves.
    """
    by_week: dict[date, list[Movable]] = {monday: [] for monday in mondays}
    for plan in plans:
        monday = plan.date - timedelta(plan.date.weekday())
        if monday in by_week:
            by_week[monday].append(plan)
    found: list[Move] = []
    for monday, ours in by_week.items():
        for plan in sorted(ours, key=_longest_first):
            if len(found) == _MOST or levelling.room_in_week(monday) >= 0:
                break
            to = levelling.move(plan.date, plan.minutes, plan.window_from, plan.window_to)
            if to is not None:
                found.append(Move(plan, to))
    return found


def _longest_first(plan: Movable) -> tuple[int, date, int]:
    return -plan.minutes, plan.date, plan.id
