"""History as it is told, and what an undo would do before it is done."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.errors import InvalidValue
from csm_tui.operations import accounts, signals, tasks, touchpoints
from csm_tui.operations.undo import undo
from csm_tui.queries import history
from csm_tui.queries.history import PreviewLine
from csm_tui.store.database import Book
from csm_tui.store.journal import operation
from tests.queries.conftest import NOW, TODAY, Add

WHEN = {"today": TODAY, "now": NOW}


def lines(book: Book) -> list[PreviewLine]:
    preview = history.undo_preview(book.connection)
    assert preview is not None
    return list(preview.lines)


def test_an_update_shows_account_field_now_and_then(book: Book, add: Add) -> None:
    account_id = add(name="Acme", arr="45k")
    accounts.edit(book, account_id, {"arr": 5_000_050, "owner": "Ana"}, today=TODAY, now=NOW)
    assert lines(book) == [
        PreviewLine("Acme", "account", "arr", "50,000.50", "45,000"),
        PreviewLine("Acme", "account", "owner", "Ana", "–"),
    ]


def test_what_was_added_will_be_gone_and_is_named(book: Book, add: Add) -> None:
    account_id = add(name="Acme")
    assert lines(book) == [PreviewLine("Acme", "account", "", "Acme", "removed")]
    tasks.add(book, account_id, {"title": "Send the deck"}, today=TODAY, now=NOW)
    assert lines(book) == [PreviewLine("Acme", "task", "", "Send the deck", "removed")]
    touchpoints.log(book, account_id, {"kind": "training"}, today=TODAY, now=NOW)
    assert lines(book) == [PreviewLine("Acme", "touchpoint", "", "2026-02-02 training", "removed")]
    accounts.pulse(book, account_id, 4, today=TODAY, now=NOW)
    assert lines(book) == [PreviewLine("Acme", "health", "", "2026-02-02 pulse 75", "removed")]


def test_what_an_import_remembered_is_told_in_words(book: Book) -> None:
    with operation(book, "Imported a.csv", today=TODAY, now=NOW) as recorder:
        row = recorder.insert("setting", {"key": "import:hubspot", "value": "[]"})
        recorder.insert("setting", {"key": "import:", "value": "[]"})
    assert lines(book) == [
        PreviewLine(f"answers, {of}", "setting", "", f"answers, {of}", "removed")
        for of in ("hubspot", "own sheets")
    ]
    with operation(book, "Imported b.csv", today=TODAY, now=NOW) as recorder:
        recorder.update("setting", row, {"value": '[{"header": ["Name"]}]'})
    assert lines(book) == [
        PreviewLine("", "setting", "answers, hubspot", "with this import", "as before it")
    ]


def test_a_signal_is_named_by_its_kind(book: Book, add: Add) -> None:
    add(name="Acme", seats="10", seats_used="10")
    signals.snooze(book, 112, date(2026, 2, 9), today=TODAY, now=NOW)
    assert lines(book) == [PreviewLine("Acme", "signal", "", "expansion snoozed", "removed")]
    signals.reopen(book, 112, today=TODAY, now=NOW)
    assert lines(book) == [PreviewLine("Acme", "signal", "", "gone", "expansion")]


def test_what_was_deleted_comes_back(book: Book, add: Add) -> None:
    account_id = add(name="Acme")
    with operation(book, "Purge", today=TODAY, now=NOW) as recorder:
        recorder.delete("account", account_id)
    assert PreviewLine("Acme", "account", "", "gone", "Acme") in lines(book)


def test_a_large_operation_is_counted_and_only_begun(book: Book) -> None:
    with operation(book, "Many", today=TODAY, now=NOW) as recorder:
        recorder.insert_many("account", ("name",), [(f"Account {n}",) for n in range(50)])
    preview = history.undo_preview(book.connection, limit=5)
    assert preview is not None
    assert (preview.changes, preview.accounts, len(preview.lines)) == (50, 50, 5)


def test_the_last_standing_operation_is_the_one_undone(book: Book, add: Add) -> None:
    assert history.undo_preview(book.connection) is None
    account_id = add(name="Acme")
    accounts.pulse(book, account_id, 1, today=TODAY, now=NOW)
    undo(book, today=TODAY, now=NOW)
    assert history.last_undoable(book.connection) == 1
    with pytest.raises(InvalidValue, match="no operation 99"):
        history.undo_preview(book.connection, 99)


def test_operations_are_newest_first_with_their_undos(book: Book, add: Add) -> None:
    account_id = add(name="Acme", pulse="3")
    add(name="Other")
    accounts.pulse(book, account_id, 1, today=TODAY, now=NOW)
    undo(book, today=TODAY, now=NOW)
    rows = history.operations(book.connection)
    assert [(row.operation, row.changes, row.undone_by, row.undoes) for row in rows] == [
        (4, 1, None, 3),
        (3, 1, 4, None),
        (2, 1, None, None),
        (1, 2, None, None),
    ]
    assert rows[0].as_of == date(2026, 2, 2)
    assert [row.operation for row in history.operations(book.connection, account_id=2)] == [2]
    assert len(history.operations(book.connection, limit=1)) == 1
