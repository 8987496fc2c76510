"""Project engagements: opened with a criterion that can be checked, edited, closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csm_tui.domain.facts import Project
from csm_tui.errors import InvalidValue, UnknownAccount
from csm_tui.models import preset
from csm_tui.operations import accounts, projects
from csm_tui.operations.undo import undo
from csm_tui.queries.accounts import card
from csm_tui.queries.projects import after_closing
from csm_tui.store.database import Book, create_book, open_book

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
DUE = TODAY + timedelta(60)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        values = {"name": "Tulip", "arr": 800_000, "seats": 50, "seats_used": 45, "health": 60}
        accounts.add(opened, values, today=TODAY, now=NOW)
        yield opened


def held(book: Book) -> tuple[Project, ...]:
    return card(book.connection, 1, today=TODAY).facts.projects


def open_(book: Book, aim: str = "Win the night shift", **fields: object) -> str:
    return projects.open_(book, 1, aim, today=TODAY, now=NOW, **fields).name  # type: ignore[arg-type]


def test_a_project_is_opened_from_today(book: Book) -> None:
    name = open_(book, " Win the night shift ", owner="Ana", due=DUE, exit_criterion="health >= 70")
    assert name == "Project for Tulip: Win the night shift"
    (one,) = held(book)
    assert (one.aim, one.owner, one.start_date, one.due, one.exit_criterion, one.closed_on) == (
        "Win the night shift",
        "Ana",
        TODAY,
        DUE,
        "health >= 70",
        None,
    )
    undo(book, today=TODAY, now=NOW)
    assert held(book) == ()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"aim": "  "}, "needs its aim"),
        ({"due": TODAY - timedelta(1)}, "before it begins"),
        ({"exit_criterion": "healht >= 70"}, "Did you mean health?"),
        ({"exit_criterion": "logins > 3"}, "is not a figure"),
    ],
)
def test_what_does_not_fit_opens_nothing(book: Book, fields: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        open_(book, **fields)  # type: ignore[arg-type]
    assert told in str(caught.value)
    assert held(book) == ()


def test_an_account_that_is_not_there_has_no_project(book: Book) -> None:
    with pytest.raises(UnknownAccount):
        projects.open_(book, 9, "x", today=TODAY, now=NOW)


def test_a_project_is_edited_while_it_is_open(book: Book) -> None:
    open_(book, due=DUE, owner="Ana")
    values = {"due": DUE + timedelta(7), "owner": "", "exit_criterion": "health>=65"}
    projects.edit(book, 1, values, today=TODAY, now=NOW)
    (one,) = held(book)
    assert (one.due, one.owner, one.exit_criterion) == (DUE + timedelta(7), None, "health>=65")
    for wrong in (
        {"due": TODAY - timedelta(1)},
        {"aim": ""},
        {"exit_criterion": "x"},
        {"start_date": None},
    ):
        with pytest.raises(InvalidValue):
            projects.edit(book, 1, wrong, today=TODAY, now=NOW)
    assert held(book) == (one,)


def test_a_project_is_closed_once_with_its_outcome(book: Book) -> None:
    open_(book)
    changes = projects.close(book, 1, outcome="health 74", today=TODAY, now=NOW)
    assert changes.name == "Closed project: Win the night shift, Tulip"
    (one,) = held(book)
    assert (one.closed_on, one.outcome) == (TODAY, "health 74")
    with pytest.raises(InvalidValue, match="closed since 2 Feb 2026"):
        projects.close(book, 1, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="closed since"):
        projects.edit(book, 1, {"due": DUE}, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="There is no project 7"):
        projects.close(book, 7, today=TODAY, now=NOW)


def test_closing_says_where_the_account_stands_then(book: Book) -> None:
    def told() -> str:
        return after_closing(book.connection, 1, today=TODAY)

    assert told() == "Back to digital scale: level low."
    open_(book, "another aim")
    assert told() == 'Another project goes on: "another aim".'
    projects.close(book, 1, today=TODAY, now=NOW)
    accounts.edit(book, 1, {"health": 30.0}, today=TODAY, now=NOW)
    assert told().startswith("It stays in Q2 project engagement")
    accounts.edit(book, 1, {"arr": 50_000_000}, today=TODAY, now=NOW)
    assert told() == "It is in Q4 persistent, intensive: level high."
    accounts.edit(book, 1, {"status": "prospect", "arr": None}, today=TODAY, now=NOW)
    assert "not placed" in told()
