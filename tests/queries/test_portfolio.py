from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csm_tui.domain.filters import parse
from csm_tui.operations import accounts, touchpoints
from csm_tui.operations.demo.build import create_demo
from csm_tui.queries import portfolio
from csm_tui.queries.portfolio_index import Index, entries, load
from csm_tui.queries.settings import setting
from csm_tui.store.connection import BookConnection
from csm_tui.store.database import Book, open_book
from csm_tui.store.standings import prepare

TODAY = date(2026, 2, 2)
VIEWS = [
    (grouping, sort, reverse)
    for grouping in portfolio.GROUPINGS
    for sort in portfolio.SORTS
    for reverse in (False, True)
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo book, for reading only."""
    path = tmp_path_factory.mktemp("portfolio") / "demo.db"
    create_demo(path, today=TODAY)
    return path


@pytest.fixture
def asked(demo: Path) -> Iterator[BookConnection]:
    """Return a connection to ask on."""
    with open_book(demo, read_only=True) as book:
        prepare(book.connection, TODAY)
        assert isinstance(book.connection, BookConnection)
        yield book.connection


@pytest.fixture
def changing(demo: Path, tmp_path: Path) -> Iterator[Book]:
    """Return a demo book of one's own to change."""
    path = tmp_path / "changing.db"
    path.write_bytes(demo.read_bytes())
    with open_book(path) as book:
        prepare(book.connection, TODAY)
        yield book


@pytest.mark.parametrize("grouping", portfolio.GROUPINGS)
def test_sections_hold_every_account_once_in_the_order_of_the_grouping(
    asked: BookConnection, grouping: str
) -> None:
    sections = portfolio.sections(asked, grouping)
    whole = portfolio.sections(asked, "none")[0]
    assert sum(section.accounts for section in sections) == whole.accounts == 63
    assert sum(section.arr for section in sections) == whole.arr
    keys = [section.key for section in sections]
    assert keys == [key for key in portfolio.GROUPINGS[grouping] if key in keys]


@pytest.mark.parametrize(("grouping", "sort", "reverse"), VIEWS)
def test_the_first_page_is_the_start_of_the_whole_order(
    asked: BookConnection, grouping: str, sort: str, reverse: bool
) -> None:
    index = load(asked, today=TODAY)
    sections = portfolio.sections(asked, grouping)
    assert index.figures(grouping) == sections
    pages = portfolio.first_page(
        asked, sections, grouping=grouping, sort=sort, reverse=reverse, limit=25
    )
    assert sum(len(page) for page in pages) == 25
    for section, page in zip(sections, pages, strict=True):
        places = index.sections(grouping)[section.key]
        whole = list(index.arrange(places, sort, reverse=reverse))
        assert len(whole) == section.accounts
        assert [row.account_id for row in page] == whole[: len(page)]
        assert list(index.first(places, sort, 5, reverse=reverse))[:5] == whole[:5]


def test_a_long_section_is_not_sorted_whole_for_its_first_page(
    asked: BookConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csm_tui.queries.portfolio_index.LONG", 10)
    index = load(asked, today=TODAY)
    places = index.sections("none")[""]
    for sort in portfolio.SORTS:
        for reverse in (False, True):
            first = list(index.first(places, sort, 20, reverse=reverse))
            assert first[:20] == list(index.arrange(places, sort, reverse=reverse))[:20]


def test_rows_are_as_the_standings_say(asked: BookConnection) -> None:
    (meridian,) = [row for row in all_rows(asked) if row.name == "Meridian Foods"]
    assert (meridian.arr, meridian.tier, meridian.level) == (512_000_00, "high", "high")
    assert (meridian.stage, meridian.band, meridian.at_risk) == ("renewal", "red", True)
    assert meridian.renewal_on == date(2026, 3, 17)
    assert meridian.overdue_from == date(2026, 1, 19)


def all_rows(asked: BookConnection) -> list[portfolio.Row]:
    """Return every row of the book."""
    ids = list(load(asked, today=TODAY).ids)
    return list(portfolio.rows(asked, ids).values())


def test_an_account_that_is_gone_is_left_out_of_the_rows(asked: BookConnection) -> None:
    assert portfolio.rows(asked, [999_999]) == {}
    assert portfolio.rows(asked, []) == {}


@pytest.mark.parametrize("text", ["fin", "foods", "-foods", "meridian foods", "zzz", "ana"])
def test_the_index_filters_words_as_the_book_does(asked: BookConnection, text: str) -> None:
    wanted = parse(text)
    assert load(asked, today=TODAY).scan(wanted) == portfolio.matching(asked, wanted, today=TODAY)


def test_who_needs_you_is_overdue_or_at_risk(asked: BookConnection) -> None:
    rows = all_rows(asked)
    needing = sum(
        row.at_risk or (row.overdue_from is not None and row.overdue_from < TODAY) for row in rows
    )
    assert portfolio.needing(asked, today=TODAY) == needing == sum(load(asked, today=TODAY).needing)


def test_archived_accounts_are_a_book_of_their_own(changing: Book) -> None:
    connection = changing.connection
    first = next(iter(load(connection, today=TODAY).ids))
    accounts.archive(changing, first, today=TODAY, now=noon())
    prepare(connection, TODAY)
    assert portfolio.archived_count(connection) == 1
    assert first not in load(connection, today=TODAY).ids
    assert list(load(connection, today=TODAY, archived=True).ids) == [first]
    assert portfolio.matching(connection, parse("archived"), today=TODAY).keys() == {first}


def noon() -> datetime:
    """Return an instant for the journal."""

    return datetime(2026, 2, 2, 12, tzinfo=UTC)


def same(one: Index, other: Index) -> bool:
    """Return whether two indexes would show the same."""
    return all(
        [*one.arrange(one.sections(grouping)[section.key], sort, reverse=False)]
        == [*other.arrange(other.sections(grouping)[section.key], sort, reverse=False)]
        for grouping in portfolio.GROUPINGS
        for section in other.figures(grouping)
        for sort in portfolio.SORTS
    ) and all(one.figures(grouping) == other.figures(grouping) for grouping in portfolio.GROUPINGS)


def test_a_changed_account_is_patched_into_the_index(changing: Book) -> None:
    connection = changing.connection
    index = load(connection, today=TODAY)
    (one,) = portfolio.by_name(connection, ["meridian"], limit=1)
    accounts.edit(changing, one[0], {"arr": 9_000_00}, today=TODAY, now=noon())
    touchpoints.log(changing, one[0], {"channel": "video"}, today=TODAY, now=noon())
    prepare(connection, TODAY)
    found = entries(connection, [one[0]], today=TODAY, archived=False)
    assert index.patch(found, [one[0]])
    assert same(index, load(connection, today=TODAY))


def test_a_name_that_changed_or_an_account_that_came_asks_for_the_whole_index(
    changing: Book,
) -> None:
    connection = changing.connection
    index = load(connection, today=TODAY)
    (one,) = portfolio.by_name(connection, ["meridian"], limit=1)
    accounts.edit(changing, one[0], {"name": "Zulu Foods"}, today=TODAY, now=noon())
    prepare(connection, TODAY)
    assert not index.patch(entries(connection, [one[0]], today=TODAY, archived=False), [one[0]])
    added = accounts.add(changing, {"name": "New One"}, today=TODAY, now=noon())
    prepare(connection, TODAY)
    ids = sorted(added.accounts)
    assert not index.patch(entries(connection, ids, today=TODAY, archived=False), ids)
    assert not index.patch([], [one[0]])


def test_accounts_are_found_by_the_start_of_their_name_first(asked: BookConnection) -> None:
    found = [name for _, name in portfolio.by_name(asked, ["de"], limit=5)]
    assert found[0].casefold().startswith("de")
    assert len(portfolio.by_name(asked, [], limit=3)) == 3


def test_how_many_accounts_wait_is_those_with_points(asked: BookConnection) -> None:
    assert portfolio.waiting(asked) == sum(row.score > 0 for row in all_rows(asked))


def test_a_book_says_its_currency_and_whether_it_is_the_demo(asked: BookConnection) -> None:
    assert setting(asked, "currency") == "USD"
    assert setting(asked, "nothing") is None
    assert portfolio.demo_day(asked) == TODAY


def test_a_write_of_another_connection_is_another_version(changing: Book) -> None:
    with open_book(changing.path, read_only=True) as watching:
        before = portfolio.version(watching.connection)
        assert portfolio.version(watching.connection) == before
        accounts.pulse(changing, 1, 3, today=TODAY, now=noon())
        assert portfolio.version(watching.connection) != before


def test_no_grouping_or_sort_becomes_sql(asked: BookConnection) -> None:
    with pytest.raises(ValueError, match="no such grouping"):
        portfolio.sections(asked, "name; DROP TABLE account")
