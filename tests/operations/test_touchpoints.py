"""Touchpoints and tasks: logged, planned, done, missed, skipped, moved; promises kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csm_tui.domain.facts import Touchpoint
from csm_tui.errors import InvalidValue
from csm_tui.models import preset
from csm_tui.operations import accounts, tasks, touchpoints
from csm_tui.operations.undo import undo
from csm_tui.queries.accounts import card
from csm_tui.queries.timeline import PlannedTouchpoint
from csm_tui.store.database import Book, create_book, open_book

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
AHEAD = TODAY + timedelta(5)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        accounts.add(opened, {"name": "Acme", "arr": 15_000_000}, today=TODAY, now=NOW)
        yield opened


def held(book: Book) -> tuple[Touchpoint, ...]:
    return card(book.connection, 1, today=TODAY).facts.touchpoints


def plan(book: Book, day: date = AHEAD) -> None:
    touchpoints.log(book, 1, {"date": day, "status": "planned"}, today=TODAY, now=NOW)


def test_a_touchpoint_is_a_check_in_of_today_that_was_done(book: Book) -> None:
    touchpoints.log(book, 1, {}, today=TODAY, now=NOW)
    (one,) = held(book)
    assert (one.date, one.kind, one.status, one.booked) == (TODAY, "check-in", "done", True)


def test_a_day_ahead_plans_it(book: Book) -> None:
    changes = touchpoints.log(book, 1, {"date": AHEAD}, today=TODAY, now=NOW, time="09:00")
    assert changes.name == "Planned: check-in, Acme"
    (one,) = held(book)
    assert (one.status, one.time) == ("planned", "09:00")
    assert card(book.connection, 1, today=TODAY).standing.clock.next_kind == "booked"


@pytest.mark.parametrize("status", ["done", "no-show"])
def test_what_is_ahead_cannot_be_over(book: Book, status: str) -> None:
    with pytest.raises(InvalidValue, match="is ahead"):
        touchpoints.log(book, 1, {"date": AHEAD, "status": status}, today=TODAY, now=NOW)


def test_the_next_one_is_booked_in_the_same_operation(book: Book) -> None:
    values = {"channel": "phone", "kind": "training"}
    touchpoints.log(book, 1, values, today=TODAY, now=NOW, next_on=AHEAD)
    assert [(one.kind, one.channel, one.status) for one in held(book)] == [
        ("training", "phone", "done"),
        ("check-in", "phone", "planned"),
    ]
    undo(book, today=TODAY, now=NOW)
    assert held(book) == ()


def test_a_next_one_in_the_past_is_refused_and_nothing_logged(book: Book) -> None:
    with pytest.raises(InvalidValue):
        touchpoints.log(book, 1, {}, today=TODAY, now=NOW, next_on=TODAY - timedelta(1))
    assert held(book) == ()


def test_done_ahead_of_its_day_happened_today(book: Book) -> None:
    plan(book)
    touchpoints.done(book, 1, today=TODAY, now=NOW, values={"minutes": 20, "answered": True})
    (one,) = held(book)
    assert (one.date, one.status, one.minutes, one.answered) == (TODAY, "done", 20, True)


def test_done_late_happened_on_its_day_unless_told(book: Book) -> None:
    for day in (3, 4):
        plan(book, TODAY - timedelta(day))
    touchpoints.done(book, 1, today=TODAY, now=NOW)
    touchpoints.done(book, 2, today=TODAY, now=NOW, values={"date": TODAY})
    assert [(one.id, one.date) for one in held(book)] == [(1, date(2026, 1, 30)), (2, TODAY)]


def test_only_what_is_planned_can_be_closed_or_moved(book: Book) -> None:
    touchpoints.log(book, 1, {}, today=TODAY, now=NOW)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: touchpoints.done(book, 1, today=TODAY, now=NOW),
        lambda: touchpoints.no_show(book, 1, today=TODAY, now=NOW),
        lambda: touchpoints.skip(book, 1, reason="x", today=TODAY, now=NOW),
        lambda: touchpoints.move(book, 1, AHEAD, today=TODAY, now=NOW),
        lambda: touchpoints.shift(book, 1, 1, today=TODAY, now=NOW),
    )
    for change in attempts:
        with pytest.raises(InvalidValue, match="done already"):
            change()


def test_a_no_show_cannot_be_ahead(book: Book) -> None:
    plan(book)
    with pytest.raises(InvalidValue, match="not a no-show yet"):
        touchpoints.no_show(book, 1, today=TODAY, now=NOW)
    plan(book, TODAY)
    touchpoints.no_show(book, 2, today=TODAY, now=NOW)
    assert {one.status for one in held(book)} == {"planned", "no-show"}


def test_skipping_needs_a_reason(book: Book) -> None:
    plan(book)
    with pytest.raises(InvalidValue, match="--reason"):
        touchpoints.skip(book, 1, reason=" ", today=TODAY, now=NOW)
    touchpoints.skip(book, 1, reason="holiday", today=TODAY, now=NOW)
    assert held(book)[0].status == "skipped"


def test_moving_books_it(book: Book) -> None:
    plan(book)
    touchpoints.move(book, 1, AHEAD + timedelta(1), today=TODAY, now=NOW, time="10:30")
    (one,) = held(book)
    assert (one.date, one.time, one.booked) == (AHEAD + timedelta(1), "10:30", True)


def test_several_are_one_step_and_one_that_does_not_fit_fails_all(book: Book) -> None:
    for day in (1, 2, 3):
        plan(book, TODAY - timedelta(day))
    changes = touchpoints.done(book, [1, 2, 2], today=TODAY, now=NOW, values={"minutes": 10})
    assert changes.name == "Done: 2 touchpoints"
    assert [one.status for one in held(book)] == ["planned", "done", "done"]
    with pytest.raises(InvalidValue, match="done already"):
        touchpoints.skip(book, [3, 2], reason="x", today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="There is no touchpoint 99"):
        touchpoints.move(book, [3, 99], AHEAD, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="No touchpoint is named"):
        touchpoints.done(book, [], today=TODAY, now=NOW)
    assert held(book)[0].status == "planned"
    undo(book, today=TODAY, now=NOW)
    assert {one.status for one in held(book)} == {"planned"}


def test_a_no_show_that_is_ahead_fails_all(book: Book) -> None:
    plan(book, TODAY)
    plan(book)
    with pytest.raises(InvalidValue, match="not a no-show yet"):
        touchpoints.no_show(book, [1, 2], today=TODAY, now=NOW)
    assert {one.status for one in held(book)} == {"planned"}


def test_minutes_that_are_not_said_stay_unknown(book: Book) -> None:
    plan(book)
    touchpoints.done(book, 1, today=TODAY, now=NOW)
    assert held(book)[0].minutes is None


def test_a_review_is_done_with_who_came_and_what_was_agreed(book: Book) -> None:
    touchpoints.log(book, 1, {"date": AHEAD, "kind": "business-review"}, today=TODAY, now=NOW)
    values = {"contacts": "ana;luis", "action_items": 3, "action_items_done": 1}
    touchpoints.done(book, 1, values=values, next_on=AHEAD, today=TODAY, now=NOW)
    review, following = held(book)
    assert (review.contacts, review.action_items, review.action_items_done) == (
        ("ana", "luis"),
        3,
        1,
    )
    assert (following.status, following.date, following.booked) == ("planned", AHEAD, True)


def test_done_and_its_next_one_are_checked_first(book: Book) -> None:
    plan(book)
    with pytest.raises(InvalidValue, match="ahead"):
        touchpoints.done(book, 1, values={"date": AHEAD}, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="which is past"):
        touchpoints.done(book, 1, next_on=TODAY - timedelta(1), today=TODAY, now=NOW)
    assert held(book)[0].status == "planned"


def test_the_next_one_may_be_today(book: Book) -> None:
    touchpoints.log(book, 1, {}, next_on=TODAY, today=TODAY, now=NOW)
    assert [(one.date, one.status) for one in held(book)] == [(TODAY, "done"), (TODAY, "planned")]


def test_the_next_one_comes_after_a_planned_one(book: Book) -> None:
    with pytest.raises(InvalidValue, match="must come after"):
        touchpoints.log(book, 1, {"date": AHEAD}, next_on=AHEAD, today=TODAY, now=NOW)


def test_shifting_counts_from_each_day(book: Book) -> None:
    plan(book)
    plan(book, AHEAD + timedelta(3))
    changes = touchpoints.shift(book, [1, 2], -1, today=TODAY, now=NOW)
    assert changes.name == "Moved: 2 touchpoints, by -1 day"
    assert [one.date for one in held(book)] == [AHEAD - timedelta(1), AHEAD + timedelta(2)]
    with pytest.raises(InvalidValue, match="no day of the calendar"):
        touchpoints.shift(book, 1, 10**7, today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("first", "last", "day", "remark"),
    [
        (date(2026, 2, 2), date(2026, 2, 13), date(2026, 2, 2), None),
        (date(2026, 2, 2), date(2026, 2, 13), date(2026, 2, 13), None),
        (date(2026, 2, 2), date(2026, 2, 13), date(2026, 2, 14), "outside its window 2-13 Feb"),
        (
            date(2026, 1, 30),
            date(2026, 2, 5),
            TODAY - timedelta(9),
            "outside its window 30 Jan - 5 Feb",
        ),
        (None, None, date(2026, 2, 14), None),
    ],
)
def test_a_day_outside_the_window_is_said(
    first: date | None, last: date | None, day: date, remark: str | None
) -> None:
    row = PlannedTouchpoint(1, 1, "Acme", TODAY, "check-in", "planned", None, "x", first, last)
    assert touchpoints.window_remark(row, day) == remark


def test_a_promise_is_made_kept_and_not_twice(book: Book) -> None:
    tasks.add(book, 1, {"title": "Send it", "due": AHEAD, "side": "theirs"}, today=TODAY, now=NOW)
    tasks.done(book, 1, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="done already"):
        tasks.drop(book, 1, today=TODAY, now=NOW)
    (one,) = card(book.connection, 1, today=TODAY).facts.tasks
    assert (one.title, one.due, one.side, one.status) == ("Send it", AHEAD, "theirs", "done")
    assert one.closed_on == TODAY


def test_promises_are_moved_and_dropped_together(book: Book) -> None:
    for title in ("a", "b"):
        tasks.add(book, 1, {"title": title}, today=TODAY, now=NOW)
    assert tasks.move_due(book, [1, 2], AHEAD, today=TODAY, now=NOW).name == (
        "Moved: 2 promises, due 7 Feb 2026"
    )
    tasks.drop(book, [1, 2], today=TODAY, now=NOW)
    kept = card(book.connection, 1, today=TODAY).facts.tasks
    assert {(one.status, one.due, one.closed_on) for one in kept} == {("dropped", AHEAD, TODAY)}
    with pytest.raises(InvalidValue, match="dropped already"):
        tasks.move_due(book, 1, None, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="No promise is named"):
        tasks.done(book, [], today=TODAY, now=NOW)


@pytest.mark.parametrize("title", [None, "", " "])
def test_a_promise_needs_a_title(book: Book, title: object) -> None:
    with pytest.raises(InvalidValue):
        tasks.add(book, 1, {"title": title}, today=TODAY, now=NOW)
