"""`csm capacity`: hours asked for against those there are."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Csm


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the config file to write."""
    file = tmp_path / "config.toml"
    monkeypatch.setenv("CSM_CONFIG", str(file))
    return file


@pytest.fixture
def full(csm: Csm) -> Csm:
    """Return a command line on a book of 30 high-touch accounts: more than one CSM can carry."""
    rows = "".join(f"Acme {n:02},{120_000 + n},2024-01-01,80\n" for n in range(30))
    Path("accounts.csv").write_text(f"name,arr,start_date,health\n{rows}", encoding="utf-8")
    assert csm("import", "accounts.csv").code == 0
    return csm


def keys_of(value: Any) -> set[str]:
    """Return the names of all keys, those of tiers, kinds and weeks left out."""
    if isinstance(value, list):
        return {key for one in value for key in keys_of(one)}
    if not isinstance(value, dict):
        return set()
    fixed = {key: one for key, one in value.items() if key not in ("tiers", "kinds")}
    lists = [one for key, one in value.items() if key in ("tiers", "kinds")]
    inner = {key for one in lists if isinstance(one, list) for key in keys_of(one)}
    return {*value, *inner, *(key for one in fixed.values() for key in keys_of(one))}


def test_json_has_the_promised_keys(full: Csm) -> None:
    assert full("plan").code == 0
    found = full("capacity", "--json").json
    promised = {
        "available_hours_month",
        "required_hours_month",
        "utilisation_pct",
        "weeks",
        "first_over",
        "drivers",
    }
    assert promised <= set(found)
    assert {"week", "hours", "available"} <= set(found["weeks"][0])
    assert found["available_hours_month"] == 130
    assert found["utilisation_pct"] == pytest.approx(
        100 * found["required_hours_month"] / 130, abs=0.05
    )
    assert found["utilisation_pct"] > 100
    over = next(week for week in found["weeks"] if week["hours"] > week["available"])
    assert found["first_over"] == over["week"]
    assert len(found["drivers"]) == 10
    assert found["proposals"]["hours_month_over"] == pytest.approx(
        found["required_hours_month"] - 130, abs=0.01
    )


def test_the_help_names_every_key(full: Csm) -> None:
    full("plan")
    text = (resources.files("csm_tui") / "help" / "json.md").read_text(encoding="utf-8")
    shape = text[text.index("\ncapacity ") : text.index("\nwhy ")]
    keys = keys_of(full("capacity", "--accounts", "--json").json)
    assert keys - set(re.findall(r"[a-z0-9_]+", shape)) == set()
    assert {"every_account", "hours_month_gained", "accounts_possible_alone"} <= keys


def test_the_table_says_what_it_takes_and_what_would_make_it_fit(full: Csm) -> None:
    full("plan")
    out = " ".join(full("capacity").out.split())
    assert "a month for 30 accounts; you have 130.0 h (30.0 h a week)" in out
    assert re.search(r"Utilisation 1\d\d %: [\d.]+ h too much; it takes 1\.\d CSMs", out)
    # Nobody was ever seen, so that all of them are due in the week after the fourth.
    assert "First week over: 2 Mar" in out
    assert "What drives the week of 2 Mar" in out
    assert "at medium, not high: Q3 persistent, light asks for medium touch only" in out
    assert "csm what-if cadence.levels.high." in out


def test_a_book_that_fits_has_room_and_no_proposals(book: Csm) -> None:
    book("plan")
    ran = book("capacity")
    assert "Every one of the next 13 weeks has room." in ran.out
    assert "What would make it fit" not in ran.out
    assert "1 account without ARR or level" in " ".join(ran.out.split())
    found = book("capacity", "--json").json
    assert (found["first_over"], found["accounts_without_level"]) == (None, 1)
    assert found["proposals"]["moves"] == found["proposals"]["cadences"] == []


def test_without_a_plan_the_models_hours_count_and_the_calendars_are_unknown(full: Csm) -> None:
    found = full("capacity", "--json").json
    assert {week["hours"] for week in found["weeks"]} == {None}
    assert found["first_over"] == "2026-02-02"
    assert found["tiers"][0]["planned_hours_month"] is None
    assert found["months"] == []
    ran = full("capacity")
    assert "by the model: the week is not planned" in " ".join(ran.out.split())
    assert "Nothing is planned: csm plan" in ran.out


def test_hours_of_the_config_count_at_once(full: Csm, config: Path) -> None:
    full("plan")
    before = full("capacity", "--json").json
    config.write_text(
        'hours_a_day = 6\ninternal_share = 25\ntime_off = ["2026-02-09..2026-02-13"]\n',
        encoding="utf-8",
    )
    after = full("capacity", "--json").json
    assert after["available_hours_week"] == 22.5
    assert after["available_hours_month"] == 97.5
    assert after["required_hours_month"] == before["required_hours_month"]
    assert (after["weeks"][1]["available"], after["weeks"][1]["free"]) == (0, ["time off"])
    assert (before["planned_for_other_days"], after["planned_for_other_days"]) == (False, True)
    assert "planned for other working days: csm plan adapts it" in " ".join(
        full("capacity").out.split()
    )


def test_a_filter_counts_as_though_it_were_the_whole_book(full: Csm) -> None:
    assert full("add", "account", "name=Small", "arr=12k", "start_date=2024-01-01").code == 0
    whole, some = full("capacity", "--json").json, full("capacity", "tier:low", "--json").json
    assert (whole["accounts"], some["accounts"]) == (31, 1)
    assert some["required_hours_month"] == 0.14
    assert some["available_hours_month"] == 130
    assert (whole["proposals"]["moves"], some["proposals"]["moves"]) == ([], None)


def test_weeks_say_how_far(full: Csm) -> None:
    full("plan", "--weeks", "6")
    found = full("capacity", "--weeks", "8", "--json").json
    assert [week["hours"] is None for week in found["weeks"]] == [False] * 6 + [True] * 2
    assert "csm plan --weeks 8 plans on" in " ".join(full("capacity", "--weeks", "8").out.split())
    assert full("capacity", "--weeks", "0").code == 2


def test_plain_gives_a_record_for_each_week_or_account(full: Csm) -> None:
    weeks = full("capacity", "--plain", "--weeks", "2").out.splitlines()
    assert [line.split("\t")[0] for line in weeks] == ["2026-02-02", "2026-02-09"]
    accounts = full("capacity", "--accounts", "--plain").out.splitlines()
    assert len(accounts) == 30
    assert accounts[0].split("\t")[3:5] == ["high", "high"]


def test_accounts_whose_level_is_unknown_are_never_no_hours(csm: Csm) -> None:
    csm("add", "account", "name=Zulu")
    found = csm("capacity", "--accounts", "--json").json
    assert (found["required_hours_month"], found["utilisation_pct"]) == (None, None)
    assert found["weeks"][0]["model_hours"] is None
    assert found["every_account"][0]["hours_month"] is None
    out = " ".join(csm("capacity").out.split())
    assert "None of 1 account has a level: what the model asks for is not known." in out
    assert "csm edit ACCOUNT arr=" in out


def test_nobody_to_count_says_what_to_type(csm: Csm) -> None:
    csm("add", "account", "name=Zulu")
    assert "No accounts with a stage match 'nobody'" in csm("capacity", "nobody").err
    csm("archive", "Zulu")
    ran = csm("capacity")
    assert (ran.code, ran.out) == (0, "")
    assert "csm import FILE" in ran.err
    assert csm("capacity", "--json").json["accounts"] == 0


def test_a_book_that_asks_for_no_hours_says_how_it_would(csm: Csm) -> None:
    assert csm("add", "account", "name=Tiny", "arr=900", "start_date=2024-01-01").code == 0
    out = " ".join(csm("capacity").out.split())
    assert "No kind of touchpoint takes hours" in out
    assert "`csm model show`" in out
    assert "Kind Model/month" not in out
