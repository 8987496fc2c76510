"""Headers that are months."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.exchange.loose_days import Month
from csm_tui.exchange.month_columns import MonthColumn, month_columns, twice


@pytest.mark.parametrize(
    ("october", "november", "measure"),
    [
        ("2025-10", "2025-11", ""),
        ("10/2025", "11/2025", ""),
        ("Oct 2025", "Nov 2025", ""),
        ("Oct-25", "Nov-25", ""),
        ("octubre 2025", "noviembre de 2025", ""),
        ("2025-10-01", "2025-11-01", ""),
        ("2025-10-31", "2025-11-30", ""),
        ("MRR Oct 2025", "MRR Nov 2025", "MRR"),
        ("2025-10 logins", "2025-11 logins", "logins"),
        ("mrr_2025_10", "mrr_2025_11", "mrr"),
        ("ARR (2025-10)", "ARR (2025-11)", "ARR"),
    ],
)
def test_a_month_is_read_in_many_spellings(october: str, november: str, measure: str) -> None:
    assert month_columns(["Customer", november, october]) == {
        measure: (
            MonthColumn(2, Month(2025, 10), measure),
            MonthColumn(1, Month(2025, 11), measure),
        )
    }


@pytest.mark.parametrize(
    "header",
    [
        ["Customer", "2025-10"],
        ["Customer", "ARR 2025", "ARR 2026"],
        ["Customer", "Q3 2025", "Q4 2025"],
        ["Customer", "2025-10-05", "2025-10-06"],
        ["Customer", "2025-10-01", "2025-10-31"],
        ["Customer", "Renewal", "Seats"],
        ["Customer", "Logins 2025-10", "Seats 2025-10"],
    ],
)
def test_one_month_alone_years_quarters_and_days_are_no_months(header: list[str]) -> None:
    assert month_columns(header) == {}


def test_the_same_month_twice_is_found() -> None:
    (columns,) = month_columns(["2025-10", "Oct 2025", "2025-11"]).values()
    pair = twice(columns)
    assert pair is not None
    assert [column.place for column in pair] == [0, 1]
    assert twice(columns[1:]) is None


@settings(max_examples=30)
@given(st.lists(st.text(max_size=20), max_size=6))
def test_no_header_is_a_stumbling_block(header: list[str]) -> None:
    for columns in month_columns(header).values():
        assert len(columns) > 1
