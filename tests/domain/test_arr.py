"""The ARR of a day: subscriptions, else ARR changes, else as recorded by then (DOMAIN §11, ARR)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.account import Account
from csm_tui.domain.arr import Arr, arr_on
from csm_tui.domain.facts import NO_FACTS, ArrChange, Facts, RecordedArr, Subscription
from tests.domain.strategies import DAY, accounts, facts

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def account(arr: int | None = None) -> Account:
    return Account(id=1, name="Northwind Foods", entered_on=JAN, arr=arr)


@pytest.mark.parametrize(
    ("day", "cents", "changes_on"),
    [
        (date(2025, 12, 31), 0, JAN),
        (JAN, 1_200_000, MAR),
        (date(2026, 2, 28), 1_200_000, MAR),
        (MAR, 0, None),
    ],
)
def test_a_subscription_is_open_from_its_start_to_the_day_before_its_end(
    day: date, cents: int, changes_on: date | None
) -> None:
    facts = Facts(subscriptions=(Subscription(1, JAN, MAR, 1_200_000),))
    assert arr_on(account(arr=9), facts, day) == Arr(cents, "subscriptions", changes_on)


def test_open_subscriptions_add_up_and_go_before_all_else() -> None:
    facts = Facts(
        subscriptions=(
            Subscription(1, JAN, None, 1_000_000),
            Subscription(2, JAN, None, 250_050),
            Subscription(3, MAR, None, 7),
        ),
        arr_changes=(ArrChange(1, JAN, 5),),
        recorded_arr=(RecordedArr(MAR, 3),),
    )
    assert arr_on(account(arr=9), facts, FEB) == Arr(1_250_050, "subscriptions", MAR)


@pytest.mark.parametrize(
    ("day", "cents", "changes_on"),
    [(date(2025, 12, 31), 0, JAN), (JAN, 500, FEB), (FEB, 420, MAR), (MAR, 1_020, None)],
)
def test_arr_changes_are_summed_through_the_day(
    day: date, cents: int, changes_on: date | None
) -> None:
    changes = (ArrChange(1, JAN, 500), ArrChange(2, FEB, -80), ArrChange(3, MAR, 600))
    assert arr_on(account(arr=9), Facts(arr_changes=changes), day) == Arr(
        cents, "arr changes", changes_on
    )


@pytest.mark.parametrize(
    ("day", "cents", "basis"),
    [
        (date(2026, 1, 31), None, "unknown"),
        (FEB, 700, "recorded"),
        (date(2026, 2, 28), 700, "recorded"),
        (MAR, 900, "recorded"),
    ],
)
def test_a_recorded_arr_counts_from_the_day_it_was_recorded(
    day: date, cents: int | None, basis: str
) -> None:
    recorded = (RecordedArr(FEB, None), RecordedArr(MAR, 700))
    known = arr_on(account(arr=900), Facts(recorded_arr=recorded), day)
    assert (known.cents, known.basis) == (cents, basis)


def test_of_two_changes_of_one_day_the_first_tells_what_was_before() -> None:
    recorded = (RecordedArr(FEB, 100), RecordedArr(FEB, 200))
    assert arr_on(account(arr=300), Facts(recorded_arr=recorded), JAN).cents == 100


def test_no_arr_is_unknown_and_not_zero() -> None:
    assert arr_on(account(), NO_FACTS, FEB) == Arr(None, "unknown")
    assert arr_on(account(arr=0), NO_FACTS, FEB) == Arr(0, "recorded")


@given(accounts, facts, st.integers(0, 400))
def test_nothing_changes_before_it_says(account: Account, facts: Facts, ahead: int) -> None:
    now = arr_on(account, facts, DAY)
    day = DAY + timedelta(ahead)
    if now.changes_on is None or day < now.changes_on:
        then = arr_on(account, facts, day)
        assert (then.cents, then.basis) == (now.cents, now.basis)
