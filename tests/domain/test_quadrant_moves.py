"""Why an account stands in another quadrant than before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.facts import ArrChange, Facts, Override, Reading
from csm_tui.domain.placing import place
from csm_tui.domain.quadrant_moves import why_moved
from csm_tui.models import preset

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)
THEN = TODAY - timedelta(days=28)
OLD = date(2023, 1, 1)


def reading(days: int, value: float, measure: str = "score") -> Reading:
    return Reading(days, TODAY - timedelta(days=days), measure, value)


def moved(*readings: Reading, start: date = OLD, **facts: Any) -> str:
    """Return why an account of 300,000 stands where it stands today."""
    account = Account(id=1, name="A", entered_on=OLD, arr=30_000_000, start_date=start)
    known = Facts(readings=readings, **facts)
    before, after = (place(account, known, MODEL, day) for day in (THEN, TODAY))
    assert before.quadrant.quadrant != after.quadrant.quadrant
    return why_moved(before, after)


HANDED = Override(1, "at-risk", "yes", "asked to leave", THEN, TODAY - timedelta(days=1))
GREW = (ArrChange(1, OLD, 1_000_000), ArrChange(2, TODAY, 29_000_000))


@pytest.mark.parametrize(
    ("readings", "facts", "why"),
    [
        ((reading(40, 70), reading(0, 30)), {}, "health 30 is below 40"),
        ((reading(40, 70), reading(0, 51)), {}, "need 30 → 49: health 70 → 51"),
        ((reading(40, 60),), {"overrides": (HANDED,)}, "no longer at risk, need 40 is low"),
        ((reading(0, 80),), {}, "placed: need 20 is low"),
        ((reading(100, 80),), {}, "not placed: only 0 % of need known"),
        (
            (reading(40, 80),),
            {"arr_changes": GREW},
            "size 15 → 80: ARR 10,000 → 300,000",
        ),
    ],
)
def test_the_input_that_moved_it_is_named(
    readings: tuple[Reading, ...], facts: dict[str, Any], why: str
) -> None:
    assert moved(*readings, **facts) == why


def test_the_end_of_onboarding_is_named() -> None:
    started = TODAY - timedelta(days=100)
    assert moved(reading(40, 80), start=started) == "onboarding is over, need 20 is low"
