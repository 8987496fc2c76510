"""Entries of a calendar file: ids that stay, numbers that rise, what a calendar must unlearn."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from csm_tui.domain.filters import parse
from csm_tui.exchange.calendar import Entry
from csm_tui.operations import accounts, touchpoints
from csm_tui.operations.undo import redo, undo
from csm_tui.queries.calendar_entries import entries
from csm_tui.queries.settings import setting
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare
from tests.queries.conftest import NOW, TODAY, Add, day, put

LATER = NOW + timedelta(hours=1)


def book_one(book: Book, account_id: int, days: int) -> int:
    """Book a touchpoint by hand, as `csm log` does."""
    touchpoints.log(
        book, account_id, {"status": "planned", "date": day(days)}, today=TODAY, now=NOW
    )
    (found,) = book.connection.execute("SELECT max(id) FROM touchpoint").fetchone()
    return int(found)


def found(book: Book, text: str = "", **options: object) -> list[Entry]:
    prepare(book.connection, TODAY)
    return entries(
        book.connection,
        parse(text, touchpoints=True),
        today=TODAY,
        **options,  # type: ignore[arg-type]
    )


def one(book: Book) -> Entry:
    (entry,) = found(book)
    return entry


@pytest.fixture
def acme(add: Add) -> int:
    return add(name="Acme", arr="120k", start_date="2020-01-01")


def test_an_entry_says_all_of_a_touchpoint(book: Book, acme: int) -> None:
    touchpoint = put(
        book,
        acme,
        3,
        time="09:30",
        kind="business-review",
        channel="video",
        subject="Spring",
        reason="due since 1 Feb",
        contacts="ana@acme.example",
        notes="bring figures",
    )
    created = setting(book.connection, "created_at") or ""
    own = hashlib.sha256(created.encode()).hexdigest()[:12]
    assert one(book) == Entry(
        uid=f"touchpoint-{touchpoint}@{own}.csm",
        sequence=0,
        changed_at=NOW,
        date=day(3),
        time="09:30",
        minutes=60,
        account="Acme",
        kind="business-review",
        status="planned",
        booked=False,
        automated=False,
        details=(
            "Spring",
            "due since 1 Feb",
            "By video",
            "With ana@acme.example",
            "bring figures",
        ),
    )


def test_minutes_logged_go_before_those_planned_and_those_before_the_kind(
    book: Book, acme: int
) -> None:
    put(book, acme, 1, minutes=25)
    put(book, acme, 2, effort=90)
    put(book, acme, 3, effort=None, kind="business-review", booked=1)
    put(book, acme, 4, effort=0, automated=1)
    assert [entry.minutes for entry in found(book)] == [25, 90, 240, 0]


def test_a_move_and_its_undo_each_raise_the_number_and_keep_the_id(book: Book, acme: int) -> None:
    touchpoint = put(book, acme, 3)
    first = one(book)
    touchpoints.move(book, touchpoint, day(4), today=TODAY, now=LATER)
    moved = one(book)
    assert (moved.uid, moved.sequence, moved.date) == (first.uid, 1, day(4))
    assert (moved.changed_at, moved.booked) == (LATER, True)
    undo(book, today=TODAY, now=LATER)
    back = one(book)
    assert (back.uid, back.sequence, back.date) == (first.uid, 2, day(3))
    redo(book, today=TODAY, now=LATER)
    assert (one(book).sequence, one(book).date) == (3, day(4))


def test_a_change_that_no_calendar_sees_leaves_the_number(book: Book, acme: int) -> None:
    touchpoint = put(book, acme, 3)
    with operation(book, "Note", today=TODAY, now=LATER) as recorder:
        recorder.update("touchpoint", touchpoint, {"notes": "new"})
    assert (one(book).sequence, one(book).changed_at) == (0, LATER)


def test_a_new_time_alone_raises_the_number(book: Book, acme: int) -> None:
    touchpoint = put(book, acme, 3)
    for time in ("10:00", None):
        with operation(book, "Time", today=TODAY, now=LATER) as recorder:
            recorder.update("touchpoint", touchpoint, {"time": time})
    assert one(book).sequence == 2


def test_what_is_skipped_stays_with_its_id_as_skipped(book: Book, acme: int) -> None:
    touchpoint = put(book, acme, 3)
    first = one(book)
    touchpoints.skip(book, touchpoint, reason="on leave", today=TODAY, now=LATER)
    skipped = found(book)[0]
    assert (skipped.uid, skipped.status, skipped.sequence) == (first.uid, "skipped", 1)


def test_a_booking_taken_back_is_cancelled_and_brought_back_counts_on(
    book: Book, acme: int
) -> None:
    book_one(book, acme, 3)
    first = one(book)
    undo(book, today=TODAY, now=LATER)
    gone = one(book)
    assert (gone.uid, gone.status, gone.date) == (first.uid, "cancelled", day(3))
    assert gone.sequence == first.sequence + 1
    redo(book, today=TODAY, now=LATER)
    again = one(book)
    assert (again.uid, again.status) == (first.uid, "planned")
    assert again.sequence == gone.sequence + 1


def test_an_id_that_is_given_again_counts_on_too(book: Book, acme: int) -> None:
    book_one(book, acme, 3)
    first = one(book)
    undo(book, today=TODAY, now=LATER)
    book_one(book, acme, 9)
    second = one(book)
    assert second.uid == first.uid
    assert (second.date, second.status) == (day(9), "planned")
    assert second.sequence > first.sequence + 1


def test_a_plan_that_gave_way_is_gone_without_a_word(book: Book, acme: int) -> None:
    touchpoint = put(book, acme, 3)
    with operation(book, "Plan", today=TODAY, now=NOW) as recorder:
        recorder.delete("touchpoint", touchpoint)
    assert found(book) == []


def test_bookings_taken_back_keep_to_the_span_the_filter_and_the_days_ahead(
    book: Book, acme: int, add: Add
) -> None:
    other = add(name="Other")
    ids = [put(book, account, days, booked=1) for account in (acme, other) for days in (-2, 2, 9)]
    with operation(book, "Gone", today=TODAY, now=NOW) as recorder:
        recorder.delete_many("touchpoint", ids)
    assert [entry.date for entry in found(book, "acme")] == [day(2), day(9)]
    assert [entry.date for entry in found(book, "acme", to=day(5))] == [day(2)]
    assert [entry.date for entry in found(book, "other", from_=day(5))] == [day(9)]
    assert found(book, "kind:email") == []


def test_entries_are_those_of_the_span_by_date_time_and_id(book: Book, acme: int) -> None:
    for days, time in ((5, None), (2, "15:00"), (2, "09:00"), (2, None), (6, None)):
        put(book, acme, days, time=time)
    listed = [(entry.date, entry.time) for entry in found(book, from_=day(2), to=day(5))]
    assert listed == [(day(2), None), (day(2), "09:00"), (day(2), "15:00"), (day(5), None)]


def test_stale_plans_and_what_is_done_later_are_left_out(book: Book, acme: int) -> None:
    put(book, acme, -3)
    booked = put(book, acme, -2, booked=1)
    done = put(book, acme, -1, status="done", booked=1)
    put(book, acme, 1, status="done", booked=1)
    uids = [entry.uid.partition("@")[0] for entry in found(book)]
    assert uids == [f"touchpoint-{booked}", f"touchpoint-{done}"]


def test_without_plans_only_what_a_person_made_or_moved(book: Book, acme: int) -> None:
    put(book, acme, 1)
    booked = put(book, acme, 2, booked=1)
    (entry,) = found(book, plans=False)
    assert entry.uid.startswith(f"touchpoint-{booked}@")


def test_filters_speak_of_accounts_and_touchpoints(book: Book, acme: int, add: Add) -> None:
    other = add(name="Other", owner="Ben")
    put(book, acme, 1, automated=1)
    put(book, acme, 2)
    put(book, other, 3)
    assert [entry.account for entry in found(book, "-automated")] == ["Acme", "Other"]
    assert [entry.account for entry in found(book, "owner:ben")] == ["Other"]
    assert len(found(book, "acme automated")) == 1


def test_archived_accounts_are_left_out(book: Book, acme: int) -> None:
    put(book, acme, 1, booked=1)
    accounts.archive(book, acme, today=TODAY, now=NOW)
    assert found(book) == []


def test_rows_that_no_journal_knows_have_the_instant_of_the_book(book: Book, acme: int) -> None:
    book.connection.execute(
        "INSERT INTO touchpoint(account_id, date, kind, status)"
        " VALUES (?, ?, 'check-in', 'planned')",
        (acme, day(2).isoformat()),
    )
    assert (one(book).sequence, one(book).changed_at) == (0, NOW)
