"""Sheets as rows of a kind (TORTURE T075–T077, T085, T096)."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.errors import InvalidValue
from csm_tui.exchange.headers import map_headers
from csm_tui.exchange.kinds import KINDS, Column
from csm_tui.exchange.options import UNDECLARED, ValueOptions
from csm_tui.exchange.reader import read_sheet
from csm_tui.exchange.tables import Table, read_table
from csm_tui.exchange.writer import write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
_DAYS = st.dates(date(1900, 1, 1), date(9999, 12, 31))
_TAGS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0,;"), min_size=1)


def read(
    kind: str,
    text: str,
    options: ValueOptions = UNDECLARED,
    constants: Mapping[str, str] | None = None,
) -> Table:
    sheet = read_sheet(text.encode(), name="x.csv")
    mapping = map_headers(kind, sheet.header, given=list(constants or ()))
    assert mapping.problems == ()
    return read_table(sheet, mapping, options, constants=constants)


def test_each_field_has_its_values_row_by_row() -> None:
    table = read("accounts", "Name,ARR,Renewal Date\nA,15.5,2026-02-01\n\nB,,-\n")
    assert table.fields == {
        "name": ["A", "B"],
        "arr": [1_550, None],
        "renewal_date": [date(2026, 2, 1), None],
    }
    assert list(table.lines) == [2, 4]
    assert (table.problems, table.bad, table.ambiguous) == ([], frozenset(), ())


def test_problems_have_file_line_column_and_value_and_are_in_order() -> None:
    table = read("accounts", "name,ARR,start_date\nA,x,2026-02-30\n,5\nB,-5,\nC,1,\n")
    assert [(p.file, p.line, p.column, p.value) for p in table.problems] == [
        ("x.csv", 2, "ARR", "x"),
        ("x.csv", 2, "start_date", "2026-02-30"),
        ("x.csv", 3, "start_date", None),
        ("x.csv", 4, "ARR", "-5"),
    ]
    assert table.bad == {0, 1}
    assert list(table.lines) == [2, 4, 5]


def test_rows_that_break_a_rule_are_problems_of_their_column() -> None:
    table = read("surveys", "account,date,type,Score\nA,2026-02-01,nps,9\nA,2026-02-01,nps,8.6\n")
    assert table.bad == {1}
    (problem,) = table.problems
    assert (problem.line, problem.column, problem.value) == (3, "Score", "8.6")


def test_an_ambiguous_column_is_told_with_what_other_columns_suggest() -> None:
    text = "name,start_date,renewal_date\nA,03/04/2026,28/10/2026\n"
    (ambiguous,) = read("accounts", text).ambiguous
    assert ambiguous.column == "start_date"
    assert ambiguous.suggestion == "renewal_date in the same file is dmy: try `--date-order dmy`."
    settled = read("accounts", text, ValueOptions(date_order="dmy"))
    assert settled.fields["start_date"] == [date(2026, 4, 3)]


def test_a_decimal_mark_is_suggested_by_another_column() -> None:
    text = 'name;arr;potential_arr\nA;1.234;"512,77"\n'
    (ambiguous,) = read("accounts", text).ambiguous
    assert ambiguous.suggestion == "potential_arr in the same file is ,: try `--decimal ,`."


def test_evidence_is_kept_by_field() -> None:
    table = read("accounts", "name,signup_date\nA,28/10/2026\n")
    assert table.evidence == {"start_date": "day first: row 2 is 28/10/2026"}


def test_constants_fill_the_fields_that_no_column_has() -> None:
    text = "account,score\nA,70\nB,80\n"
    table = read("health", text, constants={"date": "2026-02-01", "score": "1"})
    assert table.fields["date"] == [date(2026, 2, 1)] * 2
    assert table.fields["score"] == [70.0, 80.0]


def test_a_constant_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidValue, match="not a date"):
        read("health", "account,score\nA,70\n", constants={"date": "soon"})


def test_monthly_amounts_become_yearly_ones() -> None:
    table = read("subscriptions", "account,start_date,mrr\nA,2026-01-01,10.5\n")
    assert table.fields["arr"] == [12_600]
    assert "mrr" not in table.fields


def test_amounts_agree_with_the_currency_of_their_row() -> None:
    text = 'name,arr,currency\nA,"$1,000.50",USD\nB,"€ 2,000.50",eur\nC,€3,USD\nD,€4,\nE,5,USD\n'
    table = read("accounts", text)
    assert table.fields["arr"] == [100_050, 200_050, None, 400, 500]
    (problem,) = table.problems
    assert (problem.line, problem.problem) == (4, "this is in €, its row is in USD.")


def own(kind: str, **values: object) -> str:
    target = io.BytesIO()
    columns = KINDS[kind].exported
    write_csv([[values.get(column.name) for column in columns]], columns, target)
    return target.getvalue().decode()


def test_the_guard_is_taken_off_only_under_our_own_complete_header() -> None:
    text = own("contacts", account="=A", name="+Ben", notes="'90s")
    assert read("contacts", text).fields["name"] == ["+Ben"]
    assert read("contacts", text).fields["notes"] == ["'90s"]
    header, _, row = text.partition("\n")
    shortened = header.removesuffix(",notes") + "\n" + row.rsplit(",", 1)[0]
    assert read("contacts", shortened).fields["name"] == ["'+Ben"]


def test_our_own_files_have_a_decimal_point_and_need_no_proof() -> None:
    text = own("metrics", account="A", metric="m", date=date(2026, 1, 1), value=1.234)
    assert read("metrics", text).fields["value"] == [1.234]


def test_our_own_files_as_a_spreadsheet_saves_them_are_asked_about() -> None:
    text = own("metrics", account="A", metric="m", date=date(2026, 1, 1), value=1.234)
    assert read("metrics", text.replace(",", ";")).ambiguous != ()


def _values(column: Column) -> st.SearchStrategy[object]:
    strategies: dict[str, st.SearchStrategy[object]] = {
        "choice": st.sampled_from(column.choices or ("",)),
        "date": _DAYS,
        "money": st.integers(-(10**15) if column.low is None else 0, 10**15),
        "int": st.integers(int(column.low or 0), int(column.high or 10**12)),
        "number": st.floats(column.low, column.high, allow_nan=False, allow_infinity=False),
        "health": st.floats(column.low, column.high, allow_nan=False, allow_infinity=False),
        "bool": st.booleans(),
        "tags": st.lists(_TAGS, min_size=1, max_size=3).map(
            lambda tags: tuple(dict.fromkeys(t.strip() for t in tags if t.strip())) or None
        ),
    }
    text = (_NAMES | st.sampled_from(["=1+1", "'", "-", "\r\n", '"', "00123"])).filter(bool)
    found = strategies.get(column.type, text)
    if column.required:
        return found.filter(lambda value: not isinstance(value, str) or bool(value.strip()))
    return st.none() | found


@pytest.mark.parametrize("kind", ["accounts", "contacts", "touchpoints", "metrics", "arr_changes"])
@given(data=st.data())
def test_t096_what_is_written_is_read_back_and_written_again_the_same(
    kind: str, data: st.DataObject
) -> None:
    columns = KINDS[kind].exported
    row = st.tuples(*map(_values, columns))
    rows = data.draw(st.lists(row, min_size=1, max_size=3))
    target = io.BytesIO()
    write_csv(rows, columns, target)
    table = read(kind, target.getvalue().decode())
    assert table.problems == []
    assert list(zip(*table.fields.values(), strict=True)) == rows
    again = io.BytesIO()
    write_csv(zip(*table.fields.values(), strict=True), columns, again)
    assert again.getvalue() == target.getvalue()


def test_unknown_texts_of_other_programs_are_blank_and_told() -> None:
    table = read("accounts", "Name,Industry,Region,Notes\n-,n/a,NA,?\nB, ,EMEA,-\nC,Retail,-,x\n")
    assert table.fields["name"] == ["-", "B", "C"]
    assert table.fields["industry"] == [None, None, "Retail"]
    assert table.fields["region"] == ["NA", "EMEA", None]
    assert table.fields["notes"] == ["?", "-", "x"]
    assert table.evidence["industry"] == "a space and n/a are blank (2 rows)"
    ours = read("accounts", "name,owner\nA,null\n")
    assert ours.fields["owner"] == ["null"]


def test_spaces_around_texts_of_other_programs_are_no_part_of_them() -> None:
    text = "Account Name,Owner,segment\n\u00a0Acme\u00a0Corp \u00a0, Ana,\u00a0 SMB\n"
    table = read("accounts", text)
    assert table.fields["name"] == ["Acme\u00a0Corp"]
    assert table.fields["owner"] == ["Ana"]
    assert table.fields["segment"] == ["\u00a0 SMB"]
