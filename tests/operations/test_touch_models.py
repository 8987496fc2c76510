"""Adopting a model is one undoable step that keeps what moved; a wrong one changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from csm_tui.domain.model_changes import apply
from csm_tui.domain.model_moves import Shift
from csm_tui.errors import Cancelled, ModelProblem
from csm_tui.models import preset
from csm_tui.operations import touch_models
from csm_tui.operations.accounts import add
from csm_tui.queries.touch_models import adoptions, kept, text_in_force
from csm_tui.store import standings
from csm_tui.store.journal import redo, undo

if TYPE_CHECKING:
    from csm_tui.store.database import Book

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
TEXT = preset("four-tier")


@pytest.fixture
def book(book: Book) -> Book:
    """Return a book of five accounts, one of them archived later, one a prospect."""
    for name, arr in (("Acme", 120_000), ("Bolt", 105_000), ("Cora", 30_000), ("Dune", None)):
        values = {"name": name, "arr": None if arr is None else arr * 100}
        add(book, values, today=TODAY, now=NOW)
    add(book, {"name": "Ever", "arr": 11_000_000, "status": "prospect"}, today=TODAY, now=NOW)
    return book


def dump(book: Book) -> list[str]:
    return list(book.connection.iterdump())


def change(book: Book, **changes: str) -> None:
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    touch_models.change(book, keys, today=TODAY, now=NOW)


def tiers(book: Book) -> dict[str, str]:
    return dict(book.connection.execute("SELECT name, tier FROM account_standing"))


def test_adoption_keeps_which_accounts_moved(book: Book) -> None:
    change(book, tiers__high__from="110k")
    found = adoptions(book.connection)
    assert [one.version.in_force for one in found] == [True, False]
    assert found[1].moved is None
    moved = found[0].moved
    assert moved is not None
    assert (moved.accounts, moved.moved) == (4, 1)
    assert moved.tiers == (Shift("high", "medium", 1),)
    (one,) = moved.first
    assert (one.account, one.arr, one.tier_from, one.tier_to) == (
        "Bolt",
        10_500_000,
        "high",
        "medium",
    )


def test_the_cache_holds_under_the_new_model_and_after_undo_and_redo(book: Book) -> None:
    before = tiers(book)
    change(book, tiers__high__from="110k")
    after = tiers(book)
    assert after == {**before, "Bolt": "medium"}
    assert standings.differing(book.connection, TODAY) == []
    kept_moves = adoptions(book.connection)[0].moved
    undo(book, today=TODAY, now=NOW)
    assert tiers(book) == before
    assert text_in_force(book.connection) == ("four-tier", TEXT)
    redo(book, today=TODAY, now=NOW)
    assert tiers(book) == after
    assert adoptions(book.connection)[0].moved == kept_moves
    assert standings.differing(book.connection, TODAY) == []


def test_an_edit_is_named_by_the_keys_it_changes_and_keeps_remarks(book: Book) -> None:
    changes = touch_models.change(
        book,
        {"cadence.medium.check_in": "45d", "tiers.high.response_hours": "none"},
        today=TODAY,
        now=NOW,
        note="fewer calls",
    )
    assert changes.name == (
        "Changed the touch model: tiers.high.response_hours 0 → –,"
        ' cadence.levels.medium.check_in "30d" → "45d"'
    )
    assert adoptions(book.connection)[0].version.note == "fewer calls"
    assert text_in_force(book.connection)[1].count("#") == TEXT.count("#") - 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tiers.hihg.from", "1"),
        ("tiers.high.from", "-1"),
        ("tiers.high.from", "x"),
        ("tiers.medium.from", "100k"),
    ],
)
def test_a_wrong_key_value_or_order_changes_nothing(book: Book, key: str, value: str) -> None:
    before = dump(book)
    with pytest.raises(ModelProblem):
        touch_models.change(book, {key: value}, today=TODAY, now=NOW)
    assert dump(book) == before


def test_the_very_text_in_force_is_no_new_version(book: Book) -> None:
    before = dump(book)
    assert touch_models.use(book, TEXT, file="x", today=TODAY, now=NOW).operation is None
    assert touch_models.change(book, {"tiers.high.from": "100k"}, today=TODAY, now=NOW).count == 0
    assert dump(book) == before


def test_an_adoption_that_is_stopped_changes_nothing(book: Book) -> None:
    before = dump(book)

    def stop(done: int, whole: int) -> None:
        assert (done, whole) == (5, 5)
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        touch_models.use(book, preset("three-tier"), file="x", today=TODAY, now=NOW, progress=stop)
    assert dump(book) == before


def test_a_model_is_kept_replaced_and_removed_and_each_can_be_undone(book: Book) -> None:
    for commit in ("18", "24"):
        text = apply(TEXT, {"tiering.commit_months": commit}, file="mine")
        touch_models.keep(book, text, file="mine", name="mine", today=TODAY, now=NOW)
    (found,) = kept(book.connection)
    assert found.name == "mine"
    assert "commit_months = 24" in found.toml
    assert text_in_force(book.connection) == ("four-tier", TEXT)
    again = touch_models.keep(book, found.toml, file="mine", today=TODAY, now=NOW)
    assert again.operation is None
    undo(book, today=TODAY, now=NOW)
    assert "commit_months = 18" in kept(book.connection)[0].toml
    touch_models.remove(book, "mine", today=TODAY, now=NOW)
    assert kept(book.connection) == []
    undo(book, today=TODAY, now=NOW)
    assert [one.name for one in kept(book.connection)] == ["mine"]


@pytest.mark.parametrize("name", ["four-tier", "three-tier", " ", "12"])
def test_a_kept_model_needs_a_name_of_its_own(book: Book, name: str) -> None:
    with pytest.raises(ModelProblem, match="--name"):
        touch_models.keep(book, TEXT, file="mine", name=name, today=TODAY, now=NOW)


def test_a_model_that_is_not_kept_cannot_be_removed(book: Book) -> None:
    with pytest.raises(ModelProblem, match="csm model import FILE"):
        touch_models.remove(book, "mine", today=TODAY, now=NOW)
