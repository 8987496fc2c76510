"""What identifies the accounts of a book, for imports and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.references import AccountKey, Alias

if TYPE_CHECKING:
    import sqlite3


def account_keys(connection: sqlite3.Connection) -> list[AccountKey]:
    """Return what identifies each account, archived ones too, in the order of their ids."""
    rows = connection.execute(
        "SELECT id, external_id, source, domain, name, name_fold, archived_on IS NOT NULL "
        "FROM account ORDER BY id"
    )
    return list(map(AccountKey._make, rows))


def aliases(connection: sqlite3.Connection) -> list[Alias]:
    """Return the further ids of the accounts."""
    rows = connection.execute(
        "SELECT account_id, source, external_id FROM account_alias ORDER BY id"
    )
    return list(map(Alias._make, rows))
