"""Columns that we have no field for: kept as custom fields, in one operation with the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from csm_tui.errors import UndoRefused, UsageError
from csm_tui.queries.custom_fields import fields, of_account
from csm_tui.store.database import Book
from csm_tui.store.journal import operation, undo
from csm_tui.store.tables import JOURNALLED
from tests.operations.files import NOW, TODAY, ask, bring, figures

FILE = (
    "external_id,name,Support plan,Score,Signed\n"
    "1,Acme,Gold,12.5,2026-01-31\n2,Beta,'; DROP TABLE account;--,,2025-12-01\n3,Gamma,,3,\n"
)
KEEP: dict[str, Any] = {"kind": "accounts", "custom": ("all",)}


def kept(book: Book) -> dict[str, list[str]]:
    """Return what each account has in the custom fields."""
    names = ask(book, "SELECT id, name FROM account ORDER BY id")
    return {
        name: [f"{one.field.name} {one.value}" for one in of_account(book.connection, account)]
        for account, name in names
    }


def test_all_unknown_columns_are_kept_with_their_types_and_taken_back_with_the_rest(
    book: Book,
) -> None:
    report = bring(book, {"a.csv": FILE}, **KEEP)
    assert figures(report) == (3, 3, 0, 0, 0, 0)
    assert [(field.name, field.type) for field in fields(book.connection)] == [
        ("Score", "number"),
        ("Signed", "date"),
        ("Support plan", "text"),
    ]
    assert kept(book) == {
        "Acme": ["Score 12.5", "Signed 2026-01-31", "Support plan Gold"],
        "Beta": ["Signed 2025-12-01", "Support plan '; DROP TABLE account;--"],
        "Gamma": ["Score 3"],
    }
    told = report.files[0].evidence
    assert told["custom"] == ["Support plan", "Score", "Signed"]
    assert told["custom:Score"] == "number: every value is one"
    assert "not read" not in told
    (source,) = {one.origin for one in of_account(book.connection, 1)}
    assert ask(book, f"SELECT file FROM origin WHERE id = {source}") == [("a.csv",)]
    undo(book, today=TODAY, now=NOW)
    counts = {table: ask(book, f"SELECT count(*) FROM {table}")[0][0] for table in JOURNALLED}
    assert {table for table, count in counts.items() if count} <= {"touch_model", "setting"}


def test_a_second_import_changes_nothing_a_third_what_differs(book: Book) -> None:
    bring(book, {"a.csv": FILE}, **KEEP)
    again = bring(book, {"b.csv": FILE + "\n"}, **KEEP)
    assert (figures(again), again.operation) == ((3, 0, 0, 3, 0, 0), None)
    later = FILE.replace("Gold", "Silver").replace("3,Gamma,,", "3,Gamma,New,")
    report = bring(book, {"c.csv": later}, **KEEP)
    assert figures(report) == (3, 0, 2, 1, 0, 0)
    (diff,) = report.diffs
    assert (diff.field, diff.rows) == ("custom:Support plan", 2)
    assert kept(book)["Gamma"] == ["Score 3", "Support plan New"]
    cleared = bring(book, {"d.csv": FILE.replace("Gold", "")}, **KEEP, clear_blanks=True)
    assert figures(cleared)[2] == 2
    assert kept(book)["Acme"] == ["Score 12.5", "Signed 2026-01-31"]


def test_only_the_columns_that_were_named_are_kept(book: Book) -> None:
    report = bring(book, {"a.csv": FILE}, kind="accounts", custom=("support PLAN",))
    assert [field.name for field in fields(book.connection)] == ["Support plan"]
    assert report.files[0].evidence["not read"] == ["Score", "Signed"]
    for header in ("Supprt", "name"):
        with pytest.raises(UsageError, match="--keep"):
            bring(book, {"a.csv": FILE}, kind="accounts", custom=(header,))


def test_a_field_keeps_its_type_and_what_is_none_of_it_is_told(book: Book) -> None:
    bring(book, {"a.csv": FILE}, **KEEP)
    report = bring(book, {"b.csv": FILE.replace("12.5", "high")}, **KEEP)
    (notice,) = report.files[0].notices
    assert (notice.line, notice.column, notice.value) == (2, "Score", "high")
    assert kept(book)["Acme"][0] == "Score 12.5"
    bring(book, {"c.csv": "external_id,name,Support plan\n1,Acme,007\n"}, **KEEP)
    assert kept(book)["Acme"][2] == "Support plan 007"


def test_what_was_set_by_hand_since_stays_unless_the_file_is_preferred(book: Book) -> None:
    bring(book, {"a.csv": FILE}, **KEEP)
    (field,) = [one.id for one in fields(book.connection) if one.name == "Support plan"]
    with operation(book, "By hand", today=date(2026, 2, 1), now=NOW) as recorder:
        origin = recorder.origin()
        row = {"account_id": 3, "field_id": field, "value": "Mine", "origin_id": origin}
        recorder.insert("custom_value", row)
    later = FILE.replace("3,Gamma,,", "3,Gamma,Theirs,")
    report = bring(book, {"b.csv": later}, **KEEP)
    assert "by hand on 2026-02-01" in report.files[0].problems[0].problem
    assert kept(book)["Gamma"] == ["Score 3", "Support plan Mine"]
    bring(book, {"b.csv": later}, **KEEP, prefer="file")
    assert kept(book)["Gamma"] == ["Score 3", "Support plan Theirs"]


def test_an_import_is_not_taken_back_under_a_value_entered_since(book: Book) -> None:
    bring(book, {"a.csv": "external_id,name\n1,Acme\n"})
    report = bring(book, {"b.csv": "external_id,name,Plan\n1,Acme,Gold\n2,Beta,\n"}, **KEEP)
    with operation(book, "By hand", today=TODAY, now=NOW) as recorder:
        recorder.insert("account", {"name": "Other"})
        recorder.insert("custom_value", {"account_id": 3, "field_id": 1, "value": "Mine"})
    with pytest.raises(UndoRefused, match="a value of “Plan” has been added since"):
        undo(book, today=TODAY, now=NOW, operation_id=report.operation)


def test_two_halves_in_any_order_of_columns_give_the_fields_of_the_whole(book: Book) -> None:
    head, *rows = FILE.splitlines()
    first = "\n".join((head, rows[0], rows[1])) + "\n"
    second = "Signed,Score,support plan,name,external_id\n,3,,Gamma,3\n2025-12-01,,New,Beta,2\n"
    report = bring(book, {"a.csv": first, "b.csv": second}, **KEEP)
    assert [figures(report)[1], figures(report)[2]] == [3, 1]
    assert kept(book) == {
        "Acme": ["Score 12.5", "Signed 2026-01-31", "Support plan Gold"],
        "Beta": ["Signed 2025-12-01", "Support plan New"],
        "Gamma": ["Score 3"],
    }
    assert bring(book, {"c.csv": second}, **KEEP).operation is None
