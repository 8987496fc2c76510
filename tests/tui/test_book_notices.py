"""What opening the book brings up is said on the screens, too."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from csm_tui.errors import FileProblem
from csm_tui.operations import accounts
from csm_tui.tui.desk import REPLACED, Desk
from tests.store.conftest import digest
from tests.store.test_database import cut_off
from tests.tui.driving import TODAY, WIDE, Driver, add_account, drive

SCHEMAS = Path(__file__).parents[2] / "fixtures" / "schemas"


@contextmanager
def desk_of(book: Path) -> Iterator[Desk]:
    """Yield the desk of a book that was asked something."""
    desk = Desk(book, as_of=TODAY)
    try:
        desk.later(lambda connection: connection.execute("SELECT 1").fetchone()).result(20)
        yield desk
    finally:
        desk.close()


def test_an_older_book_is_brought_up_to_date_and_the_screens_say_where_it_is_kept(
    tmp_path: Path,
) -> None:
    """T052, T117: beside the data, with the backup; a book open to others is told once."""
    book = Path(shutil.copy(SCHEMAS / "v1.db", tmp_path / "book.db"))
    book.chmod(0o644)

    async def script(driver: Driver) -> None:
        deadline = monotonic() + 20
        while not driver.shows("brought up to date (schema 1 to "):
            assert monotonic() < deadline, driver.screen()
            await driver.pilot.pause(0.02)
        said = "".join(driver.screen().split())
        (backup,) = (tmp_path / "book-backups").iterdir()
        assert f"itiskeptin{backup}." in said
        assert "Othersonthiscomputercanreadthebook" in said
        assert driver.shows("Acme GmbH")

    drive(book, script, size=WIDE)
    with desk_of(book) as desk:
        assert desk.take_notices() == []


def test_a_change_that_was_cut_off_is_said_once(book: Path, tmp_path: Path) -> None:
    """T012."""
    cut_off(book, tmp_path / "cut.db")
    (tmp_path / "cut.db").chmod(0o600)
    with desk_of(tmp_path / "cut.db") as desk:
        (said,) = desk.take_notices()
        assert "cut off" in said
        assert desk.take_notices() == []


def test_a_daily_backup_that_cannot_be_made_is_said_and_the_work_goes_on(book: Path) -> None:
    """T016."""
    book.with_name("book-backups").write_text("in the way")
    with desk_of(book) as desk:
        assert desk.take_notices() == []
        for value in (1, 2):
            change = desk.change(accounts.pulse, {"account_id": 1, "value": value})
            assert change.result(20).operation is not None
        (said,) = desk.take_notices()
        assert "The daily backup was not made" in said


def names(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM account ORDER BY id")]


def test_a_book_that_was_replaced_is_noticed_before_the_next_write(
    book: Path, empty_book: Path
) -> None:
    """P11: by a restore or a copy over it; what the screens show is then the new one."""
    pulse = accounts.pulse, {"account_id": 1, "value": 2}
    with desk_of(book) as desk:
        desk.front(names)
        assert desk.change(*pulse).result(20).operation is not None
        add_account(empty_book, "Another")
        before = digest(empty_book)
        empty_book.replace(book)
        with pytest.raises(FileProblem, match="was replaced by another file meanwhile; nothing"):
            desk.change(*pulse).result(20)
        assert digest(book) == before
        assert desk.moved().result(20)
        assert desk.take_notices() == [REPLACED]
        assert desk.front(names) == desk.later(names).result(20) == ["Another"]
        assert not desk.moved().result(20)
        assert desk.change(*pulse).result(20).operation is not None
        book.unlink()
        with pytest.raises(FileProblem, match="is no longer there; nothing was changed"):
            desk.change(*pulse).result(20)
        assert not book.exists()
