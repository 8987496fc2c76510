"""The planner's change: what it makes, keeps and takes away, as one step; idempotent, undoable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csm_tui.domain.filters import parse
from csm_tui.domain.work_time import DEFAULT, WorkTime
from csm_tui.errors import BookReadOnly, Cancelled, InvalidValue
from csm_tui.models import preset
from csm_tui.operations import accounts, planning, touch_models, touchpoints
from csm_tui.operations.plan_report import PlanReport
from csm_tui.operations.undo import redo, undo
from csm_tui.queries import agenda, calendar, day_load
from csm_tui.queries.planning import planned_until
from csm_tui.store import standings
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.journal import operation

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
UNTIL = TODAY + timedelta(weeks=13)
ACME, BOREAL, CARDO, DUNE = 1, 2, 3, 4


def fill(book: Book) -> None:
    for values in (
        {"name": "Acme", "arr": 15_000_000, "start_date": date(2024, 3, 1), "owner": "Ana"},
        {"name": "Boreal", "arr": 4_500_000, "start_date": date(2025, 1, 10)},
        {
            "name": "Cardo",
            "arr": 900_000,
            "start_date": date(2024, 4, 1),
            "renewal_date": date(2026, 4, 1),
        },
        {"name": "Dune", "arr": 100_000, "start_date": date(2025, 6, 1)},
    ):
        accounts.add(book, values, today=TODAY, now=NOW)


def new_book(path: Path) -> Path:
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_book(tmp_path / "book.db")


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    with open_book(path) as opened:
        fill(opened)
        yield opened


def plan(book: Book, today: date = TODAY, **options: Any) -> PlanReport:
    return planning.plan(book, today=today, now=NOW, **options)[1]


def rows(book: Book, where: str = "true") -> list[dict[str, Any]]:
    found = book.connection.execute(f"SELECT * FROM touchpoint WHERE {where} ORDER BY id")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def planned(book: Book, account_id: int, kind: str = "check-in") -> list[dict[str, Any]]:
    where = f"status = 'planned' AND account_id = {account_id} AND kind = '{kind}'"
    return sorted(rows(book, where), key=lambda row: row["date"])


def operations(book: Book) -> int:
    (count,) = book.connection.execute("SELECT count(*) FROM operation").fetchone()
    return int(count)


def test_what_the_level_asks_for_stands_with_its_reason_owner_and_window(book: Book) -> None:
    plan(book)
    first = planned(book, ACME)[0]
    assert (first["booked"], first["status"], first["owner"]) == (0, "planned", "Ana")
    assert first["reason"].startswith("high: ")
    assert first["window_from"] <= first["date"] <= first["window_to"]
    assert first["effort"] == 60
    assert planned(book, DUNE, "email")[0]["owner"] == "marketing"
    assert {row["effort"] for row in planned(book, DUNE, "email")} == {0}


def test_it_is_one_operation_with_its_figures_in_its_name(book: Book) -> None:
    before = operations(book)
    changes, report = planning.plan(book, today=TODAY, now=NOW)
    assert operations(book) == before + 1
    assert changes.name == f"Plan: {report.added} added, to 4 May"
    assert report.added == len(rows(book, "plan IS NOT NULL"))
    assert planned_until(book.connection) == UNTIL


def test_planning_twice_writes_nothing(book: Book, path: Path) -> None:
    first = plan(book)
    book.close()
    before = path.read_bytes()
    with open_book(path) as again:
        changes, report = planning.plan(again, today=TODAY, now=NOW)
    assert (changes.operation, report.differs, report.kept) == (None, False, first.added)
    assert path.read_bytes() == before


def test_undo_takes_the_whole_plan_back_and_redo_brings_every_column_of_it(book: Book) -> None:
    touchpoints.log(book, ACME, {"date": TODAY + timedelta(3)}, today=TODAY, now=NOW)
    before = rows(book)
    plan(book)
    after = rows(book)
    undo(book, today=TODAY, now=NOW)
    assert rows(book) == before
    assert planned_until(book.connection) is None
    redo(book, today=TODAY, now=NOW)
    assert rows(book) == after
    assert planned_until(book.connection) == UNTIL


def test_a_preview_has_the_same_figures_and_works_where_nothing_may_be_written(
    book: Book, path: Path
) -> None:
    book.close()
    before = path.read_bytes()
    with open_book(path, read_only=True) as reader:
        preview = planning.preview(reader, today=TODAY)
        with pytest.raises(BookReadOnly):
            planning.plan(reader, today=TODAY, now=NOW)
    assert path.read_bytes() == before
    with open_book(path) as writer:
        report = plan(writer)
    assert preview._replace(lines=()) == report._replace(lines=())
    assert [line._replace(id=None) for line in report.lines] == list(preview.lines)
    assert all(line.id is None for line in preview.lines)
    assert all(line.id is not None for line in report.lines)


def test_what_was_moved_skipped_done_or_made_by_a_person_stays_hers(book: Book) -> None:
    plan(book)
    moved, skipped, done = planned(book, ACME)[:3]
    elsewhere = TODAY + timedelta(4)
    touchpoints.move(book, moved["id"], elsewhere, today=TODAY, now=NOW)
    touchpoints.skip(book, skipped["id"], reason="on leave", today=TODAY, now=NOW)
    touchpoints.done(book, done["id"], today=TODAY, now=NOW)
    touchpoints.log(book, ACME, {"date": TODAY + timedelta(9)}, today=TODAY, now=NOW)
    hers = rows(book, "booked = 1 OR status <> 'planned'")
    plan(book)
    assert rows(book, "booked = 1 OR status <> 'planned'") == hers
    keys = [row["plan"] for row in rows(book, f"plan IS NOT NULL AND account_id = {ACME}")]
    assert len(keys) == len(set(keys))
    accounts.override(
        book,
        ACME,
        "level",
        "tech",
        reason="merged",
        until=TODAY + timedelta(300),
        today=TODAY,
        now=NOW,
    )
    report = plan(book)
    assert report.removed > 0
    assert rows(book, "booked = 1 OR status <> 'planned'") == hers


def test_another_level_replaces_only_the_untouched_plans_of_that_account(book: Book) -> None:
    plan(book)
    others = rows(book, f"account_id <> {BOREAL}")
    accounts.edit(book, BOREAL, {"arr": 15_000_000}, today=TODAY, now=NOW)
    preview = planning.preview(book, today=TODAY)
    assert {line.account for line in preview.lines} == {"Boreal"}
    assert {line.sign for line in preview.lines} >= {"+", "~"}
    plan(book)
    assert rows(book, f"account_id <> {BOREAL}") == others
    assert {row["reason"].split(":")[0] for row in planned(book, BOREAL)} == {"high"}


def test_another_renewal_date_moves_the_outreach(book: Book) -> None:
    plan(book)
    accounts.edit(book, CARDO, {"renewal_date": date(2026, 5, 1)}, today=TODAY, now=NOW)
    plan(book)
    outreach = planned(book, CARDO, "renewal")
    assert outreach
    assert all(":2026-05-01:" in row["plan"] for row in outreach)


def test_another_model_replaces_plans_too(book: Book) -> None:
    plan(book)
    touch_models.use(book, preset("three-tier"), file="three-tier", note=None, today=TODAY, now=NOW)
    report = plan(book)
    assert report.differs
    assert not planning.preview(book, today=TODAY).differs
    undo(book, today=TODAY, now=NOW)
    undo(book, today=TODAY, now=NOW)
    assert not planning.preview(book, today=TODAY).differs


def test_an_archived_account_keeps_no_plans(book: Book) -> None:
    plan(book)
    accounts.archive(book, ACME, today=TODAY, now=NOW)
    plan(book)
    assert rows(book, f"account_id = {ACME}") == []


def test_plans_of_days_past_go_and_what_is_due_stands_from_today_on(book: Book) -> None:
    plan(book)
    later = TODAY + timedelta(days=40)
    plan(book, later)
    assert rows(book, f"status = 'planned' AND date < '{later}'") == []
    overdue = [row for row in planned(book, BOREAL) if row["due_on"] < later.isoformat()]
    assert [row["date"] for row in overdue] == ["2026-03-16"]


def test_planned_anew_a_calendar_moves_as_little_as_it_can(book: Book) -> None:
    plan(book)
    before = {row["id"]: row["date"] for row in planned(book, ACME)}
    touchpoints.log(book, ACME, {"channel": "video"}, today=TODAY, now=NOW)
    report = planning.preview(book, today=TODAY)
    assert not report.differs
    after = {row["id"]: row["date"] for row in planned(book, ACME)}
    assert len(set(before) & set(after)) >= len(before) - 1


def test_the_work_planned_is_the_load_of_the_calendar(book: Book) -> None:
    report = plan(book)
    effort = sum(row["effort"] for row in rows(book, "status = 'planned'"))
    standings.prepare(book.connection, TODAY)
    days = day_load.load(book.connection, parse(""), today=TODAY, from_=TODAY, to=UNTIL)
    assert sum(day.minutes for day in days) == effort
    assert sum(line.effort for line in report.lines) == effort
    assert effort > 0


def test_no_day_goes_over_unless_it_says_so(book: Book) -> None:
    short = WorkTime(frozenset(range(5)), {date(2026, 2, 4): "Founders' day"}, 120)
    report = plan(book, work=short)
    minutes: dict[str, int] = {}
    for row in rows(book, "status = 'planned' AND automated = 0"):
        day = date.fromisoformat(row["date"])
        assert short.works_on(day)
        if not row["over"]:
            minutes[row["date"]] = minutes.get(row["date"], 0) + row["effort"]
    assert max(minutes.values()) <= 120
    assert report.over == len(rows(book, "over = 1")) > 0
    assert report.over_minutes == sum(week.minutes for week in report.over_weeks) > 0


def test_what_is_over_moves_where_room_comes_up(book: Book) -> None:
    plan(book, work=WorkTime(frozenset(range(5)), {}, 60))
    assert rows(book, "over = 1")
    report = plan(book, work=DEFAULT)
    assert report.over == 0
    assert rows(book, "over = 1") == []


def test_a_day_that_a_person_fills_is_left_by_the_plans(book: Book) -> None:
    plan(book)
    day = planned(book, BOREAL)[0]["date"]
    for _ in range(2):
        touchpoints.log(
            book,
            DUNE,
            {"date": date.fromisoformat(day), "kind": "business-review", "status": "planned"},
            today=TODAY,
            now=NOW,
        )
    plan(book)
    assert rows(book, f"booked = 0 AND automated = 0 AND over = 0 AND date = '{day}'") == []


def test_other_working_days_alone_are_a_change_that_the_calendar_sees(book: Book) -> None:
    plan(book)
    work = WorkTime(frozenset(range(5)), {date(2027, 12, 24): "Christmas Eve"}, 360)
    changes, report = planning.plan(book, today=TODAY, now=NOW, work=work)
    assert not report.differs
    assert changes.name == "Plan: other working days, to 4 May"
    _, model = standings.current_model(book.connection)
    assert day_load.work_time(book.connection, model) == work


def test_a_plan_reaches_as_far_as_asked_and_stays_there(book: Book) -> None:
    far = TODAY + timedelta(weeks=26)
    assert plan(book, until=far).until == far
    assert plan(book).until == far
    with pytest.raises(InvalidValue, match="1 Feb is past"):
        plan(book, until=date(2026, 2, 1))


def test_the_last_days_of_the_calendar_can_be_planned(tmp_path: Path) -> None:
    last = date(9999, 12, 30)
    create_book(
        tmp_path / "late.db",
        today=last,
        now=NOW,
        model_name="four-tier",
        model_toml=preset("four-tier"),
    )
    with open_book(tmp_path / "late.db") as book:
        accounts.add(book, {"name": "Acme", "arr": 15_000_000}, today=last, now=NOW)
        assert plan(book, last).until == date.max
        assert not planning.preview(book, today=last).differs


def test_progress_runs_to_its_end_and_cancelling_leaves_everything_as_it_was(
    book: Book, path: Path
) -> None:
    told: list[tuple[int, int]] = []
    book.close()
    before = path.read_bytes()
    with open_book(path) as again:
        with pytest.raises(Cancelled, match=r"Planning was cancelled; the calendar is as it was\."):
            plan(again, cancelled=lambda: True)
        assert rows(again) == []
        assert path.read_bytes() == before
        plan(again, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (12, 12)
    assert told == sorted(told)


def test_the_cache_of_standings_is_right_after_a_plan_its_undo_and_a_month(book: Book) -> None:
    plan(book)
    for day in (TODAY, TODAY + timedelta(1), TODAY + timedelta(30)):
        assert standings.differing(book.connection, day) == []
    undo(book, today=TODAY, now=NOW)
    assert standings.differing(book.connection, TODAY) == []


def test_a_book_left_alone_for_three_weeks_is_read_without_a_write_and_overdue_once(
    book: Book, path: Path
) -> None:
    plan(book)
    day = TODAY + timedelta(days=3)
    touchpoints.log(book, BOREAL, {"date": day, "channel": "phone"}, today=TODAY, now=NOW)
    book.close()
    before = path.read_bytes()
    later = TODAY + timedelta(weeks=3)
    with open_book(path) as reader:
        standings.prepare(reader.connection, later)
        listed = agenda.today(reader.connection, today=later)
        late = calendar.overdue(reader.connection, parse(""), today=later)
    assert path.read_bytes() == before
    due = [(row.account, row.days_overdue) for row in listed if row.kind == "check-in"]
    assert due == [("Acme", 7), ("Boreal", 18)]
    assert [(row.account, row.days_overdue) for row in late] == [("Boreal", 18)]


class TestReplan:
    def test_where_the_book_was_never_planned_nothing_is(self, book: Book) -> None:
        with operation(book, "Test", today=TODAY, now=NOW) as recorder:
            planning.replan(recorder, {ACME}, TODAY)
        assert rows(book) == []

    def test_a_touchpoint_logged_plans_the_next_one_anew_in_the_same_step(self, book: Book) -> None:
        plan(book)
        before = rows(book)
        count = operations(book)
        touchpoints.log(book, BOREAL, {"channel": "phone"}, today=TODAY, now=NOW)
        assert operations(book) == count + 1
        assert planned(book, BOREAL)[0]["due_on"] == "2026-03-04"
        assert not planning.preview(book, today=TODAY).differs
        undo(book, today=TODAY, now=NOW)
        assert rows(book) == before

    def test_it_sees_what_its_operation_wrote_and_keeps_to_the_days_of_the_book(
        self, book: Book
    ) -> None:
        closed = {date(2026, 3, 4): "Founders' day"}
        plan(book, work=WorkTime(frozenset(range(5)), closed, 360))
        with operation(book, "Test", today=TODAY, now=NOW) as recorder:
            recorder.insert(
                "touchpoint",
                {"account_id": BOREAL, "date": TODAY, "kind": "check-in", "channel": "phone"},
            )
            planning.replan(recorder, {BOREAL}, TODAY)
        following = planned(book, BOREAL)[0]
        assert following["due_on"] == "2026-03-04"
        assert following["date"] in ("2026-03-03", "2026-03-05")

    def test_a_horizon_that_is_past_begins_anew(self, book: Book) -> None:
        plan(book)
        later = TODAY + timedelta(weeks=20)
        with operation(book, "Test", today=later, now=NOW) as recorder:
            planning.replan(recorder, {ACME}, later)
        assert planned(book, ACME)[-1]["date"] > (later + timedelta(weeks=10)).isoformat()


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(("log", "done", "move", "skip", "arr", "day", "plan")),
        st.integers(0, 50),
    ),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=ACTIONS)
def test_after_anything_planning_is_idempotent_and_its_undo_exact(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, int]]
) -> None:
    path = new_book(tmp_path_factory.mktemp("plan") / "book.db")
    with open_book(path) as book:
        fill(book)
        plan(book)
        today = TODAY
        for action, number in actions:
            today = _act(book, action, number, today)
        before = rows(book)
        hers = rows(book, "booked = 1 OR status <> 'planned'")
        changes, _ = planning.plan(book, today=today, now=NOW)
        after = rows(book)
        assert rows(book, "booked = 1 OR status <> 'planned'") == hers
        assert not planning.preview(book, today=today).differs
        assert standings.differing(book.connection, today) == []
        for row in rows(book, "status = 'planned' AND booked = 0"):
            assert row["date"] >= today.isoformat()
            assert (
                row["window_from"] <= row["date"] <= row["window_to"]
                or "its window has no working day" in row["reason"]
            )
        if changes.operation is not None:
            undo(book, today=today, now=NOW)
            assert rows(book) == before
            redo(book, today=today, now=NOW)
            assert rows(book) == after


def _act(book: Book, action: str, number: int, today: date) -> date:
    open_plans = [row["id"] for row in rows(book, "status = 'planned'")]
    account_id = number % 4 + 1
    if action == "day":
        return today + timedelta(days=number)
    if action == "plan":
        plan(book, today)
    elif action == "log":
        touchpoints.log(book, account_id, {"channel": "video"}, today=today, now=NOW)
    elif action == "arr":
        accounts.edit(book, account_id, {"arr": number * 500_000}, today=today, now=NOW)
    elif open_plans:
        touchpoint = open_plans[number % len(open_plans)]
        if action == "done":
            touchpoints.done(book, touchpoint, today=today, now=NOW)
        elif action == "skip":
            touchpoints.skip(book, touchpoint, reason="no", today=today, now=NOW)
        else:
            day = today + timedelta(days=number)
            touchpoints.move(book, touchpoint, day, today=today, now=NOW)
    return today
