"""A filter's term on a custom field as SQL: its name, type and value are of the book and the user.

Nothing of them becomes SQL: the field goes in as its number, the value as a parameter.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csm_tui.domain.filters import UNKNOWN, quoted
from csm_tui.domain.folding import fold
from csm_tui.errors import FilterProblem
from csm_tui.queries import custom_fields

if TYPE_CHECKING:
    import sqlite3

    from csm_tui.domain.custom_fields import CustomField
    from csm_tui.domain.filters import Filter, Term

_VALUES: Final = "s.account_id IN (SELECT account_id FROM custom_value WHERE field_id = ?"
_FLAGS: Final = {"yes": "true", "true": "true", "no": "false", "false": "false"}
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,9})?")
_DAYS: Final = re.compile(r"(-?[0-9]{1,6})([dw])")
_SCALES: Final = {"k": 1e3, "m": 1e6, "b": 1e9}
_COMPARE: Final = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def check(connection: sqlite3.Connection, filter: Filter, today: date) -> None:
    """Raise FilterProblem where a term on a custom field does not fit the book."""
    for term in filter.terms:
        if term.name:
            on_custom(connection, term, today)


def on_custom(
    connection: sqlite3.Connection, term: Term, today: date
) -> tuple[str, list[str | int]]:
    """Return the condition on `standing s` and its parameters; raises FilterProblem."""
    field = _field(connection, term.name)
    present = f"{_VALUES} AND value IS NOT NULL)"
    if term.operator == "":
        return present, [field.id]
    if term.value is None or (field.type != "text" and str(term.value).lower() == UNKNOWN):
        if term.operator not in ":=":
            raise _misfit(field, term)
        return f"NOT {present}", [field.id]
    return _compared(field, term, str(term.value), today)


def _field(connection: sqlite3.Connection, name: str) -> CustomField:
    field = custom_fields.find(connection, name)
    if field is None:
        raise FilterProblem(custom_fields.unknown(connection, name))
    return field


def _compared(
    field: CustomField, term: Term, text: str, today: date
) -> tuple[str, list[str | int]]:
    sign = "=" if term.operator == ":" else term.operator
    if field.type == "text":
        if term.operator not in ":=":
            raise _misfit(field, term)
        # Each different text is folded once (the limit keeps SQLite from folding before).
        different = "(SELECT DISTINCT value AS word FROM custom_value WHERE field_id = ? LIMIT -1)"
        test = "fold(word) = ?" if term.operator == "=" else "instr(fold(word), ?) > 0"
        words = f"SELECT word FROM {different} WHERE {test}"  # noqa: S608
        return f"{_VALUES} AND value IN ({words}))", [field.id, field.id, fold(text) or text]
    if field.type == "number":
        return f"{_VALUES} AND CAST(value AS REAL) {_COMPARE[sign]} CAST(? AS REAL))", [
            field.id,
            _number(field, term, text),
        ]
    if field.type == "date":
        return f"{_VALUES} AND value {_COMPARE[sign]} ?)", [
            field.id,
            _day(field, term, text, today),
        ]
    flag = _FLAGS.get(text.lower())
    if sign != "=" or flag is None:
        raise _misfit(field, term)
    return f"{_VALUES} AND value = ?)", [field.id, flag]


def _number(field: CustomField, term: Term, text: str) -> str:
    scale = _SCALES.get(text[-1:].lower())
    plain = text[:-1] if scale else text
    if not _NUMBER.fullmatch(plain):
        raise _misfit(field, term)
    plain = plain.replace(",", "")
    return repr(float(plain) * scale) if scale else plain


def _day(field: CustomField, term: Term, text: str, today: date) -> str:
    try:
        if found := _DAYS.fullmatch(text.lower()):
            return (today + timedelta(int(found[1]) * (7 if found[2] == "w" else 1))).isoformat()
        return date.fromisoformat(text).isoformat()
    except (ValueError, OverflowError):
        raise _misfit(field, term) from None


_FORMS: Final = {
    "text": "a text: {name}=… is exactly that, {name}:… contains it",
    "number": "a number: {name}>5, {name}=12.5, {name}<=45k",
    "date": "a date: {name}<2026-03-31, or {name}<60d for the next 60 days",
    "bool": "yes or no: {name}=yes",
}


def _misfit(field: CustomField, term: Term) -> FilterProblem:
    written = f"{field.name}{term.operator}{quoted('') if term.value is None else term.value}"
    name = f"custom:{field.name if field.name.isalnum() else quoted(field.name)}"
    return FilterProblem(f"`{written}` does not work: it is {_FORMS[field.type].format(name=name)}")
