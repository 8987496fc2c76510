"""The tables that the journal covers, and their columns as the open book has them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csm_tui.errors import BookRefused

if TYPE_CHECKING:
    import sqlite3

# In an order in which rows can be inserted: what is referred to comes first.
JOURNALLED = (
    "origin",
    "account",
    "account_alias",
    "contact",
    "touchpoint",
    "health",
    "metric",
    "survey",
    "subscription",
    "arr_change",
    "task",
    "project",
    "signal_state",
    "override",
    "tier_decision",
    "experiment",
    "experiment_account",
    "custom_field",
    "custom_value",
    "touch_model",
    "setting",
)
TABLES = frozenset((*JOURNALLED, "operation", "change"))
CHILDREN = tuple(
    table
    for table in JOURNALLED
    if table not in ("origin", "account", "experiment", "custom_field", "touch_model", "setting")
)
# The tables of the kinds of files, in the order in which an import plans and writes them.
OF_KIND = {
    "accounts": "account",
    "contacts": "contact",
    "touchpoints": "touchpoint",
    "health": "health",
    "metrics": "metric",
    "surveys": "survey",
    "subscriptions": "subscription",
    "arr_changes": "arr_change",
    "tasks": "task",
}
MONEY = frozenset({"arr", "potential_arr", "amount"})


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Return the columns of `table` in order; ValueError for a table the journal does not cover.

    They go into SQL as they are: BookRefused for one whose name is no plain word, which csm never
    made.
    """
    if table not in JOURNALLED:
        raise ValueError(f"no journalled table is called {table!r}")
    names = tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
    if odd := [name for name in names if not (name.isascii() and name.isidentifier())]:
        raise BookRefused(
            f"The table {table} of the book has a column that csm did not make ({odd[0]!r}); "
            "nothing was changed."
        )
    return names


def stored(value: object) -> object:
    """Return `value` as the book keeps it: ISO text, 0 and 1, tuples joined by ';'."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ";".join(str(part) for part in value) or None
    return value
