"""A person erased from the book and from its journal: the one write that nothing takes back.

It is no operation, as an operation keeps what it replaced. Freed pages are overwritten, and the
file is written anew, so that nothing of the person is left in it.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.person import FORGOTTEN
from csm_tui.store import standings
from csm_tui.store.backups import require_room
from csm_tui.store.connection import begin
from csm_tui.store.entry import to_json
from csm_tui.store.faults import faults
from csm_tui.store.tables import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.domain.person import Eraser, Person
    from csm_tui.store.database import Book

Content = Literal["text", "people", "person"]
# What a person may be named in. A name of an account, an owner or a source is none of it.
PLACES: Final[dict[str, dict[str, Content]]] = {
    "account": {"next_step": "text", "notes": "text", "tier_override_reason": "text"},
    "contact": {"notes": "text"},
    "touchpoint": {"subject": "text", "notes": "text", "reason": "text", "contacts": "people"},
    "health": {"note": "text"},
    "survey": {"comment": "text", "respondent": "person"},
    "arr_change": {"note": "text"},
    "task": {"title": "text", "notes": "text"},
    "project": {"aim": "text", "exit_criterion": "text", "outcome": "text"},
    "signal_state": {"reason": "text"},
    "override": {"reason": "text"},
    "tier_decision": {"reason": "text"},
    "custom_value": {"value": "text"},
}


class Forgotten(NamedTuple):
    """How many rows were erased or changed: contacts, facts of accounts, journal entries.

    `left` are texts of their accounts that still say a part of the name, as "touchpoint 12".
    `written_anew` is False where the disk failed at the file after all of this was done.
    """

    contacts: int
    facts: int
    entries: int
    left: tuple[str, ...]
    written_anew: bool


def forget(book: Book, person: Person, eraser: Eraser, *, today: date) -> Forgotten:
    """Erase `person` from every table and from the journal, in one transaction.

    Raises BookReadOnly, BookBusy, FileProblem (no room to write the file anew) and what `faults`
    makes of errors; the book is as it was then.
    """
    book.require_writable()
    connection = book.connection
    with faults(book.path):
        require_room(book.path, book.path.resolve().parent, "to write the book anew")
        connection.execute("PRAGMA secure_delete=ON")
        begin(connection)
        try:
            entries = _clean_journal(connection, person, eraser)
            facts = sum(_clean(connection, table, eraser) for table in PLACES)
            ids = json.dumps(person.contacts)
            connection.execute(
                "DELETE FROM contact WHERE id IN (SELECT value FROM json_each(?))", (ids,)
            )
            left = tuple(_left(connection, person, eraser))
            standings.refresh(connection, person.accounts, today)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA secure_delete=OFF")
    return Forgotten(len(person.contacts), facts, entries, left, _write_anew(connection))


def _write_anew(connection: sqlite3.Connection) -> bool:
    """Rid the file of what was deleted before; the person is erased whether this works or not."""
    try:
        connection.execute("VACUUM")
    except (sqlite3.Error, MemoryError):
        return False
    return True


def _clean(connection: sqlite3.Connection, table: str, eraser: Eraser) -> int:
    changed = 0
    account = "id" if table == "account" else "account_id"
    for column, content in PLACES[table].items():
        if column not in columns_of(connection, table):
            continue
        rows = connection.execute(
            f'SELECT id, {account}, "{column}" FROM {table} WHERE "{column}" IS NOT NULL'  # noqa: S608
        )
        cleaned = [*_cleaned(rows, content, eraser)]
        connection.executemany(f'UPDATE {table} SET "{column}" = ? WHERE id = ?', cleaned)  # noqa: S608
        changed += len(cleaned)
    return changed


def _left(connection: sqlite3.Connection, person: Person, eraser: Eraser) -> Iterator[str]:
    for table, columns in PLACES.items():
        account = "id" if table == "account" else "account_id"
        for column in columns:
            rows = connection.execute(
                f'SELECT id, {account}, "{column}" FROM {table}'  # noqa: S608
                f" WHERE {account} IN (SELECT value FROM json_each(?))",
                (json.dumps(person.accounts),),
            )
            for row_id, account_id, text in rows:
                if isinstance(text, str) and eraser.may_mean(text, account_id):
                    yield f"{table} {row_id}"


def _cleaned(
    rows: sqlite3.Cursor, content: Content, eraser: Eraser
) -> Iterator[tuple[object, int]]:
    for row_id, account_id, value in rows:
        without = _without(value, content, account_id, eraser)
        if without != value:
            yield without, row_id


def _without(value: object, content: Content, account_id: int | None, eraser: Eraser) -> object:
    if not isinstance(value, str):
        return value
    if content == "people":
        return eraser.people(value, account_id)
    if content == "person":
        return None if eraser.is_person(value, account_id) else value
    return eraser.text(value, account_id)


def _clean_journal(connection: sqlite3.Connection, person: Person, eraser: Eraser) -> int:
    """Return how many entries of the journal were erased or changed."""
    ids = json.dumps(person.contacts)
    of_contacts = "table_name = 'contact' AND row_id IN (SELECT value FROM json_each(?))"
    named = connection.execute(
        f"SELECT DISTINCT operation_id FROM change WHERE {of_contacts}",  # noqa: S608
        (ids,),
    ).fetchall()
    erased = connection.execute(f"DELETE FROM change WHERE {of_contacts}", (ids,)).rowcount  # noqa: S608
    changed = []
    for change_id, table, account_id, before, after in connection.execute(
        "SELECT id, table_name, account_id, before, after FROM change"
        " WHERE before IS NOT NULL OR after IS NOT NULL"
    ):
        kept = [_without_in(part, table, account_id, eraser) for part in (before, after)]
        if kept != [before, after]:
            changed.append((*kept, change_id))
    connection.executemany("UPDATE change SET before = ?, after = ? WHERE id = ?", changed)
    return (
        erased + len(changed) + _clean_names(connection, person, eraser, {row[0] for row in named})
    )


def _without_in(
    stored: str | None, table: str, account_id: int | None, eraser: Eraser
) -> str | None:
    places = PLACES.get(table)
    if stored is None or places is None:
        return stored
    values = json.loads(stored)
    cleaned = {
        column: _without(value, places[column], account_id, eraser) if column in places else value
        for column, value in values.items()
    }
    return stored if cleaned == values else to_json(cleaned)


def _clean_names(
    connection: sqlite3.Connection, person: Person, eraser: Eraser, named: set[int]
) -> int:
    """Take the person out of the names and details of operations, by name of theirs alone."""
    theirs = {
        row[0]: row[1]
        for row in connection.execute(
            "SELECT operation_id, account_id FROM change"
            " WHERE account_id IN (SELECT value FROM json_each(?))",
            (json.dumps(person.accounts),),
        )
    }
    changed = []
    for operation_id, name, detail in connection.execute("SELECT id, name, detail FROM operation"):
        at = theirs.get(operation_id)
        without, told = eraser.text(name, at), detail and eraser.text(detail, at)
        if operation_id in named:
            for known in person.names:
                without = without.replace(known, FORGOTTEN)
        if (without, told) != (name, detail):
            changed.append((without, told, operation_id))
    connection.executemany("UPDATE operation SET name = ?, detail = ? WHERE id = ?", changed)
    return len(changed)
