"""The screens on the book as it was known: a sign, no writing, nothing left behind."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from csm_tui.errors import BookReadOnly
from csm_tui.operations import accounts
from csm_tui.queries.accounts import name_of
from csm_tui.store.database import open_book
from csm_tui.tui.chrome import signs
from csm_tui.tui.desk import Desk
from tests.tui.driving import NOW, TODAY


def test_the_sign_names_the_day_and_stands_for_read_only() -> None:
    def said(known_on: date | None) -> list[str]:
        shown = signs(demo=True, read_only=True, as_of=True, known_on=known_on)
        return [piece.text for piece in shown]

    assert said(None) == ["DEMO", "READ-ONLY", "AS OF"]
    assert said(date(2026, 1, 20)) == ["DEMO", "KNOWN ON 20 Jan 2026", "AS OF"]


def test_a_desk_that_goes_back_answers_as_then_and_changes_nothing(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with open_book(book) as opened:
        was = name_of(opened.connection, 1)
        later = NOW + timedelta(days=3)
        accounts.edit(opened, 1, {"name": "Renamed"}, today=TODAY, now=later)
    desk = Desk(book, as_of=TODAY)
    try:
        desk.go_back(TODAY + timedelta(days=1))
        assert desk.read_only
        assert desk.front(lambda asked: name_of(asked, 1)) == was
        assert desk.later(lambda asked: name_of(asked, 1)).result() == was
        assert desk.aside(lambda asked: name_of(asked.connection, 1)).result() == was
        assert not desk.moved().result()
        with pytest.raises(BookReadOnly, match="--known-on 2026-02-03"):
            desk.change(accounts.archive, {"account_id": 1}).result()
        assert len(list(folder.iterdir())) == 1
    finally:
        desk.close()
    assert list(folder.iterdir()) == []
    assert desk.path == book
