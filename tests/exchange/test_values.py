"""Whole columns by their type, and one value typed by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.errors import InvalidValue
from csm_tui.exchange.kinds import KINDS, Column
from csm_tui.exchange.options import DateOrder, DecimalMark, ValueOptions
from csm_tui.exchange.values import convert_column, parse_value

NAME = Column("name", required=True)
NOTES = Column("notes")
ACCOUNTS = KINDS["accounts"]


def column(name: str) -> Column:
    found = ACCOUNTS.column(name)
    assert found is not None
    return found


def test_t075_texts_are_never_changed() -> None:
    texts = ["00123", "+55 11 99", "0805", "1E5", "TRUE", "MARCH1", " a ", "-", "null", "'90s"]
    assert convert_column(NOTES, texts).values == texts


def test_in_text_only_the_empty_cell_is_unknown() -> None:
    assert convert_column(NOTES, ["", "n/a"]).values == [None, "n/a"]


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d character"])
def test_text_that_no_file_can_hold_is_a_problem(text: str) -> None:
    converted = convert_column(NOTES, ["fine", text])
    assert converted.values == ["fine", None]
    assert [problem.at for problem in converted.problems] == [1]


def test_a_required_blank_is_a_problem_with_its_row() -> None:
    converted = convert_column(NAME, ["Acme", "", "  "])
    assert [(p.at, p.problem) for p in converted.problems] == [
        (1, "name is missing."),
        (2, "name is missing."),
    ]


def test_a_required_value_that_does_not_fit_is_told_of_once() -> None:
    day = Column("date", "date", required=True)
    converted = convert_column(day, ["x", "-", "2026-02-01"])
    assert [(p.at, p.problem) for p in converted.problems] == [
        (0, "this is not a date."),
        (1, "date is missing."),
    ]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("arr", "45k", 4_500_000),
        ("renewal_date", "2026-02-01", date(2026, 2, 1)),
        ("auto_renew", "yes", True),
        ("tags", "a;b", ("a", "b")),
        ("status", "Customer", "customer"),
        ("owner", "", None),
    ],
)
def test_a_value_typed_by_hand_is_read_by_the_same_rules(
    name: str, text: str, value: object
) -> None:
    assert parse_value(column(name), text) == value


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("arr", "1,234", "no telling"),
        ("renewal_date", "03/04/2026", "day first or month first"),
        ("pulse", "6", "not between 1 and 5"),
        ("status", "chrned", "Did you mean churned"),
        ("name", "", "name is missing"),
    ],
)
def test_a_value_typed_by_hand_that_does_not_fit_says_what_would(
    name: str, text: str, words: str
) -> None:
    with pytest.raises(InvalidValue, match=words):
        parse_value(column(name), text)


@given(
    st.sampled_from([column for kind in KINDS.values() for column in kind.columns]),
    st.lists(st.text() | st.text("0123456789.,' $€kM%()-+eE/:TZ\u00a0JanFeb"), min_size=1),
    st.sampled_from([None, "dmy", "mdy", "ymd"]),
    st.sampled_from([None, ",", "."]),
)
def test_any_text_is_a_value_or_a_problem_or_asked_about(
    column: Column, texts: list[str], order: DateOrder | None, decimal: DecimalMark | None
) -> None:
    converted = convert_column(column, texts, ValueOptions(order, decimal))
    assert len(converted.values) == len(texts)
    assert all(
        converted.values[fault.at] is None for fault in converted.problems if not column.required
    )
    assert [fault.at for fault in converted.problems] == sorted(
        {fault.at for fault in converted.problems}
    )


@pytest.mark.parametrize("name", ["renewal_date", "arr", "seats", "status", "auto_renew", "health"])
def test_signs_that_count_as_blank_are_told_with_their_number(name: str) -> None:
    told = convert_column(column(name), ["n/a", "", "-", "n/a"]).evidence
    assert told == "- and n/a are blank (3 rows)"
    assert convert_column(column(name), ["", ""]).evidence is None
