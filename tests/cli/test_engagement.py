"""`csm engagement`: the shape of INTERFACE, the table, outcomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Csm

TOUCHPOINTS = "account,date,kind,channel,status,direction,answered,action_items,action_items_done\n"


@pytest.fixture
def engaged(book: Csm) -> Csm:
    """Return a book whose Acme came to 12 of 15 business reviews, with mails to Aurora."""
    rows = [
        f"A-1,2025-{month:02}-0{day},business-review,video,{status},outbound,,2,1"
        for month in (9, 10, 11)
        for day, status in enumerate(("done",) * 4 + ("no-show",), 1)
    ]
    Path("touchpoints.csv").write_text(TOUCHPOINTS + "\n".join(rows) + "\n", encoding="utf-8")
    Path("metrics.csv").write_text(
        "account,metric,date,value,base\n"
        "A-2,emails_sent,2026-01-10,200,\n"
        "A-2,emails_opened,2026-01-10,50,\n"
        "A-2,emails_clicked,2026-01-10,5,200\n",
        encoding="utf-8",
    )
    assert book("import", "touchpoints.csv", "metrics.csv").code == 0
    return book


def test_json_has_the_keys_of_the_interface_all_first(engaged: Csm) -> None:
    rows = engaged("engagement", "--json").json
    assert [*rows[0]][:7] == [
        "group", "metric", "count", "base", "rate_pct", "benchmark_pct", "verdict",
    ]  # fmt: skip
    assert [*dict.fromkeys(row["group"] for row in rows)] == [
        "all", "high", "medium", "low", "tech",
    ]  # fmt: skip
    by = {(row["group"], row["metric"]): [*row.values()][2:7] for row in rows}
    assert by["high", "review-attendance"] == [12, 15, 80, 80, "too-few"]
    assert by["medium", "email-open"] == [50, 200, 25, 20, "met"]
    assert by["medium", "email-click"] == [5, 200, 2.5, 3, "below"]
    assert by["high", "action-items"] == [12, 24, 50, None, None]
    assert by["all", "webinar-attended"] == [0, 0, None, 50, None]


def test_the_table_has_each_rate_with_its_counts(engaged: Csm) -> None:
    shown = [" ".join(line.split()) for line in engaged("engagement").out.splitlines()]
    assert "business reviews attended 80.0 12 of 15 80 % too few" in shown
    assert "emails opened 25.0 50 of 200 20 % met" in shown
    assert not any("webinar" in line for line in shown)


def test_by_kind_and_channel(engaged: Csm) -> None:
    groups = {row["group"] for row in engaged("engagement", "--by", "kind", "--json").json}
    assert groups == {"all", "business-review"}
    lines = engaged("engagement", "--by", "channel", "--plain").out.splitlines()
    assert "video\tno-show\t3\t15\t20.0\t\t" in lines


def test_a_period_is_shown_beside_the_one_before(engaged: Csm) -> None:
    words = ("engagement", "--from", "2025-10-02", "--to", "2025-11-30")
    shown = [" ".join(line.split()) for line in engaged(*words).out.splitlines()]
    assert shown[0] == "Rates of 2 Oct 2025 to 30 Nov 2025"
    assert shown[1].endswith("Verdict Before")
    assert engaged("engagement").out.startswith("Rates of all days to 2 Feb 2026\n")
    assert "completed 77.8 7 of 9 too few 83.3 of 6" in shown
    rows = engaged(*words, "--json").json
    completion = next(row for row in rows if row["metric"] == "completion")
    assert (completion["rate_pct"], completion["before_pct"]) == (77.78, 83.33)


def test_an_empty_book_says_so_and_has_null_for_every_rate(book: Csm) -> None:
    assert book("engagement").err.startswith("Nothing to rate")
    assert {row["rate_pct"] for row in book("engagement", "--json").json} == {None}


def test_outcomes_say_how_many_are_known_and_that_they_are_too_few(engaged: Csm) -> None:
    scores = "".join(f"A-1,2025-{month:02}-20,{50 + month}\n" for month in range(8, 13))
    Path("health.csv").write_text("account,date,score\n" + scores, encoding="utf-8")
    assert engaged("import", "health.csv").code == 0
    rows = engaged("engagement", "--outcomes", "--json").json
    assert rows[0] == {
        "group": "all", "known": 12, "mean_change": 1.0, "margin": 0.0, "better": 12, "worse": 0,
        "unknown": 0, "small_sample": True,
    }  # fmt: skip
    assert rows[1]["group"] == "business-review"
    shown = engaged("engagement", "--outcomes", "--by", "channel").out
    assert "too few to tell" in shown and "need not be cause and effect" in shown
    assert len(engaged("engagement", "--outcomes", "--plain").out.splitlines()) == 2


def test_outcomes_of_nothing_say_so(book: Csm) -> None:
    assert book("engagement", "--outcomes").err.startswith("No touchpoint from ")


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-02-01", "--to", "2026-01-01"),
        ("--outcomes", "--by", "month"),
        ("--by", "mood"),
        ("--over", "month", "--by", "quarter"),
        ("--over", "month", "--outcomes"),
        ("--disengaging", "--by", "tier"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(book: Csm, words: tuple[str, ...]) -> None:
    assert book("engagement", *words).code == 2


def test_over_months_each_group_has_its_benchmark_and_counts(engaged: Csm) -> None:
    words = ("engagement", "--over", "month", "--rate", "review-attendance")
    rows = engaged(*words, "--json").json
    assert [(row["group"], row["period"]) for row in rows] == [
        (group, f"2025-{month}") for group in ("all", "high") for month in ("09", "10", "11")
    ]
    assert [*rows[-1].values()] == [
        "high", "2025-11", "review-attendance", 4, 5, 80, 80, "too-few", True,
    ]  # fmt: skip
    shown = [" ".join(line.split()) for line in engaged(*words).out.splitlines()]
    assert "high: business reviews attended" in shown
    assert "2025-11 80.0 4 of 5 80 % too few" in shown


def test_one_rate_is_shown_alone_and_what_was_before_has_its_counts(engaged: Csm) -> None:
    words = ("engagement", "--rate", "completion", "--from", "2025-10-02", "--to", "2025-11-30")
    all_, *_ = engaged(*words, "--json").json
    assert (all_["metric"], all_["before_count"], all_["before_base"]) == ("completion", 5, 6)
    assert len(engaged(*words, "--json").json) == 5


def test_accounts_that_stopped_answering_are_listed(engaged: Csm) -> None:
    assert engaged("engagement", "--disengaging").err.startswith("No account left its last 2")
    for day in (10, 20):
        engaged("log", f"acme 2026-01-{day} video no-show")
    row = engaged("engagement", "--disengaging", "--json").json[0]
    assert [row["unanswered_in_a_row"], row["asked"], row["last_took_part_on"]] == [
        3, 17, "2025-11-04",
    ]  # fmt: skip
