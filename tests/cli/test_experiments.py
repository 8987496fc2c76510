"""`csm experiment`: defined, tried first, listed, shown, ended, dropped."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Csm
from tests.cli.test_json_documented import documented

NEW = ("experiment", "new", "Closer", "--tier", "medium", "--cadence", "30", "14")
OF_HEALTH = (*NEW, "--outcome", "health")


@pytest.fixture
def four(csm: Csm) -> Csm:
    for number in range(1, 5):
        csm("add", "account", f"name=Account {number}", "arr=30k", "start_date=2025-01-01")
    return csm


def test_an_experiment_says_who_is_where_and_that_it_is_too_few(four: Csm) -> None:
    tried = four(*OF_HEALTH, "--seed", "7", "--dry-run", "--json").json
    ran = four(*OF_HEALTH, "--seed", "7")
    assert ran.err == (
        "Experiment Closer: 2 + 2 accounts (id 1). `csm undo` takes it back.\n"
        "2 Feb 2026 to 26 Apr 2026, accounts drawn by seed 7.\n"
        "2 accounts a side: under 20 it will say too few to tell, whatever comes out.\n"
    )
    shown = four("experiment", "show", "closer", "--json").json
    assert [(one["account_id"], one["side"]) for one in shown["members"]] == [
        (one["account_id"], one["side"]) for one in tried["members"]
    ]
    assert (shown["verdict"], shown["better"], shown["interim"]) == ("too-few", None, True)
    out = four("experiment", "show", "1", "--accounts").out
    assert "Too few to tell: 0 of 2 accounts on side A and 0 of 2 on side B" in out
    assert "Account 3" in out
    assert re.search(
        r"1 +Closer +medium +check-in 30 / 14 days +2 \+ 2 +running", four("experiment", "list").out
    )


def test_why_next_names_the_side(four: Csm) -> None:
    four(*NEW, "--outcome", "nps", "--a", "Account 1", "--b", "Account 2")
    assert "interval: level medium, experiment" in four("why", "account 2", "next").out
    assert "experiment" not in four("why", "account 3", "next").out


def test_an_experiment_is_ended_dropped_and_taken_back(four: Csm) -> None:
    four(*OF_HEALTH)
    assert four("experiment", "end", "closer", "--conclusion", "monthly").code == 0
    assert "Concluded: monthly" in four("experiment", "show", "closer").out
    assert four("experiment", "end", "closer").code == 1
    assert four("experiment", "list", "--running", "--json").json == []
    four("experiment", "drop", "closer")
    assert "There is no experiment" in four("experiment", "list").err
    four("undo")
    assert len(four("experiment", "list", "--json").json) == 1


def test_what_the_model_does_not_plan_is_said(four: Csm) -> None:
    words = ("--tier", "medium", "--channel", "video", "phone", "--outcome", "attendance")
    assert "yours to do" not in four("experiment", "new", "Reviews", *words).err
    for number in (5, 6):
        four("add", "account", f"name=Account {number}", "arr=8k")
    low = ("--tier", "low", *words[2:], "--kind", "business-review")
    told = "The touch model plans no business reviews at tier low: what the sides get is yours"
    assert told in four("experiment", "new", "Reports", *low).err
    assert told in " ".join(four("experiment", "show", "reports").out.split())


def test_what_cannot_be_is_said_and_changes_nothing(four: Csm) -> None:
    assert four(*NEW[:5], "--outcome", "nps").code == 2
    assert "choose the accounts" in four(*OF_HEALTH, "--a", "account 1", "--seed", "1").err
    assert "one side only" in four(*OF_HEALTH, "--a", "account 1", "--b", "account 1").err
    assert "no experiment 'closer'" in four("experiment", "show", "closer").err
    assert four("experiment", "list", "--json").json == []


def test_the_help_names_every_key(four: Csm) -> None:
    four(*OF_HEALTH)
    shown = four("experiment", "show", "1", "--json").json
    told = set(re.findall(r"[a-z_]+", documented()["experiments"]))
    (listed,) = four("experiment", "list", "--json").json
    keys = {*listed, *shown, *shown["sides"][0], *shown["members"][0]}
    assert keys - told == set()


def test_a_missing_outcome_is_told_in_one_sentence_with_the_choices(csm: Csm) -> None:
    told = csm("experiment", "new", "X", "--tier", "medium", "--cadence", "30", "14")
    assert told.code == 2
    assert "Choose from: health, nps, answer" in told.err
    assert "arr-kept. Try `csm experiment new -h`." in told.err
    assert len(told.err.splitlines()) == 1
