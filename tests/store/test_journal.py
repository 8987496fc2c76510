"""Operations, undo and redo: nothing is lost, and every way back is exact."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.folding import fold_name
from csm_tui.domain.standing import assess
from csm_tui.errors import InvalidValue, UndoRefused
from csm_tui.models import preset
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import Recorder, operation, redo, undo
from csm_tui.store.rows import facts_for
from csm_tui.store.standings import current_model

from .conftest import NOW, TODAY, add_account, digest, dump, intact, make_book


def rows(book: Book, sql: str) -> list[tuple[object, ...]]:
    return book.connection.execute(sql).fetchall()


def edit(book: Book, account: int, **values: object) -> bool:
    with operation(book, "Edit", today=TODAY, now=NOW) as recorder:
        return recorder.update("account", account, values)


def take_back(book: Book) -> str:
    return undo(book, today=TODAY, now=NOW).name


def again(book: Book) -> str:
    return redo(book, today=TODAY, now=NOW).name


def test_an_operation_says_what_it_changed(book: Book) -> None:
    with operation(book, "Add Acme", today=TODAY, now=NOW) as recorder:
        account = recorder.insert("account", {"name": "Acme GmbH"})
        recorder.insert("task", {"account_id": account, "title": "Send the plan"})
    changes = recorder.changes()
    assert changes.name == "Add Acme"
    assert changes.operation == 1
    assert changes.accounts == {account}
    assert changes.tables == {"account", "task"}
    assert changes.count == 2
    assert not changes.all_accounts
    assert rows(book, "SELECT name, at, as_of, undoes FROM operation") == [
        ("Add Acme", "2026-02-01T09:00:00Z", "2026-02-01", None)
    ]


def test_the_recorder_fills_the_folded_name_and_the_day_of_entry(book: Book) -> None:
    account = add_account(book, "Ácme GmbH", start_date=date(2025, 3, 1), auto_renew=True)
    assert rows(book, "SELECT name_fold, entered_on, start_date, auto_renew FROM account") == [
        (fold_name("Ácme GmbH"), "2026-02-01", "2025-03-01", 1)
    ]
    edit(book, account, name="Globex")
    assert rows(book, "SELECT name_fold FROM account") == [("globex",)]


def test_an_update_journals_only_what_differs(book: Book) -> None:
    account = add_account(book, "Acme", arr=100, region="EMEA")
    assert edit(book, account, arr=200, region="EMEA")
    last = rows(book, "SELECT action, before, after FROM change ORDER BY id DESC LIMIT 1")
    assert last == [("update", '{"arr":100}', '{"arr":200}')]


def test_an_insert_journals_no_values_and_a_delete_the_whole_row(book: Book) -> None:
    account = add_account(book, "Acme", arr=100)
    with operation(book, "Delete", today=TODAY, now=NOW) as recorder:
        recorder.delete("account", account)
    inserted, deleted = rows(book, "SELECT action, before, after FROM change ORDER BY id")
    assert inserted == ("insert", None, None)
    assert deleted[0] == "delete"
    assert '"arr":100' in str(deleted[1])


def test_where_nothing_differs_no_operation_is_kept_and_the_file_is_not_written(
    path: Path,
) -> None:
    with open_book(path) as book:
        account = add_account(book, "Acme", arr=100, start_date=TODAY)
    before = digest(path)
    with open_book(path) as book:
        assert not edit(book, account, arr=100, start_date=TODAY)
        with operation(book, "Nothing", today=TODAY, now=NOW) as recorder:
            recorder.origin(file="accounts.csv")
        assert recorder.changes().operation is None
        assert rows(book, "SELECT count(*) FROM operation") == [(1,)]
    assert digest(path) == before


def test_an_exception_takes_everything_back(book: Book) -> None:
    before = dump(book.connection)
    with (
        pytest.raises(KeyboardInterrupt),
        operation(book, "Import", today=TODAY, now=NOW) as recorder,
    ):
        recorder.insert("account", {"name": "Acme"})
        recorder.flush()
        raise KeyboardInterrupt
    assert dump(book.connection) == before
    assert not book.connection.in_transaction


def test_a_value_that_the_schema_refuses_is_a_sentence_and_changes_nothing(book: Book) -> None:
    with pytest.raises(InvalidValue):
        add_account(book, "Acme", strategic=9)
    with pytest.raises(InvalidValue):
        add_account(book, "Acme", notes="\ud800")
    assert rows(book, "SELECT count(*) FROM account") == [(0,)]


@pytest.mark.parametrize("name", ["operation", "sqlite_master", "account; DROP TABLE account"])
def test_only_our_tables_are_written(book: Book, name: str) -> None:
    """T118: names from outside never reach SQL."""
    with pytest.raises(ValueError), operation(book, "x", today=TODAY, now=NOW) as recorder:
        recorder.insert(name, {"name": "Acme"})
    with pytest.raises(ValueError), operation(book, "x", today=TODAY, now=NOW) as recorder:
        recorder.insert("account", {"name": "Acme", 'a" = 1; --': 1})


def test_an_edit_of_a_row_that_is_gone_is_refused(book: Book) -> None:
    with pytest.raises(InvalidValue, match="account is gone"):
        edit(book, 99, arr=1)


def test_an_entry_by_hand_has_one_origin_an_operation(book: Book) -> None:
    with operation(book, "Add", today=TODAY, now=NOW) as recorder:
        first = recorder.origin()
        assert recorder.origin() == first
        file = recorder.origin(file="a.csv", sha256="00", kind="accounts")
        recorder.insert("account", {"name": "Acme", "origin_id": file, "line": 2})
    assert rows(book, "SELECT id, file, kind, entered_on FROM origin") == [
        (first, None, None, "2026-02-01"),
        (file, "a.csv", "accounts", "2026-02-01"),
    ]


def test_an_operation_keeps_its_detail(book: Book) -> None:
    with operation(book, "Add", today=TODAY, now=NOW) as recorder:
        recorder.insert("account", {"name": "Acme"})
        recorder.flush()
        recorder.detail({"import": {"read": 1}})
    assert rows(book, "SELECT detail FROM operation") == [('{"import":{"read":1}}',)]


def test_undo_and_redo_walk_the_history_in_a_line(book: Book) -> None:
    account = add_account(book, "Acme", arr=100)
    edit(book, account, arr=200)
    edit(book, account, arr=300)
    assert take_back(book) == "Undo: Edit"
    assert rows(book, "SELECT arr FROM account") == [(200,)]
    take_back(book)
    assert rows(book, "SELECT arr FROM account") == [(100,)]
    assert take_back(book) == "Undo: Add Acme"
    assert rows(book, "SELECT arr FROM account") == []
    assert take_back(book) == "Nothing to undo."
    assert again(book) == "Redo: Add Acme"
    again(book)
    assert rows(book, "SELECT id, arr FROM account") == [(account, 200)]
    take_back(book)
    assert rows(book, "SELECT arr FROM account") == [(100,)]
    again(book)
    again(book)
    assert rows(book, "SELECT arr FROM account") == [(300,)]
    assert again(book) == "Nothing to redo."


def test_undo_works_after_closing_and_opening_again(path: Path) -> None:
    """T054."""
    with open_book(path) as book:
        add_account(book, "Acme")
    with open_book(path) as book:
        assert take_back(book) == "Undo: Add Acme"
        assert rows(book, "SELECT * FROM account") == []


def test_a_new_operation_clears_redo_and_loses_nothing_else(book: Book) -> None:
    """T056."""
    add_account(book, "Acme")
    take_back(book)
    add_account(book, "Globex")
    assert again(book) == "Nothing to redo."
    assert rows(book, "SELECT name FROM account") == [("Globex",)]
    assert take_back(book) == "Undo: Add Globex"
    assert take_back(book) == "Nothing to undo."


def test_an_id_is_never_used_again(book: Book) -> None:
    first = add_account(book, "Acme")
    take_back(book)
    assert add_account(book, "Globex") != first


def test_an_undo_can_be_named_and_undone_by_its_id(book: Book) -> None:
    account = add_account(book, "Acme", arr=100)
    edit(book, account, region="EMEA")
    edit(book, account, arr=300)
    undone = undo(book, today=TODAY, now=NOW, operation_id=2)
    assert rows(book, "SELECT arr, region FROM account") == [(300, None)]
    assert undo(book, today=TODAY, now=NOW, operation_id=undone.operation).name == "Redo: Edit"
    assert rows(book, "SELECT arr, region FROM account") == [(300, "EMEA")]


def test_an_undo_that_was_done_or_never_was_is_refused(book: Book) -> None:
    add_account(book, "Acme")
    take_back(book)
    with pytest.raises(UndoRefused, match="undone already"):
        undo(book, today=TODAY, now=NOW, operation_id=1)
    with pytest.raises(UndoRefused, match="no change 99"):
        undo(book, today=TODAY, now=NOW, operation_id=99)


def test_an_undo_is_refused_where_the_field_has_changed_since(book: Book) -> None:
    account = add_account(book, "Acme", arr=10_000)
    edit(book, account, arr=20_000)
    edit(book, account, arr=30_050)
    before = dump(book.connection)
    with pytest.raises(UndoRefused) as refused:
        undo(book, today=TODAY, now=NOW, operation_id=2)
    assert "Acme: arr was set to 200 and is 300.50 now" in str(refused.value)
    assert dump(book.connection) == before


def test_an_undo_of_an_addition_is_refused_where_it_was_edited_since(book: Book) -> None:
    account = add_account(book, "Acme", owner="Ana")
    edit(book, account, owner="Bo")
    with pytest.raises(UndoRefused, match="Acme: owner was “Ana” and has been changed to “Bo”"):
        undo(book, today=TODAY, now=NOW, operation_id=1)
    take_back(book)
    assert undo(book, today=TODAY, now=NOW, operation_id=1).name == "Undo: Add Acme"


def test_an_undo_of_an_addition_is_refused_where_something_hangs_on_it(book: Book) -> None:
    account = add_account(book, "Acme")
    with operation(book, "Log", today=TODAY, now=NOW) as recorder:
        recorder.insert("task", {"account_id": account, "title": "Call"})
    with pytest.raises(UndoRefused, match="Acme: a task has been added since"):
        undo(book, today=TODAY, now=NOW, operation_id=1)
    assert rows(book, "SELECT count(*) FROM task") == [(1,)]


def test_an_undo_is_refused_where_the_row_was_deleted_since(book: Book) -> None:
    account = add_account(book, "Acme")
    edit(book, account, arr=100)
    with operation(book, "Delete", today=TODAY, now=NOW) as recorder:
        recorder.delete("account", account)
    for target in (1, 2):
        with pytest.raises(UndoRefused, match="Acme: the account has been deleted since"):
            undo(book, today=TODAY, now=NOW, operation_id=target)


def test_an_undo_that_would_clash_is_refused(book: Book) -> None:
    account = add_account(book, "Acme", external_id="A1")
    with operation(book, "Delete", today=TODAY, now=NOW) as recorder:
        recorder.delete("account", account)
    add_account(book, "Acme again", external_id="A1")
    with pytest.raises(UndoRefused, match=r"Acme: the account would clash .*external_id"):
        undo(book, today=TODAY, now=NOW, operation_id=2)


def test_a_deleted_account_comes_back_with_all_that_was_its(book: Book) -> None:
    account = add_account(book, "Acme", arr=100)
    with operation(book, "Fill", today=TODAY, now=NOW) as recorder:
        recorder.insert("contact", {"account_id": account, "name": "Ana"})
        recorder.insert(
            "health",
            {"account_id": account, "date": TODAY, "measure": "score", "value": 0.1 + 0.2},
        )
    before = dump(book.connection)
    with operation(book, "Delete", today=TODAY, now=NOW) as recorder:
        recorder.delete("account", account)
    assert recorder.changes().count == 3
    assert rows(book, "SELECT count(*) FROM contact") == [(0,)]
    take_back(book)
    assert dump(book.connection) == before


def test_nothing_to_undo_leaves_the_file_as_it_is(path: Path) -> None:
    """T062."""
    before = digest(path)
    with open_book(path) as book:
        changes = undo(book, today=TODAY, now=NOW)
        assert (changes.operation, changes.name) == (None, "Nothing to undo.")
    assert digest(path) == before


def test_exchanged_external_ids_are_taken_back(book: Book) -> None:
    first = add_account(book, "Acme", external_id="A")
    second = add_account(book, "Globex", external_id="B")
    with operation(book, "Exchange", today=TODAY, now=NOW) as recorder:
        recorder.update("account", first, {"external_id": None})
        recorder.update("account", second, {"external_id": "A"})
        recorder.update("account", first, {"external_id": "B"})
    take_back(book)
    assert rows(book, "SELECT external_id FROM account ORDER BY id") == [("A",), ("B",)]
    again(book)
    assert rows(book, "SELECT external_id FROM account ORDER BY id") == [("B",), ("A",)]


def test_a_contact_moved_to_another_account_touches_both(book: Book) -> None:
    first, second = add_account(book, "Acme"), add_account(book, "Globex")
    with operation(book, "Add", today=TODAY, now=NOW) as recorder:
        contact = recorder.insert("contact", {"account_id": first, "name": "Ana"})
    with operation(book, "Move", today=TODAY, now=NOW) as recorder:
        recorder.update("contact", contact, {"account_id": second})
    assert recorder.changes().accounts == {first, second}


def test_many_touched_accounts_are_not_named(book: Book) -> None:
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        recorder.insert_many("account", ("name",), [(f"A{n}",) for n in range(2001)])
    assert recorder.changes().all_accounts
    assert recorder.changes().accounts == frozenset()


def test_a_bulk_insert_fills_and_journals_like_the_single_one(book: Book) -> None:
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        ids = recorder.insert_many("account", ("name", "arr"), [("Ácme Inc", 5), ("B", None)])
        assert recorder.insert_many("account", ("name",), []) == range(3, 3)
    assert ids == range(1, 3)
    assert rows(book, "SELECT name, name_fold, arr, entered_on FROM account") == [
        ("Ácme Inc", "acme", 5, "2026-02-01"),
        ("B", "b", None, "2026-02-01"),
    ]
    assert rows(book, "SELECT action, table_name, row_id, account_id FROM change") == [
        ("insert", "account", 1, 1),
        ("insert", "account", 2, 2),
    ]


def test_a_staged_insert_keeps_its_order(book: Book) -> None:
    book.connection.execute("CREATE TEMP TABLE staged (n INTEGER, name TEXT)")
    book.connection.executemany("INSERT INTO staged VALUES (?, ?)", [(2, "B"), (1, "A"), (3, "C")])
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        assert recorder.next_id("account") == 1
        ids = recorder.insert_select(
            "account",
            ("name", "name_fold", "entered_on"),
            "SELECT name, lower(name), ? FROM temp.staged ORDER BY n",
            ("2026-02-01",),
        )
    assert ids == range(1, 4)
    assert rows(book, "SELECT name FROM account ORDER BY id") == [("A",), ("B",), ("C",)]
    assert recorder.changes().accounts == {1, 2, 3}


def test_a_bulk_update_writes_only_the_rows_that_differ(book: Book) -> None:
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        recorder.insert_many("account", ("name", "arr"), [("A", 1), ("B", 2), ("C", 3)])
    with operation(book, "Import", today=TODAY, now=NOW) as recorder:
        changed = recorder.update_many(
            "account", ("name", "arr"), [(1, "A", 1), (2, "B2", 2), (3, "C", 4), (9, "gone", 0)]
        )
    assert changed == 2
    assert rows(book, "SELECT row_id, before, after FROM change WHERE action = 'update'") == [
        (2, '{"name":"B","name_fold":"b"}', '{"name":"B2","name_fold":"b2"}'),
        (3, '{"arr":3}', '{"arr":4}'),
    ]
    take_back(book)
    assert rows(book, "SELECT name, arr FROM account") == [("A", 1), ("B", 2), ("C", 3)]


def test_an_import_of_ten_thousand_rows_is_one_step_back(path: Path) -> None:
    """T055: and its redo brings the same rows with the same ids."""
    with open_book(path) as book:
        kept = add_account(book, "Acme", arr=1)
        start = dump(book.connection)
        with operation(book, "Import", today=TODAY, now=NOW) as recorder:
            origin = recorder.origin(file="a.csv", sha256="00", kind="accounts")
            ids = recorder.insert_many(
                "account", ("name", "origin_id"), ((f"A{n}", origin) for n in range(5000))
            )
            recorder.insert_many(
                "touchpoint",
                ("account_id", "date", "kind", "origin_id"),
                ((account, "2026-01-05", "check-in", origin) for account in ids),
            )
            recorder.update("account", kept, {"arr": 2, "origin_id": origin})
        end = dump(book.connection)
        assert take_back(book) == "Undo: Import"
        assert dump(book.connection) == start
        assert again(book) == "Redo: Import"
        assert dump(book.connection) == end
    assert intact(path)


@pytest.mark.long
def test_a_hundred_thousand_rows_are_journalled_and_undone_in_seconds(path: Path) -> None:
    with open_book(path) as book:
        with operation(book, "Import", today=TODAY, now=NOW) as recorder:
            began = time.perf_counter()
            recorder.insert_many("account", ("name",), ((f"A{n}",) for n in range(100_000)))
            assert time.perf_counter() - began < 6
        tracemalloc.start()
        began = time.perf_counter()
        take_back(book)
        assert time.perf_counter() - began < 30
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
        tracemalloc.stop()
        assert rows(book, "SELECT count(*) FROM account") == [(0,)]


def test_a_new_model_touches_every_account(book: Book) -> None:
    account = add_account(book, "Acme", arr=3_000_000)
    assert rows(book, "SELECT tier, model_id FROM account_standing") == [("medium", 1)]
    with operation(book, "Use three-tier", today=TODAY, now=NOW) as recorder:
        recorder.insert(
            "touch_model",
            {"name": "three-tier", "toml": preset("three-tier"), "adopted_on": TODAY},
        )
    assert recorder.changes().all_accounts
    assert rows(book, "SELECT account_id, model_id FROM account_standing") == [(account, 2)]
    take_back(book)
    assert rows(book, "SELECT tier, model_id FROM account_standing") == [("medium", 1)]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), TEXT, st.none() | st.integers(0, 10**12)),
        st.tuples(st.just("edit"), st.integers(0, 9), st.none() | st.integers(0, 10**12)),
        st.tuples(st.just("rename"), st.integers(0, 9), TEXT),
        st.tuples(st.just("delete"), st.integers(0, 9)),
        st.tuples(st.just("log"), st.integers(0, 9), DAYS, TEXT),
        st.tuples(st.just("score"), st.integers(0, 9), DAYS, st.floats(0, 100)),
        st.tuples(st.just("plan"), st.integers(0, 9), DAYS, st.booleans(), st.booleans()),
        st.tuples(
            st.just("say"),
            st.integers(0, 9),
            st.integers(0, 3),
            st.sampled_from(["snoozed", "done", "dismissed"]),
            DAYS,
        ),
        st.tuples(st.just("import"), st.integers(1, 4)),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=14,
)


def run(book: Book, command: tuple[object, ...], today: date = TODAY) -> None:
    """Run one command of the state machine; numbers choose among the accounts there are."""
    ids = [row[0] for row in book.connection.execute("SELECT id FROM account ORDER BY id")]
    kind, *arguments = command
    if kind == "undo":
        undo(book, today=today, now=NOW)
        return
    if kind == "redo":
        redo(book, today=today, now=NOW)
        return
    if kind not in ("add", "import") and not ids:
        return
    chosen = ids[int(str(arguments[0])) % len(ids)] if kind not in ("add", "import") else 0
    with operation(book, str(kind), today=today, now=NOW) as recorder:
        if kind == "add":
            recorder.insert("account", {"name": arguments[0], "arr": arguments[1]})
        elif kind == "edit":
            recorder.update("account", chosen, {"arr": arguments[1]})
        elif kind == "rename":
            recorder.update("account", chosen, {"name": arguments[1]})
        elif kind == "delete":
            recorder.delete("account", chosen)
        elif kind == "log":
            values = {"account_id": chosen, "date": arguments[1], "kind": "check-in"}
            recorder.insert("touchpoint", {**values, "channel": "phone", "notes": arguments[2]})
        elif kind == "plan":
            values = {"account_id": chosen, "date": arguments[1], "status": "planned"}
            flags = {"booked": arguments[2], "automated": arguments[3], "plan": "check-in"}
            recorder.insert("touchpoint", {**values, **flags, "kind": "check-in"})
        elif kind == "say":
            _say(book, recorder, chosen, arguments[1:], today)
        elif kind == "score":
            values = {"account_id": chosen, "date": arguments[1], "value": arguments[2]}
            recorder.insert("health", {**values, "measure": "score"})
        else:
            count = int(str(arguments[0]))
            origin = recorder.origin(file="a.csv", sha256="00", kind="accounts")
            recorder.insert_many("account", ("name", "origin_id"), [("New", origin)] * count)
            recorder.update_many("account", ("owner",), [(account, "Ana") for account in ids])


def _say(book: Book, recorder: Recorder, account: int, said: list[object], today: date) -> None:
    """Put one of the account's signals aside, if it has any."""
    number, state, until = said
    _, model = current_model(book.connection)
    ((known, facts),) = facts_for(book.connection, [account], today)
    signals = assess(known, facts, model, today).signals
    if not signals:
        return
    signal = signals[int(str(number)) % len(signals)]
    row = {"account_id": account, "kind": signal.kind, "cause": signal.cause, "set_on": today}
    ids = {one.kind: one.id for one in facts.signal_states}
    if signal.kind in ids:
        recorder.delete("signal_state", ids[signal.kind])
    recorder.insert(
        "signal_state", {**row, "state": state, "until": until if state == "snoozed" else None}
    )


@settings(max_examples=30)
@given(commands=COMMANDS)
def test_undo_all_gives_the_start_and_redo_all_the_end(
    tmp_path_factory: pytest.TempPathFactory, commands: list[tuple[object, ...]]
) -> None:
    """T053."""
    path = make_book(tmp_path_factory.mktemp("book") / "book.db")
    with open_book(path) as book:
        start = dump(book.connection)
        for command in commands:
            run(book, command)
        while again(book) != "Nothing to redo.":
            pass
        end = dump(book.connection)
        while take_back(book) != "Nothing to undo.":
            pass
        assert dump(book.connection) == start
        while again(book) != "Nothing to redo.":
            pass
        assert dump(book.connection) == end
    assert intact(path)
