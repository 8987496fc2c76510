"""`csm what-if`: side by side, saved as a file, refused with what would fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Csm
from tests.cli.test_json_documented import documented


def test_json_has_the_keys_that_are_promised(book: Csm) -> None:
    found = book("what-if", "tiers.high.from=150000", "growth=2x", "--json").json
    assert found["changes"] == [
        {"key": "tiers.high.from", "from": 100_000, "to": 150_000},
        {"key": "growth", "from": 1, "to": 2},
    ]
    for side in ("today", "then"):
        assert {"tiers", "quadrants", "utilisation_pct", "blended_share_pct", "headcount"} <= set(
            found[side]
        )
        assert {"accounts", "arr", "hours_month", "cost"} <= set(found[side]["tiers"]["high"])
    assert found["today"]["tiers"]["high"]["arr"] == 120_000.5
    assert found["then"]["tiers"]["high"]["arr"] == 240_001
    assert {"account", "tier_from", "tier_to", "level_from", "level_to"} <= set(
        found["moves"][0] if found["moves"] else found["moves"]
    ) or not found["moves"]


def test_the_help_names_every_key(book: Csm) -> None:
    found = book("what-if", "tiers.high.from=150k", "tiers.medium.from=50k", "--json").json
    told = set(re.findall(r"[a-z0-9_]+", documented()["what-if"]))
    assert found["moves"]
    shown = {*found, *found["today"], *found["today"]["tiers"]["high"], *found["moves"][0]}
    assert shown - told == set()


def test_moves_name_accounts_tiers_and_levels(book: Csm) -> None:
    (move,) = book("what-if", "tiers.medium.from=50k", "--json").json["moves"]
    assert (move["account"], move["tier_from"], move["tier_to"]) == (
        "Aurora Health",
        "medium",
        "low",
    )
    text = book("what-if", "tiers.medium.from=50k").out
    assert "1 account moves" in text
    assert "medium → low" in text


def test_nothing_supposed_is_today(book: Csm) -> None:
    found = book("what-if", "--json").json
    assert found["today"] == found["then"]
    assert found["moves"] == []
    assert "Nothing is supposed" in book("what-if").out


def test_the_steps_of_a_scenario_stand_beside_one_another(book: Csm) -> None:
    found = book("what-if", "--scenario", "growth", "--json").json
    assert [step["then"]["accounts"] for step in found["steps"]] == [100, 250, 500]
    assert found["then"] == found["steps"][-1]["then"]
    assert found["changes"][-1] == {"key": "arr", "from": 165_000.5, "to": 18_000_000}
    out = book("what-if", "--scenario", "growth").out
    assert re.search(r"Accounts +3 +100 +250 +500", out)
    assert book("what-if", "--scenario", "grwth").code == 2


def test_what_is_saved_is_adopted_as_it_was_shown(book: Csm, tmp_path: Path) -> None:
    shown = book(
        "what-if", "tiers.high.from=150k", "cadence.medium.check_in=45d",
        "--save-as", "mine", "--json",
    ).json  # fmt: skip
    assert shown["saved_as"] == "mine.toml"
    text = (tmp_path / "mine.toml").read_text(encoding="utf-8")
    assert 'name = "mine"' in text
    assert "# Touch model" in text
    assert book("model", "use", "mine.toml").code == 0
    assert book("what-if", "--json").json["today"] == shown["then"]


def test_a_file_that_is_there_is_not_replaced(book: Csm, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("keep", encoding="utf-8")
    ran = book("what-if", "tiers.high.from=150k", "--save-as", "mine.toml")
    assert ran.code == 1
    assert "exists already" in ran.err
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == "keep"


def test_growth_alone_is_no_model_to_save(book: Csm, tmp_path: Path) -> None:
    ran = book("what-if", "growth=2x", "--save-as", "mine")
    assert ran.code == 2
    assert "no key of it changes" in ran.err
    assert not (tmp_path / "mine.toml").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tier.high.from=1"], "Did you mean `tiers.high.from`"),
        (["tiers.high.from=-1"], "at least 0"),
        (["tiers.medium.from=200k"], "of the tier above it"),
        (["tiers.high.from"], "is not KEY=VALUE"),
        (["growth=2"], "Write growth=2x"),
    ],
)
def test_what_is_wrong_is_refused_with_what_fits(book: Csm, words: list[str], said: str) -> None:
    ran = book("what-if", *words)
    assert ran.code in (1, 2)
    assert said in ran.err
    assert ran.out == ""


def test_what_is_unknown_is_not_shown_as_nothing(book: Csm) -> None:
    found = book("what-if", "--json").json["today"]["tiers"]["unknown"]
    assert (found["accounts"], found["arr"], found["cost"]) == (1, None, None)
    assert found["hours_month"] is None
    assert re.search(r"ARR +– +–", book("what-if").out)


def test_what_is_missing_is_told_with_how_to_give_it(book: Csm) -> None:
    out = book("what-if").out
    assert "1 account without ARR" in out
    assert "1 account without a tier" in out
    free = book("what-if", "costs.fully_loaded=0", "--json").json
    assert free["then"]["cost"] is None
    assert any("costs.fully_loaded=120k" in lack for lack in free["missing"])


def test_a_book_without_accounts_says_how_to_bring_some(book: Csm) -> None:
    ran = book("what-if", "--where", "tier:tech")
    assert (ran.code, ran.out) == (0, "")
    assert "No live accounts match" in ran.err


def test_plain_is_a_record_a_line(book: Csm) -> None:
    lines = book("what-if", "tiers.high.from=150k", "--plain").out.splitlines()
    assert "accounts\t3\t3" in lines
    assert any(line.startswith("tiers.high.arr\t120000.5\t") for line in lines)
    assert all(line.count("\t") == 2 for line in lines)


def test_only_the_accounts_of_a_filter_count(book: Csm) -> None:
    assert book("what-if", "--where", "tier:high", "--json").json["today"]["accounts"] == 1


def test_csms_are_unknown_where_no_account_has_a_tier(csm: Csm) -> None:
    """Nothing is computed from nothing: no ARR is no tier, and no tier takes no share of a CSM."""
    assert csm("add", "account", "name=Acme").code == 0
    today = csm("what-if", "--json").json["today"]
    assert [today[key] for key in ("headcount", "over_served", "under_served")] == [None] * 3
    assert csm("advise", "--json").json["recommendation"]["csms_by_hours"] is None
    assert csm("edit", "acme", "arr=120000").code == 0
    assert csm("what-if", "--json").json["today"]["headcount"] == 0.05
