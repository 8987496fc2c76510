"""The terms of the rank that ask for a project engagement, or for its end (DOMAIN §3 and §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain import criteria
from csm_tui.domain.projects import is_running, state_of
from csm_tui.domain.spoken import count
from csm_tui.domain.tally import Details, Item

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.facts import Project
    from csm_tui.domain.tally import Case, Tally

# Derived day by day from touchpoints (DOMAIN §11, Health).
_AGEING: Final = frozenset({"engagement", "relationship"})
_CLOSE: Final = "close it, back to digital scale"


def project(case: Case, tally: Tally) -> None:
    """Count project engagements past their day or at their aim, or the absence in quadrant 2."""
    if not case.facts.projects:
        _missing(case, tally, None)
        return
    overdue: list[Project] = []
    met: list[Project] = []
    running = False
    for one in case.facts.projects:
        tally.wake(one.start_date)
        tally.wake(one.closed_on)
        if not is_running(one, case.today):
            continue
        running = True
        if one.due is not None:
            tally.wake_in(one.due, 1)
        if one.exit_criterion and _ages(one.exit_criterion):
            tally.wake_in(case.today, 1)
        values = {} if case.figures is None else case.figures.values
        state = state_of(one, values, case.today)
        if state == "overdue":
            overdue.append(one)
        elif state == "met":
            met.append(one)
    if case.figures is not None and running:
        tally.wake(case.figures.changes_on)
    if overdue:
        _overdue(case, tally, overdue)
    if met:
        _met(case, tally, met)
    if not running:
        closed = [one for one in case.facts.projects if _closed(one, case.today)]
        closed.sort(key=lambda one: one.closed_on or case.today)
        _missing(case, tally, closed[-1] if closed else None)


def _ages(criterion: str) -> bool:
    """Return whether a criterion is on a measure that falls by the day without any fact."""
    return any(condition.figure in _AGEING for condition in criteria.known(criterion))


def _closed(one: Project, today: date) -> bool:
    return one.start_date <= today and one.closed_on is not None and one.closed_on <= today


def _overdue(case: Case, tally: Tally, projects: list[Project]) -> None:
    """Count the longest overdue and list each; one more that is overdue is news."""
    points = case.model.rank.project_overdue
    projects.sort(key=lambda one: one.due or case.today)
    first = projects[0]
    due_on = first.due or case.today
    reasons = {one.id: _overdue_reason(case, one) for one in projects}
    signal = tally.signal(
        "project",
        points,
        reasons[first.id],
        _CLOSE,
        "due",
        lambda: Details(
            cause=", ".join(f"project {one.id} due {one.due}" for one in projects),
            figure=f"{count((case.today - due_on).days, 'day')} past its day",
            threshold=f"due {due_on}",
            since=due_on,
        ),
    )
    if signal is None:
        return
    phrase = f'project "{first.aim}" overdue since {tally.say(due_on)}'
    tally.term("project", points, reasons[first.id], phrase, first)
    for one in projects:
        tally.row(_item(case, tally, one, reasons[one.id], points, signal))


def _item(case: Case, tally: Tally, one: Project, reason: str, points: float, signal: int) -> Item:
    """Return the closing of a project as a thing to do; its planned close-out is the same thing."""
    late = 0 if one.due is None else max(0, (case.today - one.due).days)
    plan = tally.plan_of(f"project:{one.id}:close:")
    return Item(
        "project",
        "due",
        reason,
        _CLOSE,
        points,
        late,
        None if plan is None else plan.id,
        due_on=one.due,
        minutes=None if plan is None else plan.effort,
        signal_id=signal,
    )


def _overdue_reason(case: Case, one: Project) -> str:
    late = (case.today - (one.due or case.today)).days
    return f'Project "{one.aim}" {count(late, "day")} overdue'


def _met(case: Case, tally: Tally, projects: list[Project]) -> None:
    """Count projects at their aim like a milestone, past their day like any that is overdue."""
    rule, first = case.model.rank, projects[0]
    late = any(one.due is not None and one.due < case.today for one in projects)
    points = rule.project_overdue if late else rule.milestone
    reason = f"Exit criterion met: {first.exit_criterion}"
    signal = tally.signal(
        "project-met",
        points,
        reason,
        _CLOSE,
        "due",
        lambda: Details(
            cause=", ".join(f"project {one.id}: {one.exit_criterion}" for one in projects),
            figure=f'project "{first.aim}"',
            threshold=str(first.exit_criterion),
            since=None,
        ),
    )
    if signal is None:
        return
    tally.term("project met", points, reason, f'project "{first.aim}" has reached its aim', first)
    for one in projects:
        reason = f"Exit criterion met: {one.exit_criterion}. Close it, back to digital scale"
        tally.row(_item(case, tally, one, reason, points, signal))


def _missing(case: Case, tally: Tally, last: Project | None) -> None:
    """Count quadrant 2 without a project; after the `last` one it is news."""
    if case.quadrant != "project":
        return
    points, reason = case.model.rank.project_missing, "Quadrant 2 without a project"
    play = "open a project with one aim"
    signal = tally.signal(
        "no-project",
        points,
        reason,
        play,
        "due",
        lambda: Details(
            cause="none yet" if last is None else f"none since project {last.id}",
            figure="no project",
            threshold="quadrant 2 needs one",
            since=None if last is None else last.closed_on,
        ),
    )
    if signal is None:
        return
    tally.term("project", points, reason, "no project yet")
    tally.row(Item("project", "due", reason, play, points, signal_id=signal))
