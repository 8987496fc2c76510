"""Signals snoozed, done, dismissed and reopened: one step each, and back by undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csm_tui.domain.filters import Filter
from csm_tui.domain.signals import SIGNAL_STATES
from csm_tui.errors import InvalidValue
from csm_tui.models import preset
from csm_tui.operations import accounts, signals
from csm_tui.operations.undo import redo, undo
from csm_tui.queries import signals as queries
from csm_tui.queries.signals import SignalRow
from csm_tui.store.database import Book, create_book, open_book
from csm_tui.store.standings import prepare

TODAY = date(2026, 2, 2)
NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
BACK = date(2026, 2, 9)
# Acme: a renewal in 10 days, and seats near their limit.
RENEWAL, EXPANSION, NONE_NOW = 106, 112, 105


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    values = {"name": "Acme", "arr": 100_000, "renewal_date": date(2026, 2, 12)}
    with open_book(path) as opened:
        accounts.add(opened, {**values, "seats": 10, "seats_used": 10}, today=TODAY, now=NOW)
        accounts.add(opened, {"name": "Globex", "seats": 5, "seats_used": 5}, today=TODAY, now=NOW)
        yield opened


def found(book: Book, today: date = TODAY) -> dict[int, SignalRow]:
    """Return every signal by its id."""
    prepare(book.connection, today)
    rows = queries.signals(book.connection, Filter("", ()), today=today, states=SIGNAL_STATES)
    return {row.id: row for row in rows}


def states(book: Book, today: date = TODAY) -> dict[int, str]:
    """Return the state of every signal by its id."""
    return {id: row.state for id, row in found(book, today).items()}


def score(book: Book) -> float:
    """Return the points of Acme as they are kept."""
    rows = book.connection.execute("SELECT score FROM account_standing WHERE account_id = 1")
    return float(rows.fetchone()[0])


def test_a_snoozed_signal_is_away_until_its_day_and_back_on_it(book: Book) -> None:
    before = score(book)
    changes = signals.snooze(book, RENEWAL, BACK, reason="legal", today=TODAY, now=NOW)
    assert changes.name == "Snoozed: renewal, Acme, until 9 Feb"
    assert changes.accounts == {1}
    row = found(book)[RENEWAL]
    assert (row.state, row.until, row.state_reason) == ("snoozed", BACK, "legal")
    assert score(book) < before
    assert states(book, BACK - timedelta(days=1))[RENEWAL] == "snoozed"
    assert states(book, BACK)[RENEWAL] == "open"


def test_a_dismissed_signal_needs_its_reason_and_returns_with_another_cause(book: Book) -> None:
    with pytest.raises(InvalidValue, match="--reason"):
        signals.dismiss(book, EXPANSION, reason="  ", today=TODAY, now=NOW)
    changes = signals.dismiss(book, EXPANSION, reason="a trial", today=TODAY, now=NOW)
    assert changes.name == "Dismissed: expansion, Acme"
    assert states(book, date(2026, 3, 1))[EXPANSION] == "dismissed"
    accounts.edit(book, 1, {"seats": 11, "seats_used": 11}, today=TODAY, now=NOW)
    assert states(book)[EXPANSION] == "open"


def test_a_signal_that_is_done_is_away_without_a_reason(book: Book) -> None:
    assert signals.done(book, EXPANSION, today=TODAY, now=NOW).name == "Done: expansion, Acme"
    assert found(book)[EXPANSION][-4:] == ("done", None, None, 12)


def test_what_was_said_first_is_replaced(book: Book) -> None:
    signals.snooze(book, RENEWAL, BACK, reason=None, today=TODAY, now=NOW)
    signals.dismiss(book, RENEWAL, reason="they left", today=TODAY, now=NOW)
    row = found(book)[RENEWAL]
    assert (row.state, row.until, row.state_reason) == ("dismissed", None, "they left")
    assert book.connection.execute("SELECT count(*) FROM signal_state").fetchone() == (1,)


def test_saying_the_same_again_changes_nothing(book: Book) -> None:
    signals.snooze(book, RENEWAL, BACK, today=TODAY, now=NOW)
    assert signals.snooze(book, RENEWAL, BACK, today=TODAY, now=NOW).operation is None


def test_undo_restores_what_was_said_before(book: Book) -> None:
    signals.snooze(book, RENEWAL, BACK, today=TODAY, now=NOW)
    signals.dismiss(book, RENEWAL, reason="they left", today=TODAY, now=NOW)
    undo(book, today=TODAY, now=NOW)
    assert found(book)[RENEWAL].until == BACK
    undo(book, today=TODAY, now=NOW)
    assert states(book)[RENEWAL] == "open"
    redo(book, today=TODAY, now=NOW)
    assert states(book)[RENEWAL] == "snoozed"


def test_a_reopened_signal_counts_again(book: Book) -> None:
    before = score(book)
    signals.dismiss(book, EXPANSION, reason="a trial", today=TODAY, now=NOW)
    assert signals.reopen(book, EXPANSION, today=TODAY, now=NOW).name == "Reopened: expansion, Acme"
    assert score(book) == before
    with pytest.raises(InvalidValue, match="open already"):
        signals.reopen(book, EXPANSION, today=TODAY, now=NOW)


def test_many_are_one_step(book: Book) -> None:
    ids = [RENEWAL, EXPANSION, 212, RENEWAL]
    changes = signals.snooze(book, ids, BACK, today=TODAY, now=NOW)
    assert changes.name == "Snoozed: 3 signals, until 9 Feb"
    assert changes.accounts == {1, 2}
    assert set(states(book).values()) == {"snoozed"}
    undo(book, today=TODAY, now=NOW)
    assert set(states(book).values()) == {"open"}


@pytest.mark.parametrize("until", [TODAY, TODAY - timedelta(days=1)])
def test_a_snooze_ends_on_a_day_ahead(book: Book, until: date) -> None:
    with pytest.raises(InvalidValue, match="a day ahead"):
        signals.snooze(book, RENEWAL, until, today=TODAY, now=NOW)


def test_a_signal_that_is_not_there_now_is_named_with_those_that_are(book: Book) -> None:
    with pytest.raises(InvalidValue) as refused:
        signals.done(book, [RENEWAL, NONE_NOW], today=TODAY, now=NOW)
    assert str(refused.value) == (
        "Acme has no signal 105 today: open are renewal (106), expansion (112)."
        " `csm signals` lists them."
    )
    assert states(book)[RENEWAL] == "open"
    with pytest.raises(InvalidValue, match="There is no signal 99999"):
        signals.done(book, 99_999, today=TODAY, now=NOW)
