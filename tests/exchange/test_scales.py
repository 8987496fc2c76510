"""Health on others' scales: confirmed once, never assumed (IMPORT, trap 5)."""

from __future__ import annotations

import pytest

from csm_tui.exchange.converted import Converted
from csm_tui.exchange.kinds import Column
from csm_tui.exchange.options import ValueOptions
from csm_tui.exchange.scales import SCALES
from csm_tui.exchange.values import convert_column

_HEALTH = Column("health", "health", low=0, high=100)


def convert(*values: str, scale: str | None = None) -> Converted:
    return convert_column(_HEALTH, values, ValueOptions(scale=scale))


def choices(*values: str) -> list[str]:
    ambiguous = convert(*values).ambiguous
    assert ambiguous is not None
    assert ambiguous.key == "scale:health"
    return [choice.value for choice in ambiguous.choices if not choice.value.endswith("-reversed")]


def test_a_value_beyond_ten_proves_0_to_100() -> None:
    assert convert("7", "82.5", "", "?").values == [7.0, 82.5, None, None]


@pytest.mark.parametrize("header", ["OverallScore", "Health Score", "Health"])
def test_which_end_of_0_to_100_is_healthy_is_asked_of_a_header_that_is_not_ours(
    header: str,
) -> None:
    converted = convert_column(_HEALTH, ("82", "", "5"), ValueOptions(), header=header)
    assert converted.ambiguous is not None
    assert converted.ambiguous.examples == ("82", "5")
    assert [one.value for one in converted.ambiguous.choices] == ["0-100", "0-100-reversed"]
    options = ValueOptions(scale="0-100-reversed")
    assert convert_column(_HEALTH, ("82", "5"), options, header=header).values == [18.0, 95.0]


def test_a_value_beyond_100_is_a_problem_of_its_row() -> None:
    converted = convert("70", "101")
    assert converted.values == [70.0, None]
    assert [fault.at for fault in converted.problems] == [1]


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        (("7", "9.5"), ["0-100", "0-10"]),
        (("1", "4", "5"), ["0-100", "0-10", "0-5", "1-5"]),
        (("0.2", "0.9"), ["0-100", "0-10", "0-5", "0-1"]),
        (("A", "c", "F"), ["a-f"]),
        (("A", "E"), ["a-f6"]),
        (("Green", "rojo", "Amarelo"), ["colours"]),
        (("High", "Medium", "Low"), ["words"]),
        (("A", "B+", "c-"), ["a-f"]),
        (("🟢", "🔴"), ["colours"]),
        (("7", "3", "TBD"), ["0-100", "0-10"]),
        (("Green", "Red", "Black"), ["colours"]),
    ],
)
def test_what_the_column_cannot_prove_is_asked(values: tuple[str, ...], asked: list[str]) -> None:
    assert choices(*values) == asked


def test_each_scale_can_be_said_to_run_the_other_way() -> None:
    assert convert("7", "9", scale="0-10-reversed").values == pytest.approx([30.0, 10.0])
    assert convert("A", "F", scale="a-f-reversed").values == [0.0, 100.0]


@pytest.mark.parametrize(
    ("scale", "text", "value"),
    [
        ("0-100", "7", 7.0),
        ("0-10", "7", 70.0),
        ("0-5", "4", 80.0),
        ("1-5", "4", 75.0),
        ("0-1", "0.7", 70.0),
        ("a-f", "b", 75.0),
        ("a-f6", "b", 80.0),
        ("a-f", "A+", 100.0),
        ("a-f", "B+", 83.0),
        ("a-f", "B-", 67.0),
        ("a-f6", "F-", 0.0),
        ("colours", "Amber", 55.0),
        ("words", "High", 85.0),
    ],
)
def test_what_is_said_is_read_so_and_told(scale: str, text: str, value: float) -> None:
    converted = convert(text, scale=scale)
    assert converted.values == pytest.approx([value])
    assert scale in SCALES
    if scale != "0-100":
        assert converted.evidence == f"health on {scale} (said)"


def test_what_is_not_on_the_scale_is_a_problem_of_its_row() -> None:
    converted = convert("7", "12", scale="0-10")
    assert [(fault.at, fault.value) for fault in converted.problems] == [(1, "12")]
    assert convert("green", "blue", scale="colours").problems[0].value == "blue"


def test_what_is_neither_numbers_nor_words_of_a_scale_is_a_problem_and_no_question() -> None:
    converted = convert("70", "soon")
    assert converted.ambiguous is None
    assert [fault.value for fault in converted.problems] == ["soon"]


def test_a_column_on_no_scale_says_how_to_leave_it_out() -> None:
    found = convert_column(_HEALTH, ("On track", "Off"), ValueOptions(), header="Health Score")
    hint = "Write it like 75, or leave the column out: --answer 'take:Health Score=leave-out'."
    assert [fault.hint for fault in found.problems] == [hint, hint]
