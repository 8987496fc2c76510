"""The touchpoints of project engagements: temporary, with one aim (DOMAIN §3, quadrant 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.cadence import LIVE
from csm_tui.domain.capacity import effort_minutes
from csm_tui.domain.days import after
from csm_tui.domain.occasion import CSM
from csm_tui.domain.spoken import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csm_tui.domain.facts import Project
    from csm_tui.domain.occasion import Occasion, Plannable

_KIND: Final = "check-in"
_CLOSE_OUT: Final = "milestone"


def projects(case: Plannable) -> Iterator[Occasion]:
    """Yield the check-ins of each open project from its start until it is due, and its close-out.

    One that is past its day and still open is to be closed out at once.
    """
    for project in case.facts.projects:
        if project.closed_on is None or project.closed_on > case.today:
            yield from _check_ins(case, project)
            yield from _close_out(case, project)


def _check_ins(case: Plannable, project: Project) -> Iterator[Occasion]:
    every = case.model.planning.project_check_in
    elapsed = case.today.toordinal() - case.window(_KIND)[1] - project.start_date.toordinal()
    number = max(1, -(-elapsed // every))
    while (due_on := after(project.start_date, number * every)) is not None:
        if due_on > case.until or (project.due is not None and due_on >= project.due):
            return
        claim = case.claim(f"project:{project.id}:{due_on.isoformat()}")
        if claim is not None and not case.answered(claim.key, _KIND, due_on):
            yield case.occasion(
                claim,
                _KIND,
                "Project check-in",
                _channel(case),
                effort_minutes(_KIND, case.level, case.model),
                due_on,
                f"project: {project.aim}; every {every} days",
                owner=project.owner or CSM,
            )
        number += 1


def _close_out(case: Plannable, project: Project) -> Iterator[Occasion]:
    due_on = project.due
    if due_on is None or due_on > case.until:
        return
    claim = case.claim(f"project:{project.id}:close:{due_on.isoformat()}")
    if claim is None or case.answered(claim.key, _CLOSE_OUT, due_on):
        return
    yield case.occasion(
        claim,
        _CLOSE_OUT,
        "Close-out",
        _channel(case),
        effort_minutes(_CLOSE_OUT, case.level, case.model),
        due_on,
        f"project: {project.aim}; due {say(due_on, case.today)}",
        owner=project.owner or CSM,
        late=due_on < case.today,
    )


def _channel(case: Plannable) -> str:
    """Return the level's channel where people talk on it: a project is a conversation."""
    cadence = case.model.cadence.levels.get(case.level)
    return cadence.channel if cadence is not None and cadence.channel in LIVE else "video"
