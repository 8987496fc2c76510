"""The book as it is and as it would be: nothing of it is kept (DOMAIN §9, What-if)."""

from __future__ import annotations

import json
from copy import copy
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from csm_tui.domain.days import before
from csm_tui.domain.filters import parse as parse_filter
from csm_tui.domain.model_changes import apply
from csm_tui.domain.model_file import load
from csm_tui.domain.model_keys import find
from csm_tui.domain.served_account import WINDOW_DAYS
from csm_tui.domain.what_if import NO_GROWTH, growth_of
from csm_tui.domain.what_if_figures import (
    Figures,
    Move,
    Served,
    Turn,
    figures,
    moves,
    served,
    turns,
)
from csm_tui.domain.what_if_reach import Reach
from csm_tui.domain.what_if_standing import Stood, Supposed
from csm_tui.queries import filters
from csm_tui.queries.accounts import currency
from csm_tui.queries.economics import minutes_logged
from csm_tui.queries.reassessing import reassess
from csm_tui.queries.touch_models import text_in_force
from csm_tui.store.builders import ACCOUNT_COLUMNS, account_from_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Mapping, Sequence

    from csm_tui.domain.account import Account
    from csm_tui.domain.filters import Filter
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if import Growth, Wish

Value = object


class Changed(NamedTuple):
    """A key of the model with its value before and after, as the file has them; None is absent."""

    key: str
    before: Value
    after: Value


class WhatIf(NamedTuple):
    """Today and then, and what lies between them.

    `toml` is the model as supposed, its comments kept; `reassessed` counts the accounts that had to
    be assessed again. `names` are those of the accounts in `moves` and `turns`.
    """

    wish: Wish
    changes: tuple[Changed, ...]
    toml: str
    model: TouchModel
    growth: Growth
    today: Figures
    then: Figures
    moves: tuple[Move, ...]
    turns: tuple[Turn, ...]
    names: Mapping[int, str]
    reassessed: int


class Supposing:
    """A book that is asked what if, as often as wanted: it is read once."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        today: date,
        filter: Filter | None = None,
        available: Callable[[TouchModel], float] | None = None,
    ) -> None:
        """Read the live accounts that `filter` keeps, as they stand `today`.

        `available` says the hours a month that a CSM has under a model (None: what it states).
        """
        self._connection = connection
        self._today = today
        self._available = available or (lambda model: model.hours.available_month)
        self.name, self.toml = text_in_force(connection)
        self.model = load(self.toml, file=self.name)
        self.currency = currency(connection)
        self._rows = _stood(connection, filter or parse_filter(""), self.model, today)
        self._minutes = minutes_logged(connection, "", (), before(today, WINDOW_DAYS), today)
        self._flags = served(self._rows, self._minutes, self.model, self.currency)
        self.figures = figures(self._rows, self._flags, self.model, self._available(self.model))

    def on(self, connection: sqlite3.Connection) -> Supposing:
        """Return the same book as it was read, asked on another connection to it."""
        other = copy(self)
        other._connection = connection
        return other

    def suppose(self, wish: Wish, progress: Callable[[int, int], None] | None = None) -> WhatIf:
        """Return today beside what is supposed.

        Raises ModelProblem for a key that there is not, with the nearest, and for a model that
        contradicts itself; UsageError for growth from nothing. `progress` is told (done, all) of
        the accounts that are assessed again; what it raises ends it.
        """
        changes, toml, model = self._changed(wish)
        whole = self.figures.whole
        growth = growth_of(wish, whole.accounts, whole.arr)
        rows, reassessed = self.rows_under(model, growth, progress)
        flags, then = self._flags, self.figures
        if (model, growth) != (self.model, NO_GROWTH):
            flags = self._served(rows, model)
            then = figures(rows, flags, model, self._available(model), growth.accounts)
        moved = moves(self._rows, rows)
        turned = turns(self._flags, flags)
        names = self.names({move.account_id for move in moved} | {one.account_id for one in turned})
        moved.sort(key=lambda move: (-(move.arr or 0), names[move.account_id], move.account_id))
        return WhatIf(
            wish,
            changes,
            toml,
            model,
            growth,
            self.figures,
            then,
            tuple(moved),
            tuple(turned),
            names,
            reassessed,
        )

    def under(
        self, model: TouchModel, progress: Callable[[int, int], None] | None = None
    ) -> tuple[list[Stood], Figures]:
        """Return where every account would stand under another model, and the figures of that.

        The accounts come in one order, whatever the model.
        """
        if model == self.model:
            return self._rows, self.figures
        rows, _ = self.rows_under(model, NO_GROWTH, progress)
        flags = served(rows, self._minutes, model, self.currency)
        return rows, figures(rows, flags, model, self._available(model))

    def _changed(self, wish: Wish) -> tuple[tuple[Changed, ...], str, TouchModel]:
        """Return the keys of the model that change, and the model with them."""
        if not wish.keys:
            return (), self.toml, self.model
        import tomllib

        label = f"{self.name}, as supposed"
        toml = apply(self.toml, wish.keys, file=label)
        model = load(toml, file=label)
        old, new = tomllib.loads(self.toml), tomllib.loads(toml)
        changes = []
        for typed in wish.keys:
            key = find(typed, new, file=label)
            changes.append(Changed(key.dotted, _value(old, key.parts), _value(new, key.parts)))
        return tuple(changes), toml, model

    def rows_under(
        self,
        model: TouchModel,
        growth: Growth,
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[list[Stood], int]:
        """Return where every account would stand, in the order of `rows`, and how many are new."""
        reach = Reach(self.model, model, growth, self._today)
        if reach.nothing:
            return self._rows, 0
        accounts = self._accounts if reach.reads_accounts else {}
        rows: list[Stood] = []
        whole: list[int] = []
        clocks: list[Stood] = []
        for row in self._rows:
            known, depth = reach.of(row, accounts.get(row.account_id))
            rows.append(known)
            if depth == "whole":
                whole.append(row.account_id)
            elif depth == "clock":
                clocks.append(known)
        supposed = Supposed(model, growth, self._today)
        anew = {
            row.account_id: row
            for row in reassess(self._connection, whole, clocks, supposed, progress)
        }
        return [anew.get(row.account_id, row) for row in rows], len(whole) + len(clocks)

    def _served(self, rows: Sequence[Stood], model: TouchModel) -> dict[int, Served]:
        """Return who is over- and under-served; only those are judged who stand otherwise."""
        old = self.model
        if (old.costs, old.size.split, list(old.tiers)) != (
            model.costs,
            model.size.split,
            list(model.tiers),
        ):
            return served(rows, self._minutes, model, self.currency)
        changed = [row for was, row in zip(self._rows, rows, strict=True) if row != was]
        flags = dict(self._flags)
        for row in changed:
            flags.pop(row.account_id, None)
        return flags | served(changed, self._minutes, model, self.currency)

    @cached_property
    def _accounts(self) -> dict[int, Account]:
        """Return the accounts as they are recorded; only growth and few keys ask for them."""
        found = self._connection.execute(f"SELECT {ACCOUNT_COLUMNS} FROM account")  # noqa: S608
        return {account.id: account for account in map(account_from_row, found)}

    def names(self, ids: Collection[int]) -> dict[int, str]:
        """Return the names of accounts by id."""
        found = self._connection.execute(
            "SELECT account_id, name FROM standing WHERE account_id IN"
            " (SELECT value FROM json_each(?))",
            (json.dumps(sorted(ids)),),
        )
        return dict(found.fetchall())


def what_if(
    connection: sqlite3.Connection,
    wish: Wish,
    *,
    today: date,
    filter: Filter | None = None,
    available: Callable[[TouchModel], float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WhatIf:
    """Return today beside what is supposed, as `Supposing.suppose` does."""
    book = Supposing(connection, today=today, filter=filter, available=available)
    return book.suppose(wish, progress)


def _stood(
    connection: sqlite3.Connection, filter: Filter, model: TouchModel, today: date
) -> list[Stood]:
    condition, parameters = filters.where(connection, filter, today)
    rows = connection.execute(
        "SELECT s.account_id, s.arr, s.tier, s.stage, s.at_risk, s.level, s.quadrant, s.size,"  # noqa: S608
        " s.need, s.health, s.health_band,"
        " CASE WHEN s.size >= ? AND s.overdue_from IS NOT NULL AND s.hard_on <= ?"
        f" THEN s.hard_on END FROM {filters.source(condition)}"
        f" WHERE +s.archived = 0 AND {filters.LIVE} AND {condition} ORDER BY s.account_id",
        [model.size.split, today.isoformat(), *parameters],
    )
    return [
        Stood._make((*row[:4], bool(row[4]), *row[5:-1], row[-1] and date.fromisoformat(row[-1])))
        for row in rows
    ]


def _value(table: Any, parts: Sequence[str | int]) -> Any:
    """Return the plain value at a key, None where there is none."""
    for part in parts:
        if isinstance(part, int):
            table = table[part] if isinstance(table, list) and part < len(table) else None
        else:
            table = table.get(part) if isinstance(table, dict) else None
    return table
