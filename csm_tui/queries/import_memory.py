"""What the book keeps of earlier imports: how the files of each source were to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

PREFIX: Final = "import:"


def kept_texts(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Return source -> (row of the setting, its text) for each source that something is kept of."""
    rows = connection.execute(
        "SELECT id, substr(key, ?), value FROM setting WHERE key GLOB ? ORDER BY id",
        (len(PREFIX) + 1, f"{PREFIX}*"),
    )
    return {source: (row_id, text) for row_id, source, text in rows}
