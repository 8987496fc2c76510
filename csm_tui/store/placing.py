"""The few facts that a quadrant stands on, and those that a clock does, for a whole book at once.

Of years of readings only those that count on the day, and on the day that a fall of health is
measured from, are read; of touchpoints no text. The answer is that of all facts, tests hold the two
equal.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from csm_tui.domain.measures import METRICS
from csm_tui.store.rows import KINDS, QUALIFIES, REACH, facts_for

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from csm_tui.domain.account import Account
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.store.rows import Kind

_OF_TABLE: Final = {kind.table: kind for kind in KINDS}
(_TREATMENTS,) = (kind for kind in KINDS if kind.field == "treatments")
_WHOLE: Final = ("contact", "subscription", "arr_change", "override")
# The column that tells the figures of a table apart: of each only the latest counts.
_FIGURES: Final = {"health": "measure", "metric": "metric"}
_OPEN_ESCALATION: Final = (
    "(kind = 'escalation' AND (status = 'planned' OR status = 'done' AND answered = 0))"
)
# What no quadrant and no clock looks at: what people wrote is most of the bytes of a book.
_NOT_LOOKED_AT: Final = frozenset(
    {
        *("purpose", "minutes", "subject", "notes", "action_items", "action_items_done", "time"),
        *("plan", "due_on", "effort", "reason", "source", "note", "comment", "origin_id", "line"),
    }
)
_ABOVE_IDS: Final = 10**18


def facts_to_place(
    connection: sqlite3.Connection,
    ids: Iterable[int] | None,
    today: date,
    model: TouchModel,
    *,
    clock: bool = False,
) -> Iterator[tuple[Account, Facts]]:
    """Yield as `facts_for` does, with no more facts than the quadrant of `today` can stand on.

    With `clock` also those that the clock can: as long as no raise has to be dated.
    """
    kinds = _kinds(today, model, clock=clock)
    return facts_for(connection, ids, today, [*kinds, _TREATMENTS] if clock else kinds)


def facts_of_clock(
    connection: sqlite3.Connection, ids: Iterable[int] | None, today: date
) -> Iterator[tuple[Account, Facts]]:
    """Yield as `facts_for` does, with no more than the clock can stand on: no raise is dated."""
    clock = _touchpoints("0", today, today, since_last=True)
    return facts_for(connection, ids, today, [clock, _TREATMENTS])


def _kinds(today: date, model: TouchModel, *, clock: bool) -> list[Kind]:
    health, survey = model.health, _OF_TABLE["survey"]
    fall = model.risk.fall_days
    window = max(health.window_days, health.relationship_days, model.need.window_days)
    first, eve = _before(today, window + fall), _before(today, fall)
    within = f"date BETWEEN '{first.isoformat()}' AND '{today.isoformat()}'"
    met = f"date >= '{first.isoformat()}' AND contacts IS NOT NULL AND {QUALIFIES}"
    counts = f"{_OPEN_ESCALATION} OR {met}"
    return [
        *(_OF_TABLE[table] for table in _WHOLE),
        survey._replace(columns=_bare(survey), dated=False, test=f" AND {within}"),
        _latest("health", within, eve),
        _latest("metric", f"{within} AND metric IN {METRICS!r}", eve),
        _touchpoints(counts, today, eve, since_last=clock),
    ]


def _latest(table: str, test: str, eve: date) -> Kind:
    """Return the latest row of each figure, and the latest by `eve`: SQLite gives the row of max().

    Of one day the latest is that of the highest id, as text as long as that of any other.
    """
    kind, figure = _OF_TABLE[table], _FIGURES[table]
    query = (
        f"SELECT account_id, {_bare(kind)}, max(date || ({_ABOVE_IDS} + id)) FROM {table}"  # noqa: S608
        f" WHERE account_id {{within}} AND {test}"
        f" GROUP BY account_id, {figure}, date <= '{eve.isoformat()}'"
    )
    return kind._replace(dated=False, query=query)


def _touchpoints(counts: str, today: date, eve: date, *, since_last: bool) -> Kind:
    """Return the last that qualifies, the last by `eve`, and of days up to `today` what `counts`.

    With `since_last` also all since the last that qualifies; where none does, of 400 days.
    """
    kind = _OF_TABLE["touchpoint"]
    last, since = today.isoformat(), max(today, date.min + REACH) - REACH
    tests = [f"date = eve_on AND {QUALIFIES}", f"date <= '{last}' AND ({counts})"]
    if since_last:
        tests.append(
            f"date >= ifnull(last_on, '{since.isoformat()}')"
            " AND NOT (automated = 1 AND booked = 0 AND status = 'planned')"
        )
    else:
        tests.append(f"date = last_on AND {QUALIFIES}")
    query = (
        f"SELECT account_id, {_bare(kind)} FROM touchpoint LEFT JOIN"  # noqa: S608
        " (SELECT account_id AS reached, max(date) AS last_on,"
        f" max(CASE WHEN date <= '{eve.isoformat()}' THEN date END) AS eve_on FROM touchpoint"
        f" WHERE account_id {{within}} AND date <= '{last}' AND {QUALIFIES} GROUP BY account_id)"
        f" ON reached = account_id WHERE account_id {{within}} AND ({' OR '.join(tests)})"
    )
    return kind._replace(dated=False, query=query)


def _bare(kind: Kind) -> str:
    """Return the columns of a kind, in the place of those that nothing looks at NULL."""
    names = kind.columns.split(", ")
    return ", ".join("NULL" if name in _NOT_LOOKED_AT else name for name in names)


def _before(today: date, days: int) -> date:
    return date.fromordinal(max(1, today.toordinal() - days))
