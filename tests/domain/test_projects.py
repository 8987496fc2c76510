"""Project engagements: their state, and the figures that their exit criteria ask for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.criteria import Value
from csm_tui.domain.facts import Facts, MetricPoint, Project, Reading, Survey
from csm_tui.domain.projects import Figures, figures_today, is_running, state_of
from csm_tui.domain.standing import assess
from tests.domain.test_cadence import MODEL, TODAY


def project(**fields: Any) -> Project:
    values: dict[str, Any] = {"id": 1, "aim": "Win the night shift", "start_date": TODAY}
    return Project(**values | fields)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def figures(today: date = TODAY, who: Account | None = None, **facts: Any) -> Figures:
    account = who or Account(1, "Tulip", date(2025, 1, 1), arr=1_500_000, seats=50, seats_used=41)
    known = Facts(**facts)
    return figures_today(account, known, assess(account, known, MODEL, today))


@pytest.mark.parametrize(
    ("fields", "health", "state"),
    [
        ({}, 50.0, "open"),
        ({"due": TODAY}, 50.0, "open"),
        ({"due": days(-1)}, 50.0, "overdue"),
        ({"exit_criterion": "health >= 70"}, 69.9, "open"),
        ({"exit_criterion": "health >= 70"}, 70.0, "met"),
        ({"exit_criterion": "health >= 70"}, None, "open"),
        ({"exit_criterion": "health >= 70", "due": days(-1)}, 70.0, "met"),
        ({"exit_criterion": "health >= 70", "due": days(-1)}, 69.0, "overdue"),
        ({"exit_criterion": "the night shift uses it", "due": days(5)}, 99.0, "open"),
        ({"closed_on": TODAY, "exit_criterion": "health >= 70"}, 70.0, "closed"),
        ({"closed_on": days(1)}, 50.0, "open"),
    ],
)
def test_the_state_of_a_project(fields: dict[str, Any], health: float | None, state: str) -> None:
    assert state_of(project(**fields), {"health": health}, TODAY) == state


def test_a_project_runs_from_its_start_until_it_is_closed() -> None:
    assert is_running(project(), TODAY)
    assert not is_running(project(start_date=days(1)), TODAY)
    assert not is_running(project(closed_on=TODAY), TODAY)
    assert is_running(project(closed_on=days(1)), TODAY)


def test_the_figures_of_an_account() -> None:
    found = figures(
        readings=(Reading(1, TODAY, "score", 72), Reading(2, TODAY, "pulse", 75)),
        metrics=(
            MetricPoint(1, "adoption_pct", TODAY, 64),
            MetricPoint(2, "tickets_open", TODAY, 2),
            MetricPoint(3, "logins", TODAY, 12),
        ),
        surveys=(Survey(1, days(-9), "nps", 3), Survey(2, days(-2), "nps", 9)),
    ).values
    expected: dict[str, Value] = {
        "health": 72,
        "band": "green",
        "pulse": 4,
        "adoption": 64,
        "tickets": 2,
        "logins": 12,
        "nps": 9,
        "arr": 15_000,
        "seats_used": 41,
        "licence_use": 82,
        "tier": "low",
        "level": "low",
        "stage": "growth",
        "risk": False,
    }
    assert {name: found[name] for name in expected} == expected
    assert found["potential"] is None


def test_a_figure_older_than_the_window_is_unknown() -> None:
    old = MetricPoint(1, "logins", days(-91), 12)
    assert "logins" not in figures(metrics=(old,)).values
    assert figures(metrics=(old._replace(date=days(-90)),)).values["logins"] == 12


def test_what_is_dated_ahead_does_not_count_yet() -> None:
    found = figures(metrics=(MetricPoint(1, "logins", days(5), 12),))
    assert "logins" not in found.values
    assert found.changes_on == days(5)


def test_a_figure_ends_with_its_window() -> None:
    assert figures(metrics=(MetricPoint(1, "logins", days(-10), 12),)).changes_on == days(81)
    assert figures().changes_on is None


@given(
    st.lists(
        st.tuples(st.integers(-200, 60), st.sampled_from(["logins", "nps"]), st.integers(0, 10)),
        max_size=6,
    ),
    st.integers(1, 200),
)
def test_nothing_turns_before_the_day_it_is_said_to(
    facts: list[tuple[int, str, int]], later: int
) -> None:
    facts = sorted(facts)
    metrics = tuple(
        MetricPoint(n, kind, days(day), value)
        for n, (day, kind, value) in enumerate(facts)
        if kind == "logins"
    )
    surveys = tuple(
        Survey(n, days(day), kind, value)
        for n, (day, kind, value) in enumerate(facts)
        if kind == "nps"
    )
    now = figures(metrics=metrics, surveys=surveys)
    if now.changes_on is None or days(later) < now.changes_on:
        then = figures(days(later), metrics=metrics, surveys=surveys)
        for name in ("logins", "nps"):
            assert then.values.get(name) == now.values.get(name)


@pytest.mark.parametrize("today", [date(9999, 12, 31), date(1, 1, 1)])
def test_the_ends_of_the_calendar_do_no_harm(today: date) -> None:
    found = figures(
        today,
        metrics=(MetricPoint(1, "logins", today, 1),),
        surveys=(Survey(1, today, "csat", 4),),
    )
    assert (found.values["logins"], found.values["csat"]) == (1, 4)
    assert state_of(project(start_date=today, due=today), found.values, today) == "open"
