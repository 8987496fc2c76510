"""What a run of the planner did, or would do: its figures, and the difference line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from csm_tui.domain.in_order import in_order
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


# The sign, the id of a row that is new, and the row.
_Row = tuple[str, "int | None", Planned | Removed]


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
    lines: Sequence[PlanLine]
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


class Lines(Sequence[PlanLine]):
    """The difference by date, made line by line as it is looked at: it may be half a million."""

    def __init__(self, found: Difference, added: range | None) -> None:
        self._found = found
        self._added = added

    @cached_property
    def _rows(self) -> list[_Row]:
        found, added = self._found, self._added
        ids: Iterable[int | None] = added if added is not None else repeat(None, len(found.added))
        rows: list[_Row] = [
            (ADDED, row_id, one) for row_id, one in zip(ids, found.added, strict=True)
        ]
        rows += [(CHANGED, None, one) for one in found.changed]
        rows += [(REMOVED, None, one) for one in found.removed]
        return in_order(rows, _order)

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self._found.added) + len(self._found.changed) + len(self._found.removed)

    @overload
    def __getitem__(self, place: int) -> PlanLine: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[PlanLine, ...]: ...

    def __getitem__(self, place: int | slice) -> PlanLine | tuple[PlanLine, ...]:
        """Return one line, or several."""
        if isinstance(place, slice):
            return tuple(map(_line, self._rows[place]))
        return _line(self._rows[place])


def _order(row: _Row) -> tuple[object, ...]:
    sign, _, one = row
    values = one.was.values if isinstance(one, Removed) else one.values
    return values[0], one.account, values[1], sign


def _line(row: _Row) -> PlanLine:
    sign, row_id, one = row
    was = one.was
    if isinstance(one, Removed):
        account_id, values = one.was.account_id, one.was.values
    else:
        account_id, values = one.account_id, one.values
    stored = dict(zip(PLAN_COLUMNS, values, strict=True))
    return PlanLine(
        sign=sign,
        id=row_id if was is None else was.id,
        date=date_of(stored["date"]),
        account=one.account,
        account_id=account_id,
        kind=stored["kind"],
        channel=stored["channel"],
        purpose=stored["purpose"],
        owner=stored["owner"],
        reason=stored["reason"],
        was_date=was.day if was is not None and sign == CHANGED else None,
        due_on=None if stored["due_on"] is None else date_of(stored["due_on"]),
        effort=stored["effort"] or 0,
        automated=bool(stored["automated"]),
        over=bool(stored["over"]),
        plan=stored["plan"],
    )
