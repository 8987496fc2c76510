"""Questions about accounts: the list, one account and its card; by name in account_names.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from csm_tui.errors import UnknownAccount, UsageError
from csm_tui.queries import filters
from csm_tui.queries.account_names import find, is_account, names, nearest
from csm_tui.queries.settings import setting
from csm_tui.store.builders import day as date_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.custom_fields import CustomValue
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.queries.provenance import BookProvenance

# What account_names.py answers is asked here as well: `accounts.find`.
__all__ = [
    "SORTS",
    "AccountRow",
    "Card",
    "Totals",
    "book_facts",
    "card",
    "currency",
    "fields_of",
    "find",
    "is_account",
    "listing",
    "name_of",
    "names",
    "nearest",
    "next_touchpoint",
    "overrides_in_force",
    "risk_and_level",
    "row",
    "setting",
    "totals",
    "twin",
]


class AccountRow(NamedTuple):
    """One line of the book: amounts in cents, scores 0–100, None for unknown."""

    id: int
    external_id: str | None
    name: str
    owner: str | None
    arr: int | None
    tier: str
    tier_reason: str
    stage: str | None
    at_risk: bool
    level: str | None
    quadrant: str | None
    size: float | None
    need: float | None
    health: float | None
    health_band: str
    health_coverage: int
    trend_28: float | None
    provisional: bool
    spark: str
    last_touchpoint_on: date | None
    next_touchpoint_on: date | None
    days_overdue: int
    hard_on: date | None
    renewal_date: date | None
    notice_on: date | None
    start_on: date | None
    score: float
    headline: str

    def days_to_renewal(self, today: date) -> int | None:
        """Return the days from `today` to the renewal, negative where it is past."""
        return None if self.renewal_date is None else (self.renewal_date - today).days


_TOUCH_ORDER: Final = (
    "CASE {} WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2"
    " WHEN 'tech' THEN 3 ELSE 4 END"
)
_STAGE_ORDER: Final = (
    "CASE s.stage WHEN 'renewal' THEN 0 WHEN 'onboarding' THEN 1 WHEN 'growth' THEN 2"
    " WHEN 'churned' THEN 3 ELSE 4 END"
)
# What a list may be sorted by: the name people type, the expression, and whether most comes first.
SORTS: Final[dict[str, tuple[str, bool]]] = {
    "name": ("s.name_key", False),
    "owner": ("s.owner", False),
    "arr": ("s.arr", True),
    "tier": (_TOUCH_ORDER.format("s.tier"), False),
    "stage": (_STAGE_ORDER, False),
    "level": (_TOUCH_ORDER.format("s.level"), False),
    "quadrant": ("s.quadrant", False),
    "size": ("s.size", True),
    "need": ("s.need", True),
    "health": ("s.health", False),
    "trend": ("s.trend_28", False),
    "last": ("s.last_touchpoint_on", False),
    "next": ("s.next_on", False),
    "overdue": ("s.overdue_from", False),
    "renewal": ("s.renewal_on", False),
    "rank": ("s.score", True),
}
_JSON_NAMES: Final = {
    "size_score": "size",
    "need_score": "need",
    "health_trend_28d": "trend",
    "last_touchpoint_on": "last",
    "next_touchpoint_on": "next",
    "days_overdue": "overdue",
    "renewal_date": "renewal",
    "days_to_renewal": "renewal",
    "score": "rank",
}
_COLUMNS: Final = (
    "s.account_id, a.external_id, s.name, s.owner, s.arr, s.tier, s.tier_reason, s.stage,"
    " s.at_risk, s.level, s.quadrant, s.size, s.need, s.health, s.health_band,"
    " s.health_coverage, s.trend_28, s.provisional,"
    " s.spark, s.last_touchpoint_on, s.next_on, s.overdue_from, s.hard_on,"
    " coalesce(s.renewal_on, a.renewal_date), s.notice_on, s.start_on, s.score, s.headline"
)


def listing(
    connection: sqlite3.Connection,
    filter: Filter,
    *,
    today: date,
    sort: str = "name",
    reverse: bool = False,
    limit: int | None = None,
) -> list[AccountRow]:
    """Return the accounts that `filter` keeps, archived ones left out, unknown values last.

    Raises UsageError for a `sort` that no list has, naming the nearest.
    """
    order = _order(sort, reverse=reverse)
    condition, parameters = filters.where(connection, filter, today)
    # Of a page by name an index has the ids of the whole book in their order.
    chosen = f"{filters.scope(filter, sought=limit is None or sort == 'name')} AND {condition}"
    if limit is not None:
        # The ids come first and alone.
        source = filters.source(condition)
        page = f"SELECT s.account_id FROM {source} WHERE {chosen} ORDER BY {order} LIMIT ?"  # noqa: S608
        chosen, parameters = f"s.account_id IN ({page})", [*parameters, limit]
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM {filters.BOTH} WHERE {chosen} ORDER BY {order}",  # noqa: S608
        parameters,
    )
    return [_row(row, today) for row in rows]


def row(connection: sqlite3.Connection, account_id: int, *, today: date) -> AccountRow:
    """Return the line of one account, archived or not; raises UnknownAccount for no such id."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM {filters.BOTH} WHERE s.account_id = ?",  # noqa: S608
        (account_id,),
    ).fetchone()
    if found is None:
        raise UnknownAccount("This account is not in the book any more.")
    return _row(found, today)


class Totals(NamedTuple):
    """How many accounts a filter keeps, and their ARR in cents."""

    accounts: int
    arr: int


def totals(connection: sqlite3.Connection, filter: Filter, *, today: date) -> Totals:
    """Return the count and the ARR of all accounts that `filter` keeps."""
    condition, parameters = filters.where(connection, filter, today)
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(s.arr), 0) FROM {filters.source(condition)}"  # noqa: S608
        f" WHERE {filters.scope(filter)} AND {condition}",
        parameters,
    ).fetchone()
    return Totals._make(row)


def _order(sort: str, *, reverse: bool) -> str:
    name = _JSON_NAMES.get(sort, sort)
    if name not in SORTS:
        import difflib

        near = difflib.get_close_matches(name, SORTS, 1)
        hint = f"Did you mean {near[0]}?" if near else f"These exist: {', '.join(SORTS)}."
        raise UsageError(f"There is no sorting by {sort!r}. {hint}")
    expression, descending = SORTS[name]
    if name == "name":
        return f"s.name_key{' DESC' if reverse else ''}, s.account_id"
    direction = "DESC" if descending != reverse else "ASC"
    return f"{expression} {direction} NULLS LAST, s.name_key, s.account_id"


def _row(row: Sequence[Any], today: date) -> AccountRow:
    overdue_from = _date(row[21])
    return AccountRow._make(
        (
            *row[:8],
            bool(row[8]),
            *row[9:17],
            bool(row[17]),
            row[18],
            _date(row[19]),
            _date(row[20]),
            0 if overdue_from is None else max(0, (today - overdue_from).days),
            *map(_date, row[22:26]),
            *row[26:],
        )
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date_of(text)


def currency(connection: sqlite3.Connection) -> str | None:
    """Return the book's currency (an ISO code), or None where none was set."""
    return setting(connection, "currency")


def name_of(connection: sqlite3.Connection, account_id: int) -> str:
    """Return the name of an account; raises UnknownAccount where there is no such id."""
    row = connection.execute("SELECT name FROM account WHERE id = ?", (account_id,)).fetchone()
    if row is None:
        raise UnknownAccount("This account is not in the book any more.")
    return str(row[0])


def next_touchpoint(connection: sqlite3.Connection, account_id: int, *, today: date) -> date | None:
    """Return when an account is next touched, today where that is overdue; None for no date."""
    row = connection.execute(
        "SELECT max(next_on, ?) FROM account_standing WHERE account_id = ?",
        (today.isoformat(), account_id),
    ).fetchone()
    return _date(row[0]) if row else None


def risk_and_level(connection: sqlite3.Connection, account_id: int) -> tuple[bool, str | None]:
    """Return whether an account is at risk, and its level, as they were last worked out."""
    row = connection.execute(
        "SELECT at_risk, level FROM account_standing WHERE account_id = ?", (account_id,)
    ).fetchone()
    return (bool(row[0]), row[1]) if row else (False, None)


def fields_of(
    connection: sqlite3.Connection, account_id: int, fields: Sequence[str]
) -> dict[str, object]:
    """Return fields of an account as they are stored (cents, ISO text, 0 and 1).

    Raises UnknownAccount where there is no such id.
    """
    row = connection.execute("SELECT * FROM account WHERE id = ?", (account_id,))
    found = row.fetchone()
    if found is None:
        raise UnknownAccount("This account is not in the book any more.")
    stored = dict(zip((column[0] for column in row.description), found, strict=True))
    return {field: stored[field] for field in fields}


def twin(
    connection: sqlite3.Connection,
    *,
    external_id: str | None,
    source: str,
    domain: str | None,
    name_fold: str,
) -> str | None:
    """Return the name of the account that an import would take a new one for, None where none.

    With an external id only the same id; without one the same domain or folded name.
    """
    if external_id is not None:
        found = connection.execute(
            "SELECT name FROM account WHERE source = ?1 AND external_id = ?2 UNION ALL"
            " SELECT a.name FROM account_alias b JOIN account a ON a.id = b.account_id"
            " WHERE b.source = ?1 AND b.external_id = ?2",
            (source, external_id),
        ).fetchone()
    else:
        found = connection.execute(
            "SELECT name FROM account WHERE domain = ? OR name_fold = ? ORDER BY id",
            (domain, name_fold),
        ).fetchone()
    return None if found is None else str(found[0])


def overrides_in_force(
    connection: sqlite3.Connection, account_id: int, figure: str, today: date
) -> list[int]:
    """Return the ids of the overrides of a figure that have not ended by `today`."""
    rows = connection.execute(
        "SELECT id FROM override WHERE account_id = ? AND figure = ?"
        " AND (until IS NULL OR until >= ?)",
        (account_id, figure, today.isoformat()),
    )
    return [row[0] for row in rows]


def book_facts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many accounts the book has, archived ones too, and the version of its schema."""
    (count,) = connection.execute("SELECT count(*) FROM account").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    return {"accounts": count, "schema": schema}


@dataclass(frozen=True, slots=True)
class Card:
    """All there is to know of one account on a day."""

    account: Account
    facts: Facts
    standing: Standing
    model: TouchModel
    provenance: BookProvenance
    custom: Sequence[CustomValue] = ()


def card(connection: sqlite3.Connection, account_id: int, *, today: date) -> Card:
    """Return the account, its facts, its standing computed afresh, and the source of each input.

    Raises UnknownAccount where there is no such id.
    """
    from csm_tui.domain.standing import assess
    from csm_tui.queries.custom_fields import of_account
    from csm_tui.queries.provenance import BookProvenance
    from csm_tui.store.rows import facts_for
    from csm_tui.store.standings import current_model

    for account, facts in facts_for(connection, [account_id], today):
        _, model = current_model(connection)
        standing = assess(account, facts, model, today)
        provenance = BookProvenance(connection, account_id, today)
        custom = of_account(connection, account_id)
        return Card(account, facts, standing, model, provenance, custom)
    raise UnknownAccount("This account is not in the book any more.")
