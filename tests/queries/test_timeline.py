"""The events of an account, newest first, in pages; and which accounts want a review."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.domain.filters import parse
from csm_tui.errors import InvalidValue
from csm_tui.operations import accounts, tasks, touchpoints
from csm_tui.queries import timeline
from csm_tui.queries.review import without_fresh_health
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add


@pytest.fixture
def account(book: Book, add: Add) -> int:
    account_id = add(name="Acme", arr="100k", pulse="3")
    touchpoints.log(
        book,
        account_id,
        {"date": date(2026, 1, 12), "channel": "video", "minutes": 25, "subject": "Rollout"},
        today=TODAY,
        now=NOW,
    )
    touchpoints.log(book, account_id, {"date": date(2026, 2, 9)}, today=TODAY, now=NOW)
    tasks.add(
        book, account_id, {"title": "Send it", "due": date(2026, 1, 30)}, today=TODAY, now=NOW
    )
    with operation(book, "Facts", today=TODAY, now=NOW) as recorder:
        own = {"account_id": account_id}
        for day, score in (("2026-01-20", 9.0), ("2026-03-01", 2.0)):
            recorder.insert("survey", {**own, "date": day, "type": "nps", "score": score})
        recorder.insert("arr_change", {**own, "date": "2025-12-01", "amount": -5_000_00})
    return account_id


def test_events_are_newest_first_with_what_is_planned(book: Book, account: int) -> None:
    found = timeline.events(book.connection, account, today=TODAY)
    assert [(event.date.isoformat(), event.kind, event.text) for event in found] == [
        ("2026-02-09", "touchpoint", "check-in"),
        ("2026-02-02", "health", "pulse 3 of 5"),
        ("2026-01-30", "task", "we owe: Send it"),
        ("2026-01-20", "survey", "NPS 9"),
        ("2026-01-12", "touchpoint", "check-in, video, 25m: Rollout"),
        ("2025-12-01", "arr", "change −5,000"),
    ]


def test_what_comes_is_nearest_first(book: Book, account: int) -> None:
    for day in (date(2026, 2, 20), date(2026, 2, 5)):
        touchpoints.log(book, account, {"date": day}, today=TODAY, now=NOW)
    tasks.add(book, account, {"title": "Sign", "due": date(2026, 2, 7)}, today=TODAY, now=NOW)
    found = timeline.coming(book.connection, account, today=TODAY, limit=3)
    assert [(event.date.day, event.kind) for event in found] == [
        (5, "touchpoint"),
        (7, "task"),
        (9, "touchpoint"),
    ]
    past = timeline.events(book.connection, account, today=TODAY, before=(TODAY, 0))
    assert max(event.date for event in past) == TODAY


def test_events_can_be_of_some_kinds_and_none(book: Book, account: int) -> None:
    found = timeline.events(book.connection, account, today=TODAY, kinds={"task", "survey"})
    assert [event.kind for event in found] == ["task", "survey"]
    assert timeline.events(book.connection, account, today=TODAY, kinds=()) == []


def test_pages_follow_one_another_without_gap_or_repeat(book: Book, account: int) -> None:
    whole = timeline.events(book.connection, account, today=TODAY)
    for size in (1, 2, 4):
        seen: list[timeline.Event] = []
        while True:
            last = seen[-1].date if seen else None
            shown = sum(event.date == last for event in seen)
            page = timeline.events(
                book.connection,
                account,
                today=TODAY,
                limit=size,
                before=(last, shown) if last else None,
            )
            if not page:
                break
            seen += page
        assert seen == whole


@pytest.mark.usefixtures("account")
def test_a_touchpoint_and_a_task_are_found_by_id(book: Book) -> None:
    assert timeline.touchpoint(book.connection, 2).status == "planned"
    assert timeline.task(book.connection, 1).account == "Acme"
    with pytest.raises(InvalidValue):
        timeline.touchpoint(book.connection, 99)
    with pytest.raises(InvalidValue):
        timeline.task(book.connection, 99)


def review(book: Book, today: date, text: str = "") -> list[str]:
    prepare(book.connection, today)
    rows = without_fresh_health(book.connection, parse(text), today=today, stale_days=30)
    return [row.account for row in rows]


def test_review_lists_the_unknown_and_the_stale_by_arr(book: Book, add: Add) -> None:
    add(name="Small", arr="10k")
    add(name="Large", arr="900k")
    add(name="Fresh", arr="500k", health="70")
    add(name="No ARR")
    add(name="Prospect", status="prospect")
    add(name="Left", status="churned")
    assert review(book, TODAY) == ["Large", "Small", "No ARR"]
    assert review(book, TODAY, "tier:low") == ["Small"]
    assert review(book, date(2026, 3, 4)) == ["Large", "Small", "No ARR"]
    assert review(book, date(2026, 3, 5)) == ["Large", "Fresh", "Small", "No ARR"]


def test_a_pulse_takes_an_account_off_the_round(book: Book, add: Add) -> None:
    account_id = add(name="Acme", arr="10k")
    accounts.pulse(book, account_id, 4, today=TODAY, now=NOW)
    assert review(book, TODAY) == []
