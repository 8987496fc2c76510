"""The recommendation and its arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from csm_tui.domain.advice import Answer, TierFacts
from csm_tui.domain.advice_model import Recommendation, recommend
from csm_tui.domain.model_file import load
from csm_tui.models import PRESETS, preset
from tests.domain.test_advice import facts

TODAY = date(2026, 2, 2)
MODELS = {name: load(preset(name), file=name) for name in PRESETS}
MEDIUM = [4_000_000] * 10  # 40,000 each pay for medium touch, not for high


def recommended(
    *,
    complexity: str = "",
    customers: str = "",
    competition: str = "",
    arrs: list[int] | None = None,
    then: int | None = None,
) -> Recommendation:
    said = {"complexity": complexity, "customers": customers, "competition": competition}
    answers = {asked: Answer(value, "said", TODAY) for asked, value in said.items() if value}
    book = facts(arrs=MEDIUM if arrs is None else arrs)
    return recommend(book, answers, then, MODELS, None, TODAY)  # type: ignore[arg-type]


def test_what_customers_ask_for_is_the_mean_of_the_answers_there_are() -> None:
    found = recommended(complexity="days", customers="mid-market", competition="dedicated")
    assert found.wanted == "medium"
    assert (
        "What customers ask for: product complexity low (1), customer expectations medium (2),"
        " competition high (3). 6 ÷ 3 = 2: medium touch." in found.sentences
    )
    assert recommended(complexity="weeks").wanted == "high"
    half = recommended(complexity="minutes", customers="smb")
    assert half.wanted == "low"
    assert "1 ÷ 2 = 0.5, rounded 1: low touch." in half.sentences[0]


def test_the_sentences_on_most_customers_end_with_what_is_recommended() -> None:
    for found in (recommended(complexity="days"), recommended(arrs=[])):
        *_, last = found.for_most
        assert len(found.for_most) == 3
        assert last.startswith(("Recommended for most:", "No touch is recommended:"))
        assert (*found.for_most, *found.further) == found.sentences


def test_no_competitor_counts_as_nothing_and_not_as_tech() -> None:
    assert recommended(complexity="weeks", competition="none").wanted == "high"


@pytest.mark.parametrize(
    ("customers", "touch", "why"),
    [
        ("enterprise", "medium", "more is asked for than the ARR pays for"),
        ("mid-market", "medium", "what they ask for is what they pay for"),
        ("product-led", "tech", "the ARR would pay for more"),
    ],
)
def test_the_lower_of_asked_for_and_paid_for_is_recommended(
    customers: str, touch: str, why: str
) -> None:
    found = recommended(customers=customers)
    assert (found.touch, found.carried) == (touch, "medium")
    assert any(why in text for text in found.sentences)
    assert "medium touch, 2,514 ÷ 40,000 = 6.3 %." in found.sentences[1]


def test_what_nobody_answered_is_named_and_counts_for_nothing() -> None:
    found = recommended(customers="smb")
    assert [text.partition(":")[0] for text in found.left_out] == [
        "Product complexity",
        "Competition",
        "Scale and growth",
    ]
    assert found.csms_then is None
    alone = recommended()
    assert (alone.touch, alone.wanted) == ("medium", None)
    assert "by what ARR pays for alone" in alone.sentences[2]


def test_without_arr_nothing_is_said_of_what_it_pays_for() -> None:
    found = recommended(customers="smb", arrs=[])
    assert (found.touch, found.carried, found.fits) == ("low", None, ())
    assert found.left_out[0].startswith("Unit economics: no account has an ARR.")
    nothing = recommended(arrs=[])
    assert nothing.touch is None
    assert "No touch is recommended" in nothing.sentences[2]


def test_an_arr_that_pays_for_no_touch_says_so() -> None:
    found = recommended(arrs=[10_000])
    assert found.carried == "tech"
    assert "pays for no touch within 15 %" in found.sentences[1]


def test_csms_grow_with_the_customers() -> None:
    found = recommended(then=40)
    assert (found.csms, found.csms_then) == (0.5, 2.0)
    assert found.csms_by_hours == pytest.approx(60 / 130)
    assert "10 ÷ 20 = 0.5; with 40 customers of the same mix 2.0." in " ".join(found.sentences)


def test_tiers_are_worth_it_where_accounts_pay_for_different_touches() -> None:
    arrs = [1_000_000] * 25 + [2_000_000] * 25 + [6_000_000] * 25
    book = facts(accounts=75, arrs=arrs)
    said = " ".join(recommend(book, {}, None, MODELS, None, TODAY).sentences)
    assert "One touch does not fit all: no more than 33.3 %" in said
    alike = book._replace(arrs=[2_000_000] * 75)
    said = " ".join(recommend(alike, {}, None, MODELS, None, TODAY).sentences)
    assert "One touch does for nearly all: 100.0 % of the accounts pay for medium" in said
    assert "Under 50 customers" in " ".join(recommended().sentences)


def test_another_preset_is_named_only_where_it_alone_is_within_and_none_was_adopted_lately() -> (
    None
):
    # 2,514 ÷ 32,000 is 7.9 %; three-tier serves such accounts for more, within 10–25 %.
    book = facts(accounts=10, arrs=[3_200_000] * 10)
    found = recommend(book, {}, None, MODELS, None, TODAY)
    verdicts = {one.name: one.whole.verdict for one in found.fits}
    assert verdicts == {"four-tier": "below", "three-tier": "below"}
    assert found.model == "four-tier"
    dear = replace(MODELS["three-tier"].costs, fully_loaded=24_000_000)
    models = {**MODELS, "three-tier": replace(MODELS["three-tier"], costs=dear)}
    found = recommend(book, {}, None, models, None, TODAY)
    assert found.model == "three-tier"
    assert any("`csm model diff three-tier`" in text for text in found.sentences)
    lately = recommend(book, {}, None, models, date(2025, 12, 1), TODAY)
    assert lately.model == "four-tier"
    assert any("adopted on 1 Dec 2025" in text for text in lately.sentences)
    long_ago = recommend(book, {}, None, models, date(2024, 12, 1), TODAY)
    assert long_ago.model == "three-tier"


def test_a_matrix_needs_many_customers_placed_and_no_simple_product() -> None:
    large = facts(accounts=300, placed=200, tiers=(TierFacts("low", 300, 90.0),))
    assert recommend(large, {}, None, MODELS, None, TODAY).layout == "matrix"
    few = large._replace(placed=100)
    assert recommend(few, {}, None, MODELS, None, TODAY).layout == "pyramid"
    assert (
        recommend(large._replace(accounts=199), {}, None, MODELS, None, TODAY).layout == "pyramid"
    )
    simple = {"complexity": Answer("minutes", "said", TODAY)}
    assert recommend(large, simple, None, MODELS, None, TODAY).layout == "pyramid"  # type: ignore[arg-type]
    assert recommend(facts(accounts=0, tiers=()), {}, None, MODELS, None, TODAY).layout is None


def test_a_touch_that_the_model_has_not_is_served_by_the_one_below() -> None:
    three = {"three-tier": MODELS["three-tier"], "four-tier": MODELS["four-tier"]}
    answers = {"customers": Answer("mid-market", "said", TODAY)}
    found = recommend(facts(arrs=MEDIUM), answers, None, three, None, TODAY)  # type: ignore[arg-type]
    assert found.wanted == "low"
    assert "medium touch, which three-tier serves as low." in found.sentences[0]
