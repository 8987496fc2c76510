"""Things to do as the screens' commands mean them, and the operation that each command is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.days import after
from csm_tui.operations import signals, tasks, touchpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from csm_tui.domain.changes import Changes

    Step = tuple[Callable[..., Changes], Mapping[str, Any]]

# The touchpoint that answers a signal; of the other kinds nobody is to be called.
ANSWERED_BY: Final = {
    "escalation": "escalation",
    "inbound": "support",
    "detractor": "check-in",
    "renewal": "renewal",
    "not-renewed": "renewal",
    "business-review": "business-review",
    "silence": "check-in",
    "expansion": "expansion",
    "falling-use": "check-in",
    "no-show": "check-in",
    "milestone": "milestone",
}


class Target(NamedTuple):
    """One thing to do: a touchpoint, a promise, a signal, a project; else what the clock asks.

    `kind` is that of the touchpoint which is held, or would answer a signal of the kind `signal`,
    "" where none does; `words` name it in a notice. `day` is when it stands or is due. A signal may
    have a touchpoint planned for it, or be a customer's `request`, which is answered and not moved;
    `muted`: it was put aside.
    """

    account_id: int
    account: str
    kind: str
    words: str
    touchpoint_id: int | None = None
    task_id: int | None = None
    signal_id: int | None = None
    project_id: int | None = None
    signal: str = ""
    day: date | None = None
    muted: bool = False
    request: bool = False

    @property
    def sort(self) -> str:
        """Return what it is: touchpoint, promise, signal, project, or due by the clock."""
        if self.touchpoint_id is not None and not self.request:
            return "touchpoint"
        if self.task_id is not None:
            return "promise"
        if self.signal_id is not None:
            return "signal"
        return "project" if self.project_id is not None else "due"

    @property
    def named(self) -> str:
        """Return what it is and whose."""
        return f"{self.words}, {self.account}"

    def fits(self, sorts: Sequence[str]) -> bool:
        """Return whether a command for `sorts` can be given; not on what was put aside."""
        return not self.muted and (
            self.sort in sorts or ("signal" in sorts and self.signal_id is not None)
        )


class Chosen(NamedTuple):
    """The targets that a command fits."""

    targets: tuple[Target, ...]

    @property
    def touchpoints(self) -> list[int]:
        """Return the ids of their touchpoints."""
        return [one.touchpoint_id for one in self.targets if one.touchpoint_id is not None]

    @property
    def promises(self) -> list[int]:
        """Return the ids of their promises."""
        return [one.task_id for one in self.targets if one.task_id is not None]

    @property
    def signals(self) -> list[int]:
        """Return the ids of their signals."""
        return [one.signal_id for one in self.targets if one.signal_id is not None]


def chosen(targets: Iterable[Target], sorts: Sequence[str]) -> Chosen:
    """Return the targets that a command for `sorts` fits."""
    return Chosen(tuple(target for target in targets if target.fits(sorts)))


def done_steps(what: Chosen) -> list[Step]:
    """Return what marks all of it done: signals first, as what is done may end them."""
    return [
        *_step(signals.done, "signal_id", what.signals),
        *_step(tasks.done, "task_id", what.promises),
        *_step(touchpoints.done, "touchpoint_id", what.touchpoints),
    ]


def put_off_steps(
    what: Chosen, day: date, reason: str | None, stands: Mapping[int, date]
) -> list[Step]:
    """Return what puts all of it off to a day, signals with the reason.

    A touchpoint planned for a signal goes along where it `stands` (by id) before that day.
    """
    moving = [
        one.touchpoint_id
        for one in what.targets
        if one.touchpoint_id is not None
        and not one.request
        and (one.signal_id is None or stands.get(one.touchpoint_id, day) < day)
    ]
    return [
        *_step(signals.snooze, "signal_id", what.signals, until=day, reason=reason),
        *_step(tasks.move_due, "task_id", what.promises, due=day),
        *_step(touchpoints.move, "touchpoint_id", moving, day=day),
    ]


def move_steps(what: Chosen, day: date) -> list[Step]:
    """Return what moves touchpoints to a day, and makes promises due on it."""
    return [
        *_step(tasks.move_due, "task_id", what.promises, due=day),
        *_step(touchpoints.move, "touchpoint_id", what.touchpoints, day=day),
    ]


def shift_steps(what: Chosen, days: int) -> list[Step]:
    """Return what moves touchpoints, and the days of promises that have one, by some days."""
    steps: list[Step] = []
    for one in what.targets:
        due = after(one.day, days) if one.day is not None else None
        if one.task_id is not None and due is not None:
            steps.append((tasks.move_due, {"task_id": one.task_id, "due": due}))
    return [*steps, *_step(touchpoints.shift, "touchpoint_id", what.touchpoints, days=days)]


def skip_steps(what: Chosen, reason: str) -> list[Step]:
    """Return what leaves the touchpoints out."""
    return _step(touchpoints.skip, "touchpoint_id", what.touchpoints, reason=reason)


def no_show_steps(what: Chosen) -> list[Step]:
    """Return what records that nobody came."""
    return _step(touchpoints.no_show, "touchpoint_id", what.touchpoints)


def dismiss_steps(what: Chosen, reason: str) -> list[Step]:
    """Return what takes the signals off."""
    return _step(signals.dismiss, "signal_id", what.signals, reason=reason)


def _step(
    operation: Callable[..., Changes], name: str, ids: Sequence[int], **values: object
) -> list[Step]:
    return [(operation, {name: list(ids), **values})] if ids else []


def counted(what: Chosen) -> str:
    """Return how many of each sort: `2 touchpoints, 1 promise`."""
    sorts = Counter(one.sort for one in what.targets)
    parts = [
        formatting.plural(sorts[sort], sort)
        for sort in ("touchpoint", "promise", "signal")
        if sorts[sort]
    ]
    return ", ".join(parts)
