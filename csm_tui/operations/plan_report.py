"""What a run of the planner did, or would do: its figures, and the difference line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.queries.planning import PLAN_COLUMNS
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from csm_tui.operations.plan_excess import OverWeek
    from csm_tui.queries.planning import StandingPlan

    Day = date  # for a class that has a field called date

ADDED: Final = "+"
REMOVED: Final = "-"
CHANGED: Final = "~"


class PlanLine(NamedTuple):
    """One touchpoint that was added "+", removed "-" or changed "~"; `id` is None for a new one
    that is not written (a preview).

    `was_date` is the day a changed one stood on; `effort` in minutes, 0 where it is `automated`;
    `over`: beyond the hours available.
    """

    sign: str
    id: int | None
    date: Day
    account: str
    account_id: int
    kind: str
    channel: str | None
    purpose: str | None
    owner: str | None
    reason: str | None
    was_date: Day | None
    due_on: Day | None
    effort: int
    automated: bool
    over: bool
    plan: str
    status: str = "planned"


class Planned(NamedTuple):
    """An occasion on its day, in place of the plan `was` where that is given.

    `values` are those of PLAN_COLUMNS, as they are stored.
    """

    account_id: int
    account: str
    values: tuple[Any, ...]
    was: StandingPlan | None


class Removed(NamedTuple):
    """A plan that nothing asks for any more."""

    account: str
    was: StandingPlan


@dataclass(slots=True)
class Difference:
    """What has to change so that the calendar is what the model asks for."""

    added: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    kept: int = 0
    without: list[tuple[str, str]] = field(default_factory=list)
    over: int = 0
    over_weeks: tuple[OverWeek, ...] = ()


class PlanReport(NamedTuple):
    """What became of the plans: how many were added, changed, removed and kept as they were.

    `over` plans stand beyond the hours available, by `over_minutes` in all, in the weeks
    `over_weeks`. `without` names each account with a human level for which nothing is planned,
    with the reason. `lines` are the difference, by date; `until` is the last day planned.
    """

    added: int
    changed: int
    removed: int
    kept: int
    over_minutes: int
    over: int
    without: tuple[tuple[str, str], ...]
    lines: tuple[PlanLine, ...]
    until: date
    over_weeks: tuple[OverWeek, ...] = ()

    @property
    def differs(self) -> bool:
        """Return whether anything is, or would be, written."""
        return bool(self.added or self.changed or self.removed)

    def summary(self) -> str:
        """Return the figures as words: "312 added, 4 changed, 2 removed"."""
        parts = [
            f"{number:,} {what}"
            for number, what in (
                (self.added, "added"),
                (self.changed, "changed"),
                (self.removed, "removed"),
            )
            if number
        ]
        return ", ".join(parts) or "nothing to change"


def lines_of(found: Difference, added: range | None) -> tuple[PlanLine, ...]:
    """Return the difference by date; `added` are the ids of the new rows, None in a preview."""
    ids: Iterable[int | None] = added if added is not None else repeat(None, len(found.added))
    lines = [
        _line(ADDED, row_id, one.account_id, one.account, one.values, None)
        for row_id, one in zip(ids, found.added, strict=True)
    ]
    lines += [
        _line(CHANGED, one.was.id, one.account_id, one.account, one.values, one.was.day)
        for one in found.changed
        if one.was is not None
    ]
    lines += [
        _line(REMOVED, one.was.id, one.was.account_id, one.account, one.was.values, None)
        for one in found.removed
    ]
    lines.sort(key=lambda line: (line.date, line.account, line.account_id, line.plan, line.sign))
    return tuple(lines)


def _line(
    sign: str,
    row_id: int | None,
    account_id: int,
    account: str,
    values: tuple[Any, ...],
    was_date: date | None,
) -> PlanLine:
    row = dict(zip(PLAN_COLUMNS, values, strict=True))
    return PlanLine(
        sign=sign,
        id=row_id,
        date=date_of(row["date"]),
        account=account,
        account_id=account_id,
        kind=row["kind"],
        channel=row["channel"],
        purpose=row["purpose"],
        owner=row["owner"],
        reason=row["reason"],
        was_date=was_date,
        due_on=None if row["due_on"] is None else date_of(row["due_on"]),
        effort=row["effort"] or 0,
        automated=bool(row["automated"]),
        over=bool(row["over"]),
        plan=row["plan"],
    )
