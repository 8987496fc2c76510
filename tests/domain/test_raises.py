"""Since when an account is treated above its tier, and the grace that its clock has from then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from csm_tui.domain.cadence import ClockResult
from csm_tui.domain.facts import Facts, Override, Reading
from csm_tui.domain.standing import assess
from tests.domain.test_cadence import MODEL, TODAY, held
from tests.domain.test_ranking import MEDIUM, account

# 38 days ago: overdue at any level above low, so that the grace shows.
LAST = held(date(2025, 12, 26))


def clock(who: dict[str, Any] | None = None, today: date = TODAY, **facts: Any) -> ClockResult:
    """Return the clock of a medium account touched 38 days ago."""
    known = {"touchpoints": (LAST,)} | facts
    return assess(account(**MEDIUM | (who or {})), Facts(**known), MODEL, today).clock


def readings(*values: float) -> tuple[Reading, ...]:
    """Return weekly readings of health, the last of them yesterday."""
    last = TODAY - timedelta(days=1)
    return tuple(
        Reading(place, last - timedelta(days=7 * (len(values) - place)), "score", value)
        for place, value in enumerate(values, 1)
    )


def test_without_a_raise_there_is_no_grace() -> None:
    assert clock().due_on == date(2026, 1, 25)


def test_renewal_raises_from_the_day_its_stage_begins() -> None:
    renewal_date = TODAY + timedelta(days=88)
    found = clock({"renewal_date": renewal_date})
    assert (found.raised_on, found.due_on) == (date(2026, 1, 31), date(2026, 2, 7))
    earlier = clock({"renewal_date": renewal_date - timedelta(days=40)})
    assert (earlier.raised_on, earlier.due_on) == (None, date(2026, 1, 9))


def test_onboarding_raises_from_the_start() -> None:
    found = clock({"start_date": date(2026, 1, 30)})
    assert (found.raised_on, found.due_on) == (date(2026, 1, 30), date(2026, 2, 6))


def test_an_override_raises_from_the_day_it_was_set() -> None:
    override = Override(1, "level", "high", "new sponsor", date(2026, 1, 29), date(2026, 3, 1))
    found = clock(overrides=(override,))
    assert (found.raised_on, found.due_on) == (date(2026, 1, 29), date(2026, 2, 5))


def test_risk_raises_from_the_reading_that_began_the_spell_not_from_the_latest() -> None:
    found = clock(readings=readings(80, 35, 34, 33))
    assert (found.raised_on, found.due_on) == (date(2026, 1, 18), date(2026, 1, 25))
    again = clock(readings=readings(35, 60, 58, 33))
    assert (again.raised_on, again.due_on) == (date(2026, 2, 1), date(2026, 2, 8))


def test_a_flag_by_hand_raises_from_the_day_it_was_set() -> None:
    flag = Override(1, "at-risk", "yes", "champion left", date(2026, 1, 28), date(2026, 3, 1))
    assert clock(overrides=(flag,)).due_on == date(2026, 2, 4)


def test_a_floor_has_always_been_there() -> None:
    assert clock({"level_floor": "high"}).raised_on is None
    # Renewal raises nothing that the floor had not raised before.
    who = {"level_floor": "high", "renewal_date": TODAY + timedelta(days=88)}
    assert clock(who).raised_on is None


def test_of_two_raises_the_later_without_which_the_level_would_be_lower_counts() -> None:
    flag = Override(1, "at-risk", "yes", "champion left", date(2026, 1, 20), date(2026, 3, 1))
    who = {"renewal_date": TODAY + timedelta(days=88)}
    # Risk alone had made it high before renewal began on 31 January.
    assert clock(who, overrides=(flag,)).raised_on == date(2026, 1, 20)
    low = who | {"arr": 900_000}
    assert clock(low, overrides=(flag,)).raised_on == date(2026, 1, 31)
