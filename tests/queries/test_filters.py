"""Filters as SQL keep exactly the accounts that the same terms keep in plain Python."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui.domain.filters import Filter, Term, parse, quoted
from csm_tui.queries import filters
from csm_tui.queries.accounts import listing
from csm_tui.store.database import Book
from tests.queries.conftest import TODAY, Add

# Only terms on custom fields ask the book what they are.
NO_BOOK = sqlite3.connect(":memory:")


def kept(book: Book, text: str) -> set[str]:
    return {row.name for row in listing(book.connection, parse(text), today=TODAY)}


def test_values_are_parameters_and_never_sql() -> None:
    text = "x'); DROP TABLE account;--"
    sql, values = filters.where(NO_BOOK, parse(f"{quoted(text)} owner:{quoted(text)}"), TODAY)
    assert "DROP" not in sql
    assert sql.count("?") == len(values)


def test_no_terms_keep_everything() -> None:
    assert filters.where(NO_BOOK, Filter("", ()), TODAY) == ("1", [])


@pytest.mark.parametrize("key", ["nonsense", "name; DROP TABLE account"])
def test_a_key_outside_the_list_is_a_fault_of_the_program(key: str) -> None:
    with pytest.raises(KeyError):
        filters.where(NO_BOOK, Filter("", (Term(key, "=", "x", False),)), TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "tier:high",
        "level:unknown",
        "quadrant:not-placed",
        "quadrant:project",
        "stage:growth",
        "status:trial",
        "name:a",
        "name=acme",
        'name:""',
        "domain:acme",
        'domain:""',
        "owner:ana",
        "owner=ana",
        'owner:""',
        "tag:emea",
        "tag=emea",
        'tag:""',
        "segment:smb",
        'segment:""',
        "industry:x",
        "region=emea",
        "country:de",
        "arr>1",
        "arr<=45k",
        "arr=45000",
        "arr:unknown",
        "potential>1",
        "potential:unknown",
        "health:red",
        "health:unknown",
        "health<50",
        "health=60",
        "size>=50",
        "size:unknown",
        "need=45",
        "need:unknown",
        "renewal<60d",
        "renewal:unknown",
        "silent>30d",
        "silent<=2w",
        "silent:unknown",
        "overdue",
        "risk",
        "archived",
        "word",
        '"a b"',
    ],
)
def test_a_term_and_its_negation_split_the_book(book: Book, add: Add, text: str) -> None:
    add(
        name="Acme",
        arr="45k",
        owner="Ana",
        tags="emea;pilot",
        health="60",
        segment="SMB",
        renewal_date="2026-03-01",
        start_date="2025-01-01",
        last_contact_on="2026-01-20",
    )
    add(name="Nothing known")
    add(name="Trial", status="trial", potential_arr="90k", country="DE", domain="acme.example")
    count = len(kept(book, ""))
    assert count == 3
    if text == "archived":
        assert kept(book, text) == set()
        return
    assert kept(book, text).isdisjoint(kept(book, f"-{text}"))
    assert len(kept(book, text)) + len(kept(book, f"-{text}")) == count


def test_case_and_accents_do_not_matter_in_any_text(book: Book, add: Add) -> None:
    add(name="Ünïted", owner="José Ñandú", tags="Región Norte", industry="Construcción")
    for text in ("united", "owner:JOSE", 'tag="region norte"', "industry:construccion", "ÑANDU"):
        assert kept(book, text) == {"Ünïted"}


def test_health_compares_unrounded_and_equals_as_shown(book: Book, add: Add) -> None:
    add(name="Edge", health="39.6")
    assert kept(book, "health<40") == {"Edge"}
    assert kept(book, "health=40") == {"Edge"}
    assert kept(book, "health:red") == {"Edge"}


def test_durations_beyond_the_calendar_do_not_overflow(book: Book, add: Add) -> None:
    add(name="Long", renewal_date="9999-12-31", last_contact_on="2020-01-01")
    assert kept(book, "renewal<999999w") == {"Long"}
    assert kept(book, "renewal>999999w") == set()
    assert kept(book, "silent<999999w") == {"Long"}
    assert kept(book, "silent>999999w") == set()


SIGNS = st.text(st.sampled_from("%_\\'\"*[]?;aA \u00e9-"), min_size=1, max_size=6)


@given(texts=st.lists(SIGNS.filter(str.strip), min_size=1, max_size=4, unique=True), word=SIGNS)
def test_words_match_literally(texts: list[str], word: str) -> None:
    from csm_tui.domain.folding import fold

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE s (search TEXT)")
    connection.executemany("INSERT INTO s VALUES (?)", [(fold(text),) for text in texts])
    terms = parse(quoted(word)).terms
    sql, values = filters.where(NO_BOOK, Filter("", terms), TODAY)
    found = [row[0] for row in connection.execute(f"SELECT search FROM s WHERE {sql}", values)]
    connection.close()
    needles = [str(term.value) for term in terms]
    assert found == [fold(text) for text in texts if all(n in fold(text) for n in needles)]
