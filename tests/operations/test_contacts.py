from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csm_tui.errors import InvalidValue
from csm_tui.models import preset
from csm_tui.operations import accounts, contacts
from csm_tui.operations.undo import undo
from csm_tui.queries.contacts import known
from csm_tui.store.database import Book, create_book, open_book

TODAY, NOW = date(2026, 2, 2), datetime(2026, 2, 2, 9, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    opened = open_book(path)
    accounts.add(opened, {"name": "Acme"}, today=TODAY, now=NOW)
    return opened


def test_a_contact_is_added_by_hand_and_undone(book: Book) -> None:
    values = {"name": "Ana Ruiz", "email": "ana@acme.example", "role": "champion"}
    changes = contacts.add(book, 1, values, today=TODAY, now=NOW)
    assert changes.name == "Added Ana Ruiz at Acme"
    assert known(book.connection, 1) == [("Ana Ruiz", "ana@acme.example")]
    undo(book, today=TODAY, now=NOW)
    assert known(book.connection, 1) == []


@pytest.mark.parametrize(
    "values", [{"name": "ÁNA ruiz"}, {"name": "Someone", "email": "ana@acme.example"}]
)
def test_the_same_person_is_not_added_twice(book: Book, values: dict[str, object]) -> None:
    ana = {"name": "Ana Ruiz", "email": "ana@acme.example"}
    contacts.add(book, 1, ana, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="Ana Ruiz is a contact of Acme already"):
        contacts.add(book, 1, values, today=TODAY, now=NOW)
    assert len(known(book.connection, 1)) == 1


def test_a_contact_needs_a_name(book: Book) -> None:
    with pytest.raises(InvalidValue, match="needs a name"):
        contacts.add(book, 1, {"email": "x@acme.example"}, today=TODAY, now=NOW)
