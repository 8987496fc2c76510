"""`csm today` and `csm review`: the ranked list, the summary, the round."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csm

KEYS = (
    "rank account account_id score kind reason terms suggestion touchpoint_id signal_id task_id"
).split()


def test_today_has_exactly_the_promised_keys_ranked_by_score(book: Csm) -> None:
    rows = book("today", "--json").json
    assert rows
    assert all(list(row) == KEYS for row in rows)
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert all(set(term) == {"name", "points"} for row in rows for term in row["terms"])


def test_what_is_booked_for_today_stands_first_by_time(book: Csm) -> None:
    for time in ("15:00", "09:30"):
        book("log", "--account", "aurora health", "--status", "planned", "--time", time)
    rows = book("today", "--json").json
    assert [(row["account"], row["touchpoint_id"]) for row in rows[:2]] == [
        ("Aurora Health", 2),
        ("Aurora Health", 1),
    ]


def test_an_account_with_nothing_to_do_is_not_listed(csm: Csm) -> None:
    csm("add", "account", "name=Quiet", "arr=1000", "start_date=2020-01-01")
    assert csm("today", "--json").json == []
    assert "Nothing needs you today." in csm("today").err


def test_limit_cuts_the_list_and_says_so(book: Csm) -> None:
    assert len(book("today", "--limit", "1", "--json").json) == 1
    assert "--limit N shows them" in book("today", "--limit", "1").out
    assert "--limit" not in book("today").out


def test_the_day_is_summed_up_under_the_list(book: Csm) -> None:
    book("log", "--account", "aurora health", "--minutes", "25")
    out = book("today").out.splitlines()
    assert out[-1] == f"{len(out) - 2} to do · 1 done · 25m planned of 6h"
    assert book("today", "--limit", "1").out.splitlines()[-1] == "1 done · 25m planned of 6h"


def test_review_lists_accounts_without_fresh_health_by_arr_where_nobody_types(book: Csm) -> None:
    rows = book("review", "--json", "--as-of", "2026-03-20").json
    assert [row["account"] for row in rows] == ["Acme, Inc.", "Aurora Health", "Zulu"]
    assert rows[2]["reason"] == "health unknown"


def test_review_skips_what_is_fresh_and_keeps_to_its_filter(book: Csm) -> None:
    assert [row["account"] for row in book("review", "--json").json] == ["Zulu"]
    assert book("review", "--where", "tier:high", "--json").json == []
    assert "Nothing to review" in book("review", "--where", "tier:high").err


def test_the_summary_names_the_gaps_by_arr(book: Csm) -> None:
    out = book().out
    assert "No health: 1 account, – (Zulu)" in out
    assert "No contact: 3 accounts, 165K (Acme, Inc., Aurora Health, Zulu)" in out
    assert out.index("No contact") < out.index("No health")


def test_a_share_that_is_not_nothing_is_no_zero(csm: Csm) -> None:
    for name, arr in (("Great", "9m"), ("Tiny", "900")):
        assert csm("add", "account", f"name={name}", f"arr={arr}").code == 0
    lines = [" ".join(line.split()) for line in csm().out.splitlines()]
    assert "tech 1 900 <1 %" in lines


def test_the_summary_counts_the_hours_that_the_settings_leave(
    book: Csm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "you have 130 (" in book().out
    (tmp_path / "config.toml").write_text("hours_a_day = 3\n")
    monkeypatch.setenv("CSM_CONFIG", str(tmp_path / "config.toml"))
    available = book("capacity", "--json").json["available_hours_month"]
    assert available == 65
    assert "you have 65 (" in book().out
    (tmp_path / "config.toml").write_text('hours_a_day = 3\nholidays = "XX"\n')
    assert "you have 130 (" in book().out
