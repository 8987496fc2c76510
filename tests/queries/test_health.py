"""The health of a book: bands, movers, pulses, one account (DOMAIN §10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from csm_tui.domain.filters import parse
from csm_tui.errors import UnknownAccount
from csm_tui.operations import accounts
from csm_tui.operations.fields import parse_fields
from csm_tui.queries import health, review
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add

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
        ("unknown", "yellow", 1, None),
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


def test_the_events_of_an_account_are_touchpoints_overrides_and_renewals(
    book: Book, add: Add
) -> None:
    account_id = add(
        name="Acme", arr="30000", start_date="2024-03-01", renewal_date="2025-03-01",
        auto_renew="yes",
    )  # fmt: skip
    db = book.connection
    db.executemany(
        "INSERT INTO touchpoint (account_id, date, kind, channel, status, automated)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (account_id, "2026-01-20", "check-in", "video", "done", 0),
            (account_id, "2026-01-21", "check-in", "video", "no-show", 0),
            (account_id, "2026-01-22", "email", "email", "done", 1),
            (account_id, "2026-02-20", "check-in", "video", "planned", 0),
            (account_id, "2024-06-01", "kickoff", None, "done", 0),
        ],
    )
    db.execute(
        "INSERT INTO override (account_id, figure, value, reason, set_on, until)"
        " VALUES (?, 'health', '80', 'new champion', '2026-01-10', '2026-02-01')",
        (account_id,),
    )
    found = health.of_account(db, account_id, today=TODAY, weeks=52)
    assert [(one.day.isoformat(), one.kind, one.text) for one in found.events] == [
        ("2025-03-01", "renewal", "renewal renewed, by itself"),
        ("2026-01-10", "override", "health set to 80: new champion"),
        ("2026-01-20", "touchpoint", "check-in, video"),
        ("2026-01-21", "touchpoint", "check-in, video, no-show"),
        ("2026-03-01", "renewal", "renewal renews by itself"),
    ]
    assert found.events[1].until == date(2026, 2, 1)
    short = health.of_account(db, account_id, today=TODAY, weeks=4)
    assert [one.kind for one in short.events] == ["touchpoint", "touchpoint"]
    # All weeks since the first touchpoint.
    assert len(health.of_account(db, account_id, today=TODAY, weeks=None).weeks) == 88


def test_renewals_follow_a_renewal_date_that_was_dated_back(book: Book, add: Add) -> None:
    account_id = add(name="Acme", start_date="2024-09-01", renewal_date="2025-09-01")
    for day, renewal in ((date(2025, 10, 1), "2025-12-01"), (date(2025, 8, 1), "2026-09-01")):
        values = parse_fields("accounts", {"renewal_date": renewal}, today=day)
        accounts.edit(book, account_id, values, today=day, now=NOW)
    found = health.of_account(book.connection, account_id, today=TODAY, weeks=52)
    assert [one.text for one in found.events] == ["renewal renewed, put off to 1 Sep 2026"]


def test_stale_and_unknown_are_counted_whole_and_listed_apart(book: Book, add: Add) -> None:
    for number in range(3):
        add(name=f"Dark {number}", arr=str(30_000 + number), **OLD)
        account_id = add(name=f"Old {number}", arr=str(30_000 + number), **OLD)
        read(book, account_id, ("score", 60, 80))
    found = review.gaps(book.connection, ALL, today=TODAY, stale_days=30, limit=2)
    assert [row.account for row in found.unknown] == ["Dark 2", "Dark 1"]
    assert [row.account for row in found.stale] == ["Old 2", "Old 1"]
    assert (found.stale_accounts, found.unknown_accounts) == (3, 3)
    none = review.gaps(book.connection, ALL, today=TODAY, stale_days=30, limit=0)
    assert (none.stale, none.stale_accounts, none.unknown_accounts) == ([], 3, 3)
