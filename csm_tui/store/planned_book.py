"""The book as the files of an import planned so far would leave it: what imports ask of it."""
# ruff: noqa: S608 (names in the SQL are those of the schema; what a file says is a parameter)

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.references import ACCEPTED
from csm_tui.domain.salesforce_ids import LONG, is_salesforce, other_forms, same_id
from csm_tui.store.account_lookup import AccountLookup
from csm_tui.store.tables import columns_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from csm_tui.domain.references import Alias

# The accounts that a text leads to.
Accounts = dict[str, tuple[int, ...]]
_OURS = frozenset({"id", "origin_id", "line", "entered_on", "archived_on"})
_CHUNK = 5000


class Column(NamedTuple):
    """A column of the book: whether it may be empty, and the SQL literal it has by default."""

    name: str
    required: bool
    default: str | None


class PlannedBook:
    """An open book, beside it what an import has planned: `temp.plan_<table>`.

    The view `temp.current_<table>` is the table as planned.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._columns: dict[str, dict[str, Column]] = {}
        self._planned: dict[str, list[str]] = {}
        self._next: dict[str, int] = {}
        # The accounts of the book, and of the files planned so far.
        self.accounts = AccountLookup(connection)

    def reset(self) -> None:
        """Forget everything planned."""
        for table in self._planned:
            self._connection.execute(f"DROP VIEW temp.current_{table}")
            self._connection.execute(f"DROP TABLE temp.plan_{table}")
        self._planned.clear()
        self._next.clear()
        self.accounts.drop()

    def head(self) -> int:
        """Return the newest operation of the journal: while it stands, the book is the same."""
        found = self._connection.execute("SELECT ifnull(max(id), 0) FROM operation").fetchone()
        return int(found[0])

    def head_detail(self) -> Mapping[str, object]:
        """Return what is kept with the newest operation, empty where that is nothing."""
        found = self._connection.execute(
            "SELECT detail FROM operation ORDER BY id DESC LIMIT 1"
        ).fetchone()
        detail = json.loads(found[0]) if found and found[0] else {}
        return detail if isinstance(detail, dict) else {}

    def currency(self) -> str | None:
        """Return the currency of the book, or None where none was stated yet."""
        found = self._connection.execute(
            "SELECT value FROM setting WHERE key = 'currency'"
        ).fetchone()
        return None if found is None else str(found[0])

    def owners(self) -> set[str]:
        """Return the owners of the living accounts of the book."""
        rows = self._connection.execute(
            "SELECT DISTINCT owner FROM account WHERE archived_on IS NULL AND owner IS NOT NULL"
        )
        return {str(row[0]) for row in rows}

    def archived(self) -> dict[int, str]:
        """Return the names of the archived accounts of the book, by id."""
        return dict(
            self._connection.execute(
                "SELECT id, name FROM main.account WHERE archived_on IS NOT NULL"
            ).fetchall()
        )

    def accepted_names(self) -> dict[str, int]:
        """Return the accounts by the folded names that were accepted for them."""
        rows = self._connection.execute(
            "SELECT external_id, account_id FROM account_alias WHERE source = ?", (ACCEPTED,)
        )
        return dict(rows.fetchall())

    def alias_rows(self, aliases: Iterable[Alias]) -> dict[tuple[str, str], int]:
        """Return the rows of those of `aliases` that the book has, whatever account they mean."""
        wanted = json.dumps([[alias.source, alias.external_id] for alias in aliases])
        rows = self._connection.execute(
            "SELECT a.source, a.external_id, a.id FROM json_each(?) w JOIN main.account_alias a "
            "ON a.source = json_extract(w.value, '$[0]') "
            "AND a.external_id = json_extract(w.value, '$[1]')",
            (wanted,),
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def account_name(self, account_id: int) -> str:
        """Return the name of an account."""
        found = self._connection.execute(
            f"SELECT name FROM {self._current('account')} WHERE id = ?", (account_id,)
        ).fetchone()
        return "" if found is None else str(found[0])

    def next_id(self, table: str) -> int:
        """Return the id that the next new row of `table` will get."""
        return self._next.get(table) or self.first_id(table)

    def first_id(self, table: str) -> int:
        """Return the id from which on the rows of `table` are of this import: none used before."""
        found = self._connection.execute(
            f"SELECT max(ifnull((SELECT max(id) FROM main.{table}), 0), "
            "ifnull((SELECT seq FROM main.sqlite_sequence WHERE name = ?), 0))",
            (table,),
        ).fetchone()
        return int(found[0]) + 1

    def ids_of(self, table: str, source: str, external_ids: Iterable[str]) -> dict[str, int]:
        """Return the rows of `table` that have these external ids from `source`.

        A Salesforce id of 18 characters stands there by its first 15 besides.
        """
        declared = is_salesforce(source)
        wanted = (
            form for text in external_ids for form in (text, *other_forms(text, declared=declared))
        )
        found: dict[str, int] = {}
        for chunk in _chunks(wanted):
            found.update(
                self._connection.execute(
                    f"SELECT external_id, id FROM {self._current(table)} WHERE source = ? "
                    "AND external_id IN (SELECT value FROM json_each(?))",
                    (source, chunk),
                )
            )
        short = {text: same_id(text, declared=declared) for text in found if len(text) == LONG}
        return {short[text]: found[text] for text in short} | found

    def accounts_of(self, table: str, source: str, external_ids: Iterable[str]) -> Accounts:
        """Return the accounts of the rows of `table` with these external ids, by id.

        Rows of `source` go before others. Salesforce ids may be of the other length.
        """
        forms: dict[str, list[str]] = {}
        for text in set(external_ids):
            for form in (text, *other_forms(text, declared=is_salesforce(source))):
                forms.setdefault(form, []).append(text)
        found: dict[str, dict[bool, set[int]]] = {}
        for chunk in _chunks(forms):
            rows = self._connection.execute(
                f"SELECT external_id, source = ?, account_id FROM {self._current(table)} "
                "WHERE external_id IN (SELECT value FROM json_each(?))",
                (source, chunk),
            )
            for form, own, account_id in rows:
                for text in forms[form]:
                    found.setdefault(text, {}).setdefault(bool(own), set()).add(account_id)
        return {text: tuple(sorted(by.get(True) or by[False])) for text, by in found.items()}

    def accounts_of_emails(self, emails: Iterable[str]) -> Accounts:
        """Return the accounts of the contacts with these e-mails, case ignored."""
        if not self._any(f"SELECT 1 FROM {self._current('contact')} WHERE email IS NOT NULL"):
            return {}
        run = self._connection.execute
        run("CREATE TEMP TABLE known_email(email TEXT, form TEXT)")
        try:
            forms = ((email, email.casefold()) for email in emails)
            self._connection.executemany("INSERT INTO temp.known_email VALUES (?, ?)", forms)
            rows = run(
                f"SELECT DISTINCT a.email, c.account_id FROM {self._current('contact')} c "
                "JOIN temp.known_email a ON a.form = lower(c.email) ORDER BY 2"
            )
            found: dict[str, tuple[int, ...]] = {}
            for email, account_id in rows.fetchall():
                found[email] = (*found.get(email, ()), account_id)
        finally:
            run("DROP TABLE temp.known_email")
        return found

    def contacts_of(
        self, accounts: Iterable[int]
    ) -> list[tuple[int, int, str | None, str, str | None, str]]:
        """Return (id, account_id, external_id, source, email, name) of the accounts' contacts."""
        found: list[tuple[int, int, str | None, str, str | None, str]] = []
        for chunk in _chunks(accounts):
            found += self._connection.execute(
                "SELECT id, account_id, external_id, source, email, name "
                f"FROM {self._current('contact')} "
                "WHERE account_id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (chunk,),
            )
        return found

    def arr_changes_of(
        self, accounts: Iterable[int]
    ) -> dict[int, list[tuple[str, int, str | None]]]:
        """Return (date, amount, note) of the accounts' changes of ARR, by account."""
        found: dict[int, list[tuple[str, int, str | None]]] = {}
        for chunk in _chunks(accounts):
            rows = self._connection.execute(
                f"SELECT account_id, date, amount, note FROM {self._current('arr_change')} "
                "WHERE account_id IN (SELECT value FROM json_each(?)) ORDER BY date, id",
                (chunk,),
            )
            for account, on, amount, note in rows:
                found.setdefault(account, []).append((on, amount, note))
        return found

    def with_arr_changes(self, accounts: Iterable[int]) -> set[int]:
        """Return those of the accounts that had changes of ARR before this import."""
        found: set[int] = set()
        for chunk in _chunks(accounts):
            rows = self._connection.execute(
                "SELECT DISTINCT account_id FROM main.arr_change "
                "WHERE account_id IN (SELECT value FROM json_each(?))",
                (chunk,),
            )
            found |= {row[0] for row in rows}
        return found

    def arr_of(self, accounts: Iterable[int]) -> list[tuple[int, str, int | None, int]]:
        """Return (id, name, recorded ARR, subscriptions) of the accounts."""
        found: list[tuple[int, str, int | None, int]] = []
        for chunk in _chunks(accounts):
            found += self._connection.execute(
                "SELECT a.id, a.name, a.arr, (SELECT count(*) FROM "
                f"{self._current('subscription')} s WHERE s.account_id = a.id) "
                f"FROM {self._current('account')} a "
                "WHERE a.id IN (SELECT value FROM json_each(?))",
                (chunk,),
            )
        return found

    def accounts_read_from(self, sha256: str) -> set[tuple[int, str]]:
        """Return (account, measure) of the readings that came from the file with this digest."""
        rows = self._connection.execute(
            "SELECT h.account_id, h.measure FROM health h JOIN origin o ON o.id = h.origin_id "
            "WHERE o.sha256 = ?",
            (sha256,),
        )
        return {(row[0], row[1]) for row in rows}

    def accounts_from_files(self, source: str) -> dict[int, str]:
        """Return the living accounts that files of `source` brought, by id, with their names."""
        return dict(
            self._connection.execute(
                "SELECT a.id, a.name FROM account a JOIN origin o ON o.id = a.origin_id "
                "WHERE a.archived_on IS NULL AND a.source = ? AND o.file IS NOT NULL ORDER BY a.id",
                (source,),
            )
        )

    def _check(self, table: str, fields: Sequence[str]) -> None:
        known = self._columns_of(table)
        for field in fields:
            if field not in known:
                raise ValueError(f"{table} has no column {field!r}")

    def _columns_of(self, table: str) -> dict[str, Column]:
        if table not in self._columns:
            columns_of(self._connection, table)
            rows = self._connection.execute(f"PRAGMA main.table_info({table})").fetchall()
            self._columns[table] = {
                row[1]: Column(row[1], bool(row[3]), row[4]) for row in rows if row[1] not in _OURS
            }
        return self._columns[table]

    def _current(self, table: str) -> str:
        return f"temp.current_{table}" if table in self._planned else f"main.{table}"

    def _any(self, select: str) -> bool:
        return bool(self._connection.execute(f"SELECT EXISTS ({select})").fetchone()[0])

    def _make_plan(self, table: str) -> None:
        """Make the plan of `table` and the view of the table as planned."""
        if table in self._planned:
            return
        columns = list(self._columns_of(table))
        listed = ", ".join(columns)
        self._connection.execute(
            f"CREATE TEMP TABLE plan_{table}(id INTEGER PRIMARY KEY, file INTEGER, line INTEGER, "
            f"new INTEGER, {listed})"
        )
        self._connection.execute(
            f"CREATE TEMP VIEW current_{table} AS SELECT id, {listed} FROM main.{table} "
            f"WHERE id NOT IN (SELECT id FROM temp.plan_{table}) "
            f"UNION ALL SELECT id, {listed} FROM temp.plan_{table}"
        )
        self._planned[table] = columns


def _chunks(values: Iterable[object]) -> Iterator[str]:
    """Yield the values as JSON arrays of a bounded length, for `json_each`."""
    left = iter(values)
    while chunk := list(islice(left, _CHUNK)):
        yield json.dumps(chunk)
