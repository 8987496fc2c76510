"""Operations whose N-th call fails, for each N: of SQL here, of the system with calls.c preloaded.

Run as a script under LD_PRELOAD: `nth_fault.py FOLDER MOST SCENARIO...` sweeps the scenarios and
writes how many calls there were in each and how the faults ended, as JSON.
"""

from __future__ import annotations

import ctypes
import errno
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from csm_tui.errors import CsmError
from csm_tui.models import preset
from csm_tui.operations import accounts, backups, contacts, exporting, forgetting, undo
from csm_tui.operations.transfer import ImportOptions, SourceFile, import_files
from csm_tui.queries import people
from csm_tui.store import connection, doctor
from csm_tui.store.database import create_book, open_book
from csm_tui.store.tables import JOURNALLED

TODAY = date(2026, 2, 1)
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
SCHEMAS = Path(__file__).parents[2] / "fixtures" / "schemas"
SHEET = b"external_id,name,arr,pulse\n" + b"".join(
    b"A-%d,Account %d,%d,3\n" % (number, number, number) for number in range(12)
)
SETTING = re.compile(r"PRAGMA \w+ ?=|ROLLBACK")
UNCONFIRMED = "was written, but the disk did not confirm"
NOT_ANEW = "The person is erased, but the file was not written anew."
UNFINISHED = (".new", ".tmp", "-journal", "-wal")


def names(folder: Path) -> list[str]:
    """Return the accounts of the book in `folder`, whatever its schema; asked past the program."""
    with closing(sqlite3.connect(f"file:{folder / 'book.db'}?mode=rw", uri=True)) as asked:
        assert asked.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert asked.execute("PRAGMA foreign_key_check").fetchall() == []
        (version,) = asked.execute("PRAGMA user_version").fetchone()
        (operations,) = asked.execute("SELECT count(*) FROM operation").fetchone()
        tables = {row[0] for row in asked.execute("SELECT name FROM sqlite_master")}
        counted = [
            asked.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in JOURNALLED
            if table in tables
        ]
        found = asked.execute("SELECT name FROM account ORDER BY id").fetchall()
    told = f"schema {version}", f"{operations} operations", str(counted)
    return [*told, *(row[0] for row in found)]


def book_made(folder: Path) -> None:
    """Make a book with one account."""
    path = folder / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))
    with open_book(path) as book:
        accounts.add(book, {"name": "Acme", "arr": 100}, today=TODAY, now=NOW)


def backups_of(folder: Path) -> list[Path]:
    """Return the backups, each of which must be a good one."""
    found = sorted((folder / "book-backups").glob("*.db"))
    for path in found:
        with closing(sqlite3.connect(path)) as asked:
            assert asked.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
    return found


class Scenario(NamedTuple):
    """What there is at first, what is done, and the states that may be found afterwards."""

    prepare: Callable[[Path], None]
    run: Callable[[Path], object]
    state: Callable[[Path], object]


def _import(folder: Path) -> None:
    with open_book(folder / "book.db") as book:
        sources = [SourceFile("accounts.csv", SHEET)]
        import_files(book, sources, ImportOptions(), today=TODAY, now=NOW)


def _imported(folder: Path) -> object:
    found = names(folder)
    assert len(found) == 4 or backups_of(folder)
    return found


def _older(folder: Path) -> None:
    Path(shutil.copy(SCHEMAS / "v1.db", folder / "book.db")).chmod(0o600)


def _open(folder: Path) -> None:
    with open_book(folder / "book.db"):
        pass


def _migrated(folder: Path) -> object:
    found = names(folder)
    assert found[0] == "schema 1" or backups_of(folder)
    # Newer schemas have more tables, and all of what was there.
    return found[0], found[3:]


def _back_up(folder: Path) -> None:
    with open_book(folder / "book.db") as book:
        backups.before(book, "manual", now=NOW)


def _backed_up(folder: Path) -> object:
    assert names(folder)[3:] == ["Acme"]
    return len(backups_of(folder))


def _backup_there(folder: Path) -> None:
    book_made(folder)
    _back_up(folder)
    with open_book(folder / "book.db") as book:
        accounts.add(book, {"name": "Later"}, today=TODAY, now=NOW)


def _restore(folder: Path) -> None:
    source = folder / "book-backups" / "20260201T090000Z-manual.db"
    backups.restore(folder / "book.db", source, now=NOW)


def _damaged_there(folder: Path) -> None:
    _backup_there(folder)
    (folder / "book.db").write_bytes(b"damaged" * 1000)


def _replaced(folder: Path) -> object:
    data = (folder / "book.db").read_bytes()
    if data == b"damaged" * 1000:
        return "damaged"
    assert [path for path in (folder / "book-backups").glob("*.damaged") if path.stat().st_size]
    return names(folder)[3:]


def _files_there(folder: Path) -> None:
    book_made(folder)
    (folder / "out").mkdir()
    (folder / "out" / "accounts.csv").write_text("old")


def _export(folder: Path) -> None:
    with open_book(folder / "book.db") as book:
        exporting.export_all(book, folder / "out", today=TODAY, overwrite=True)


def _exported(folder: Path) -> object:
    assert names(folder)[3:] == ["Acme"]
    return {path.name: path.read_text() for path in (folder / "out").glob("*.csv")}


def _orphans_there(folder: Path) -> None:
    book_made(folder)
    with closing(sqlite3.connect(folder / "book.db")) as past:
        past.execute("CREATE VIEW odd AS SELECT 1")
        past.commit()


def _fix(folder: Path) -> None:
    doctor.fix(folder / "book.db", today=TODAY, now=NOW)


def _fixed(folder: Path) -> object:
    with closing(sqlite3.connect(folder / "book.db")) as asked:
        odd = asked.execute("SELECT count(*) FROM sqlite_master WHERE name = 'odd'").fetchone()
    assert odd == (1,) or backups_of(folder)
    return odd, names(folder)


def _nothing(_: Path) -> None:
    pass


def _made(folder: Path) -> object:
    return names(folder) if (folder / "book.db").exists() else None


def _edit(folder: Path) -> None:
    with open_book(folder / "book.db") as book:
        accounts.add(book, {"name": "Later", "pulse": 3}, today=TODAY, now=NOW)


def _person_there(folder: Path) -> None:
    book_made(folder)
    with open_book(folder / "book.db") as book:
        known = {"name": "Ana Ruiz", "email": "ana@acme.example"}
        contacts.add(book, 1, known, today=TODAY, now=NOW)


def _forget(folder: Path) -> None:
    with open_book(folder / "book.db") as book:
        person = people.find(book.connection, "ana@acme.example", account_id=None)
        if not forgetting.forget(book, person, today=TODAY).written_anew:
            raise CsmError(NOT_ANEW)


def _undo(folder: Path) -> None:
    with open_book(folder / "book.db") as book:
        undo.undo(book, today=TODAY, now=NOW)


def _create(folder: Path) -> None:
    path = folder / "book.db"
    create_book(path, today=TODAY, now=NOW, model_name="four-tier", model_toml=preset("four-tier"))


SCENARIOS = {
    "create": Scenario(_nothing, _create, _made),
    "change": Scenario(book_made, _edit, names),
    "import": Scenario(book_made, _import, _imported),
    "migrate": Scenario(_older, _open, _migrated),
    "backup": Scenario(book_made, _back_up, _backed_up),
    "restore": Scenario(_backup_there, _restore, lambda folder: names(folder)[3:]),
    "replace": Scenario(_damaged_there, _restore, _replaced),
    "export": Scenario(_files_there, _export, _exported),
    "doctor": Scenario(_orphans_there, _fix, _fixed),
    "forget": Scenario(_person_there, _forget, names),
    "undo": Scenario(book_made, _undo, names),
}


class SqlCalls:
    """Faults of SQL: the N-th statement fails as a disk does, or each from it on."""

    def __init__(self) -> None:
        self.counted = 0
        self.committed = False

    @contextmanager
    def failing(self, _: Path, number: int, *, from_then_on: bool) -> Iterator[None]:
        """Let the statement `number` fail (0: none)."""
        self.counted, self.committed = 0, False
        real = connection.BookConnection

        def faulty(name: str) -> Callable[..., Any]:
            def call(self_: Any, *words: Any, **more: Any) -> Any:
                # Settings of a connection, and ends of transactions, touch no disk.
                if name == "execute" and SETTING.match(words[0]):
                    return sqlite3.Connection.execute(self_, *words, **more)
                self.counted += 1
                if number and (self.counted == number or (from_then_on and self.counted > number)):
                    error = sqlite3.OperationalError("disk I/O error")
                    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
                    raise error
                done = getattr(sqlite3.Connection, name)(self_, *words, **more)
                self.committed |= name == "backup" or words[0] == "COMMIT"
                return done

            return call

        calls = ("execute", "executemany", "executescript", "backup")
        for name in calls:
            setattr(real, name, faulty(name))
        try:
            yield
        finally:
            for name in calls:
                delattr(real, name)


class SystemCalls:
    """Faults of the system, by calls.c under this process."""

    committed = False

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    @property
    def counted(self) -> int:
        """Return how many calls there were."""
        return int(self._library.calls_counted())

    @contextmanager
    def failing(self, folder: Path, number: int, *, from_then_on: bool) -> Iterator[None]:
        """Let the call `number` on `folder` or below it fail (0: none): disk full, or broken."""
        error = errno.ENOSPC if number % 2 else errno.EIO
        self._library.calls_watch(str(folder).encode(), number, error, int(from_then_on))
        try:
            yield
        finally:
            self._library.calls_ignore()


def ran(scenario: Scenario, folder: Path) -> CsmError | None:
    """Run the scenario; return what it was refused with. Anything but a CsmError is a fault."""
    try:
        scenario.run(folder)
    except CsmError as error:
        return error
    return None


def sweep(root: Path, name: str, calls: SqlCalls | SystemCalls, *, most: int) -> dict[str, int]:
    """Let each call fail in turn, at most about `most` of them, once and from then on.

    Checks that nothing is half, that what was refused did not happen, and that it works afterwards.
    Returns how many calls there were, how many faults were refused, and how many had no effect.
    """
    scenario = SCENARIOS[name]
    pristine = root / "pristine"
    pristine.mkdir()
    scenario.prepare(pristine)
    before = scenario.state(pristine)
    folder = _copy(pristine, root / "whole")
    with calls.failing(folder, 0, from_then_on=False):
        assert ran(scenario, folder) is None
    count, after = calls.counted, scenario.state(folder)
    assert after != before
    told = {"calls": count, "refused": 0, "harmless": 0}
    step = max(1, -(-2 * count // most))
    for turn in range(0, 2 * count, step):
        number = turn // 2 + 1
        from_then_on = bool((turn // step if step > 1 else turn) % 2)
        folder = _copy(pristine, root / "copy")
        with calls.failing(folder, number, from_then_on=from_then_on):
            refusal = ran(scenario, folder)
        found = scenario.state(folder)
        place = (name, number, from_then_on, str(refusal))
        if refusal is None:
            assert found == after, place
            told["harmless"] += 1
        else:
            # A backup that is not sure to stay is there, and what it was for has not begun.
            told_so = UNCONFIRMED in str(refusal) or str(refusal) == NOT_ANEW
            unconfirmed = told_so and found == after
            # What fails after the commit comes too late: then all of it is there.
            late = calls.committed and found == after
            assert unconfirmed or late or _allowed(name, found, before, after), place
            # Nor is it ever told as if nothing had happened.
            assert found != after or "nothing was changed" not in str(refusal).casefold(), place
            told["refused"] += 1
            if found != after:
                again = ran(scenario, folder)
                assert again is None, (place, again)
                assert scenario.state(folder) == after, place
        left = [path.name for path in folder.rglob("*") if path.name.endswith(UNFINISHED)]
        assert left == [] or (refusal is not None and from_then_on), (place, left)
    return told


def _allowed(name: str, found: object, before: object, after: object) -> bool:
    if name == "export" and isinstance(found, dict):
        # Each file is the old or the new one, whole; together they are no transaction.
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        return all(text in (before.get(file), after[file]) for file, text in found.items())
    return found == before


def _copy(pristine: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(pristine, folder))


if __name__ == "__main__":
    place, wanted, *scenarios = sys.argv[1:]
    found = {}
    for one in scenarios:
        (Path(place) / one).mkdir()
        found[one] = sweep(Path(place) / one, one, SystemCalls(), most=int(wanted))
    print(json.dumps(found))
