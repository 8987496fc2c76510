"""Touchpoints as entries of a calendar file, with what the journal knows of their changes."""
# ruff: noqa: S608 (conditions are those of queries/filters.py, values are parameters)

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.exchange.calendar import Entry
from csm_tui.queries.day_load import minutes_of
from csm_tui.queries.settings import setting
from csm_tui.queries.touchpoint_filter import keeps, on_accounts, on_touchpoints
from csm_tui.store.builders import day as date_of
from csm_tui.store.standings import current_model

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Level
    from csm_tui.domain.touch_model import TouchModel

_BOOK_ID_LENGTH: Final = 12
_LONG_AGO: Final = "1970-01-01T00:00:00Z"
_COLUMNS: Final = (
    "id",
    "date",
    "time",
    "kind",
    "channel",
    "status",
    "booked",
    "automated",
    "effort",
    "minutes",
    "subject",
    "reason",
    "contacts",
    "notes",
)
# Of these changes a calendar must be told by a higher number (RFC 5545, SEQUENCE).
_TELLING: Final = " OR ".join(
    f"json_type(c.after, '$.{column}') IS NOT NULL" for column in ("date", "time", "status")
)


class _Found(NamedTuple):
    """A touchpoint, its account's name and level, and the status that its event gets."""

    values: Mapping[str, Any]
    account: str
    level: Level | None
    status: str


class _History(NamedTuple):
    """How often a touchpoint changed as calendars see it, and the instant of its last change."""

    sequence: int
    changed_at: str


def entries(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    from_: date | None = None,
    to: date | None = None,
    plans: bool = True,
) -> list[Entry]:
    """Return the touchpoints of a span (None: without an end) of the accounts of `filter`.

    By date, time and id. What was skipped or cancelled is among them, and what a person booked and
    took back, so that a calendar that has it learns of it. Without `plans` only those that a person
    made or moved. The program's plans of days past, and what is done after `today`, are left out.
    """
    first = "" if from_ is None else from_.isoformat()
    last = "99999" if to is None else to.isoformat()
    found = _standing(connection, filter, today, first, last, plans)
    found += _taken_back(connection, filter, today, max(first, today.isoformat()), last)
    found.sort(key=lambda one: (one.values["date"], one.values["time"] or "", one.values["id"]))
    history = _histories(connection, [one.values["id"] for one in found])
    created = setting(connection, "created_at") or _LONG_AGO
    book = hashlib.sha256(created.encode()).hexdigest()[:_BOOK_ID_LENGTH]
    _, model = current_model(connection)
    unknown = _History(0, created)
    return [_entry(one, history.get(one.values["id"], unknown), book, model) for one in found]


def _standing(
    connection: sqlite3.Connection,
    filter: Filter,
    today: date,
    first: str,
    last: str,
    plans: bool,
) -> list[_Found]:
    chosen, parameters = on_accounts(connection, filter, today)
    condition, values = on_touchpoints(filter)
    columns = ", ".join(f"t.{column}" for column in _COLUMNS)
    # Account by account: a span without an end has more touchpoints than a filter has accounts.
    part = (
        f"SELECT {columns}, s.name, s.level"
        f" FROM (SELECT s.account_id, s.name, s.level FROM standing s{chosen}) s"
        " CROSS JOIN touchpoint t ON t.account_id = s.account_id"
        f" WHERE t.date BETWEEN ? AND ?{condition}"
    )
    span = [*parameters, first, last, *values]
    day = today.isoformat()
    rows = connection.execute(
        f"{part} AND t.status = 'planned' AND (t.booked = 1 OR ? AND t.date >= ?)"
        f" UNION ALL {part} AND t.status <> 'planned'"
        " AND (t.status IN ('skipped', 'cancelled') OR t.date <= ?)",
        [*span, plans, day, *span, day],
    )
    found = ((dict(zip(_COLUMNS, row, strict=False)), row[-2], row[-1]) for row in rows)
    return [_Found(values, name, level, values["status"]) for values, name, level in found]


def _taken_back(
    connection: sqlite3.Connection, filter: Filter, today: date, first: str, last: str
) -> list[_Found]:
    """Return what a person booked for a day to come and is not there any more: cancelled."""
    chosen, parameters = on_accounts(connection, filter, today)
    rows = connection.execute(
        "SELECT c.before, s.name, s.level, max(c.id) FROM change c"
        f" CROSS JOIN standing s ON s.account_id = c.account_id{chosen}"
        " AND c.table_name = 'touchpoint' AND c.action = 'delete'"
        " AND c.row_id NOT IN (SELECT id FROM touchpoint)"
        " AND json_extract(c.before, '$.booked') = 1"
        " AND json_extract(c.before, '$.date') BETWEEN ? AND ? GROUP BY c.row_id",
        [*parameters, first, last],
    ).fetchall()
    nothing = dict.fromkeys(_COLUMNS)
    found = [
        _Found(nothing | json.loads(before), name, level, "cancelled")
        for before, name, level, _ in rows
    ]
    return [one for one in found if keeps(filter, one.values)]


def _histories(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, _History]:
    rows = connection.execute(
        "SELECT c.row_id, total(c.action = 'delete'), total(c.action = 'insert'),"
        f" total(c.action = 'update' AND ({_TELLING})), max(o.at)"
        " FROM change c JOIN operation o ON o.id = c.operation_id"
        " WHERE c.table_name = 'touchpoint' AND c.row_id IN (SELECT value FROM json_each(?))"
        " GROUP BY c.row_id",
        (json.dumps(ids),),
    )
    # It was made once; what is made again was taken back before.
    return {
        row_id: _History(int(deleted + max(0, inserted - 1) + moved), at)
        for row_id, deleted, inserted, moved, at in rows
    }


def _entry(found: _Found, history: _History, book: str, model: TouchModel) -> Entry:
    values = found.values
    automated = bool(values["automated"])
    planned = minutes_of(values["kind"], values["effort"], found.level, model, automated=automated)
    return Entry(
        uid=f"touchpoint-{values['id']}@{book}.csm",
        sequence=history.sequence,
        changed_at=datetime.fromisoformat(history.changed_at),
        date=date_of(values["date"]),
        time=values["time"],
        minutes=planned if values["minutes"] is None else values["minutes"],
        account=found.account,
        kind=values["kind"],
        status=found.status,
        booked=bool(values["booked"]),
        automated=automated,
        details=_details(values),
    )


def _details(values: Mapping[str, Any]) -> tuple[str, ...]:
    named = ("subject", "reason", "channel", "contacts", "notes")
    labels = {"channel": "By ", "contacts": "With "}
    return tuple(f"{labels.get(name, '')}{values[name]}" for name in named if values[name])
