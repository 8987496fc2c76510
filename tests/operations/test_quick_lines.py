"""Quick lines in the book: one step each, many together, and the plan made anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csm_tui.domain.filters import parse as parse_filter
from csm_tui.domain.quick_line import QuickLine, parse
from csm_tui.errors import InvalidValue
from csm_tui.models import preset
from csm_tui.operations import accounts, planning, touchpoints
from csm_tui.operations.undo import undo
from csm_tui.queries.accounts import card, is_account
from csm_tui.queries.asking import asking
from csm_tui.queries.calendar import CalendarRow, rows
from csm_tui.store.database import Book, create_book, open_book
from tests.store.conftest import dump

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        for name in ("Acme", "Aurora Health"):
            values = {
                "name": name,
                "arr": 15_000_000,
                "start_date": date(2024, 5, 1),
                "last_contact_on": date(2026, 1, 26),
            }
            accounts.add(opened, values, today=TODAY, now=NOW)
        yield opened


@pytest.fixture
def planned(book: Book) -> Book:
    """Return a book whose calendar was planned."""
    planning.plan(book, today=TODAY, now=NOW)
    return book


def read(book: Book, text: str) -> QuickLine:
    return parse(text, today=TODAY, is_account=lambda name: is_account(book.connection, name))


def log(book: Book, text: str, account_id: int = 1) -> str:
    line = read(book, text)
    return touchpoints.log_line(book, line, account_id=account_id, today=TODAY, now=NOW).name


def plans(book: Book) -> list[CalendarRow]:
    """Return what is planned for Acme from today on, automation left out."""
    with asking(book, TODAY) as connection:
        found = rows(
            connection,
            parse_filter(""),
            today=TODAY,
            from_=TODAY,
            to=date(2026, 5, 4),
            automated=False,
        )
    return [row for row in found if row.account == "Acme" and row.status == "planned"]


def test_a_line_is_one_step_with_its_promises_and_the_next(book: Book) -> None:
    before = dump(book.connection)
    name = log(
        book,
        "acme video 25m with:ana,luis in answered actions:1/2: agreed"
        ' owe:me:"send deck":fri owe:them:sign next:14d:phone',
    )
    assert name == "Logged: video, Acme"
    facts = card(book.connection, 1, today=TODAY).facts
    held, following = facts.touchpoints
    assert (held.channel, held.minutes, held.contacts, held.direction, held.answered) == (
        "video",
        25,
        ("ana", "luis"),
        "inbound",
        True,
    )
    assert (held.notes, held.action_items, held.action_items_done) == ("agreed", 2, 1)
    assert (following.date, following.channel, following.status, following.booked) == (
        date(2026, 2, 16),
        "phone",
        "planned",
        True,
    )
    assert [(one.title, one.side, one.due) for one in facts.tasks] == [
        ("sign", "theirs", None),
        ("send deck", "mine", date(2026, 2, 6)),
    ]
    undo(book, today=TODAY, now=NOW)
    assert dump(book.connection) == before


@pytest.mark.parametrize(
    ("text", "name", "touchpoints_made"),
    [
        ("acme call 6 Feb at:10", "Planned: phone, Acme", 1),
        ("acme qbr", "Logged: business-review, Acme", 1),
        ("acme owe:me:deck", "Promise for Acme: deck", 0),
        ("acme next:14d", "Planned: check-in, Acme", 1),
        ("acme no-show fri", "Logged: check-in, Acme", 1),
    ],
)
def test_what_a_line_makes_and_what_it_is_called(
    book: Book, text: str, name: str, touchpoints_made: int
) -> None:
    assert log(book, text) == name
    assert len(card(book.connection, 1, today=TODAY).facts.touchpoints) == touchpoints_made


def test_many_lines_are_one_step(book: Book) -> None:
    lines = [(1, read(book, "acme call: a")), (2, read(book, "aurora health email: b next:7d"))]
    changes = touchpoints.log_lines(book, lines, today=TODAY, now=NOW)
    assert changes.name == "Logged: 2 lines, 2 accounts"
    assert changes.accounts == {1, 2}
    undo(book, today=TODAY, now=NOW)
    for account in (1, 2):
        assert card(book.connection, account, today=TODAY).facts.touchpoints == ()


def test_of_many_lines_one_that_does_not_fit_stops_all(book: Book) -> None:
    wrong = read(book, "acme call")._replace(next_on=date(2026, 1, 1))
    lines = [(1, read(book, "acme call")), (1, wrong)]
    with pytest.raises(InvalidValue, match="Line 2: The next touchpoint"):
        touchpoints.log_lines(book, lines, today=TODAY, now=NOW)
    with pytest.raises(InvalidValue, match="Line 9: "):
        touchpoints.log_lines(book, lines, numbers=[4, 9], today=TODAY, now=NOW)
    assert card(book.connection, 1, today=TODAY).facts.touchpoints == ()


def test_no_lines_are_no_change(book: Book) -> None:
    with pytest.raises(InvalidValue, match="no line"):
        touchpoints.log_lines(book, [], today=TODAY, now=NOW)


def test_the_calendar_is_planned_anew_at_once(planned: Book) -> None:
    before = dump(planned.connection)
    first = next(row.date for row in plans(planned) if row.kind == "check-in")
    log(planned, "acme video 25m: agreed")
    second = next(row.date for row in plans(planned) if row.kind == "check-in")
    assert first < second
    assert (second - TODAY).days in range(10, 19)  # two weeks, and its window
    undo(planned, today=TODAY, now=NOW)
    assert dump(planned.connection) == before


def test_a_next_that_is_booked_stands_for_the_plan_of_its_days(planned: Book) -> None:
    log(planned, "acme video next:14d")
    near = [row for row in plans(planned) if abs((row.date - date(2026, 2, 16)).days) <= 4]
    assert [(row.date, row.booked) for row in near if row.kind == "check-in"] == [
        (date(2026, 2, 16), True)
    ]


def test_a_plan_that_is_done_keeps_its_occasion(planned: Book) -> None:
    plan = next(row for row in plans(planned) if row.kind == "check-in")
    assert plan.id is not None
    touchpoints.done(planned, plan.id, today=TODAY, now=NOW)
    done = card(planned.connection, 1, today=TODAY).facts.touchpoints[0]
    assert (done.id, done.status, done.booked, done.date) == (plan.id, "done", True, TODAY)
    assert done.plan is not None
    assert plan.id not in {row.id for row in plans(planned)}


def test_a_plan_that_is_skipped_is_not_made_again(planned: Book) -> None:
    plan = next(row for row in plans(planned) if row.kind == "business-review")
    assert plan.id is not None
    touchpoints.skip(planned, plan.id, reason="merged", today=TODAY, now=NOW)
    planning.plan(planned, today=TODAY, now=NOW)
    skipped = [
        one
        for one in card(planned.connection, 1, today=TODAY).facts.touchpoints
        if one.id == plan.id
    ]
    assert [(one.status, one.reason, one.booked) for one in skipped] == [
        ("skipped", "merged", True)
    ]
    assert all(row.due_on != plan.due_on for row in plans(planned) if row.kind == plan.kind)


def test_a_plan_that_is_moved_is_hers_and_says_where_it_is_outside(planned: Book) -> None:
    plan = next(row for row in plans(planned) if row.kind == "check-in")
    assert plan.id is not None and plan.window_to is not None
    day = date.fromordinal(plan.window_to.toordinal() + 3)
    changes = touchpoints.move(planned, plan.id, day, today=TODAY, now=NOW)
    assert "(outside its window " in changes.name
    planning.plan(planned, today=TODAY, now=NOW)
    (moved,) = (row for row in plans(planned) if row.id == plan.id)
    assert (moved.date, moved.booked, moved.window_to) == (day, True, plan.window_to)
