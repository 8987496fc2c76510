"""`csm tiers`: the list, accept, dismiss, history."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Csm

KEYS = (
    "account account_id arr move direction tier_from tier_to reason since until decision decided_on"
).split()


@pytest.fixture
def complex_(book: Csm) -> Csm:
    """Return the book with an account that is suggested to move up."""
    ran = book(
        "add", "account", "name=Vega", "arr=60000", "complexity=high", "start_date=2024-05-01"
    )
    assert ran.code == 0
    return book


def moves(book: Csm, *words: str) -> list[tuple[str, str, str, str]]:
    return [
        (row["account"], row["move"], row["tier_from"], row["tier_to"])
        for row in book("tiers", *words, "--json").json
    ]


def test_a_suggestion_is_listed_with_its_reason(complex_: Csm) -> None:
    (row,) = complex_("tiers", "vega", "--json").json
    assert list(row) == KEYS
    assert (row["direction"], row["reason"], row["arr"]) == ("up", "high complexity", 60000)
    assert "Suggested: 1" in complex_("tiers").out
    assert complex_("tiers", "--plain").out.startswith("Vega\t")


def test_accepted_it_is_set_by_hand_for_as_long_as_the_model_commits(complex_: Csm) -> None:
    ran = complex_("tiers", "accept", "vega")
    assert ran.code == 0, ran.err
    shown = complex_("show", "vega", "--json").json
    assert shown["tier"] == "high"
    assert shown["tier_reason"] == "set by hand through 2 Feb 2027: high complexity"
    assert moves(complex_, "vega") == []
    assert moves(complex_, "vega", "--all") == [("Vega", "held", "high", "medium")]
    assert complex_("undo").code == 0
    assert moves(complex_, "vega") == [("Vega", "suggested", "medium", "high")]


def test_accepted_with_a_day_and_a_reason(complex_: Csm) -> None:
    assert (
        complex_("tiers", "accept", "vega", "--until", "2026-06-30", "--reason", "logo").code == 0
    )
    shown = complex_("show", "vega", "--json").json
    assert shown["tier_reason"] == "set by hand through 30 Jun 2026: logo"
    assert complex_("tiers", "accept", "vega", "--until", "2026-01-30").code == 1


def test_dismissed_it_is_back_when_its_reason_is_another(complex_: Csm) -> None:
    assert complex_("tiers", "dismiss", "vega", "--reason", "no budget").code == 0
    assert moves(complex_, "vega") == []
    (row,) = complex_("tiers", "vega", "--all", "--json").json
    assert (row["decision"], row["decided_on"]) == ("dismissed", "2026-02-02")
    assert complex_("edit", "vega", "complexity=low", "potential_arr=250000").code == 0
    assert moves(complex_, "vega") == [("Vega", "suggested", "medium", "high")]
    assert complex_("undo").code == 0
    assert moves(complex_, "vega") == []


def test_where_nothing_waits_it_says_so(book: Csm) -> None:
    assert "No account should move" in book("tiers").err
    ran = book("tiers", "accept", "acme")
    assert ran.code == 1
    assert "No move between tiers waits for Acme" in ran.err
    assert book("tiers", "teir:high").code == 2


def test_the_history_has_each_tier_with_its_first_day(complex_: Csm) -> None:
    assert complex_("edit", "vega", "arr=120000").code == 0
    told = complex_("tiers", "history", "vega", "--json").json
    assert [(one["tier"], one["arr"]) for one in told["tiers"]] == [("high", 120000)]
    assert complex_("tiers", "dismiss", "vega").code == 1
    assert "ARR 120,000" in complex_("tiers", "history", "vega").out
