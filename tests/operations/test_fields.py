"""Values typed by hand: days in words, the parsers of import, and what does not fit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.errors import InvalidValue
from csm_tui.operations.fields import assignments, parse_field, relative_date

MONDAY = date(2026, 2, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-02-02"),
        ("tomorrow", "2026-02-03"),
        ("Yesterday", "2026-02-01"),
        ("mon", "2026-02-09"),
        ("tue", "2026-02-03"),
        ("Friday", "2026-02-06"),
        ("sund", "2026-02-08"),
        ("+14d", "2026-02-16"),
        ("14d", "2026-02-16"),
        ("-3d", "2026-01-30"),
        ("2w", "2026-02-16"),
        ("3m", "2026-05-02"),
        ("-1y", "2025-02-02"),
    ],
)
def test_days_in_words(text: str, day: str) -> None:
    assert relative_date(text, MONDAY) == date.fromisoformat(day)


def test_months_end_where_the_month_does() -> None:
    assert relative_date("1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert relative_date("1m", date(2028, 1, 31)) == date(2028, 2, 29)
    assert relative_date("1y", date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("text", ["soon", "monkey", "d", "14", "2026-02-01", "+d", "t", "14 hours"])
def test_other_words_are_no_days(text: str) -> None:
    assert relative_date(text, MONDAY) is None


def test_days_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(InvalidValue, match="no day of the calendar"):
        relative_date("9999y", MONDAY)


@given(st.integers(-9999, 9999))
def test_shifting_there_and_back_is_the_same_day(days: int) -> None:
    there = relative_date(f"{days:+}d", MONDAY)
    assert there is not None
    assert relative_date(f"{-days:+}d", there) == MONDAY


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("arr", "45k", 4_500_000),
        ("arr", "1.5", 150),
        ("arr", "$1,234.50", 123_450),
        ("arr", "", None),
        ("renewal_date", "2026-09-30", date(2026, 9, 30)),
        ("renewal_date", "+30d", date(2026, 3, 4)),
        ("auto_renew", "yes", True),
        ("tags", "emea; pilot", ("emea", "pilot")),
        ("strategic", "5", 5),
        ("external_id", " 00123 ", "00123"),
        ("status", "trial", "trial"),
        ("health", "72.5", 72.5),
    ],
)
def test_a_field_is_read_as_an_import_reads_it(field: str, text: str, value: object) -> None:
    assert parse_field("accounts", field, text, today=MONDAY) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("arr", "1,234"),
        ("arr", "-5"),
        ("arr", "much"),
        ("renewal_date", "03/04/2026"),
        ("strategic", "6"),
        ("strategic", "4.5"),
        ("status", "happy"),
        ("auto_renew", "perhaps"),
        ("name", " "),
        ("health", "101"),
        ("health", "nan"),
    ],
)
def test_what_does_not_fit_names_the_field(field: str, text: str) -> None:
    with pytest.raises(InvalidValue, match=field):
        parse_field("accounts", field, text, today=MONDAY)


def test_an_unknown_field_names_the_nearest() -> None:
    with pytest.raises(InvalidValue, match="Did you mean renewal_date"):
        parse_field("accounts", "renewal", "2026-01-01")


def test_assignments_split_at_the_first_equals_sign() -> None:
    assert assignments(["notes=a=b", "tier-override=high"]) == {
        "notes": "a=b",
        "tier_override": "high",
    }
    with pytest.raises(InvalidValue):
        assignments(["=5"])
