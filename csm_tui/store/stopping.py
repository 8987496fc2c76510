"""Ending a long change on the user's word, in the middle of a statement too."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from csm_tui.errors import Cancelled, CsmError
from csm_tui.store.connection import BookConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# So many steps of SQLite's machine between two looks: some milliseconds.
_STEPS: Final = 200_000


@contextmanager
def stoppable(
    connection: sqlite3.Connection, cancelled: Callable[[], bool] | None, sentence: str
) -> Iterator[None]:
    """Run the block so that `cancelled` ends it: Cancelled with `sentence`, all rolled back.

    Within another such block either of the two ends it.
    """
    if cancelled is None:
        yield
        return
    around = connection.stopped if isinstance(connection, BookConnection) else None
    stopped = cancelled if around is None else _either(cancelled, around)
    _listen(connection, stopped)
    try:
        yield
    except (sqlite3.OperationalError, CsmError) as error:
        if stopped():
            raise Cancelled(sentence) from error
        raise
    finally:
        _listen(connection, around)


def _either(first: Callable[[], bool], second: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: first() or second()


def _listen(connection: sqlite3.Connection, stopped: Callable[[], bool] | None) -> None:
    connection.set_progress_handler(stopped, _STEPS if stopped else 0)
    if isinstance(connection, BookConnection):
        connection.stopped = stopped
