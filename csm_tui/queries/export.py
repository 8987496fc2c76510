"""The rows of the book as canonical files: the same content gives the same rows in the same order.

Each account is referred to by the first of external id, domain and name that means it and no other,
else by `source:external_id`; one that nothing tells apart is exported with the id `csm-<number>` of
the source `csm`. Archived accounts, and plans that the program made by itself, stay in the book.
"""
# ruff: noqa: S608 (every name here is of the schema or of KINDS)

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.references import AccountIndex, AccountKey
from csm_tui.exchange.custom import own_header
from csm_tui.exchange.kinds import KINDS, Column
from csm_tui.queries import filters
from csm_tui.store import standings, then
from csm_tui.store.account_keys import account_keys
from csm_tui.store.faults import faults
from csm_tui.store.tables import OF_KIND

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.store.database import Book

OWN_SOURCE = "csm"
# Columns that are not simply those of the table.
_EXPRESSIONS = {
    ("accounts", "external_id"): "e.external_id",
    ("accounts", "source"): "e.source",
    ("accounts", "health"): "NULL",
    ("accounts", "pulse"): "NULL",
    # So the currency of the book goes with it into another.
    ("accounts", "currency"): (
        "ifnull(t.currency, (SELECT value FROM setting WHERE key = 'currency'))"
    ),
    ("health", "score"): "CASE WHEN t.measure = 'score' THEN t.value END",
    ("health", "measure"): "nullif(t.measure, 'score')",
    ("health", "value"): "CASE WHEN t.measure <> 'score' THEN t.value END",
}
_CUSTOM_VALUES = {
    "text": "value",
    "date": "value",
    "number": "CAST(value AS REAL)",
    "bool": "value = 'true'",
}
# What rows are sorted by before everything else.
_FIRST = ("account", "name", "date", "start_date")


class Exported(NamedTuple):
    """An account as its file has it, and how other files refer to it."""

    account_id: int
    reference: str
    external_id: str | None
    source: str


@contextmanager
def exporting(book: Book, *, today: date, filter: Filter | None = None) -> Iterator[Export]:
    """Give the export of one moment of the book; `filter` says of which accounts.

    What goes wrong with the book becomes a CsmError; what goes wrong in the block stays as it is.
    """
    export = Export(book)
    try:
        export.choose(filter, today)
        yield export
    finally:
        export.end()


class Export:
    """The book as canonical rows, as of one moment; made by `exporting`."""

    def __init__(self, book: Book) -> None:
        self._path = book.path
        self._connection = book.connection

    def choose(self, filter: Filter | None, today: date) -> None:
        """Hold the moment; note which accounts are exported and how they are referred to."""
        with faults(self._path):
            if filter is not None:
                standings.prepare(self._connection, today)
            self._connection.execute("BEGIN")
            self._choose(filter, today)

    def end(self) -> None:
        """Let the moment go."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _choose(self, filter: Filter | None, today: date) -> None:
        chosen = self._matching(filter, today) if filter is not None else None
        # The book is written as it is, also where the day asked for is an earlier one.
        then.forget(self._connection)
        keys = [key for key in account_keys(self._connection) if not key.archived]
        self._connection.execute(
            "CREATE TEMP TABLE exported_account(account_id INTEGER PRIMARY KEY, reference TEXT, "
            "external_id TEXT, source TEXT)"
        )
        self._connection.executemany(
            "INSERT INTO temp.exported_account VALUES (?, ?, ?, ?)",
            (one for one in references(keys) if chosen is None or one.account_id in chosen),
        )
        for kind in [kind for kind in KINDS if self._has_id(kind)]:
            self._tell_ids_apart(kind)

    def _matching(self, filter: Filter, today: date) -> set[int]:
        condition, parameters = filters.where(self._connection, filter, today)
        rows = self._connection.execute(
            "SELECT s.account_id FROM standing s JOIN account a ON a.id = s.account_id "
            f"WHERE {filters.scope(filter)} AND {condition}",
            parameters,
        )
        return {row[0] for row in rows}

    def kinds(self) -> list[str]:
        """Return the kinds that have rows, in the order of INTERFACE."""
        return [kind for kind in KINDS if next(self.rows(kind), None) is not None]

    def columns(self, kind: str) -> tuple[Column, ...]:
        """Return the columns of `kind`: the canonical ones, of accounts also their custom fields.

        Those are the fields in which an exported account has anything, by name.
        """
        if kind != "accounts":
            return KINDS[kind].exported
        return (*KINDS[kind].exported, *(column for column, _ in self._custom))

    @cached_property
    def _custom(self) -> list[tuple[Column, str]]:
        """Return the columns of custom fields, and the SQL of each: a field goes in as its id."""
        with faults(self._path):
            rows = self._connection.execute(
                "SELECT f.id, f.name, f.type FROM custom_field f WHERE EXISTS "
                "(SELECT 1 FROM custom_value v JOIN temp.exported_account e "
                "ON e.account_id = v.account_id WHERE v.field_id = f.id AND v.value IS NOT NULL) "
                "ORDER BY f.name_key"
            ).fetchall()
        of_field = "(SELECT {} FROM custom_value WHERE account_id = t.id AND field_id = {:d})"
        return [
            (
                Column(own_header(name, of_type), of_type),
                of_field.format(_CUSTOM_VALUES[of_type], field_id),
            )
            for field_id, name, of_type in rows
        ]

    def rows(
        self, kind: str, columns: Sequence[str] | None = None
    ) -> Generator[tuple[object, ...], None, None]:
        """Yield the rows of `kind`, values as the book holds them, in `columns`.

        By default those are the canonical ones; others are those of `columns()`.

        Close it before the book where not all of them are taken.
        """
        header = KINDS[kind].header
        expressions = {name: self._expression(kind, name) for name in header}
        if kind == "accounts":
            expressions |= {column.name: sql for column, sql in self._custom}
        first = sorted(header, key=lambda name: (name not in _FIRST, header.index(name)))
        wanted = ", ".join(expressions[name] for name in columns or header)
        with faults(self._path):
            yield from self._connection.execute(
                f"SELECT {wanted} FROM {self._source(kind)} "
                f"ORDER BY {', '.join(expressions[name] for name in first)}"
            )

    def _source(self, kind: str) -> str:
        table = OF_KIND[kind]
        account = "t.id" if kind == "accounts" else "t.account_id"
        source = f"{table} t JOIN temp.exported_account e ON e.account_id = {account}"
        if self._has_id(kind):
            source += f" LEFT JOIN temp.exported_{table} i ON i.row_id = t.id"
        if kind == "touchpoints":
            source += " WHERE NOT (t.status = 'planned' AND t.booked = 0)"
        return source

    def _expression(self, kind: str, name: str) -> str:
        if name == "account":
            return "e.reference"
        if name == "external_id" and self._has_id(kind):
            return "CASE WHEN i.row_id IS NULL THEN t.external_id ELSE i.external_id END"
        return _EXPRESSIONS.get((kind, name), f"t.{name}")

    def _has_id(self, kind: str) -> bool:
        """Return whether rows of `kind` have ids but no source, so that ids may be there twice."""
        return kind != "accounts" and "external_id" in KINDS[kind].header

    def _tell_ids_apart(self, kind: str) -> None:
        """Note the ids that rows of several sources share: they get the source's name."""
        table = OF_KIND[kind]
        rows = self._connection.execute(
            f"SELECT t.id, t.source, t.external_id FROM {table} t JOIN temp.exported_account e "
            "ON e.account_id = t.account_id WHERE t.external_id IN (SELECT external_id "
            f"FROM {table} GROUP BY external_id HAVING count(*) > 1) "
            "ORDER BY t.source, t.external_id"
        ).fetchall()
        self._connection.execute(
            f"CREATE TEMP TABLE exported_{table}(row_id INTEGER PRIMARY KEY, external_id TEXT)"
        )
        given: set[str] = set()
        for row_id, source, external_id in rows:
            text = f"{source}:{external_id}" if source else external_id
            there = self._connection.execute(
                f"SELECT 1 FROM {table} WHERE external_id = ? AND id <> ?", (text, row_id)
            ).fetchone()
            # With a source's name before it an id may be another row's: then it has none.
            free = text not in given and (not source or there is None)
            given.add(text)
            self._connection.execute(
                f"INSERT INTO temp.exported_{table} VALUES (?, ?)",
                (row_id, text if free else None),
            )


def references(keys: Sequence[AccountKey]) -> list[Exported]:
    """Return how each account is exported and referred to, so that a new book resolves it alike."""
    taken = {(key.source, key.external_id) for key in keys}
    keys = list(keys)
    while True:
        index = AccountIndex(keys)
        found = [(key, _reference(key, index)) for key in keys]
        if all(reference is not None for _, reference in found):
            return [
                Exported(key.id, reference or "", key.external_id, key.source)
                for key, reference in found
            ]
        keys = [_marked(key, taken) if reference is None else key for key, reference in found]


def _reference(key: AccountKey, index: AccountIndex) -> str | None:
    qualified = None if key.external_id is None else f"{key.source}:{key.external_id}"
    for text in (key.external_id, key.domain, key.name, qualified):
        if text is not None and text.strip() and index.resolve(text) == key.id:
            return text
    return None


def _marked(key: AccountKey, taken: set[tuple[str, str | None]]) -> AccountKey:
    mark, number = f"csm-{key.id}", 1
    while (OWN_SOURCE, mark) in taken:
        number += 1
        mark = f"csm-{key.id}-{number}"
    taken.add((OWN_SOURCE, mark))
    return key._replace(external_id=mark, source=OWN_SOURCE)
