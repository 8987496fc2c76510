"""The clock of business reviews (DOMAIN §11, Clock)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from csm_tui.domain.facts import Facts, Touchpoint
from csm_tui.domain.reviews import NO_REVIEW, ReviewResult, review_of
from csm_tui.domain.terms import Level
from tests.domain.test_cadence import MODEL, TODAY, account


def review(*touchpoints: Touchpoint, level: Level | None = "high") -> ReviewResult:
    """Return the review clock of an account that started and was entered on 1 Jan 2025."""
    return review_of(account(), Facts(touchpoints=touchpoints), level, MODEL, TODAY)


def held(on: date, status: str = "done") -> Touchpoint:
    """Return a business review."""
    return Touchpoint(1, on, "business-review", "video", status=status)


@pytest.mark.parametrize(("level", "days"), [("high", 91), ("medium", 182)])
def test_reviews_are_due_by_level(level: Level, days: int) -> None:
    last = date(2025, 11, 1)
    found = review(held(last), level=level)
    assert (found.interval, found.last_on) == (days, last)
    assert found.due_on == last + timedelta(days=days)


def test_low_tech_and_prospects_have_no_review() -> None:
    for level in ("low", "tech", "unknown", None):
        assert review(level=level) == NO_REVIEW


def test_only_a_done_review_resets_the_clock() -> None:
    last = date(2025, 10, 1)
    call = Touchpoint(2, date(2026, 1, 20), "check-in", "video")
    missed = held(date(2026, 1, 10), "no-show")
    found = review(held(last), missed, call)
    assert found.due_on == date(2025, 12, 31)
    assert found.overdue_days == 33


def test_an_account_without_review_is_counted_from_its_start() -> None:
    assert review().due_on == date(2025, 4, 2)


def test_a_booked_review_is_not_overdue_within_a_week_or_before_the_hard_limit() -> None:
    last = date(2025, 10, 1)  # due 31 Dec, hard limit (137 days) 15 Feb
    assert review(held(last), held(date(2026, 2, 15), "planned")).overdue_days == 0
    assert review(held(last), held(date(2026, 2, 16), "planned")).overdue_days == 33
    old = date(2025, 6, 1)
    assert review(held(old), held(date(2026, 2, 9), "planned")).overdue_days == 0
    proposed = held(date(2026, 2, 9), "planned")._replace(booked=False)
    assert review(held(old), proposed).overdue_days == 155
