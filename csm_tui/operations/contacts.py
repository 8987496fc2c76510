"""Changes of contacts by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.folding import fold
from csm_tui.errors import InvalidValue
from csm_tui.queries import accounts, contacts
from csm_tui.store.journal import operation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from csm_tui.domain.changes import Changes
    from csm_tui.store.database import Book


def add(
    book: Book,
    account_id: int,
    values: Mapping[str, object],
    *,
    today: date,
    now: datetime,
) -> Changes:
    """Add a contact; `values` are parsed fields of the kind contacts.

    Raises InvalidValue without a name, or where the account has a contact of that name or e-mail.
    """
    name = values.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InvalidValue("A contact needs a name.")
    account = accounts.name_of(book.connection, account_id)
    with operation(book, f"Added {name} at {account}", today=today, now=now) as recorder:
        for known, email in contacts.known(book.connection, account_id):
            if fold(known) == fold(name) or (email and email == values.get("email")):
                raise InvalidValue(f"{known} is a contact of {account} already.")
        row = {field: value for field, value in values.items() if field != "account"}
        recorder.insert(
            "contact",
            {"source": "", **row, "account_id": account_id, "origin_id": recorder.origin()},
        )
    return recorder.changes()
