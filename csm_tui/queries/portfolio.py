"""The book in sections: counts and sums first, ids in order next, rows only when they are seen.

Everything reads the view `standing` (store.standings.prepare). At 100,000 accounts the sections and the
first page answer from an index; `order` and `haystack` are for a worker.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from csm_tui.domain.filters import Filter
from csm_tui.queries import filters


class Section(NamedTuple):
    """One section of a grouping: its key ("" for all, "none" for no value), accounts and ARR in cents."""

    key: str
    count: int
    arr: int


class Row(NamedTuple):
    """What a line of the portfolio shows; columns as in account_standing, ARR in cents."""

    account_id: int
    name: str
    owner: str | None
    arr: int | None
    tier: str
    stage: str | None
    at_risk: bool
    level: str | None
    quadrant: str | None
    size: float | None
    need: float | None
    health: float | None
    band: str
    provisional: bool
    trend_28: float | None
    spark: str
    last_on: date | None
    next_on: date | None
    overdue_from: date | None
    hard_on: date | None
    renewal_on: date | None
    notice_on: date | None
    start_on: date | None
    score: float
    headline: str


class Totals(NamedTuple):
    """The whole book in four figures; ARR in cents, `needing` = overdue or at risk."""

    accounts: int
    arr: int
    needing: int
    archived: int


class Haystack(NamedTuple):
    """What the live filter searches: by position an id, its folded text and its ARR in cents (0 for none)."""

    ids: array[int]
    texts: list[str]
    arrs: array[int]


# The sections of each grouping in the order shown; "none" stands for NULL.
GROUPINGS: Final[dict[str, tuple[str, ...]]] = {
    "tier": ("high", "medium", "low", "tech", "unknown"),
    "quadrant": ("persistent-intensive", "persistent-light", "project", "digital-scale", "none"),
    "stage": ("renewal", "onboarding", "growth", "churned", "none"),
    "level": ("high", "medium", "low", "tech", "unknown", "none"),
    "none": ("",),
}
_LEVEL_RANK: Final = (
    "CASE level WHEN 'high' THEN 4 WHEN 'medium' THEN 3 WHEN 'low' THEN 2 WHEN 'tech' THEN 1"
    " WHEN 'unknown' THEN 0 END"
)
# Each sort: what it compares, and whether its usual direction is descending. NULL always comes last.
SORTS: Final[dict[str, tuple[str, bool]]] = {
    "next": ("next_on", False),
    "score": ("score", True),
    "name": ("name_key", False),
    "level": (_LEVEL_RANK, True),
    "health": ("health", False),
    "trend": ("trend_28", False),
    "arr": ("arr", True),
    "renewal": ("renewal_on", False),
    "last": ("last_touchpoint_on", False),
}
_COLUMNS: Final = (
    "account_id, name, owner, arr, tier, stage, at_risk, level, quadrant, size, need, health, health_band,"
    " provisional, trend_28, spark, last_touchpoint_on, next_on, overdue_from, hard_on, renewal_on, notice_on,"
    " start_on, score, headline"
)


def sections(connection: sqlite3.Connection, grouping: str) -> list[Section]:
    """Return the sections of a grouping that have accounts, in the order shown."""
    if grouping == "none":
        count, arr = connection.execute(
            "SELECT count(*), coalesce(sum(arr), 0) FROM standing WHERE archived = 0"
        ).fetchone()
        return [Section("", count, arr)] if count else []
    column = _column(grouping)
    found = {
        key or "none": Section(key or "none", count, arr)
        for key, count, arr in connection.execute(
            f"SELECT {column}, count(*), coalesce(sum(arr), 0) FROM standing"  # noqa: S608  allow-listed
            f" WHERE archived = 0 GROUP BY {column}"
        )
    }
    return [found[key] for key in GROUPINGS[grouping] if key in found]


def first_page(
    connection: sqlite3.Connection,
    shown: Sequence[Section],
    *,
    grouping: str,
    sort: str,
    reverse: bool,
    limit: int,
) -> list[list[Row]]:
    """Return the first `limit` rows of the book, as one list for each of `shown`."""
    pages: list[list[Row]] = []
    for section in shown:
        room = limit - sum(len(page) for page in pages)
        pages.append(_page(connection, section.key, grouping, sort, reverse, room) if room > 0 else [])
    return pages


def _page(
    connection: sqlite3.Connection, key: str, grouping: str, sort: str, reverse: bool, limit: int
) -> list[Row]:
    where, values = _section_where(grouping, key)
    compared, _ = SORTS[sort]
    page: list[Row] = []
    # Two questions, so that the index answers the first in its own order.
    for present in (f"{compared} IS NOT NULL", f"{compared} IS NULL"):
        page += map(
            _row,
            connection.execute(
                f"SELECT {_COLUMNS} FROM standing WHERE archived = 0 AND {where} AND {present}"  # noqa: S608
                f" ORDER BY {compared} {_direction(sort, reverse)}, name_key, account_id LIMIT ?",
                (*values, limit - len(page)),
            ),
        )
        if len(page) >= limit:
            break
    return page


def order(
    connection: sqlite3.Connection, *, grouping: str, sort: str, reverse: bool
) -> dict[str, array[int]]:
    """Return all ids of the book in the order shown, by section key."""
    compared, _ = SORTS[sort]
    ordering = f"{compared} IS NULL, {compared} {_direction(sort, reverse)}, name_key, account_id"
    ordered: dict[str, array[int]] = {}
    for key in GROUPINGS[grouping]:
        where, values = _section_where(grouping, key)
        rows = connection.execute(
            f"SELECT account_id FROM standing WHERE archived = 0 AND {where} ORDER BY {ordering}",  # noqa: S608
            values,
        )
        found = array("q", (row[0] for row in rows))
        if found:
            ordered[key] = found
    return ordered


def haystack(connection: sqlite3.Connection) -> Haystack:
    """Return the text of every account for the live filter (folded name, domain, tags, owner)."""
    rows = connection.execute(
        "SELECT account_id, search, coalesce(arr, 0) FROM standing WHERE archived = 0"
    ).fetchall()
    return Haystack(
        array("q", (row[0] for row in rows)),
        [row[1] for row in rows],
        array("q", (row[2] for row in rows)),
    )


def matching(connection: sqlite3.Connection, wanted: Filter, *, today: date) -> dict[int, int]:
    """Return the ARR in cents (0 for none) of every account that the filter keeps, by id."""
    where, values = filters.where(wanted, today)
    rows = connection.execute(
        "SELECT s.account_id, coalesce(s.arr, 0) FROM standing s JOIN account a ON a.id = s.account_id"  # noqa: S608
        f" WHERE s.archived = 0 AND {where}",
        values,
    )
    return {row[0]: row[1] for row in rows}


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Row]:
    """Return the rows of some accounts by id; an account that is gone is left out."""
    wanted = list(ids)
    marks = ",".join("?" * len(wanted))
    return {
        row[0]: _row(row)
        for row in connection.execute(
            f"SELECT {_COLUMNS} FROM standing WHERE account_id IN ({marks})",  # noqa: S608  marks only
            wanted,
        )
    }


def totals(connection: sqlite3.Connection, *, today: date) -> Totals:
    """Return the figures of the whole book."""
    count, arr = connection.execute(
        "SELECT count(*), coalesce(sum(arr), 0) FROM standing WHERE archived = 0"
    ).fetchone()
    (needing,) = connection.execute(
        "SELECT count(*) FROM standing WHERE archived = 0 AND (at_risk OR overdue_from < ?)",
        (today.isoformat(),),
    ).fetchone()
    (archived,) = connection.execute(
        "SELECT count(*) FROM account WHERE archived_on IS NOT NULL"
    ).fetchone()
    return Totals(count, arr, needing, archived)


def by_name(connection: sqlite3.Connection, words: Sequence[str], *, limit: int) -> list[tuple[int, str]]:
    """Return id and name of accounts whose text holds all the folded words; whole names first."""
    condition = " AND ".join("instr(search, ?)" for _ in words) or "1"
    return connection.execute(
        f"SELECT account_id, name FROM standing WHERE archived = 0 AND {condition}"  # noqa: S608
        " ORDER BY NOT substr(name_key, 1, length(?)) = ?, score DESC, name_key LIMIT ?",
        (*words, words[0] if words else "", words[0] if words else "", limit),
    ).fetchall()


def done_on(connection: sqlite3.Connection, *, today: date) -> list[tuple[int, str, str, int | None]]:
    """Return the touchpoints done on a day: account, its name, the kind and the minutes."""
    return connection.execute(
        "SELECT t.account_id, a.name, coalesce(t.subject, t.kind), t.minutes FROM touchpoint t"
        " JOIN account a ON a.id = t.account_id WHERE t.date = ? AND t.status = 'done'"
        " ORDER BY t.time, t.id",
        (today.isoformat(),),
    ).fetchall()


def version(connection: sqlite3.Connection) -> int:
    """Return SQLite's data version: another number means that another connection wrote."""
    number: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return number


def _column(grouping: str) -> str:
    if grouping not in GROUPINGS or grouping == "none":
        raise ValueError(f"no such grouping: {grouping}")
    return grouping


def _section_where(grouping: str, key: str) -> tuple[str, tuple[str, ...]]:
    if grouping == "none":
        return "1", ()
    column = _column(grouping)
    return (f"{column} IS NULL", ()) if key == "none" else (f"{column} = ?", (key,))


def _direction(sort: str, reverse: bool) -> str:
    return "DESC" if SORTS[sort][1] != reverse else "ASC"


def _row(values: Sequence[object]) -> Row:
    # Positions 16–22 are the dates of _COLUMNS.
    return Row._make(
        (
            *values[:6],
            bool(values[6]),
            *values[7:13],
            bool(values[13]),
            *values[14:16],
            *(date.fromisoformat(day) if isinstance(day, str) else None for day in values[16:23]),
            *values[23:],
        )
    )
