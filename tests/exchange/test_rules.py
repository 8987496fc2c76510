"""Fields of one row that must go together."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.exchange.rules import Broken, broken_rows


def survey(type: str, score: float, scale: float | None = None) -> list[Broken]:  # noqa: A002
    return broken_rows("surveys", {"type": [type], "score": [score], "scale": [scale]})


@pytest.mark.parametrize("score", range(11))
def test_nps_takes_whole_numbers_from_0_to_10(score: int) -> None:
    assert survey("nps", float(score)) == survey("nps", float(score), 10.0) == []


@pytest.mark.parametrize("score", [8.6, 11.0, -1.0, -40.0, 9.5])
def test_a_mean_or_net_score_is_no_nps_answer_and_metrics_are_named(score: float) -> None:
    (broken,) = survey("nps", score)
    assert broken.field == "score"
    assert broken.problem.startswith(f"{score:g} is no NPS answer")
    assert "metrics" in str(broken.hint)


def test_nps_has_no_other_scale() -> None:
    assert survey("nps", 5.0, 5.0)[0].field == "scale"


@pytest.mark.parametrize(
    ("type_", "score", "scale", "fits"),
    [
        ("csat", 5.0, None, True),
        ("csat", 6.0, None, False),
        ("csat", 0.0, None, False),
        ("csat", 9.0, 10.0, True),
        ("csat", 0.0, 10.0, True),
        ("csat", 96.0, 100.0, True),
        ("ces", 7.0, None, True),
        ("ces", 8.0, None, False),
        ("ces", 6.0, 5.0, False),
        ("frequency", 3.0, None, True),
        ("frequency", 4.0, 3.0, False),
        ("feedback", -1.0, None, True),
    ],
)
def test_other_answers_stay_within_their_scale(
    type_: str, score: float, scale: float | None, fits: bool
) -> None:
    assert (survey(type_, score, scale) == []) is fits


@pytest.mark.parametrize(
    ("score", "measure", "value", "field"),
    [
        (72.0, None, None, None),
        (None, "adoption", 60.0, None),
        (None, None, None, "score"),
        (None, "adoption", None, "value"),
        (None, None, 60.0, "measure"),
        (72.0, "adoption", 60.0, "score"),
    ],
)
def test_a_health_row_is_a_score_or_a_measure(
    score: float | None, measure: str | None, value: float | None, field: str | None
) -> None:
    broken = broken_rows("health", {"score": [score], "measure": [measure], "value": [value]})
    assert [row.field for row in broken] == ([field] if field else [])


def test_health_without_columns_of_measures_is_a_score() -> None:
    assert broken_rows("health", {"account": ["A"], "score": [72.0]}) == []


def test_a_subscription_has_an_amount_and_does_not_end_before_it_starts() -> None:
    early, late = date(2026, 1, 1), date(2026, 2, 1)
    fields: dict[str, list[object]] = {
        "arr": [100, None, 100, 100],
        "start_date": [early, early, late, late],
        "end_date": [late, None, early, late],
    }
    assert [(b.at, b.field) for b in broken_rows("subscriptions", fields)] == [
        (1, "arr"),
        (2, "end_date"),
    ]


def test_kinds_without_such_rules_have_no_broken_rows() -> None:
    assert broken_rows("accounts", {"name": ["A"]}) == []
