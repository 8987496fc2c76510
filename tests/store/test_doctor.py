"""The doctor counts and names what is wrong, mends it after a backup, and leaves health alone."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from csm_tui.errors import BookReadOnly, BookRefused
from csm_tui.store import backups, doctor
from csm_tui.store.database import open_book
from csm_tui.store.doctor import Finding
from csm_tui.store.header import SCHEMA_VERSION
from csm_tui.store.journal import operation

from .conftest import NOW, TODAY, add_account, digest, intact
from .test_migrations import BOOKS


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """Return a book with rows of every kind."""
    path = tmp_path / "book.db"
    shutil.copy(BOOKS[-1], path)
    path.chmod(0o600)
    return path


def shell(path: Path, *statements: str) -> None:
    """Do to the book what somebody with the sqlite3 shell might, checks off."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for statement in statements:
            connection.execute(statement)


def findings(path: Path) -> list[Finding]:
    with open_book(path) as book:
        return doctor.check(book, today=TODAY)


def told(path: Path) -> list[tuple[str, str | None, int, tuple[str, ...]]]:
    return [(one.code, one.table, one.count, one.examples) for one in findings(path)]


def test_a_healthy_book_is_left_alone(full: Path) -> None:
    """T036: nothing found, nothing written, no backup."""
    before = digest(full)
    assert findings(full) == []
    assert doctor.fix(full, today=TODAY, now=NOW).fixed == ()
    assert digest(full) == before
    assert backups.list_backups(full) == []


def test_expired_and_dropped_standings_are_no_fault(full: Path) -> None:
    with open_book(full) as book:
        book.connection.execute("DELETE FROM account_standing WHERE account_id = 1")
        assert doctor.check(book, today=TODAY + timedelta(days=400)) == []


def test_orphans_are_counted_named_and_removed_after_a_backup(full: Path) -> None:
    """T033, T037: the same counts, a backup first, and the second run finds nothing."""
    shell(
        full,
        "UPDATE task SET account_id = 999 WHERE id IN (2, 3)",
        "UPDATE account SET origin_id = 77 WHERE id = 1",
    )
    expected = [
        ("orphan", "account", 1, ("account 1",)),
        ("orphan", "task", 2, ("task 2", "task 3")),
    ]
    assert told(full) == expected
    repair = doctor.fix(full, today=TODAY, now=NOW)
    assert [(one.code, one.table, one.count, one.examples) for one in repair.fixed] == expected
    assert repair.backup is not None
    with open_book(repair.backup, read_only=True) as book:
        assert book.connection.execute("SELECT count(*) FROM task").fetchone() == (8,)
    with open_book(full) as book:
        assert book.connection.execute("SELECT count(*) FROM task").fetchone() == (6,)
        assert book.connection.execute("SELECT count(*) FROM account").fetchone() == (8,)
    assert findings(full) == []
    assert doctor.fix(full, today=TODAY, now=NOW).fixed == ()
    assert intact(full)


def test_orphans_of_a_table_that_is_not_ours_are_told_and_left(full: Path) -> None:
    shell(
        full,
        'CREATE TABLE "odd; table" (id INTEGER PRIMARY KEY, task REFERENCES task(id))',
        'INSERT INTO "odd; table" (task) VALUES (999)',
    )
    (found,) = [one for one in findings(full) if one.code == "orphan"]
    assert (found.table, found.count, found.fixable) == ("odd; table", 1, False)
    assert doctor.fix(full, today=TODAY, now=NOW).fixed == ()
    assert [one for one in findings(full) if one.code == "orphan"] == [found]


def test_a_column_that_csm_did_not_make_is_a_sentence(full: Path) -> None:
    shell(full, 'ALTER TABLE task ADD COLUMN "a = 1 --" TEXT')
    with pytest.raises(BookRefused, match="table task of the book has a column that csm did not"):
        findings(full)


def test_a_text_that_is_not_utf8_is_named_by_table_row_and_column(full: Path) -> None:
    """T034."""
    shell(full, "UPDATE account SET notes = CAST(x'6361C3' AS TEXT) WHERE id = 3")
    assert told(full) == [("text", "account", 1, ("account 3, notes",))]
    doctor.fix(full, today=TODAY, now=NOW)
    assert findings(full) == []


def test_a_wrong_date_is_named_and_left(full: Path) -> None:
    shell(full, "UPDATE touchpoint SET date = '2026-02-31' WHERE id = 4")
    (finding,) = findings(full)
    assert (finding.code, finding.examples) == ("date", ("touchpoint 4, date",))
    assert not finding.fixable


def test_a_wrong_folded_name_is_put_right(full: Path) -> None:
    shell(full, "UPDATE contact SET name_fold = 'nobody' WHERE id = 1")
    assert told(full) == [("folded-name", "contact", 1, ("contact 1",))]
    doctor.fix(full, today=TODAY, now=NOW)
    assert findings(full) == []


def test_a_cache_that_disagrees_is_rebuilt(full: Path) -> None:
    shell(full, "UPDATE account_standing SET tier = 'tech', tier_reason = '' WHERE account_id = 1")
    assert told(full) == [("standings", "account_standing", 1, ("account 1",))]
    doctor.fix(full, today=TODAY, now=NOW)
    assert findings(full) == []


def test_triggers_and_views_are_reported_and_taken_out_without_running(full: Path) -> None:
    """T124."""
    shell(
        full,
        'CREATE TRIGGER "odd ""name" BEFORE DELETE ON account_standing '
        "BEGIN DELETE FROM account; END",
        "CREATE VIEW odd AS SELECT 1",
    )
    assert told(full) == [("foreign-object", None, 2, ('trigger odd "name', "view odd"))]
    doctor.fix(full, today=TODAY, now=NOW)
    assert findings(full) == []
    with open_book(full) as book:
        assert book.writable
        assert book.connection.execute("SELECT count(*) FROM account").fetchone() == (8,)


def test_rights_of_others_are_taken_away(full: Path) -> None:
    """T117: an existing 0644 book."""
    full.chmod(0o644)
    assert told(full) == [("permissions", None, 1, (f"{full} (0644)",))]
    doctor.fix(full, today=TODAY, now=NOW)
    assert findings(full) == []


def test_a_model_that_cannot_be_read_is_named(full: Path) -> None:
    shell(full, "UPDATE touch_model SET toml = 'name = '")
    (finding,) = findings(full)
    assert (finding.code, finding.table, finding.fixable) == ("model", "touch_model", False)


def test_values_that_would_have_been_refused_are_told_and_left(full: Path) -> None:
    shell(full, "UPDATE account SET strategic = 9 WHERE id = 1")
    value, standings = findings(full)
    assert (value.code, value.fixable) == ("value", False)
    assert value.examples == ("CHECK constraint failed in account",)
    assert standings.code == "standings"


def test_damage_is_told_and_not_mended(full: Path) -> None:
    data = bytearray(full.read_bytes())
    data[30 * 4096 : 31 * 4096] = bytes(4096)
    full.write_bytes(data)
    before = digest(full)
    (finding,) = findings(full)
    assert (finding.code, finding.fixable) == ("damaged", False)
    assert doctor.fix(full, today=TODAY, now=NOW).fixed == ()
    assert digest(full) == before


def test_a_book_that_cannot_be_written_is_not_mended(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csm_tui.store.platform.may_write", lambda _: False)
    with pytest.raises(BookReadOnly):
        doctor.fix(full, today=TODAY, now=NOW)


def test_the_versions_are_told() -> None:
    """T129: SQLite and expat among them."""
    versions = doctor.versions()
    assert versions["sqlite"] == sqlite3.sqlite_version
    assert versions["expat"].startswith("expat")
    assert versions["schema"] == str(SCHEMA_VERSION)


def test_many_faults_are_counted_and_few_are_named(full: Path) -> None:
    shell(full, "UPDATE contact SET name_fold = 'nobody'")
    (finding,) = findings(full)
    assert finding.count == 8
    assert len(finding.examples) == doctor.EXAMPLES


def test_a_new_book_is_healthy(path: Path) -> None:
    with open_book(path) as book:
        add_account(book, "Acme")
    assert findings(path) == []


def test_a_value_that_is_none_of_its_custom_field_is_named(path: Path) -> None:
    with open_book(path) as book:
        account = add_account(book, "Acme")
        with operation(book, "Fields", today=TODAY, now=NOW) as recorder:
            for number, (kind, value) in enumerate(
                (("number", "1e-07"), ("number", "many"), ("date", "2026-02-30"), ("bool", "yes")),
                1,
            ):
                row = {"name": f"F{number}", "name_key": f"f{number}", "type": kind}
                field = recorder.insert("custom_field", row)
                given = {"account_id": account, "field_id": field, "value": value}
                recorder.insert("custom_value", given)
        found = [one for one in doctor.check(book, today=TODAY) if one.code == "custom-value"]
    assert [one.examples for one in found] == [
        ("custom_value 2", "custom_value 3", "custom_value 4")
    ]
