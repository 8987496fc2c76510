"""`csm advise`: five steps, a recommendation, five mistakes; asked where somebody is there."""

from __future__ import annotations

import re
import sys

import pytest

from tests.cli.conftest import Csm
from tests.cli.test_json_documented import documented
from tests.cli.test_terminal import ran
from tests.terminal import ESCAPES


def words(text: str) -> str:
    return " ".join(text.split())


def test_without_a_terminal_nothing_is_asked_and_what_is_open_is_named(book: Csm) -> None:
    told = book("advise")
    assert (told.code, told.err) == (0, "")
    text = words(told.out)
    assert "1. Unit economics: medium touch (the book)" in text
    assert "4. Competition: not known" in text
    assert "Recommended for most: medium touch, by what ARR pays for alone." in text
    assert "Competition: --competition dedicated|pooled|self-service|none." in text
    assert "Start-up: 3 customers in this book (0–50)." in text
    assert "3. Copying competitors' ratios: absent." in text
    assert "Looked at: Of every account of tier low or tech" in text


def test_flags_answer_are_kept_and_count_next_time_until_undone(book: Csm) -> None:
    told = book("advise", "--complexity", "weeks", "--customers", "enterprise", "--growth", "+100%")
    assert "Answered for advice: complexity weeks, customers enterprise, growth +100%." in told.err
    assert "`csm undo` takes it back." in told.err
    text = words(told.out)
    assert "product complexity high (3), customer expectations high (3). 6 ÷ 2 = 3: high" in text
    assert "more is asked for than the ARR pays for" in text
    assert "3 now, 6 in twelve months: start-up all along." in text
    again = book("advise")
    assert again.err == ""
    assert "weeks: weeks to months (as last time, said on 2 Feb 2026)" in words(again.out)
    assert book("advise", "--complexity", "unknown").code == 0
    assert "2. Product complexity: not known" in words(book("advise").out)
    for _ in range(2):
        assert book("undo").code == 0
    assert "3. Customer expectations: not known" in words(book("advise").out)


def test_answers_count_for_one_time_where_the_book_is_not_to_be_changed(book: Csm) -> None:
    told = book("advise", "--complexity", "weeks", "--read-only")
    assert "count for this time only" in told.err
    assert "weeks: weeks to months (you said)" in words(told.out)
    assert "2. Product complexity: not known" in words(book("advise").out)


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--complexity", "years"), "'weeks', 'days', 'minutes'"),
        (("--growth", "fast"), "like 250, 2x or +50%, not 'fast'"),
    ],
)
def test_what_is_no_answer_is_refused(book: Csm, flags: tuple[str, str], sentence: str) -> None:
    refused = book("advise", *flags)
    assert refused.code == 2
    assert sentence in refused.err
    assert "advice" not in book("history").out


def test_json_has_the_keys_that_the_help_names(book: Csm) -> None:
    assert book("edit", "aurora health", "arr=6k", "level_floor=high").code == 0
    found = book("advise", "--json", "--growth", "250").json
    told = set(re.findall(r"[a-z0-9_]+", documented()["advise"]))
    best, mistakes = found["recommendation"], found["mistakes"]
    shapes = [found, *found["steps"], best, *best["touches"], *best["models"], found["stage"]]
    for shape in (*shapes, *mistakes, *mistakes[0]["accounts"]):
        assert set(shape) - told == set()
    assert [one["mistake"] for one in mistakes] == [
        "over-serving low value",
        "under-investing in high value",
        "copying competitors' ratios",
        "changing models too often",
        "ignoring gross margin",
    ]
    assert mistakes[0]["verdict"] == "found"
    assert mistakes[0]["accounts"][0]["account"] == "Aurora Health"
    assert found["stage"]["customers_then"] == 250
    assert best["touches"][0] == {
        "level": "high",
        "cost": 6800,
        "from_arr": 45333.34,
        "accounts": 1,
        "arr": 120000.5,
    }


def test_plain_is_one_record_a_line(book: Csm) -> None:
    lines = book("advise", "--plain").out.splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        *["step"] * 5,
        "recommendation",
        "stage",
        *["mistake"] * 5,
    ]
    assert {line.count("\t") for line in lines} == {4}


def test_an_empty_book_says_what_to_type(book: Csm) -> None:
    for name in ("acme", "aurora health", "zulu"):
        assert book("archive", name).code == 0
    told = book("advise")
    assert told.code == 0
    assert "No customers yet: `csm import FILE`" in told.err
    assert words(told.out).count("cannot be told. ") == 4


def test_accounts_behind_a_mistake_are_all_listed_when_asked(csm: Csm) -> None:
    for number in range(7):
        csm("add", "account", f"name=Small {number}", "arr=6k", "level_floor=high")
    short, whole = csm("advise").out, csm("advise", "--accounts").out
    assert "5 of 7 shown: --accounts has all" in short
    assert (short.count("high touch: 6,800"), whole.count("high touch: 6,800")) == (5, 7)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_is_asked_one_question_after_the_other_and_only_once(book: Csm) -> None:
    book("edit", "acme", "complexity=high")
    book("edit", "zulu", "complexity=high")
    typed = "\n9\nmid-market\nq\n"
    with ran("advise", typed=typed) as terminal:
        assert terminal.status == 0
        said = words(ESCAPES.sub(b"", bytes(terminal.output)).decode())
    assert "Question 1 of 4: How long does it take a new customer to be up and running?" in said
    assert "Complexity of use, by account: 2 high (2 of 3 have one)." in said
    assert "1 weeks: weeks to months 2 days: days to weeks" in said
    assert "Number (Enter: 1, q leaves the rest open)" in said
    assert "Type a number" in said or "not '9'" in said
    assert "Answered for advice: complexity weeks, customers mid-market." in said
    kept = book("history", "--json").json[0]["name"]
    assert kept == "Answered for advice: complexity weeks, customers mid-market"
    with ran("advise", typed="4\n250\n") as terminal:
        assert terminal.status == 0
        said = words(ESCAPES.sub(b"", bytes(terminal.output)).decode())
    assert "Question 1 of 2: What do your competitors give customers like yours?" in said
    assert "3 now, 250 in twelve months: start-up to scaled operations." in said
    with ran("advise", typed="") as terminal:
        assert terminal.status == 0
        assert b"Question" not in bytes(terminal.output)
    with ran("advise", "--ask", typed="q\n") as terminal:
        said = words(ESCAPES.sub(b"", bytes(terminal.output)).decode())
    assert "Last time, on 2 Feb 2026, you said weeks." in said
