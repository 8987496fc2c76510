"""What experiments try reaches the clock and the plan for its days, and gives way to risk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from csm_tui.domain.facts import Facts, Override, Treatment
from csm_tui.domain.standing import assess
from csm_tui.domain.why_next import explain
from tests.domain.occasion_cases import MODEL, TODAY, account, ask, days, held, of_kind

LAST = date(2026, 1, 26)
TRIED = Treatment(
    5, "Closer", "b", "cadence", "check-in", "14", date(2026, 1, 1), date(2026, 3, 15)
)


class Sources:
    """Says of everything that it was entered by hand."""

    def field(self, _name: str) -> str:
        return "by hand"

    def fact(self, _fact: Any) -> str:
        return "by hand, 2 Jan 2026"


def interval(treatment: Treatment, today: date = TODAY, **facts: Any) -> int | None:
    known = Facts(touchpoints=(held(LAST),), treatments=(treatment,), **facts)
    return assess(account(), known, MODEL, today).clock.interval


def test_the_clock_runs_at_the_cadence_tried_while_it_holds() -> None:
    assert interval(TRIED) == 14
    assert interval(TRIED, date(2025, 12, 31)) == 30
    assert interval(TRIED, TRIED.ends) == 14
    assert interval(TRIED, TRIED.ends + timedelta(days=1)) == 30


def test_risk_and_a_raised_level_go_before_what_is_tried() -> None:
    at_risk = Override(1, "at-risk", "yes", "they say so", date(2026, 1, 20))
    assert interval(TRIED._replace(treatment="45"), overrides=(at_risk,)) == 14
    raised = Override(1, "level", "high", "a favour", date(2026, 1, 20))
    assert interval(TRIED._replace(treatment="45"), overrides=(raised,)) == 14


def test_the_plan_follows_the_cadence_until_the_experiment_ends() -> None:
    found = ask(account(), held(LAST), treatments=(TRIED,))
    planned = days(found, "check-in:")
    assert planned[:3] == [date(2026, 2, 9), date(2026, 2, 23), date(2026, 3, 9)]
    # Four weeks and two days after the last one: the model's own interval again.
    assert planned[3] == date(2026, 4, 8)
    named = ["experiment Closer, side B" in one.reason for one in of_kind(found, "check-in")]
    assert named == [True, True, True, False]


def test_a_channel_and_a_content_tried_are_planned_and_named() -> None:
    by_chat = TRIED._replace(aspect="channel", treatment="chat")
    wording = TRIED._replace(id=6, aspect="content", treatment="custom letter", side="a")
    found = of_kind(ask(account(), held(LAST), treatments=(by_chat, wording)), "check-in")
    inside = [one for one in found if one.due_on <= TRIED.ends]
    assert {(one.channel, one.content) for one in inside} == {("chat", "custom letter")}
    assert "experiment Closer, side B, experiment Closer, side A" in inside[0].reason
    assert "chat" not in {one.channel for one in found if one.due_on > TRIED.ends}


def test_why_names_the_experiment_and_its_end() -> None:
    known = Facts(touchpoints=(held(LAST),), treatments=(TRIED,))
    standing = assess(account(), known, MODEL, TODAY)
    told = explain("next", account(), known, standing, MODEL, TODAY, Sources())
    steps = {step.text: (step.value, step.source) for step in told.steps}
    named = "experiment Closer, side B"
    assert steps[f"{named}: check-in every 14 days"] == (
        "until 15 Mar 2026",
        "by hand, 2 Jan 2026",
    )
    assert steps[f"interval: level medium, {named}"] == ("14 days", "experiment")
