"""The door of every question: standings that hold for the day, and errors as sentences."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from csm_tui.store.faults import from_sqlite
from csm_tui.store.standings import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from csm_tui.store.database import Book


@contextmanager
def asking(book: Book, today: date) -> Iterator[sqlite3.Connection]:
    """Give the connection to ask through, with the view `standing` of `today`.

    What SQLite raises in the block becomes a CsmError (damaged, busy, no memory …); what else is
    raised there, such as a closed pipe behind stdout, stays as it is.
    """
    try:
        prepare(book.connection, today)
        yield book.connection
    except sqlite3.Error as error:
        raise from_sqlite(error, book.path) from error
