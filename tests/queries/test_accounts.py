"""One account by what people call it, sorting, and where each figure comes from."""

from __future__ import annotations

import pytest

from csm_tui.domain.filters import parse
from csm_tui.errors import UnknownAccount, UsageError
from csm_tui.operations import accounts as operations
from csm_tui.operations import touchpoints
from csm_tui.operations.undo import redo, undo
from csm_tui.queries import accounts
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add


def test_an_external_id_goes_before_a_domain_and_that_before_a_name(book: Book, add: Add) -> None:
    named = add(name="acme")
    domained = add(name="Other", domain="acme.example")
    known = add(name="Third", external_id="acme")
    assert accounts.find(book.connection, "acme") == known
    assert accounts.find(book.connection, "ACME.example") == domained
    assert accounts.find(book.connection, "Acme GmbH") == named


def test_the_exact_name_goes_before_the_folded_one(book: Book, add: Add) -> None:
    add(name="Acme Inc", external_id="1")
    exact = add(name="ACME", external_id="2")
    assert accounts.find(book.connection, "ACME") == exact
    with pytest.raises(UnknownAccount, match="more than one"):
        accounts.find(book.connection, "acme")


def test_a_source_tells_two_equal_ids_apart(book: Book, add: Add) -> None:
    crm = add(name="One", external_id="7", source="crm")
    erp = add(name="Two", external_id="7", source="erp")
    assert accounts.find(book.connection, "crm:7") == crm
    assert accounts.find(book.connection, "erp:7") == erp
    with pytest.raises(UnknownAccount, match="more than one"):
        accounts.find(book.connection, "7")


def test_an_alias_is_an_external_id_too(book: Book, add: Add) -> None:
    account_id = add(name="One", external_id="7")
    with operation(book, "Alias", today=TODAY, now=NOW) as recorder:
        row = {"account_id": account_id, "source": "erp", "external_id": "E-9"}
        recorder.insert("account_alias", row)
    assert accounts.find(book.connection, "E-9") == account_id
    assert accounts.find(book.connection, "erp:E-9") == account_id


def test_an_account_on_the_book_goes_before_an_archived_one(book: Book, add: Add) -> None:
    old = add(name="Acme", external_id="1")
    operations.archive(book, old, today=TODAY, now=NOW)
    assert accounts.find(book.connection, "acme") == old
    new = add(name="Acme", external_id="2")
    assert accounts.find(book.connection, "acme") == new


@pytest.mark.parametrize("text", ["", " ", "%", "' OR 1=1 --", "nobody"])
def test_what_names_nothing_is_an_error(book: Book, add: Add, text: str) -> None:
    add(name="Acme")
    with pytest.raises(UnknownAccount):
        accounts.find(book.connection, text)


def test_the_nearest_names_are_offered_best_first(book: Book, add: Add) -> None:
    for name in ("Northwind Foods", "Northwind Fashion", "Zulu"):
        add(name=name)
    assert accounts.nearest(book.connection, "nortwind food")[0] == "Northwind Foods"
    assert "Zulu" not in accounts.nearest(book.connection, "nortwind food")


@pytest.mark.parametrize("sort", [*accounts.SORTS, "days_overdue", "renewal_date", "size_score"])
@pytest.mark.parametrize("reverse", [False, True])
def test_every_sort_puts_the_unknown_last_and_ties_by_name(
    book: Book, add: Add, sort: str, reverse: bool
) -> None:
    """T107."""
    add(
        name="B known",
        arr="300k",
        health="50",
        owner="X",
        renewal_date="2026-05-01",
        start_date="2025-01-01",
        last_contact_on="2025-12-01",
        seats="10",
        seats_used="10",
    )
    add(name="A unknown", status="prospect")
    add(name="C unknown", status="prospect")
    rows = [
        row.name
        for row in accounts.listing(
            book.connection, parse(""), today=TODAY, sort=sort, reverse=reverse
        )
    ]
    if sort == "name":
        assert rows == sorted(rows, reverse=reverse)
    elif sort in ("tier", "level", "stage", "rank") and reverse:
        # Here nothing is unknown to the sort: no tier, no stage and no points have their place.
        assert rows[:2] == ["A unknown", "C unknown"]
    elif sort != "trend":
        assert rows[-2:] == ["A unknown", "C unknown"]


def test_an_unknown_sort_names_the_nearest(book: Book) -> None:
    with pytest.raises(UsageError, match="Did you mean health"):
        accounts.listing(book.connection, parse(""), today=TODAY, sort="helth")


def test_provenance_names_the_entry_by_hand_and_its_day(book: Book, add: Add) -> None:
    account_id = add(name="Acme", arr="45k")
    card = accounts.card(book.connection, account_id, today=TODAY)
    assert card.provenance.field("arr") == "by hand, 2 Feb 2026"


def test_provenance_names_file_and_row_of_what_came_from_one(book: Book) -> None:
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        origin = recorder.origin(file="accounts.csv", sha256="0", kind="accounts")
        account_id = recorder.insert(
            "account", {"name": "Acme", "arr": 100, "origin_id": origin, "line": 14}
        )
        recorder.insert(
            "health",
            {
                "account_id": account_id,
                "date": TODAY,
                "measure": "score",
                "value": 50.0,
                "origin_id": origin,
                "line": 15,
            },
        )
    prepare(book.connection, TODAY)
    card = accounts.card(book.connection, account_id, today=TODAY)
    assert card.provenance.field("arr") == "accounts.csv row 14, 2 Feb 2026"
    assert card.provenance.fact(card.facts.readings[0]) == "accounts.csv row 15, 2 Feb 2026"


def test_a_field_edited_later_is_by_hand_until_that_is_undone(book: Book) -> None:
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        origin = recorder.origin(file="accounts.csv", kind="accounts")
        row = {"name": "Acme", "arr": 100, "owner": "Ana", "origin_id": origin, "line": 2}
        account_id = recorder.insert("account", row)
    later = TODAY.replace(day=3)

    def source(field: str) -> str:
        return accounts.card(book.connection, account_id, today=later).provenance.field(field)

    operations.edit(book, account_id, {"arr": 200}, today=later, now=NOW)
    assert source("arr") == "by hand, 3 Feb 2026"
    assert source("owner") == "accounts.csv row 2, 2 Feb 2026"
    undo(book, today=later, now=NOW)
    assert source("arr") == "accounts.csv row 2, 2 Feb 2026"
    redo(book, today=later, now=NOW)
    assert source("arr") == "by hand, 3 Feb 2026"


def test_a_card_is_what_the_list_shows(book: Book, add: Add) -> None:
    account_id = add(name="Acme", arr="120k", pulse="2", renewal_date="2026-03-01")
    touchpoints.log(book, account_id, {"channel": "video"}, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    standing = accounts.card(book.connection, account_id, today=TODAY).standing
    (row,) = accounts.listing(book.connection, parse(""), today=TODAY)
    assert row == accounts.row(book.connection, account_id, today=TODAY)
    assert (row.tier, row.level, row.stage) == (
        standing.tier.tier,
        standing.level.level,
        standing.stage.stage,
    )
    assert (row.health, row.score) == (standing.health.score, standing.rank.score)
    assert row.next_touchpoint_on == standing.clock.next_on


def test_names_for_completion_begin_as_typed(book: Book, add: Add) -> None:
    for name in ("Élan", "Elba", "Zulu"):
        add(name=name)
    assert accounts.names(book.connection, "EL") == ["Élan", "Elba"]
