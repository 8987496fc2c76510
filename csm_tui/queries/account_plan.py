"""What the program planned for one account and nobody has touched, automation too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    Day = date  # for a class that has a field called date


class Plan(NamedTuple):
    """A touchpoint as planned; `window` is its first and last day, `effort` in minutes."""

    id: int
    date: Day
    kind: str
    subject: str | None
    channel: str | None
    effort: int | None
    reason: str | None
    automated: bool
    window: tuple[Day, Day] | None


_PLANS: Final = (
    "SELECT id, date, kind, subject, channel, effort, reason, automated, window_from, window_to"
    " FROM touchpoint WHERE account_id = ? AND status = 'planned' AND booked = 0"
    " AND plan IS NOT NULL AND date >= ? ORDER BY date, id"
)


def plans(connection: sqlite3.Connection, account_id: int, *, today: date) -> list[Plan]:
    """Return the untouched plans of an account from today on, by date."""
    rows = connection.execute(_PLANS, (account_id, today.isoformat()))
    return [
        Plan(
            row[0],
            date_of(row[1]),
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            bool(row[7]),
            (date_of(row[8]), date_of(row[9])) if row[8] and row[9] else None,
        )
        for row in rows
    ]
