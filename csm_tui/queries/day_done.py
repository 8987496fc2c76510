"""What was done on a day: touchpoints held, promises kept, signals acted on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from datetime import date


class DoneRow(NamedTuple):
    """One thing done: `sort` is touchpoint, promise or signal, `kind` that of the touchpoint or
    of the signal; `minutes` are those logged.
    """

    sort: str
    id: int
    account_id: int
    account: str
    kind: str
    text: str | None
    channel: str | None
    time: str | None
    minutes: int | None
    action_items: int | None


# Of the day is also what was booked for an earlier one and marked done on this, by the journal. A
# signal that was answered by a touchpoint of the day is not listed beside it.
_DONE: Final = """
WITH held AS (
  SELECT id FROM touchpoint WHERE date = ?1 AND status = 'done' AND automated = 0
  UNION
  SELECT t.id FROM operation o JOIN change c ON c.operation_id = o.id
  JOIN touchpoint t ON t.id = c.row_id
  WHERE o.as_of = ?1 AND c.action = 'update' AND c.table_name = 'touchpoint'
  AND t.date < ?1 AND t.status = 'done' AND t.automated = 0
  AND json_extract(c.after, '$.status') = 'done'
)
SELECT * FROM (
SELECT 'touchpoint' AS sort, t.id, t.account_id, a.name, t.kind, t.subject, t.channel, t.time,
  t.minutes, t.action_items
FROM held JOIN touchpoint t ON t.id = held.id JOIN account a ON a.id = t.account_id
UNION ALL
SELECT 'promise', k.id, k.account_id, a.name, k.side, k.title, NULL, NULL, NULL, NULL
FROM task k JOIN account a ON a.id = k.account_id
WHERE k.closed_on = ?1 AND k.status = 'done'
UNION ALL
SELECT 'signal', g.id, g.account_id, a.name, g.kind, g.reason, NULL, NULL, NULL, NULL
FROM signal_state g JOIN account a ON a.id = g.account_id
WHERE g.set_on = ?1 AND g.state = 'done' AND g.account_id NOT IN
  (SELECT t.account_id FROM held JOIN touchpoint t ON t.id = held.id)
) ORDER BY time IS NULL, time, sort DESC, id
"""


def done_on(connection: sqlite3.Connection, *, today: date) -> list[DoneRow]:
    """Return what was done on a day, what has a time first, by it; nothing automated."""
    rows = connection.execute(_DONE, (today.isoformat(),))
    return [DoneRow._make(row) for row in rows]
