"""What lies ahead: risk with its cause, renewals by notice, promises by date, who has no plan."""

from __future__ import annotations

from datetime import date, timedelta

from csm_tui.operations import accounts, tasks, touchpoints
from csm_tui.queries import outlook
from csm_tui.queries.accounts import find
from csm_tui.store.database import Book
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add


def test_at_risk_has_cause_action_and_the_next_day_of_a_person(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="60k", health="30", start_date="2020-01-01")
    large = add(name="Large", arr="600k", health="20", start_date="2020-01-01")
    add(name="Fine", arr="600k", health="90", start_date="2020-01-01")
    gone = add(name="Gone", arr="600k", health="20", start_date="2020-01-01")
    accounts.edit(book, gone, {"churned_on": TODAY}, today=TODAY, now=NOW)
    for days, channel in ((3, "automated"), (9, "video"), (20, "phone")):
        planned = {"date": TODAY + timedelta(days=days), "channel": channel, "status": "planned"}
        touchpoints.log(book, acme, planned, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    first, second = outlook.at_risk(book.connection, today=TODAY, limit=9)
    assert (first.account_id, first.cause, first.next) == (large, "health 20 is below 40", None)
    assert first.action
    assert second.next is not None
    assert second.next.date == TODAY + timedelta(days=9)
    assert outlook.risk_sum(book.connection) == outlook.Sum(2, 66_000_000)
    assert outlook.customers(book.connection) == outlook.Sum(3, 126_000_000)
    assert len(outlook.at_risk(book.connection, today=TODAY, limit=1)) == 1


def test_renewals_go_by_notice_and_what_was_not_renewed_stands_first(book: Book, add: Add) -> None:
    for name, renewal, notice in (
        ("In ninety days", "2026-05-03", "0"),
        ("A day beyond", "2026-05-04", "0"),
        ("Early notice", "2026-06-30", "60"),
        ("Notice passed", "2026-02-20", "30"),
        ("Not renewed", "2026-01-31", "0"),
    ):
        add(name=name, arr="60k", renewal_date=renewal, notice_days=notice)
    add(name="Without a date", arr="60k")
    early = find(book.connection, "Early notice")
    for days, channel in ((2, "automated"), (9, "video"), (5, "phone"), (-3, "phone")):
        planned = {"date": TODAY + timedelta(days=days), "channel": channel, "status": "planned"}
        touchpoints.log(book, early, {**planned, "kind": "renewal"}, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    found = outlook.renewals(book.connection, today=TODAY, days=90)
    assert [(row.account, row.notice_on) for row in found] == [
        ("Not renewed", date(2026, 1, 31)),
        ("Notice passed", date(2026, 1, 21)),
        ("Early notice", date(2026, 5, 1)),
        ("In ninety days", date(2026, 5, 3)),
    ]
    nexts = {row.account: (row.next_on, row.next_kind) for row in found}
    assert nexts["Early notice"] == (TODAY + timedelta(days=5), "renewal")
    assert nexts["Not renewed"] == (None, None)


def test_promises_are_those_open_and_due_by_a_day_ours_first(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="60k")
    for title, due, side in (
        ("Late", date(2026, 1, 30), "mine"),
        ("Theirs", date(2026, 2, 8), "theirs"),
        ("Ours", date(2026, 2, 8), "mine"),
        ("Later", date(2026, 2, 9), "mine"),
        ("Undated", None, "mine"),
    ):
        fields = {"title": title, "due": due, "side": side}
        tasks.add(book, acme, fields, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    found = outlook.promises(book.connection, until=date(2026, 2, 8))
    assert [row.title for row in found] == ["Late", "Ours", "Theirs"]


def test_only_who_asks_for_a_person_and_has_none_is_without_a_plan(book: Book, add: Add) -> None:
    add(name="Tech", arr="1k", start_date="2020-01-01")
    add(name="Digital", arr="6k", start_date="2020-01-01", health="90")
    bare = add(name="Bare", arr="60k", start_date="2020-01-01")
    planned = add(name="Planned", arr="600k", start_date="2020-01-01")
    values = {"date": TODAY + timedelta(days=9), "status": "planned", "channel": "video"}
    touchpoints.log(book, planned, values, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    until = TODAY + timedelta(weeks=13)
    (row,) = outlook.unplanned(book.connection, today=TODAY, until=until, limit=9)
    assert (row.account_id, row.level) == (bare, "medium")
    assert row.reason == "asked for since the book was last planned"
    assert outlook.unplanned_count(book.connection, today=TODAY) == 2
