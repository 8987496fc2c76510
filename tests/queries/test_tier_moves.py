"""Moves between tiers over a book: from the journal, undone, as of a day, decided on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from csm_tui.domain.filters import parse
from csm_tui.operations import accounts, tier_moves, undo
from csm_tui.operations.fields import parse_fields
from csm_tui.queries.tier_moves import MoveRow, committed, history, of_account
from csm_tui.queries.tier_moves import tier_moves as moves
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare, refresh
from tests.queries.conftest import NOW, TODAY, day


@pytest.fixture
def vega(book: Book) -> int:
    """Return an account of medium touch that entered the book 200 days ago."""
    return added(book, name="Vega", arr="60000")


def added(book: Book, **fields: str) -> int:
    values = parse_fields("accounts", {"start_date": "2024-05-01", **fields}, today=TODAY)
    (account,) = accounts.add(book, values, today=day(-200), now=NOW).accounts
    return account


def edit(book: Book, account: int, days: int = 0, **fields: str) -> None:
    values = parse_fields("accounts", fields, today=TODAY)
    accounts.edit(book, account, values, today=day(days), now=NOW)


def by_hand(book: Book, account: int, tier: str | None, set_: int, until: int) -> None:
    accounts.override(
        book,
        account,
        figure="tier",
        value=tier,
        reason="lighthouse",
        until=day(until),
        today=day(set_),
        now=NOW,
    )


def put(book: Book, table: str, account: int, **fields: Any) -> None:
    row = {"account_id": account, **fields}
    marks = ", ".join("?" * len(row))
    book.connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()]
    )
    refresh(book.connection, None, TODAY)


def rows(book: Book, words: str = "", on: date = TODAY, **options: Any) -> list[MoveRow]:
    prepare(book.connection, on)
    return moves(book.connection, parse(words), today=on, **options)


def told(book: Book, words: str = "", on: date = TODAY, **options: Any) -> list[tuple[object, ...]]:
    found = rows(book, words, on, **options)
    return [(row.account, row.move.ground, row.move.tier_from, row.move.tier_to) for row in found]


def test_a_change_in_the_journal_moves_an_account_from_its_day_and_undone_it_did_not(
    book: Book, vega: int
) -> None:
    edit(book, vega, -40, strategic="5")
    (row,) = rows(book)
    assert row.move[:5] == ("moved", "medium", "high", "strategic 5 of 5", day(-40))
    assert (row.up, row.arr, row.decision) == (True, 6_000_000, None)
    undo.undo(book, today=TODAY, now=NOW)
    assert rows(book) == []
    undo.redo(book, today=TODAY, now=NOW)
    assert told(book) == [("Vega", "moved", "medium", "high")]


def test_recorded_arr_that_shrank_demotes_and_names_what_it_was(book: Book, vega: int) -> None:
    edit(book, vega, -12, arr="9000")
    (row,) = rows(book)
    assert row.move[:3] == ("moved", "medium", "low")
    assert row.move.since == day(-12)
    assert row.move.reason.endswith("; 60,000 before")
    assert row.up is False
    assert rows(book, on=day(-20)) == []


def test_subscriptions_and_arr_changes_move_accounts_too(book: Book, vega: int) -> None:
    nova = added(book, name="Nova")
    put(book, "subscription", vega, start_date="2024-05-01", end_date="2026-01-03", arr=6_000_000)
    put(book, "subscription", vega, start_date="2026-01-03", arr=15_000_000)
    put(book, "arr_change", nova, date="2024-05-01", amount=15_000_000)
    put(book, "arr_change", nova, date="2026-01-20", amount=-14_600_000)
    assert told(book) == [
        ("Vega", "moved", "medium", "high"),
        ("Nova", "moved", "high", "tech"),
    ]
    assert [row.move.since for row in rows(book)] == [date(2026, 1, 3), date(2026, 1, 20)]
    assert told(book, on=date(2026, 1, 10)) == [("Vega", "moved", "medium", "high")]


def test_an_override_is_held_then_lapses_then_has_lapsed(book: Book, vega: int) -> None:
    by_hand(book, vega, "high", -60, 45)
    assert told(book) == [("Vega", "held", "high", "medium")]
    assert [row.move.since for row in rows(book)] == [day(-60)]
    assert told(book, on=day(20)) == [("Vega", "lapsing", "high", "medium")]
    assert told(book, on=day(50)) == [("Vega", "lapsed", "high", "medium")]
    assert rows(book, on=day(50))[0].move.since == day(46)
    undo.undo(book, today=TODAY, now=NOW)
    assert rows(book, on=day(50)) == []


def test_what_waits_comes_first_then_the_most_arr_of_those_that_the_filter_keeps(
    book: Book, vega: int
) -> None:
    edit(book, vega, -3, complexity="high")
    small = added(book, name="Small", arr="30000", complexity="high", owner="ana")
    edit(book, added(book, name="Grown", arr="20000"), -5, arr="300000")
    gone = added(book, name="Gone", arr="60000", complexity="high")
    accounts.archive(book, gone, today=TODAY, now=NOW)
    added(book, name="Lost", arr="60000", complexity="high", status="churned")
    assert [row.account for row in rows(book)] == ["Vega", "Small", "Grown"]
    assert [row.account_id for row in rows(book, "owner:ana")] == [small]


def test_looking_at_one_account_finds_what_looking_at_all_does(book: Book, vega: int) -> None:
    """What is not looked at closely in the whole book has no move."""
    ids = [vega, added(book, name="No ARR"), added(book, name="Unmoved", arr="300000")]
    for days, fields in enumerate(({"arr": "4000"}, {"strategic": "4"}, {"complexity": "high"})):
        ids.append(added(book, name=f"Edited {days}", arr="60000"))
        edit(book, ids[-1], -80 + days, **fields)
    for place, (set_, until) in enumerate(((-100, -50), (-100, -95), (-5, 10), (-5, 400))):
        ids.append(added(book, name=f"By hand {place}", arr="60000"))
        by_hand(book, ids[-1], "low", set_, until)
    whole = rows(book, decided=True)
    alone = [row for id in ids for row in rows(book, decided=True, only=id)]
    assert sorted(whole, key=str) == sorted(alone, key=str)
    assert {row.move.ground for row in whole} == {
        "suggested", "lapsing", "held", "lapsed", "moved",
    }  # fmt: skip


def test_a_dismissed_move_is_back_when_its_reason_is_another(book: Book, vega: int) -> None:
    edit(book, vega, complexity="high")
    tier_moves.dismiss(book, vega, reason="no budget", today=TODAY, now=NOW)
    assert rows(book) == []
    (row,) = rows(book, decided=True)
    assert row.decision is not None
    assert row.decision[:2] == ("dismissed", TODAY)
    assert row.decision.reason == "no budget"
    edit(book, vega, complexity="low", potential_arr="250000")
    assert told(book) == [("Vega", "suggested", "medium", "high")]


def test_a_decision_of_a_later_day_does_not_count_before_it(book: Book, vega: int) -> None:
    edit(book, vega, -50, complexity="high")
    tier_moves.dismiss(book, vega, today=TODAY, now=NOW)
    assert rows(book) == []
    assert [row.decision for row in rows(book, on=day(-1))] == [None]
    assert history(book.connection, vega, today=day(-1)).decisions == []


def test_what_was_accepted_is_held_and_decided_until_it_ends(book: Book, vega: int) -> None:
    edit(book, vega, complexity="high")
    tier_moves.accept(book, vega, today=TODAY, now=NOW)
    assert rows(book) == []
    assert told(book, decided=True) == [("Vega", "held", "high", "medium")]
    by_hand(book, vega, None, 0, 0)
    assert ("Vega", "suggested", "medium", "high") in told(book)
    undo.undo(book, today=TODAY, now=NOW)
    undo.undo(book, today=TODAY, now=NOW)
    assert told(book) == [("Vega", "suggested", "medium", "high")]


def test_an_override_set_otherwise_after_one_that_was_accepted_waits(book: Book, vega: int) -> None:
    edit(book, vega, complexity="high")
    tier_moves.accept(book, vega, today=day(-1), now=NOW)
    by_hand(book, vega, "low", 0, 200)
    assert told(book) == [("Vega", "held", "low", "medium")]


def test_the_history_has_each_tier_and_decision_and_what_waits(book: Book, vega: int) -> None:
    edit(book, vega, -40, arr="9000")
    edit(book, vega, -10, arr="120000")
    tier_moves.dismiss(book, vega, today=TODAY, now=NOW)
    by_hand(book, vega, "medium", 0, 20)
    found = of_account(book.connection, vega, today=TODAY)
    assert [(one.since, one.tier, one.by_hand) for one in found.history.spans] == [
        (day(-200), "medium", False),
        (day(-40), "low", False),
        (day(-10), "high", False),
        (TODAY, "medium", True),
    ]
    assert [one.decision for one in found.history.decisions] == ["dismissed"]
    assert [row.move.ground for row in found.waiting] == ["lapsing"]


def test_the_model_commits_for_so_many_months(book: Book) -> None:
    assert committed(book.connection, TODAY) == date(2027, 2, 2)
    assert committed(book.connection, date(2028, 2, 29)) == date(2029, 2, 28)
