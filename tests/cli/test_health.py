"""`csm health` and `csm reading`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csm_tui.domain.terms import MEASURES
from csm_tui.models import preset
from tests.cli.conftest import Csm
from tests.cli.test_json_documented import documented


def keys_of(value: object) -> set[str]:
    """Return every key of a JSON value, at any depth."""
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_of(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in keys_of(inner)}
    return set()


def test_the_book_in_bands_with_unknown_apart(book: Csm) -> None:
    found = book("health", "--json").json
    assert (found["as_of"], found["accounts"]) == ("2026-02-02", 3)
    assert {band["band"]: band["accounts"] for band in found["bands"]} == {
        "green": 1,
        "yellow": 0,
        "red": 1,
        "unknown": 1,
    }
    assert found["tiers"][0] == {
        "tier": "high",
        "green": 0,
        "yellow": 0,
        "red": 1,
        "unknown": 0,
        "arr": {"green": 0, "yellow": 0, "red": 120000.5, "unknown": 0},
    }
    assert [row["account"] for row in found["unknown"]] == ["Zulu"]
    assert found["unknown"][0]["health"] is None
    assert [span["days"] for span in found["movers"]] == [28, 84]


def test_a_mover_stands_with_the_measure_that_moved_it(book: Csm) -> None:
    book("reading", "acme", "pulse", "4", "--date", "2026-01-02", "--as-of", "2026-01-02")
    found = book("health", "--json").json
    (mover,) = found["movers"][0]["down"]
    assert (mover["account"], mover["change"]) == ("Acme, Inc.", -75)
    assert (mover["measure"], mover["measure_change"]) == ("pulse", -75)
    told = book("health").out
    assert "Down over 28 days" in told
    assert "pulse -75" in told


def test_score_and_pulse_that_differ_are_listed(book: Csm) -> None:
    book("reading", "aurora health", "pulse", "1")
    (row,) = book("health", "--json").json["pulse_disagreements"]
    assert (row["account"], row["pulse"], row["pulse_band"]) == ("Aurora Health", 0, "red")
    assert "differ by a band: 1 account" in book("health").out


def test_stale_health_is_listed_with_its_last_day(book: Csm) -> None:
    later = book("health", "--json", "--as-of", "2026-03-20").json
    assert later["stale_accounts"] == 2
    assert {row["last_reading_on"] for row in later["stale"]} == {"2026-02-02"}
    assert "Stale: 2 accounts" in book("health", "--as-of", "2026-03-20").out


def test_a_filter_and_a_limit_hold_for_the_book(book: Csm) -> None:
    assert book("health", "--where", "tier:high", "--json").json["accounts"] == 1
    limited = book("health", "--limit", "0", "--json").json
    assert (limited["unknown"], limited["unknown_accounts"]) == ([], 1)


def test_one_account_shows_each_measure_and_its_weeks(book: Csm) -> None:
    for measure, value in (("adoption", "80"), ("support", "60")):
        assert book("reading", "acme", measure, value).code == 0
    found = book("health", "acme", "--weeks", "3", "--json").json
    # (25 × 80 + 15 × 60 + 15 × 0) ÷ 55 = 52.7
    assert (found["health"], found["health_band"], found["health_coverage_pct"]) == (
        53,
        "yellow",
        55,
    )
    points = {one["measure"]: one["contribution"] for one in found["measures"]}
    assert points == {
        "adoption": 36.4,
        "engagement": None,
        "relationship": None,
        "support": 16.4,
        "sentiment": None,
        "pulse": 0.0,
    }
    assert [week["date"] for week in found["weeks"]] == ["2026-01-19", "2026-01-26", "2026-02-02"]
    assert (found["weeks"][0]["health"], found["weeks"][-1]["adoption"]) == (None, 80)
    table = book("health", "acme").out
    assert "coverage 55 %" in table
    assert "12 weeks" in table
    assert "no survey answer" in table


def test_an_override_leaves_the_computed_score_in_view(book: Csm) -> None:
    book("override", "acme", "health", "90", "--reason", "new sponsor", "--until", "+30d")
    found = book("health", "acme", "--json").json
    assert (found["health"], found["computed"], found["basis"]) == (90, 0.0, "override")
    assert found["override"]["reason"] == "new sponsor"
    assert "set by hand: new sponsor (computed: 0)" in book("health", "acme").out


def test_a_reading_says_its_id_and_the_way_back(book: Csm) -> None:
    ran = book("reading", "acme", "adoption", "62", "--note", "from the product")
    assert (ran.code, ran.out) == (0, "")
    assert re.match(r"Adoption 62 of 2 Feb 2026: Acme, Inc\. \(id \d+\)", ran.err)
    assert book("undo").code == 0
    assert book("health", "acme", "--json").json["measures"][0]["value"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("health", "--weeks", "4"),
        ("health", "acme", "--where", "tier:high"),
        ("health", "acme", "--weeks", "0"),
        ("reading", "acme", "adoption", "much"),
    ],
)
def test_options_that_do_not_go_together_are_refused(book: Csm, arguments: tuple[str, ...]) -> None:
    assert book(*arguments).code == 2


def test_a_reading_that_is_no_number_is_refused_in_words(book: Csm) -> None:
    ran = book("reading", "acme", "adoption", "5x")
    assert (ran.code, "float" in ran.err) == (2, False)
    assert "'5x' is no number; write one like 62 or 62.5." in ran.err


def test_plain_records_say_what_they_are(book: Csm) -> None:
    kinds = {line.split("\t")[0] for line in book("health", "--plain").out.splitlines()}
    assert kinds == {"band", "unknown"}
    lines = book("health", "acme", "--plain").out.splitlines()
    assert len([line for line in lines if line.startswith("measure\t")]) == 6
    assert len([line for line in lines if line.startswith("week\t")]) == 12


def test_the_thresholds_in_force_are_named_and_whose_they_are(book: Csm, tmp_path: Path) -> None:
    own = '[[health.thresholds]]\ntier = "high"\nyellow_from = 0\nat_risk_below = 0\n'
    file = tmp_path / "mine.toml"
    file.write_text(f"{preset('four-tier')}\n{own}", encoding="utf-8")
    before = book("health", "acme", "--json").json
    assert (before["health_band"], before["thresholds"]["holds_for"]) == ("red", None)
    assert book("model", "use", str(file), "--note", "trial", "--yes").code == 0
    found = book("health", "acme", "--json").json
    assert found["health_band"] == "yellow"
    assert found["thresholds"] == {
        "green_from": 70,
        "yellow_from": 0,
        "at_risk_below": 0,
        "holds_for": "tier high",
    }
    assert "yellow from 0, at risk below 0 (tier high)" in book("health", "acme").out
    assert book("health", "--json").json["tiers"][0]["yellow"] == 1
    assert book("undo").code == 0
    assert book("health", "acme", "--json").json["health_band"] == "red"


def test_all_weeks_and_the_events_in_them(book: Csm) -> None:
    done = ("--account", "acme", "--kind", "check-in", "--channel", "video")
    assert book("log", *done, "--date", "2026-01-20").code == 0
    book("override", "acme", "health", "55", "--reason", "new champion", "--until", "2026-02-20")
    found = book("health", "acme", "--weeks", "all", "--json").json
    assert [(one["date"], one["kind"]) for one in found["events"]] == [
        ("2026-01-20", "touchpoint"),
        ("2026-02-02", "override"),
    ]
    assert found["events"][1]["until"] == "2026-02-20"
    told = book("health", "acme").out
    assert "2 events" in told
    assert "health set to 55: new champion (until 2026-02-20)" in told
    assert book("health", "acme", "--weeks", "none").code == 2


def test_the_help_names_every_key(book: Csm) -> None:
    book("reading", "acme", "pulse", "4", "--date", "2026-01-02", "--as-of", "2026-01-02")
    book("reading", "aurora health", "pulse", "1")
    printed = [book("health", "--json").json, book("health", "acme", "--json").json]
    told = set(re.findall(r"[a-z0-9_]+", documented()["health"]))
    assert keys_of(printed) - set(MEASURES) - told == set()
    for command in ("quadrants", "compare"):
        shown = keys_of(book(command, "--json").json)
        assert shown - set(re.findall(r"[a-z0-9_]+", documented()[command])) == set()


def test_the_pulse_alone_is_marked_provisional_in_lists_and_the_matrix(csm: Csm) -> None:
    fields = ("arr=300000", "start_date=2024-01-01", "complexity=low", "seats=10", "seats_used=9")
    csm("add", "account", "name=Alone", *fields)
    csm("reading", "Alone", "pulse", "2", "--date", "2026-01-01")
    csm("pulse", "Alone", "5")
    assert "▲ 100~" in csm("health").out
    assert "▲ 100~" in csm("quadrants", "--accounts").out
