"""What the rules are given to read: every fact that they can reach, and nothing else."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.cadence import qualifies
from csm_tui.domain.facts import NO_FACTS, Facts, RecordedArr, Touchpoint
from csm_tui.domain.terms import CHANNELS, DIRECTIONS, TOUCHPOINT_STATUSES
from csm_tui.errors import BookRefused
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation, redo, undo
from csm_tui.store.rows import facts_for

from .conftest import NOW, TODAY, add_account, make_book


def facts_of(book: Book, account: int, today: date = TODAY) -> Facts:
    ((_, facts),) = facts_for(book.connection, [account], today)
    return facts


def insert(book: Book, table: str, account: int, **values: object) -> int:
    with operation(book, table, today=TODAY, now=NOW) as recorder:
        return recorder.insert(table, {"account_id": account, **values})


def test_every_column_of_an_account_comes_back(book: Book) -> None:
    values: dict[str, Any] = {
        "external_id": "A1",
        "source": "crm",
        "domain": "acme.com",
        "parent": "Acme Group",
        "owner": "Ana",
        "status": "trial",
        "arr": 4_500_000,
        "potential_arr": 9_000_000,
        "currency": "EUR",
        "start_date": date(2025, 1, 1),
        "renewal_date": date(2026, 12, 31),
        "notice_days": 30,
        "auto_renew": True,
        "seats": 10,
        "seats_used": 9,
        "strategic": 3,
        "brand_value": 2,
        "complexity": "high",
        "segment": "mid",
        "industry": "steel",
        "region": "EMEA",
        "country": "AT",
        "tier_override": "high",
        "tier_override_until": date(2026, 6, 30),
        "tier_override_reason": "pilot",
        "level_floor": "low",
        "last_contact_on": date(2026, 1, 1),
        "next_step": "call",
        "churned_on": date(2027, 1, 1),
        "tags": ("emea", "steel"),
        "notes": "=1+1",
        "archived_on": date(2026, 1, 15),
    }
    account_id = add_account(book, "Acme", **values)
    ((account, facts),) = facts_for(book.connection, None, TODAY)
    expected = {"id": account_id, "name": "Acme", "entered_on": TODAY, **values}
    assert asdict(account) == expected
    assert facts is NO_FACTS


def test_every_kind_of_fact_comes_back_in_order_of_date(book: Book) -> None:
    account = add_account(book, "Acme")
    other = add_account(book, "Globex")
    late, early = date(2026, 1, 20), date(2026, 1, 10)
    with operation(book, "Fill", today=TODAY, now=NOW) as recorder:
        origin = recorder.origin(file="a.csv", sha256="00", kind="touchpoints")
        for day in (late, early):
            whose = {"account_id": account, "origin_id": origin, "line": 7}
            recorder.insert("contact", {**whose, "name": "Ana", "email": "a@b.c", "influence": 5})
            recorder.insert(
                "touchpoint",
                {
                    **whose,
                    "date": day,
                    "kind": "check-in",
                    "answered": False,
                    "contacts": ("a@b.c", "Bo"),
                    "booked": False,
                    "time": "09:30",
                },
            )
            recorder.insert("health", {**whose, "date": day, "measure": "pulse", "value": 75.5})
            recorder.insert("metric", {**whose, "date": day, "metric": "m", "value": 1, "base": 2})
            recorder.insert("survey", {**whose, "date": day, "type": "nps", "score": 9})
            recorder.insert("subscription", {**whose, "start_date": day, "arr": 5})
            recorder.insert("arr_change", {**whose, "date": day, "amount": -5})
            recorder.insert("task", {**whose, "title": "Call", "due": day})
            recorder.insert("project", {**whose, "aim": "Adopt", "start_date": day})
            recorder.insert(
                "override",
                {**whose, "figure": "level", "value": "high", "reason": "r", "set_on": day},
            )
    facts = facts_of(book, account)
    days = {
        "touchpoints": "date",
        "readings": "date",
        "metrics": "date",
        "surveys": "date",
        "subscriptions": "start_date",
        "arr_changes": "date",
        "tasks": "due",
        "projects": "start_date",
        "overrides": "set_on",
    }
    for kind, field in days.items():
        values = getattr(facts, kind)
        assert [getattr(value, field) for value in values] == [early, late], kind
        assert {(value.origin, value.line) for value in values} == {(origin, 7)}, kind
    assert [contact.id for contact in facts.contacts] == [1, 2]
    touchpoint = facts.touchpoints[0]
    assert touchpoint.answered is False
    assert touchpoint.booked is False
    assert touchpoint.contacts == ("a@b.c", "Bo")
    assert touchpoint.time == "09:30"
    assert facts.readings[0].value == 75.5
    assert facts_of(book, other) is NO_FACTS


def test_accounts_come_in_order_of_id_and_unknown_ids_are_passed_over(book: Book) -> None:
    ids = [add_account(book, name) for name in "abc"]
    found = facts_for(book.connection, [ids[2], 99, ids[0], ids[2]], TODAY)
    assert [account.id for account, _ in found] == [ids[0], ids[2]]


def test_more_accounts_than_a_chunk_keep_their_own_facts(book: Book) -> None:
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        ids = recorder.insert_many("account", ("name",), [(f"A{n}",) for n in range(2500)])
        recorder.insert_many(
            "task", ("account_id", "title"), [(account, f"T{account}") for account in ids[::3]]
        )
    for chosen in (None, list(ids)):
        found = {account.id: facts for account, facts in facts_for(book.connection, chosen, TODAY)}
        assert list(found) == list(ids)
        assert all(found[account].tasks[0].title == f"T{account}" for account in ids[::3])
        assert all(found[account] is NO_FACTS for account in ids[1::3])


def test_what_no_rule_can_reach_is_left_out(book: Book) -> None:
    account = add_account(book, "Acme")
    edge = TODAY - timedelta(days=400)
    before = edge - timedelta(days=1)
    for day in (before, edge):
        insert(book, "health", account, date=day, measure="score", value=50)
        insert(book, "metric", account, date=day, metric="m", value=1)
        insert(book, "survey", account, date=day, type="nps", score=9)
        insert(book, "touchpoint", account, date=day, kind="email")
        insert(book, "arr_change", account, date=day, amount=1)
    facts = facts_of(book, account)
    assert [reading.date for reading in facts.readings] == [edge]
    assert [metric.date for metric in facts.metrics] == [edge]
    assert [survey.date for survey in facts.surveys] == [edge]
    assert [touchpoint.date for touchpoint in facts.touchpoints] == [edge]
    assert [change.date for change in facts.arr_changes] == [before, edge]


def test_automation_that_is_only_planned_is_no_fact(book: Book) -> None:
    account = add_account(book, "Acme")
    day = TODAY + timedelta(days=3)
    plan = {"date": day, "kind": "email", "status": "planned", "plan": "ongoing:email:30"}
    insert(book, "touchpoint", account, **plan, booked=0, automated=1)
    human = insert(book, "touchpoint", account, **plan, booked=0, automated=0)
    booked = insert(book, "touchpoint", account, **plan, booked=1, automated=1)
    sent = insert(book, "touchpoint", account, date=TODAY, kind="email", automated=1, booked=0)
    assert [one.id for one in facts_of(book, account).touchpoints] == [sent, human, booked]


def test_the_last_qualifying_touchpoint_and_review_are_kept_however_old(book: Book) -> None:
    account = add_account(book, "Acme")
    old = date(2020, 1, 1)
    review = insert(book, "touchpoint", account, date=old, kind="business-review")
    insert(book, "touchpoint", account, date=date(2020, 2, 1), kind="check-in", channel="phone")
    last = insert(book, "touchpoint", account, date=date(2021, 2, 1), kind="email", answered=True)
    insert(book, "touchpoint", account, date=date(2021, 3, 1), kind="email", answered=False)
    new = insert(book, "touchpoint", account, date=date(2026, 1, 1), kind="email")
    assert [touchpoint.id for touchpoint in facts_of(book, account).touchpoints] == [
        review,
        last,
        new,
    ]


def test_a_review_that_qualifies_is_not_given_twice(book: Book) -> None:
    account = add_account(book, "Acme")
    day = date(2020, 1, 1)
    both = insert(
        book, "touchpoint", account, date=day, kind="business-review", channel="in-person"
    )
    assert [touchpoint.id for touchpoint in facts_of(book, account).touchpoints] == [both]


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            Touchpoint,
            id=st.just(0),
            date=st.dates(date(2020, 1, 1), date(2020, 1, 9)),
            kind=st.sampled_from(["check-in", "business-review"]),
            channel=st.none() | st.sampled_from(CHANNELS),
            owner=st.none() | st.sampled_from(["Ana", "Automated", "automation"]),
            status=st.sampled_from(TOUCHPOINT_STATUSES),
            direction=st.none() | st.sampled_from(DIRECTIONS),
            answered=st.none() | st.booleans(),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_the_store_keeps_what_the_domain_says_qualifies(
    tmp_path_factory: pytest.TempPathFactory, touchpoints: list[Touchpoint]
) -> None:
    with open_book(make_book(tmp_path_factory.mktemp("book") / "book.db")) as book:
        account = add_account(book, "Acme")
        columns = ("date", "kind", "channel", "owner", "status", "direction", "answered")
        for touchpoint in touchpoints:
            values = {column: getattr(touchpoint, column) for column in columns}
            insert(book, "touchpoint", account, **values)
        every = [touchpoint._replace(id=n) for n, touchpoint in enumerate(touchpoints, 1)]
        every.sort(key=lambda one: (one.date, one.id))
        reviews = [t for t in every if t.kind == "business-review" and t.status == "done"]
        expected = {one[-1].id for one in ([t for t in every if qualifies(t)], reviews) if one}
        assert {touchpoint.id for touchpoint in facts_of(book, account).touchpoints} == expected


def test_a_change_of_the_recorded_arr_dated_later_is_told(book: Book) -> None:
    account = add_account(book, "Acme", arr=100)
    later, last = date(2026, 3, 1), date(2026, 4, 1)
    for day, arr in ((later, 200), (last, None)):
        with operation(book, "Edit", today=day, now=NOW) as recorder:
            recorder.update("account", account, {"arr": arr})
    with operation(book, "Edit", today=last, now=NOW) as recorder:
        recorder.update("account", account, {"owner": "Ana"})
    both = (RecordedArr(later, 100), RecordedArr(last, 200))
    assert facts_of(book, account).recorded_arr == both
    ((_, facts),) = facts_for(book.connection, None, TODAY)
    assert facts.recorded_arr == both
    assert facts_of(book, account, later).recorded_arr == both[1:]
    assert facts_of(book, account, last).recorded_arr == ()


def test_a_change_of_the_recorded_arr_dated_back_takes_the_place_of_later_ones(book: Book) -> None:
    account = add_account(book, "Acme", arr=100)
    earlier, later, last = date(2026, 1, 1), date(2026, 3, 1), date(2026, 4, 1)
    for day, arr in ((later, 200), (last, 300), (later, 150), (last, 400)):
        with operation(book, "Edit", today=day, now=NOW) as recorder:
            recorder.update("account", account, {"arr": arr})
    assert facts_of(book, account).recorded_arr == (RecordedArr(later, 100), RecordedArr(last, 150))
    with operation(book, "Edit", today=earlier, now=NOW) as recorder:
        recorder.update("account", account, {"arr": 50})
    assert facts_of(book, account).recorded_arr == ()
    assert facts_of(book, account, date(2025, 12, 31)).recorded_arr == (RecordedArr(earlier, 100),)
    undo(book, today=TODAY, now=NOW)
    assert facts_of(book, account).recorded_arr == (RecordedArr(later, 100), RecordedArr(last, 150))


def test_an_undone_change_of_the_recorded_arr_is_not_told_until_it_is_redone(book: Book) -> None:
    account = add_account(book, "Acme", arr=100)
    later = date(2026, 3, 1)
    with operation(book, "Edit", today=later, now=NOW) as recorder:
        recorder.update("account", account, {"arr": 200})
    undo(book, today=later, now=NOW)
    assert facts_of(book, account).recorded_arr == ()
    redo(book, today=later, now=NOW)
    assert facts_of(book, account).recorded_arr == (RecordedArr(later, 100),)


def test_a_damaged_date_is_a_sentence(book: Book) -> None:
    account = add_account(book, "Acme", start_date=TODAY)
    book.connection.execute("UPDATE account SET start_date = '2026-99-01'")
    with pytest.raises(BookRefused, match="csm doctor"):
        facts_of(book, account)


def test_the_first_days_of_the_calendar_do_no_harm(book: Book) -> None:
    add_account(book, "Acme")
    assert [facts for _, facts in facts_for(book.connection, None, date.min)] == [NO_FACTS]
    assert [facts for _, facts in facts_for(book.connection, None, date.max)] == [NO_FACTS]


def test_a_damaged_name_is_read_with_a_mark_in_it_and_spoils_no_other(book: Book) -> None:
    damaged, whole = add_account(book, "Acme"), add_account(book, "Zürich Re")
    book.connection.execute("UPDATE account SET name = CAST(x'41ff' AS TEXT) WHERE id = 1")
    read = {account.id: account.name for account, _ in facts_for(book.connection, None, TODAY)}
    assert read == {damaged: "A\ufffd", whole: "Zürich Re"}
    assert book.connection.execute("SELECT name FROM account").fetchone() == ("A\ufffd",)


def test_of_accounts_with_many_facts_fewer_are_held_at_once(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = [add_account(book, f"Account {number}") for number in range(6)]
    for number in range(60):
        day = (TODAY - timedelta(days=number)).isoformat()
        insert(book, "metric", accounts[number % 6], date=day, metric=f"m{number}", value=number)
    whole = [*facts_for(book.connection, None, TODAY)]
    asked: list[str] = []
    monkeypatch.setattr("csm_tui.store.rows.FACTS", 20)
    book.connection.set_trace_callback(asked.append)
    assert [*facts_for(book.connection, None, TODAY)] == whole
    assert [*facts_for(book.connection, accounts, TODAY)] == whole
    book.connection.set_trace_callback(None)
    read = [sql for sql in asked if "FROM metric WHERE account_id" in sql]
    assert len(read) == 2 * 3
