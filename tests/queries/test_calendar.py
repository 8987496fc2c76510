"""The calendar's rows, what is overdue, and the load of days and weeks."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from csm_tui.domain.capacity import effort_minutes
from csm_tui.domain.filters import parse
from csm_tui.domain.work_time import WorkTime, work_time_of
from csm_tui.operations import accounts, touchpoints
from csm_tui.queries import calendar
from csm_tui.queries.accounts import listing
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from csm_tui.store.standings import current_model, prepare
from tests.queries.conftest import NOW, TODAY, Add, day, put

ALL = parse("")
OLD = {"start_date": "2020-01-01"}


def done(book: Book, account_id: int, days: int, **values: object) -> int:
    return put(
        book, account_id, days, status="done", booked=1, plan=None, **{"effort": None, **values}
    )


def rows(
    book: Book, text: str = "", from_: int = 0, to: int = 30, **options: object
) -> list[calendar.CalendarRow]:
    prepare(book.connection, TODAY)
    return calendar.rows(
        book.connection,
        parse(text, touchpoints=True),
        today=TODAY,
        from_=day(from_),
        to=day(to),
        **options,  # type: ignore[arg-type]
    )


def overdue(book: Book, text: str = "") -> list[calendar.CalendarRow]:
    prepare(book.connection, TODAY)
    return calendar.overdue(book.connection, parse(text, touchpoints=True), today=TODAY)


def load(book: Book, text: str = "", from_: int = 0, to: int = 0) -> list[calendar.DayLoad]:
    prepare(book.connection, TODAY)
    return calendar.load(
        book.connection,
        parse(text, touchpoints=True),
        today=TODAY,
        from_=day(from_),
        to=day(to),
    )


def test_rows_are_those_of_the_span_with_both_its_ends(book: Book, add: Add) -> None:
    acme = add(name="Acme")
    for days in (1, 2, 5, 6):
        put(book, acme, days)
    assert [row.date for row in rows(book, from_=2, to=5)] == [day(2), day(5)]
    assert rows(book, from_=5, to=2) == []


def test_a_row_says_all_that_the_touchpoint_does(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="120k", **OLD)
    touchpoint = put(
        book,
        acme,
        3,
        time="09:30",
        kind="business-review",
        channel="video",
        purpose="proactive",
        owner="Ana",
        reason="due since 1 Feb",
        subject="Review",
        effort=240,
        over=1,
        due_on=day(1),
        window_from=day(0),
        window_to=day(14),
    )
    assert rows(book) == [
        calendar.CalendarRow(
            id=touchpoint,
            date=day(3),
            time="09:30",
            account="Acme",
            account_id=acme,
            kind="business-review",
            channel="video",
            purpose="proactive",
            owner="Ana",
            status="planned",
            reason="due since 1 Feb",
            subject="Review",
            effort=240,
            minutes=None,
            booked=False,
            automated=False,
            over=True,
            due_on=day(1),
            window_from=day(0),
            window_to=day(14),
            days_overdue=0,
        )
    ]


def test_a_day_has_timed_ones_by_time_then_people_before_automation_then_arr_and_name(
    book: Book, add: Add
) -> None:
    calm = {**OLD, "health": "90"}
    small, large = add(name="B small", arr="6k", **calm), add(name="Z large", arr="9k", **calm)
    same = add(name="A small", arr="6k", **calm)
    put(book, large, 3, automated=1, effort=0, kind="email")
    for account in (small, same, large):
        put(book, account, 3)
    put(book, same, 3, time="16:00")
    put(book, small, 3, time="08:15")
    found = [(row.time, row.automated, row.account) for row in rows(book)]
    listed = listing(book.connection, ALL, today=TODAY)
    assert len({row.score for row in listed}) == 1
    assert found == [
        ("08:15", False, "B small"),
        ("16:00", False, "A small"),
        (None, False, "Z large"),
        (None, False, "A small"),
        (None, False, "B small"),
        (None, True, "Z large"),
    ]


def test_the_account_with_more_points_goes_first(book: Book, add: Add) -> None:
    calm = add(name="Calm", arr="900k", **OLD, pulse="5")
    burning = add(name="Burning", arr="300k", **OLD, pulse="1", renewal_date="2026-02-10")
    for account in (calm, burning):
        put(book, account)
    assert [row.account for row in rows(book)] == ["Burning", "Calm"]


def test_a_day_past_has_what_happened_and_what_was_booked_but_no_stale_plan(
    book: Book, add: Add
) -> None:
    acme = add(name="Acme", **OLD)
    put(book, acme, -3)
    booked = put(book, acme, -3, booked=1)
    wanted = {booked: 3}
    for status in ("done", "no-show", "skipped"):
        wanted[put(book, acme, -3, status=status, booked=1)] = 0
    put(book, acme, -3, status="cancelled", booked=1)
    assert {row.id: row.days_overdue for row in rows(book, from_=-3, to=-3)} == wanted


def test_what_is_done_counts_up_to_today(book: Book, add: Add) -> None:
    acme = add(name="Acme", **OLD)
    today = done(book, acme, 0)
    done(book, acme, 1)
    put(book, acme, 1, status="skipped", booked=1)
    assert [row.id for row in rows(book)] == [today]


def test_archived_accounts_are_left_out_of_everything(book: Book, add: Add) -> None:
    gone = add(name="Gone", arr="500k", **OLD)
    for days in (-5, 0):
        put(book, gone, days, booked=1)
    done(book, gone, -1, minutes=30)
    accounts.archive(book, gone, today=TODAY, now=NOW)
    assert rows(book, from_=-30) == []
    assert overdue(book) == []
    assert sum(one.minutes for one in load(book, from_=-30, to=30)) == 0
    assert [row.account for row in rows(book, "archived", from_=-30)] == ["Gone"] * 3


def test_rows_keep_to_the_filter_of_accounts_and_of_touchpoints(book: Book, add: Add) -> None:
    acme = add(name="Acme", owner="Ana", tags="emea", domain="acme.example")
    other = add(name="Other", owner="Ben")
    call = put(book, acme, 1, channel="phone", booked=1)
    mail = put(book, acme, 1, kind="email", channel="email", automated=1, effort=0)
    review = put(book, other, 1, kind="business-review", purpose="proactive", over=1)
    for text, wanted in (
        ("owner:ana", {call, mail}),
        ("-owner:ana", {review}),
        ("tag:emea domain:acme", {call, mail}),
        ("kind:email", {mail}),
        ("-kind:email", {call, review}),
        ("channel:phone", {call}),
        ("-channel:phone", {mail, review}),
        ("purpose:proactive", {review}),
        ("automated", {mail}),
        ("-automated", {call, review}),
        ("booked", {call}),
        ("over", {review}),
        ("other over", {review}),
        ("acme over", set()),
    ):
        assert {row.id for row in rows(book, text)} == wanted, text
        loads = load(book, text, from_=1, to=1)[0]
        assert loads.touchpoints + loads.automated == len(wanted), text
    assert {row.id for row in rows(book, automated=False)} == {call, review}
    assert len(rows(book, limit=2)) == 2


def test_hostile_words_of_a_filter_are_only_text(book: Book, add: Add) -> None:
    put(book, add(name="100% _'\"; DROP TABLE account"), 1)
    assert len(rows(book, '"% _\'"')) == 1
    assert rows(book, '"%%"') == []


def test_overdue_is_what_was_booked_and_not_closed_and_each_account_past_its_clock_once(
    book: Book, add: Add
) -> None:
    silent = add(name="Silent", arr="500k", **OLD, last_contact_on="2025-12-01")
    late = add(name="Late", arr="500k", **OLD, last_contact_on="2025-12-01")
    ahead = add(name="Ahead", arr="500k", **OLD, last_contact_on="2025-12-01")
    booked = put(book, late, -4, booked=1)
    for days in (-20, -6):
        put(book, silent, days)
    put(book, ahead, 9)
    found = overdue(book)
    assert [(row.account, row.id, row.status) for row in found] == [
        ("Silent", None, "due"),
        ("Late", booked, "planned"),
    ]
    due = found[0]
    # Due 14 days after 1 December: DOMAIN §11, Clock.
    assert due.date == due.due_on == date(2025, 12, 15)
    assert due.days_overdue == (TODAY - date(2025, 12, 15)).days
    assert due.reason == "high: due 15 Dec, last touchpoint 1 Dec; nothing is planned"
    assert found[1].days_overdue == 4


def test_automation_ahead_does_not_keep_an_account_from_being_overdue(book: Book, add: Add) -> None:
    silent = add(name="Silent", arr="500k", **OLD, last_contact_on="2025-12-01")
    put(book, silent, 2, automated=1, effort=0, kind="email")
    assert [row.account for row in overdue(book)] == ["Silent"]


def test_overdue_keeps_to_the_filter(book: Book, add: Add) -> None:
    add(name="Silent", arr="500k", owner="Ana", **OLD, last_contact_on="2025-12-01")
    late = add(name="Late", arr="500k", owner="Ben", **OLD)
    put(book, late, -4, booked=1, kind="training")
    for text, wanted in (
        ("owner:ana", ["Silent"]),
        ("owner:ben", ["Late"]),
        ("kind:training", ["Late"]),
        ("kind:check-in", ["Silent"]),
        ("booked", ["Late"]),
        ("-booked", ["Silent"]),
        ("automated", []),
    ):
        assert [row.account for row in overdue(book, text)] == wanted, text


def test_after_three_weeks_away_each_account_is_overdue_once(book: Book, add: Add) -> None:
    ids = [
        add(name=f"Account {number}", arr="500k", **OLD, last_contact_on="2025-12-20")
        for number in range(4)
    ]
    for account in ids:
        for days in range(-21, 0, 7):
            put(book, account, days)
    assert sorted(row.account_id for row in overdue(book)) == ids


def test_the_load_of_a_day_is_the_effort_of_what_people_have_planned(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="500k", **OLD)
    put(book, acme, effort=240, kind="business-review", over=1)
    put(book, acme, effort=60)
    put(book, acme, effort=45, over=1)
    put(book, acme, effort=0, automated=1, kind="email")
    assert load(book) == [
        calendar.DayLoad(
            TODAY, 345, 360, {"business-review": 1, "check-in": 2}, automated=1, over=2, free=None
        )
    ]


def test_touchpoints_alike_are_each_counted(book: Book, add: Add) -> None:
    acme = add(name="Acme", arr="500k", **OLD)
    for _ in range(3):
        put(book, acme, 1, effort=45, over=1)
        done(book, acme, -1, minutes=20)
    past, _, tomorrow = load(book, from_=-1, to=1)
    assert (past.minutes, past.touchpoints, past.over) == (60, 3, 0)
    assert (tomorrow.minutes, tomorrow.touchpoints, tomorrow.over) == (135, 3, 3)


def test_the_load_of_each_day_is_the_sum_of_its_rows(book: Book, add: Add) -> None:
    ids = [add(name=f"Account {arr}", arr=arr, **OLD) for arr in ("500k", "50k", "6k", "1k")]
    chance = Random(7)
    for _ in range(120):
        status = chance.choice(["planned", "planned", "done", "no-show", "skipped"])
        put(
            book,
            chance.choice(ids),
            chance.randint(-9, 9),
            status=status,
            kind=chance.choice(["check-in", "business-review", "email"]),
            effort=chance.choice([None, 0, 10, 60]),
            minutes=chance.choice([None, 25]) if status == "done" else None,
            booked=chance.randint(0, 1),
            automated=chance.choice([0, 0, 1]),
            over=chance.randint(0, 1),
        )
    wanted: dict[date, list[int]] = {day(days): [0, 0, 0] for days in range(-9, 10)}
    for row in rows(book, from_=-9, to=9):
        if row.status == "done" or (row.status == "planned" and row.date >= TODAY):
            logged = row.minutes if row.status == "done" and row.minutes is not None else row.effort
            sums = wanted[row.date]
            sums[0] += 0 if row.automated else logged
            sums[1] += not row.automated
            sums[2] += row.automated
    found = {
        one.day: [one.minutes, one.touchpoints, one.automated] for one in load(book, "", -9, 9)
    }
    assert found == wanted


def test_what_says_no_effort_takes_as_long_as_its_kind_at_the_level(book: Book, add: Add) -> None:
    _, model = current_model(book.connection)
    high, medium = add(name="High", arr="500k", **OLD), add(name="Medium", arr="50k", **OLD)
    for account in (high, medium):
        put(book, account, effort=None, kind="business-review", booked=1)
    wanted = [effort_minutes("business-review", level, model) for level in ("high", "medium")]
    # DOMAIN §11, Hours: 120 + 60 + 60, and 60 + 45 + 15.
    assert wanted == [240, 120]
    assert load(book)[0].minutes == 360
    assert {row.account: row.effort for row in rows(book)} == {"High": 240, "Medium": 120}


def test_a_day_past_has_the_minutes_logged_and_today_what_is_still_to_come_too(
    book: Book, add: Add
) -> None:
    acme = add(name="Acme", arr="500k", **OLD)
    put(book, acme, -1, booked=1)
    put(book, acme, -1)
    done(book, acme, -1, minutes=25)
    done(book, acme, -1, minutes=None, kind="email")
    done(book, acme, -1, minutes=None, effort=40)
    put(book, acme, -1, status="no-show", booked=1)
    done(book, acme, 0, minutes=20)
    put(book, acme, 0)
    done(book, acme, 1, minutes=500)
    past, today, tomorrow = load(book, from_=-1, to=1)
    assert (past.minutes, past.kinds) == (25 + 10 + 40, {"check-in": 2, "email": 1})
    assert (today.minutes, today.touchpoints) == (80, 2)
    assert (tomorrow.minutes, tomorrow.touchpoints) == (0, 0)


def test_every_day_of_the_span_is_there_also_those_that_are_not_worked(book: Book) -> None:
    found = load(book, to=6)
    assert [one.day for one in found] == [day(days) for days in range(7)]
    assert [one.available for one in found] == [360] * 5 + [0, 0]
    assert [one.free for one in found] == [None] * 5 + ["weekend"] * 2
    assert load(book, from_=3, to=2) == []


def test_holidays_and_time_off_of_the_book_are_named(book: Book) -> None:
    work = WorkTime(frozenset({0, 1, 2, 3}), {day(1): "Constitution Day"}, 300)
    with operation(book, "Plan", today=TODAY, now=NOW) as recorder:
        recorder.insert("setting", {"key": "work_time", "value": work.to_json()})
    found = load(book, to=5)
    assert [(one.available, one.free) for one in found] == [
        (300, None),
        (0, "Constitution Day"),
        (300, None),
        (300, None),
        (0, "not a working day"),
        (0, "weekend"),
    ]
    _, model = current_model(book.connection)
    assert calendar.work_time(book.connection, model) == work


def test_without_a_setting_the_model_says_the_work_time(book: Book) -> None:
    _, model = current_model(book.connection)
    assert calendar.work_time(book.connection, model) == work_time_of(model)


def test_minutes_over_are_those_beyond_the_day(book: Book, add: Add) -> None:
    acme = add(name="Acme", **OLD)
    put(book, acme, effort=380)
    put(book, acme, 5, effort=30)
    found = load(book, to=5)
    assert [one.minutes_over for one in found] == [20, 0, 0, 0, 0, 30]


def test_weeks_are_whole_ones_from_monday(book: Book, add: Add) -> None:
    acme = add(name="Acme", **OLD)
    for days, effort in ((0, 10), (6, 5), (7, 100), (13, 1)):
        put(book, acme, days, effort=effort)
    prepare(book.connection, TODAY)
    found = calendar.week_load(book.connection, ALL, today=TODAY, from_=day(3), to=day(9))
    assert found == [
        calendar.WeekLoad(TODAY, 15, 1800),
        calendar.WeekLoad(day(7), 101, 1800),
    ]


@pytest.mark.parametrize("end", [date.max, date(9999, 12, 25)])
def test_the_end_of_the_calendar_does_no_harm(book: Book, add: Add, end: date) -> None:
    acme = add(name="Acme", **OLD)
    put(book, acme, (date.max - TODAY).days)
    put(book, acme, (date(2028, 2, 29) - TODAY).days)
    prepare(book.connection, TODAY)
    first = date(9999, 12, 20)
    found = calendar.rows(book.connection, ALL, today=TODAY, from_=first, to=end)
    assert [row.date for row in found] == ([date.max] if end == date.max else [])
    span = {"today": TODAY, "from_": first, "to": end}
    assert calendar.load(book.connection, ALL, **span)[-1].day == end
    assert calendar.week_load(book.connection, ALL, **span)[-1].monday == date(9999, 12, 27) - (
        timedelta(0) if end == date.max else timedelta(7)
    )
    begin = {"today": TODAY, "from_": date.min, "to": date(1, 1, 9)}
    assert len(calendar.week_load(book.connection, ALL, **begin)) == 2


def test_moving_a_plan_moves_its_load(book: Book, add: Add) -> None:
    plan = put(book, add(name="Acme", **OLD), 1)
    touchpoints.move(book, plan, day(2), today=TODAY, now=NOW)
    assert [one.minutes for one in load(book, from_=1, to=2)] == [0, 60]
    (row,) = rows(book)
    assert (row.id, row.date, row.booked) == (plan, day(2), True)


def test_a_month_is_counted_without_looking_at_one_row(book: Book) -> None:
    seen: list[str] = []
    prepare(book.connection, TODAY)
    book.connection.set_trace_callback(seen.append)
    calendar.load(book.connection, ALL, today=TODAY, from_=day(-9), to=day(30))
    book.connection.set_trace_callback(None)
    asked = [text for text in seen if "FROM touchpoint" in text]
    plans = [str(book.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()) for sql in asked]
    assert "touchpoint_planned" in plans[0]
    assert "COVERING INDEX touchpoint_closed" in plans[1]
    assert not any("TEMP B-TREE FOR GROUP BY" in plan for plan in plans)


def test_a_day_is_found_by_its_date_not_account_by_account(book: Book) -> None:
    seen: list[str] = []
    prepare(book.connection, TODAY)
    book.connection.set_trace_callback(seen.append)
    calendar.rows(book.connection, parse("owner:ana"), today=TODAY, from_=day(-9), to=day(30))
    book.connection.set_trace_callback(None)
    (asked,) = [text for text in seen if "FROM touchpoint" in text]
    plan = str(book.connection.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall())
    assert "INDEX touchpoint_planned (date>" in plan
    assert "INDEX touchpoint_closed (date>" in plan
