"""CSV, JSON and NDJSON (TORTURE T097, T098)."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csm_tui.exchange.headers import map_headers
from csm_tui.exchange.kinds import KINDS, Column
from csm_tui.exchange.reader import read_sheet
from csm_tui.exchange.tables import read_table
from csm_tui.exchange.writer import (
    PLAIN,
    CsvStyle,
    excel_style,
    write_csv,
    write_json,
    write_ndjson,
    write_raw,
)

COLUMNS = (Column("name"), Column("arr", "money"), Column("tags", "tags"))


def as_csv(*rows: tuple[object, ...], style: CsvStyle = PLAIN) -> bytes:
    target = io.BytesIO()
    assert write_csv(rows, COLUMNS, target, style) == len(rows)
    return target.getvalue()


def test_the_default_is_the_canonical_form() -> None:
    assert as_csv(("Peña", 1_550, "a;b"), ("A, B", None, None)) == (
        b'name,arr,tags\nPe\xc3\xb1a,15.5,a;b\n"A, B",,\n'
    )


def test_t097_formulas_are_inert_and_negative_figures_stay_figures() -> None:
    assert as_csv(("=cmd|' /C calc'!A0", -500, None), ("\r=1", 1, None)) == (
        b"name,arr,tags\n'=cmd|' /C calc'!A0,-5,\n\"'\r=1\",0.01,\n"
    )


def test_t098_excel_gets_a_mark_and_what_its_locale_expects() -> None:
    assert as_csv(("é", 1_550, "a;b"), style=excel_style("de_DE")) == (
        b'\xef\xbb\xbfname;arr;tags\n\xc3\xa9;15,5;"a;b"\n'
    )
    assert as_csv(("é", 1_550, None), style=excel_style("en_US")).startswith(b"\xef\xbb\xbfname,")


@pytest.mark.parametrize(
    ("locale", "delimiter", "decimal"),
    [
        ("en_US.UTF-8", ",", "."),
        ("C", ",", "."),
        ("", ",", "."),
        ("pt-BR", ";", ","),
        ("es_ES", ";", ","),
        ("es_MX", ",", "."),
        ("de_CH", ";", "."),
        ("id", ";", ","),
    ],
)
def test_t098_locales(locale: str, delimiter: str, decimal: str) -> None:
    assert excel_style(locale) == CsvStyle(delimiter, decimal, mark=True)


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "de_CH"])
@settings(max_examples=20)
@given(figures=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
@example(figures=[1.234])
@example(figures=[1.234e-7, 12_345.0])
def test_t098_what_is_written_for_a_spreadsheet_is_read_as_it_was(
    locale: str, figures: list[float]
) -> None:
    columns = KINDS["metrics"].exported
    target = io.BytesIO()
    rows = [("=A", "-m", "2026-01-01", figure, None) for figure in figures]
    write_csv(rows, columns, target, excel_style(locale))
    sheet = read_sheet(target.getvalue(), name="metrics.csv")
    table = read_table(sheet, map_headers("metrics", sheet.header))
    assert not table.ambiguous
    assert table.fields["value"] == figures
    assert (table.fields["account"][0], table.fields["metric"][0]) == ("=A", "-m")


def test_json_is_ascii_and_typed() -> None:
    target = io.BytesIO()
    rows = [("Peña\x9b", 4_435_000, "a;b"), (None, None, None)]
    assert write_json(rows, COLUMNS, target) == 2
    assert target.getvalue().isascii()
    assert json.loads(target.getvalue()) == [
        {"name": "Peña\x9b", "arr": 44350, "tags": ["a", "b"]},
        {"name": None, "arr": None, "tags": []},
    ]


def test_json_of_nothing_is_an_empty_list() -> None:
    target = io.BytesIO()
    assert write_json([], COLUMNS, target) == 0
    assert target.getvalue() == b"[]\n"


def test_ndjson_is_an_object_a_line() -> None:
    target = io.BytesIO()
    assert write_ndjson([("a\nb", 1, None), ("c", 2, None)], COLUMNS, target) == 2
    lines = target.getvalue().decode().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["a\nb", "c"]


def test_more_rows_than_a_batch_are_all_written() -> None:
    rows = [(f"n{number}", number, None) for number in range(2_501)]
    assert as_csv(*rows).count(b"\n") == 2_502


def test_raw_cells_are_written_as_they_are() -> None:
    target = io.BytesIO()
    assert write_raw([["a", "b"], ["'=1", ""]], target, ";") == 2
    assert target.getvalue() == b"a;b\n'=1;\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1))
def test_cells_with_a_cr_are_quoted_like_the_others(texts: list[str]) -> None:
    with_cr, without = io.BytesIO(), io.BytesIO()
    write_raw([texts, ["\r"]], with_cr)
    write_raw([[text.replace("\r", "\n") for text in texts], ["\n"]], without)
    assert with_cr.getvalue().replace(b"\r", b"\n") == without.getvalue()


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.text("\r\n\"',;"))))
def test_any_reader_of_csv_reads_it_back(rows: list[tuple[str, str]]) -> None:
    target = io.BytesIO()
    write_raw(rows, target)
    lines = io.StringIO(target.getvalue().decode(), newline="")
    assert [tuple(row) for row in csv.reader(lines, strict=True)] == rows
