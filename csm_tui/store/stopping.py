"""Ending a long change on the user's word, in the middle of a statement too."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from csm_tui.errors import Cancelled, CsmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# So many steps of SQLite's machine between two looks: some milliseconds.
_STEPS: Final = 200_000


@contextmanager
def stoppable(
    connection: sqlite3.Connection, cancelled: Callable[[], bool] | None, sentence: str
) -> Iterator[None]:
    """Run the block so that `cancelled` ends it: Cancelled with `sentence`, all rolled back."""
    if cancelled is None:
        yield
        return
    connection.set_progress_handler(cancelled, _STEPS)
    try:
        yield
    except (sqlite3.OperationalError, CsmError) as error:
        if cancelled():
            raise Cancelled(sentence) from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
