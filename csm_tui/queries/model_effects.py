"""What one touch model does to this book beside another: figures, and who moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.model_moves import MovedAccount, summed
from csm_tui.domain.what_if_figures import moves
from csm_tui.queries.what_if import Supposing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from datetime import date

    from csm_tui.domain.model_moves import Moved
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if_figures import Figures


class Effect(NamedTuple):
    """The figures of a book under two models, and what moves between them."""

    before: Figures
    after: Figures
    moved: Moved


def figures_under(
    connection: sqlite3.Connection,
    model: TouchModel,
    *,
    today: date,
    available: Callable[[TouchModel], float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Figures:
    """Return the figures of the living accounts under `model`, as of `today`.

    `available` says the hours a month that a CSM has under a model (None: what it states);
    `progress` is told (done, all) of the accounts that are assessed for it.
    """
    return Supposing(connection, today=today, available=available).under(model, progress)[1]


def effect(
    connection: sqlite3.Connection,
    before: TouchModel,
    after: TouchModel,
    *,
    today: date,
    available: Callable[[TouchModel], float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Effect:
    """Return what `after` does to the living accounts that `before` does not, as of `today`.

    `available` and `progress` are those of `figures_under`.
    """
    book = Supposing(connection, today=today, available=available)
    rows, figures = book.under(before, progress)
    later, others = book.under(after, progress)
    found = moves(rows, later)
    names = book.names({move.account_id for move in found})
    moved = (MovedAccount(move.account_id, names[move.account_id], *move[1:]) for move in found)
    return Effect(figures, others, summed(moved, len(rows)))
