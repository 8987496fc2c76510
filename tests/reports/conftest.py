"""A small book to write documents of, told as of Monday 2 Feb 2026, and documents kept to compare.

Its plans are written down, not planned, so that the documents are tested and not the planner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from csm_tui.models import preset
from csm_tui.queries.asking import asking
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.journal import operation
from csm_tui.store.recorder import Recorder

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"

Row = Mapping[str, object]
Write = Callable[..., int]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Return an open, empty book."""
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        yield opened


@pytest.fixture
def write(book: Book) -> Write:
    """Return a function that writes a row as an operation of a day, and gives its id."""

    def insert(table: str, *, entered: date = TODAY, **row: object) -> int:
        with operation(book, f"Wrote {table}", today=entered, now=NOW) as recorder:
            if table == "account":
                row.setdefault("entered_on", entered.isoformat())
            return recorder.insert(table, {**row, "origin_id": recorder.origin()})

    return insert


@contextmanager
def asked(book: Book, today: date = TODAY) -> Iterator[Book]:
    """Give the book with the standings of a day, as the command line asks it."""
    with asking(book, today):
        yield book


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Callable[[str, str], None]:
    """Return a function that compares a document with the one kept; --snapshot-update keeps it."""

    def compare(name: str, document: str) -> None:
        kept = GOLDEN / name
        if pytestconfig.getoption("--snapshot-update"):
            kept.write_text(document, encoding="utf-8")
        assert document == kept.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def told(book: Book) -> Book:
    """Return the book with seven accounts: each stands for something that a report has to tell."""
    with operation(book, "Told a story", today=date(2025, 11, 3), now=NOW) as recorder:
        origin = recorder.origin()

        def insert(table: str, **row: object) -> int:
            return recorder.insert(table, {**row, "origin_id": origin})

        insert_settings(recorder)
        _northwind(insert)
        _aurora(insert)
        _kanal(insert)
        account(insert, "Zulu Freight", entered_on="2025-11-03")
        account(
            insert,
            "Gone Games",
            arr=1_800_000,
            status="churned",
            churned_on="2026-01-29",
            start_date="2024-01-29",
        )
        account(insert, "Maybe Motors", status="prospect", potential_arr=9_000_000)
        account(insert, "Juniper Bank", arr=3_000_000, start_date="2026-01-28", renewal_date=None)
    return book


def insert_settings(recorder: Recorder) -> None:
    """Say that the book is in dollars and was planned for its horizon."""
    for key, value in (("currency", "USD"), ("planned_until", "2026-05-03")):
        recorder.insert("setting", {"key": key, "value": value})


def account(insert: Write, name: str, **fields: object) -> int:
    """Insert an account with what most have."""
    usual = {"owner": "Ana Ruiz", "entered_on": "2025-11-03", "start_date": "2024-03-17"}
    return insert("account", **{"name": name, **usual, **fields})


def _northwind(insert: Write) -> None:
    """Write the account that needs most: red, renewing, a promise late, one person only."""
    of = account(
        insert,
        "Northwind Foods, Inc.",
        domain="northwind.example",
        arr=51_200_000,
        potential_arr=65_000_000,
        renewal_date="2026-03-17",
        notice_days=30,
        auto_renew=0,
        seats=900,
        seats_used=520,
        next_step="Executive call before the notice deadline",
    )
    insert(
        "contact",
        account_id=of,
        name="Dana Whitfield",
        email="dana@northwind.example",
        title="VP Operations",
        role="economic-buyer",
        influence=90,
    )
    insert("contact", account_id=of, name="Theo Marsh", title="Head of Supply", role="sponsor")
    for day, score in (("2025-12-20", 82.0), ("2026-01-10", 58.0), ("2026-01-30", 31.0)):
        insert("health", account_id=of, date=day, measure="score", value=score, source="gainsight")
    for row in (
        {
            "date": "2025-11-20",
            "kind": "business-review",
            "minutes": 60,
            "action_items": 3,
            "action_items_done": 1,
            "contacts": "dana@northwind.example;Theo Marsh",
        },
        {
            "date": "2026-01-12",
            "kind": "check-in",
            "minutes": 55,
            "subject": "Outage review",
            "notes": "Two sites are back on spreadsheets.\nDana asked for a recovery plan in"
            " writing, with dates and names, before the board meets on 9 February 2026.",
            "contacts": "dana@northwind.example",
        },
        {"date": "2026-01-27", "kind": "check-in", "status": "no-show"},
        {"date": "2026-01-28", "kind": "email", "channel": "email", "answered": 0, "minutes": 10},
    ):
        insert("touchpoint", **{"account_id": of, "channel": "video", "status": "done", **row})
    insert(
        "touchpoint",
        account_id=of,
        date="2026-02-05",
        time="09:00",
        kind="renewal",
        channel="video",
        status="planned",
        booked=1,
        effort=180,
        subject="Renewal talk",
    )
    insert(
        "survey",
        account_id=of,
        date="2026-01-21",
        type="nps",
        score=4.0,
        scale=10.0,
        respondent="dana@northwind.example",
    )
    insert("task", account_id=of, title="Send the recovery plan", due="2026-02-01", side="mine")
    insert("task", account_id=of, title="Say who signs", due="2026-02-05", side="theirs")
    insert("task", account_id=of, title="Next year's prices", side="mine")
    insert("task", account_id=of, title="Kept already", due="2026-01-20", status="done")


def _aurora(insert: Write) -> None:
    """Write the calm account: healthy, planned, several people, a review logged this week."""
    of = account(insert, "Aurora Health", arr=4_500_000, renewal_date="2026-11-30", auto_renew=1)
    for name, role in (("Marcus Bell", "champion"), ("Helen Osei", "sponsor")):
        insert("contact", account_id=of, name=name, role=role)
    insert("health", account_id=of, date="2026-01-05", measure="score", value=66.0, source="sheet")
    insert("health", account_id=of, date="2026-01-31", measure="score", value=74.0, source="sheet")
    insert(
        "touchpoint",
        account_id=of,
        date="2026-01-30",
        kind="check-in",
        channel="phone",
        minutes=25,
        contacts="Marcus Bell;Helen Osei",
        status="done",
    )
    insert(
        "touchpoint",
        account_id=of,
        date="2026-02-27",
        kind="check-in",
        channel="email",
        status="planned",
        booked=0,
        plan="check-in:2026-03-01",
        due_on="2026-03-01",
        effort=10,
        reason="medium: every 30 days, last 30 Jan",
    )
    insert(
        "touchpoint",
        account_id=of,
        date="2026-02-10",
        kind="value-report",
        channel="automated",
        status="planned",
        booked=0,
        plan="ongoing:report:2026-02-10",
        effort=0,
        automated=1,
        reason="medium: monthly report",
    )


def _kanal(insert: Write) -> None:
    """Write the small account in trouble: quadrant 2 with a project that is late."""
    of = account(
        insert,
        "Kanal 九州システム",
        arr=900_000,
        renewal_date="2026-04-20",
        seats=40,
        seats_used=12,
        notice_days=0,
        complexity="high",
    )
    for day, value in (("2026-01-19", 44.0), ("2026-01-29", 38.0)):
        insert("health", account_id=of, date=day, measure="score", value=value, source="sheet")
    insert(
        "project",
        account_id=of,
        aim="Bring adoption back",
        owner="Ana Ruiz",
        start_date="2025-12-01",
        due="2026-01-30",
        exit_criterion="health >= 70",
    )
    insert(
        "touchpoint",
        account_id=of,
        date="2026-01-23",
        kind="training",
        channel="video",
        status="planned",
        booked=1,
    )
    insert(
        "touchpoint",
        account_id=of,
        date="2026-02-06",
        kind="check-in",
        channel="video",
        status="planned",
        booked=0,
        plan="project:1:2026-02-06",
        due_on="2026-02-06",
        effort=60,
        over=1,
        reason="project: Bring adoption back",
    )
