"""How health changes after touchpoints: of which, over what, and when it is not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.facts import Contact, Facts, MetricPoint, Reading, Touchpoint
from csm_tui.domain.model_file import load
from csm_tui.domain.outcomes import Outcome, changes_after, outcome
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier")
TODAY = date(2026, 2, 2)
ACCOUNT = Account(1, "Acme", entered_on=date(2025, 1, 1))


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days=days)


def score(days: int, value: float, measure: str = "score") -> Reading:
    """Return a reading of so many days ago."""
    return Reading(days, ago(days), measure, value)


def meeting(days: int, channel: str = "video", **more: object) -> Touchpoint:
    """Return a touchpoint of so many days ago."""
    return Touchpoint(days, ago(days), "check-in", channel, **more)  # type: ignore[arg-type]


def changes(facts: Facts, first: int = 300, last: int = 0) -> list[tuple[int, float | None]]:
    """Return days ago and change of the touchpoints."""
    found = changes_after(ACCOUNT, facts, "high", MODEL, TODAY, from_=ago(first), to=ago(last))
    return [(touchpoint.id, change) for touchpoint, change in found]


def test_the_change_is_that_of_the_score_28_days_after() -> None:
    readings = (score(70, 50), score(40, 58), score(32, 66), score(31, 90))
    assert changes(Facts(touchpoints=(meeting(60),), readings=readings)) == [(60, 16)]


def test_without_news_since_the_touchpoint_nothing_is_known() -> None:
    facts = Facts(touchpoints=(meeting(60),), readings=(score(70, 50), score(60, 55)))
    assert changes(facts) == [(60, None)]
    assert changes(Facts(touchpoints=(meeting(60),))) == [(60, None)]
    late = Facts(touchpoints=(meeting(60),), readings=(score(59, 50),))
    assert changes(late) == [(60, None)]


def test_touchpoints_wait_until_their_28_days_have_passed() -> None:
    readings = tuple(score(days, 50) for days in (60, 29, 27, 5))
    facts = Facts(touchpoints=(meeting(28), meeting(27)), readings=readings)
    assert changes(facts) == [(28, 0)]


def test_only_touchpoints_of_the_span_in_which_the_customer_took_part_count() -> None:
    touchpoints = (
        meeting(90),
        meeting(80, "email"),
        meeting(70, "email", answered=True),
        meeting(60, status="no-show"),
    )
    facts = Facts(touchpoints=touchpoints, readings=(score(95, 50), score(40, 60)))
    assert [id for id, _ in changes(facts)] == [90, 70]
    assert [id for id, _ in changes(facts, first=89)] == [70]
    assert [id for id, _ in changes(facts, last=71)] == [90]


def test_what_follows_from_the_touchpoint_itself_proves_nothing() -> None:
    # Engagement falls by itself after the meeting; adoption, which is measured, rises.
    facts = Facts(
        contacts=(Contact(1, "Ines"),),
        touchpoints=(meeting(60, contacts=("Ines",)),),
        metrics=(
            MetricPoint(1, "adoption_pct", ago(65), 40),
            MetricPoint(2, "tickets_open", ago(65), 0),
            MetricPoint(3, "adoption_pct", ago(35), 60),
            MetricPoint(4, "tickets_open", ago(35), 0),
        ),
    )
    ((_, change),) = changes(facts)
    assert change == pytest.approx(20 * 25 / 40)


def test_an_outcome_has_its_counts_and_what_chance_may_do() -> None:
    found = outcome([4.0, -2.0, 0.0, 6.0, None], 20)
    assert found.margin == pytest.approx(3.65148, abs=1e-4)
    assert found == Outcome(4, 1, 2.0, found.margin, 2, 1, True)
    assert not outcome([1.0] * 20, 20).small


def test_nothing_known_is_no_change_of_zero() -> None:
    assert outcome([None, None], 20) == Outcome(0, 2, None, None, 0, 0, True)
    assert outcome([3.0], 20).margin is None


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30), st.floats(-50, 50))
def test_a_shift_of_all_changes_shifts_the_mean_alone(values: list[float], shift: float) -> None:
    one, moved = outcome(values, 20), outcome([value + shift for value in values], 20)
    assert one.mean is not None and moved.mean is not None
    assert moved.mean == pytest.approx(one.mean + shift, abs=1e-6)
    assert moved.margin == pytest.approx(one.margin, abs=1e-6)
