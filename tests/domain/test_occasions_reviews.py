"""Business reviews ahead, and what stands in for one (DOMAIN §11, Clock)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from csm_tui.domain.account import Account
from tests.domain.occasion_cases import (
    TODAY,
    account,
    ask,
    booked,
    days,
    held,
    keys,
    of_kind,
    of_plan,
)

LAST = held(date(2026, 1, 30))
CHAIN = "business-review:"


def high(**fields: Any) -> Account:
    """Return a high account in growth."""
    return account(**{"arr": 20_000_000, **fields})


def review(on: date, **fields: Any) -> Any:
    """Return a business review that was held."""
    return held(on, "business-review", **fields)


def test_reviews_come_round_from_the_last_one() -> None:
    found = ask(high(), review(date(2025, 11, 20)), LAST)
    assert days(found, CHAIN) == [date(2026, 2, 19)]
    one = of_kind(found, "business-review")[0]
    assert (one.title, one.channel, one.effort) == ("Quarterly business review", "video", 240)
    assert (one.window_from, one.window_to) == (date(2026, 2, 12), date(2026, 3, 5))
    assert one.reason == "high: business review every 91 days, last 20 Nov"


def test_medium_has_a_shorter_one_half_as_often() -> None:
    one = of_kind(ask(account(), review(date(2025, 9, 1)), LAST), "business-review")[0]
    assert (one.due_on, one.effort) == (date(2026, 3, 2), 120)


def test_a_review_that_is_past_comes_now() -> None:
    found = ask(high(), review(date(2025, 10, 1)), LAST)
    assert keys(found, CHAIN) == ["business-review:2025-12-31", "business-review:2026-04-01"]
    late = of_kind(found, "business-review")[0]
    assert late.window_to == date(2026, 2, 25)
    assert late.reason == "high: due since 31 Dec, business review every 91 days, last 1 Oct"


def test_a_booked_review_stands_in_for_the_one_that_is_due() -> None:
    found = ask(
        high(), review(date(2025, 10, 1)), LAST, booked(date(2026, 2, 20), "business-review")
    )
    assert days(found, CHAIN) == []


def test_a_skipped_review_does_not_come_back_at_once() -> None:
    facts = (review(date(2025, 11, 20)), LAST)
    first = of_kind(ask(high(), *facts), "business-review")[0]
    skipped = of_plan(first)._replace(status="skipped")
    until = TODAY + timedelta(days=120)
    assert days(ask(high(), *facts, skipped, until=until), CHAIN) == [date(2026, 5, 21)]


def test_the_review_of_onboarding_stands_in() -> None:
    who = high(start_date=date(2025, 12, 1), entered_on=date(2025, 12, 1))
    found = ask(who, until=date(2026, 3, 15))
    assert [one.key for one in of_kind(found, "business-review")] == [
        "onboarding:2025-12-01:month-3:business-review"
    ]


def test_skipping_the_review_of_onboarding_brings_no_other_in_its_place() -> None:
    who = high(start_date=date(2025, 12, 1), entered_on=date(2025, 12, 1))
    (first,) = of_kind(ask(who, until=date(2026, 3, 15)), "business-review")
    skipped = of_plan(first)._replace(status="skipped")
    assert of_kind(ask(who, skipped, until=date(2026, 3, 15)), "business-review") == []


def test_a_review_that_was_held_in_onboarding_is_the_first_one() -> None:
    who = high(start_date=date(2025, 12, 1))
    found = ask(who, review(date(2026, 1, 10)), LAST)
    assert days(found, "onboarding:2025-12-01:month-3") == []
    assert days(found, CHAIN) == [date(2026, 4, 11)]


def test_the_yearly_review_in_person_stands_in_for_the_one_near_it() -> None:
    who = high(start_date=date(2025, 3, 1))
    found = of_kind(ask(who, review(date(2025, 11, 27)), LAST), "business-review")
    assert [(one.key, one.channel) for one in found] == [
        ("ongoing:business-review:365:2026-03-01", "in-person")
    ]


def test_the_yearly_review_also_makes_up_for_one_that_is_late() -> None:
    who = high(start_date=date(2025, 2, 11))
    found = of_kind(ask(who, review(date(2025, 10, 3)), LAST), "business-review")
    assert [one.key for one in found] == ["ongoing:business-review:365:2026-02-11"]


def test_low_and_tech_have_none() -> None:
    for arr in (1_000_000, 100_000):
        assert of_kind(ask(account(arr=arr)), "business-review") == []
