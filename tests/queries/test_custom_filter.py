"""Terms on custom fields: by the type of the field, and what the book has not is said."""

from __future__ import annotations

import pytest

from csm_tui.domain.filters import Term, parse
from csm_tui.errors import FilterProblem
from csm_tui.queries.accounts import listing
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from tests.queries.conftest import NOW, TODAY, Add

FIELDS = {
    "Support plan": ("text", ("Gold Plus", "gold", None, None)),
    "Score": ("number", ("12.5", "3", "-1", None)),
    "Signed": ("date", ("2026-02-20", "2025-12-31", None, None)),
    "Beta": ("bool", ("true", "false", None, None)),
}


@pytest.fixture
def filled(book: Book, add: Add) -> Book:
    ids = [add(name=name) for name in "ABCD"]
    with operation(book, "Fields", today=TODAY, now=NOW) as recorder:
        for name, (kind, values) in FIELDS.items():
            row = {"name": name, "name_key": name.lower(), "type": kind}
            field = recorder.insert("custom_field", row)
            for account, value in zip(ids, values, strict=True):
                if value is not None:
                    given = {"account_id": account, "field_id": field, "value": value}
                    recorder.insert("custom_value", given)
    return book


def kept(book: Book, text: str) -> str:
    return "".join(row.name for row in listing(book.connection, parse(text), today=TODAY))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('custom:"support PLAN"=GOLD', "B"),
        ('custom:"Support plan":gold', "AB"),
        ('-custom:"Support plan":plus', "BCD"),
        ('custom:"Support plan"', "AB"),
        ('custom:"Support plan"=""', "CD"),
        ("custom:Score>3", "A"),
        ("custom:score>=3", "AB"),
        ("custom:Score=12.5", "A"),
        ("custom:Score<0.1k", "ABC"),
        ("custom:Score=unknown", "D"),
        ("custom:Signed<30d", "AB"),
        ("custom:Signed>2026-01-01", "A"),
        ("custom:Beta=yes", "A"),
        ("custom:Beta:false -custom:Score>5", "B"),
    ],
)
def test_a_custom_field_is_compared_by_its_type(filled: Book, text: str, names: str) -> None:
    assert kept(filled, text) == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("custom:Scor>3", "Did you mean `Score`"),
        ("custom:'x);--", "There are Beta, Score"),
        ("custom:Score>gold", "a number: custom:Score>5"),
        ('custom:"Support plan">gold', "a text"),
        ("custom:Beta=maybe", "yes or no"),
        ("custom:Signed=soon", "a date"),
    ],
)
def test_what_does_not_fit_the_book_is_said(filled: Book, text: str, told: str) -> None:
    with pytest.raises(FilterProblem, match=r".*") as problem:
        kept(filled, text)
    assert told in str(problem.value)


def test_a_book_without_fields_says_how_to_get_one(book: Book) -> None:
    with pytest.raises(FilterProblem, match="--keep"):
        kept(book, "custom:Plan")


def test_a_custom_term_keeps_name_and_value_as_typed() -> None:
    assert parse('custom:"A ""b"" c">="x y"').terms == (
        Term("custom", ">=", "x y", False, 'A "b" c'),
    )
    assert parse("-custom:Plan").terms == (Term("custom", "", None, True, "Plan"),)
    for half in ("custom:", 'custom:"Pl', "custom:=x", "custom>3"):
        with pytest.raises(FilterProblem, match="name of a custom field"):
            parse(half)
