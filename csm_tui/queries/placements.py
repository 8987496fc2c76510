"""Where every account stands: what a preview compares before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


class Placement(NamedTuple):
    """The figures of an account by which its treatment is decided; ARR in cents."""

    account: str
    tier: str
    level: str | None
    quadrant: str | None
    arr: int | None


def placements(connection: sqlite3.Connection) -> Iterator[tuple[int, Placement]]:
    """Yield the living accounts in ascending order of id; reads the view `standing`."""
    rows = connection.execute(
        "SELECT account_id, name, tier, level, quadrant, arr FROM standing WHERE archived = 0 "
        "ORDER BY account_id"
    )
    return ((row[0], Placement(*row[1:])) for row in rows)
