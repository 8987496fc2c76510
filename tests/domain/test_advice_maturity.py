"""The stage of maturity by number of customers (DOMAIN §9)."""

from __future__ import annotations

import pytest

from csm_tui.domain.advice_maturity import stage_of, stage_words


@pytest.mark.parametrize(
    ("customers", "stage"),
    [
        (0, "start-up"),
        (49, "start-up"),
        (50, "early-scale"),
        (199, "early-scale"),
        (200, "scaled"),
        (499, "scaled"),
        (500, "optimised"),
        (100_000, "optimised"),
    ],
)
def test_a_bound_begins_the_next_stage(customers: int, stage: str) -> None:
    assert stage_of(customers).stage == stage


def test_the_words_say_what_it_asks_for_and_what_comes() -> None:
    assert stage_words(1, None).startswith("Start-up: 1 customer in this book (0–50). It asks for")
    assert "all high-touch by need" in stage_words(12, None)
    assert stage_words(12, None).endswith("38 more begin the next stage.")
    assert "With 250 in twelve months it is scaled operations: tiers" in stage_words(100, 250)
    assert stage_words(100, 120).endswith("With 120 in twelve months it stays so.")
    assert "next stage" not in stage_words(700, None)
