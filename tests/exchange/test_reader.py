"""Sheets from bytes: strict, every row with its line (TORTURE T078–T085)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.exchange.problems import BadSheet
from csm_tui.exchange.reader import MAX_COLUMNS, Sheet, read_sheet
from csm_tui.exchange.writer import write_raw

_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def read(text: str, name: str = "x.csv") -> Sheet:
    return read_sheet(text.encode(), name=name)


def rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(record.line, record.cells) for record in sheet.records]


def refusal(data: str | bytes) -> BadSheet:
    with pytest.raises(BadSheet) as refused:
        read_sheet(data.encode() if isinstance(data, str) else data, name="x.csv")
    return refused.value


def test_rows_have_the_physical_line_where_they_begin() -> None:
    sheet = read('name,notes\nAcme,"one\ntwo"\n\nBeta,x\n')
    assert sheet.header == ("name", "notes")
    assert rows(sheet) == [(2, ["Acme", "one\ntwo"]), (5, ["Beta", "x"])]
    assert sheet.columns() == [["Acme", "Beta"], ["one\ntwo", "x"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_t079_every_line_end_is_read(end: str) -> None:
    text = end.join(("name,arr", "Acme,1", "", "Beta,2", ""))
    assert rows(read(text)) == [(2, ["Acme", "1"]), (4, ["Beta", "2"])]


def test_t079_quoted_line_ends_stay_as_they_are() -> None:
    text = 'a,b\r\n1,"x\ry"\r\n2,"x\r\ny"\r\n3,"x\u2028y\x0bz\x85"\r\n'
    assert [row[1][1] for row in rows(read(text))] == ["x\ry", "x\r\ny", "x\u2028y\x0bz\x85"]


def test_t079_a_sep_line_shifts_the_lines_and_is_shown() -> None:
    sheet = read("sep=;\nname;arr\nA,b;1\n")
    assert (sheet.header_line, rows(sheet)) == (2, [(3, ["A,b", "1"])])
    assert sheet.evidence["delimiter"] == "said by the file's first line"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_t078_the_header_is_recognised_in_every_encoding(encoding: str) -> None:
    sheet = read_sheet("name,owner\nPeña,Conceição\n".encode(encoding), name="x.csv")
    assert sheet.header == ("name", "owner")
    assert rows(sheet) == [(2, ["Peña", "Conceição"])]


def test_t075_texts_come_byte_for_byte() -> None:
    cells = [
        "00123",
        "+55 11 99",
        "0805",
        "1E5",
        "TRUE",
        "MARCH1",
        " padded ",
        "a\u00a0b",
        "e\u0301",
    ]
    assert rows(read("a,b,c,d,e,f,g,h,i\n" + ",".join(cells) + "\n")) == [(2, cells)]


def test_t080_an_unclosed_quote_names_the_line_where_it_opened() -> None:
    error = refusal('name,notes\nA,1\nB,"open\nC,2\nD,3\n')
    assert error.problem.line == 3
    assert str(error).startswith("x.csv:3: a quote opened here is never closed.")


def test_t080_a_quote_opened_late_in_a_long_record_names_its_own_line() -> None:
    assert refusal('a,b,c\n"1\n2","3\n4",5\n"6\n7","8\n9\n').problem.line == 6


def test_t080_an_unclosed_quote_met_by_the_next_one_names_both_lines() -> None:
    error = refusal('name,notes\nA,"open\nB,"fine"\n')
    assert error.problem.line == 2
    assert "(line 3)" in str(error)


def test_t080_an_unclosed_quote_in_a_large_file_names_its_line() -> None:
    error = refusal('name,notes\nA,1\nB,"open\n' + "C,some more text\n" * 20_000)
    assert error.problem.line == 3
    assert "a quote opened here is not closed" in str(error)


def test_text_after_a_closing_quote_is_refused_with_its_line() -> None:
    error = refusal('name,notes\nA,1\n"B"x,2\n')
    assert error.problem.line == 3
    assert "text follows the closing quote" in str(error)


def test_t081_a_cell_of_140_000_characters_is_refused_with_its_line() -> None:
    error = refusal("name,notes\nA,1\nB," + "x" * 140_000 + "\n")
    assert error.problem.line == 3
    assert "longer than 131,072 characters" in str(error)


def test_t081_the_longest_cell_allowed_is_read() -> None:
    cell = "x" * 131_072
    assert rows(read(f"name,notes\nA,{cell}\n")) == [(2, ["A", cell])]


def test_t081_ten_thousand_columns_are_refused() -> None:
    header = ",".join(f"c{number}" for number in range(10_000))
    assert "10,000 columns" in str(refusal(header + "\n1\n"))
    fine = ",".join(f"c{number}" for number in range(MAX_COLUMNS))
    assert len(read(f"{fine}\n{'1,' * (MAX_COLUMNS - 1)}1\n").header) == MAX_COLUMNS


def test_t081_a_line_of_100_mb_is_refused_within_300_mb() -> None:
    script = """
import json, pathlib, sys
from csm_tui.exchange.problems import BadSheet
from csm_tui.exchange.reader import read_sheet
data = bytearray(b"name,notes\\nA,")
data.extend(b"x" * 100_000_000)
try:
    read_sheet(data, name="x.csv")
except BadSheet as error:
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    json.dump([str(error), peak], sys.stdout)
"""
    if sys.platform != "linux":
        pytest.skip("the peak of this process alone is read from Linux's /proc")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    sentence, kilobytes = json.loads(done.stdout)
    assert sentence == "x.csv:2: line 2 is longer than 16 MB. Is this a CSV file?"
    assert kilobytes < 300_000


def test_t082_short_and_long_rows_are_reported_and_kept_out() -> None:
    sheet = read("name,arr\nA\nB,1,2\nC,3\n")
    assert rows(sheet) == [(4, ["C", "3"])]
    assert [record.cells for record in sheet.rejected] == [["A"], ["B", "1", "2"]]
    short, long = sheet.problems
    assert (short.line, short.column) == (2, "arr")
    assert short.problem == "this row has 1 cells, the header 2: cells are missing."
    assert (long.line, long.value) == (3, "2")


def test_trailing_delimiters_lose_nothing_and_are_no_fault() -> None:
    sheet = read("name,arr\nA,1,,\n")
    assert (rows(sheet), sheet.problems) == ([(2, ["A", "1"])], [])


def test_rows_of_empty_cells_are_no_rows_and_are_said_to_be() -> None:
    sheet = read("name,arr\n,\nA,1\n,,\n")
    assert rows(sheet) == [(3, ["A", "1"])]
    assert sheet.empty_lines == [2, 4]
    assert sheet.evidence["empty rows"] == "2 rows of empty cells left out"


def test_t083_a_nul_is_reported_with_its_row_and_the_others_are_read() -> None:
    sheet = read("name,arr\nA,1\nB\0,2\nC,3\n")
    assert rows(sheet) == [(2, ["A", "1"]), (4, ["C", "3"])]
    assert [(p.line, p.column) for p in sheet.problems] == [(3, "name")]
    assert [record.line for record in sheet.rejected] == [3]


def test_t083_a_nul_in_the_header_refuses_the_file() -> None:
    assert "NUL" in str(refusal("na\0me,arr\nA,1\n"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("\ufeff", "the file is empty"),
        ("name,arr\n", "a header but no rows"),
        ("name,arr\n,\n", "a header but no rows"),
        (",,\nA,1,2\n", "no header"),
        (b"PK\x03\x04rest", "a workbook"),
        (b"SQLite format 3\x00", "a database"),
        ('[\n {"name": "Acme"}\n]', "this is JSON, not a sheet"),
        ('{"name": "Acme", "arr": 5}\n', "this is JSON, not a sheet"),
        ("\n<html><table><tr><td>name</td></tr></table>\n", "this is a web page or XML"),
        ("<!-- report --><TABLE>\n<tr>\n", "this is a web page or XML"),
        ('<?xml version="1.0"?>\n<Workbook>\n', "this is a web page or XML"),
    ],
)
def test_t085_what_is_no_sheet_is_refused(data: str | bytes, words: str) -> None:
    assert words in str(refusal(data))


@given(st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_t096_rows_written_are_read_back_exactly(tmp_path: Path, cells: list[list[str]]) -> None:
    path = tmp_path / "x.csv"
    with path.open("wb") as file:
        write_raw([["a", "b", "c", "d"], *(["1", *row] for row in cells)], file)
    sheet = read_sheet(path.read_bytes(), name="x.csv")
    assert [record.cells for record in sheet.records] == [["1", *row] for row in cells]
    assert not sheet.problems


@given(st.binary(max_size=60) | st.text('",;\t|\n\r\0 a1é\ufeff=').map(str.encode))
def test_any_bytes_are_a_sheet_or_a_sentence(data: bytes) -> None:
    try:
        sheet = read_sheet(data, name="x.csv")
    except BadSheet as error:
        assert str(error).startswith("x.csv")
    else:
        assert len(sheet.rows) == len(list(sheet.records)) == len(sheet.lines)
        assert all(len(cells) == len(sheet.header) for cells in sheet.rows)
        assert sheet.lines == sorted(set(sheet.lines))
