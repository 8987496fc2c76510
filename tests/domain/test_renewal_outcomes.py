"""Renewals that fell due in a span, and their outcome: a figure of its own beside retention."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.domain.facts import Subscription
from csm_tui.domain.model_file import load
from csm_tui.domain.renewal_outcomes import (
    Contract,
    Moved,
    Outcome,
    RenewalDue,
    Span,
    of_contract,
    of_subscriptions,
    renewals,
)
from csm_tui.models import preset

TODAY = date(2026, 2, 2)
SPAN = Span(date(2025, 2, 2), date(2026, 6, 30), TODAY)
RULE = load(preset("four-tier"), file="four-tier").lifecycle
START = date(2023, 9, 1)


def due(contract: Contract, span: Span = SPAN) -> list[tuple[str, Outcome]]:
    return [(one.on.isoformat(), one.outcome) for one in of_contract(contract, span, RULE)]


def ended(*subscriptions: Subscription) -> list[tuple[str, Outcome]]:
    return [(one.on.isoformat(), one.outcome) for one in of_subscriptions(subscriptions, SPAN)]


def test_a_date_that_passed_without_a_renewal_is_not_renewed_and_today_s_is_open() -> None:
    assert due(Contract(START, date(2026, 2, 1), None, None)) == [("2026-02-01", "not-renewed")]
    assert due(Contract(START, TODAY, None, None)) == [("2026-02-02", "open")]
    assert due(Contract(START, date(2026, 6, 30), False, None)) == [("2026-06-30", "open")]
    assert due(Contract(START, date(2026, 7, 1), False, None)) == []
    assert due(Contract(START, date(2025, 2, 1), False, None)) == []


def test_a_contract_that_renews_by_itself_has_renewed_on_each_date_that_passed() -> None:
    contract = Contract(date(2024, 3, 1), date(2025, 3, 1), True, None)
    assert due(contract) == [("2025-03-01", "renewed"), ("2026-03-01", "open")]
    older = Contract(date(2021, 3, 1), date(2022, 3, 1), True, None)
    assert due(older) == [("2025-03-01", "renewed"), ("2026-03-01", "open")]


def test_a_date_put_off_by_a_new_term_is_renewed_and_a_correction_is_nothing() -> None:
    old, new = date(2025, 9, 1), date(2026, 9, 1)
    moved = (Moved(date(2025, 8, 20), old),)
    assert due(Contract(START, new, None, None, moved)) == [("2025-09-01", "renewed")]
    corrected = Contract(START, date(2025, 9, 15), None, None, moved)
    assert due(corrected) == [("2025-09-15", "not-renewed")]


def test_a_date_first_recorded_is_no_renewal() -> None:
    moved = (Moved(date(2025, 8, 20), None),)
    assert due(Contract(START, date(2026, 9, 1), None, None, moved)) == []


def test_what_was_put_off_later_than_today_stood_open_today() -> None:
    moved = (Moved(date(2026, 3, 10), date(2026, 3, 1)),)
    assert due(Contract(START, date(2027, 3, 1), None, None, moved)) == [("2026-03-01", "open")]


@pytest.mark.parametrize("auto_renew", [True, False])
def test_an_account_that_churned_by_its_date_was_not_renewed(auto_renew: bool) -> None:
    contract = Contract(date(2024, 9, 1), date(2025, 9, 1), auto_renew, date(2025, 9, 1))
    assert due(contract) == [("2025-09-01", "not-renewed")]


def test_without_a_date_a_churned_account_was_not_renewed_on_the_day_it_ended() -> None:
    assert due(Contract(START, None, None, date(2025, 9, 15))) == [("2025-09-15", "not-renewed")]
    assert due(Contract(START, None, None, date(2026, 3, 1))) == []
    assert due(Contract(START, None, None, None)) == []


def test_a_subscription_is_renewed_where_another_goes_on() -> None:
    old = Subscription(1, date(2024, 9, 1), date(2025, 9, 1), 1000)
    on_time = Subscription(2, date(2025, 9, 1), None, 1000)
    late = Subscription(2, date(2025, 10, 1), None, 1000)
    too_late = Subscription(2, date(2025, 10, 2), None, 1000)
    beside = Subscription(2, date(2024, 9, 1), None, 1000)
    shorter = Subscription(2, date(2025, 8, 15), date(2025, 9, 1), 1000)
    assert ended(old, on_time) == [("2025-09-01", "renewed")]
    assert ended(old, late) == [("2025-09-01", "renewed")]
    assert ended(old, too_late) == [("2025-09-01", "not-renewed")]
    assert ended(old, beside) == [("2025-09-01", "not-renewed")]
    assert ended(old, shorter) == [("2025-09-01", "not-renewed")] * 2


def test_trials_are_no_contracts_and_ends_to_come_are_open() -> None:
    assert ended(Subscription(1, START, date(2025, 9, 1), 0)) == []
    assert ended(Subscription(1, START, date(2026, 2, 2), 1)) == [("2026-02-02", "open")]
    assert ended(Subscription(1, START, None, 1)) == []


def test_the_rate_is_of_what_is_decided() -> None:
    def one(outcome: Outcome) -> RenewalDue:
        return RenewalDue(TODAY, outcome, "")

    found = renewals([one("renewed"), one("renewed"), one("not-renewed"), one("open")])
    assert (found.due, found.decided, found.rate) == (4, 3, 2 / 3)
    assert renewals([one("open")]).rate is None
    assert renewals([]).due == 0
