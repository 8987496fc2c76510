"""Standings under a touch model that is only supposed, worked out side by side in a large book.

Nothing is kept. Of an account whose clock nobody asks for only what its tier, quadrant and level
stand on is read: the answer is that of `assess()`, a law of the tests.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

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
from csm_tui.store.rows import facts_for
from csm_tui.store.then import look_back

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.pool import Pool

T = TypeVar("T")
# So many accounts at a time, and from so many on processes side by side pay for their start.
_CHUNK: Final = 250
_SIDE_BY_SIDE: Final = 1_500
_MOST_PROCESSES: Final = 8


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
    chunks = [_Chunk(part, ()) for part in _parts(whole)]
    chunks += [_Chunk((), part) for part in _parts(clocks)]
    number = len(whole) + len(clocks)
    if processes is None:
        processes = min(os.cpu_count() or 1, _MOST_PROCESSES) if number >= _SIDE_BY_SIDE else 1
    done = 0
    with _worked(connection, chunks, supposed, processes) as results:
        for rows in results:
            if progress is not None:
                progress(done, number)
            done += len(rows)
            yield from rows
    if progress is not None and number:
        progress(number, number)


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


@contextmanager
def _worked(
    connection: sqlite3.Connection,
    chunks: Sequence[_Chunk],
    supposed: Supposed,
    processes: int,
) -> Iterator[Iterator[list[Stood]]]:
    """Give the results of the chunks, in any order."""
    path = _file_of(connection)
    pool = _pool(path, supposed, processes) if processes > 1 and path is not None else None
    if pool is None:
        yield (_anew(connection, chunk, supposed) for chunk in chunks)
        return
    # Leaving it, also by Ctrl-C, ends the processes.
    with pool:
        yield pool.imap_unordered(_in_process, chunks)


def _file_of(connection: sqlite3.Connection) -> Path | None:
    name = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")
    (file,) = name.fetchone()
    return Path(file) if file else None


def _pool(path: Path, supposed: Supposed, processes: int) -> Pool | None:
    """Return processes that read the book, None where the machine does not let us have any."""
    from multiprocessing import get_context

    try:
        _begin_tracker()
        with _deaf_to_interrupts():
            return get_context("spawn").Pool(processes, _begin, (path, supposed))
    except (OSError, ImportError):
        return None


def _begin_tracker() -> None:
    """Begin the process that tidies up after the others where screens have stderr's place.

    It is handed stderr, and what stands in its place has no file to hand over.
    """
    import sys
    from contextlib import redirect_stderr

    try:
        if os.name != "posix" or sys.stderr.fileno() >= 0:
            return
    except (AttributeError, OSError, ValueError):
        # What has no such number at all is passed over.
        return
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes that are started in the block ignore Ctrl-C: theirs to end is who began them.

    A thread that may not say so has a terminal that sends none.
    """
    import signal

    try:
        heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


# What a process of the pool works with, once it has begun.
_mine: list[tuple[sqlite3.Connection, Supposed]] = []


def _begin(path: Path, supposed: Supposed) -> None:
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What it makes is over soon and has no cycles: the search for them is a fifth of the time.
    gc.disable()
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
