"""Deciding on moves between tiers: which of two, several at once, and what cannot be decided."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from csm_tui.domain.filters import parse
from csm_tui.errors import InvalidValue
from csm_tui.operations import accounts, tier_moves, undo
from csm_tui.operations.together import together
from csm_tui.queries import tier_moves as queries
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def grown(book: Book) -> int:
    """Return an account that grew into medium touch and is suggested to go on to high."""
    before = TODAY - timedelta(200)
    values = {"name": "Vega", "arr": 2_000_000, "complexity": "high", "start_date": before}
    (account,) = accounts.add(book, values, today=before, now=NOW).accounts
    accounts.edit(book, account, {"arr": 6_000_000}, today=TODAY - timedelta(9), now=NOW)
    return account


def grounds(book: Book) -> list[str]:
    prepare(book.connection, TODAY)
    found = queries.tier_moves(book.connection, parse(""), today=TODAY)
    return [row.move.ground for row in found]


def test_of_two_moves_the_one_named_is_decided_on(book: Book, grown: int) -> None:
    assert grounds(book) == ["suggested", "moved"]
    tier_moves.dismiss(book, grown, ground="moved", today=TODAY, now=NOW)
    assert grounds(book) == ["suggested"]
    with pytest.raises(InvalidValue, match="No move between tiers waits for Vega"):
        tier_moves.accept(book, grown, ground="moved", today=TODAY, now=NOW)
    tier_moves.accept(book, grown, ground="suggested", today=TODAY, now=NOW)
    assert grounds(book) == []


def test_several_are_accepted_together_and_taken_back_by_one_undo(book: Book, grown: int) -> None:
    steps = [
        (tier_moves.accept, {"account_id": grown, "ground": ground})
        for ground in ("moved", "suggested")
    ]
    together(book, name="Accepted: 2 moves between tiers", steps=steps, today=TODAY, now=NOW)
    assert grounds(book) == []
    undo.undo(book, today=TODAY, now=NOW)
    assert grounds(book) == ["suggested", "moved"]


def test_a_suggestion_that_was_dismissed_can_still_be_accepted(book: Book, grown: int) -> None:
    for ground in ("suggested", "moved"):
        tier_moves.dismiss(book, grown, ground=ground, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="No move between tiers waits"):
        tier_moves.dismiss(book, grown, today=TODAY, now=NOW)
    tier_moves.accept(book, grown, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    tiers = queries.of_account(book.connection, grown, today=TODAY)
    assert tiers.history.spans[-1].tier == "high"
    assert [one.decision for one in tiers.history.decisions][-1] == "accepted"


def test_what_moves_by_itself_takes_neither_reason_nor_end(book: Book, grown: int) -> None:
    with pytest.raises(InvalidValue, match="Vega moves by itself"):
        tier_moves.accept(book, grown, ground="moved", reason="logo", today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="needs an end date from 2 Feb 2026 on"):
        tier_moves.accept(book, grown, until=date(2026, 2, 1), today=TODAY, now=NOW)
    assert grounds(book) == ["suggested", "moved"]
