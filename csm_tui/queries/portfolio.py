"""The book in sections: counts and sums first, ids in order next, rows only when they are seen.

Everything reads the view `standing` (store.standings.prepare). At 100,000 accounts the sections and
the first page of the usual view answer from an index; portfolio_index holds the rest.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.queries.settings import setting

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from csm_tui.domain.filters import Filter


class Section(NamedTuple):
    """A section of a grouping: its key ("" for all, NONE for no value), accounts, ARR in cents."""

    key: str
    accounts: int
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
    """The whole book; ARR in cents, `needing` = overdue or at risk, None while not counted."""

    accounts: int
    arr: int
    needing: int | None
    archived: int


NONE: Final = "none"
# The sections of each grouping in the order shown; NONE stands for NULL.
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
# Each sort: what it compares, and whether it usually descends. NULL always comes last.
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
    "account_id, name, owner, arr, tier, stage, at_risk, level, quadrant, size, need, health,"
    " health_band, provisional, trend_28, spark, last_touchpoint_on, next_on, overdue_from,"
    " hard_on, renewal_on, notice_on, start_on, score, headline"
)


def sections(
    connection: sqlite3.Connection, grouping: str, *, archived: bool = False
) -> list[Section]:
    """Return the sections of a grouping that have accounts, in the order shown."""
    if grouping == "none":
        accounts, arr = connection.execute(
            "SELECT count(*), coalesce(sum(arr), 0) FROM standing WHERE archived = ?", (archived,)
        ).fetchone()
        return [Section("", accounts, arr)] if accounts else []
    column = _column(grouping)
    found = {
        key or NONE: Section(key or NONE, accounts, arr)
        for key, accounts, arr in connection.execute(
            f"SELECT {column}, count(*), coalesce(sum(arr), 0) FROM standing"  # noqa: S608
            f" WHERE archived = ? GROUP BY {column}",
            (archived,),
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
    archived: bool = False,
) -> list[list[Row]]:
    """Return the first `limit` rows of the book, as one list for each of `shown`."""
    pages: list[list[Row]] = []
    for section in shown:
        room = limit - sum(len(page) for page in pages)
        where, values = _where(grouping, section.key, archived)
        pages.append(_page(connection, where, values, sort, reverse, room) if room > 0 else [])
    return pages


def _page(
    connection: sqlite3.Connection,
    where: str,
    values: tuple[str | bool, ...],
    sort: str,
    reverse: bool,
    limit: int,
) -> list[Row]:
    compared, _ = SORTS[sort]
    page: list[Row] = []
    # Two questions, so that the index answers the first in its own order.
    for present in (f"{compared} IS NOT NULL", f"{compared} IS NULL"):
        page += map(
            _row,
            connection.execute(
                f"SELECT {_COLUMNS} FROM standing WHERE {where} AND {present}"  # noqa: S608
                f" ORDER BY {compared} {_direction(sort, reverse)}, name_key, account_id LIMIT ?",
                (*values, limit - len(page)),
            ),
        )
        if len(page) >= limit:
            break
    return page


def matching(connection: sqlite3.Connection, wanted: Filter, *, today: date) -> dict[int, int]:
    """Return the ARR in cents (0 for none) of every account that the filter keeps, by id."""
    from csm_tui.queries import filters

    where, values = filters.where(connection, wanted, today)
    rows = connection.execute(
        "SELECT s.account_id, coalesce(s.arr, 0) FROM standing s"  # noqa: S608
        f" JOIN account a ON a.id = s.account_id WHERE {filters.scope(wanted)} AND {where}",
        values,
    )
    return {row[0]: row[1] for row in rows}


def rows(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Row]:
    """Return the rows of some accounts by id; an account that is gone is left out."""
    wanted = [*dict.fromkeys(ids)]
    marks = ",".join("?" * len(wanted))
    return {
        row[0]: _row(row)
        for row in connection.execute(
            f"SELECT {_COLUMNS} FROM standing WHERE account_id IN ({marks})",  # noqa: S608  marks only
            wanted,
        )
    }


def needing(connection: sqlite3.Connection, *, today: date) -> int:
    """Return how many accounts are at risk or overdue."""
    found: int = connection.execute(
        "SELECT count(*) FROM standing WHERE archived = 0 AND (at_risk OR overdue_from < ?)",
        (today.isoformat(),),
    ).fetchone()[0]
    return found


def archived_count(connection: sqlite3.Connection) -> int:
    """Return how many accounts are archived."""
    found: int = connection.execute(
        "SELECT count(*) FROM account WHERE archived_on IS NOT NULL"
    ).fetchone()[0]
    return found


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many accounts have points: those that a whole list of today would be of."""
    found: int = connection.execute(
        "SELECT count(*) FROM standing WHERE archived = 0 AND score > 0"
    ).fetchone()[0]
    return found


def by_name(
    connection: sqlite3.Connection, words: Sequence[str], *, limit: int
) -> list[tuple[int, str]]:
    """Return id and name of accounts whose text holds all the folded words; whole names first."""
    condition = " AND ".join("instr(search, ?)" for _ in words) or "1"
    return connection.execute(
        f"SELECT account_id, name FROM standing WHERE archived = 0 AND {condition}"  # noqa: S608
        " ORDER BY NOT substr(name_key, 1, length(?)) = ?, score DESC, name_key LIMIT ?",
        (*words, words[0] if words else "", words[0] if words else "", limit),
    ).fetchall()


def modest(connection: sqlite3.Connection) -> None:
    """Let a reader of lists keep few pages: what it asks twice is small."""
    connection.execute("PRAGMA cache_size=-512")


def version(connection: sqlite3.Connection) -> int:
    """Return SQLite's data version: another number means that another connection wrote."""
    number: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return number


def demo_day(connection: sqlite3.Connection) -> date | None:
    """Return the day that a demo book was told for, None for any other book."""
    told_on = setting(connection, "demo")
    return None if told_on is None else date.fromisoformat(told_on)


def _column(grouping: str) -> str:
    if grouping not in GROUPINGS or grouping == "none":
        raise ValueError(f"no such grouping: {grouping}")
    return grouping


def _where(grouping: str, key: str, archived: bool) -> tuple[str, tuple[str | bool, ...]]:
    if grouping == "none":
        return "archived = ?", (archived,)
    column = _column(grouping)
    if key == NONE:
        return f"archived = ? AND {column} IS NULL", (archived,)
    return f"archived = ? AND {column} = ?", (archived, key)


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
