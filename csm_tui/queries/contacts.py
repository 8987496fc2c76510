"""The people at an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def known(connection: sqlite3.Connection, account_id: int) -> list[tuple[str, str | None]]:
    """Return name and e-mail of every contact of an account, in order of their ids."""
    return [
        (name, email)
        for name, email in connection.execute(
            "SELECT name, email FROM contact WHERE account_id = ? ORDER BY id", (account_id,)
        )
    ]
