"""`csm retention`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csm

KEYS = (
    "from to accounts start_arr expansion contraction churn end_arr new grr nrr logo_retention"
).split()


@pytest.fixture
def history(csm: Csm, tmp_path: Path) -> Csm:
    """Return a book of five accounts with ARR changes over a year."""
    accounts = (
        "name,renewal_date,auto_renew\nGrown,2025-05-01,yes\nShrunk,,\nLost,,\nSame,,\nNew,,\n"
    )
    (tmp_path / "accounts.csv").write_text(accounts)
    (tmp_path / "arr_changes.csv").write_text(
        "account,date,amount\nGrown,2024-01-01,4000\nGrown,2025-03-01,2000\n"
        "Shrunk,2024-01-01,3000\nShrunk,2025-08-01,-500\nLost,2024-01-01,1000\n"
        "Lost,2025-09-01,-1000\nSame,2024-01-01,2000\nNew,2025-06-01,800.50\n"
    )
    assert csm("import", "accounts.csv", "arr_changes.csv", "--yes").code == 0
    return csm


def test_json_has_the_promised_keys_first_and_the_worked_figures(history: Csm) -> None:
    found = history("retention", "--json").json
    assert list(found)[: len(KEYS)] == KEYS
    assert (found["from"], found["to"]) == ("2025-02-02", "2026-02-02")
    assert [found[key] for key in KEYS[2:]] == [
        4, 10000, 2000, 500, 1000, 10500, 800.5, 0.85, 1.05, 0.75,
    ]  # fmt: skip
    assert found["small_sample"] is True
    assert (found["renewals_due"], found["renewal_rate"]) == (1, 1.0)
    assert "behind" not in found


def test_nothing_on_the_first_day_is_null_and_not_zero(history: Csm) -> None:
    found = history("retention", "--to", "2020-01-01", "--json").json
    assert (found["from"], found["start_arr"], found["accounts"]) == ("2019-01-01", 0, 0)
    assert (found["grr"], found["nrr"], found["logo_retention"]) == (None, None, None)
    assert "n/a" in history("retention", "--to", "2020-01-01").out


def test_the_table_has_counts_beside_each_ratio(history: Csm) -> None:
    out = history("retention").out
    assert "Retention, 2 Feb 2025 to 2 Feb 2026" in out
    lines = {line.split("  ")[0]: line.split() for line in out.splitlines() if line}
    assert lines["Churn"] == ["Churn", "1", "-1,000", "━━"]
    assert lines["New"] == ["New", "1", "800.50", "━━", "beside", "them"]
    assert lines["GRR"][1:6] == ["85.0", "%", "8,500", "of", "10,000,"]
    assert "3 of 4 accounts" in out
    assert "Of 4 accounts: too few to judge by (under 20)." in out
    assert "Renewal rate (of contracts, another figure): 100.0 %, 1 of 1 decided, too few" in out


def test_the_accounts_behind_a_figure(history: Csm) -> None:
    (lost,) = history("retention", "--accounts", "churn", "--json").json["behind"]
    assert (lost["account"], lost["start_arr"], lost["change"]) == ("Lost", 1000, -1000)
    out = history("retention", "--accounts", "expansion").out
    assert out.splitlines()[1].split() == ["Grown", "expansion", "4,000", "6,000", "+2,000"]
    plain = history("retention", "--accounts", "new", "--plain").out
    assert plain == "New\t5\tnew\t0\t800.5\t800.5\n"
    renewed = history("retention", "--accounts", "renewed", "--json").json["behind"]
    assert [(one["account"], one["due"]) for one in renewed] == [("Grown", "2025-05-01")]
    assert "1 May 2025  Grown" in history("retention", "--accounts", "renewed").out
    for figure, names in (("start", "Grown Lost Same Shrunk"), ("end", "Grown Same Shrunk")):
        rows = history("retention", "--accounts", figure, "--json").json["behind"]
        assert " ".join(sorted(row["account"] for row in rows)) == names
        key = "start_arr" if figure == "start" else "end_arr"
        assert sum(row[key] for row in rows) == history("retention", "--json").json[key]
    due = history("retention", "--accounts", "due", "--json").json["behind"]
    assert [one["outcome"] for one in due] == ["renewed"]
    assert "0 accounts: unknown" in history("retention", "--accounts", "unknown").out


def test_plain_has_one_figure_a_line(history: Csm) -> None:
    records = [line.split("\t") for line in history("retention", "--plain").out.splitlines()]
    figures = dict(records)
    assert figures["grr"] == "0.85"
    assert figures["small_sample"] == "yes"
    assert (
        dict(
            line.split("\t")
            for line in history("retention", "--to", "2020-01-01", "--plain").out.splitlines()
        )["grr"]
        == ""
    )


def test_a_filter_and_the_days_choose(history: Csm) -> None:
    found = history("retention", "--from", "2025-02-02", "--to", "2025-08-31", "-grown", "--json")
    assert found.json["start_arr"] == 6000
    assert found.json["churn"] == 0
    assert history("--as-of", "2025-08-31", "retention", "--json").json["to"] == "2025-08-31"


def test_days_in_the_wrong_order_and_unknown_words_are_refused(history: Csm) -> None:
    refused = history("retention", "--from", "2026-01-01", "--to", "2025-01-01")
    assert (refused.code, "--to 2025-01-01 is before --from 2026-01-01" in refused.err) == (2, True)
    assert history("retention", "--accounts", "lost").code == 2
    assert history("retention", "teir:high").code == 2


def test_a_last_day_to_come_is_said(history: Csm) -> None:
    ran = history("retention", "--to", "2026-12-31")
    assert ran.code == 0
    assert "31 Dec 2026 is after today" in ran.err


def test_accounts_whose_arr_was_not_known_are_said(book: Csm) -> None:
    ran = book("retention")
    assert "2 accounts with ARR unknown on one of the days" in ran.out
    unknown = book("retention", "--accounts", "unknown", "--json").json["behind"]
    assert {one["account"] for one in unknown} == {"Acme, Inc.", "Zulu"}


def test_what_is_short_of_the_whole_is_not_shown_as_the_whole(csm: Csm, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("name\nWhale\nMinnow\n")
    (tmp_path / "arr_changes.csv").write_text(
        "account,date,amount\nWhale,2024-01-01,9999999\nMinnow,2024-01-01,1\nMinnow,2025-09-01,-1\n"
    )
    assert csm("import", "accounts.csv", "arr_changes.csv", "--yes").code == 0
    out = csm("retention").out
    assert "99.9 %  9,999,999 of 10,000,000" in out
    assert "2 accounts came into the book after 2 Feb 2025" in out


def test_the_help_names_every_key(history: Csm) -> None:
    text = history("help", "json").out
    keys = set(history("retention", "--accounts", "churn", "--json").json)
    assert {key for key in keys if key not in text} == set()
