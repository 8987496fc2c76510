"""The accounts of a book asked for in TEMP tables mean what they would in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.folding import fold_name, normal_name
from csm_tui.domain.references import ACCEPTED, AccountIndex, AccountKey, Alias, opportunity_source
from csm_tui.store.account_lookup import AccountLookup, drop_lookups
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation
from tests.store.conftest import NOW, TODAY, make_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONG_ID = "001bm00001ZL8U9AAL"
IDS = ("17", "99", "a:b", LONG_ID, LONG_ID[:15], "001bm00001ZL8UAZZZ", "001bm00001ZL8UA")
SOURCES = ("", "crm", "Salesforce", "a")
NAMES = ("Acme", "Acme Inc", "ACME, Inc.", "Ácme", "Beta", "acme.com", "crm:17")
DOMAINS = (None, "acme.com", "ACME.com", "BÜCHER.de", "bücher.de", "")
INNER = (ACCEPTED, opportunity_source("crm"), opportunity_source("salesforce"), "erp")
TEXTS = (
    *IDS,
    *NAMES,
    *(f"{source}:{found}" for source in SOURCES for found in IDS),
    "Bücher.de",
    "beta gmbh",
    "acme",
    "nobody",
)

accounts = st.lists(
    st.tuples(
        st.sampled_from(IDS) | st.none(),
        st.sampled_from(SOURCES),
        st.sampled_from(DOMAINS),
        st.sampled_from(NAMES),
        st.booleans(),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda one: (one[0], one[1]) if one[0] else object(),
)
further = st.lists(
    st.tuples(
        st.integers(1, 3), st.sampled_from((*SOURCES, *INNER)), st.sampled_from((*IDS, "acme"))
    ),
    max_size=5,
    unique_by=lambda one: one[1:],
)


@pytest.fixture(scope="module")
def empty() -> Iterator[Book]:
    with tempfile.TemporaryDirectory() as folder, open_book(make_book(Path(folder) / "b.db")) as b:
        yield b


def key(number: int, given: tuple[str | None, str, str | None, str, bool]) -> AccountKey:
    external_id, source, domain, name, archived = given
    return AccountKey(number, external_id, source, domain, name, fold_name(name), archived)


def both(book: Book, keys: Sequence[AccountKey], aliases: Sequence[Alias]) -> AccountIndex:
    """Put accounts into the book, which is empty, and return what they mean in memory."""
    run = book.connection.executemany
    run(
        "INSERT INTO account(id, external_id, source, domain, name, name_fold, archived_on, "
        "entered_on) VALUES (?, ?, ?, ?, ?, ?, iif(?, '2026-01-01', NULL), '2026-01-01')",
        keys,
    )
    run("INSERT INTO account_alias(account_id, source, external_id) VALUES (?, ?, ?)", aliases)
    return AccountIndex(keys, aliases)


def the_same(lookup: AccountLookup, index: AccountIndex) -> None:
    assert [*lookup.keys] == [*index.keys]
    for source in SOURCES:
        assert lookup.resolve_all(TEXTS, source) == index.resolve_all(TEXTS, source)
        assert lookup.opportunities(IDS, source) == index.opportunities(IDS, source)
        assert all(index.resolve(text, source) == lookup.resolve(text, source) for text in TEXTS)
    pairs = [(source, found) for source in (*SOURCES, *INNER) for found in IDS]
    assert lookup.of_ids(pairs) == index.of_ids(pairs)
    numbers = [one.id for one in index.keys]
    assert lookup.find_all([*numbers, 999]) == index.find_all(numbers)
    assert [{*lookup.further_sources(one)} for one in numbers] == [
        {*index.further_sources(one)} for one in numbers
    ]
    for level, forms in (
        ("domain", {domain.casefold() for domain in DOMAINS if domain}),
        ("name", set(NAMES)),
        ("normal", {normal_name(name) for name in NAMES}),
        ("fold", {fold_name(name) for name in NAMES}),
    ):
        assert [*lookup.having(level, forms)] == [*index.having(level, forms)]
    assert lookup.accepted("ACME") == index.accepted("ACME")
    assert lookup.has_any == index.has_any


@given(accounts, further, accounts, further)
@settings(max_examples=15, deadline=None)
def test_a_book_asked_and_accounts_in_memory_answer_alike(
    empty: Book,
    there: list[tuple[str | None, str, str | None, str, bool]],
    known: list[tuple[int, str, str]],
    later: list[tuple[str | None, str, str | None, str, bool]],
    more: list[tuple[int, str, str]],
) -> None:
    keys = [key(number, given) for number, given in enumerate(there, 1)]
    of = {one.id for one in keys}
    aliases = [Alias(*one) for one in known if one[0] in of]
    lookup = AccountLookup(empty.connection)
    empty.connection.execute("BEGIN")
    try:
        index = both(empty, keys, aliases)
        the_same(lookup, index)
        # The last account is renamed by the file at hand, and others come with it.
        taken = {(one.source, one.external_id) for one in keys[:-1]}
        fresh = [key(number, given) for number, given in enumerate(later, len(keys))]
        # An id is that of one account.
        fresh = [
            one._replace(external_id=None) if (one.source, one.external_id) in taken else one
            for one in fresh
        ]
        said = {(one.source, one.external_id) for one in aliases}
        said |= {(one.source, one.external_id or "") for one in (*keys, *fresh)}
        added = [Alias(*one) for one in more if one[0] in of and (one[1], one[2]) not in said]
        lookup.extend(iter(fresh), added)
        index.extend(fresh, added)
        the_same(lookup, index)
    finally:
        empty.connection.rollback()
        lookup.drop()


def test_more_accounts_than_are_asked_for_at_once_are_all_found(book: Book) -> None:
    with operation(book, "Many", today=TODAY, now=NOW) as recorder:
        rows = [(f"N {number}", f"E{number}", "crm") for number in range(5_000)]
        recorder.insert_many("account", ("name", "external_id", "source"), rows)
    lookup = AccountLookup(book.connection)
    assert len([*lookup.keys]) == 5_000
    texts = [f"E{number}" for number in range(5_000)]
    assert None not in lookup.resolve_all(texts).values()
    assert len(lookup.of_ids([("crm", text) for text in texts])) == 5_000
    assert len([*lookup.having("name", [f"N {number}" for number in range(5_000)])]) == 5_000
    drop_lookups(book.connection)


def test_what_a_lookup_made_is_gone_once_it_is_dropped(book: Book) -> None:
    lookup = AccountLookup(book.connection)
    lookup.resolve("nobody")
    lookup.drop()
    left = book.connection.execute("SELECT count(*) FROM temp.sqlite_master").fetchone()
    assert left == (0,)
    assert lookup.resolve("nobody") is None
    lookup.drop()
