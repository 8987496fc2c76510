"""Hours asked for and planned against those there are: what drives them, what makes them fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from csm_tui.domain.capacity import monthly_hours
from csm_tui.domain.filters import parse
from csm_tui.domain.work_time import DEFAULT, WorkTime
from csm_tui.operations import planning
from csm_tui.queries import calendar
from csm_tui.queries.capacity import Capacity, capacity
from csm_tui.queries.capacity_drivers import every
from csm_tui.queries.capacity_plan import by_account, parts
from csm_tui.store.database import Book
from csm_tui.store.standings import current_model, prepare
from tests.queries.conftest import NOW, TODAY, Add, day, put

SUNDAY = date(2026, 5, 3)
OLD = {"start_date": "2024-01-01"}


def ask(
    book: Book,
    text: str = "",
    work: WorkTime = DEFAULT,
    weeks: int | None = None,
    today: date = TODAY,
) -> Capacity:
    prepare(book.connection, today)
    return capacity(book.connection, parse(text), today=today, work=work, weeks=weeks)


def plan(book: Book, weeks: int = 13) -> None:
    planning.plan(book, today=TODAY, now=NOW, until=TODAY + timedelta(7 * weeks))


@pytest.fixture
def mixed(add: Add) -> None:
    """Add accounts of all tiers, one without ARR, a prospect and a lost one."""
    add(name="Acme", arr="120k", health="82", renewal_date="2026-04-10", **OLD)
    add(name="Bolt", arr="500k", health="35", **OLD)
    add(name="Cove", arr="40k", start_date="2026-01-10")
    add(name="Dune", arr="11k", health="55", **OLD)
    add(name="Elm", arr="2k", **OLD)
    add(name="Glen", **OLD)
    add(name="Hill", arr="40k", status="prospect")
    add(name="Iris", arr="40k", status="churned")


@pytest.mark.usefixtures("mixed")
def test_the_model_alone_asks_for_the_hours_of_each_account(book: Book) -> None:
    _, model = current_model(book.connection)
    found = ask(book)
    rows = book.connection.execute(
        "SELECT level, tier, stage, quadrant, health FROM standing WHERE stage <> 'churned'"
    ).fetchall()
    each = sum(
        monthly_hours(level, tier, stage, quadrant, health, model)
        for level, tier, stage, quadrant, health in rows
    )
    assert (found.accounts, found.unknown) == (len(rows), 1) == (6, 1)
    assert found.required == pytest.approx(each)
    assert sum(one.asked or 0 for one in found.tiers) == pytest.approx(each)
    assert sum(one.asked for one in found.kinds) == pytest.approx(each)
    assert found.utilisation == pytest.approx(100 * each / 130)
    assert found.headcount == pytest.approx(each / 130)


@pytest.mark.usefixtures("mixed")
def test_weeks_hold_what_the_load_of_the_calendar_has(book: Book, add: Add) -> None:
    plan(book)
    unsaid = add(name="Jade", arr="30k", **OLD)
    put(book, unsaid, 3, booked=1, plan=None, effort=None, kind="business-review")
    put(book, unsaid, -1, status="done", booked=1, plan=None, effort=None, minutes=None)
    put(book, unsaid, 0, status="done", booked=1, plan=None, effort=45, minutes=25)
    # Of the Monday itself, whose Sunday before is of no week looked at.
    for text in ("", "tier:high", "jade", "health:red"):
        found = ask(book, text)
        span = {"today": TODAY, "from_": TODAY, "to": SUNDAY}
        prepare(book.connection, TODAY)
        load = calendar.week_load(book.connection, parse(text), **span)
        assert [week.monday for week in found.weeks] == [week.monday for week in load]
        assert [week.planned for week in found.weeks] == pytest.approx(
            [week.minutes / 60 for week in load]
        )
        assert [week.available for week in found.weeks] == [30] * 13
        for week in found.weeks:
            assert week.planned is not None
            assert sum(week.by_tier.values()) == pytest.approx(week.planned)
            assert sum(week.by_kind.values()) == pytest.approx(week.planned)


@pytest.mark.usefixtures("mixed")
def test_minutes_by_account_are_those_by_tier_and_kind(book: Book, add: Add) -> None:
    plan(book)
    put(book, add(name="Jade", arr="30k", **OLD), 3, booked=1, plan=None, effort=None)
    prepare(book.connection, TODAY)
    _, model = current_model(book.connection)
    for text in ("", "tier:medium"):
        asked = (book.connection, parse(text), model)
        span = {"today": TODAY, "from_": TODAY, "to": SUNDAY}
        accounts = by_account(*asked, **span)  # type: ignore[arg-type]
        assert accounts.total() > 0
        found = parts(*asked, **span)  # type: ignore[arg-type]
        assert accounts.total() == sum(part.minutes for part in found)


def test_without_a_plan_the_calendar_is_unknown_and_the_model_tells_the_first_week_over(
    book: Book, add: Add
) -> None:
    for number in range(12):
        add(name=f"Acme {number}", arr=f"{200 + number}k", health="30", **OLD)
    off = {day(number): "time off" for number in range(7, 12)}
    found = ask(book, work=replace(DEFAULT, free=off))
    assert {week.hours for week in found.weeks} == {None}
    assert found.first_over is not None
    assert found.first_over.monday == TODAY + timedelta(7)
    assert found.months == ()
    assert {one.planned for one in found.tiers} == {None}
    assert len(found.drivers) == 10
    # Alike in hours, the smallest ARR first.
    assert found.drivers[0].arr == 200_000_00


@pytest.mark.usefixtures("mixed")
def test_the_accounts_that_drive_the_first_week_over_are_named(book: Book, add: Add) -> None:
    plan(book)
    jade = add(name="Jade", arr="30k", **OLD)
    for number in range(5):
        put(book, jade, 7 + number, booked=1, plan=None, effort=400)
    found = ask(book)
    assert found.first_over is not None
    assert found.first_over.monday == TODAY + timedelta(7)
    assert found.drivers[0].account == "Jade"
    assert found.drivers[0].planned == pytest.approx(2000 / 60)


def test_a_week_that_is_over_is_cleared_by_moves_inside_windows(book: Book, add: Add) -> None:
    jade = add(name="Jade", arr="2k", **OLD)
    put(book, jade, 10, booked=1, plan=None, effort=29 * 60)
    due = {"booked": 0, "plan": "check-in:x", "effort": 90}
    windows = {"window_from": day(7).isoformat(), "window_to": day(15).isoformat()}
    moved = put(book, jade, 11, **due, **windows)
    put(
        book,
        jade,
        11,
        **{**due, "plan": "check-in:y"},
        **{**windows, "window_to": day(13).isoformat()},
    )
    book.connection.execute(
        "INSERT INTO setting(key, value) VALUES ('planned_until', '2026-05-04')"
    )
    found = ask(book).proposals
    assert [(move.plan.id, move.to) for move in found.moves or ()] == [(moved, day(14))]
    # What is left is over by half an hour that nothing can take.
    assert (found.over, found.cleared) == (1, 0)
    book.connection.execute("UPDATE touchpoint SET effort = ? WHERE booked = 1", (28 * 60,))
    found = ask(book).proposals
    assert (len(found.moves or ()), found.over, found.cleared) == (1, 1, 1)
    assert (found.excess, found.cadences, found.accounts) == (0, (), ())


def test_what_is_asked_beyond_the_month_is_to_be_gained_by_cadences_and_accounts(
    book: Book, add: Add
) -> None:
    for number in range(30):
        add(name=f"Acme {number:02}", arr=f"{120 + number}k", health="80", **OLD)
    found = ask(book)
    assert found.required is not None
    assert found.proposals.excess == pytest.approx(found.required - 130)
    assert [one.key for one in found.proposals.cadences] == [
        "cadence.levels.high.by_quadrant.persistent-light"
    ]
    assert found.proposals.cadences[0].gained == pytest.approx(30 * 30.4375 / 60)
    touches = found.proposals.accounts
    assert [touch.account for touch in touches[:2]] == ["Acme 00", "Acme 01"]
    assert {(touch.level, touch.to) for touch in touches} == {("high", "medium")}
    # As many as it takes, and not one more.
    gained = sum(touch.gained for touch in touches)
    assert gained >= found.proposals.excess > gained - touches[-1].gained
    # Accounts at risk, in onboarding or in renewal are served as they are.
    add(name="Risk", arr="1m", health="20", **OLD)
    add(name="New", arr="1m", start_date="2026-01-10")
    named = {touch.account for touch in ask(book).proposals.accounts}
    assert not named & {"Risk", "New"}


def test_no_account_is_to_be_served_below_the_level_it_is_guaranteed(book: Book, add: Add) -> None:
    for number in range(30):
        add(name=f"Acme {number:02}", arr=f"{120 + number}k", health="80", **OLD)
    add(name="Plain", arr="110k", health="80", **OLD)
    add(name="Premium", arr="110k", health="80", level_floor="high", **OLD)
    add(name="Partly", arr="110k", health="80", level_floor="medium", **OLD)
    named = {touch.account for touch in ask(book).proposals.accounts}
    assert {"Plain", "Partly"} <= named
    assert "Premium" not in named


def test_accounts_without_a_place_in_the_matrix_are_named_by_the_smallest_arr(
    book: Book, add: Add
) -> None:
    for number in range(22):
        add(name=f"Acme {number:02}", arr=f"{120 + number}k", strategic="0", **OLD)
    add(name="Bolt", arr="30k", **OLD)
    found = ask(book).proposals.accounts
    assert [touch.account for touch in found] == ["Acme 00", "Acme 01", "Acme 02"]
    assert all(touch.gained == pytest.approx(6.123 - 2.113, abs=0.1) for touch in found)


def test_accounts_that_fit_at_this_mix(book: Book, add: Add) -> None:
    add(name="High", arr="120k", **OLD)
    add(name="Medium", arr="40k", **OLD)
    found = ask(book)
    assert found.required == pytest.approx(6.123 + 2.113, abs=0.001)
    assert found.at_mix == int(2 * 130 / 8.236)
    tiers = {one.tier: one for one in found.tiers}
    assert (tiers["high"].alone, tiers["high"].at_mix) == (21, 15)
    assert (tiers["medium"].alone, tiers["medium"].at_mix) == (62, 15)
    assert (tiers["tech"].alone, tiers["tech"].at_mix) == (None, 0)
    # Of a day of four hours and a half, three quarters of them; of none, none.
    shorter = ask(book, work=WorkTime(frozenset(range(5)), {}, 270))
    assert [one.alone for one in shorter.tiers if one.tier in ("high", "tech")] == [16, None]
    none = ask(book, work=WorkTime(frozenset({0}), {}, 0))
    assert [one.alone for one in none.tiers if one.tier in ("high", "tech")] == [0, None]


@pytest.mark.usefixtures("mixed")
def test_every_account_with_its_hours(book: Book) -> None:
    plan(book)
    found = ask(book)
    rows = every(book.connection, parse(""), found.weeks, found.model, today=TODAY)
    assert {row.account for row in rows} == {"Acme", "Bolt", "Cove", "Dune", "Elm", "Glen"}
    assert sum(row.asked or 0 for row in rows) == pytest.approx(found.required)
    hours = [row.asked or 0 for row in rows]
    assert hours == sorted(hours, reverse=True)
    tiers = sum(one.planned or 0 for one in found.tiers)
    assert sum(row.planned or 0 for row in rows) == pytest.approx(tiers)
    assert next(row for row in rows if row.account == "Glen").asked is None


def test_an_empty_book_asks_for_nothing(book: Book) -> None:
    found = ask(book)
    assert (found.accounts, found.required, found.utilisation, found.at_mix) == (0, 0, 0, None)
    assert (found.first_over, found.drivers) == (None, ())


def test_a_book_of_unknown_levels_has_unknown_hours(book: Book, add: Add) -> None:
    add(name="Glen", **OLD)
    found = ask(book)
    assert (found.required, found.utilisation, found.headcount) == (None, None, None)
    assert [one.asked for one in found.tiers if one.tier == "unknown"] == [None]


def test_no_hours_at_all_have_no_utilisation(book: Book, add: Add) -> None:
    add(name="High", arr="120k", **OLD)
    found = ask(book, work=WorkTime(frozenset({0}), {}, 0))
    assert (found.available, found.utilisation) == (0, None)
    assert found.first_over is not None


def test_the_last_weeks_of_the_calendar_are_no_fault(book: Book) -> None:
    assert ask(book, today=date(9999, 12, 30), weeks=520).weeks
