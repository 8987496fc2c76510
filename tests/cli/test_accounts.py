"""`csm accounts`, `show` and `why`: INTERFACE's keys, filters, sorting, hostile names."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Csm

KEYS = (
    "id external_id name owner arr tier tier_reason stage at_risk level quadrant size_score"
    " need_score"
    " health health_band health_coverage_pct health_trend_28d last_touchpoint_on next_touchpoint_on"
    " days_overdue renewal_date days_to_renewal"
).split()
HOSTILE = (
    "[/red]",
    "[@click=app.quit]x[/]",
    "\x1b]0;owned\x07",
    "\x1b[2J\x9b31m",
    "a\tb\nc",
    "x\u202egnp.exe",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE account;--",
)


def names(csm: Csm, *arguments: str) -> list[str]:
    return [row["name"] for row in csm("accounts", *arguments, "--json").json]


def test_json_has_exactly_the_promised_keys(book: Csm) -> None:
    rows = book("accounts", "--json").json
    assert [list(row) for row in rows] == [KEYS] * 3


def test_json_gives_plain_numbers_iso_dates_and_null_for_unknown(book: Csm) -> None:
    acme, aurora, zulu = book("accounts", "--json").json
    assert acme["arr"] == 120000.5
    assert acme["renewal_date"] == "2026-03-01"
    assert acme["days_to_renewal"] == 27
    assert (acme["tier"], acme["stage"], acme["at_risk"]) == ("high", "renewal", True)
    assert (acme["health"], acme["health_band"], acme["health_coverage_pct"]) == (0, "red", 15)
    assert aurora["arr"] == 45000
    assert (zulu["arr"], zulu["tier"], zulu["health"]) == (None, "unknown", None)


def test_the_table_shows_every_account_and_a_totals_line(book: Csm) -> None:
    ran = book("accounts")
    assert "Acme, Inc." in ran.out
    assert ran.out.splitlines()[-1].startswith("3 accounts · 165K")
    assert ran.err == ""


def test_plain_is_one_record_a_line_without_a_header(book: Csm) -> None:
    lines = book("accounts", "--plain").out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Acme, Inc.", "Aurora Health", "Zulu"]
    assert lines[0].split("\t")[3] == "120000.5"


def test_sections_carry_count_arr_and_share(book: Csm) -> None:
    out = book("accounts", "--group", "tier").out
    assert "high · 1 account · 120K · 73 %" in out
    assert "unknown · 1 account · –\n" in out


def test_a_prospect_stands_among_prospects_and_without_a_level(book: Csm) -> None:
    assert book("edit", "zulu", "status=prospect").code == 0
    assert "\nprospects · 1 account · –\n" in book("accounts", "--group", "stage").out
    level = "\nno level: churned or prospect · 1 account · –\n"
    assert level in book("accounts", "--group", "level").out
    assert "\nnot placed · " in book("accounts", "--group", "quadrant").out


@pytest.mark.parametrize(
    ("filter", "kept"),
    [
        ("jose", ["Acme, Inc."]),
        ("owner:jose", ["Acme, Inc."]),
        ("tag=pilot", ["Acme, Inc."]),
        ("tag=pil", []),
        ("-owner:jose", ["Aurora Health", "Zulu"]),
        ("tier:high", ["Acme, Inc."]),
        ("risk", ["Acme, Inc."]),
        ("arr>50000", ["Acme, Inc."]),
        ("-arr>50000", ["Aurora Health", "Zulu"]),
        ("arr:unknown", ["Zulu"]),
        ("renewal<60d", ["Acme, Inc."]),
        ("renewal<20d", []),
        ("stage:onboarding", ["Aurora Health"]),
        ("health:red", ["Acme, Inc."]),
        ("-health<50", ["Aurora Health", "Zulu"]),
        ('owner:""', ["Aurora Health"]),
        ("acme -risk", []),
        ("silent>20d", ["Acme, Inc.", "Aurora Health", "Zulu"]),
        ("silent>30d", ["Acme, Inc.", "Zulu"]),
    ],
)
def test_filters_keep_what_they_say(book: Csm, filter: str, kept: list[str]) -> None:
    assert names(book, filter) == kept


def test_a_negated_term_may_come_first_and_options_after_it(book: Csm) -> None:
    assert names(book, "-tier:high", "--limit", "1") == ["Aurora Health"]


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "*", "100%", "a_b"])
def test_signs_of_patterns_match_only_themselves(csm: Csm, sign: str) -> None:
    for name in ("plain", f"with {sign} in it", "aXb"):
        assert csm("add", "account", f"name={name}").code == 0
    assert names(csm, sign) == [f"with {sign} in it"]


def test_an_unknown_filter_key_names_the_nearest_and_exits_2(book: Csm) -> None:
    ran = book("accounts", "teir:high")
    assert ran.code == 2
    assert "tier" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Acme, Inc."),
        ("arr", "Acme, Inc."),
        ("health", "Acme, Inc."),
        ("rank", "Acme, Inc."),
    ],
)
def test_sorting_puts_unknown_last(book: Csm, sort: str, first: str) -> None:
    rows = names(book, "--sort", sort)
    assert rows[0] == first
    assert rows[-1] == "Zulu"


def test_reverse_turns_a_sort_round(book: Csm) -> None:
    assert names(book, "--sort", "name", "--reverse") == ["Zulu", "Aurora Health", "Acme, Inc."]


def test_a_hostile_sort_is_refused_and_the_book_unharmed(book: Csm) -> None:
    ran = book("accounts", "--sort", "name; DROP TABLE account")
    assert ran.code == 2
    assert len(names(book)) == 3


def test_limit_gives_the_first_rows_only(book: Csm) -> None:
    assert names(book, "--limit", "1") == ["Acme, Inc."]
    assert "1 of 3 accounts" in book("accounts", "--limit", "1").out


@pytest.mark.parametrize("command", [["accounts"], ["accounts", "--plain"], ["today"], ["history"]])
def test_hostile_names_are_shown_literally_and_send_no_control_byte(
    csm: Csm, command: list[str]
) -> None:
    for name in HOSTILE:
        assert csm("add", "account", f"name={name}", "arr=500k").code == 0
    ran = csm(*command)
    assert ran.code == 0
    sent = set(ran.out + ran.err) - {"\n", "\t"}
    assert not [char for char in sent if not char.isprintable() and char != "\ufffd"]
    assert "[/red]" in ran.out
    assert "[@click=app.quit]x[/]" in ran.out


def test_json_keeps_hostile_names_exactly(csm: Csm) -> None:
    for name in HOSTILE:
        csm("add", "account", f"name={name}")
    ran = csm("accounts", "--json")
    assert ran.out.isascii()
    assert set(names(csm)) == set(HOSTILE)


def test_columns_stay_aligned_with_wide_and_combining_characters(csm: Csm) -> None:
    import wcwidth

    for name in ("Kanal 九州システム", "Cafe\u0301", "Plain", "عربي", "x" * 10_000):
        csm("add", "account", f"name={name}", "arr=30k")
    lines = csm("accounts").out.splitlines()[:-1]
    column = {
        wcwidth.wcswidth(line[: line.index("Stage" if place == 0 else "growth")])
        for place, line in enumerate(lines)
    }
    assert len(column) == 1


def test_archived_accounts_are_left_out_and_found_by_their_filter(book: Csm) -> None:
    book("archive", "zulu")
    assert "Zulu" not in names(book)
    assert names(book, "archived") == ["Zulu"]
    book("archive", "zulu", "--back")
    assert "Zulu" in names(book)


def test_show_begins_with_where_the_account_stands_and_why(book: Csm) -> None:
    lines = book("show", "acme").out.splitlines()
    assert lines[0] == "Acme, Inc."
    assert lines[1].startswith("120,000.50 ARR · tier high · renewal")
    # What is longer than the terminal goes on in the next line.
    where = [line for line in lines[1:6] if not line.startswith("  ")]
    assert where[1].startswith("level high (tier: high → renewal: high → at risk: high")


def test_show_json_holds_the_keys_of_the_list_and_the_card(book: Csm) -> None:
    card = book("show", "A-1", "--json").json
    assert list(card)[: len(KEYS)] == KEYS
    assert [measure["measure"] for measure in card["health_measures"]][-1] == "pulse"
    assert card["tags"] == ["emea", "pilot"]


@pytest.mark.parametrize("name", ["A-1", "acme.example", "ACME", "Acme, Inc.", "acme inc"])
def test_an_account_answers_to_id_domain_and_name(book: Csm, name: str) -> None:
    assert book("show", name).out.startswith("Acme, Inc.")


def test_an_unknown_account_names_the_nearest(book: Csm) -> None:
    ran = book("show", "acmee")
    assert ran.code == 1
    assert "“Acme, Inc.”" in ran.err


def test_an_ambiguous_account_lists_those_that_answer(csm: Csm) -> None:
    for place in "12":
        csm("add", "account", "name=Twin", f"external_id=T{place}")
    ran = csm("show", "twin")
    assert ran.code == 1
    assert "more than one account" in ran.err
    assert csm("show", "T2").code == 0


def test_no_book_is_refused_and_none_is_made(csm: Csm) -> None:
    ran = csm("accounts")
    assert ran.code == 4
    assert "There is no book" in ran.err
    assert csm("where", "--json").json["book"]["exists"] is False
