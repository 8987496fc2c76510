"""`csm satisfaction`: the shape of INTERFACE, the table, and what imports reject."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csm

HEADER = "account,date,type,score,respondent,comment\n"


@pytest.fixture
def said(book: Csm) -> Csm:
    """Return a book whose Acme gave the worked answers, and Aurora five nines and two CSAT."""
    rows = [f"A-1,2026-01-{day},nps,{score},," for day, score in enumerate((9, 9, 10, 7, 0, 3), 10)]
    rows += [f"A-2,2026-01-{day},nps,9,p{day}@aurora.example," for day in range(10, 15)]
    rows += ["A-2,2026-01-20,csat,4,p10@aurora.example,Good", "A-2,2026-01-21,csat,2,,"]
    Path("surveys.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    assert book("import", "surveys.csv").code == 0
    return book


def test_json_has_the_keys_of_the_interface_all_first_then_each_tier(said: Csm) -> None:
    rows = said("satisfaction", "--json").json
    assert [*rows[0]][:9] == [
        "group", "type", "responses", "promoters", "passives", "detractors", "nps", "csat_pct",
        "ces",
    ]  # fmt: skip
    groups = [row["group"] for row in rows if row["type"] == "nps"]
    assert groups == ["all", "high", "medium", "low", "tech"]
    high = next(row for row in rows if (row["group"], row["type"]) == ("high", "nps"))
    assert (high["responses"], high["promoters"], high["passives"], high["detractors"]) == (
        6, 3, 1, 2,
    )  # fmt: skip
    assert high["nps"] == 16.67


def test_too_few_answers_are_given_instead_of_a_score(said: Csm) -> None:
    rows = said("satisfaction", "--json").json
    csat = next(row for row in rows if (row["group"], row["type"]) == ("all", "csat"))
    assert (csat["csat_pct"], csat["sample"], csat["responses"]) == (None, "too-few", 2)
    assert csat["distribution"] == [
        {"score": 2, "scale": None, "answers": 1},
        {"score": 4, "scale": None, "answers": 1},
    ]
    shown = said("satisfaction").out
    assert "2, 4 (too few for a score)" in shown


def test_the_table_warns_where_a_lower_tier_beats_the_first(said: Csm) -> None:
    shown = " ".join(said("satisfaction").out.split())
    assert "NPS of medium (+100, 5 answers) beats that of high (+16.7, 6 answers)" in shown
    assert "it may be chance" in shown
    rows = said("satisfaction", "--json").json
    (alert,) = [row for row in rows if row["alert"]]
    assert (alert["group"], alert["type"]) == ("medium", "nps")


def test_grouped_otherwise_the_alert_stands_with_all(said: Csm) -> None:
    (alert,) = [row for row in said("satisfaction", "--by", "owner", "--json").json if row["alert"]]
    assert (alert["group"], alert["type"]) == ("all", "nps")
    assert "beats that of high" in " ".join(said("satisfaction", "--by", "month").out.split())


def test_each_possible_answer_is_listed_with_how_often_it_was_given(said: Csm) -> None:
    rows = said("satisfaction", "tier:high", "--answers", "nps", "--json").json
    assert [row["score"] for row in rows] == [*range(11)]
    assert [row["answers"] for row in rows] == [1, 0, 0, 1, 0, 0, 0, 1, 0, 2, 1]
    assert (rows[9]["share_pct"], rows[9]["side"], rows[7]["side"]) == (
        33.33,
        "promoter",
        "passive",
    )
    shown = said("satisfaction", "tier:high", "--answers", "nps").out
    assert "     9        2   33 %  ━━━" in shown
    assert "NPS: +16.7, 6 answers" in shown
    assert "CSAT: 2 answers, too few for a score" in said("satisfaction", "--answers", "csat").out
    assert said("satisfaction", "--answers", "frequency", "--json").json == []
    assert said("satisfaction", "--answers", "ces").err == "No answers to CES surveys.\n"


def test_detractors_that_wait_are_counted_and_listed(said: Csm) -> None:
    assert "2 detractors await a follow-up" in said("satisfaction").out
    rows = said("satisfaction", "--detractors", "--json").json
    assert [(row["account"], row["score"]) for row in rows] == [
        ("Acme, Inc.", 3),
        ("Acme, Inc.", 0),
    ]


def test_comments_are_listed_with_who_wrote_them(said: Csm) -> None:
    (row,) = said("satisfaction", "--comments", "--json").json
    assert (row["account"], row["respondent"], row["comment"], row["days_ago"]) == (
        "Aurora Health", "p10@aurora.example", "Good", 13,
    )  # fmt: skip
    assert "p10@aurora.example: Good" in said("satisfaction", "--comments").out


def test_plain_is_one_record_a_line(said: Csm) -> None:
    lines = said("satisfaction", "owner:josé", "--plain").out.splitlines()
    assert lines[0].split("\t")[:7] == ["all", "nps", "6", "3", "1", "2", "16.67"]


def test_an_empty_book_says_so(book: Csm) -> None:
    assert book("satisfaction").err == "No answers to surveys.\n"
    assert book("satisfaction", "--json").json[0]["nps"] is None


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-02-01", "--to", "2026-01-01"),
        ("--comments", "--detractors"),
        ("--comments", "--answers", "nps"),
    ],
)
def test_what_contradicts_itself_is_a_usage_error(book: Csm, words: tuple[str, ...]) -> None:
    assert book("satisfaction", *words).code == 2


@pytest.mark.parametrize("score", ["8.6", "11", "-40"])
def test_a_mean_or_net_nps_is_rejected_with_its_row_and_metrics_are_named(
    book: Csm, score: str
) -> None:
    rows = f"A-1,2026-01-10,nps,9,,\nA-1,2026-01-11,nps,{score},,\n"
    Path("surveys.csv").write_text(HEADER + rows, encoding="utf-8")
    done = book("import", "surveys.csv", "--skip-bad", "--json")
    assert done.code == 3
    (problem,) = done.json["problems"]
    assert (problem["line"], problem["column"], problem["value"]) == (3, "score", score)
    assert "metrics" in problem["hint"]
    assert book("satisfaction", "--json").json[0]["responses"] == 1
