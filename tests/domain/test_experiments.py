"""Experiments: a draw that anybody can repeat, and verdicts that chance does not make."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.experiments import Sample, SideResult, draw, side_of, state_of, verdict_of

END = date(2026, 4, 26)
ids = st.lists(st.integers(1, 10_000), unique=True, max_size=60)
samples = st.lists(
    st.builds(Sample, st.just(0), st.integers(-5, 5), st.integers(0, 5)), max_size=30
)


@given(ids, st.integers(0, 99), st.none() | st.integers(1, 40))
def test_a_draw_is_reproducible_disjoint_and_balanced(
    accounts: list[int], seed: int, most: int | None
) -> None:
    drawn = draw(accounts, seed, most)
    assert draw(sorted(accounts, reverse=True), seed, most) == drawn
    assert set(drawn) <= set(accounts)
    assert len(drawn) == min(len(accounts), len(accounts) if most is None else 2 * most)
    sides = [[*drawn.values()].count(side) for side in ("a", "b")]
    assert 0 <= sides[0] - sides[1] <= 1


def test_the_draw_of_a_seed_is_the_same_on_every_computer() -> None:
    assert draw(range(1, 7), 1) == {4: "a", 6: "b", 5: "a", 2: "b", 3: "a", 1: "b"}
    assert draw(range(1, 7), 2) != draw(range(1, 7), 1)


def side(name: str, given: list[Sample], outcome: str = "nps") -> SideResult:
    return side_of("a" if name == "a" else "b", name, len(given), given, outcome)


@given(samples, samples, st.sampled_from(["health", "nps", "answer", "arr-kept"]))
def test_swapping_the_sides_mirrors_the_verdict(
    one: list[Sample], other: list[Sample], outcome: str
) -> None:
    there = verdict_of(side("a", one, outcome), side("b", other, outcome), outcome, "over", END, 5)
    back = verdict_of(side("a", other, outcome), side("b", one, outcome), outcome, "over", END, 5)
    assert back.word == there.word
    assert back.better == {"a": "b", "b": "a", None: None}[there.better]
    if there.difference is None or back.difference is None:
        assert there.difference is back.difference is None
    else:
        assert back.difference == -there.difference
    assert back.margin == there.margin


@given(samples, samples)
def test_under_twenty_a_side_nothing_is_told(one: list[Sample], other: list[Sample]) -> None:
    a, b = side("a", one), side("b", other)
    verdict = verdict_of(a, b, "nps", "over", END, 20)
    if min(a.known, b.known) < 20:
        assert (verdict.word, verdict.better) == ("too-few", None)
        assert verdict.sentence.startswith("Too few to tell")


def test_a_rate_is_of_accounts_and_its_margin_by_hand() -> None:
    """R = 30/40; the residuals are 2-1.5=0.5 ten times and 1-1.5=-0.5 ten times: 20 x 0.25 = 5."""
    given = [Sample(n, 2, 2) for n in range(10)] + [Sample(n, 1, 2) for n in range(10, 20)]
    found = side_of("a", "phone", 25, given, "answer")
    assert (found.accounts, found.known, found.base, found.figure) == (25, 20, 40, 75)
    assert found.error == pytest.approx(100 * (5 * 20 / 19) ** 0.5 / 40)


def test_a_difference_beyond_chance_names_the_better_side_and_both_figures() -> None:
    low = [Sample(n, 1 if n % 4 else 0, 2) for n in range(20)]
    high = [Sample(n, 2 if n % 4 else 1, 2) for n in range(20)]
    verdict = verdict_of(
        side_of("a", "email", 20, low, "answer"),
        side_of("b", "phone", 20, high, "answer"),
        "answer",
        "over",
        END,
        20,
    )
    assert (verdict.word, verdict.better, verdict.difference) == ("beyond", "b", 50)
    assert verdict.sentence == (
        "Side B (phone) is better beyond chance in touchpoints answered: 87.5 % against 37.5 %,"
        " 50 points apart, where chance alone makes up to 14 points."
    )


def test_what_chance_alone_makes_is_no_difference() -> None:
    one = [Sample(n, n % 2, 1) for n in range(20)]
    other = [Sample(n, n % 3 > 0, 1) for n in range(20)]
    verdict = verdict_of(
        side("a", one, "answer"), side("b", other, "answer"), "answer", "running", END, 20
    )
    assert (verdict.word, verdict.better, verdict.interim) == ("chance", None, True)
    assert "until 26 Apr 2026" in verdict.sentence


def test_an_experiment_runs_through_its_last_day_or_to_an_early_end() -> None:
    start = date(2026, 2, 2)
    states = [
        state_of(start, END, closed, day)
        for closed, day in [
            (None, date(2026, 2, 1)),
            (None, start),
            (None, END),
            (None, date(2026, 4, 27)),
            (date(2026, 3, 1), date(2026, 2, 28)),
            (date(2026, 3, 1), date(2026, 3, 1)),
        ]
    ]
    assert states == ["planned", "running", "running", "over", "running", "over"]
