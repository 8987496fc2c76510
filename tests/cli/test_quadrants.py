"""`csm quadrants`: the matrix in figures."""

from __future__ import annotations

from tests.cli.conftest import Csm


def test_json_has_the_four_quadrants_and_the_not_placed(book: Csm) -> None:
    rows = book("quadrants", "--json").json
    assert [row["quadrant"] for row in rows] == [
        "persistent-intensive",
        "persistent-light",
        "project",
        "digital-scale",
        "not-placed",
    ]
    assert (rows[0]["accounts"], rows[0]["arr"]) == (1, 120000.5)
    assert (rows[-1]["accounts"], rows[-1]["arr"], rows[-1]["accounts_without_arr"]) == (1, None, 1)
    assert rows[-1]["missing"][0]["accounts"] == 1


def test_the_counts_are_those_of_the_list_of_accounts(book: Csm) -> None:
    for row in book("quadrants", "--json").json:
        listed = book("accounts", f"quadrant:{row['quadrant']}", "--json").json
        assert row["accounts"] == len(listed), row["quadrant"]


def test_the_table_says_what_is_missing_and_who_moved(book: Csm) -> None:
    told = book("quadrants", "--since", "2026-01-05").out
    assert "not placed" in told
    assert "size: no ARR" in told
    assert "2 accounts moved since 2026-01-05" in told
    assert "Aurora Health" in told.split("moved since")[1]


def test_json_since_a_day_says_where_they_came_from(book: Csm) -> None:
    rows = book("quadrants", "--since", "2026-01-05", "--json").json
    came = {move["account"]: move["from"] for row in rows for move in row["came"]}
    assert came["Acme, Inc."] == "not-placed"
    assert sum(row["accounts_then"] for row in rows) == 3


def test_a_day_ahead_is_refused(book: Csm) -> None:
    assert book("quadrants", "--since", "2026-03-01").code == 2


def test_plain_is_one_record_a_quadrant(book: Csm) -> None:
    lines = book("quadrants", "--plain").out.splitlines()
    assert lines[0] == "persistent-intensive\t1\t120000.5"


def test_every_account_is_listed_with_its_place_or_with_what_it_lacks(book: Csm) -> None:
    rows = {row["quadrant"]: row for row in book("quadrants", "--accounts", "--json").json}
    for row in rows.values():
        assert len(row["points"]) == row["accounts"]
    placed = rows["persistent-intensive"]["points"][0]
    assert placed["size_score"] >= rows["persistent-intensive"]["size_split"]
    assert (
        "size: no ARR, potential ARR or strategic value" in rows["not-placed"]["points"][0]["lacks"]
    )
    assert "Lacks" in book("quadrants", "--accounts").out
    plain = book("quadrants", "--accounts", "--plain").out.splitlines()
    assert len(plain) == sum(row["accounts"] for row in rows.values())


def test_one_account_says_since_when_it_stands_there(book: Csm) -> None:
    found = book("quadrants", "--account", "Acme", "--json").json
    assert (found["account"], found["was"]) == ("Acme, Inc.", "not-placed")
    assert found["size"]["inputs"][0]["name"] == "ARR"
    told = book("quadrants", "--account", "Acme").out
    assert "before that not placed" in told
    assert book("quadrants", "tier:high", "--account", "Acme").code == 2
