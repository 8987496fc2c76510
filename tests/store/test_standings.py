"""The cache of standings: always what a full rebuild would give, and never more than a cache."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csm_tui.domain.standing import assess
from csm_tui.models import preset
from csm_tui.store import processes, standings
from csm_tui.store.database import Book, open_book
from csm_tui.store.journal import operation, undo
from csm_tui.store.recorder import Recorder
from csm_tui.store.rows import facts_for

from .conftest import NOW, TODAY, add_account, digest, make_book
from .test_journal import COMMANDS, run

DAYS = st.integers(-500, 500).map(lambda days: TODAY + timedelta(days=days))
# The two columns that say when a row was made and how long it holds may differ from a rebuild's.
VALUES = (
    "account_id, model_id, archived, name, name_key, search, owner, arr, tier, tier_reason, stage, "
    "at_risk, level, quadrant, size, need, health, health_band, health_coverage, provisional, "
    "trend_28, spark, last_touchpoint_on, next_on, due_on, overdue_from, hard_on, renewal_on, "
    "notice_on, start_on, score, headline"
)


def shown(book: Book, today: date) -> list[tuple[object, ...]]:
    """Return the standings that a query would read on `today`."""
    standings.prepare(book.connection, today)
    return book.connection.execute(f"SELECT {VALUES} FROM standing ORDER BY account_id").fetchall()


def rebuilt(book: Book, today: date) -> list[tuple[object, ...]]:
    """Return the same from a full rebuild, which is not kept."""
    book.connection.execute("BEGIN")
    try:
        standings.refresh(book.connection, None, today)
        return book.connection.execute(
            f"SELECT {VALUES} FROM main.account_standing ORDER BY account_id"
        ).fetchall()
    finally:
        book.connection.execute("ROLLBACK")


def test_a_write_keeps_the_standing_of_what_it_touched(book: Book) -> None:
    account = add_account(
        book, "Ácme GmbH", arr=3_000_000, owner="Ana", domain="acme.com", tags=("EMEA", "Steel")
    )
    row = book.connection.execute(
        "SELECT account_id, as_of, tier, name, name_key, search, arr, archived "
        "FROM account_standing"
    ).fetchall()
    search = "acme gmbh\nacme.com\nemea\nsteel\nana"
    assert row == [
        (account, "2026-02-01", "medium", "Ácme GmbH", "acme gmbh", search, 3_000_000, 0)
    ]
    assert standings.prepare(book.connection, TODAY) == 0


def test_the_cached_row_is_what_assess_says(book: Book) -> None:
    account = add_account(book, "Acme", arr=20_000_000, renewal_date=date(2026, 3, 1))
    ((known, facts),) = facts_for(book.connection, [account], TODAY)
    model_id, model = standings.current_model(book.connection)
    standing = assess(known, facts, model, TODAY)
    (row,) = book.connection.execute("SELECT * FROM account_standing").fetchall()
    assert row == standings.row_of(known, standing, model_id)
    assert standing.tier.tier == "high"
    assert standing.stage.renewal_on == date(2026, 3, 1)


def test_many_standings_are_assessed_before_any_of_them_is_written(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Acme", "Initech", "Umbrella"):
        add_account(book, name, arr=20_000_000)
    before, statements = rebuilt(book, TODAY), list[str]()
    monkeypatch.setattr(standings, "AT_ONCE", 2)
    monkeypatch.setattr(standings, "CHUNK", 1)
    book.connection.set_trace_callback(statements.append)
    assert rebuilt(book, TODAY) == before
    book.connection.set_trace_callback(None)
    written = [at for at, said in enumerate(statements) if "main.account_standing(" in said]
    last_read = max(at for at, said in enumerate(statements) if "FROM account " in said)
    assert len(written) == 1
    assert written[0] > last_read


@pytest.fixture
def two_processes(book: Book, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Return a book of five accounts that is large enough to be assessed by two processes."""
    for number in range(5):
        add_account(book, f"Acme {number}", arr=10 ** (4 + number))
    monkeypatch.setattr(processes, "SIDE_BY_SIDE", 1)
    monkeypatch.setattr(processes, "CHUNK", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return book


def adopt(recorder: Recorder, name: str = "three-tier") -> None:
    """Put another touch model into the book, in the operation of `recorder`."""
    values = {"name": name, "toml": preset(name), "adopted_on": TODAY.isoformat(), "note": None}
    recorder.insert("touch_model", values)


def test_processes_side_by_side_keep_what_one_alone_does(two_processes: Book) -> None:
    book = two_processes
    others = {child.pid for child in multiprocessing.active_children()}
    told: list[tuple[int, int, int]] = []

    def tell(done: int, whole: int) -> None:
        told.append((done, whole, len(ours())))

    def ours() -> set[int | None]:
        return {child.pid for child in multiprocessing.active_children()} - others

    alone = rebuilt(book, TODAY)
    book.connection.execute("BEGIN")
    standings.refresh(book.connection, None, TODAY, tell, facts_written=False)
    kept = book.connection.execute(
        f"SELECT {VALUES} FROM main.account_standing ORDER BY account_id"
    ).fetchall()
    book.connection.execute("ROLLBACK")
    assert kept == alone
    assert told == [(2, 5, 2), (4, 5, 2), (5, 5, 2)]
    assert not ours()


def test_a_model_that_only_the_writer_knows_yet_is_that_of_all_processes(
    two_processes: Book,
) -> None:
    book = two_processes
    before = shown(book, TODAY)
    with operation(book, "Adopt", today=TODAY, now=NOW) as recorder:
        adopt(recorder)
    kept = shown(book, TODAY)
    assert kept == rebuilt(book, TODAY)
    assert kept != before
    undo(book, today=TODAY, now=NOW)
    assert shown(book, TODAY) == before


def test_facts_that_only_the_writer_knows_yet_are_assessed_by_it_alone(two_processes: Book) -> None:
    book = two_processes
    with operation(book, "Adopt", today=TODAY, now=NOW) as recorder:
        adopt(recorder)
        recorder.insert("account", {"name": "Umbrella", "arr": 20_000_000})
    assert book.connection.execute("SELECT count(*) FROM account_standing").fetchone() == (6,)
    assert shown(book, TODAY) == rebuilt(book, TODAY)


def test_what_the_progress_raises_ends_the_processes_and_writes_nothing(
    two_processes: Book,
) -> None:
    book = two_processes
    before = shown(book, TODAY)
    others = {child.pid for child in multiprocessing.active_children()}

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with (
        pytest.raises(KeyboardInterrupt),
        operation(book, "Adopt", today=TODAY, now=NOW) as recorder,
    ):
        adopt(recorder)
        recorder.flush()
        standings.refresh(book.connection, None, TODAY, stop, facts_written=False)
    assert {child.pid for child in multiprocessing.active_children()} <= others
    assert shown(book, TODAY) == before


def test_while_nothing_is_expired_the_view_uses_the_tables_indexes(book: Book) -> None:
    add_account(book, "Acme")
    standings.prepare(book.connection, TODAY)
    plan = book.connection.execute(
        "EXPLAIN QUERY PLAN SELECT account_id FROM standing "
        "WHERE archived = 0 AND tier = 'high' ORDER BY next_on"
    ).fetchall()
    assert [step[3] for step in plan] == [
        "SEARCH main.account_standing USING COVERING INDEX standing_tier (archived=? AND tier=?)"
    ]


def test_a_new_day_costs_only_what_has_expired_and_writes_nothing(path: Path) -> None:
    """T106: opening after three weeks shows each account overdue once and writes nothing."""
    with open_book(path) as book:
        late = add_account(book, "Acme", arr=20_000_000, start_date=date(2025, 1, 1))
        add_account(book, "Prospect", status="prospect")
    before = digest(path)
    later = TODAY + timedelta(days=21)
    with open_book(path) as book:
        assert standings.prepare(book.connection, later) == 1
        overdue = book.connection.execute(
            "SELECT account_id FROM standing WHERE overdue_from < ?", (later.isoformat(),)
        ).fetchall()
        assert overdue == [(late,)]
        assert book.connection.execute("SELECT count(*) FROM standing").fetchone() == (2,)
    assert digest(path) == before


def test_a_read_only_book_shows_a_new_day(path: Path) -> None:
    with open_book(path) as book:
        add_account(book, "Acme", arr=20_000_000, start_date=date(2025, 1, 1))
    with open_book(path, read_only=True) as book:
        assert standings.prepare(book.connection, TODAY + timedelta(days=100)) == 1


def test_the_next_write_keeps_what_reads_had_to_assess_again(book: Book) -> None:
    add_account(book, "Acme", arr=20_000_000, start_date=date(2025, 1, 1))
    later = TODAY + timedelta(days=21)
    add_account(book, "Globex", today=later)
    assert standings.prepare(book.connection, later) == 0


def test_where_none_are_kept_the_next_write_keeps_all(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a step to a newer schema, which leaves none."""
    monkeypatch.setattr(standings, "KEPT_A_WRITE", 1)
    for name in ("Acme", "Globex", "Initech", "Umbrella"):
        add_account(book, name)
    book.connection.execute("DELETE FROM account_standing")
    add_account(book, "Hooli")
    assert standings.prepare(book.connection, TODAY) == 0


def test_a_second_call_assesses_nothing_again(book: Book) -> None:
    add_account(book, "Acme", arr=20_000_000, start_date=date(2025, 1, 1))
    later = TODAY + timedelta(days=21)
    standings.prepare(book.connection, later)
    traced: list[str] = []
    book.connection.set_trace_callback(traced.append)
    assert standings.prepare(book.connection, later) == 1
    book.connection.set_trace_callback(None)
    assert traced == ["PRAGMA data_version"]


def test_a_write_of_another_program_is_noticed(path: Path) -> None:
    with open_book(path) as reader, open_book(path) as writer:
        assert shown(reader, TODAY) == []
        add_account(writer, "Acme")
        assert [row[3] for row in shown(reader, TODAY)] == ["Acme"]
        undo(writer, today=TODAY, now=NOW)
        assert shown(reader, TODAY) == []


def test_the_cache_may_be_dropped_at_any_time(book: Book) -> None:
    for name in ("Acme", "Globex"):
        add_account(book, name, arr=20_000_000)
    before = shown(book, TODAY)
    book.connection.execute("DELETE FROM account_standing")
    assert shown(book, TODAY) == before
    add_account(book, "Initech")
    assert book.connection.execute("SELECT count(*) FROM account_standing").fetchone() == (3,)


def test_a_standing_of_a_later_day_does_not_hold_for_an_earlier_one(book: Book) -> None:
    account = add_account(book, "Acme", arr=300_000, today=date(2026, 1, 1))
    with operation(book, "Edit", today=TODAY, now=NOW) as recorder:
        recorder.update("account", account, {"arr": 20_000_000})
    assert [row[8] for row in shown(book, TODAY)] == ["high"]
    assert [row[8] for row in shown(book, date(2026, 1, 15))] == ["tech"]


@settings(max_examples=40)
@given(commands=st.lists(st.tuples(COMMANDS, DAYS), min_size=1, max_size=4), looks=st.lists(DAYS))
def test_the_cache_equals_a_full_rebuild_on_any_day(
    tmp_path_factory: pytest.TempPathFactory,
    commands: list[tuple[list[tuple[object, ...]], date]],
    looks: list[date],
) -> None:
    path = make_book(tmp_path_factory.mktemp("book") / "book.db")
    with open_book(path) as book:
        for several, day in commands:
            for command in several:
                run(book, command, day)
            for today in (day, *looks):
                assert shown(book, today) == rebuilt(book, today)


def test_a_foreign_connection_is_served_too(path: Path) -> None:
    with open_book(path) as book:
        add_account(book, "Acme")
    with closing(sqlite3.connect(path)) as connection:
        assert standings.prepare(connection, TODAY) == 0
        assert connection.execute("SELECT name FROM standing").fetchall() == [("Acme",)]
