"""Renewal outreach, counted back from the notice deadline or the renewal (DOMAIN §7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain.account import Account
from tests.domain.occasion_cases import TODAY, account, ask, booked, days, held, keys, of_kind

HIGH = 20_000_000
LOW = 1_000_000
LAST = held(date(2026, 1, 30))


def renewing(in_days: int, **fields: Any) -> Account:
    """Return an account whose contract ends in so many days."""
    return account(**{"renewal_date": TODAY + timedelta(days=in_days), **fields})


def test_the_sequence_counts_back_from_the_renewal() -> None:
    found = of_kind(ask(renewing(92, arr=LOW)), "renewal")
    assert [one.key for one in found] == ["renewal:2026-05-05:60", "renewal:2026-05-05:30",
                                          "renewal:2026-05-05:14"]  # fmt: skip
    assert [one.due_on for one in found] == [date(2026, 3, 6), date(2026, 4, 5), date(2026, 4, 21)]
    assert found[0].reason == "60 days before the renewal on 5 May"
    assert {one.effort for one in found} == {10}
    assert (found[0].window_from, found[0].window_to) == (date(2026, 3, 1), date(2026, 3, 6))


def test_the_sequence_counts_back_from_the_notice_deadline_where_notice_is_known() -> None:
    found = of_kind(ask(renewing(122, notice_days=30)), "renewal")
    assert [one.key for one in found] == ["renewal:2026-05-05:60", "renewal:2026-05-05:30"]
    assert found[0].reason == "60 days before the notice deadline on 5 May; renews 4 Jun"


def test_one_of_the_sequence_is_a_call() -> None:
    found = of_kind(ask(renewing(92, arr=HIGH)), "renewal")
    assert [(one.channel, one.effort) for one in found] == [
        ("video", 180),
        ("email", 10),
        ("email", 10),
    ]


def test_of_the_windows_that_passed_only_the_latest_is_made_up_for_now() -> None:
    late, *coming = of_kind(ask(renewing(50, arr=HIGH)), "renewal")
    assert late.key == "renewal:2026-03-24:60"
    assert (late.due_on, late.window_to) == (date(2026, 1, 23), TODAY + timedelta(days=5))
    assert late.reason.endswith("; due since 23 Jan")
    assert [one.key for one in coming] == ["renewal:2026-03-24:30"]


@pytest.mark.parametrize(
    "outreach", [held(date(2026, 1, 18), "renewal"), booked(date(2026, 2, 20), "renewal")]
)
def test_outreach_since_then_makes_up_for_it(outreach: Any) -> None:
    found = ask(renewing(50, arr=HIGH), outreach)
    assert keys(found, "renewal:") == ["renewal:2026-03-24:30"]


def test_outreach_before_then_does_not() -> None:
    found = ask(renewing(50, arr=HIGH), held(date(2026, 1, 17), "renewal"))
    assert "renewal:2026-03-24:60" in keys(found)


def test_nothing_is_made_up_for_where_the_next_window_is_as_near() -> None:
    assert keys(ask(renewing(35, arr=HIGH)), "renewal:") == ["renewal:2026-03-09:30"]


def test_nothing_is_made_up_for_past_the_deadline() -> None:
    assert keys(ask(renewing(20, arr=HIGH, notice_days=30)), "renewal:") == []


def test_automation_makes_up_for_nothing() -> None:
    found = of_kind(ask(renewing(50, arr=100_000)), "renewal")
    assert [one.key for one in found] == ["renewal:2026-03-24:30", "renewal:2026-03-24:14"]
    assert all(one.automated and one.effort == 0 for one in found)


def test_a_contract_that_was_not_renewed_asks_for_outreach_now() -> None:
    found = of_kind(ask(renewing(-13)), "renewal")
    assert [(one.key, one.channel, one.effort) for one in found] == [
        ("renewal:2026-01-20:late", "phone", 180)
    ]
    assert found[0].reason == "not renewed since 20 Jan"
    assert keys(ask(renewing(-13), held(date(2026, 1, 21), "renewal")), "renewal:") == []


def test_a_rolled_contract_counts_back_from_its_next_end() -> None:
    found = ask(renewing(-275, auto_renew=True, start_date=date(2024, 5, 3)))
    assert days(found, "renewal:") == [date(2026, 3, 4), date(2026, 4, 3)]


def test_no_outreach_comes_before_the_contract() -> None:
    monthly = renewing(20, start_date=TODAY - timedelta(days=10), arr=LOW)
    assert keys(ask(monthly), "renewal:") == ["renewal:2026-02-22:14"]


def test_a_renewal_at_the_end_of_the_calendar_does_no_harm() -> None:
    last = account(renewal_date=date.max, arr=HIGH)
    today = date.max - timedelta(days=91)
    assert days(ask(last, today=today, until=date.max), "renewal:") == [
        date.max - timedelta(days=90),
        date.max - timedelta(days=60),
        date.max - timedelta(days=30),
    ]
    assert keys(ask(account(renewal_date=date.min), today=TODAY), "renewal:") == [
        "renewal:0001-01-01:late"
    ]
