"""Today's list in the order of DOMAIN §11, and the book in a few figures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.signals import signal_id
from csm_tui.domain.touch_model import TouchModel
from csm_tui.operations import accounts, signals, tasks, touchpoints
from csm_tui.queries import agenda
from csm_tui.queries.accounts import card
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from csm_tui.store.standings import current_model, prepare
from tests.queries.conftest import NOW, TODAY, Add


def rows(book: Book, limit: int | None = None) -> list[agenda.TodayRow]:
    prepare(book.connection, TODAY)
    return agenda.today(book.connection, today=TODAY, limit=limit)


def test_rows_go_by_the_points_of_their_account(book: Book, add: Add) -> None:
    small = add(name="Small", arr="30k", renewal_date="2026-02-20", pulse="4")
    large = add(name="Large", arr="500k", renewal_date="2026-02-20", pulse="1")
    found = rows(book)
    assert [row.account_id for row in found] == sorted(
        (row.account_id for row in found), key=lambda one: (one != large, one != small)
    )
    standing = card(book.connection, large, today=TODAY).standing
    assert found[0].score == standing.rank.score
    assert found[0].terms == standing.rank.terms
    assert sum(row.account_id == large for row in found) == len(standing.rank.items)


def test_equal_points_go_by_days_overdue_then_arr_then_name(book: Book, add: Add) -> None:
    same = {"renewal_date": "2026-02-20", "pulse": "4", "start_date": "2025-01-01"}
    for name, arr in (("Delta", "600k"), ("Beta", "600k"), ("Alpha", "600k"), ("Gamma", "700k")):
        add(name=name, arr=arr, **same)
    found = rows(book)
    assert len({row.score for row in found}) == 1
    keys = [(-row.days_overdue, -(row.arr or 0), row.account) for row in found]
    assert keys == sorted(keys)
    assert next(row.account for row in found) == "Gamma"


def test_what_is_booked_for_today_stands_first_by_time_then_without_time(
    book: Book, add: Add
) -> None:
    add(name="Burning", arr="900k", renewal_date="2026-02-03", pulse="1")
    calm = add(name="Calm", arr="6k", start_date="2020-01-01", health="90")
    for time in (None, "16:00", "08:15"):
        values = {"status": "planned", "date": TODAY}
        touchpoints.log(book, calm, values, time=time, today=TODAY, now=NOW)
    found = rows(book)
    assert [(row.account, row.time) for row in found[:3]] == [
        ("Calm", "08:15"),
        ("Calm", "16:00"),
        ("Calm", None),
    ]
    assert found[3].account == "Burning"
    assert [row.rank for row in found] == list(range(1, len(found) + 1))


def test_nothing_without_points_is_listed(book: Book, add: Add) -> None:
    add(name="Calm", arr="6k", start_date="2020-01-01", health="90")
    assert rows(book) == []


def plan(book: Book, account: int, **values: object) -> None:
    """Add a check-in that the program planned for today."""
    row = {"account_id": account, "date": TODAY, "kind": "check-in", "status": "planned"}
    given = {"booked": 0, "plan": "check-in:2026-02-02", "channel": "video", "effort": 60}
    with operation(book, "Plan", today=TODAY, now=NOW) as recorder:
        recorder.insert("touchpoint", {**row, **given, **values})


def test_a_plan_of_today_is_listed_by_its_points_with_its_minutes(book: Book, add: Add) -> None:
    calm = add(name="Calm", arr="6k", start_date="2020-01-01", health="90")
    add(name="Burning", arr="900k", renewal_date="2026-02-03", pulse="1")
    plan(book, calm, subject="Quarterly check-in", reason="low: every 90 days")
    row = rows(book)[-1]
    assert (row.account, row.lane, row.minutes, row.signal_id) == ("Calm", "due", 60, None)
    assert row.reason == "Quarterly check-in, video, 1h: every 90 days"
    assert row.touchpoint_id == 1


def test_planned_automation_is_nobodys_thing_to_do(book: Book, add: Add) -> None:
    calm = add(name="Calm", arr="6k", start_date="2020-01-01", health="90")
    plan(book, calm, automated=1, channel="automated")
    assert rows(book) == []


def test_a_row_names_the_signal_to_put_aside_and_is_gone_once_it_is(book: Book, add: Add) -> None:
    account = add(name="Large", arr="500k", renewal_date="2026-02-20", health="90")
    ids = {row.kind: row.signal_id for row in rows(book)}
    assert ids["renewal"] == signal_id(account, "renewal")
    signals.done(book, [id for id in ids.values() if id], today=TODAY, now=NOW)
    assert rows(book) == []


def test_the_day_in_figures_counts_what_is_done_and_planned(book: Book, add: Add) -> None:
    calm = add(name="Calm", arr="6k", start_date="2020-01-01", health="90")
    values = {"channel": "video", "minutes": 45}
    touchpoints.log(book, calm, values, today=TODAY, now=NOW)
    plan(book, calm, kind="training")
    found = agenda.figures(book.connection, rows(book), today=TODAY)
    assert found == agenda.Figures(to_do=1, done=1, minutes=105, available=360)


def test_archived_accounts_are_not_listed(book: Book, add: Add) -> None:
    gone = add(name="Gone", arr="900k", pulse="1")
    tasks.add(book, gone, {"title": "x", "due": TODAY - timedelta(3)}, today=TODAY, now=NOW)
    accounts.archive(book, gone, today=TODAY, now=NOW)
    assert rows(book) == []
    assert agenda.summary(book.connection, today=TODAY).accounts == 0


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_limit_is_the_beginning_of_the_whole_list(book: Book, add: Add, limit: int) -> None:
    for name, arr in (("A", "100k"), ("B", "200k"), ("C", "300k")):
        add(name=name, arr=arr, pulse="1")
    assert rows(book, limit) == rows(book)[:limit]


def test_the_summary_adds_up_by_tier(book: Book, add: Add) -> None:
    add(name="A", arr="100k")
    add(name="B", arr="99999.99")
    add(name="C")
    prepare(book.connection, TODAY)
    found = agenda.summary(book.connection, today=TODAY)
    assert [(tier.tier, tier.accounts, tier.arr) for tier in found.tiers] == [
        ("high", 1, 10_000_000),
        ("medium", 1, 9_999_999),
        ("unknown", 1, 0),
    ]
    assert (found.accounts, found.arr) == (3, 19_999_999)


def test_the_hours_are_the_sum_over_the_accounts(book: Book, add: Add) -> None:
    for place in range(6):
        add(name=f"H{place}", arr=f"{place * 20}k", health=str(60 + 3 * place))
    prepare(book.connection, TODAY)
    model: TouchModel = current_model(book.connection)[1]
    single = 0.0
    for account_id in range(1, 7):
        standing = card(book.connection, account_id, today=TODAY).standing
        single += monthly_hours(
            standing.level.level,
            standing.tier.tier,
            standing.stage.stage,
            standing.quadrant.quadrant,
            standing.health.score,
            model,
        )
    found = agenda.summary(book.connection, today=TODAY)
    assert found.hours == pytest.approx(single)
    assert found.hours_available == 130


def test_gaps_are_those_of_live_accounts_the_dearest_first(book: Book, add: Add) -> None:
    add(
        name="Whole",
        arr="100k",
        health="80",
        renewal_date="2026-12-01",
        last_contact_on="2026-02-01",
    )
    add(name="Bare", arr="50k")
    add(name="Prospect", status="prospect")
    add(name="Left", status="churned", churned_on="2025-01-01")
    prepare(book.connection, TODAY)
    gaps = {gap.missing: gap for gap in agenda.summary(book.connection, today=TODAY).gaps}
    assert gaps["health"].largest == ("Bare",)
    assert gaps["renewal date"].largest == ("Bare",)
    assert gaps["contact"].largest == ("Whole", "Bare")
    assert gaps["touchpoint"].arr == 5_000_000
    assert "ARR" not in gaps
    arrs = [gap.arr for gap in gaps.values()]
    assert arrs == sorted(arrs, reverse=True)
