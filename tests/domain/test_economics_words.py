"""The economics as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from csm_tui.domain.economics import Cost
from csm_tui.domain.economics_words import (
    Gaps,
    blended_words,
    expectations,
    how,
    missing,
    serving_words,
)
from csm_tui.domain.model_file import load
from csm_tui.domain.serving import Judge, Placement
from csm_tui.domain.tier_economics import TierGroup, blended, tier_sums
from csm_tui.models import preset

FOUR = load(preset("four-tier"), file="four-tier.toml")
THREE = load(preset("three-tier"), file="three-tier.toml")
K = 100_000
NO_GAPS = Gaps(5, 0, 0, 0, 5, 0, date(2025, 2, 2))
STATED = replace(FOUR.costs, gross_margin=75.0, retention=90.0)


def test_the_arithmetic_of_the_worked_example() -> None:
    cost = Cost(120 * K, 50, 60_000, 20_000)
    assert how(cost, "USD") == "$120,000 ÷ 50 + $600 + $200 = $3,200 a year"


def test_what_an_account_costs_in_one_line() -> None:
    placed = Placement("low", "medium", None, 10 * K, None, "green", None, 60)
    judge = Judge(FOUR)
    assert serving_words(judge.judge(placed), "USD") == (
        "$542.86 a year, 5.4 % of ARR (comfortable), $76.92 logged, over-served"
    )
    without = placed._replace(arr=None, minutes=None)
    assert serving_words(judge.judge(without), "USD") == "$542.86 a year"
    assert serving_words(judge.judge(without._replace(tier="unknown")), "USD") == "not known"


def test_a_tier_stands_against_what_the_model_expects_of_it() -> None:
    (high, *_) = tier_sums((TierGroup("high", 1, 1, 150 * K),), THREE)
    assert expectations(high, THREE, "USD") == [
        "a cost within the expected $8,000–$22,000",
        "ARR : cost above the expected 5–10×",
        "needs a gross margin above 70 %, the model states none",
    ]
    thin = replace(THREE, costs=replace(THREE.costs, gross_margin=70.0))
    assert expectations(high, thin, None)[-1] == "needs a gross margin above 70 %, 70 % is not"


def test_a_model_that_expects_nothing_says_nothing() -> None:
    (high, *_) = tier_sums((TierGroup("high", 1, 1, 150 * K),), FOUR)
    assert expectations(high, FOUR, None) == []


def test_the_blended_share_is_told_with_its_parts() -> None:
    whole = blended((TierGroup("high", 2, 2, 100 * K),), FOUR)
    assert blended_words(whole, FOUR, "USD") == (
        "Blended 13.6 % of ARR, within the 10–25 % expected: $13,600 of $100,000 (2 accounts)."
    )
    assert blended_words(blended((), FOUR), FOUR, None) == "Blended share of ARR: not known."


def test_nothing_is_missing_where_all_is_given() -> None:
    assert missing(NO_GAPS, STATED) == []


def test_each_gap_is_told_with_how_to_close_it() -> None:
    gaps = Gaps(5, 1, 2, 1, 0, 3, date(2025, 2, 2))
    said = missing(gaps, replace(FOUR.costs, fully_loaded=0))
    assert [sentence.split(":")[0].split(",")[0] for sentence in said] == [
        "The touch model states no cost of a CSM",
        "1 account without ARR",
        "2 accounts with an ARR of 0",
        "1 account in a tier that the touch model has not",
        "No minutes are logged since 2 Feb 2025",
        "3 accounts viable only if gross margin allows",
        "Lifetime value needs gross_margin and retention under [costs] of the touch model.",
    ]


def test_an_empty_book_lacks_no_minutes() -> None:
    assert missing(Gaps(0, 0, 0, 0, 0, 0, date(2025, 2, 2)), STATED) == []
