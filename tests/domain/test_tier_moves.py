"""Moves between tiers: what is suggested, what moved by itself, and overrides that end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain import model_file
from csm_tui.domain.account import Account
from csm_tui.domain.arr import arr_on
from csm_tui.domain.facts import NO_FACTS, ArrChange, Facts, RecordedArr, Subscription
from csm_tui.domain.tier_moves import TierMove, Version, is_up, moves, tier_spans
from csm_tui.domain.tiers import tier_of
from csm_tui.models import preset

MODEL = model_file.load(preset("four-tier"), file="four-tier.toml")
TODAY = date(2026, 2, 2)
ENTERED = date(2025, 1, 10)


def account(**fields: Any) -> Account:
    return Account(id=1, name="Northwind Foods", entered_on=ENTERED, **fields)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def of(one: Account, facts: Facts = NO_FACTS, *earlier: Version) -> list[TierMove]:
    first = [Version(ENTERED, one)] if not earlier else []
    return [*moves([*earlier, *first], facts, MODEL, TODAY)]


def test_high_complexity_is_a_suggestion_to_move_one_up_and_is_not_taken() -> None:
    (move,) = of(account(arr=3_000_000, complexity="high"))
    assert move[:5] == ("suggested", "medium", "high", "high complexity", ENTERED)
    assert is_up(move, MODEL) is True


def test_a_suggestion_counts_from_the_day_on_which_both_its_reasons_held() -> None:
    simple = account(arr=3_000_000, complexity="low")
    complex_ = replace(simple, complexity="high")
    versions = (Version(ENTERED, simple), Version(ago(40), complex_))
    assert of(complex_, NO_FACTS, *versions)[0].since == ago(40)
    grown = Facts(recorded_arr=(RecordedArr(ago(12), 1_000_000),))
    assert [
        move.since for move in of(complex_, grown, *versions) if move.ground == "suggested"
    ] == [ago(12)]


def test_growth_promotes_and_says_since_when() -> None:
    facts = Facts(arr_changes=(ArrChange(1, ENTERED, 9_000_000), ArrChange(2, ago(30), 2_000_000)))
    (move,) = of(account(), facts)
    assert move[:3] == ("moved", "medium", "high")
    assert move.since == ago(30)
    assert move.reason == "ARR 110,000, from 100,000; 90,000 before"
    assert is_up(move, MODEL) is True


def test_what_is_dated_before_the_account_entered_the_book_is_a_move_too() -> None:
    late = replace(account(), entered_on=TODAY)
    facts = Facts(
        subscriptions=(
            Subscription(1, ago(200), None, 9_000_000, None),
            Subscription(2, ago(30), None, 2_000_000, None),
        )
    )
    (move,) = moves([Version(TODAY, late)], facts, MODEL, TODAY)
    assert move[:3] == ("moved", "medium", "high")
    assert move.since == ago(30)
    # Its first subscription is where it begins, and no move.
    begun = Facts(subscriptions=facts.subscriptions[1:])
    assert [*moves([Version(TODAY, late)], begun, MODEL, TODAY)] == []


def test_contraction_demotes() -> None:
    facts = Facts(
        subscriptions=(
            Subscription(1, ENTERED, ago(10), 2_000_000, None),
            Subscription(2, ENTERED, None, 1_000_000, None),
        )
    )
    (move,) = of(account(), facts)
    assert move[:3] == ("moved", "medium", "low")
    assert is_up(move, MODEL) is False


def test_what_moved_longer_ago_is_no_news_and_what_became_known_is_no_move() -> None:
    assert of(account(arr=11_000_000), Facts(recorded_arr=(RecordedArr(ago(10), None),))) == []
    old = Facts(arr_changes=(ArrChange(1, ENTERED, 9_000_000), ArrChange(2, ago(91), 2_000_000)))
    assert of(account(), old) == []


def test_strategic_weight_promotes_too() -> None:
    plain = account(arr=1_000_000)
    strategic = replace(plain, strategic=5)
    (move,) = of(strategic, NO_FACTS, Version(ENTERED, plain), Version(ago(3), strategic))
    assert move[:5] == ("moved", "low", "high", "strategic 5 of 5", ago(3))


def test_an_override_that_keeps_an_account_elsewhere_is_listed_until_it_ends() -> None:
    held = account(arr=11_000_000, tier_override="low", tier_override_until=TODAY + timedelta(31))
    (move,) = of(held)
    assert move[:3] == ("held", "low", "high")
    (soon,) = of(replace(held, tier_override_until=TODAY + timedelta(30)))
    assert soon.ground == "lapsing"
    assert soon.until == TODAY + timedelta(30)
    assert of(replace(held, tier_override="high")) == []


def test_an_override_that_ended_moved_the_account() -> None:
    (move,) = of(
        account(arr=11_000_000, tier_override="low", tier_override_until=ago(4)),
    )
    assert move[:3] == ("lapsed", "low", "high")
    assert move.since == ago(3)


def test_an_override_that_ends_with_the_tier_it_set_still_says_so() -> None:
    (move,) = of(account(arr=11_000_000, tier_override="high", tier_override_until=TODAY))
    assert move[:3] == ("lapsing", "high", "high")
    assert is_up(move, MODEL) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(-3_000_000, 12_000_000)), min_size=1, max_size=8
    ),
    st.integers(0, 400),
)
def test_on_every_day_the_span_has_the_tier_of_that_day(
    changes: list[tuple[int, int]], days: int
) -> None:
    """The spans are the tiers of all days, joined where they are the same."""
    dated = sorted((ago(back), amount) for back, amount in changes)
    facts = Facts(arr_changes=tuple(ArrChange(n, *one) for n, one in enumerate(dated)))
    one = account()
    spans = tier_spans([Version(ENTERED, one)], facts, MODEL, ago(400), TODAY)
    day = ago(days)
    held = [span for span in spans if span.since <= day][-1]
    assert held.tier == tier_of(one, arr_on(one, facts, day).cents, MODEL, day).tier
    assert all(left.tier != right.tier for left, right in pairwise(spans))
