"""What the planner asks: the work that is taken, the plans that stand, the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csm_tui.models import preset
from csm_tui.operations import accounts
from csm_tui.queries.planning import PlanQueries, horizon
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.journal import operation

TODAY = date(2026, 2, 2)
FRIDAY = TODAY + timedelta(days=4)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
ACME, BOREAL = 1, 2


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        for name, arr in (("Acme", 15_000_000), ("Boreal", 4_500_000)):
            accounts.add(opened, {"name": name, "arr": arr}, today=TODAY, now=NOW)
        yield opened


def put(book: Book, account_id: int, day: date, **values: object) -> None:
    row = {"account_id": account_id, "date": day, "kind": "check-in", "status": "planned", **values}
    with operation(book, "Test", today=TODAY, now=NOW) as recorder:
        recorder.insert("touchpoint", row)


def taken(book: Book, **options: object) -> dict[date, int]:
    return dict(PlanQueries(book.connection).minutes_taken(TODAY, **options))  # type: ignore[arg-type]


def test_what_people_booked_takes_as_long_as_its_kind_at_the_level(book: Book) -> None:
    put(book, ACME, FRIDAY, kind="business-review")
    put(book, BOREAL, FRIDAY, kind="business-review")
    put(book, BOREAL, FRIDAY, effort=45)
    assert taken(book) == {FRIDAY: 240 + 120 + 45}


def test_what_was_done_today_takes_the_minutes_logged(book: Book) -> None:
    put(book, ACME, TODAY, status="done", minutes=25)
    put(book, ACME, TODAY, status="done")
    put(book, ACME, TODAY - timedelta(days=1), status="done", minutes=25)
    assert taken(book) == {TODAY: 85}


def test_automation_the_past_and_archived_accounts_take_nothing(book: Book) -> None:
    put(book, ACME, FRIDAY, automated=1)
    put(book, ACME, TODAY - timedelta(days=1))
    put(book, BOREAL, FRIDAY)
    accounts.archive(book, BOREAL, today=TODAY, now=NOW)
    assert taken(book) == {}


def test_plans_of_others_count_only_where_some_are_planned_alone(book: Book) -> None:
    plan = {"booked": 0, "plan": "check-in:2026-02-06", "effort": 60}
    put(book, ACME, FRIDAY, **plan)
    put(book, BOREAL, FRIDAY, **plan)
    assert taken(book) == {}
    assert taken(book, besides={ACME}) == {FRIDAY: 60}


def test_untouched_plans_come_by_account_and_day_and_booked_ones_never(book: Book) -> None:
    for account_id, day in ((BOREAL, FRIDAY), (ACME, FRIDAY), (ACME, TODAY)):
        put(book, account_id, day, booked=0, plan=f"check-in:{day}", effort=60, over=1)
    put(book, ACME, FRIDAY, booked=1, plan="check-in:2026-03-01")
    put(book, ACME, FRIDAY, booked=0, plan=None)
    asking = PlanQueries(book.connection)
    found = list(asking.standing_plans(None))
    assert [(plan.account_id, plan.day) for plan in found] == [
        (ACME, TODAY),
        (ACME, FRIDAY),
        (BOREAL, FRIDAY),
    ]
    assert found[0].key == "check-in:2026-02-02"
    assert (found[0].kind, found[0].over, found[0].automated) == ("check-in", True, False)
    assert [plan.account_id for plan in asking.standing_plans({BOREAL})] == [BOREAL]


def test_the_horizon_is_the_models_or_as_far_as_was_planned(book: Book) -> None:
    assert horizon(book.connection, TODAY) == date(2026, 5, 4)
    with operation(book, "Test", today=TODAY, now=NOW) as recorder:
        recorder.insert("setting", {"key": "planned_until", "value": "2026-08-03"})
    assert horizon(book.connection, TODAY) == date(2026, 8, 3)
    assert horizon(book.connection, date(2026, 7, 1)) == date(2026, 9, 30)
    assert horizon(book.connection, date.max) == date.max
