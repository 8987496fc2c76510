"""`csm economics`: cost to serve by tier and account."""

from __future__ import annotations

import re

from csm_tui.models import preset
from tests.cli.conftest import Csm
from tests.cli.test_json_documented import documented

PROMISED = {"account", "arr", "cost", "cost_share_pct", "band", "actual_cost", "flag"}


def worked_example(csm: Csm) -> None:
    """Adopt a model whose high tier is that of DOMAIN §9, and add its three accounts."""
    model = (
        preset("four-tier")
        .replace("high = 20,", "high = 50,")
        .replace("from = 100_000", "from = 15_000")
        .replace("from = 25_000", "from = 10_000")
        .replace("# target_margin = 20 ", "target_margin = 20 ")
    )
    with open("mine.toml", "w", encoding="utf-8") as file:  # noqa: PTH123  the test's own folder
        file.write(model)
    assert csm("model", "use", "mine.toml", "--yes").code == 0
    for name, arr in (("Thirty", "30k"), ("Fifteen", "15k"), ("Sixty", "60k")):
        assert csm("add", "account", f"name={name}", f"arr={arr}").code == 0


def test_the_worked_example_of_the_field(csm: Csm) -> None:
    worked_example(csm)
    found = csm("economics", "--json").json
    assert found["tiers"][0]["cost_per_account"] == 3200
    rows = {row["account"]: row for row in found["accounts"]}
    assert {name: (row["cost_share_pct"], row["band"]) for name, row in rows.items()} == {
        "Thirty": (10.7, "viable"),
        "Fifteen": (21.3, "expensive"),
        "Sixty": (5.3, "comfortable"),
    }
    assert rows["Thirty"]["margin_note"].startswith("fails the target margin of 20 %")
    assert rows["Sixty"]["margin_note"] is None
    ran = csm("economics", "--account", "thirty")
    assert "$120,000" not in ran.out  # the book names no currency
    assert "120,000 ÷ 50 + 600 + 200 = 3,200 a year" in ran.out
    assert "2 accounts: fails the target margin of 20 %" in csm("economics").out


def test_json_has_the_promised_keys_and_the_help_names_all(book: Csm) -> None:
    found = book("economics", "--json").json
    assert {"tiers", "blended_share_pct", "accounts"} <= set(found)
    tier, account = found["tiers"][0], found["accounts"][0]
    assert set(tier) >= {"tier", "accounts", "arr", "cost_per_account", "cost", "cost_share_pct"}
    assert set(account) >= PROMISED
    told = set(re.findall(r"[a-z0-9_]+", documented()["economics"]))
    for shape in (found, tier, account, found["blended"], found["logged"]):
        assert set(shape) - told == set()


def test_json_of_a_book_gives_amounts_in_its_currency_and_null_for_unknown(book: Csm) -> None:
    found = book("economics", "--json").json
    rows = {row["account"]: row for row in found["accounts"]}
    assert rows["Acme, Inc."]["arr"] == 120000.5
    assert (rows["Acme, Inc."]["cost"], rows["Acme, Inc."]["cost_share_pct"]) == (6800, 5.7)
    assert rows["Aurora Health"]["cost"] == 2514.29
    zulu = rows["Zulu"]
    assert {zulu[key] for key in ("arr", "cost", "cost_share_pct", "band", "actual_cost")} == {None}
    assert found["logged"]["cost"] is None
    assert any("1 account without ARR" in sentence for sentence in found["missing"])


def test_the_table_tells_tiers_sums_and_what_is_missing(book: Csm) -> None:
    ran = book("economics")
    assert re.search(r"high +1 +120K +6,800 +6.8K +5.7 % +17.6×", ran.out)
    assert re.search(r"unknown +1 +– +– +– +– +–", ran.out)
    text = " ".join(ran.out.split())
    assert "Blended 5.6 % of ARR, below the 10–25 % expected: 9,314.29 of 165,000.50" in text
    assert "Over-served (low or tech tier, above 15 % of ARR): nobody." in text
    assert "No minutes are logged since 2 Feb 2025" in text
    assert "Lifetime value needs gross_margin and retention" in text


def test_minutes_logged_over_serve_a_small_account(book: Csm) -> None:
    assert book("add", "account", "name=Tiny", "arr=6000", "start_date=2024-01-01").code == 0
    assert book("log", "tiny video 1200m check-in: all day").code == 0
    ran = book("economics")
    assert "Over-served (low or tech tier, above 15 % of ARR): 1 account" in ran.out
    assert "20 h logged: 1,538, 25.6 % of ARR" in ran.out
    assert "20 hours logged on 1 account" in " ".join(ran.out.split())
    assert "Tiny\tlow\tlow\t6000\t542.86\t9.0\tcomfortable\t1538.46\tover-served" in (
        book("economics", "--accounts", "--plain").out
    )


def test_every_account_is_listed_when_asked(book: Csm) -> None:
    assert "Aurora Health" in book("economics", "--accounts").out
    assert "Aurora Health" not in book("economics", "--accounts", "tier:high").out


def test_plain_gives_the_tiers_and_the_whole(book: Csm) -> None:
    lines = [line.split("\t") for line in book("economics", "--plain").out.splitlines()]
    assert [line[0] for line in lines] == ["high", "medium", "low", "tech", "unknown", "blended"]
    assert lines[0] == ["high", "1", "120000.5", "6800", "6800", "5.7"]


def test_one_account_shows_how_its_cost_comes_about(book: Csm) -> None:
    ran = book("economics", "--account", "A-2")
    text = " ".join(ran.out.split())
    assert "Tier medium 2,514.29 120,000 ÷ 70 + 600 + 200 = 2,514.29 a year" in text.replace(
        "$2,514.29 120", "2,514.29 120"
    )
    assert "Level high" in text
    one = book("economics", "--account", "A-2", "--json").json
    assert (one["account"], one["level"], one["level_cost"]) == ("Aurora Health", "high", 6800)
    assert "5.6 %\tcomfortable" in book("economics", "--account", "A-2", "--plain").out


def test_lifetime_value_where_the_model_states_both_figures(book: Csm) -> None:
    model = (
        preset("three-tier")
        .replace("# gross_margin = 75 ", "gross_margin = 75 ")
        .replace("# retention = 90", "retention = 90")
    )
    with open("mine.toml", "w", encoding="utf-8") as file:  # noqa: PTH123  the test's own folder
        file.write(model)
    assert book("model", "use", "mine.toml", "--yes").code == 0
    text = " ".join(book("economics").out.split())
    assert "a cost within the expected 8,000–22,000" in text
    assert "needs a gross margin above 70 %, 75 % is" in text
    assert "ARR × 75 % gross margin ÷ (100 % − 90 % retention)" in text
    one = book("economics", "--account", "acme.example", "--json").json
    assert one["lifetime_value"] == 900003.75


def test_without_a_size_nobody_can_be_told_to_be_under_served(csm: Csm) -> None:
    csm("add", "account", "name=Acme")
    assert "Under-served: not known, for want of a size" in csm("economics").out
    csm("edit", "Acme", "arr=45k")
    assert "Under-served: nobody." in csm("economics").out


def test_a_model_without_the_cost_of_a_csm_is_told_what_it_lacks(book: Csm) -> None:
    model = preset("four-tier").replace("fully_loaded = 120_000", "fully_loaded = 0")
    with open("mine.toml", "w", encoding="utf-8") as file:  # noqa: PTH123  the test's own folder
        file.write(model)
    assert book("model", "use", "mine.toml", "--yes").code == 0
    text = " ".join(book("economics").out.split())
    assert "above 15 % of ARR): not known, for want of shares of ARR." in text
    assert "The touch model states no cost of a CSM" in text
    assert "no cost: see below" in book("economics", "--account", "Acme").out
    assert "Cost to serve    not known" in book("show", "Acme").out
    found = book("economics", "--json").json
    assert found["blended_share_pct"] is None
    assert {row["cost"] for row in found["accounts"]} == {None}
    assert {tier["cost"] for tier in found["tiers"]} == {None}


def test_who_has_no_economics_is_told_so(book: Csm) -> None:
    assert book("edit", "Zulu", "status=churned").code == 0
    ran = book("economics", "--account", "Zulu")
    assert ran.code == 2
    assert "Zulu is a prospect, churned or archived" in ran.err
    assert book("economics", "--account", "Acme", "--accounts").code == 2


def test_nothing_to_show_says_what_to_type(book: Csm) -> None:
    assert "No live accounts match this filter" in book("economics", "nobody").err
    for name in ("A-1", "A-2", "Zulu"):
        assert book("archive", name, "--yes").code == 0
    ran = book("economics")
    assert (ran.code, ran.out) == (0, "")
    assert "csm import FILE" in ran.err
    assert book("economics", "--json").json["blended_share_pct"] is None


def test_the_card_of_an_account_tells_its_cost(book: Csm) -> None:
    assert "Cost to serve    6,800 a year, 5.7 % of ARR" in book("show", "Acme").out
    one = book("show", "Acme", "--json").json
    assert (one["cost"], one["cost_share_pct"], one["actual_cost"]) == (6800, 5.7, None)
    assert book("show", "Zulu", "--json").json["cost"] is None
