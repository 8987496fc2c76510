"""`csm compare`: both models side by side."""

from __future__ import annotations

from tests.cli.conftest import Csm


def test_json_has_every_account_with_the_promised_keys(book: Csm) -> None:
    rows = book("compare", "--json").json
    promised = {
        "account",
        "tier",
        "quadrant",
        "pyramid_level",
        "matrix_level",
        "disagree",
        "hours_month_difference",
        "reason",
    }
    assert promised <= set(rows[0])
    found = {row["account"]: row for row in rows}
    assert set(found) == {"Acme, Inc.", "Aurora Health", "Zulu"}
    assert found["Acme, Inc."]["disagree"] is False
    assert found["Acme, Inc."]["hours_month_difference"] == 0
    assert found["Zulu"]["disagree"] is None
    assert found["Zulu"]["hours_month_difference"] is None


def test_the_table_shows_disagreements_and_totals(book: Csm) -> None:
    for values in (
        ("name=Seed", "arr=4k", "potential_arr=400k", "health=90", "start_date=2024-01-01"),
        ("name=Idle", "arr=300k", "health=95", "start_date=2024-01-01"),
    ):
        assert book("add", "account", *values).code == 0
    ran = book("compare")
    assert "Acme" not in ran.out
    assert "small ARR with large potential, kept" in " ".join(ran.out.split())
    assert "Large potential kept small: 1 account" in ran.out
    assert "Self-sufficient yet dedicated: 1 account" in ran.out
    assert "1 more cannot be compared" in " ".join(ran.out.split())
    assert "Acme" in book("compare", "--all").out


def test_plain_gives_a_record_for_each_account(book: Csm) -> None:
    lines = book("compare", "aurora", "--plain").out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Aurora Health"]


def test_an_empty_book_says_so(book: Csm) -> None:
    ran = book("compare", "nobody")
    assert (ran.code, ran.out) == (0, "")
    assert "No accounts to compare" in ran.err
