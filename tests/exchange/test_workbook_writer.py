"""Workbooks out: typed cells, texts that stay texts, and the same rows when they are read again."""

from __future__ import annotations

import errno
import gc
import io
import re
import sys
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from csm_tui.errors import FileProblem
from csm_tui.exchange import workbook_writer
from csm_tui.exchange.formats import to_text
from csm_tui.exchange.kinds import KINDS, Column, Kind
from csm_tui.exchange.sheets import read_sheets
from csm_tui.exchange.workbook_writer import (
    MAX_TEXT,
    SheetRows,
    write_workbook,
    write_workbook_template,
    write_xlsx,
)

TODAY = date(2026, 2, 2)
NASTY = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "\t=1",
    "\r=1",
    "'=1",
    "a\r\nb",
    "{=1}",
    "https://x.example",
    "mailto:a@b.example",
    "internal:Sheet1!A1",
    "00123",
    "+55 11",
    "1E5",
    "TRUE",
    "=",
    "_x0041_",
    "_x005F_",
    "\x1b[2J",
    "\x01",
    "<b>&amp;",
    " padded ",
    "\n",
    "\ufeffx",
    "é e\u0301 \u202e",
]
texts = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=5
)


def values_of(column: Column) -> st.SearchStrategy[Any]:
    match column.type:
        case "money":
            filled: st.SearchStrategy[Any] = st.integers(-(10**17), 10**17)
        case "int":
            filled = st.integers(0, 10**17)
        case "number" | "health":
            filled = st.floats(allow_nan=False, allow_infinity=False)
        case "bool":
            filled = st.sampled_from((0, 1))
        case "date":
            filled = st.dates(date(1900, 1, 1)).map(str)
        case _:
            filled = texts
    return st.none() | filled


def rows_of(kind: Kind) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    row = st.tuples(*map(values_of, kind.exported))
    # A row of which nothing is known is none.
    return st.lists(
        row.filter(lambda cells: any(c not in (None, "") for c in cells)), min_size=1, max_size=3
    )


def written(*sheets: SheetRows) -> bytes:
    target = io.BytesIO()
    write_workbook(sheets, target, today=TODAY)
    return target.getvalue()


def one(column: Column, *values: object) -> bytes:
    return written(SheetRows("x", (column,), [(value,) for value in values]))


def cells(data: bytes) -> list[Any]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


# Without shrinking: each example opens a workbook in a process of its own.
@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.fixed_dictionaries({name: rows_of(kind) for name, kind in KINDS.items()}))
@example({"tasks": [(text,) * len(KINDS["tasks"].exported) for text in NASTY if text.strip()]})
def test_a_workbook_reads_as_the_rows_it_was_written_from(
    rows: dict[str, list[tuple[Any, ...]]],
) -> None:
    for kind in rows:
        rows[kind] = [
            tuple(
                None if column.type == "date" and not _is_day(value) else value
                for column, value in zip(KINDS[kind].exported, row, strict=True)
            )
            for row in rows[kind]
        ]
    sheets = [SheetRows(kind, KINDS[kind].exported, rows[kind]) for kind in rows]
    data = written(*sheets)
    for sheet, read in zip(sheets, read_sheets(data, name="b.xlsx"), strict=True):
        assert read.header == KINDS[sheet.title].header
        texts = [to_text(column, guarded=False) for column in sheet.columns]
        assert [list(row) for row in read.rows] == [
            [text(value) for text, value in zip(texts, row, strict=True)] for row in sheet.rows
        ]
    assert written(*sheets) == data


def _is_day(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def test_cells_have_the_type_of_their_column() -> None:
    columns = (Column("arr", "money"), Column("due", "date"), Column("on", "bool"), Column("name"))
    data = written(SheetRows("x", columns, [(1_550, "2026-03-01", 1, "00123")]))
    assert cells(data)[1] == [15.5, date(2026, 3, 1), True, "00123"]


def test_t097_no_text_is_a_formula_a_link_or_a_number() -> None:
    data = one(Column("name"), *NASTY)
    assert [row[0] for row in cells(data)[1:]] == NASTY
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not re.search(r"<f\b|<hyperlink", sheet)
        assert not [name for name in archive.namelist() if "sheet1.xml.rels" in name]
        assert 'formatCode="@"' in archive.read("xl/styles.xml").decode()


def test_the_header_is_frozen_and_columns_are_as_wide_as_their_texts() -> None:
    data = one(Column("name"), "Aurora Cooperative of the North", "x" * 900)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert re.search(r'<col min="1" max="1" width="40\.', sheet)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a\0b", "a NUL"),
        ("a\ud800b", "half a character"),
        ("\uffff", "U+FFFF"),
        ("x" * (MAX_TEXT + 1), "32,768 characters"),
        ("\U0001f600" * (MAX_TEXT // 2 + 1), "32,768 characters"),
    ],
)
def test_what_no_workbook_can_hold_is_refused_by_row_and_column(text: str, why: str) -> None:
    with pytest.raises(FileProblem, match=f"x row 3, notes: the text .*{re.escape(why)}.* as csv"):
        one(Column("notes"), "good", text)


def test_the_longest_text_is_held_whole() -> None:
    longest = "é" * MAX_TEXT
    assert cells(one(Column("notes"), longest))[1] == [longest]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_writer, "MAX_ROWS", 3)
    with pytest.raises(FileProblem, match="x has more rows than the 3 that a sheet"):
        one(Column("name"), *"abcd")


def test_nothing_is_left_beside_the_file_where_writing_fails(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(FileProblem):
        one(Column("name"), *["good"] * 500, "\0")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_error_and_nothing_is_told_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(errno.ENOSPC, "full")

    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    target = Full()
    with pytest.raises(OSError, match="full"):
        write_workbook([SheetRows("x", (Column("name"),), [("a",)])], target, today=TODAY)
    target.close()
    gc.collect()
    assert told == []


def test_the_same_rows_and_day_are_the_same_bytes_and_an_earlier_day_is_not() -> None:
    def on(day: date) -> bytes:
        target = io.BytesIO()
        assert write_xlsx([("a",)], (Column("name"),), target, title="x", today=day) == 1
        return target.getvalue()

    assert on(TODAY) == on(TODAY) != on(TODAY - timedelta(days=1))


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_the_canonical_header_an_example_and_its_choices(kind: str) -> None:
    target = io.BytesIO()
    write_workbook_template(KINDS[kind], target, today=TODAY)
    (sheet,) = read_sheets(target.getvalue(), name="t.xlsx")
    assert sheet.header == KINDS[kind].header
    example = KINDS[kind].example
    assert dict(zip(sheet.header, sheet.rows[0], strict=True)) == {
        name: example.get(name, "") for name in sheet.header
    }
    choices = any(column.choices for column in KINDS[kind].exported)
    with zipfile.ZipFile(io.BytesIO(target.getvalue())) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert (b"<dataValidation " in xml) == choices
