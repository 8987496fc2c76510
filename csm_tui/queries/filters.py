"""A filter as SQL: fixed expressions over `standing s JOIN account a`, values always as parameters.

No text of the user becomes SQL and none is a pattern: `%`, `_`, `*` and quotes are only characters
(TORTURE T118, T119). What is unknown is kept by no condition, and by the negation of every one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csm_tui.domain.filters import CUSTOM, NOT_PLACED, UNKNOWN
from csm_tui.queries.custom_filter import on_custom

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from csm_tui.domain.filters import Filter, Term

Condition = tuple[str, list[str | int]]

_COMPARE: Final = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
# A duration counts away from today: longer silence is an earlier day.
_MIRRORED: Final = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_CHOICES: Final = {"tier": "s.tier", "level": "s.level", "stage": "s.stage", "status": "a.status"}
_NUMBERS: Final = {
    "arr": "s.arr",
    "potential": "a.potential_arr",
    "health": "s.health",
    "size": "s.size",
    "need": "s.need",
}
_TEXTS: Final = {
    "owner": "s.owner",
    "domain": "a.domain",
    "tag": "a.tags",
    "segment": "a.segment",
    "industry": "a.industry",
    "region": "a.region",
    "country": "a.country",
}
_FEW: Final = frozenset({"segment", "industry", "region", "country"})
_NEVER: Final = "coalesce(s.last_touchpoint_on, s.start_on, '')"


BOTH: Final = "standing s JOIN account a ON a.id = s.account_id"
# Customers: prospects have no stage, and the churned are gone.
LIVE: Final = "s.stage IS NOT NULL AND s.stage <> 'churned'"


def where(
    connection: sqlite3.Connection, filter: Filter, today: date
) -> tuple[str, list[str | int]]:
    """Return the condition that all terms hold, and its parameters in order.

    It reads `standing s` and, where it must, `account a`. Text is compared by the SQL function
    `fold` of the book's connection. Raises FilterProblem for a custom field that the book has not,
    naming the nearest, and for a value that does not fit its type.
    """
    conditions: list[str] = []
    parameters: list[str | int] = []
    for term in filter.terms:
        if term.key == CUSTOM:
            condition, values = on_custom(connection, term, today)
        else:
            condition, values = _condition(term, today)
        conditions.append(f"({condition}) IS {'NOT ' if term.negated else ''}TRUE")
        parameters += values
    return " AND ".join(conditions) or "1", parameters


def scope(filter: Filter, *, sought: bool = True) -> str:
    """Return the condition that leaves archived accounts out, unless the filter speaks of them.

    Without terms it may be `sought` by an index that begins with it.
    """
    if any(term.key == "archived" for term in filter.terms):
        return "1"
    # The plus keeps SQLite from walking an index of nearly all rows, row by row: a scan is faster.
    return "s.archived = 0" if sought and not filter.terms else "+s.archived = 0"


def source(condition: str) -> str:
    """Return what to select of where `condition`, as of `where`, is to hold.

    The account is joined only where it is read: a lookup for each of a large book is felt.
    """
    return BOTH if reads_account(condition) else "standing s"


def reads_account(sql: str) -> bool:
    """Return whether SQL over `standing s` and `account a` asks anything of the account."""
    return "a." in sql


def _condition(term: Term, today: date) -> Condition:
    if term.key in _CHOICES:
        return f"{_CHOICES[term.key]} = ?", [_given(term)]
    if term.key in _NUMBERS:
        return _number(term)
    if term.key in _TEXTS:
        return _text(term, _TEXTS[term.key])
    return _OTHERS[term.key](term, today)


def _word(term: Term, _: date) -> Condition:
    return "instr(s.search, ?) > 0", [_given(term)]


def _name(term: Term, _: date) -> Condition:
    if term.value is None:
        return "0", []
    if term.operator == "=":
        return "s.name_key = ?", [term.value]
    return "instr(s.name_key, ?) > 0", [term.value]


def _quadrant(term: Term, _: date) -> Condition:
    if term.value == NOT_PLACED:
        return "s.quadrant IS NULL", []
    return "s.quadrant = ?", [_given(term)]


def _number(term: Term) -> Condition:
    if term.key == "health" and isinstance(term.value, str):
        return "s.health_band = ?", [term.value]
    expression = _NUMBERS[term.key]
    if term.value == UNKNOWN:
        return f"{expression} IS NULL", []
    if term.operator == "=" and term.key not in ("arr", "potential"):
        # Equal to the score as it is shown: rounded half up.
        return f"CAST({expression} + 0.5 AS INTEGER) = ?", [_given(term)]
    return f"{expression} {_COMPARE[term.operator]} ?", [_given(term)]


def _text(term: Term, column: str) -> Condition:
    if term.value is None:
        return f"coalesce({column}, '') = ''", []
    value = str(term.value)
    if term.key in _FEW:
        # There are few different ones: each is folded once (the limit keeps SQLite from folding
        # before it has told them apart), not once an account.
        different = f"(SELECT DISTINCT {term.key} AS word FROM account LIMIT -1)"  # noqa: S608
        matched = "fold(word) = ?" if term.operator == "=" else "instr(fold(word), ?) > 0"
        return f"{column} IN (SELECT word FROM {different} WHERE {matched})", [value]  # noqa: S608
    if term.key == "tag" and term.operator == "=":
        matched, values = f"instr(';' || fold({column}) || ';', ?) > 0", [f";{value};"]
    elif term.operator == "=":
        matched, values = f"fold({column}) = ?", [value]
    else:
        matched, values = f"instr(fold({column}), ?) > 0", [value]
    # What the cached text does not hold at all need not be folded.
    return f"instr(s.search, ?) > 0 AND {matched}", [value, *values]


def _renewal(term: Term, today: date) -> Condition:
    if term.value == UNKNOWN:
        return "s.renewal_on IS NULL", []
    return f"s.renewal_on {_COMPARE[term.operator]} ?", [_day(today, _days(term))]


def _silent(term: Term, today: date) -> Condition:
    if term.value == UNKNOWN:
        return "s.last_touchpoint_on IS NULL", []
    # Never touched is silent since the start, and where that is unknown for ever.
    return f"{_NEVER} {_MIRRORED[term.operator]} ?", [_day(today, -_days(term))]


def _overdue(_: Term, today: date) -> Condition:
    return "s.overdue_from < ?", [today.isoformat()]


def _risk(_: Term, __: date) -> Condition:
    return "s.at_risk", []


def _archived(_: Term, __: date) -> Condition:
    return "s.archived", []


_OTHERS: Final[dict[str, Callable[[Term, date], Condition]]] = {
    "word": _word,
    "name": _name,
    "quadrant": _quadrant,
    "renewal": _renewal,
    "silent": _silent,
    "overdue": _overdue,
    "risk": _risk,
    "archived": _archived,
}


def _given(term: Term) -> str | int:
    if term.value is None:
        raise ValueError(f"the term {term.key} has no value")
    return term.value


def _days(term: Term) -> int:
    return int(_given(term))


def _day(today: date, days: int) -> str:
    try:
        return (today + timedelta(days=days)).isoformat()
    except OverflowError:
        # Beyond the calendar: after, or before, every day of it.
        return "99999" if days > 0 else ""
