"""The Monday report: totals first, what changed, what lies ahead, the same bytes again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from csm_tui.reports.markdown import COLUMNS, width
from csm_tui.reports.monday import monday
from csm_tui.reports.week import week_of
from csm_tui.store.database import Book
from tests.reports.conftest import TODAY, Write, account, asked
from tests.reports.test_brief import section
from tests.reports.test_markdown import HOSTILE, blocks, read

Golden = Callable[[str, str], None]


def report(book: Book, today: date = TODAY) -> str:
    with asked(book, today):
        return monday(book, today=today)


@pytest.mark.parametrize(
    ("today", "since", "last"),
    [
        (date(2026, 2, 2), date(2026, 1, 26), date(2026, 2, 8)),
        (date(2026, 2, 3), date(2026, 2, 2), date(2026, 2, 8)),
        (date(2026, 2, 6), date(2026, 2, 2), date(2026, 2, 8)),
        (date(2026, 2, 7), date(2026, 2, 2), date(2026, 2, 15)),
        (date(2026, 2, 8), date(2026, 2, 2), date(2026, 2, 15)),
        (date.min, date.min, date(1, 1, 7)),
        (date.max, date(9999, 12, 27), date.max),
    ],
)
def test_the_week_looks_back_to_the_monday_before_and_on_a_weekend_at_the_next(
    today: date, since: date, last: date
) -> None:
    assert week_of(today) == (since, today, last)


def test_the_report_is_the_one_that_was_read_and_found_good(told: Book, golden: Golden) -> None:
    golden("monday.md", report(told))


def test_the_first_lines_have_the_totals(told: Book) -> None:
    head = " ".join(report(told).split("\n\n")[1].split())
    assert "5 accounts, $596K ARR. 2 at risk ($521K)" in head
    assert "1 new ($30K), 1 lost ($18K)" in head
    assert "2 renewals by notice in 90 days ($521K)" in head
    assert "2 promises due by Sun 8 Feb (1 overdue)" in head
    assert "4h planned of 30h" in head


def test_the_same_book_and_day_give_the_same_bytes_in_any_time_zone(
    told: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = set()
    for zone in ("UTC", "America/Sao_Paulo", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        documents.add(report(told))
    assert len(documents) == 1


def test_a_report_writes_nothing(told: Book, tmp_path: Path) -> None:
    before = (tmp_path / "book.db").read_bytes()
    report(told, date(2026, 3, 2))
    assert (tmp_path / "book.db").read_bytes() == before


def test_an_empty_book_has_a_report_that_says_so(book: Book) -> None:
    assert report(book) == (
        "# Monday report, Mon 2 Feb 2026\n\nThere are no customers in this book yet.\n"
    )


def test_a_book_that_was_never_planned_says_how_to(book: Book, write: Write) -> None:
    account(write, "Acme", arr=20_000_000)
    document = report(book)
    assert "The book was never planned: csm plan makes the calendar." in document
    assert "Without a plan" not in document


def test_a_plan_that_ends_before_the_week_does_is_said(told: Book) -> None:
    assert "The book is planned to" not in report(told)
    assert "The book is planned to" not in report(told, date(2026, 5, 1))
    document = report(told, date(2026, 5, 2))
    assert "The book is planned to Sun 3 May 2026 only: csm plan goes on." in document


def test_a_promise_due_today_is_not_overdue(told: Book, write: Write) -> None:
    write("task", account_id=1, title="Today's", due="2026-02-02", side="mine")
    document = report(told)
    assert "3 promises due by Sun 8 Feb (1 overdue)" in " ".join(document.split())
    assert "| 2 Feb              | ours   |" in document


def test_accounts_without_a_plan_are_listed_with_the_reason(told: Book) -> None:
    without = section(report(told), "Without a plan")
    assert "**Juniper Bank** $30K · " in without
    assert "Aurora" not in without
    assert "Maybe Motors" not in without


def test_what_was_booked_and_never_closed_is_asked_for_with_its_id(told: Book) -> None:
    asked_for = section(report(told), "Booked and past: done, no-show or move?")
    assert "Fri 23 Jan" in asked_for
    assert "Kanal 九州システム" in asked_for


def test_a_week_later_the_changes_are_other_ones(told: Book) -> None:
    document = report(told, date(2026, 2, 9))
    assert "Gone Games" not in document
    assert "0 new, 0 lost" in document


@pytest.mark.parametrize("today", [date.min, date(2024, 2, 29), date.max])
def test_a_report_of_any_day_of_the_calendar_can_be_written(told: Book, today: date) -> None:
    assert report(told, today).startswith("# Monday report")


def test_no_line_but_of_a_table_is_wider_than_the_page(told: Book) -> None:
    assert max(width(line) for line in report(told).splitlines()) <= COLUMNS + 4


@pytest.mark.parametrize("value", HOSTILE)
def test_no_text_of_the_book_changes_the_shape_of_the_report(
    book: Book, write: Write, value: str
) -> None:
    documents = []
    of = account(write, "calm name", arr=51_200_000, renewal_date="2026-03-01")
    task: dict[str, object] = {"due": "2026-02-03", "side": "mine"}
    rows: list[tuple[str, dict[str, object]]] = [
        ("health", {"date": "2026-01-20", "measure": "score", "value": 80.0}),
        ("health", {"date": "2026-01-30", "measure": "score", "value": 20.0}),
        ("touchpoint", {"date": "2026-02-04", "kind": "check-in", "status": "planned"}),
        ("touchpoint", {"date": "2026-01-21", "kind": "check-in", "status": "planned"}),
    ]
    for table, row in rows:
        write(table, account_id=of, **row)
    task_id = write("task", account_id=of, title="words", **task)
    documents.append(report(book))
    with asked(book):
        book.connection.execute("UPDATE account SET name = ? WHERE id = ?", (value, of))
        book.connection.execute("UPDATE task SET title = ? WHERE id = ?", (value, task_id))
        book.connection.execute("UPDATE account_standing SET as_of = '9999-01-01'")
    documents.append(report(book))
    calm, hostile = (blocks(read(document)) for document in documents)
    assert "calm name" not in documents[1]
    assert hostile == calm
    for token in read(documents[1]):
        kinds = {child.type for child in token.children or []}
        assert not {"link_open", "image", "html_inline", "em_open", "s_open", "code_inline"} & kinds
