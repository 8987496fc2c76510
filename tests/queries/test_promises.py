"""The list of promises: due first, by side, by account, and those that are closed."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.domain.filters import parse
from csm_tui.operations import tasks
from csm_tui.queries.promises import promises
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add


@pytest.fixture
def filled(book: Book, add: Add) -> Book:
    acme, zulu = add(name="Acme", owner="Ana"), add(name="Zulu")
    for account, title, due, side in (
        (acme, "late", date(2026, 1, 30), "mine"),
        (zulu, "undated", None, "mine"),
        (zulu, "soon", date(2026, 2, 6), "theirs"),
        (acme, "kept", date(2026, 1, 1), "mine"),
    ):
        values = {"title": title, "due": due, "side": side}
        tasks.add(book, account, values, today=TODAY, now=NOW)
    tasks.done(book, 4, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    return book


def titles(book: Book, filter: str = "", **narrowed: object) -> list[str]:
    found = promises(book.connection, parse(filter), today=TODAY, **narrowed)  # type: ignore[arg-type]
    return [row.title for row in found]


def test_open_promises_by_day_undated_last(filled: Book) -> None:
    assert titles(filled) == ["late", "soon", "undated"]
    assert titles(filled, closed=True) == ["late", "soon", "undated", "kept"]
    assert titles(filled, limit=1) == ["late"]


def test_promises_can_be_narrowed(filled: Book) -> None:
    assert titles(filled, side="theirs") == ["soon"]
    assert titles(filled, account_id=1) == ["late"]
    assert titles(filled, "owner:ana") == ["late"]


def test_only_what_is_open_is_overdue(filled: Book) -> None:
    found = promises(filled.connection, parse(""), today=TODAY, closed=True)
    assert {row.title: (row.days_overdue, row.closed_on) for row in found} == {
        "late": (3, None),
        "soon": (0, None),
        "undated": (0, None),
        "kept": (0, TODAY),
    }
