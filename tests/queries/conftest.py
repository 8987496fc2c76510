"""A small book to ask: made through operations, as of 2 Feb 2026."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csm_tui.models import preset
from csm_tui.operations import accounts
from csm_tui.operations.fields import parse_fields
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.journal import operation
from csm_tui.store.standings import prepare

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


def day(days: int) -> date:
    """Return a day by its distance from today."""
    return TODAY + timedelta(days)


def put(book: Book, account_id: int, days: int = 0, **values: object) -> int:
    """Put a touchpoint into the book as the planner would: a plan, unless `values` say else."""
    row = {
        "account_id": account_id,
        "date": day(days),
        "kind": "check-in",
        "status": "planned",
        "booked": 0,
        "plan": f"check-in:{days}",
        "effort": 60,
        **values,
    }
    with operation(book, "Plan", today=TODAY, now=NOW) as recorder:
        return recorder.insert("touchpoint", row)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Return an open, empty book."""
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as opened:
        yield opened


Add = Callable[..., int]


@pytest.fixture
def add(book: Book) -> Add:
    """Return a function that adds an account from fields as they are typed, and gives its id."""

    def add_account(**fields: str) -> int:
        values = parse_fields("accounts", fields, today=TODAY)
        changes = accounts.add(book, values, today=TODAY, now=NOW)
        prepare(book.connection, TODAY)
        (account_id,) = changes.accounts
        return account_id

    return add_account
