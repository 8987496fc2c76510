"""An import before it is in the book: rows in TEMP tables, compared with it, then applied.

Files are planned one after the other, each against the book as the files before it would leave it
(`temp.plan_<table>` holds every row as it will be), so that two files of one import come out as two
imports would. Nothing is written to the book's file before `apply`; a dry run ends before that.

Names in the SQL here are those of the schema, checked against it; what a file says is a parameter.
"""
# ruff: noqa: S608

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import deque
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from csm_tui.store.conflicts import Conflict, find_conflicts
from csm_tui.store.connection import temporary_tables
from csm_tui.store.faults import faults
from csm_tui.store.id_set import IdSet
from csm_tui.store.planned_custom import PlannedCustom
from csm_tui.store.tables import OF_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

    from csm_tui.store.database import Book
    from csm_tui.store.recorder import Recorder

# So many rows that change a field are told; nobody reads further.
EXAMPLES = 200


class Differing(NamedTuple):
    """How many staged rows change `field`, and the biggest: (line, account, before, after)."""

    field: str
    rows: int
    examples: tuple[tuple[int, str, object, object], ...]


class ChangedText(NamedTuple):
    """A staged row that changes a text; what was there may be None."""

    row: int
    line: int
    before: str | None
    after: str


class Other(NamedTuple):
    """A row that means `account`, though its new `field` (name, domain) is that of `other`."""

    line: int
    field: str
    account: str
    other: str


class Outcome(NamedTuple):
    """What a staged file would do to its table, by the lines of its rows.

    A line that holds several rows (a wide sheet's) may be in more than one of the sets.
    """

    added: Set[int]
    changed: Set[int]
    known: Set[int]
    differing: tuple[Differing, ...]


@contextmanager
def staging(book: Book) -> Iterator[Staging]:
    """Give the TEMP tables of one import and drop them at the end, however it ends."""
    with faults(book.path):
        staged = Staging(book.connection)
        staged.sweep()
        temporary_tables(book.connection, in_memory=False)
        try:
            yield staged
        finally:
            # What was cut off may still be reading a table; and what fails here, after the commit,
            # must not deny the import. The next one sweeps away what is left.
            with suppress(sqlite3.OperationalError):
                staged.reset()
                temporary_tables(book.connection, in_memory=True)


class Staging(PlannedCustom):
    """The TEMP tables of one import on the connection of an open book."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._table = ""
        self._fields: tuple[str, ...] = ()

    def sweep(self) -> None:
        """Drop what an import that was cut off has left on this connection."""
        left = self._connection.execute(
            "SELECT type, name FROM temp.sqlite_master WHERE name = 'staged' "
            "OR name GLOB 'current_*' OR name GLOB 'plan_*' ORDER BY name"
        ).fetchall()
        for kind, name in left:
            self._connection.execute(f"DROP {kind} temp.{name}")
        self.accounts.drop()

    def reset(self) -> None:
        """Forget everything staged and planned."""
        super().reset()
        self._connection.execute("DROP TABLE IF EXISTS temp.staged")

    def stage(self, table: str, fields: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Stage the rows of one file: (number, line, target, *fields).

        `target` is the row of the book that a row means, None for one that is open. Values are
        stored as they are; None keeps what is there.
        """
        self._check(table, fields)
        self._table, self._fields = table, tuple(fields)
        self._connection.execute("DROP TABLE IF EXISTS temp.staged")
        self._connection.execute(
            "CREATE TEMP TABLE staged(row INTEGER PRIMARY KEY, line INTEGER, target INTEGER, "
            f"{', '.join(fields)})"
        )
        marks = ", ".join("?" * (3 + len(fields)))
        self._connection.executemany(f"INSERT INTO temp.staged VALUES ({marks})", rows)

    def link_equal(self, fields: Sequence[str]) -> None:
        """Link open rows to rows of the book equal in all `fields`, the k-th to the k-th.

        Rows with an external id, and rows of the book that are linked already, stay out of it.
        """
        current, open_rows = self._current(self._table), "target IS NULL"
        if "external_id" in self._fields:
            open_rows += " AND external_id IS NULL"
        there = (
            f"account_id IN (SELECT account_id FROM temp.staged WHERE {open_rows}) "
            "AND id NOT IN (SELECT target FROM temp.staged WHERE target IS NOT NULL)"
        )
        listed = ", ".join(fields)
        if not self._any(f"SELECT 1 FROM {current} WHERE {there}"):
            return
        both = self._connection.execute(
            f"SELECT account_id, 0 AS side, id AS number, {listed} FROM {current} WHERE {there} "
            f"UNION ALL SELECT account_id, 1, row, {listed} FROM temp.staged WHERE {open_rows} "
            "ORDER BY 1, 2, 3"
        )
        pairs = [array("q"), array("q")]
        for there_is, row in _pairs(both):
            pairs[0].append(there_is)
            pairs[1].append(row)
        self._connection.executemany(
            "UPDATE temp.staged SET target = ? WHERE row = ?", zip(*pairs, strict=True)
        )

    def leave_implied(self, field: str, value: str) -> None:
        """Take `value` out of the staged rows whose record has none there, and means the same."""
        self._check(self._table, (field,))
        self._connection.execute(
            f"UPDATE temp.staged SET {field} = NULL WHERE {field} = ? AND target IN "
            f"(SELECT id FROM {self._current(self._table)} WHERE {field} IS NULL)",
            (value,),
        )

    def keep_by_hand(
        self, *, clear_blanks: bool, owned: frozenset[str] = frozenset()
    ) -> list[Conflict]:
        """Take out of the staged rows what would change a field last set by hand; say which.

        Only entries made after an import count: a first import fills what was typed before it.
        `owned` fields are the file's whatever was typed.
        """
        tests = self._tests(clear_blanks)
        kept = {field: test for field, test in tests.items() if field not in owned}
        if not kept:
            return []
        conflicts = find_conflicts(self._connection, self._table, self._joined, kept)
        for conflict in conflicts:
            self._connection.execute(
                f"UPDATE temp.staged SET {conflict.field} = ? WHERE row = ?",
                (conflict.kept, conflict.row),
            )
        return conflicts

    def plan(self, file: int, *, clear_blanks: bool) -> Outcome:
        """Compare the staged rows with the book, and plan what they change and what they add.

        Rows that are still open are new; they get the next ids, in the order of the file.
        """
        self._make_plan(self._table)
        tests = self._tests(clear_blanks)
        changed = self._lines(f"{self._joined()} WHERE {' OR '.join(tests.values())}")
        differing = self._differing(tests) if changed else ()
        if changed:
            self._plan_changes(file, tests)
        known = self._lines("temp.staged s WHERE target IS NOT NULL")
        return Outcome(self._plan_open(file), changed, known, differing)

    def plan_new(
        self, table: str, file: int, fields: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Plan rows that are known to be new: (id, line, *fields), ids from `next_id(table)` on."""
        self._check(table, fields)
        self._make_plan(table)
        marks = ", ".join("?" * len(fields))
        added = self._connection.executemany(
            f"INSERT INTO temp.plan_{table}(file, new, id, line, {', '.join(fields)}) "
            f"VALUES ({file:d}, 1, ?, ?, {marks})",
            rows,
        ).rowcount
        self._next[table] = self.next_id(table) + added

    def doubles(self, file: int, field: str) -> list[tuple[int, int]]:
        """Return the lines of planned new accounts of a file that share a text with an earlier one.

        Each with the line of the first, in the order of the file; `field` is name_fold or domain.
        """
        self._check("account", (field,))
        rows = self._connection.execute(
            "SELECT line, first FROM (SELECT id, line, row_number() OVER alike AS place, "
            "first_value(line) OVER alike AS first FROM temp.plan_account "
            f"WHERE new AND file = ? AND {field} <> '' "
            f"WINDOW alike AS (PARTITION BY lower({field}) ORDER BY id)) "
            "WHERE place > 1 ORDER BY id",
            (file,),
        )
        return rows.fetchall()

    def changed_texts(self, field: str) -> list[ChangedText]:
        """Return the staged rows that change a text of the book's, in the order of the file."""
        self._check(self._table, (field,))
        rows = self._connection.execute(
            f"SELECT s.row, s.line, t.{field}, s.{field} FROM temp.staged s "
            f"JOIN main.{self._table} t ON t.id = s.target "
            f"WHERE s.{field} IS NOT t.{field} AND s.{field} IS NOT NULL ORDER BY s.row"
        )
        return list(map(ChangedText._make, rows))

    def others(self, field: str, texts: Mapping[int, str]) -> list[Other]:
        """Return the staged rows (row -> new text) whose text another living account has.

        `field` is name_fold or domain; accounts that the file has too are none of the others.
        """
        self._check("account", (field,))
        rows = self._connection.execute(
            "SELECT s.line, t.name, b.name FROM json_each(?) w "
            "JOIN temp.staged s ON s.row = CAST(w.key AS INTEGER) "
            "JOIN main.account t ON t.id = s.target "
            f"JOIN main.account b ON b.{field} IN (w.value, lower(w.value)) AND b.id <> s.target "
            "WHERE b.archived_on IS NULL AND b.id NOT IN "
            "(SELECT target FROM temp.staged WHERE target IS NOT NULL) ORDER BY s.row",
            (json.dumps(texts),),
        )
        name = field.removesuffix("_fold")
        return [Other(line, name, account, other) for line, account, other in rows]

    def apply(self, recorder: Recorder, origins: Sequence[int]) -> None:
        """Write what is planned through the journal; `origins` are the files' origins, in order."""
        for table in (*OF_KIND.values(), "custom_field", "custom_value"):
            if table in self._planned:
                self._apply_new(recorder, table, origins)
                self._apply_changes(recorder, table, origins)

    def _apply_new(self, recorder: Recorder, table: str, origins: Sequence[int]) -> None:
        columns, today = self._planned[table], recorder.today.isoformat()
        extra = {"entered_on": today} if table == "account" else {}
        values = [self._filled(table, column, today) for column in columns]
        for file, origin in enumerate(origins):
            select = (
                f"SELECT id, line, ?, {'?, ' * len(extra)}{', '.join(values)} "
                f"FROM temp.plan_{table} WHERE new AND file = ? ORDER BY id"
            )
            if self._any(f"SELECT 1 FROM temp.plan_{table} WHERE new AND file = {file}"):
                given = ("id", "line", "origin_id", *extra, *columns)
                recorder.insert_select(table, given, select, (origin, *extra.values(), file))

    def _apply_changes(self, recorder: Recorder, table: str, origins: Sequence[int]) -> None:
        columns = [column for column in self._planned[table] if column != "name_fold"]
        cursor = self._connection.execute(
            f"SELECT id, file, line, {', '.join(columns)} FROM temp.plan_{table} WHERE NOT new "
            "ORDER BY id"
        )
        rows = ((row[0], origins[row[1]], row[2], *row[3:]) for row in cursor)
        recorder.update_many(table, ("origin_id", "line", *columns), rows)

    def _filled(self, table: str, column: str, today: str) -> str:
        """Return the SQL value of a new row's column; a touchpoint to come is planned."""
        known = self._columns_of(table)[column]
        if (table, column) == ("touchpoint", "status"):
            return f"ifnull(status, CASE WHEN date > '{today}' THEN 'planned' ELSE 'done' END)"
        return f"ifnull({column}, {known.default})" if known.default is not None else column

    def _joined(self, more: str = "") -> str:
        """Return the staged rows (`s`) that mean one there is already, beside it (`t`)."""
        # Before the first plan of a table the view would only cost: it is the table itself.
        table = self._table
        used = table in self._planned and self._any(f"SELECT 1 FROM temp.plan_{table}")
        current = self._current(table) if used else f"main.{table}"
        return f"temp.staged s JOIN {current} t ON t.id = s.target {more}"

    def _tests(self, clear_blanks: bool) -> dict[str, str]:
        """Return for each staged field the SQL test whether it changes."""
        known = self._columns_of(self._table)
        return {
            field: f"s.{field} IS NOT t.{field}"
            if clear_blanks and not known[field].required and field not in ("external_id", "source")
            else f"(s.{field} IS NOT NULL AND s.{field} IS NOT t.{field})"
            for field in self._fields
        }

    def _lines(self, source: str) -> Set[int]:
        rows = self._connection.execute(f"SELECT s.line FROM {source}")
        return IdSet(row[0] for row in rows)

    def _differing(self, tests: Mapping[str, str]) -> tuple[Differing, ...]:
        joined = self._joined()
        sums = ", ".join(f"sum({test})" for test in tests.values())
        counts = self._connection.execute(f"SELECT {sums} FROM {joined}").fetchone()
        found = []
        for (field, test), rows in zip(tests.items(), counts, strict=True):
            if rows:
                examples = self._connection.execute(
                    f"SELECT s.line, s.target, t.{field}, s.{field} FROM {joined} WHERE {test} "
                    f"ORDER BY {self._weight(field)}, s.row LIMIT {EXAMPLES}"
                ).fetchall()
                told = self._told(field)
                named = [
                    (e[0], self._name_of_owner(e[1]), told(e[2]), told(e[3])) for e in examples
                ]
                found.append(Differing(field, int(rows), tuple(named)))
        return tuple(found)

    def _weight(self, field: str) -> str:
        """Return the SQL order of changes: figures by how much, then by the account's ARR."""
        arr = "t.arr"
        if self._table != "account":
            arr = "(SELECT a.arr FROM main.account a WHERE a.id = t.account_id)"
        if field.endswith("_id"):
            return f"{arr} DESC"
        figure = f"typeof(ifnull(s.{field}, t.{field})) IN ('integer', 'real')"
        by = f"abs(ifnull(s.{field}, 0) - ifnull(t.{field}, 0))"
        return f"CASE WHEN {figure} THEN {by} END DESC, {arr} DESC"

    def _told(self, field: str) -> Callable[[object], object]:
        """Return what makes a stored value one to show: accounts have names."""
        if field != "account_id":
            return lambda value: value
        return lambda value: self.account_name(value) if isinstance(value, int) else value

    def new_readings(self, measure: str) -> Differing | None:
        """Return the staged readings of a measure that are new to accounts of the book.

        Before is the latest one known on that day.
        """
        count = "SELECT count(*) FROM temp.staged s JOIN main.account a ON a.id = s.account_id "
        new = "WHERE s.target IS NULL AND s.measure = ?"
        (rows,) = self._connection.execute(count + new, (measure,)).fetchone()
        if not rows:
            return None
        examples = self._connection.execute(
            "SELECT line, name, before, value FROM (SELECT s.row, s.line, a.name, a.arr, s.value, "
            "(SELECT h.value FROM main.health h WHERE h.account_id = s.account_id AND "
            "h.measure = s.measure AND h.date <= s.date ORDER BY h.date DESC, h.id DESC LIMIT 1) "
            f"AS before FROM temp.staged s JOIN main.account a ON a.id = s.account_id {new}) "
            f"ORDER BY abs(value - before) DESC, arr DESC, row LIMIT {EXAMPLES}",
            (measure,),
        )
        return Differing(measure, int(rows), tuple(examples))

    def _name_of_owner(self, target: int) -> str:
        """Return the name of the account that row `target` of the staged table belongs to."""
        if self._table == "account":
            return self.account_name(target)
        sql = f"SELECT account_id FROM {self._current(self._table)} WHERE id = ?"
        found = self._connection.execute(sql, (target,)).fetchone()
        return "" if found is None else self.account_name(found[0])

    def _plan_changes(self, file: int, tests: Mapping[str, str]) -> None:
        """Plan the changed rows as they will be; what an earlier file adds stays its own."""
        plan = f"temp.plan_{self._table}"
        values = [
            f"CASE WHEN {tests[column]} THEN s.{column} ELSE t.{column} END"
            if column in tests
            else f"t.{column}"
            for column in self._columns_of(self._table)
        ]
        self._connection.execute(
            f"INSERT OR REPLACE INTO {plan} SELECT t.id, ifnull(p.file, ?), "
            f"ifnull(p.line, s.line), p.id IS NOT NULL, {', '.join(values)} "
            f"FROM {self._joined(f'LEFT JOIN {plan} p ON p.id = s.target AND p.new')} "
            f"WHERE {' OR '.join(tests.values())}",
            (file,),
        )

    def _plan_open(self, file: int) -> Set[int]:
        first = self.next_id(self._table)
        listed = ", ".join(self._fields)
        added = self._connection.execute(
            f"INSERT INTO temp.plan_{self._table}(id, file, line, new, {listed}) "
            f"SELECT ? + row_number() OVER (ORDER BY row), ?, line, 1, {listed} "
            "FROM temp.staged WHERE target IS NULL ORDER BY row",
            (first - 1, file),
        ).rowcount
        self._next[self._table] = first + added
        return self._lines("temp.staged s WHERE target IS NULL")


def _pairs(both: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    """Yield (id there, row here) for equal rows of one account.

    `both` are (account, 0 for there or 1 for here, number, *values), sorted.
    """
    for _, rows in groupby(both, key=itemgetter(0)):
        there: dict[tuple[object, ...], deque[int]] = {}
        for _, here, number, *values in rows:
            key = tuple(values)
            if not here:
                there.setdefault(key, deque()).append(number)
            elif equal := there.get(key):
                yield equal.popleft(), number
