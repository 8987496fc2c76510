"""What the book knows for choosing a touch model."""

from __future__ import annotations

from collections.abc import Callable

from csm_tui.domain.advice_given import Known
from csm_tui.domain.filters import parse
from csm_tui.models import preset
from csm_tui.operations import accounts, touch_models
from csm_tui.queries import advice
from csm_tui.queries.economics import economics
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add, day

AVAILABLE = 130.0


def known(book: Book) -> Known:
    prepare(book.connection, TODAY)
    return advice.known(book.connection, today=TODAY, available=AVAILABLE)


def verdicts(book: Book) -> dict[str, str]:
    return {one.mistake: one.verdict for one in known(book).mistakes}


def test_an_empty_book_knows_nothing_and_says_so(book: Book) -> None:
    found = known(book)
    assert (found.facts.accounts, found.facts.median, found.facts.year_ago) == (0, None, None)
    assert verdicts(book) == {
        "over-serving low value": "cannot be told",
        "under-investing in high value": "cannot be told",
        "copying competitors' ratios": "cannot be told",
        "changing models too often": "absent",
        "ignoring gross margin": "cannot be told",
    }


def test_only_live_accounts_count_and_the_median_is_of_known_arr(book: Book, add: Add) -> None:
    for name, arr in (("A", "10k"), ("B", "30k"), ("C", "200k"), ("D", "0")):
        add(name=name, arr=arr, complexity="high", segment="Enterprise")
    add(name="No ARR", complexity="low")
    add(name="Prospect", arr="90k", status="prospect", segment="SMB")
    add(name="Gone", arr="90k", status="churned", churned_on="2026-01-01", segment="SMB")
    gone = add(name="Archived", arr="90k", segment="SMB")
    accounts.archive(book, gone, today=TODAY, now=NOW)
    facts = known(book).facts
    assert facts.accounts == 5
    assert facts.arrs == [1_000_000, 3_000_000, 20_000_000]
    assert facts.median == 3_000_000
    assert facts.complexities == {"high": 4, "low": 1}
    assert facts.segments == {"Enterprise": 4}
    assert sum(tier.accounts for tier in facts.tiers) == 5


def test_customers_of_a_year_ago_are_those_now_less_who_came_and_with_who_left(
    book: Book, add: Add
) -> None:
    for number in range(4):
        add(name=f"Old {number}", start_date="2024-05-01")
    add(name="New", start_date="2025-02-03")
    add(name="A year", start_date="2025-02-02")
    left = {"status": "churned", "arr": "1k"}
    add(name="Left", start_date="2024-01-01", churned_on="2025-06-01", **left)
    add(name="Left before", start_date="2024-01-01", churned_on="2025-02-02", **left)
    add(name="Came and left", start_date="2025-03-01", churned_on="2025-06-01", **left)
    facts = known(book).facts
    assert (facts.accounts, facts.started, facts.left, facts.year_ago) == (6, 1, 1, 6)


def test_growth_is_unknown_where_few_starts_are(book: Book, add: Add) -> None:
    add(name="Old", start_date="2024-05-01")
    add(name="A")
    add(name="B")
    assert known(book).facts.year_ago is None


def test_the_mistakes_are_those_of_the_economics(book: Book, add: Add) -> None:
    add(name="Raised", arr="8k", level_floor="high")
    add(name="Silent", arr="300k", start_date="2024-01-01", last_contact_on="2025-03-01")
    found = known(book).mistakes
    over, under = found[0], found[1]
    rows = economics(book.connection, parse(""), today=TODAY).rows
    flagged = {row.account: row.found.flag for row in rows}
    assert flagged == {"Raised": "over-served", "Silent": "under-served"}
    assert [case.account for case in over.cases] == ["Raised"]
    assert [case.account for case in under.cases] == ["Silent"]
    assert "in red since" in under.cases[0].reason


def adopt(book: Book, text: str, on: int) -> None:
    touch_models.use(book, text, file="mine.toml", today=day(on), now=NOW)


def test_changes_of_the_model_count_by_what_they_change(book: Book) -> None:
    text = preset("four-tier")
    adopt(book, text.replace("from = 100_000", "from = 90_000"), -300)
    adopt(book, f"# a remark\n{text.replace('from = 100_000', 'from = 90_000')}", -200)
    assert verdicts(book)["changing models too often"] == "absent"
    adopt(book, text.replace("from = 100_000", "from = 80_000"), -100)
    found = known(book)
    assert found.adopted_on == day(-100)
    assert found.mistakes[3].verdict == "found"
    assert "200 days after version 2" in found.mistakes[3].text


def test_answers_that_cannot_be_read_are_asked_again(book: Book) -> None:
    with operation(book, "Other", today=TODAY, now=NOW) as recorder:
        recorder.insert("setting", {"key": "advice:growth", "value": "2x"})
        recorder.insert(
            "setting", {"key": "advice:mood", "value": '{"answer": "a", "on": "2026-01-01"}'}
        )
        recorder.insert(
            "setting",
            {"key": "advice:complexity", "value": '{"answer": "years", "on": "2026-01-01"}'},
        )
    assert advice.kept_answers(book.connection) == {}


def test_the_model_in_force_comes_first_of_the_models(book: Book, add: Callable[..., int]) -> None:
    add(name="A", arr="50k")
    assert [*known(book).models] == ["four-tier", "three-tier"]
    assert known(book).adopted_on is None
    adopt(book, preset("three-tier"), 0)
    assert [*known(book).models] == ["three-tier", "four-tier"]
