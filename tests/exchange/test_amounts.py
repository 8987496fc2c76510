"""Columns of amounts and numbers: the decimal mark by proof, never guessed (TORTURE T076)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.exchange.converted import Converted
from csm_tui.exchange.kinds import Column
from csm_tui.exchange.numerals import read_numeral
from csm_tui.exchange.options import CANONICAL, DecimalMark, ValueOptions
from csm_tui.exchange.values import convert_column

ARR = Column("arr", "money", low=0)
AMOUNT = Column("amount", "money")
SEATS = Column("seats", "int", low=0)
VALUE = Column("value", "number")
HEALTH = Column("health", "number", low=0, high=100)


def convert(column: Column, *values: str, decimal: DecimalMark | None = None) -> Converted:
    return convert_column(column, values, ValueOptions(decimal=decimal))


def only(column: Column, text: str, decimal: DecimalMark | None = None) -> object:
    converted = convert(column, text, decimal=decimal)
    assert not converted.problems
    assert converted.ambiguous is None
    return converted.values[0]


def fault(column: Column, text: str, decimal: DecimalMark | None = None) -> str:
    converted = convert(column, text, decimal=decimal)
    assert converted.values == [None]
    return converted.problems[0].problem


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("44350", 4_435_000),
        ("15.5", 1_550),
        ("0", 0),
        ("0.05", 5),
        ("$1,234.50", 123_450),
        ("$45,000.00", 4_500_000),
        ("45k", 4_500_000),
        ("$45 K", 4_500_000),
        ("1.2M", 120_000_000),
        ("1.2 M€", 120_000_000),
        ("2bn", 200_000_000_000),
        ("€ 3 000", 300_000),
        ("3\u00a0000 €", 300_000),
        ("3\u202f000,50 €", 300_050),
        ("1'234.50", 123_450),
        ("1’234.50", 123_450),
        ("1.234,56", 123_456),
        ("1.234.567", 123_456_700),
        ("1,234,567", 123_456_700),
        ("12,34,567.50", 123_456_750),
        ("1234,5", 123_450),
        ("512,77", 51_277),
        ("USD 100", 10_000),
        ("100 EUR", 10_000),
        ("R$ 1.234,50", 123_450),
        ("15.5000", 1_550),
        ("+7", 700),
    ],
)
def test_t076_amounts_that_have_one_reading(text: str, cents: int) -> None:
    assert only(ARR, text) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [("(1,200.00)", -120_000), ("-5", -500), ("-$5.50", -550), ("$-5.50", -550), ("−5", -500)],
)
def test_amounts_can_be_negative_where_the_column_allows_it(text: str, cents: int) -> None:
    assert only(AMOUNT, text) == cents
    assert fault(ARR, text) == "this is negative."


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [("1.234", None, 123_400), ("1,234", 123_400, None), ("$1,200", 120_000, 120)],
)
def test_t076_one_mark_before_three_digits_is_asked_for_and_declared(
    text: str, point: int | None, comma: int | None
) -> None:
    ambiguous = convert(ARR, "100", text).ambiguous
    assert ambiguous is not None
    assert (ambiguous.column, ambiguous.examples, ambiguous.lines) == ("arr", (text,), (3,))
    assert ambiguous.flag == "--decimal ,|."
    assert convert(ARR, text, decimal=".").values == [point]
    assert convert(ARR, text, decimal=",").values == [comma]


@pytest.mark.parametrize(
    ("text", "mark"), [("1.234,56", "."), ("1,234.56", ","), ("1234,5", "."), ("1.234.567", ".")]
)
def test_t076_what_a_declared_mark_cannot_read_is_a_problem(text: str, mark: DecimalMark) -> None:
    assert "is not well formed with a decimal" in fault(ARR, text, mark)


def test_t076_one_value_proves_the_mark_of_the_whole_column() -> None:
    converted = convert(ARR, "1.234", "512,77", "", "1.000")
    assert converted.values == [123_400, 51_277, None, 100_000]
    assert converted.evidence == "decimal comma: row 3 is 512,77"
    assert converted.proven == ","
    assert convert(ARR, "1,234", "1,234.50").values == [123_400, 123_450]


def test_mixed_marks_stop_with_both_rows() -> None:
    ambiguous = convert(ARR, "1,234.56", "7", "1.234,56").ambiguous
    assert ambiguous is not None
    assert ambiguous.lines == (2, 4)
    assert "row 2 is 1,234.56, row 4 is 1.234,56" in ambiguous.reason


@pytest.mark.parametrize("text", ["1.555", "0.001", "1234.567", "1.234567k"])
def test_more_than_two_decimals_are_a_problem_and_never_rounded(text: str) -> None:
    (problem,) = convert(ARR, "0.25", text).problems
    assert (problem.at, problem.problem) == (1, "this has more than two decimals.")


def test_decimals_that_a_multiplier_makes_whole_are_none() -> None:
    assert only(ARR, "1.2345k") == 123_450


@pytest.mark.parametrize("column", [ARR, SEATS, VALUE])
@pytest.mark.parametrize(
    "text",
    ["NaN", "inf", "-inf", "Infinity", "1_000", "٣", "0x10", "--5", "(-5)", "1..2", "1,2,3", "e5"],
)
def test_what_is_no_number_is_refused(column: Column, text: str) -> None:
    assert fault(column, text).startswith("this is not ")


def test_a_thousand_digits_are_refused_at_once() -> None:
    assert fault(ARR, "9" * 100_000) == "this is not an amount."
    assert fault(ARR, "9" * 30) == "this is too large to be true."
    assert fault(VALUE, "1e999") == "this is too large to be true."


def test_an_exponent_is_a_number_but_no_amount() -> None:
    assert only(VALUE, "1.2E+05") == 120_000.0
    assert "exponent" in fault(ARR, "1E5")


def test_a_share_is_a_number_but_no_amount() -> None:
    converted = convert(VALUE, "68.4%")
    assert converted.values == [68.4]
    assert converted.evidence == "percent signs left out"
    assert "share" in fault(ARR, "5%")


def test_money_is_no_number() -> None:
    assert "amount of money" in fault(VALUE, "$45")
    assert "amount of money" in fault(SEATS, "45 EUR")


def test_two_currencies_in_a_column_contradict_each_other() -> None:
    converted = convert(ARR, "$45.10", "€ 3 000", "$7")
    assert converted.values == [4_510, None, 700]
    (problem,) = converted.problems
    assert (problem.at, problem.value) == (1, "€ 3 000")
    assert "the other amounts are in $ (row 2)" in problem.problem


@pytest.mark.parametrize(("text", "fits"), [("$5", True), ("US$5", True), ("€5", False)])
def test_a_symbol_that_contradicts_the_declared_currency_is_a_problem(
    text: str, fits: bool
) -> None:
    converted = convert_column(ARR, [text], ValueOptions(currency="USD"))
    assert converted.values == ([500] if fits else [None])


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("12.0", 12), ("012", 12), ("1e0", None)])
def test_whole_numbers(text: str, value: int | None) -> None:
    assert convert(SEATS, text).values == [value]


def test_a_part_is_never_rounded_away() -> None:
    assert fault(SEATS, "12.5") == "this is not whole."


def test_bounds_are_kept() -> None:
    assert only(HEALTH, "100") == 100.0
    assert fault(HEALTH, "101") == fault(HEALTH, "-1") == "this is not between 0 and 100."
    assert fault(Column("scale", "number", low=1), "0.5") == "this is below 1."


@given(st.lists(st.none() | st.integers(0, 10**12), min_size=1))
def test_plain_columns_and_careful_reading_agree(numbers: list[int | None]) -> None:
    texts = ["" if number is None else str(number) for number in numbers]
    carefully = convert(ARR, *texts, "$1")
    assert convert(ARR, *texts).values == carefully.values[:-1]


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1))
def test_plain_decimals_and_careful_reading_agree(numbers: list[object]) -> None:
    texts = [str(number) for number in numbers]
    assert convert(AMOUNT, *texts).values == convert(AMOUNT, *texts, "$1.00").values[:-1]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_finite_numbers_are_read_back(number: float) -> None:
    value = convert_column(VALUE, [repr(number)], CANONICAL).values[0]
    assert isinstance(value, float)
    assert math.isclose(value, number, rel_tol=0, abs_tol=0)


@given(st.text(alphabet="0123456789.,' $€kM%()-+eE\u00a0", max_size=12))
def test_a_numeral_read_fast_is_read_the_same_way_carefully(text: str) -> None:
    numeral = read_numeral(text)
    padded = read_numeral(f" {text}")
    assert (numeral is None) == (padded is None)
    if numeral and padded:
        assert [r[:2] for r in numeral.readings.values()] == [
            r[:2] for r in padded.readings.values()
        ]
        assert numeral.currency == padded.currency
