"""Project engagements: a quadrant-2 account raised for one aim, for a time (DOMAIN §3, §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain import criteria
from csm_tui.domain.days import after, earliest, next_of
from csm_tui.domain.placing import Placing
from csm_tui.domain.pulse import pulse_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.criteria import Value
    from csm_tui.domain.facts import Facts, MetricPoint, Project, Survey
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_level import LevelResult

ProjectState = Literal["open", "met", "overdue", "closed"]

# A metric or an answer older than this says nothing of today, as everywhere (DOMAIN §11, Need).
_WINDOW_DAYS: Final = 90
_SURVEYS: Final = ("nps", "csat", "ces")


class Figures(NamedTuple):
    """The figures of an account that exit criteria may ask for, and when one of them turns.

    `changes_on` speaks of metrics and answers alone: the other figures bring their own days.
    """

    values: Mapping[str, Value]
    changes_on: date | None


def state_of(project: Project, values: Mapping[str, Value], today: date) -> ProjectState:
    """Return whether the project is closed, its exit criterion met, past its day, or simply open.

    A criterion that is met goes before the day: there is nothing left but to close it.
    """
    if project.closed_on is not None and project.closed_on <= today:
        return "closed"
    if project.exit_criterion and criteria.is_met(project.exit_criterion, values):
        return "met"
    if project.due is not None and project.due < today:
        return "overdue"
    return "open"


def is_running(project: Project, today: date) -> bool:
    """Return whether the project has begun and is not closed."""
    closed = project.closed_on is not None and project.closed_on <= today
    return project.start_date <= today and not closed


def figures_of(
    account: Account,
    facts: Facts,
    today: date,
    placing: Placing,
    level: LevelResult,
) -> Figures:
    """Return the figures of an account from where it stands."""
    arr, tier, stage, health, risk, quadrant = placing
    size, need = quadrant.size, quadrant.need
    metrics, metrics_on = _metrics(facts, today)
    answers, answers_on = _answers(facts, today)
    inputs = {name: value for name, value, *_ in need.inputs}
    measures: dict[str, Value] = {part.measure: part.value for part in health.measures}
    pulse = measures.get("pulse")
    values: dict[str, Value] = {
        **metrics,
        **answers,
        **measures,
        "pulse": pulse_of(pulse) if isinstance(pulse, float | int) else None,
        "adoption": inputs.get("adoption", measures.get("adoption")),
        "health": health.score,
        "band": health.band,
        "arr": None if arr.cents is None else arr.cents / 100,
        "potential": None if account.potential_arr is None else account.potential_arr / 100,
        "size": size.score,
        "need": need.score,
        "seats": account.seats,
        "seats_used": account.seats_used,
        "licence_use": inputs.get("licence_use"),
        "tickets": inputs.get("tickets"),
        "tier": tier.tier,
        "level": level.level,
        "stage": stage.stage,
        "quadrant": quadrant.quadrant,
        "risk": risk.at_risk,
    }
    return Figures(values, earliest(metrics_on, answers_on))


def figures_today(account: Account, facts: Facts, standing: Standing) -> Figures:
    """Return the figures of an account whose standing is known, as of its day."""
    placing = Placing(
        standing.arr,
        standing.tier,
        standing.stage,
        standing.health,
        standing.risk,
        standing.quadrant,
    )
    return figures_of(account, facts, standing.as_of, placing, standing.level)


def _metrics(facts: Facts, today: date) -> tuple[dict[str, Value], date | None]:
    latest: dict[str, MetricPoint] = {}
    coming: date | None = None
    for point in facts.metrics:
        if point.date > today:
            coming = point.date
            break
        latest[point.metric] = point
    counting = [point for point in latest.values() if _counts(point, today)]
    ends = [after(point.date, _WINDOW_DAYS + 1) for point in counting]
    return {point.metric: point.value for point in counting}, next_of(today, coming, *ends)


def _answers(facts: Facts, today: date) -> tuple[dict[str, Value], date | None]:
    """Return the latest answer of each kind of survey."""
    latest: dict[str, Survey] = {}
    coming: date | None = None
    for survey in facts.surveys:
        if survey.date > today:
            coming = survey.date
            break
        if survey.type in _SURVEYS:
            latest[survey.type] = survey
    counting = [survey for survey in latest.values() if _counts(survey, today)]
    ends = [after(survey.date, _WINDOW_DAYS + 1) for survey in counting]
    return {survey.type: survey.score for survey in counting}, next_of(today, coming, *ends)


def _counts(fact: MetricPoint | Survey, today: date) -> bool:
    return (today - fact.date).days <= _WINDOW_DAYS
