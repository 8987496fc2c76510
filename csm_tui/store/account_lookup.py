"""The accounts of a book while files are imported: asked for in TEMP tables, never held in memory.

`temp.known_account` and `temp.known_alias` hold what the files planned so far add or change; the
views `temp.known_accounts` and `temp.known_aliases` are the book with it. Each level has a table of
its own, (text, id), made when it is first asked for.
"""
# ruff: noqa: S608 (names in the SQL are ours; what a file says is a parameter)

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Final

from csm_tui.domain.folding import normal_name
from csm_tui.domain.references import (
    OF_ALIASES,
    AccountFinder,
    AccountKey,
    Alias,
    gathered,
    pairs_of_aliases,
    salesforce_forms,
)
from csm_tui.domain.salesforce_ids import LONG, SHORT, is_salesforce, same_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from csm_tui.domain.references import Answer

_CHUNK: Final = 2_000
_COLUMNS: Final = "id, external_id, source, domain, name, name_fold"
# Levels that are columns of accounts as they stand.
_LEVELS: Final = {
    "external": "SELECT external_id, id FROM temp.known_accounts WHERE external_id IS NOT NULL",
    "qualified": (
        "SELECT source || ':' || external_id, id FROM temp.known_accounts "
        "WHERE external_id IS NOT NULL"
    ),
    # Case is folded by Python: `lower()` knows that of ASCII alone.
    "domain": (
        "SELECT lower(domain), id FROM temp.known_accounts "
        "WHERE domain <> '' AND domain NOT GLOB '*[^ -~]*'"
    ),
    "name": "SELECT name, id FROM temp.known_accounts",
    "fold": "SELECT name_fold, id FROM temp.known_accounts",
}
# What follows every letter and digit: with it ends the range of the ids that begin with a text.
_AFTER: Final = "~"


class AccountLookup(AccountFinder):
    """The accounts of the book of a connection, and of the files planned so far."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._made: set[str] = set()
        self._has_aliases: bool | None = None
        self._is_extended = False

    def drop(self) -> None:
        """Drop the TEMP tables."""
        drop_lookups(self._connection)
        self._made.clear()
        self._has_aliases, self._is_extended = None, False

    @property
    def has_any(self) -> bool:
        """Return whether there is an account at all."""
        return self._is_there("temp.known_accounts")

    @property
    def keys(self) -> Iterator[AccountKey]:
        """Yield the accounts, in the order of their ids."""
        self._begin()
        last = 0
        while found := self._next_keys(last):
            yield from found
            last = found[-1].id

    def extend(self, keys: Iterable[AccountKey], aliases: Iterable[Alias] = ()) -> None:
        """Add accounts and aliases; one whose id is known takes the place of the former."""
        self._begin()
        for level in self._made - {""}:
            self._connection.execute(f"DROP TABLE temp.known_by_{level}")
        self._made = {""}
        self._connection.executemany(
            "INSERT OR REPLACE INTO temp.known_account VALUES (?, ?, ?, ?, ?, ?, ?)", keys
        )
        self._connection.executemany("INSERT INTO temp.known_alias VALUES (?, ?, ?)", aliases)
        self._has_aliases, self._is_extended = None, True

    def find_all(self, account_ids: Iterable[int]) -> Mapping[int, AccountKey]:
        """Return what identifies the accounts, without those that are unknown."""
        self._begin()
        found: dict[int, AccountKey] = {}
        for chunk in _chunks(account_ids):
            # Not the view of both: SQLite reads all of it for a list of ids.
            for table, archived in _HELD:
                rows = self._connection.execute(
                    f"SELECT {_COLUMNS}, {archived} FROM {table} "
                    "WHERE id IN (SELECT value FROM json_each(?))",
                    (chunk,),
                )
                found.update((key.id, key) for key in map(AccountKey._make, rows))
        return found

    def of_ids(self, ids: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """Return the accounts with these ids (source, external id), aliases too (see `by_id`)."""
        found: dict[tuple[str, str], int] = {}
        by_source: dict[str, list[str]] = {}
        for source, text in ids:
            by_source.setdefault(source, []).append(text)
        for source, texts in by_source.items():
            for chunk in _chunks(texts):
                for table, account in self._tables_with_ids():
                    rows = self._connection.execute(
                        f"SELECT external_id, {account} FROM {table} k "
                        "WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))",
                        (source, chunk),
                    )
                    found.update(((source, text), account_id) for text, account_id in rows)
            short = [one for one in texts if len(one) == SHORT and (source, one) not in found]
            found.update(self._of_longer(source, short))
        return found

    def _of_longer(self, source: str, texts: Iterable[str]) -> dict[tuple[str, str], int]:
        """Return the accounts whose Salesforce ids of 18 characters begin with those of 15."""
        whole: dict[str, int] = {}
        for chunk in _chunks(one for one in texts if one.isascii() and one.isalnum()):
            for table, account in self._tables_with_ids():
                rows = self._connection.execute(
                    f"SELECT k.external_id, k.{account} FROM json_each(?) w CROSS JOIN {table} k "
                    "ON k.source = ? AND k.external_id > w.value "
                    f"AND k.external_id < w.value || '{_AFTER}' "
                    f"WHERE length(k.external_id) = {LONG}",
                    (chunk, source),
                )
                whole.update(rows)
        found: dict[tuple[str, str], int] = {}
        declared = is_salesforce(source)
        for text, account_id in whole.items():
            short = same_id(text, declared=declared)
            if len(short) == SHORT:
                found.setdefault((source, short), account_id)
        return found

    def _tables_with_ids(self) -> Iterator[tuple[str, str]]:
        """Yield what has ids of accounts, with the name of the account; the last one wins."""
        self._begin()
        if self._is_extended:
            yield from _OF_PLANNED
        else:
            yield "main.account", "id"
        if self._has_further_ids():
            yield from _OF_ALIASES

    def _has_further_ids(self) -> bool:
        if self._has_aliases is None:
            self._has_aliases = self._is_there("temp.known_aliases")
        return self._has_aliases

    def further_sources(self, account_id: int) -> Collection[str]:
        """Return the sources of the further ids of an account."""
        if not self._has_further_ids():
            return ()
        rows = self._connection.execute(
            "SELECT source FROM temp.known_aliases WHERE account_id = ?", (account_id,)
        )
        return {source for (source,) in rows}

    def having(self, level: str, texts: Collection[str]) -> Iterator[tuple[str, AccountKey]]:
        """Yield (text, account) for the accounts that have one of `texts`, in their order."""
        for chunk in _chunks(texts):
            pairs = self._pairs(level, chunk)
            keys = self.find_all({account_id for _, account_id in pairs})
            # As they lie in the book: a text's accounts in the order of their ids.
            yield from ((text, keys[account_id]) for text, account_id in sorted(pairs, key=_second))

    def _answers(self, level: str, texts: Collection[str]) -> Mapping[str, Answer]:
        found: dict[str, Answer] = {}
        for chunk in _chunks(texts):
            found.update(gathered(self._pairs(level, chunk)))
        return found

    def _pairs(self, level: str, chunk: str) -> list[tuple[str, int]]:
        self._level(level)
        rows = self._connection.execute(
            f"SELECT k.text, k.id FROM json_each(?) w CROSS JOIN temp.known_by_{level} k "
            "ON k.text = w.value ORDER BY k.rowid",
            (chunk,),
        )
        return rows.fetchall()

    def _next_keys(self, last: int) -> list[AccountKey]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS}, archived FROM temp.known_accounts WHERE id > ? "
            f"ORDER BY id LIMIT {_CHUNK}",
            (last,),
        )
        return list(map(AccountKey._make, rows))

    def _is_there(self, view: str) -> bool:
        self._begin()
        return bool(self._connection.execute(f"SELECT EXISTS (SELECT 1 FROM {view})").fetchone()[0])

    def _begin(self) -> None:
        if "" in self._made:
            return
        self._made.add("")
        for statement in _TABLES:
            self._connection.execute(statement)

    def _level(self, level: str) -> None:
        """Make the table of a level, unless it is there."""
        self._begin()
        if level in self._made:
            return
        table = f"temp.known_by_{level}"
        self._connection.execute(f"CREATE TABLE {table}(text TEXT, id INTEGER)")
        if level in _LEVELS:
            self._connection.execute(f"INSERT INTO {table} {_LEVELS[level]} ORDER BY id")
        self._connection.execute(f"CREATE INDEX temp.by_{level} ON known_by_{level}(text)")
        self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", self._further(level))
        self._made.add(level)

    def _further(self, level: str) -> Iterable[tuple[str, int]]:
        """Return the pairs of a level that need more than the columns of accounts."""
        read = self._connection.execute
        if level in OF_ALIASES:
            aliases = read("SELECT account_id, source, external_id FROM temp.known_aliases")
            return pairs_of_aliases(level, map(Alias._make, aliases))
        if level == "domain":
            rows = read(_FOREIGN_DOMAINS)
            return ((domain.casefold(), account_id) for domain, account_id in rows)
        if level == "normal":
            names = read("SELECT name, id FROM temp.known_accounts ORDER BY id")
            return ((normal_name(name), account_id) for name, account_id in names)
        if level == "qualified":
            return read(_QUALIFIED_ALIASES).fetchall()
        if level == "salesforce":
            return salesforce_forms(read(_MAY_BE_SALESFORCE))
        return ()


_NOW: Final = "id NOT IN (SELECT id FROM temp.known_account)"
_ACCOUNTS: Final = (
    f"SELECT {_COLUMNS}, archived_on IS NOT NULL AS archived FROM main.account WHERE {_NOW} "
    f"UNION ALL SELECT {_COLUMNS}, archived FROM temp.known_account"
)
_ALIASES: Final = (
    "SELECT account_id, source, external_id FROM main.account_alias UNION ALL "
    "SELECT account_id, source, external_id FROM temp.known_alias"
)
# Where what identifies an account stands, and whether it is archived; what comes later wins.
_HELD: Final = (
    ("main.account", "archived_on IS NOT NULL"),
    ("temp.known_account", "archived"),
)
_TABLE: Final = (
    "CREATE TEMP TABLE known_account(id INTEGER PRIMARY KEY, external_id TEXT, source TEXT, "
    "domain TEXT, name TEXT, name_fold TEXT, archived INTEGER)"
)
_TABLES: Final = (
    _TABLE,
    "CREATE INDEX temp.of_source ON known_account(source, external_id)",
    "CREATE TEMP TABLE known_alias(account_id INTEGER, source TEXT, external_id TEXT)",
    "CREATE INDEX temp.of_alias ON known_alias(source, external_id)",
    "CREATE INDEX temp.of_account ON known_alias(account_id)",
    f"CREATE TEMP VIEW known_accounts AS {_ACCOUNTS}",
    f"CREATE TEMP VIEW known_aliases AS {_ALIASES}",
)
_FOREIGN_DOMAINS: Final = (
    "SELECT domain, id FROM temp.known_accounts WHERE domain GLOB '*[^ -~]*' ORDER BY id"
)
# What an account of that very id has goes before a further id.
_QUALIFIED_ALIASES: Final = (
    "SELECT a.source || ':' || a.external_id, a.account_id FROM temp.known_aliases a "
    "WHERE NOT EXISTS (SELECT 1 FROM temp.known_by_qualified k "
    "WHERE k.text = a.source || ':' || a.external_id)"
)
_MAY_BE_SALESFORCE: Final = " UNION ALL ".join(
    f"SELECT source, external_id, {account} FROM {table} "
    f"WHERE length(external_id) IN ({SHORT}, {LONG})"
    for table, account in (("temp.known_accounts", "id"), ("temp.known_aliases", "account_id"))
)
# Where ids stand, with their index; what comes later wins.
_OF_PLANNED: Final = (
    (f"(SELECT source, external_id, id FROM main.account WHERE {_NOW})", "id"),
    ("temp.known_account", "id"),
)
_OF_ALIASES: Final = (("main.account_alias", "account_id"), ("temp.known_alias", "account_id"))


def drop_lookups(connection: sqlite3.Connection) -> None:
    """Drop the tables and views of a lookup that was made on a connection, or cut off on it."""
    left = connection.execute(
        "SELECT type, name FROM temp.sqlite_master WHERE name GLOB 'known_*' "
        "AND type IN ('table', 'view') ORDER BY type DESC, name"
    ).fetchall()
    for kind, name in left:
        connection.execute(f"DROP {kind} temp.{name}")


def _second(pair: tuple[str, int]) -> int:
    return pair[1]


def _chunks(values: Iterable[object]) -> Iterator[str]:
    """Yield the values as JSON arrays of a bounded length, for `json_each`."""
    left = iter(values)
    while chunk := list(islice(left, _CHUNK)):
        yield json.dumps(chunk)
