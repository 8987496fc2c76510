"""Delimiters (TORTURE T079)."""

from __future__ import annotations

import pytest

from csm_tui.exchange.dialect import sniff


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_t079_each_delimiter_is_recognised(delimiter: str) -> None:
    text = f"name{delimiter}arr\nAcme{delimiter}1\nBeta{delimiter}2\n"
    assert sniff(text).delimiter == delimiter


def test_decimal_commas_do_not_outvote_semicolons() -> None:
    assert sniff("name;arr;health\nAcme;1,5;2,5\nBeta;2,5;3,5\n").delimiter == ";"


def test_semicolons_in_cells_do_not_outvote_commas() -> None:
    assert sniff('name,tags\nAcme,a;b;c\n"Beta; Co",a;b\n').delimiter == ","


def test_quoted_newlines_and_delimiters_do_not_count() -> None:
    text = 'name;notes\nAcme;"one, two,\nthree, four"\nBeta;"a,b"\n'
    assert sniff(text).delimiter == ";"


def test_one_column_counts_as_commas() -> None:
    assert sniff("name\nAcme\n") == (",", "comma (one column)", 0)


@pytest.mark.parametrize("first", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n', "sep=;\r"])
def test_t079_a_sep_line_is_obeyed_and_is_no_header(first: str) -> None:
    dialect = sniff(first + "name;arr\nA,b;1\n")
    assert (dialect.delimiter, dialect.skip) == (";", 1)


def test_the_choice_is_shown() -> None:
    assert sniff("a;b\n1;2\n").proof == "semicolon (2 cells in the header and in every row read)"


def test_a_cell_too_long_to_parse_does_not_stop_the_choice() -> None:
    assert sniff("a;b\n1;2\n" + "x" * 200_000 + ";1\n").delimiter == ";"


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_titles_and_footers_do_not_outvote_a_short_report(delimiter: str) -> None:
    rows = "\n".join(delimiter.join(row) for row in ("ABC", "def", "ghi"))
    text = f"A report\nAs of today\n\n{rows}\n\nGrand Totals (2 records)\nConfidential\nCopyright\n"
    assert sniff(text).delimiter == delimiter
    assert "3 cells" in sniff(text).proof
