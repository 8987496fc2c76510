"""Text for a terminal: measured in cells, cut, wrapped, aligned, and never a command to it."""

from __future__ import annotations

import contextlib
import io
import json
import os
from datetime import date
from unittest.mock import patch

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.cli import formatting
from csm_tui.cli.output import (
    Cell,
    Column,
    Printer,
    Row,
    as_json,
    colours_on,
    cut,
    sentence,
    width_of,
    wrap,
)
from csm_tui.text import safe_text

TEXT = st.text(max_size=40).map(safe_text)


@given(TEXT)
def test_width_is_what_a_terminal_gives(text: str) -> None:
    expected = wcwidth.wcswidth(text)
    assert width_of(text) == (expected if expected >= 0 else len(text))


@pytest.mark.parametrize("text", ["plain", "Köln…", "▲ 82 ▁▂▃█", "· – ↑↓", "é\ufffd", "─│"])
def test_our_own_signs_need_no_tables_and_are_one_cell_each(text: str) -> None:
    assert width_of(text) == len(text) == wcwidth.wcswidth(text)


@given(TEXT, st.integers(1, 30))
def test_cutting_fits_and_keeps_the_beginning(text: str, limit: int) -> None:
    shown = cut(text, limit)
    assert width_of(shown) <= limit
    if shown != text:
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])


@given(
    st.lists(
        st.tuples(st.text("ab 九", max_size=70), st.booleans(), st.booleans()),
        min_size=1,
        max_size=4,
    )
)
def test_a_table_is_no_wider_than_the_terminal_where_its_columns_give_way(
    cells: list[tuple[str, bool, bool]],
) -> None:
    columns = [
        Column("Title", limit=None if fixed else 60, wrap=wraps) for _, fixed, wraps in cells
    ]
    written = io.StringIO()
    with contextlib.redirect_stdout(written), patch.dict(os.environ, COLUMNS="80"):
        Printer().table(columns, [[text for text, _, _ in cells]])
    fixed = sum(max(5, width_of(text.strip())) for text, is_fixed, _ in cells if is_fixed)
    least = fixed + 12 * sum(not is_fixed for _, is_fixed, _ in cells) + 2 * (len(cells) - 1)
    assert max(map(width_of, written.getvalue().splitlines())) <= max(80, least)


def test_nothing_is_cut_off_for_a_pipe_that_its_column_has_room_for() -> None:
    columns = [Column("Name", limit=60), Column("Mail", limit=60)]
    written = io.StringIO()
    with contextlib.redirect_stdout(written), patch.dict(os.environ):
        os.environ.pop("COLUMNS", None)
        Printer().table(columns, [["n" * 50, "m" * 50]])
    assert "n" * 50 + "  " + "m" * 50 in written.getvalue()


@given(st.lists(st.text("ab9九", min_size=1, max_size=9), max_size=9), st.integers(12, 40))
def test_wrapping_fits_and_loses_no_word_that_fits_a_line(words: list[str], limit: int) -> None:
    text = "  " + " ".join(words)
    lines = wrap(text, limit)
    assert max(map(width_of, lines)) <= limit or lines == [text]
    if all(width_of(word) <= limit - 4 for word in text.split()):
        assert " ".join(lines).split() == text.split()


def test_a_table_is_aligned_whatever_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    """T113."""
    rows: list[Row] = [("九州システム", "1"), ("Cafe\u0301", "200"), ("[/red]", Cell("3", "red"))]
    Printer().table((Column("Name"), Column("N", right=True)), rows)
    lines = capsys.readouterr().out.splitlines()
    assert {width_of(line) for line in lines} == {17}
    assert "[/red]" in lines[3]


def test_sections_share_their_columns(capsys: pytest.CaptureFixture[str]) -> None:
    columns = (Column("A", limit=6), Column("B"))
    Printer().sections(columns, [("one", [("x", "1")]), ("two", [("y" * 20, "2")])])
    assert capsys.readouterr().out == "A       B\none\nx       1\ntwo\nyyyyy…  2\n"


def test_plain_cannot_be_broken_by_tabs_and_line_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    Printer("plain").table((Column("A"), Column("B")), [("a\tb\nc", "2")])
    assert capsys.readouterr().out == "a b⏎c\t2\n"


def test_json_is_ascii_one_element_a_line() -> None:
    text = as_json([{"day": date(2026, 2, 1), "name": "é\x9b"}, {"day": None, "name": "b"}])
    assert text.isascii()
    assert len(text.splitlines()) == 4
    assert json.loads(text) == [{"day": "2026-02-01", "name": "é\x9b"}, {"day": None, "name": "b"}]
    assert as_json([]) == "[]"
    with pytest.raises(TypeError):
        as_json([object()])


def test_what_is_not_a_terminal_gets_no_colours() -> None:
    assert not colours_on(io.StringIO(), no_color=False)


@pytest.mark.parametrize(
    ("cents", "short", "full", "number"),
    [
        (None, "–", "–", None),
        (0, "$0", "$0", 0),
        (95_000, "$950", "$950", 950),
        (99_949, "$999", "$999.49", 999.49),
        (99_950, "$1K", "$999.50", 999.5),
        (152_500, "$1.5K", "$1,525", 1525),
        (51_200_000, "$512K", "$512,000", 512000),
        (99_950_000, "$1M", "$999,500", 999500),
        (642_000_000, "$6.42M", "$6,420,000", 6420000),
        (-4_500_000, "-$45K", "-$45,000", -45000),
        (1550, "$16", "$15.50", 15.5),
    ],
)
def test_amounts(cents: int | None, short: str, full: str, number: float | None) -> None:
    assert formatting.money(cents, "USD") == short
    assert formatting.exact(cents, "USD") == full
    assert formatting.number(cents) == number


def test_amounts_in_other_currencies() -> None:
    assert formatting.money(4_500_000, "EUR") == "€45K"
    assert formatting.money(4_500_000, "PLN") == "PLN 45K"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (None, "–"),
        ("2026-02-02", "today"),
        ("2026-02-06", "Fri 6 Feb"),
        ("2026-02-09", "9 Feb"),
        ("2026-01-12", "12 Jan"),
        ("2027-03-01", "Mar 2027"),
        ("2024-01-01", "Jan 2024"),
    ],
)
def test_days_as_people_say_them(day: str | None, shown: str) -> None:
    when = None if day is None else date.fromisoformat(day)
    assert formatting.day(when, date(2026, 2, 2)) == shown


@pytest.mark.parametrize(("score", "shown"), [(None, None), (39.5, 40), (39.49, 39), (0.0, 0)])
def test_scores_are_rounded_half_up(score: float | None, shown: int | None) -> None:
    assert formatting.rounded(score) == shown


def test_a_raised_level_shows_from_where() -> None:
    signs = formatting.glyphs(ascii_only=False)
    assert formatting.level("medium", "high", signs) == "M↑H"
    assert formatting.level("high", "low", signs) == "H↓L"
    assert formatting.level("tech", "tech", signs) == "T"
    assert formatting.level("unknown", "medium", signs) == "?↑M"
    assert formatting.level("high", None, signs) == "–"


@pytest.mark.parametrize(
    ("text", "ended"), [("Added Acme", "Added Acme."), ("Inc.", "Inc."), ("why?", "why?")]
)
def test_a_sentence_has_one_end(text: str, ended: str) -> None:
    assert sentence(text) == ended
