"""Columns of days: by proof of the whole column, never guessed (TORTURE T077)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.exchange.converted import Converted
from csm_tui.exchange.date_forms import from_serial
from csm_tui.exchange.kinds import Column
from csm_tui.exchange.options import DateOrder, ValueOptions
from csm_tui.exchange.values import convert_column

COLUMN = Column("start_date", "date")
_DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))


def convert(*values: str, order: DateOrder | None = None) -> Converted:
    return convert_column(COLUMN, values, ValueOptions(date_order=order))


def only(text: str, order: DateOrder | None = None) -> object:
    converted = convert(text, order=order)
    assert not converted.problems
    assert converted.ambiguous is None
    return converted.values[0]


def fault(text: str, order: DateOrder | None = None) -> str:
    converted = convert(text, order=order)
    assert converted.values == [None]
    return converted.problems[0].problem


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04",
        " 2026-03-04 ",
        "2026/03/04",
        "2026.3.4",
        "20260304",
        "2026-03-04T09:30",
        "2026-03-04 09:30:15.123Z",
        "2026-03-04T23:30:00+0200",
        "2026-03-04T23:30:00-11:00",
        "4 March 2026",
        "04-Mar-2026",
        "4 de marzo de 2026",
        "4 março 2026",
        "4. März 2026",
        "4 mars 2026",
        "March 4, 2026",
        "46085",
    ],
)
def test_days_that_stand_for_themselves_need_no_order(text: str) -> None:
    assert only(text) == date(2026, 3, 4)


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
def test_t077_iso_is_accepted_under_every_declared_order(order: DateOrder) -> None:
    assert only("2026-03-04", order) == date(2026, 3, 4)


def test_t077_a_day_of_two_readings_stops_with_two_examples_and_the_flag() -> None:
    converted = convert("2026-01-01", "03/04/2026", "", "05/06/2026", "07/08/2026")
    ambiguous = converted.ambiguous
    assert ambiguous is not None
    assert ambiguous.column == "start_date"
    assert ambiguous.examples == ("03/04/2026", "05/06/2026")
    assert ambiguous.lines == (3, 5)
    assert ambiguous.flag == "--date-order dmy|mdy|ymd"
    assert converted.values == [None] * 5
    problem = ambiguous.problem("a.csv")
    assert (problem.file, problem.line, problem.column) == ("a.csv", 3, "start_date")
    assert "--date-order" in problem.sentence()


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_t077_a_declared_order_settles_it(order: DateOrder, day: date) -> None:
    assert only("03/04/2026", order) == day


def test_one_value_proves_the_order_of_the_whole_column() -> None:
    converted = convert("03-04-2024", "28/10/2025", "")
    assert converted.values == [date(2024, 4, 3), date(2025, 10, 28), None]
    assert converted.evidence == "day first: row 3 is 28/10/2025"
    assert converted.proven == "dmy"


def test_month_first_is_proven_as_well() -> None:
    converted = convert("03/04/2024", "1/12/2026", "10/28/2025")
    assert converted.values == [date(2024, 3, 4), date(2026, 1, 12), date(2025, 10, 28)]
    assert converted.evidence == "month first: row 4 is 10/28/2025"


def test_evidence_names_the_rows_of_the_file() -> None:
    converted = convert_column(COLUMN, ["03-04-2024", "28/10/2025"], lines=[40, 41])
    assert converted.evidence == "day first: row 41 is 28/10/2025"


def test_mixed_orders_stop_with_both_rows() -> None:
    ambiguous = convert("28/10/2025", "01/02/2025", "10/28/2025").ambiguous
    assert ambiguous is not None
    assert ambiguous.lines == (2, 4)
    assert "row 2 is 28/10/2025 (day first), row 4 is 10/28/2025 (month first)" in ambiguous.reason


def test_a_declared_order_turns_the_rows_that_do_not_fit_into_problems() -> None:
    converted = convert("28/10/2025", "10/28/2025", order="dmy")
    assert converted.values == [date(2025, 10, 28), None]
    assert [(f.at, f.hint) for f in converted.problems] == [(1, "It would fit mdy.")]


def test_days_that_are_the_same_in_each_order_need_none() -> None:
    assert only("05/05/2026") == date(2026, 5, 5)


def test_two_digit_years_are_ambiguous_until_proven_or_declared() -> None:
    assert convert("02/03/24").ambiguous is not None
    assert only("02/03/24", "dmy") == date(2024, 3, 2)
    assert only("02/03/24", "mdy") == date(2024, 2, 3)
    assert only("02/03/24", "ymd") == date(2002, 3, 24)


def test_two_digit_years_are_read_by_a_proven_order_and_said_to_be() -> None:
    converted = convert("02/03/24", "02/23/26")
    assert converted.values == [date(2024, 2, 3), date(2026, 2, 23)]
    assert converted.evidence == (
        "month first: row 3 is 02/23/26; two-digit years: 00–69 are 20.., 70–99 are 19.."
    )


@pytest.mark.parametrize(("year", "full"), [("69", 2069), ("70", 1970), ("00", 2000)])
def test_two_digit_years_turn_at_seventy(year: str, full: int) -> None:
    assert only(f"04.03.{year}", "dmy") == date(full, 3, 4)


def test_a_day_that_may_be_first_or_last_beside_a_two_digit_year_is_asked_for() -> None:
    ambiguous = convert("28/10/25").ambiguous
    assert ambiguous is not None
    assert "day first or year first" in ambiguous.reason


def test_times_of_day_are_left_out_and_said_to_be() -> None:
    converted = convert("28-07-2023 03:00", "02-03-2024 11:15 PM")
    assert converted.values == [date(2023, 7, 28), date(2024, 3, 2)]
    assert converted.evidence == (
        "day first: row 2 is 28-07-2023 03:00; times of day left out: row 2 is 28-07-2023 03:00"
    )


def test_day_numbers_of_a_spreadsheet_are_said_to_be() -> None:
    converted = convert("46085")
    assert converted.evidence == (
        "day numbers of a spreadsheet: row 2, 46085, is 2026-03-04; "
        "if they count from 1904, say `--answer 'epoch:start_date=1904'`"
    )


def test_t077_day_numbers_of_an_old_mac_in_a_text_file_count_from_1904_where_that_is_said() -> None:
    said = ValueOptions(answers={"epoch:start_date": "1904"})
    converted = convert_column(COLUMN, ["44623", "2026-03-05"], said)
    assert converted.values == [date(2026, 3, 4), date(2026, 3, 5)]
    assert converted.evidence == (
        "day numbers of a spreadsheet since 1904 (said): row 2, 44623, is 2026-03-04"
    )


@pytest.mark.parametrize(
    ("number", "day"),
    [(1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (61, date(1900, 3, 1))],
)
def test_t077_serial_numbers_count_the_false_leap_day_of_1900(number: int, day: date) -> None:
    assert from_serial(number) == day


def test_t077_serial_numbers_of_the_1904_epoch() -> None:
    assert from_serial(0, epoch_1904=True) == date(1904, 1, 1)
    assert from_serial(46085 - 1462, epoch_1904=True) == from_serial(46085) == date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "May",
        "1.234,56",
        "2026-W01-1",
        "2026-060",
        "3/4",
        "03/04-2026",
        "4 Brumaire 2026",
        "٢٠٢٦-٠٣-٠٤",
        "2026-03-04" * 100,
    ],
)
def test_what_is_no_whole_day_is_refused_and_never_completed(text: str) -> None:
    assert fault(text) == "this is not a date."


@pytest.mark.parametrize("text", ["2026-02-30", "31/04/2026", "2026-13-01", "30 February 2026"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    assert fault(text) == "there is no such day."


@pytest.mark.parametrize("text", ["1899-12-31", "31/12/1899", "0001-01-01"])
def test_years_before_1900_are_refused(text: str) -> None:
    """T107."""
    assert "is before 1900" in fault(text)


def test_a_time_that_does_not_exist_is_refused() -> None:
    assert fault("2026-03-04 25:00") == "there is no such time."


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "NA", "null", "?", "#N/A"])
def test_blank_words_are_unknown(text: str) -> None:
    assert only(text) is None


@given(st.lists(_DAYS, min_size=1))
def test_iso_days_are_read_back(days: list[date]) -> None:
    assert convert(*(day.isoformat() for day in days)).values == days


@given(st.lists(_DAYS, min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_column_in_one_order_is_read_rightly_or_asked_about(days: list[date], form: str) -> None:
    texts = [f"{day:{form.replace('%Y', '')}}{day.year:04}" for day in days]
    converted = convert(*texts)
    assert not converted.problems
    assert converted.ambiguous is not None or converted.values == days


@given(st.integers(0, 100_000))
def test_serial_numbers_after_the_leap_day_are_consecutive(number: int) -> None:
    assert from_serial(61 + number) == date(1900, 3, 1) + timedelta(days=number)


@pytest.mark.parametrize("text", ["5/2026", "2026-05", "May 2026", "mayo de 2026", "Mei 2026"])
def test_a_month_is_never_completed_but_asked_about(text: str) -> None:
    ambiguous = convert(text).ambiguous
    assert ambiguous is not None
    assert ambiguous.key == "month-day:start_date"
    assert [choice.value for choice in ambiguous.choices] == ["first", "last"]
    for which, day in (("first", 1), ("last", 31)):
        answered = ValueOptions(answers={ambiguous.key: which})
        converted = convert_column(COLUMN, [text], answered)
        assert converted.values == [date(2026, 5, day)]
        assert f"months without a day: row 2, {text}, is 2026-05-{day:02}" in str(
            converted.evidence
        )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 3, 31)),
        ("Yesterday", date(2026, 3, 30)),
        ("12 days ago", date(2026, 3, 19)),
        ("hace 2 semanas", date(2026, 3, 17)),
        ("há 1 mês", date(2026, 2, 28)),
        ("3 hari lalu", date(2026, 3, 28)),
        ("in 3 weeks", date(2026, 4, 21)),
        ("+7d", date(2026, 4, 7)),
        ("-1y", date(2025, 3, 31)),
    ],
)
def test_relative_days_count_from_the_day_of_the_export_and_from_no_other(
    text: str, day: date
) -> None:
    ambiguous = convert(text).ambiguous
    assert ambiguous is not None
    assert (ambiguous.what, ambiguous.flag) == ("day", "--date DAY")
    converted = convert_column(COLUMN, [text], ValueOptions(day=date(2026, 3, 31)))
    assert converted.values == [day]
    assert converted.evidence == f"days counted from 2026-03-31: row 2, {text}, is {day}"


def test_what_was_answered_for_a_column_wins_over_what_was_declared_for_all() -> None:
    options = ValueOptions(date_order="mdy", answers={"date-order:start_date": "dmy"})
    assert convert_column(COLUMN, ["03/04/2026"], options).values == [date(2026, 4, 3)]


def test_an_apostrophe_before_a_day_is_a_spreadsheet_s_mark_of_text() -> None:
    assert only("'2026-03-04") == date(2026, 3, 4)


@pytest.mark.parametrize("text", ["9999 years ago", "in 9999 years", "-9999 meses"])
def test_a_day_before_or_beyond_the_calendar_is_no_date(text: str) -> None:
    assert fault(text) == "this is not a date."
