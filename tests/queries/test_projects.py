"""The list of project engagements: their states, their conditions, what comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from csm_tui.domain.filters import parse
from csm_tui.errors import InvalidValue
from csm_tui.operations import projects as operations
from csm_tui.queries import projects
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add


@pytest.fixture
def filled(book: Book, add: Add) -> Book:
    """Return a book with an overdue, a met, an open and a closed project."""
    day = TODAY - timedelta(30)
    for name, health, due, criterion in (
        ("Tulip", "60", 40, "health >= 70"),
        ("Otter", "82", 40, "health >= 70"),
        ("Heron", "60", -2, None),
        ("Finch", "60", 10, "nps >= 9"),
    ):
        account_id = add(name=name, arr="8k", health=health, owner="Ana" if due > 20 else "Luis")
        operations.open_(
            book,
            account_id,
            f"aim of {name}",
            start=day,
            due=TODAY + timedelta(due),
            exit_criterion=criterion,
            today=TODAY,
            now=NOW,
        )
    operations.close(book, 4, outcome="left it", today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    return book


def listed(book: Book, filter: str = "", *, closed: bool = False) -> list[tuple[str, str]]:
    rows = projects.listing(book.connection, parse(filter), today=TODAY, closed=closed)
    return [(row.account, row.state) for row in rows]


def test_what_needs_an_end_comes_first(filled: Book) -> None:
    open_ones = [("Heron", "overdue"), ("Otter", "met"), ("Tulip", "open")]
    assert listed(filled) == open_ones
    assert listed(filled, closed=True) == [*open_ones, ("Finch", "closed")]


def test_the_list_keeps_the_accounts_of_the_filter(filled: Book) -> None:
    assert listed(filled, "owner:ana") == [("Otter", "met"), ("Tulip", "open")]
    assert listed(filled, "owner:nobody") == []


def test_each_condition_has_the_figure_of_today(filled: Book) -> None:
    rows = projects.listing(filled.connection, parse("tulip"), today=TODAY)
    assert [(check.condition.text, check.value, check.holds) for check in rows[0].checks] == [
        ("health >= 70", 60.0, False)
    ]


def test_days_overdue_are_those_of_what_is_not_closed(filled: Book) -> None:
    late = {
        row.account: row.days_overdue(TODAY)
        for row in projects.listing(filled.connection, parse(""), today=TODAY, closed=True)
    }
    assert late == {"Heron": 2, "Otter": 0, "Tulip": 0, "Finch": 0}


def test_a_project_is_found_by_its_id(filled: Book) -> None:
    found = projects.project(filled.connection, 4)
    assert (found.account, found.aim, found.due, found.closed_on) == (
        "Finch",
        "aim of Finch",
        date(2026, 2, 12),
        TODAY,
    )
    with pytest.raises(InvalidValue, match="There is no project 99"):
        projects.project(filled.connection, 99)
