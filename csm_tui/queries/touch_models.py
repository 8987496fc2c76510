"""The versions of the touch model that the book has adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.errors import BookRefused
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from datetime import date


class ModelVersion(NamedTuple):
    """One adopted version; the one with the highest id is in force."""

    id: int
    name: str
    adopted_on: date
    note: str | None
    in_force: bool


def versions(connection: sqlite3.Connection) -> list[ModelVersion]:
    """Return all versions, the one in force first."""
    rows = connection.execute(
        "SELECT id, name, adopted_on, note FROM touch_model ORDER BY id DESC"
    ).fetchall()
    return [
        ModelVersion(id_, name, date_of(day), note, index == 0)
        for index, (id_, name, day, note) in enumerate(rows)
    ]


def text_in_force(connection: sqlite3.Connection) -> tuple[str, str]:
    """Return the name and the TOML text of the model in force.

    Raises BookRefused where the book has none, which no book of ours is without.
    """
    row = connection.execute(
        "SELECT name, toml FROM touch_model ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        raise BookRefused("This book has no touch model. `csm doctor` checks it.")
    return row[0], row[1]
