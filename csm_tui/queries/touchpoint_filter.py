"""The part of a calendar's filter that speaks of the touchpoint, and the part of its account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.filters import TOUCHPOINT_KEYS
from csm_tui.queries import filters

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import date

    from csm_tui.domain.filters import Filter, Term

Condition = tuple[str, list[str | int]]

_COLUMNS: Final = {key: f"t.{key}" for key in TOUCHPOINT_KEYS}


def of_accounts(filter: Filter) -> Filter:
    """Return `filter` without the terms on touchpoints."""
    return filter._replace(
        terms=tuple(term for term in filter.terms if term.key not in TOUCHPOINT_KEYS)
    )


def of_touchpoints(filter: Filter) -> tuple[Term, ...]:
    """Return the terms of `filter` on touchpoints."""
    return tuple(term for term in filter.terms if term.key in TOUCHPOINT_KEYS)


def on_touchpoints(filter: Filter) -> Condition:
    """Return the condition on `touchpoint t`, to stand after others, and its parameters."""
    conditions: list[str] = []
    parameters: list[str | int] = []
    for term in of_touchpoints(filter):
        column = _COLUMNS[term.key]
        condition = column if term.value is None else f"{column} = ?"
        conditions.append(f" AND ({condition}) IS {'NOT ' if term.negated else ''}TRUE")
        parameters += [] if term.value is None else [term.value]
    return "".join(conditions), parameters


def on_accounts(connection: sqlite3.Connection, filter: Filter, today: date) -> Condition:
    """Return what follows `standing s` to keep the accounts of `filter`, and its parameters."""
    accounts = of_accounts(filter)
    condition, parameters = filters.where(connection, accounts, today)
    joined = ""
    if filters.reads_account(condition):
        joined = " CROSS JOIN account a ON a.id = s.account_id"
    scope = filters.scope(accounts, sought=False)
    return f"{joined} WHERE {scope} AND {condition}", parameters


def keeps(filter: Filter, touchpoint: Mapping[str, object]) -> bool:
    """Return whether the terms on touchpoints hold for one that is no row of the book."""
    return all(_holds(term, touchpoint.get(term.key)) for term in of_touchpoints(filter))


def _holds(term: Term, value: object) -> bool:
    return (bool(value) if term.value is None else value == term.value) != term.negated
