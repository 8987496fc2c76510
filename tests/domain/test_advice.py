"""What is asked to choose a model, what the book knows of it, and which answer counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from csm_tui.domain.advice import (
    Answer,
    Asked,
    BookFacts,
    Sign,
    TierFacts,
    answers_in_force,
    checked,
    customers_then,
    sign,
)
from csm_tui.errors import InvalidValue

TODAY = date(2026, 2, 2)
LEAST = 20
NO_SIGN = Sign(None, "")


def facts(**changed: Any) -> BookFacts:
    """Return a book of ten accounts that says nothing of itself, but for what is `changed`."""
    nothing = BookFacts(
        accounts=10,
        arrs=(),
        complexities={},
        segments={},
        year_ago=None,
        started=0,
        left=0,
        placed=0,
        tiers=(TierFacts("high", 10, 60.0),),
        available=130.0,
    )
    return nothing._replace(**changed)


def test_complexity_is_a_sign_where_more_than_half_agree() -> None:
    assert sign("complexity", facts(complexities={"high": 6, "low": 4}), LEAST).value == "weeks"
    assert sign("complexity", facts(complexities={"moderate": 7}), LEAST).value == "days"
    split = sign("complexity", facts(complexities={"high": 5, "low": 5}), LEAST)
    assert split.value is None
    assert "5 high, 5 low" in split.text


def test_a_field_that_few_accounts_have_is_no_sign_but_is_told() -> None:
    found = sign("customers", facts(segments={"Enterprise": 4}), LEAST)
    assert found.value is None
    assert "4 Enterprise (4 of 10 have one)" in found.text
    assert "too few" in found.text


@pytest.mark.parametrize(
    ("segment", "meant"),
    [
        ("Enterprise", "enterprise"),
        ("Mid-Market", "mid-market"),
        ("small business", "smb"),
        ("SMB", "smb"),
        ("Self-Serve", "product-led"),
        ("free trial", "product-led"),
        ("Gold", None),
    ],
)
def test_segments_mean_expectations_by_their_words(segment: str, meant: str | None) -> None:
    assert sign("customers", facts(segments={segment: 10}), LEAST).value == meant


def test_growth_of_last_year_is_a_sign_of_the_next_from_a_book_of_some_size() -> None:
    grown = facts(accounts=60, year_ago=40, started=25, left=5)
    found = sign("growth", grown, LEAST)
    assert found.value == "90"
    assert "60 customers, 40 a year ago (25 came, 5 left)" in found.text
    assert sign("growth", grown._replace(year_ago=19), LEAST).value is None
    assert sign("growth", grown._replace(year_ago=None), LEAST).value is None


def test_competition_is_in_no_book_and_an_empty_book_knows_nothing() -> None:
    assert sign("competition", facts(), LEAST).value is None
    assert "no customers" in sign("growth", facts(accounts=0), LEAST).text


def test_what_is_said_now_counts_before_last_time_and_that_before_the_book() -> None:
    signs: dict[Asked, Sign] = {
        "complexity": Sign("minutes", ""),
        "customers": Sign("smb", ""),
        "competition": NO_SIGN,
        "growth": Sign("90", ""),
    }
    kept = {
        "complexity": ("days", date(2026, 1, 1)),
        "customers": ("unknown", date(2026, 1, 1)),
        "growth": ("2x", date(2026, 1, 1)),
    }
    found = answers_in_force({"complexity": "weeks", "growth": "unknown"}, kept, signs, TODAY)
    assert found == {
        "complexity": Answer("weeks", "said", TODAY),
    }
    assert answers_in_force({}, {}, signs, TODAY)["growth"] == Answer("90", "book")
    last_time = answers_in_force({}, kept, signs, TODAY)
    assert last_time["complexity"] == Answer("days", "last time", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("growth", "customers"), [("250", 250), ("2x", 120), ("+50%", 90), ("1x", 60)]
)
def test_growth_is_a_number_a_factor_or_percent(growth: str, customers: int) -> None:
    assert customers_then(growth, 60) == customers


def test_nothing_grows_out_of_nothing() -> None:
    assert customers_then("2x", 0) is None
    assert customers_then("250", 0) == 250


def test_an_answer_that_there_is_not_is_refused_with_those_there_are() -> None:
    assert checked("complexity", " Weeks ") == "weeks"
    assert checked("growth", "+50%") == "+50%"
    assert checked("growth", "unknown") == "unknown"
    with pytest.raises(InvalidValue, match="weeks, days, minutes or unknown, not 'years'"):
        checked("complexity", "years")
    with pytest.raises(InvalidValue, match=r"like 250, 2x or \+50%, not 'fast'"):
        checked("growth", "fast")
