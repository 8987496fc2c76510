"""Persons of the book by name or e-mail: contacts there are and were, and who only answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.folding import fold
from csm_tui.domain.person import Person
from csm_tui.errors import UnknownPerson

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


class Mention(NamedTuple):
    """Where a person is known by name or e-mail; `contact` is None for who is no contact."""

    contact: int | None
    account_id: int
    name: str | None
    email: str | None


def find(connection: sqlite3.Connection, text: str, *, account_id: int | None = None) -> Person:
    """Return the one person that `text`, a name or an e-mail, means; at an account if given.

    Contacts with one e-mail are one person. Raises UnknownPerson where there is none, naming the
    nearest, and where several could be meant, naming each.
    """
    wanted = fold(text)
    everyone = [*_mentions(connection)]
    if account_id is not None:
        everyone = [one for one in everyone if one.account_id == account_id]
    meant = [one for one in everyone if wanted in _known_as(one)]
    if not meant:
        raise UnknownPerson(_nobody(text, everyone))
    emails = {fold(one.email) for one in meant if one.email}
    meant += [one for one in everyone if one.email and fold(one.email) in emails]
    persons = {fold(one.email) if one.email else one.account_id for one in meant}
    if len(persons) > 1 and not _one_person(meant):
        raise UnknownPerson(_several(connection, text, meant))
    return Person(
        tuple(sorted({one.contact for one in meant if one.contact is not None})),
        tuple(sorted({one.name for one in meant if one.name})),
        tuple(sorted({one.email for one in meant if one.email})),
        tuple(sorted({one.account_id for one in meant})),
    )


def _known_as(one: Mention) -> set[str]:
    return {fold(word) for word in (one.name, one.email) if word}


def _one_person(meant: list[Mention]) -> bool:
    """Return whether all are at one account and share what e-mail there is."""
    emails = {fold(one.email) for one in meant if one.email}
    return len(emails) < 2 and len({one.account_id for one in meant}) == 1


def _mentions(connection: sqlite3.Connection) -> Iterator[Mention]:
    yield from map(
        Mention._make, connection.execute("SELECT id, account_id, name, email FROM contact")
    )
    yield from _earlier_contacts(connection)
    for account_id, respondent in connection.execute(
        "SELECT DISTINCT account_id, respondent FROM survey WHERE respondent IS NOT NULL"
    ):
        yield _mention(account_id, respondent)
    for account_id, contacts in connection.execute(
        "SELECT DISTINCT account_id, contacts FROM touchpoint WHERE contacts IS NOT NULL"
    ):
        for who in str(contacts).split(";"):
            if who.strip():
                yield _mention(account_id, who.strip())


def _mention(account_id: int, who: str) -> Mention:
    return Mention(None, account_id, None if "@" in who else who, who if "@" in who else None)


def _earlier_contacts(connection: sqlite3.Connection) -> Iterator[Mention]:
    """Yield contacts as the journal has them: renamed since, or taken off again."""
    for row_id, account_id, before, after in connection.execute(
        "SELECT row_id, account_id, before, after FROM change WHERE table_name = 'contact'"
        " AND account_id IS NOT NULL AND (before IS NOT NULL OR after IS NOT NULL)"
    ):
        for stored in (before, after):
            values = json.loads(stored) if stored else {}
            if values.get("name") or values.get("email"):
                yield Mention(row_id, account_id, values.get("name"), values.get("email"))


def _nobody(text: str, everyone: list[Mention]) -> str:
    import difflib

    names = {fold(one.name): one.name for one in everyone if one.name}
    close = difflib.get_close_matches(fold(text), names, 3, 0.6)
    near = f" Did you mean {', '.join(names[name] for name in close)}?" if close else ""
    return f"Nobody in the book is called {text!r}.{near}"


def _several(connection: sqlite3.Connection, text: str, meant: list[Mention]) -> str:
    accounts = dict(connection.execute("SELECT id, name FROM account").fetchall())
    told = {
        f"{one.name or one.email}{f' <{one.email}>' if one.name and one.email else ''} at"
        f" {accounts.get(one.account_id, 'an account that is gone')}"
        for one in meant
    }
    return (
        f"{text!r} may be several persons: {'; '.join(sorted(told))}. "
        "Give the e-mail, or --account ACCOUNT."
    )
