"""Standings under a touch model that is only supposed, worked out side by side in a large book.

Nothing is kept. Of an account whose clock nobody asks for only what its tier, quadrant and level
stand on is read: the answer is that of `assess()`, a law of the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.what_if_standing import (
    Stood,
    Supposed,
    clocked,
    is_large,
    placed,
    treated,
)
from csm_tui.store.connection import connect
from csm_tui.store.placing import facts_of_clock, facts_to_place
from csm_tui.store.processes import chunks, processes_for, side_by_side
from csm_tui.store.rows import facts_for
from csm_tui.store.then import look_back

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


class _Chunk(NamedTuple):
    """Accounts to assess as a whole, and those of which only the clock is to be worked out."""

    whole: Sequence[int]
    clocks: Sequence[Stood]


def reassess(
    connection: sqlite3.Connection,
    whole: Sequence[int],
    clocks: Sequence[Stood],
    supposed: Supposed,
    progress: Callable[[int, int], None] | None = None,
    *,
    processes: int | None = None,
) -> Iterator[Stood]:
    """Yield the standings of accounts as supposed: of the ids `whole`, and of the rows `clocks`.

    `progress` is told (done, all); what it raises ends the work. Large numbers are worked out by
    `processes` (None: as many as there are processors) that read the same file.
    """
    work = [_Chunk(part, ()) for part in chunks(whole)]
    work += [_Chunk((), part) for part in chunks(clocks)]
    number = len(whole) + len(clocks)
    if processes is None:
        processes = processes_for(number)
    done = 0
    with side_by_side(connection, processes, _begin, supposed) as pool:
        results = (
            (_anew(connection, chunk, supposed) for chunk in work)
            if pool is None
            else pool.imap_unordered(_in_process, work)
        )
        for rows in results:
            if progress is not None:
                progress(done, number)
            done += len(rows)
            yield from rows
    if progress is not None and number:
        progress(number, number)


# What a process of the pool works with, once it has begun.
_mine: list[tuple[sqlite3.Connection, Supposed]] = []


def _begin(path: Path, supposed: Supposed) -> None:
    connection = connect(path, read_only=True)
    look_back(connection, supposed.today)
    _mine.append((connection, supposed))


def _in_process(chunk: _Chunk) -> list[Stood]:
    connection, supposed = _mine[0]
    return _anew(connection, chunk, supposed)


def _anew(connection: sqlite3.Connection, chunk: _Chunk, supposed: Supposed) -> list[Stood]:
    return [
        *_placed_anew(connection, chunk.whole, supposed),
        *_clocked_anew(connection, chunk.clocks, supposed),
    ]


def _placed_anew(
    connection: sqlite3.Connection, ids: Sequence[int], supposed: Supposed
) -> Iterator[Stood]:
    """Yield accounts as they would stand, from no more facts than each of them needs."""
    if not ids:
        return
    model, _, today = supposed
    raised: list[int] = []
    for account, facts in facts_to_place(connection, ids, today, model, clock=True):
        row = placed(account, facts, supposed)
        if row is None:
            continue
        if is_large(row.size, model):
            at_risk, row = row.at_risk, clocked(row, account, facts, supposed)
            if row is None and not at_risk:
                row = treated(account, facts, supposed)
        if row is None:
            raised.append(account.id)
        else:
            yield row
    yield from _treated_anew(connection, raised, supposed)


def _clocked_anew(
    connection: sqlite3.Connection, rows: Sequence[Stood], supposed: Supposed
) -> Iterator[Stood]:
    """Yield accounts with the clock that follows from where they stand."""
    if not rows:
        return
    known = {row.account_id: row for row in rows}
    raised: list[int] = []
    for account, facts in facts_of_clock(connection, known, supposed.today):
        row = clocked(known[account.id], account, facts, supposed)
        if row is None:
            raised.append(account.id)
        else:
            yield row
    yield from _treated_anew(connection, raised, supposed)


def _treated_anew(
    connection: sqlite3.Connection, ids: Sequence[int], supposed: Supposed
) -> Iterator[Stood]:
    """Yield accounts as they would stand, from all facts: risk is dated from those of long ago."""
    for account, facts in facts_for(connection, ids, supposed.today) if ids else ():
        row = treated(account, facts, supposed)
        if row is not None:
            yield row
