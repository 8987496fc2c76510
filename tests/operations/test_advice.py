"""Answers to `csm advise` are kept in the book, and undone."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.errors import InvalidValue
from csm_tui.operations import undo
from csm_tui.operations.advice import answer
from csm_tui.queries.advice import kept_answers
from csm_tui.store.database import Book
from tests.queries.conftest import NOW, TODAY

LATER = date(2026, 5, 1)


def test_answers_are_kept_with_their_day_and_replaced(book: Book) -> None:
    answer(book, {"complexity": "weeks", "growth": "2x"}, today=TODAY, now=NOW)
    answer(book, {"complexity": "days"}, today=LATER, now=NOW)
    assert kept_answers(book.connection) == {
        "complexity": ("days", LATER),
        "growth": ("2x", TODAY),
    }
    undo.undo(book, today=LATER, now=NOW)
    assert kept_answers(book.connection)["complexity"] == ("weeks", TODAY)


def test_the_same_answer_of_the_same_day_changes_nothing(book: Book) -> None:
    answer(book, {"complexity": "weeks"}, today=TODAY, now=NOW)
    again = answer(book, {"complexity": "weeks"}, today=TODAY, now=NOW)
    assert again.operation is None


def test_what_is_no_answer_is_refused_whole(book: Book) -> None:
    with pytest.raises(InvalidValue):
        answer(book, {"growth": "2x", "complexity": "years"}, today=TODAY, now=NOW)
    assert kept_answers(book.connection) == {}
