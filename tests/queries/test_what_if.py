"""What if: today exactly where nothing changes, and then exactly what adopting it gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csm_tui.domain.filters import parse as parse_filter
from csm_tui.domain.what_if import parse
from csm_tui.domain.what_if_standing import Stood, Supposed, treated
from csm_tui.errors import ModelProblem, UsageError
from csm_tui.operations import touch_models
from csm_tui.operations.demo.build import create_demo
from csm_tui.queries.economics import economics
from csm_tui.queries.reassessing import reassess
from csm_tui.queries.required_hours import alike, required
from csm_tui.queries.what_if import Supposing, WhatIf, what_if
from csm_tui.store.connection import BookConnection
from csm_tui.store.database import Book, open_book
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import prepare
from tests.domain.test_what_if_reach import CHANGES

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
words_of = st.lists(
    st.sampled_from([[f"{key}={value}" for key, value in keys.items()] for keys in CHANGES]),
    min_size=1,
    max_size=3,
).map(lambda lists: list(dict.fromkeys(word for words in lists for word in words)))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo book, for reading only."""
    path = tmp_path_factory.mktemp("what-if") / "demo.db"
    create_demo(path, today=TODAY)
    return path


@pytest.fixture
def asked(demo: Path) -> Iterator[BookConnection]:
    """Return a connection to the demo, its standings of today."""
    with open_book(demo, read_only=True) as book:
        prepare(book.connection, TODAY)
        assert isinstance(book.connection, BookConnection)
        yield book.connection


def suppose(connection: BookConnection, *words: str) -> WhatIf:
    return what_if(connection, parse(words), today=TODAY)


def fully(connection: BookConnection, found: WhatIf) -> list[Stood]:
    """Return where every live account stands as supposed, each from all its facts."""
    supposed = Supposed(found.model, found.growth, TODAY)
    read = facts_for(connection, None, TODAY)
    rows = [treated(account, facts, supposed) for account, facts in read if not account.archived_on]
    return [row for row in rows if row is not None]


def rows_of(supposing: Supposing, found: WhatIf) -> list[Stood]:
    rows, _ = supposing.rows_under(found.model, found.growth)
    return rows


def test_nothing_supposed_is_today_exactly(asked: BookConnection) -> None:
    found = suppose(asked)
    assert found.then == found.today
    assert (found.moves, found.turns, found.changes) == ((), (), ())
    assert found.reassessed == 0


def test_the_value_there_is_changes_nothing(asked: BookConnection) -> None:
    found = suppose(asked, "tiers.high.from=100k", "cadence.medium.check_in=30d", "growth=1x")
    assert found.then == found.today
    assert found.reassessed == 0


def test_today_is_what_economics_says(asked: BookConnection) -> None:
    today = suppose(asked).today
    said = economics(asked, parse_filter(""), today=TODAY)
    assert today.blended_share == said.blended.share
    assert {tier.tier: (tier.accounts, tier.arr, tier.cost) for tier in said.tiers} == {
        tier: (part.accounts, part.arr, part.cost) for tier, part in today.tiers.items()
    }
    assert today.over_served == len(said.flagged("over-served"))
    assert today.under_served == len(said.flagged("under-served"))


def test_today_asks_for_the_hours_that_capacity_says(asked: BookConnection) -> None:
    found = suppose(asked)
    groups = alike(asked, parse_filter(""), found.model, today=TODAY)
    assert found.today.whole.hours_month == pytest.approx(required(groups, found.model))
    of_high = [group for group in groups if group.tier == "high"]
    assert found.today.tiers["high"].hours_month == pytest.approx(required(of_high, found.model))


def test_a_threshold_moves_accounts_and_says_which(asked: BookConnection) -> None:
    found = suppose(asked, "tiers.high.from=150k")
    (change,) = found.changes
    assert change == ("tiers.high.from", 100_000, 150_000)
    moved = [move for move in found.moves if move.tier_from != move.tier_to]
    assert moved
    assert {(move.tier_from, move.tier_to) for move in moved} == {("high", "medium")}
    assert all(10_000_000 <= (move.arr or 0) < 15_000_000 for move in moved)
    assert found.then.tiers["high"].accounts == found.today.tiers["high"].accounts - len(moved)
    assert set(found.names) >= {move.account_id for move in found.moves}
    assert "from = 150_000" in found.toml
    assert "# Touch model" in found.toml


def test_costs_and_hours_touch_no_standing(asked: BookConnection) -> None:
    found = suppose(asked, "costs.fully_loaded=150k", "hours.available_month=100")
    assert found.reassessed == 0
    assert found.moves == ()
    assert found.then.available_month == 100
    assert (found.then.whole.cost or 0) > (found.today.whole.cost or 0)


def test_growth_is_of_every_arr(asked: BookConnection) -> None:
    found = suppose(asked, "growth=2x")
    assert found.then.whole.arr == 2 * (found.today.whole.arr or 0)
    assert found.then.whole.accounts == found.today.whole.accounts
    assert found.moves


def test_more_accounts_keep_the_mix(asked: BookConnection) -> None:
    found = suppose(asked, "accounts=2x")
    assert found.then.whole.accounts == 2 * found.today.whole.accounts
    assert found.today.headcount
    assert found.then.headcount == pytest.approx(2 * found.today.headcount)
    assert found.then.blended_share == found.today.blended_share
    assert found.moves == ()
    assert suppose(asked, "accounts=250", "arr=8m").then.whole.accounts == 250


def test_only_the_accounts_of_a_filter_count(asked: BookConnection) -> None:
    supposing = Supposing(asked, today=TODAY, filter=parse_filter("tier:high"))
    assert supposing.figures.whole.accounts == supposing.figures.tiers["high"].accounts > 0


@settings(max_examples=20)
@given(words_of, st.sampled_from(["", "", "growth=2x", "growth=-70%"]))
def test_what_is_supposed_is_what_a_full_assessment_says(
    demo: Path, words: list[str], growth: str
) -> None:
    keys = {word.partition("=")[0] for word in words}
    assume(len(keys) == len(words))
    with open_book(demo, read_only=True) as book:
        connection = book.connection
        assert isinstance(connection, BookConnection)
        prepare(connection, TODAY)
        supposing = Supposing(connection, today=TODAY)
        try:
            found = supposing.suppose(parse([*words, *([growth] if growth else [])]))
        except ModelProblem:
            assume(False)
        assert rows_of(supposing, found) == fully(connection, found)


@settings(max_examples=12)
@given(words_of)
def test_adopting_what_was_supposed_gives_exactly_that(
    demo: Path, tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    assume(len({word.partition("=")[0] for word in words}) == len(words))
    path = tmp_path_factory.mktemp("adopted") / "book.db"
    path.write_bytes(demo.read_bytes())
    with open_book(path) as book:
        prepare(book.connection, TODAY)
        try:
            found = what_if(book.connection, parse(words), today=TODAY)
        except ModelProblem:
            assume(False)
        before = _places(book)
        touch_models.use(book, found.toml, file="supposed", today=TODAY, now=NOW)
        prepare(book.connection, TODAY)
        after = _places(book)
        now = what_if(book.connection, parse([]), today=TODAY)
    assert now.today == found.then
    moved = {
        move.account_id: (move.tier_to, move.level_to, move.quadrant_to) for move in found.moves
    }
    assert moved == {id_: place for id_, place in after.items() if place != before[id_]}


def _places(book: Book) -> dict[int, tuple[object, ...]]:
    rows = book.connection.execute(
        "SELECT account_id, tier, level, quadrant FROM standing"
        " WHERE archived = 0 AND stage IS NOT NULL AND stage <> 'churned'"
    )
    return {row[0]: row[1:] for row in rows}


def test_processes_side_by_side_say_the_same(asked: BookConnection) -> None:
    found = suppose(asked, "tiers.high.from=150k")
    supposed = Supposed(found.model, found.growth, TODAY)
    rows = fully(asked, found)
    ids = [row.account_id for row in rows]
    told: list[tuple[int, int]] = []
    anew = reassess(
        asked, ids, [], supposed, lambda done, whole: told.append((done, whole)), processes=2
    )
    assert sorted(anew) == sorted(rows)
    assert told[-1] == (len(ids), len(ids))


def test_what_the_progress_raises_ends_it(asked: BookConnection) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Supposing(asked, today=TODAY).suppose(parse(["risk.fall_points=5"]), stop)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("tiers.high.form=150000", "Did you mean `(tiers.high.)?from`"),
        ("tier.high.from=150000", "Did you mean `tiers.high.from`"),
        ("tiers.high.from=-5", "at least 0"),
        ("tiers.high.from=often", "must be a number"),
        ("tiers.medium.from=150000", "must be less than the 100,000 of the tier above"),
        ("cadence.medium.check_in=0d", "at least 1"),
        ("costs.accounts_per_csm.high=2.5", "must be a whole number"),
        ("health.weights.pulse=5", "must add up to 100"),
        ("growth=much", "Write growth=2x"),
    ],
)
def test_what_is_wrong_is_refused_whole(asked: BookConnection, word: str, said: str) -> None:
    supposing = Supposing(asked, today=TODAY)
    with pytest.raises((ModelProblem, UsageError), match=said):
        supposing.suppose(parse(["costs.fully_loaded=1", word]))
    assert supposing.suppose(parse([])).then == supposing.figures


def test_an_empty_book_has_no_figures_and_no_growth(book: Book) -> None:
    prepare(book.connection, TODAY)
    found = what_if(book.connection, parse(["tiers.high.from=150k"]), today=TODAY)
    assert found.then.whole.accounts == 0
    assert found.then.blended_share is None
    with pytest.raises(UsageError, match="no account"):
        what_if(book.connection, parse(["accounts=250"]), today=TODAY)
    assert found.growth.accounts == Fraction(1)
