"""Custom fields out of the book and in again: the same bytes, the same types."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from csm_tui.domain.custom_fields import key_of
from csm_tui.errors import UsageError
from csm_tui.operations.transfer import export_rows
from csm_tui.queries.custom_fields import fields
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation
from tests.operations.files import NOW, TODAY, bring, exported
from tests.store.conftest import make_book

NASTY = ("=1+1", "'=1", '"q", r', "a\r\nb", "00123", "1.50", "n/a", " padded ", "é", "-5")
FIELDS = {
    "=cmd|' /C calc'!A0": ("text", NASTY),
    'Größe, "in m"': ("number", ("12.5", "-3", "1e-07", "123456789012345", None)),
    "line\nbreak": ("text", ("-", None, None)),
    "Signed": ("date", ("2026-02-28", None, "1999-12-31")),
    "Beta": ("bool", ("true", "false", None)),
    "never set": ("text", ()),
}


@pytest.fixture
def filled(book: Book) -> Book:
    with operation(book, "Fields", today=TODAY, now=NOW) as recorder:
        for number in range(len(NASTY)):
            recorder.insert("account", {"name": f"A{number}", "external_id": f"{number}"})
        for name, (kind, values) in FIELDS.items():
            row = {"name": name, "name_key": key_of(name), "type": kind}
            field = recorder.insert("custom_field", row)
            for account, value in enumerate(values, 1):
                given = {"account_id": account, "field_id": field, "value": value}
                recorder.insert("custom_value", given)
    return book


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_exported_and_imported_is_exported_again_to_the_byte(
    filled: Book, tmp_path: Path, format: str
) -> None:
    first = exported(filled, tmp_path / "one") if format == "csv" else {"a.xlsx": sheet(filled)}
    with open_book(make_book(tmp_path / "again.db")) as book:
        bring(book, dict(first))
        again = exported(book, tmp_path / "two") if format == "csv" else {"a.xlsx": sheet(book)}
        types = [(one.name, one.type) for one in fields(book.connection)]
    assert again == first
    kept = [(one.name, one.type) for one in fields(filled.connection) if one.name != "never set"]
    assert types == kept


def sheet(book: Book) -> bytes:
    target = io.BytesIO()
    export_rows(book, "accounts", target, today=TODAY, format="xlsx", custom=True)
    return target.getvalue()


def text_of(book: Book, format: str = "csv", **options: object) -> str:
    target = io.BytesIO()
    export_rows(book, "accounts", target, today=TODAY, format=format, **options)  # type: ignore[arg-type]
    return target.getvalue().decode()


def test_custom_fields_are_columns_where_they_are_asked_for(filled: Book) -> None:
    assert "Beta" not in text_of(filled)
    assert text_of(filled, custom=True).split("\n")[1].endswith(",custom:date:Signed")
    chosen = text_of(filled, columns=("name", "custom:beta", "custom:date:Signed"))
    assert chosen.splitlines()[:3] == [
        "name,custom:bool:Beta,custom:date:Signed",
        "A0,true,2026-02-28",
        "A1,false,",
    ]
    rows = json.loads(text_of(filled, "json", columns=("custom:bool:Beta",), custom=True))
    assert rows[1]["custom:bool:Beta"] is False
    assert rows[0]['custom:number:Größe, "in m"'] == 12.5
    with pytest.raises(UsageError, match="custom:Beta"):
        text_of(filled, columns=("custom:Betta",))
