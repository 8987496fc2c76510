"""Accounts with the facts that the rules can reach, streamed in chunks."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from sqlite3 import OperationalError
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from csm_tui.domain.dated_back import enter
from csm_tui.domain.facts import NO_FACTS, Facts, RecordedArr, Touchpoint
from csm_tui.store.builders import (
    ACCOUNT_COLUMNS,
    TOUCHPOINT_COLUMNS,
    Row,
    account_from_row,
    arr_change_from_row,
    contact_from_row,
    day,
    metric_from_row,
    override_from_row,
    project_from_row,
    reading_from_row,
    signal_state_from_row,
    subscription_from_row,
    survey_from_row,
    task_from_row,
    touchpoint_from_row,
    treatment_from_row,
)
from csm_tui.store.id_set import IdSet

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from csm_tui.domain.account import Account

__all__ = ["account_from_row", "facts_for"]

CHUNK = 1000
# How many facts a chunk may hold, about: of accounts with very many it holds fewer.
FACTS = 100_000
REACH = timedelta(days=400)
T = TypeVar("T")


class Kind(NamedTuple):
    """Which rows of a table are facts of an account, and how they are built.

    `test` is what they must be besides; {within} in it stands for the accounts asked for. `query`
    takes the place of it all: it gives account_id and the columns, in no order.
    """

    field: str
    table: str
    columns: str
    order: str
    build: Callable[[Row], Any]
    dated: bool  # only what is not older than REACH
    test: str = ""
    query: str = ""


KINDS = (
    Kind(
        "contacts",
        "contact",
        "id, name, email, title, phone, role, influence, notes, origin_id, line",
        "id",
        contact_from_row,
        False,
    ),
    Kind(
        "touchpoints",
        "touchpoint",
        TOUCHPOINT_COLUMNS,
        "date, id",
        touchpoint_from_row,
        True,
        # Automation that is only planned says nothing to any rule, and is most of a large calendar.
        " AND NOT (automated = 1 AND booked = 0 AND status = 'planned')",
    ),
    Kind(
        "readings",
        "health",
        "id, date, measure, value, source, note, origin_id, line",
        "date, id",
        reading_from_row,
        True,
    ),
    Kind(
        "metrics",
        "metric",
        "id, metric, date, value, base, origin_id, line",
        "date, id",
        metric_from_row,
        True,
    ),
    Kind(
        "surveys",
        "survey",
        "id, date, type, score, scale, respondent, comment, origin_id, line",
        "date, id",
        survey_from_row,
        True,
    ),
    Kind(
        "subscriptions",
        "subscription",
        "id, start_date, end_date, arr, product, seats, auto_renew, origin_id, line",
        "start_date, id",
        subscription_from_row,
        False,
    ),
    Kind(
        "arr_changes",
        "arr_change",
        "id, date, amount, kind, note, origin_id, line",
        "date, id",
        arr_change_from_row,
        False,
    ),
    Kind(
        "tasks",
        "task",
        "id, title, due, side, status, notes, origin_id, line, closed_on",
        "due, id",
        task_from_row,
        False,
    ),
    Kind(
        "projects",
        "project",
        "id, aim, start_date, due, owner, exit_criterion, closed_on, origin_id, line, outcome",
        "start_date, id",
        project_from_row,
        False,
    ),
    Kind(
        "overrides",
        "override",
        "id, figure, value, reason, set_on, until, origin_id, line",
        "set_on, id",
        override_from_row,
        False,
    ),
    Kind(
        "signal_states",
        "signal_state",
        "id, kind, cause, state, set_on, until, reason, origin_id, line",
        "id",
        signal_state_from_row,
        False,
    ),
    Kind(
        "treatments",
        "experiment_account m JOIN experiment e ON e.id = m.experiment_id",
        "e.id, e.name, m.side, e.aspect, e.kind,"
        " CASE m.side WHEN 'a' THEN e.treatment_a ELSE e.treatment_b END, e.start_date, e.set_on,"
        " e.end_date, m.closed_on, m.origin_id, m.line",
        "e.start_date, e.id",
        treatment_from_row,
        False,
    ),
)


# As `domain.cadence.qualifies` has it; a test holds the two equal.
QUALIFIES = """status = 'done' AND automated = 0 AND answered IS NOT 0
  AND channel IS NOT 'automated'
  AND (channel IN ('phone', 'video', 'in-person', 'chat') OR answered = 1
       OR direction IN ('inbound', 'both'))
  AND (owner IS NULL OR lower(owner) NOT IN ('automated', 'automation'))"""


class _Range(NamedTuple):
    """Which accounts a chunk holds, as a condition on a column and its parameters."""

    test: str
    parameters: tuple[object, ...]


def facts_for(
    connection: sqlite3.Connection,
    ids: Iterable[int] | None,
    today: date,
    kinds: Sequence[Kind] = KINDS,
) -> Iterator[tuple[Account, Facts]]:
    """Yield the accounts `ids` (None: all) in ascending order of id, each with its facts.

    Touchpoints, readings, metrics and surveys older than 400 days are left out, except the last
    qualifying touchpoint and the last done business review; so are automated touchpoints that are
    only planned. Unknown ids are passed over. Where not all is asked for, `kinds` say what is.
    """
    ids = ids if ids is None or isinstance(ids, IdSet) else IdSet(ids)
    recorded = _recorded_arr(connection, ids, today)
    present = [kind for kind in kinds if _any_rows(connection, kind.table)]
    for within in _ranges(connection, ids, _at_once(connection, present)):
        yield from _undamaged(
            connection, partial(_read, connection, present, within, recorded, today)
        )


def _undamaged(connection: sqlite3.Connection, read: Callable[[], T]) -> T:
    """Return what `read` reads, its text decoded by sqlite3 itself, in a third of the time.

    Where that fails there is a damaged cell, and it is read again as everywhere.
    """
    careful = connection.text_factory
    connection.text_factory = str
    try:
        return read()
    except OperationalError as error:
        if not str(error).startswith("Could not decode"):
            raise
    finally:
        connection.text_factory = careful
    return read()


def _read(
    connection: sqlite3.Connection,
    kinds: Sequence[Kind],
    within: _Range,
    recorded: Mapping[int, list[RecordedArr]],
    today: date,
) -> list[tuple[Account, Facts]]:
    found: dict[int, dict[str, list[Any]]] = {}
    for kind in kinds:
        _collect(connection, kind, within, today, found)
        if kind.dated and kind.table == "touchpoint":
            _collect_older(connection, within, today, found)
    accounts = map(
        account_from_row,
        connection.execute(
            f"SELECT {ACCOUNT_COLUMNS} FROM account WHERE id {within.test} ORDER BY id",  # noqa: S608
            within.parameters,
        ),
    )
    read = []
    for account in accounts:
        if recorded.get(account.id):
            found.setdefault(account.id, {})["recorded_arr"] = recorded[account.id]
        facts = found.get(account.id)
        read.append((account, _facts(facts) if facts else NO_FACTS))
    return read


def _any_rows(connection: sqlite3.Connection, table: str) -> bool:
    return bool(connection.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0])  # noqa: S608


def _at_once(connection: sqlite3.Connection, kinds: Iterable[Kind]) -> int:
    """Return how many accounts a chunk holds; the last row number says how many rows there are."""
    # A kind may name the table that its rows are joined with, too.
    tables = ("account", *dict.fromkeys(kind.table.split()[0] for kind in kinds))
    accounts, *rows = (
        connection.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608
        for table in tables
    )
    return max(1, min(CHUNK, FACTS * accounts // max(1, sum(rows))))


def _ranges(
    connection: sqlite3.Connection, ids: Iterable[int] | None, at_once: int
) -> Iterator[_Range]:
    if ids is not None:
        ordered = iter(ids)
        while chunk := list(islice(ordered, at_once)):
            yield _Range("IN (SELECT value FROM json_each(?1))", (json.dumps(chunk),))
        return
    last = -(1 << 63)
    while True:
        (end,) = connection.execute(
            "SELECT max(id) FROM (SELECT id FROM account WHERE id > ? ORDER BY id LIMIT ?)",
            (last, at_once),
        ).fetchone()
        if end is None:
            return
        yield _Range("BETWEEN ?1 AND ?2", (last + 1, end))
        last = end


def _collect(
    connection: sqlite3.Connection,
    kind: Kind,
    within: _Range,
    today: date,
    found: dict[int, dict[str, list[Any]]],
) -> None:
    source = f"{kind.table} WHERE account_id {{within}}{kind.test}"
    sql = kind.query or f"SELECT account_id, {kind.columns} FROM {source}"  # noqa: S608
    sql = sql.replace("{within}", within.test)
    parameters = within.parameters
    if kind.dated:
        sql += " AND date >= ?"
        parameters = (*parameters, _since(today))
    build, field = kind.build, kind.field
    rows = connection.execute(f"{sql} ORDER BY account_id, {kind.order}", parameters)
    for account_id, of_account in groupby(rows, key=itemgetter(0)):
        found.setdefault(account_id, {})[field] = [build(row) for row in of_account]


def _since(today: date) -> str:
    return (max(today, date.min + REACH) - REACH).isoformat()


def _collect_older(
    connection: sqlite3.Connection,
    within: _Range,
    today: date,
    found: dict[int, dict[str, list[Any]]],
) -> None:
    """Add the last qualifying touchpoint and the last done business review where both are older."""
    parameters = (*within.parameters, _since(today))
    for test in (QUALIFIES, "status = 'done' AND kind = 'business-review'"):
        sql = (
            f"SELECT account_id, {TOUCHPOINT_COLUMNS}, max(date || printf('%020d', id))"  # noqa: S608
            f" FROM touchpoint WHERE account_id {within.test} AND date < ? AND {test}"
            " GROUP BY account_id"
        )
        for row in connection.execute(sql, parameters):
            touchpoint = touchpoint_from_row(row[:-1])
            known: list[Touchpoint] = found.setdefault(row[0], {}).setdefault("touchpoints", [])
            if touchpoint not in known[:1]:
                known.insert(0, touchpoint)
                known[:2] = sorted(known[:2], key=lambda one: (one.date, one.id))


def _recorded_arr(
    connection: sqlite3.Connection, ids: IdSet | None, today: date
) -> dict[int, list[RecordedArr]]:
    """Return by account what `account.arr` was before each change of it dated after today.

    What was entered for today or before, after a change of a later day, has taken its place.
    """
    (first,) = connection.execute(
        "SELECT min(id) FROM operation WHERE as_of > ?", (today.isoformat(),)
    ).fetchone()
    if first is None:
        return {}
    parameters: tuple[object, ...] = (first,)
    source = "operation o CROSS JOIN change c ON c.operation_id = o.id"
    if ids is not None and len(ids) <= CHUNK:
        # Of a few accounts their own changes are read, not those of everyone since then.
        source = (
            "json_each(?) j CROSS JOIN change c ON c.account_id = j.value"
            " CROSS JOIN operation o ON o.id = c.operation_id"
        )
        parameters = (json.dumps([*ids]), first)
    changes = connection.execute(
        f"SELECT o.id, o.as_of, c.account_id, c.before FROM {source} WHERE o.id >= ?"  # noqa: S608
        " AND o.undoes IS NULL AND c.table_name = 'account' AND c.action = 'update'"
        " AND c.before LIKE '%\"arr\":%' ORDER BY c.id",
        parameters,
    ).fetchall()
    undone = undone_operations(connection) if changes else set()
    recorded: dict[int, list[tuple[date, int | None]]] = {}
    for operation, as_of, account_id, before in changes:
        if operation not in undone:
            enter(recorded.setdefault(account_id, []), day(as_of), json.loads(before)["arr"])
    return {
        account_id: [RecordedArr(on, arr) for on, arr in known if on > today]
        for account_id, known in recorded.items()
    }


def later_operations(connection: sqlite3.Connection, today: date) -> list[tuple[int, str]]:
    """Return the operations of days after today that stand, in order, each with its as-of day."""
    later = connection.execute(
        "SELECT id, as_of FROM operation WHERE as_of > ? AND undoes IS NULL ORDER BY as_of, id",
        (today.isoformat(),),
    ).fetchall()
    undone = undone_operations(connection) if later else set()
    return [(operation, as_of) for operation, as_of in later if operation not in undone]


def undone_operations(connection: sqlite3.Connection) -> set[int]:
    """Return the operations that are undone: by an undo that was not itself undone (redone)."""
    undone: set[int] = set()
    undos = connection.execute(
        "SELECT id, undoes FROM operation WHERE undoes IS NOT NULL ORDER BY id DESC"
    )
    for operation, target in undos.fetchall():
        if operation not in undone:
            undone.add(target)
    return undone


def _facts(found: dict[str, list[Any]]) -> Facts:
    return Facts(**{field: tuple(values) for field, values in found.items()})
