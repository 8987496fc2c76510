"""The planner's one change: the calendar becomes what the touch model asks for.

Only plans of the program that nobody touched are made, changed and removed; what a person booked,
moved, skipped or closed is hers, and settles its occasion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.domain.in_order import in_order
from csm_tui.domain.spoken import say
from csm_tui.errors import InvalidValue
from csm_tui.operations import settings
from csm_tui.operations.plan_report import Lines, PlanReport
from csm_tui.operations.plan_steps import Steps
from csm_tui.operations.planner import Planner
from csm_tui.queries.day_load import WORK_TIME
from csm_tui.queries.planning import PLAN_COLUMNS, PLANNED_UNTIL, PlanQueries
from csm_tui.store import standings
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.domain.work_time import WorkTime
    from csm_tui.operations.plan_report import Difference, Planned
    from csm_tui.store.database import Book
    from csm_tui.store.recorder import Recorder

    Progress = Callable[[int, int], None]

_STEP: Final = 5000
_ASSESSED_AT_ONCE: Final = 1000
_NEW: Final = ("account_id", "status", "booked", *PLAN_COLUMNS)


def plan(
    book: Book,
    *,
    today: date,
    now: datetime,
    until: date | None = None,
    work: WorkTime | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Changes, PlanReport]:
    """Plan every account through `until` as one operation; where nothing differs, write nothing.

    Without `until` it is the model's horizon, or as far as the book is planned already; without
    `work` the days the book was last planned with, else the model's. `progress` is told (done,
    total). Raises InvalidValue for a day that is past, and Cancelled, with everything as it was,
    where `cancelled` says so.
    """
    with (
        operation(book, "Plan", today=today, now=now) as recorder,
        Steps(progress, cancelled) as steps,
    ):
        asking = PlanQueries(book.connection)
        steps.begin(asking.count())
        until = _until(asking, today, until)
        work = work or asking.work_time()
        found = Planner(asking, work, today, until, steps.read).compare()
        report = _report(found, until)
        other_days = asking.kept_work_time() not in (None, work.to_json())
        recorder.name = _name(report, today, other_days=other_days)
        added = _write(recorder, found, steps)
        report = report._replace(lines=Lines(found, added))
        if report.differs or other_days:
            settings.keep(recorder, PLANNED_UNTIL, until.isoformat())
            settings.keep(recorder, WORK_TIME, work.to_json())
            _settle(recorder, _at_once(found, today), steps)
        steps.check()
    steps.finished()
    return recorder.changes(), report


def preview(
    book: Book,
    *,
    today: date,
    until: date | None = None,
    work: WorkTime | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PlanReport:
    """Return what `plan` would do, with the same figures; nothing is written, nor need it be."""
    asking = PlanQueries(book.connection)
    until = _until(asking, today, until)
    work = work or asking.work_time()
    with Steps(progress, cancelled) as steps:
        steps.begin(asking.count())
        found = Planner(asking, work, today, until, steps.read).compare()
    steps.finished()
    return _report(found, until)._replace(lines=Lines(found, None))


def replan(recorder: Recorder, account_ids: Collection[int], today: date) -> None:
    """Plan some accounts anew inside another operation, after what it has written.

    As far ahead, and with the same working days, as the book was planned; where it never was,
    nothing is planned.
    """
    asking = PlanQueries(recorder.connection)
    planned_until = asking.planned_until()
    if planned_until is None or not account_ids:
        return
    recorder.flush()
    until = planned_until if planned_until >= today else asking.horizon(today)
    steps = Steps(None, None)
    planner = Planner(asking, asking.work_time(), today, until, steps.read)
    _write(recorder, planner.compare(frozenset(account_ids)), steps)


def replan_many(
    recorder: Recorder, account_ids: Collection[int], today: date, progress: Progress | None
) -> None:
    """Plan accounts anew and assess them, as the last that the operation does of them.

    Each is assessed once, for plan and standing; `progress` is told (done, total).
    """
    asking = PlanQueries(recorder.connection)
    recorder.flush()
    with Steps(progress, None) as steps:
        steps.begin(len(account_ids))
        planned_until = asking.planned_until()
        at_once = set(account_ids)
        if planned_until is not None:
            beside = standings.Beside(recorder.connection)
            until = planned_until if planned_until >= today else asking.horizon(today)
            work = asking.work_time()
            planner = Planner(asking, work, today, until, steps.read, beside.add)
            found = planner.compare(frozenset(account_ids))
            _write(recorder, found, steps)
            # What is still to be assessed: whom a plan concerns today, and who is archived.
            at_once = _at_once(found, today) | at_once.difference(beside.take_over())
        _settle(recorder, at_once, steps)
    steps.finished()


def _until(asking: PlanQueries, today: date, until: date | None) -> date:
    if until is None:
        return asking.horizon(today)
    if until < today:
        raise InvalidValue(f"{say(until, today)} is past: a plan reaches to a day ahead.")
    return until


def _name(report: PlanReport, today: date, *, other_days: bool) -> str:
    done = report.summary() if report.differs or not other_days else "other working days"
    return f"Plan: {done}, to {say(report.until, today)}"


def _report(found: Difference, until: date) -> PlanReport:
    return PlanReport(
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.removed),
        kept=found.kept,
        over_minutes=sum(week.minutes for week in found.over_weeks),
        over=found.over,
        without=tuple(found.without),
        lines=(),
        until=until,
        over_weeks=found.over_weeks,
    )


def _write(recorder: Recorder, found: Difference, steps: Steps) -> range:
    """Write the difference and return the ids of the new rows, in the order of `found.added`."""
    found.added = in_order(found.added, _place_of)
    whole = len(found.removed) + len(found.changed) + len(found.added)
    told = _Told(steps, whole)
    recorder.delete_many("touchpoint", told.each(one.was.id for one in found.removed))
    recorder.update_many(
        "touchpoint",
        PLAN_COLUMNS,
        told.each((one.was.id, *one.values) for one in found.changed if one.was is not None),
    )
    if not found.added:
        return range(0)
    return recorder.insert_many(
        "touchpoint",
        _NEW,
        told.each((one.account_id, "planned", 0, *one.values) for one in found.added),
    )


class _Told:
    """Counts the rows of one run as they are written."""

    def __init__(self, steps: Steps, whole: int) -> None:
        self._steps = steps
        self._whole = whole
        self._count = 0

    def each(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Yield `rows`, telling of them every 5,000."""
        for row in rows:
            yield row
            self._count += 1
            if self._count % _STEP == 0:
                self._steps.written(self._count, self._whole)


def _place_of(planned: Planned) -> tuple[Any, ...]:
    """Return what new rows are sorted by: account, day, occasion."""
    return planned.account_id, planned.values[:2]


def _settle(recorder: Recorder, at_once: set[int], steps: Steps) -> None:
    """Bring the standings up to what was planned, here, where it can be told of and cancelled."""
    connection, today = recorder.connection, recorder.today
    standings.expire_by_plans(connection, recorder.touched - at_once, today)
    ordered = sorted(at_once)
    for start in range(0, len(ordered), _ASSESSED_AT_ONCE):
        standings.refresh(connection, ordered[start : start + _ASSESSED_AT_ONCE], today)
        steps.assessed(start, len(ordered))
    recorder.settled |= recorder.touched


def _at_once(found: Difference, today: date) -> set[int]:
    """Return the accounts that a change concerns today already, not only on a day ahead."""
    day = today.isoformat()
    changed = [(one.account_id, one.values[0], one.was) for one in (*found.added, *found.changed)]
    at_once = {
        account_id
        for account_id, when, was in changed
        if when <= day or (was is not None and was.values[0] <= day)
    }
    return at_once | {one.was.account_id for one in found.removed if one.was.values[0] <= day}
