"""What changed since a day: by the facts known then and now, never by what only became known."""

from __future__ import annotations

from datetime import date, timedelta

from csm_tui.operations import accounts, touchpoints, undo
from csm_tui.operations.fields import parse_fields
from csm_tui.queries import changes
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare, refresh
from tests.queries.conftest import NOW, TODAY, Add

SINCE = TODAY - timedelta(days=7)


def reading(book: Book, account_id: int, day: date, value: float) -> None:
    with operation(book, "Reading", today=TODAY, now=NOW) as recorder:
        row = {"account_id": account_id, "date": day.isoformat(), "measure": "score"}
        recorder.insert("health", {**row, "value": value, "origin_id": recorder.origin()})


def compared(book: Book, *, today: date = TODAY, most: int = changes.MOST) -> changes.Comparison:
    prepare(book.connection, today)
    return changes.moved(book.connection, since=SINCE, today=today, limit=9, most=most)


def test_a_fall_of_health_is_a_move_with_both_scores(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="8k", start_date="2020-01-01")
    reading(book, acme, SINCE, 82.4)
    reading(book, acme, TODAY, 30.5)
    (moved,) = compared(book).moved
    assert moved.account == "Acme"
    assert moved.moves[:2] == (
        changes.Move("at risk", "no", "yes", "health 30.5 is below 40"),
        changes.Move("health", "green", "red", "82 to 31"),
    )
    assert ("level", "low", "medium") in [move[:3] for move in moved.moves]


def test_time_alone_moves_a_stage_and_the_level_with_it(book: Book, add: Add) -> None:
    add(name="Acme", arr="30k", start_date="2024-01-01", renewal_date="2026-05-01")
    (moved,) = compared(book).moved
    assert [move[:3] for move in moved.moves] == [
        ("stage", "growth", "renewal"),
        ("level", "medium", "high"),
    ]
    assert moved.moves[0].reason == "renews on 1 May 2026"
    assert moved.moves[1].reason == "renewal"


def test_what_only_became_known_is_counted_and_not_listed(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="8k", start_date="2020-01-01")
    reading(book, acme, TODAY, 80)
    assert compared(book) == changes.Comparison(0, (), 1, 0)


def test_what_is_not_known_any_more_is_told_beside_another_move(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="30k", start_date="2024-01-01", renewal_date="2026-05-01")
    reading(book, acme, TODAY - timedelta(days=95), 80)
    (moved,) = compared(book).moved
    assert ("health", "green", "unknown") in [move[:3] for move in moved.moves]


def test_the_same_facts_are_no_move(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="30k", start_date="2024-01-01")
    reading(book, acme, SINCE, 80)
    touchpoints.log(book, acme, {"date": TODAY, "channel": "phone"}, today=TODAY, now=NOW)
    assert compared(book) == changes.Comparison(0, (), 0, 0)


def test_a_cached_standing_that_held_all_along_is_not_assessed_again(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="8k", start_date="2020-01-01")
    reading(book, acme, SINCE, 82)
    reading(book, acme, TODAY, 30)
    assert len(compared(book).moved) == 1
    # As if it had been cached before, and never touched since.
    book.connection.execute(
        "UPDATE account_standing SET as_of = ?, valid_until = '9999-12-31'", (SINCE.isoformat(),)
    )
    assert compared(book).moved == ()


def test_every_move_is_found_whenever_the_standings_were_cached(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="8k", start_date="2020-01-01")
    renewing = add(name="Renewing", arr="30k", start_date="2024-01-01", renewal_date="2026-05-01")
    reading(book, acme, SINCE, 82)
    reading(book, acme, SINCE + timedelta(days=3), 30)
    found = set()
    for cached in (SINCE - timedelta(days=9), SINCE, SINCE + timedelta(days=4), TODAY):
        refresh(book.connection, None, cached)
        found.add(compared(book).moved)
    assert len(found) == 1
    assert {moved.account_id for moved in found.pop()} == {acme, renewing}


def test_the_largest_are_compared_first_and_the_rest_is_said(book: Book, add: Add) -> None:
    for name, arr in (("Small", "6k"), ("Large", "60k"), ("Middle", "30k")):
        reading(book, add(name=name, arr=arr, start_date="2020-01-01", health="30"), SINCE, 80)
    assert [one.account for one in compared(book).moved] == ["Large", "Middle", "Small"]
    few = compared(book, most=2)
    assert [one.account for one in few.moved] == ["Large", "Middle"]
    assert few.not_compared == 1


def test_all_that_moved_are_counted_and_the_largest_listed(book: Book, add: Add) -> None:
    for name, arr in (("Small", "6k"), ("Large", "60k")):
        reading(book, add(name=name, arr=arr, start_date="2020-01-01", health="30"), SINCE, 80)
    prepare(book.connection, TODAY)
    found = changes.moved(book.connection, since=SINCE, today=TODAY, limit=1)
    assert (found.accounts, [one.account for one in found.moved]) == (2, ["Large"])


def test_who_began_on_the_monday_itself_is_compared_who_began_after_it_is_new(
    book: Book, add: Add
) -> None:
    for name, start in (("On it", SINCE), ("After it", SINCE + timedelta(days=1))):
        account_id = add(name=name, arr="60k", start_date=start.isoformat(), health="30")
        reading(book, account_id, SINCE, 80)
    assert [one.account for one in compared(book).moved] == ["On it"]


def test_archived_and_churned_accounts_do_not_move(book: Book, add: Add) -> None:
    for name in ("Gone", "Away"):
        reading(book, add(name=name, arr="60k", start_date="2020-01-01", health="30"), SINCE, 80)
    ids = {moved.account: moved.account_id for moved in compared(book).moved}
    accounts.archive(book, ids["Away"], today=TODAY, now=NOW)
    accounts.edit(book, ids["Gone"], {"churned_on": TODAY}, today=TODAY, now=NOW)
    assert compared(book).moved == ()


def test_new_is_who_began_or_entered_a_book_that_was_there(book: Book, add: Add) -> None:
    add(name="Since ever", arr="60k", start_date="2020-01-01")
    add(name="Without a start")
    began = add(name="Began", arr="6k", start_date="2026-01-27")
    add(name="On the Monday itself", arr="6k", start_date="2026-01-26")
    add(name="To come", arr="6k", start_date="2026-03-01")
    add(name="Prospect", status="prospect")
    book.connection.execute("UPDATE account SET entered_on = '2025-06-01'")
    taken = add(name="Taken over", arr="60k", start_date="2019-01-01")
    prepare(book.connection, TODAY)
    found = changes.arrived(book.connection, since=SINCE, today=TODAY)
    assert found == [
        changes.Arrival(taken, "Taken over", 6_000_000, "medium", TODAY, False),
        changes.Arrival(began, "Began", 600_000, "low", date(2026, 1, 27), True),
    ]


def test_what_a_book_began_with_is_not_new(book: Book, add: Add) -> None:
    add(name="First import", arr="60k", start_date="2020-01-01")
    assert changes.arrived(book.connection, since=SINCE, today=TODAY) == []


def test_lost_is_who_churned_or_was_archived_with_the_arr_there_was(book: Book, add: Add) -> None:
    dated = add(name="Dated", arr="60k", churned_on="2026-01-30")
    earlier = add(name="Earlier", arr="60k", churned_on="2026-01-26")
    said = add(name="Said", arr="30k")
    unsaid = add(name="Said and taken back", arr="30k")
    away = add(name="Away", arr="10k")
    add(name="Stays", arr="10k")
    edit = parse_fields("accounts", {"status": "churned", "arr": "0"})
    accounts.edit(book, said, edit, today=TODAY, now=NOW)
    accounts.edit(book, unsaid, edit, today=TODAY, now=NOW)
    undo.undo(book, today=TODAY, now=NOW)
    accounts.archive(book, away, today=TODAY, now=NOW)
    known_late = add(name="Known late", arr="9k")
    late = {**edit, "churned_on": date(2025, 12, 1)}
    accounts.edit(book, known_late, late, today=TODAY, now=NOW)
    long_gone = add(name="Long gone", arr="9k")
    accounts.edit(book, long_gone, edit, today=SINCE, now=NOW)
    accounts.edit(book, long_gone, {"status": "customer"}, today=TODAY, now=NOW)
    undo.undo(book, today=TODAY, now=NOW)
    prepare(book.connection, TODAY)
    found = changes.departed(book.connection, since=SINCE, today=TODAY)
    assert found == [
        changes.Departure(dated, "Dated", 6_000_000, date(2026, 1, 30), True),
        changes.Departure(said, "Said", 3_000_000, None, True),
        changes.Departure(away, "Away", 1_000_000, TODAY, False),
    ]
    assert earlier not in {one.account_id for one in found}


def test_held_is_what_people_did_not_what_ran_by_itself(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="60k")
    for day, values in (
        (SINCE, {"channel": "phone", "minutes": 20}),
        (TODAY, {"channel": "video", "minutes": 30}),
        (TODAY, {"channel": "video", "status": "no-show"}),
        (TODAY, {"channel": "automated", "kind": "email"}),
        (SINCE - timedelta(days=1), {"channel": "phone"}),
        (TODAY + timedelta(days=1), {"status": "planned"}),
    ):
        touchpoints.log(book, acme, {"date": day, **values}, today=TODAY, now=NOW)
    found = changes.held(book.connection, since=SINCE, today=TODAY)
    assert found == [changes.Held("check-in", 2, 1, 50)]
