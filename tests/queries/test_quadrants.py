"""Accounts by quadrant, what is missing, and moves (DOMAIN §3 and §11)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from csm_tui.domain.filters import parse
from csm_tui.domain.placing import place
from csm_tui.domain.standing import assess
from csm_tui.operations import accounts
from csm_tui.queries.quadrant_moves import Moves, Spot, moves, stay
from csm_tui.queries.quadrants import NEED, SIZE, missing, not_placed, points, sums
from csm_tui.store.database import Book
from csm_tui.store.placing import facts_to_place
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import current_model, prepare
from tests.queries.conftest import NOW, TODAY, Add

ALL = parse("")


def counted(book: Book, words: str = "") -> dict[str | None, tuple[int, int | None, int]]:
    return {
        row.quadrant: (row.accounts, row.arr, row.without_arr)
        for row in sums(book.connection, parse(words), today=TODAY)
    }


def lacking(book: Book) -> dict[str, int]:
    return {
        row.what: row.accounts for row in missing(not_placed(book.connection, ALL, today=TODAY))
    }


def since(book: Book, day: date) -> Moves:
    return moves(book.connection, ALL, today=TODAY, since=day)


def reading(book: Book, account_id: int, measure: str, value: float, days: int = 0) -> None:
    day = (TODAY - timedelta(days=days)).isoformat()
    book.connection.execute(
        "INSERT INTO health (account_id, date, measure, value) VALUES (?, ?, ?, ?)",
        (account_id, day, measure, value),
    )
    book.connection.execute("DELETE FROM account_standing WHERE account_id = ?", (account_id,))
    prepare(book.connection, TODAY)


OLD = {"start_date": "2024-01-01"}


def test_every_quadrant_is_there_and_the_unknown_is_not_zero(book: Book, add: Add) -> None:
    add(name="Big", arr="300000", health="20", **OLD)
    add(name="Calm", arr="300000", health="90", **OLD)
    add(name="Small", arr="2000", health="90", **OLD)
    add(name="Dark", health="90", **OLD)
    assert counted(book) == {
        "persistent-intensive": (1, 30_000_000, 0),
        "persistent-light": (1, 30_000_000, 0),
        "project": (0, 0, 0),
        "digital-scale": (1, 200_000, 0),
        None: (1, None, 1),
    }
    assert counted(book, "arr>5000")[None] == (0, 0, 0)


def test_what_is_missing_is_named_by_axis_and_input(book: Book, add: Add) -> None:
    add(name="No size", health="90", **OLD)
    add(name="No need", arr="300000", **OLD)
    add(name="Some need", arr="300000", seats="10", seats_used="9", complexity="low", **OLD)
    assert lacking(book) == {
        SIZE: 1,
        NEED: 2,
        "health": 2,
        "adoption": 2,
        "licence use": 1,
        "open tickets": 2,
        "complexity": 1,
    }


@pytest.mark.parametrize("source", ["adoption_pct", "active_users", "reading", "stale"])
def test_the_missing_inputs_are_those_of_the_rules(book: Book, add: Add, source: str) -> None:
    account_id = add(name="Some", arr="300000", **OLD)
    if source == "reading":
        reading(book, account_id, "adoption", 60)
    else:
        name, days = ("adoption_pct", 91) if source == "stale" else (source, 3)
        book.connection.execute(
            "INSERT INTO metric (account_id, metric, date, value, base) VALUES (?, ?, ?, 60, 80)",
            (account_id, name, (TODAY - timedelta(days=days)).isoformat()),
        )
        book.connection.execute("DELETE FROM account_standing")
        prepare(book.connection, TODAY)
    ((account, facts),) = facts_for(book.connection, [account_id], TODAY)
    standing = assess(account, facts, current_model(book.connection)[1], TODAY)
    names = {"licence_use": "licence use", "tickets": "open tickets"}
    expected = {names.get(name, name) for name in standing.quadrant.missing}
    assert set(lacking(book)) - {NEED} == expected
    assert ("adoption" in expected) is (source == "stale")


def test_a_move_is_found_by_the_dates_of_the_facts(book: Book, add: Add) -> None:
    moved = add(name="Moved", arr="300000", **OLD)
    stayed = add(name="Stayed", arr="300000", **OLD)
    reading(book, moved, "score", 90, days=40)
    reading(book, moved, "score", 20)
    reading(book, stayed, "score", 90, days=40)
    found = since(book, TODAY - timedelta(days=30))
    (move,) = found.moves
    assert move[:5] == ("Moved", moved, 30_000_000, "persistent-light", "persistent-intensive")
    assert move.why == "health 20 is below 40"
    assert (move.stood, move.stands) == (Spot(80.0, 10.0), Spot(80.0, 80.0))
    assert found.then == {"persistent-light": 2}


def test_since_today_nobody_moved(book: Book, add: Add) -> None:
    add(name="Calm", arr="300000", health="90", **OLD)
    assert since(book, TODAY).moves == ()


def test_an_arr_changed_by_hand_moves_on_the_day_of_the_change(book: Book, add: Add) -> None:
    account_id = add(name="Grew", arr="10000", health="90", **OLD)
    later = TODAY + timedelta(days=9)
    accounts.edit(book, account_id, {"arr": 30_000_000}, today=later, now=NOW)
    reading(book, account_id, "score", 90)
    prepare(book.connection, later)
    found = moves(book.connection, ALL, today=later, since=TODAY)
    assert [(move.before, move.after) for move in found.moves] == [
        ("digital-scale", "persistent-light")
    ]


def test_a_long_look_back_is_told_of_and_can_be_ended(book: Book, add: Add) -> None:
    for number in range(3):
        add(name=f"Calm {number}", arr="300000", health="90", **OLD)
    told: list[tuple[int, int]] = []
    moves(
        book.connection,
        ALL,
        today=TODAY,
        since=TODAY,
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert told == [(0, 3), (3, 3)]

    def end(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moves(book.connection, ALL, today=TODAY, since=TODAY, progress=end)


def test_prospects_and_churned_accounts_stand_in_no_matrix(book: Book, add: Add) -> None:
    add(name="Stays", arr="300000", health="90", **OLD)
    add(name="Left", arr="300000", health="90", status="churned", **OLD)
    add(name="Perhaps", arr="300000", health="90", status="prospect")
    assert counted(book)["persistent-light"] == (1, 30_000_000, 0)
    assert [one.account for one in points(book.connection, ALL, today=TODAY)] == ["Stays"]
    assert lacking(book) == {}
    assert since(book, TODAY - timedelta(days=30)).then == {None: 1}


def test_a_point_stands_in_its_quadrant_also_where_need_is_forced(book: Book, add: Add) -> None:
    calm = add(name="Calm", arr="300000", health="90", **OLD)
    forced = add(name="New", arr="200000", health="90", start_date=TODAY.isoformat())
    low, high = points(book.connection, ALL, today=TODAY)
    assert (low.account_id, low.need, low.x, low.forced) == (calm, 10.0, 10.0, False)
    assert (high.account_id, high.need, high.x, high.forced) == (forced, 10.0, 45.0, True)
    assert high.quadrant == "persistent-intensive"


def test_an_account_says_since_when_it_stands_where_it_stands(book: Book, add: Add) -> None:
    moved = add(name="Moved", arr="300000", **OLD)
    reading(book, moved, "score", 90, days=80)
    reading(book, moved, "score", 20, days=16)
    found = stay(book.connection, moved, today=TODAY)
    assert (found.since, found.was) == (TODAY - timedelta(days=16), "persistent-light")
    calm = add(name="Calm", arr="300000", start_date=TODAY.isoformat())
    assert stay(book.connection, calm, today=TODAY).since is None


FACTS = (
    "INSERT INTO health (account_id, date, measure, value) VALUES (?, ?, ?, ?)",
    "INSERT INTO metric (account_id, date, metric, value) VALUES (?, ?, ?, ?)",
    "INSERT INTO survey (account_id, date, type, score, respondent) VALUES (?, ?, ?, ?, 'Ana')",
    "INSERT INTO touchpoint (account_id, date, kind, channel, contacts) VALUES (?, ?, ?, ?, 'Ana')",
)
NAMED = (
    ("score", "adoption", "support", "pulse", "sentiment"),
    ("adoption_pct", "tickets_open", "active_users", "licensed_seats"),
    ("nps",),
    ("check-in", "escalation"),
)


def test_the_few_facts_place_every_account_as_all_facts_do(book: Book) -> None:
    chance, connection = Random("few facts"), book.connection
    connection.execute("BEGIN")
    for account_id in range(1, 41):
        start = (TODAY - timedelta(days=chance.randrange(300))).isoformat()
        connection.execute(
            "INSERT INTO account (id, name, name_fold, arr, start_date, entered_on)"
            " VALUES (?, 'A', 'a', ?, ?, ?)",
            (account_id, chance.randrange(40_000_000), start, start),
        )
        connection.execute(
            "INSERT INTO contact (account_id, name, name_fold) VALUES (?, 'Ana', 'ana')",
            (account_id,),
        )
        for _ in range(chance.randrange(24)):
            kind = chance.randrange(4)
            day = (TODAY - timedelta(days=chance.randrange(-5, 420))).isoformat()
            value = "video" if kind == 3 else chance.randrange(10 if kind == 2 else 100)
            fact = (account_id, day, chance.choice(NAMED[kind]), value)
            connection.execute(FACTS[kind], fact)
    connection.execute("COMMIT")
    _, model = current_model(connection)
    seen = set()
    for days in (0, 28, 120):
        on = TODAY - timedelta(days=days)
        few, whole = facts_to_place(connection, None, on, model), facts_for(connection, None, on)
        for (account, found), (_, facts) in zip(few, whole, strict=True):
            expected = place(account, facts, model, on).quadrant
            assert place(account, found, model, on).quadrant.reason == expected.reason
            seen.add(expected.quadrant)
    assert len(seen) == 5
