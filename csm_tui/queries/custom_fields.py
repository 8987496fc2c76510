"""The custom fields of the book, and what accounts have in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.custom_fields import CustomField, CustomValue, key_of, nearest

if TYPE_CHECKING:
    import sqlite3

_NAMED = 8
# A form of more fields would be searched, not read: it has those only in which something stands.
_MOST_IN_A_FORM = 60


def fields(connection: sqlite3.Connection) -> list[CustomField]:
    """Return the custom fields of the book by name."""
    rows = connection.execute("SELECT id, name, type FROM custom_field ORDER BY name_key")
    return list(map(CustomField._make, rows))


def find(connection: sqlite3.Connection, name: str) -> CustomField | None:
    """Return the field called `name`, whatever its case and accents."""
    row = connection.execute(
        "SELECT id, name, type FROM custom_field WHERE name_key = ?", (key_of(name),)
    ).fetchone()
    return None if row is None else CustomField._make(row)


def unknown(connection: sqlite3.Connection, name: str) -> str:
    """Return the sentence that there is no field called `name`, with the nearest."""
    names = [field.name for field in fields(connection)]
    near = nearest(name, names)
    if near is not None:
        hint = f"Did you mean `{near}`?"
    elif names:
        hint = f"There are {', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else '.'}"
    else:
        hint = "The book has none yet: csm import --keep HEADER keeps a column as one."
    return f"There is no custom field `{name[:60]}`. {hint}"


def of_account(connection: sqlite3.Connection, account_id: int) -> list[CustomValue]:
    """Return what an account has in the custom fields, by their names; nothing cleared."""
    rows = connection.execute(
        "SELECT f.id, f.name, f.type, v.value, v.origin_id, v.line FROM custom_value v"
        " JOIN custom_field f ON f.id = v.field_id"
        " WHERE v.account_id = ? AND v.value IS NOT NULL ORDER BY f.name_key",
        (account_id,),
    )
    return [CustomValue(CustomField._make(row[:3]), *row[3:]) for row in rows]


def row_of(
    connection: sqlite3.Connection, account_id: int, field: CustomField
) -> tuple[int, str | None] | None:
    """Return the row that an account has for a field, and its value; None where it has none."""
    row = connection.execute(
        "SELECT id, value FROM main.custom_value WHERE account_id = ? AND field_id = ?",
        (account_id, field.id),
    ).fetchone()
    return None if row is None else (int(row[0]), row[1])


def to_edit(
    connection: sqlite3.Connection, account_id: int
) -> list[tuple[CustomField, str | None]]:
    """Return the fields of the book by name with what an account has; of very many only the set."""
    values = {one.field: one.value for one in of_account(connection, account_id)}
    every = fields(connection)
    shown = every if len(every) <= _MOST_IN_A_FORM else list(values)
    return [(field, values.get(field)) for field in shown]
