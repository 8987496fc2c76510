"""The health of a book: bands, movers, pulses, one account (DOMAIN §10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csm_tui.domain.filters import parse
from csm_tui.errors import UnknownAccount
from csm_tui.queries import health
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare
from tests.queries.conftest import TODAY, Add

OLD = {"start_date": "2024-01-01"}
ALL = parse("")


def read(book: Book, account_id: int, *values: tuple[str, int, float]) -> None:
    """Put readings of (measure, days ago, value) into the book."""
    book.connection.executemany(
        "INSERT INTO health (account_id, date, measure, value) VALUES (?, ?, ?, ?)",
        [
            (account_id, (TODAY - timedelta(days=days)).isoformat(), measure, value)
            for measure, days, value in values
        ],
    )
    book.connection.execute("DELETE FROM account_standing WHERE account_id = ?", (account_id,))
    prepare(book.connection, TODAY)


def test_bands_count_unknown_apart_and_leave_out_who_is_no_customer(book: Book, add: Add) -> None:
    add(name="Green", arr="120000", health="90", **OLD)
    add(name="Red", arr="30000", health="20", **OLD)
    add(name="Dark", arr="30000", **OLD)
    add(name="No ARR", health="50", **OLD)
    add(name="Gone", arr="30000", health="90", status="churned", **OLD)
    add(name="Hope", arr="30000", health="90", status="prospect", **OLD)
    assert health.bands(book.connection, ALL, today=TODAY) == [
        ("high", "green", 1, 12_000_000),
        ("medium", "red", 1, 3_000_000),
        ("medium", "unknown", 1, 3_000_000),
        ("unknown", "yellow", 1, 0),
    ]
    assert health.bands(book.connection, parse("health:red"), today=TODAY) == [
        ("medium", "red", 1, 3_000_000)
    ]


def test_movers_are_those_of_both_spans_the_furthest_first(book: Book, add: Add) -> None:
    for name, then, before, now in (
        ("Falls", 90, 80, 50),
        ("Rises", 30, 40, 75),
        ("Turns", 90, 40, 60),
        ("Stays", 60, 60, 60.4),
    ):
        account_id = add(name=name, arr="30000", **OLD)
        read(book, account_id, ("score", 85, then), ("score", 30, before), ("score", 1, now))
    short, long = health.movers(book.connection, ALL, today=TODAY)
    assert (short.days, long.days) == (28, 84)
    assert [(one.row.account, one.move.change) for one in short.up] == [
        ("Rises", 35),
        ("Turns", 20),
    ]
    assert [one.row.account for one in short.down] == ["Falls"]
    assert [one.row.account for one in long.down] == ["Falls", "Turns"]
    limited, _ = health.movers(book.connection, ALL, today=TODAY, limit=1)
    assert [one.row.account for one in limited.up] == ["Rises"]


def test_in_a_large_book_the_furthest_are_still_found(
    book: Book, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "MOST", 2)
    for number in range(8):
        account_id = add(name=f"Calm {number}", arr="30000", **OLD)
        read(book, account_id, ("score", 85, 60), ("score", 30, 60), ("score", 1, 61))
    fell = add(name="Fell slowly", arr="30000", **OLD)
    read(book, fell, ("score", 85, 95), ("score", 30, 41), ("score", 1, 41))
    _, long = health.movers(book.connection, ALL, today=TODAY)
    assert [one.row.account for one in long.down] == ["Fell slowly"]


def test_a_pulse_in_another_band_is_listed_and_an_old_one_is_not(book: Book, add: Add) -> None:
    differs = add(name="Differs", arr="30000", **OLD)
    read(book, differs, ("pulse", 40, 100), ("pulse", 3, 25), ("score", 0, 80))
    agrees = add(name="Agrees", arr="30000", **OLD)
    read(book, agrees, ("pulse", 3, 75), ("score", 0, 80))
    past = add(name="Past", arr="30000", **OLD)
    read(book, past, ("pulse", 91, 0), ("score", 0, 80))
    ahead = add(name="Ahead", arr="30000", **OLD)
    read(book, ahead, ("pulse", -1, 0), ("score", 0, 80))
    found = health.pulse_differences(book.connection, ALL, today=TODAY)
    assert [(one.row.account, one.pulse, one.pulse_band, one.row.band) for one in found] == [
        ("Differs", 25, "red", "green")
    ]


def test_one_account_has_measures_with_points_and_weeks_beyond_400_days(
    book: Book, add: Add
) -> None:
    account_id = add(name="Acme", arr="30000", **OLD)
    read(
        book,
        account_id,
        ("score", 600, 33),
        ("adoption", 1, 80),
        ("support", 1, 60),
        ("pulse", 1, 50),
    )
    found = health.of_account(book.connection, account_id, today=TODAY, weeks=104)
    # (25 × 80 + 15 × 60 + 15 × 50) ÷ 55
    assert found.health.score == pytest.approx(66.363636364)
    assert sum(points or 0 for points in found.contributions) == pytest.approx(66.363636364)
    assert len(found.weeks) == 104
    assert 33 in {week.score for week in found.weeks}
    assert found.weeks[-1].score == pytest.approx(66.363636364)


def test_an_account_that_is_not_there_is_said_so(book: Book) -> None:
    with pytest.raises(UnknownAccount):
        health.of_account(book.connection, 7, today=TODAY, weeks=2)
