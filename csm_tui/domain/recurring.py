"""A clock that comes round: its occurrences ahead, and what stands in for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from csm_tui.domain.facts import Touchpoint
    from csm_tui.domain.rhythm import Rhythm


class StandIn(NamedTuple):
    """What takes the place of an occurrence from day `first` through `last` (ordinals).

    The clock goes on from `day`, from the occurrence itself where that is None: it was given up.
    `is_call` says that it is a conversation, after which an email has its turn.
    """

    first: int
    last: int
    day: int | None
    is_call: bool = True


class Turn(NamedTuple):
    """One occurrence: its day, whether that is past, and what stands in for it, if anything."""

    day: int
    late: bool
    stand_in: StandIn | None


def turns(
    due_on: date, rhythm: Rhythm, stand_ins: list[StandIn], today: date, until: date
) -> Iterator[Turn]:
    """Yield the occurrences from `due_on` through `until`.

    One that is past comes at once, and takes the place of those within half an interval of today.
    The first comes earlier or later than `due_on` where the interval changes before it.
    """
    now, end = today.toordinal(), until.toordinal()
    at = rhythm.next_after(due_on.toordinal() - (rhythm.interval_at(now) or 0))
    while at is not None and at <= end:
        found = _stand_in(stand_ins, at, max(at, now))
        yield Turn(at, at < now, found)
        if found is not None and found.day is not None:
            following = rhythm.next_after(found.day)
            at = following if following is None or following > at else rhythm.next_after(at)
        elif found is not None or at >= now:
            at = rhythm.next_after(at)
        else:
            at = _after_late(at, now, rhythm)


def half(rhythm: Rhythm, day: int) -> int:
    """Return half of the interval in force on `day`, whole days, 0 where there is none."""
    return (rhythm.interval_at(day) or 0) // 2


def given_up(
    plans: Iterable[Touchpoint], chains: tuple[str, ...], rhythm: Rhythm
) -> Iterator[StandIn]:
    """Yield what skipped and cancelled plans of `chains` take away: theirs and what is near it."""
    for t in plans:
        if t.plan is not None and t.plan.startswith(chains):
            due = (t.due_on or t.date).toordinal()
            stood = max(due, t.date.toordinal())
            yield StandIn(due - half(rhythm, due), stood + half(rhythm, stood), None)


def _stand_in(stand_ins: list[StandIn], at: int, shown: int) -> StandIn | None:
    for one in stand_ins:
        if one.first <= at <= one.last or one.first <= shown <= one.last:
            return one
    return None


def _after_late(at: int, now: int, rhythm: Rhythm) -> int | None:
    """Return the first occurrence that is more than half an interval after today."""
    interval = rhythm.interval_at(now) or 1
    following: int | None = at + max(0, (now - at) // interval) * interval
    while following is not None and (following <= at or 2 * (following - now) <= interval):
        following = rhythm.next_after(following)
    return following
