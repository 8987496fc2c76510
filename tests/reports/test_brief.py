"""The brief: one page, every figure with its day, unknown said so, the same bytes again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from csm_tui.errors import UnknownAccount
from csm_tui.queries.accounts import find
from csm_tui.reports.brief import brief
from csm_tui.reports.markdown import COLUMNS, width
from csm_tui.store.database import Book
from tests.reports.conftest import TODAY, Write, account, asked
from tests.reports.test_markdown import HOSTILE, blocks, read, shown, texts

Golden = Callable[[str, str], None]


def brief_of(book: Book, name: str, today: date = TODAY) -> str:
    with asked(book, today):
        return brief(book, find(book.connection, name), today=today)


def section(document: str, title: str) -> str:
    """Return what stands under a title."""
    return document.split(f"## {title}\n\n")[1].split("\n\n## ")[0]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Northwind Foods", "brief-northwind.md"),
        ("Aurora Health", "brief-aurora.md"),
        ("Kanal 九州システム", "brief-kanal.md"),
        ("Zulu Freight", "brief-zulu.md"),
        ("Gone Games", "brief-gone.md"),
        ("Maybe Motors", "brief-maybe.md"),
    ],
)
def test_the_brief_is_the_one_that_was_read_and_found_good(
    told: Book, golden: Golden, name: str, file: str
) -> None:
    golden(file, brief_of(told, name))


def test_a_brief_fits_on_a_page_and_is_the_same_again(told: Book) -> None:
    document = brief_of(told, "Northwind Foods")
    assert document.count("\n") <= 60
    assert max(map(width, document.splitlines())) <= COLUMNS + 2
    assert brief_of(told, "Northwind Foods") == document


def test_a_brief_with_much_of_everything_names_the_most_important_only(
    told: Book, write: Write
) -> None:
    of = find(told.connection, "Northwind Foods")
    for number in range(30):
        write("contact", account_id=of, name=f"Person {number:02}")
        write("task", account_id=of, title=f"Promise {number:02}", due="2026-03-01", side="mine")
        write(
            "touchpoint",
            account_id=of,
            date=f"2026-02-{number % 20 + 3:02}",
            kind="check-in",
            channel="video",
            status="planned",
            booked=1,
        )
    document = brief_of(told, "Northwind Foods")
    assert document.count("\n") <= 70
    assert "… and 26 more: csm show" in section(document, "People")
    assert "… and 28 more: csm task list" in section(document, "Promises")
    assert section(document, "Next").count("check-in") <= 4


def test_what_runs_by_itself_is_told_only_where_no_person_does_anything(
    told: Book, write: Write
) -> None:
    assert "value report" not in section(brief_of(told, "Aurora Health"), "Next")
    of = find(told.connection, "Zulu Freight")
    write(
        "touchpoint",
        account_id=of,
        date="2026-02-10",
        kind="email",
        channel="automated",
        status="planned",
        booked=0,
        automated=1,
        reason="tech: welcome series",
    )
    planned = section(brief_of(told, "Zulu Freight"), "Next")
    assert "email, automated, planned: tech: welcome series" in planned


def test_an_account_about_which_nothing_is_known_has_no_zero(book: Book, write: Write) -> None:
    write("account", name="Blank")
    document = brief_of(book, "Blank")
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")][:2]
        for line in section(document, "Figures").splitlines()[2:]
    ]
    known = {name.strip(): value for name, value in cells}
    assert {known[name] for name in ("ARR", "Renewal", "Seats", "NPS", "CSAT")} == {"–"}
    assert known["Health"] == "–, coverage 0 %"
    assert "None is known." in section(document, "Last touchpoints")
    assert "Nobody is known here." in section(document, "People")
    assert "None is open." in section(document, "Promises")
    assert "Nothing is planned" in section(document, "Next")


@pytest.mark.parametrize("value", HOSTILE)
def test_no_text_of_the_book_changes_the_shape_of_a_brief(
    book: Book, write: Write, value: str
) -> None:
    documents = []
    for name, text in (("calm name", "words"), (value, value)):
        of = account(write, name, owner=text, domain=None, next_step=text, arr=5_000_000)
        write(
            "contact",
            account_id=of,
            name=text,
            title=text,
            role="champion",
            email="ana@calm.example",
        )
        write(
            "touchpoint",
            account_id=of,
            date="2026-01-20",
            kind="check-in",
            channel="phone",
            subject=text,
            notes=text,
            contacts="ana@calm.example",
            status="done",
        )
        write(
            "touchpoint",
            account_id=of,
            date="2026-02-20",
            kind="check-in",
            channel="phone",
            subject=text,
            status="planned",
            booked=1,
        )
        write("task", account_id=of, title=text, due="2026-02-10", side="mine")
        write(
            "project",
            account_id=of,
            aim=text,
            owner=text,
            start_date="2026-01-01",
            exit_criterion=text,
        )
        write("survey", account_id=of, date="2026-01-20", type="nps", score=9.0, respondent=text)
        write("health", account_id=of, date="2026-01-20", measure="score", value=30.0, source=text)
        with asked(book):
            documents.append(brief(book, of, today=TODAY))
    calm, hostile = (read(document) for document in documents)
    assert blocks(hostile) == blocks(calm)
    assert not {"html_block", "fence", "code_block", "hr"} & set(blocks(hostile))
    titles = [token.content for token in hostile if token.type == "inline"]
    assert len(titles) == len([token for token in calm if token.type == "inline"])
    assert shown(value) in texts(read(documents[1].split("\n\n")[0]))[0]
    for token in hostile:
        kinds = {child.type for child in token.children or []}
        assert not {"link_open", "image", "html_inline", "em_open", "s_open", "code_inline"} & kinds


def test_one_person_in_ninety_days_is_a_single_thread(told: Book, write: Write) -> None:
    assert "Single thread" not in brief_of(told, "Northwind Foods")
    assert "Single thread" in brief_of(told, "Northwind Foods", date(2026, 2, 19))
    of = find(told.connection, "Northwind Foods")
    write(
        "touchpoint",
        account_id=of,
        date="2026-02-18",
        kind="check-in",
        channel="phone",
        contacts="Theo Marsh",
        status="done",
    )
    assert "Single thread" not in brief_of(told, "Northwind Foods", date(2026, 2, 19))


def test_where_nobody_took_part_there_is_no_single_thread_but_silence(told: Book) -> None:
    people = section(brief_of(told, "Northwind Foods", date(2026, 7, 1)), "People")
    assert "Single thread" not in people
    assert "Mon 12 Jan 2026" in people


def test_people_go_by_influence_then_by_who_was_met_last(told: Book, write: Write) -> None:
    of = find(told.connection, "Northwind Foods")
    write("contact", account_id=of, name="Never Met")
    write("contact", account_id=of, name="Ruler", influence=100)
    people = section(brief_of(told, "Northwind Foods"), "People").splitlines()[2:]
    names = [line.split("|")[1].strip() for line in people]
    assert names == ["Ruler", "Dana Whitfield", "Theo Marsh", "Never Met"]


def test_what_is_dated_after_the_day_is_not_told_but_for_plans_and_promises(told: Book) -> None:
    document = brief_of(told, "Northwind Foods", date(2026, 1, 15))
    assert "58 yellow" in document
    assert "NPS       | –" in document
    assert "Wed 28 Jan 2026" not in document
    assert "Renewal talk" in document
    assert "Say who signs" in document


@pytest.mark.parametrize("today", [date.min, date(2024, 2, 29), date.max])
def test_a_brief_of_any_day_of_the_calendar_can_be_written(told: Book, today: date) -> None:
    assert brief_of(told, "Northwind Foods", today).startswith("# Northwind Foods")


def test_an_account_that_is_not_there_is_an_error(told: Book) -> None:
    with asked(told), pytest.raises(UnknownAccount):
        brief(told, 99, today=TODAY)
