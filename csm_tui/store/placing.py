"""The few facts that a quadrant stands on, for looking back at a whole book.

Of years of readings only those that count on the day, and on the day that a fall of health is
measured from, are read: the answer is that of all facts, a test holds the two equal.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.store.rows import KINDS, QUALIFIES, facts_for

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.store.rows import Kind

_WHOLE: Final = frozenset({"contact", "subscription", "arr_change", "override"})
# The column that tells the figures of a table apart: of each only the latest counts.
_FIGURES: Final = {"health": "measure", "metric": "metric"}
_OPEN_ESCALATION: Final = (
    "kind = 'escalation' AND (status = 'planned' OR status = 'done' AND answered = 0)"
)


def facts_to_place(
    connection: sqlite3.Connection, ids: Iterable[int] | None, today: date, model: TouchModel
) -> Iterator[tuple[Account, Facts]]:
    """Yield as `facts_for` does, with no more facts than the quadrant of `today` can stand on."""
    return facts_for(connection, ids, today, _kinds(today, model))


def _kinds(today: date, model: TouchModel) -> list[Kind]:
    health = model.health
    fall = model.risk.fall_days
    window = max(health.window_days, health.relationship_days, model.need.window_days)
    first, eve, last = (_before(today, days).isoformat() for days in (window + fall, fall, 0))
    within = f" AND date BETWEEN '{first}' AND '{last}'"
    tests = dict.fromkeys(_WHOLE, "") | {"survey": within}
    for table, figure in _FIGURES.items():
        tests[table] = f" AND {_latest(table, figure, within, eve)}"
    reached = _latest("touchpoint", "''", f" AND date <= '{last}' AND {QUALIFIES}", eve)
    tests["touchpoint"] = (
        f" AND date <= '{last}' AND ({reached} OR {_OPEN_ESCALATION}"
        f" OR (date >= '{first}' AND contacts IS NOT NULL AND {QUALIFIES}))"
    )
    return [
        kind._replace(dated=False, test=tests[kind.table]) for kind in KINDS if kind.table in tests
    ]


def _latest(table: str, figure: str, test: str, eve: str) -> str:
    """Return the condition of the latest row of each figure, and the latest by `eve`."""
    return (
        "id IN (SELECT id FROM (SELECT id, max(date || printf('%020d', id))"  # noqa: S608
        f" FROM {table} WHERE account_id {{within}}{test}"
        f" GROUP BY account_id, {figure}, date <= '{eve}'))"
    )


def _before(today: date, days: int) -> date:
    return date.fromordinal(max(1, today.toordinal() - days))
