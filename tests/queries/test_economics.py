"""Costs to serve over a book: tiers, minutes logged, and who stands out (DOMAIN §9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from csm_tui.domain.filters import parse
from csm_tui.domain.served_account import served
from csm_tui.domain.serving import OVER, UNDER
from csm_tui.queries.accounts import card
from csm_tui.queries.economics import Economics, EconomicsRow, economics, of_account
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare, refresh
from tests.queries.conftest import TODAY, Add

OLD = {"start_date": "2024-01-01"}


def put(book: Book, table: str, account: int, on: date, **fields: Any) -> None:
    row = {"account_id": account, "date": on.isoformat(), **fields}
    marks = ", ".join("?" * len(row))
    book.connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()]
    )


def touch(book: Book, account: int, minutes: int | None, days: int = 10, **fields: Any) -> None:
    """Put a touchpoint of so many days ago; a check-in held by video unless told otherwise."""
    row = {"kind": "check-in", "channel": "video", "status": "done", "minutes": minutes}
    put(book, "touchpoint", account, TODAY - timedelta(days=days), **{**row, **fields})


def spent(book: Book, account: int, value: float, days: int = 10) -> None:
    """Put minutes of a CSM as a metric."""
    on = TODAY - timedelta(days=days)
    put(book, "metric", account, on, metric="csm_minutes", value=value)


def asked(book: Book, words: str = "") -> Economics:
    refresh(book.connection, None, TODAY)
    prepare(book.connection, TODAY)
    return economics(book.connection, parse(words), today=TODAY)


def rows(book: Book, words: str = "") -> dict[str, EconomicsRow]:
    return {row.account: row for row in asked(book, words).rows}


def test_planned_cost_share_and_sums(book: Book, add: Add) -> None:
    add(name="Acme", arr="100000", health="90", **OLD)
    add(name="Bolt", arr="300000", health="90", **OLD)
    add(name="Corn", arr="10000", health="90", **OLD)
    found = asked(book)
    high, medium, low, _ = found.tiers
    assert (high.accounts, high.arr, high.cost) == (2, 40_000_000, 1_360_000)
    assert high.share == pytest.approx(3.4)
    assert (medium.accounts, medium.cost) == (0, 0)
    assert low.cost == 54_286
    assert found.blended.share == pytest.approx(100 * 14_142.86 / 410_000, abs=0.001)
    acme = rows(book)["Acme"].found
    assert (acme.cost, acme.share, acme.band) == (680_000, 6.8, "comfortable")


def test_prospects_churned_and_archived_accounts_are_no_part_of_it(book: Book, add: Add) -> None:
    add(name="Acme", arr="100000", **OLD)
    add(name="Hope", arr="100000", status="prospect")
    gone = add(name="Gone", arr="100000", status="churned", **OLD)
    shelved = add(name="Shelved", arr="100000", **OLD)
    book.connection.execute("UPDATE account SET archived_on = '2026-01-01' WHERE id = ?", [shelved])
    assert set(rows(book)) == {"Acme"}
    assert rows(book, "archived") == {}
    assert not of_account(book.connection, gone, today=TODAY).rows


def test_minutes_count_where_a_person_of_ours_spent_them_within_the_year(
    book: Book, add: Add
) -> None:
    acme = add(name="Acme", arr="100000", **OLD)
    touch(book, acme, 30, days=0)
    touch(book, acme, 60, days=365)
    touch(book, acme, 1_000, days=366)
    touch(book, acme, 1_000, days=-1)
    touch(book, acme, None)
    for otherwise in (
        {"status": "planned"},
        {"status": "no-show"},
        {"automated": 1},
        {"owner": "Automation"},
        {"channel": "in-app"},
        {"channel": "automated"},
    ):
        touch(book, acme, 1_000, **otherwise)
    row = rows(book)["Acme"]
    assert row.minutes == 90
    assert row.found.actual == 11_538


def test_the_metric_counts_where_no_touchpoint_has_minutes(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="100000", **OLD)
    bolt = add(name="Bolt", arr="100000", **OLD)
    add(name="Corn", arr="100000", **OLD)
    touch(book, acme, 30)
    spent(book, acme, 500)
    touch(book, bolt, None)
    spent(book, bolt, 500, days=20)
    spent(book, bolt, 45, days=20)
    spent(book, bolt, 15.5, days=10)
    spent(book, bolt, 500, days=400)
    found = {name: row.minutes for name, row in rows(book).items()}
    assert found == {"Acme": 30, "Bolt": 60.5, "Corn": None}
    assert rows(book)["Corn"].found.actual is None
    assert rows(book, "bolt")["Bolt"].minutes == 60.5
    logged = asked(book).logged
    assert (logged.accounts, logged.minutes) == (2, 90.5)
    assert (logged.planned_for, logged.planned) == (2, 1_360_000)


def test_nothing_logged_is_unknown_and_not_zero(book: Book, add: Add) -> None:
    add(name="Acme", arr="100000", **OLD)
    found = asked(book)
    assert (found.logged.accounts, found.logged.cost) == (0, None)
    assert found.gaps.logged == 0


def test_over_and_under_served_stand_first_by_name(book: Book, add: Add) -> None:
    add(name="Apt", arr="150000", health="90", last_contact_on="2026-01-30", **OLD)
    add(name="Late", arr="150000", health="90", last_contact_on="2025-06-01", **OLD)
    small = add(name="Small", arr="6000", health="90", **OLD)
    touch(book, small, 1_200)
    add(name="Seed", arr="4000", potential_arr="400000", health="90", **OLD)
    found = asked(book)
    assert [(row.account, row.found.flag) for row in found.rows] == [
        ("Seed", OVER),
        ("Small", OVER),
        ("Late", UNDER),
        ("Apt", None),
    ]
    by_name = {row.account: row.found for row in found.rows}
    assert by_name["Seed"].reasons == ("medium touch: 2,514, 62.9 % of ARR",)
    assert by_name["Small"].reasons == ("20 h logged: 1,538, 25.6 % of ARR",)
    # Due on 1 July by the 30 days of a healthy account; red from half as long again.
    assert by_name["Late"].reasons == ("size 65, in red since 16 Jul 2025",)
    assert by_name["Late"].band == "under"
    assert [row.account for row in found.flagged(UNDER)] == ["Late"]


def test_a_touchpoint_booked_in_time_keeps_an_account_out_of_red(book: Book, add: Add) -> None:
    late = add(name="Late", arr="150000", health="90", last_contact_on="2025-06-01", **OLD)
    touch(book, late, None, days=-2, status="planned")
    assert rows(book)["Late"].found.flag is None


def test_unknown_arr_and_no_arr_are_counted_apart(book: Book, add: Add) -> None:
    add(name="Acme", arr="100000", **OLD)
    add(name="Blank", **OLD)
    add(name="Free", arr="0", **OLD)
    add(name="Trial", status="trial", **OLD)
    found = asked(book)
    gaps = found.gaps
    assert (gaps.accounts, gaps.without_arr, gaps.arr_of_nothing, gaps.other_tier) == (4, 2, 1, 0)
    by_tier = {tier.tier: tier for tier in found.tiers}
    assert (by_tier["unknown"].cost, by_tier["unknown"].arr) == (None, None)
    assert (by_tier["tech"].accounts, by_tier["tech"].cost) == (2, 19_600)
    assert (by_tier["tech"].without_arr, by_tier["tech"].arr, by_tier["tech"].share) == (1, 0, None)
    assert (found.blended.accounts, found.blended.of) == (2, 4)
    assert found.bands()[None] == 3


def test_an_empty_book_has_tiers_and_nothing_in_them(book: Book) -> None:
    found = asked(book)
    assert [tier.tier for tier in found.tiers] == ["high", "medium", "low", "tech"]
    assert {tier.accounts for tier in found.tiers} == {0}
    assert (list(found.rows), found.blended.share) == ([], None)


def test_one_account_is_as_it_is_in_the_book(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="100000", **OLD)
    add(name="Bolt", arr="100000", **OLD)
    touch(book, acme, 30)
    whole = rows(book)["Acme"]
    alone = of_account(book.connection, acme, today=TODAY)
    assert list(alone.rows) == [whole]


def test_the_card_says_of_each_account_what_the_book_says(book: Book, add: Add) -> None:
    late = add(name="Late", arr="150000", health="90", last_contact_on="2025-06-01", **OLD)
    small = add(name="Small", arr="6000", health="90", **OLD)
    add(name="Blank", **OLD)
    gone = add(name="Gone", arr="6000", status="churned", **OLD)
    touch(book, small, 1_200)
    touch(book, small, 30, days=366)
    touch(book, small, 1_000, channel="automated")
    for value in (500, 45):
        spent(book, late, value, days=20)
        spent(book, small, value)
    spent(book, late, 15.5, days=365)
    for row in asked(book).rows:
        found = card(book.connection, row.account_id, today=TODAY)
        assert served(found.account, found.facts, found.standing, found.model) == row.found
    assert rows(book)["Late"].minutes == 60.5
    left = card(book.connection, gone, today=TODAY)
    assert served(left.account, left.facts, left.standing, left.model) is None
