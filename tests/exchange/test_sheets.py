from __future__ import annotations

import io

import pytest
import xlsxwriter

from csm_tui.exchange.headers import map_headers
from csm_tui.exchange.kinds import KINDS
from csm_tui.exchange.problems import BadSheet
from csm_tui.exchange.reader import read_sheet
from csm_tui.exchange.sheets import read_sheets
from csm_tui.exchange.tables import read_table

_REPORT = """\
Book of business
As of 2 Feb 2026,,

Account Name,Account Owner,ARR
Aurora,Ana,"1,200.50"
Total,Ana,300
Lumen,Luis,500

"Grand Totals (3 records)"
Total,,"2,000.50"
Confidential Information - Do Not Distribute
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"""


def _workbook(*, hide: str | None = None) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheets: dict[str, list[list[str | int]]] = {
            "Accounts": [[], ["Our book"], ["", "Name", "ARR"], ["", "Aurora", 1200], ["", "L", 5]],
            "Contacts": [["Account", "Name", "Email"], ["Aurora", "Inés", "i@aurora.example"]],
            "Notes": [],
        }
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            if title == hide:
                sheet.hide()
    return data.getvalue()


def test_what_stands_around_the_table_of_a_report_is_left_out_and_told() -> None:
    sheet = read_sheet(_REPORT.encode(), name="report.csv")
    assert sheet.header == ("Account Name", "Account Owner", "ARR")
    assert sheet.lines == [5, 6, 7]
    assert not sheet.problems
    assert [(junk.line, junk.why) for junk in sheet.junk] == [
        (1, "above the header"),
        (2, "above the header"),
        (9, "below the rows (totals)"),
        (10, "below the rows (totals)"),
        (11, "below the rows (confidentiality)"),
        (12, "below the rows (copyright)"),
    ]
    assert (
        sheet.evidence["above the header"]
        == "lines 1-2 left out: Book of business; As of 2 Feb 2026"
    )


def test_the_grand_totals_of_a_report_may_stand_beside_their_sums() -> None:
    text = 'name,owner,arr\nAurora,Ana,1.2M\nLumen,Ana,5\nGrand Totals (2 records),,"1,200,005"\n'
    sheet = read_sheet(text.encode(), name="x.csv")
    assert sheet.lines == [2, 3]
    assert [(junk.line, junk.why) for junk in sheet.junk] == [(4, "below the rows (totals)")]


def test_grand_totals_are_none_of_the_rows_also_where_cells_are_missing() -> None:
    rows = "name,owner,type,arr\nAurora,Ana,,5\nLumen,Ana,,6\n"
    for last in ('"Grand Totals (2 records)",,11\n', "Total,11,,11,\n"):
        sheet = read_sheet(f"{rows}{last}".encode(), name="x.csv")
        assert (sheet.lines, sheet.problems) == ([2, 3], [])
        assert [(junk.line, junk.why) for junk in sheet.junk] == [(4, "below the rows (totals)")]
    assert read_sheet(f"{rows}Total,7,11\n".encode(), name="x.csv").rejected[0].line == 4


def test_what_was_left_out_often_is_told_in_runs_and_not_endlessly() -> None:
    again = "name,arr\n"
    text = again + 3 * "Aurora,5\n" + 4 * again + 20 * f"Lumen,6\n{again}" + "Nimbus,7\n"
    told = read_sheet(text.encode(), name="x.csv").evidence["header repeated"]
    lines = ", ".join(str(line) for line in range(10, 27, 2))
    assert told == (f"lines 5-8, {lines} and 11 more left out: name arr; name arr; name arr; …")


def test_blank_rows_above_the_header_are_blank_rows() -> None:
    sheet = read_sheet(b",,\nOur book,,\n,,\nname,owner,arr\nAurora,Ana,5\n", name="x.csv")
    assert sheet.evidence["above the header"] == "line 2 left out: Our book"
    assert sheet.evidence["empty rows"] == "2 rows of empty cells left out"


@pytest.mark.parametrize(
    ("last", "why"),
    [
        ("Confidencial - uso interno", "confidentiality"),
        ("Informação confidencial.", "confidentiality"),
        ("Company Confidential", "confidentiality"),
        ("Rahasia: jangan disebarkan", "confidentiality"),
        ("Gerado em 01/02/2026 por Ana", "where it is from"),
        ("Exportado el 01/02/2026", "where it is from"),
        ("Dicetak pada 01/02/2026", "where it is from"),
        ("Total geral", "totals"),
    ],
)
def test_footers_in_other_languages_are_none_of_the_rows(last: str, why: str) -> None:
    sheet = read_sheet(f"name,arr\nAurora,5\n{last}\n".encode(), name="x.csv")
    assert (sheet.lines, [junk.why for junk in sheet.junk]) == ([2], [f"below the rows ({why})"])


@pytest.mark.parametrize("name", ["Confidential Records Ltd", "Rahasia Kopi", "Gerado Lda"])
def test_a_name_that_begins_like_a_footer_is_none(name: str) -> None:
    sheet = read_sheet(f"name,arr\nAurora,5\n{name},\n".encode(), name="x.csv")
    assert (sheet.lines, sheet.junk) == ([2, 3], [])


def test_an_account_called_total_is_no_footer() -> None:
    sheet = read_sheet(b"name,owner,arr\nAurora,Ana,5\nTotal,,7\n", name="x.csv")
    assert sheet.rows[1] == ["Total", "", "7"]


def test_under_our_own_header_every_line_is_a_row() -> None:
    header = ",".join(KINDS["tasks"].header)
    text = f"{header}\n,,Total,,,,\n{header}\n,,Copyright 2024,,,,\n"
    sheet = read_sheet(text.encode(), name="tasks.csv")
    assert (sheet.lines, sheet.junk) == ([2, 3, 4], [])


def test_a_repeated_header_is_no_row() -> None:
    sheet = read_sheet(b"name,arr\nAurora,5\nname,arr\nLumen,6\n", name="x.csv")
    assert (sheet.lines, sheet.junk[0].line) == ([2, 4], 3)


def test_a_first_row_that_is_short_is_the_header_where_no_other_row_is_one() -> None:
    assert read_sheet(b"thing\nAurora,Ana\n", name="x.csv").header == ("thing",)


def test_columns_without_a_name_and_a_value_are_left_out_and_told() -> None:
    sheet = read_sheet(b",name,,arr\n,Aurora,,5\n,Lumen,,6\n", name="x.csv")
    assert (sheet.header, sheet.rows[0]) == (("name", "arr"), ["Aurora", "5"])
    assert sheet.evidence["blank columns"] == "2 without a name or a value left out"


def test_a_workbook_gives_each_sheet_that_has_rows() -> None:
    accounts, contacts = read_sheets(_workbook(), name="book.xlsx")
    assert (accounts.title, accounts.header, accounts.lines) == (
        "Accounts",
        ("Name", "ARR"),
        [4, 5],
    )
    assert contacts.rows[0] == ["Aurora", "Inés", "i@aurora.example"]
    assert accounts.evidence["other sheets"] == "'Contacts', 'Notes' (no rows below a header)"
    assert accounts.evidence["above the header"] == "line 2 left out: Our book"


def test_a_sheet_is_chosen_by_its_title_a_hidden_one_too() -> None:
    hidden = _workbook(hide="Contacts")
    assert [sheet.title for sheet in read_sheets(hidden, name="b.xlsx")] == ["Accounts"]
    assert [s.title for s in read_sheets(hidden, name="b.xlsx", titles=("contacts",))] == [
        "Contacts"
    ]
    with pytest.raises(BadSheet, match=r"no sheet 'Deals'.* 'Accounts', 'Contacts', 'Notes'"):
        read_sheets(hidden, name="b.xlsx", titles=("Deals",))


def test_a_cell_without_a_value_is_a_problem_of_its_row_where_its_column_is_taken() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "ARR", "Remark"])
        sheet.write_row(1, 0, ["Aurora", 5])
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["Lumen"])
        sheet.write_formula("B3", "=X1", None, "#REF!")
        sheet.write_row(3, 0, ["Blue"])
        sheet.write_formula("B4", "=NA()", None, "#N/A")
    (read,) = read_sheets(data.getvalue(), name="b.xlsx")
    table = read_table(read, map_headers("accounts", read.header))
    assert [(p.line, p.column, p.value) for p in table.problems] == [(3, "ARR", "#REF!")]
    assert table.fields["arr"] == [500, None, None]
