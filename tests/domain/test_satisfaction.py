"""NPS, CSAT and CES with their counts; the worked figures of DOMAIN §11 and issue 4."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.model_file import load
from csm_tui.domain.satisfaction import (
    Answers,
    Satisfaction,
    inversions,
    is_nps_answer,
    score,
    spread,
)
from csm_tui.models import preset

MODEL = load(preset("four-tier"), file="four-tier")
RULE = MODEL.benchmarks
TIERS = [*MODEL.tiers]


def of(survey: str, *answers: float, scale: float | None = None) -> Satisfaction:
    """Return what the answers come to."""
    return score(survey, [Answers(answer, scale, 1) for answer in answers], RULE)


def test_nps_of_the_worked_figure() -> None:
    found = of("nps", 9, 9, 10, 7, 0, 3)
    assert found.nps is not None
    assert round(found.nps, 2) == 16.67
    assert (found.responses, found.promoters, found.passives, found.detractors) == (6, 3, 1, 2)


@pytest.mark.parametrize(("answer", "side"), [(0, 2), (6, 2), (7, 1), (8, 1), (9, 0), (10, 0)])
def test_each_answer_to_nps_is_on_its_side(answer: int, side: int) -> None:
    found = of("nps", answer)
    sides = (found.promoters, found.passives, found.detractors)
    assert [*sides].index(1) == side and sum(map(int, filter(None, sides))) == 1


def test_only_whole_answers_of_0_to_10_count_for_nps() -> None:
    found = of("nps", 9, 9, 10, 7, 0, 3, 8.6, 11, -40)
    assert found.nps == of("nps", 9, 9, 10, 7, 0, 3).nps
    assert (found.responses, found.left_out) == (6, 3)
    assert [is_nps_answer(value) for value in (0, 10, 10.0, 9.5, -1, 11)] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_under_five_answers_there_is_no_score_but_the_answers() -> None:
    found = of("nps", 9, 3, 9, 10)
    assert (found.nps, found.sample) == (None, "too-few")
    assert found.distribution == (Answers(3, None, 1), Answers(9, None, 2), Answers(10, None, 1))
    assert (found.promoters, found.detractors) == (3, 1)
    for survey in ("csat", "ces"):
        few = of(survey, 5, 5, 5, 5)
        assert (few.csat_pct, few.ces, few.ces_pct, few.sample) == (None, None, None, "too-few")


def test_without_answers_there_is_no_score_rather_than_zero() -> None:
    found = of("nps")
    assert (found.nps, found.responses, found.sample) == (None, 0, "none")


@pytest.mark.parametrize(("number", "sample"), [(4, "too-few"), (5, "small"), (20, "enough")])
def test_the_sample_says_what_it_allows(number: int, sample: str) -> None:
    assert score("nps", [Answers(9, None, number)], RULE).sample == sample


def test_csat_is_the_share_of_the_top_two_of_the_scale() -> None:
    assert of("csat", 5, 4, 3, 1, 5).csat_pct == 60
    assert of("csat", 10, 9, 8, 5, 4, scale=10).csat_pct == 40
    mixed = [Answers(4, 5, 3), Answers(4, 10, 2)]
    assert score("csat", mixed, RULE).csat_pct == 60


def test_ces_is_the_mean_of_seven_and_the_share_of_five_and_more() -> None:
    found = of("ces", 7, 5, 4, 6, 1)
    assert (found.ces, found.ces_pct) == (4.6, 60)


def test_ces_of_another_scale_is_brought_to_seven() -> None:
    assert of("ces", 5, 5, 5, 5, 5, scale=5).ces == 7
    assert of("ces", 1, 3, 1, 3, 1, scale=5).ces == pytest.approx(2.2)
    assert of("ces", 0, 10, 0, 10, 5, scale=10).ces == 4
    assert of("ces", 1, 1, 1, 1, 1, scale=1).ces == 7


def test_what_is_no_score_is_only_counted() -> None:
    found = of("frequency", 1, 2, 2, 3, 3)
    assert (found.nps, found.csat_pct, found.ces, found.promoters) == (None, None, None, None)
    assert found.distribution == (Answers(1, None, 1), Answers(2, None, 2), Answers(3, None, 2))


def test_the_spread_has_every_possible_answer_also_those_nobody_gave() -> None:
    steps = spread(of("nps", 9, 9, 10, 7, 0, 3))
    assert [(step.score, step.number) for step in steps if step.number] == [
        (0, 1), (3, 1), (7, 1), (9, 2), (10, 1),
    ]  # fmt: skip
    assert [step.side for step in steps] == ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2
    assert [step.number for step in spread(of("csat"))] == [0, 0, 0, 0, 0]
    assert [step.side for step in spread(of("ces", 5))] == [""] * 4 + ["easy"] * 3
    assert spread(of("feedback")) == ()


def test_each_scale_has_its_own_spread_and_the_usual_one_stands_for_none() -> None:
    mixed = score("csat", [Answers(4, None, 1), Answers(4, 5, 2), Answers(9, 10, 1)], RULE)
    assert [(step.score, step.number) for step in spread(mixed) if step.scale == 5] == [
        (1, 0), (2, 0), (3, 0), (4, 3), (5, 0),
    ]  # fmt: skip
    assert [step.score for step in spread(mixed) if step.scale == 10] == [*range(11)]
    assert [step.score for step in spread(of("feedback", 7, 42, scale=100))] == [7, 42]
    assert [step.score for step in spread(of("csat", 4.5, 5))] == [1, 2, 3, 4, 4.5, 5]


NPS = st.lists(st.integers(0, 10), min_size=5, max_size=40)


@given(NPS)
def test_nps_is_the_difference_of_the_two_shares_whatever_the_order(answers: list[int]) -> None:
    found = of("nps", *answers)
    assert found.nps is not None and -100 <= found.nps <= 100
    assert found.nps == of("nps", *reversed(answers)).nps
    mirrored = {**dict.fromkeys(range(7), 10), 7: 7, 8: 8, 9: 0, 10: 0}
    assert of("nps", *(mirrored[n] for n in answers)).nps == pytest.approx(-found.nps)


@given(NPS)
def test_equal_answers_may_be_counted_before_or_after(answers: list[int]) -> None:
    counted = [Answers(value, None, answers.count(value)) for value in {*answers}]
    assert score("nps", counted, RULE) == of("nps", *answers)


def nps_by(**answers: Sequence[float]) -> dict[str, Satisfaction]:
    """Return NPS by tier."""
    return {tier: of("nps", *given) for tier, given in answers.items()}


def test_a_lower_tier_that_beats_the_first_is_said_with_its_counts() -> None:
    by_tier = nps_by(high=[9, 9, 10, 7, 0, 3], medium=[9] * 6, low=[9, 0, 9, 0, 7], tech=[10] * 4)
    (found,) = inversions(by_tier, TIERS)
    assert (found.tier, found.first, found.chance) == ("medium", "high", True)
    assert found.sentence == (
        "NPS of medium (+100, 6 answers) beats that of high (+16.7, 6 answers):"
        " high touch may be overwhelming"
    )


def test_nothing_is_inverted_where_the_scores_are_equal_or_too_few() -> None:
    assert inversions(nps_by(high=[9] * 5, medium=[10] * 5), TIERS) == []
    assert inversions(nps_by(high=[1] * 4, medium=[10] * 5), TIERS) == []
    assert inversions(nps_by(medium=[10] * 5), TIERS) == []


def test_many_answers_may_tell_it_from_chance_and_a_small_difference_may_not() -> None:
    (found,) = inversions(nps_by(high=[1] * 20, tech=[10] * 20), TIERS)
    assert not found.chance
    near = nps_by(high=[10] * 50 + [0] * 50, tech=[10] * 55 + [0] * 45)
    assert [one.chance for one in inversions(near, TIERS)] == [True]
    far = nps_by(high=[10] * 50 + [0] * 50, tech=[10] * 65 + [0] * 35)
    assert [one.chance for one in inversions(far, TIERS)] == [False]
