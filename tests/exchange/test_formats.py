"""Values to texts and JSON."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.exchange.formats import format_money, format_number, to_json, to_stored, to_text
from csm_tui.exchange.kinds import Column

TEXT, MONEY, NUMBER = Column("notes"), Column("arr", "money"), Column("value", "number")
DAY, FLAG, TAGS = Column("due", "date"), Column("on", "bool"), Column("tags", "tags")


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (4_435_000, "44350"),
        (1_550, "15.5"),
        (1_555, "15.55"),
        (5, "0.05"),
        (0, "0"),
        (-500, "-5"),
        (-5, "-0.05"),
    ],
)
def test_amounts_are_plain(cents: int, text: str) -> None:
    assert format_money(cents) == text


@pytest.mark.parametrize(
    ("number", "text"), [(10.0, "10"), (0.684, "0.684"), (1e300, "1e+300"), (-2.5, "-2.5")]
)
def test_numbers_are_short_and_exact(number: float, text: str) -> None:
    assert format_number(number) == text
    assert float(text) == number


@pytest.mark.parametrize(
    ("column", "stored", "converted", "text", "json"),
    [
        (MONEY, 1_550, 1_550, "15.5", 15.5),
        (MONEY, 4_435_000, 4_435_000, "44350", 44350),
        (NUMBER, 10.0, 10.0, "10", 10),
        (DAY, "2026-02-01", date(2026, 2, 1), "2026-02-01", "2026-02-01"),
        (FLAG, 1, True, "true", True),
        (FLAG, 0, False, "false", False),
        (TAGS, "a;b", ("a", "b"), "a;b", ["a", "b"]),
        (TEXT, "x", "x", "x", "x"),
    ],
)
def test_values_of_the_book_and_of_files_are_written_alike(
    column: Column, stored: object, converted: object, text: str, json: object
) -> None:
    assert to_text(column)(stored) == to_text(column)(converted) == text
    assert to_json(column)(stored) == to_json(column)(converted) == json
    assert to_stored(column, [converted, None]) == [stored, None]


@pytest.mark.parametrize("column", [TEXT, MONEY, NUMBER, DAY, FLAG])
def test_unknown_is_empty_and_null(column: Column) -> None:
    assert to_text(column)(None) == ""
    assert to_json(column)(None) is None


def test_no_tags_are_an_empty_list() -> None:
    assert to_json(TAGS)(None) == []


def test_t097_text_is_guarded_and_figures_are_not() -> None:
    assert to_text(TEXT)("-2+3") == "'-2+3"
    assert to_text(MONEY)(-500) == "-5"
    assert to_text(NUMBER)(-5.0) == "-5"
    assert to_json(TEXT)("-2+3") == "-2+3"


def test_a_decimal_comma_is_for_figures_only() -> None:
    assert to_text(MONEY, decimal=",")(1_550) == "15,5"
    assert to_text(TEXT, decimal=",")("15.5") == "15.5"
