"""Wide sheets as metrics."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.exchange.headers import map_headers
from csm_tui.exchange.problems import BadSheet
from csm_tui.exchange.reader import read_sheet
from csm_tui.exchange.tables import Table
from csm_tui.exchange.wide import read_wide


def read(text: str, chosen: dict[str, str] | None = None, day: str | None = "2026-02-01") -> Table:
    sheet = read_sheet(text.encode(), name="x.csv")
    given = {"date": day} if day else {}
    mapping = map_headers("metrics", sheet.header, chosen, given=given)
    return read_wide(sheet, mapping, constants=given)


def test_each_figure_of_each_row_is_a_metric() -> None:
    table = read("account_id,logins,Active Users\nA,7,19\nB,,17\n")
    assert table.fields == {
        "account": ["A", "A", "B"],
        "date": [date(2026, 2, 1)] * 3,
        "metric": ["logins", "active_users", "active_users"],
        "value": [7.0, 19.0, 17.0],
    }
    assert list(table.lines) == [2, 2, 3]
    assert table.kind == "metrics"


def test_columns_that_are_no_figures_are_left_out_with_their_reason() -> None:
    table = read(
        "account,logins,plan,seen,done,owner_id,blank,share\nA,7,Basic,2026-01-27,Yes,5,,1.234\n"
    )
    assert set(table.fields["metric"]) == {"logins"}
    reasons = dict(table.left_out)
    assert list(reasons) == ["plan", "seen", "done", "owner_id", "blank", "share"]
    assert "'Basic'" in reasons["plan"]
    assert reasons["owner_id"] == "it is an identifier, not a figure"
    assert reasons["blank"] == "it is empty"
    assert "--decimal" in reasons["share"]
    assert table.problems == []


def test_a_mean_nps_is_a_metric_of_its_name() -> None:
    table = read("account,nps_score\nA,8.6\n")
    assert (table.kind, table.fields["metric"], table.fields["value"]) == (
        "metrics",
        ["nps_score"],
        [8.6],
    )


def test_a_column_mapped_by_hand_stops_where_it_is_no_figure() -> None:
    table = read("account,logins,open\nA,7,1\nB,8,some\n", {"tickets_open": "open"})
    (problem,) = table.problems
    assert (problem.line, problem.column, problem.value) == (3, "open", "some")
    assert [table.fields["metric"][at] for at in table.bad] == ["tickets_open"]


def test_a_row_without_account_is_bad_in_all_its_figures() -> None:
    table = read("account,logins,seats\n,7,1\nB,8,2\n")
    assert [p.line for p in table.problems] == [2]
    assert table.bad == {0, 1}


def test_a_date_column_is_used_where_there_is_one() -> None:
    table = read("account,date,logins\nA,2026-01-15,7\n")
    assert table.fields["date"] == [date(2026, 1, 15)]


def test_a_sheet_without_any_figure_is_refused() -> None:
    with pytest.raises(BadSheet, match="no column holds figures"):
        read("account,plan\nA,Basic\n")
