"""Processes that work on a book side by side: each reads the same file on a connection of its own.

They end with the block that began them, however that ends. Where there is but one processor, or the
machine lets us have none, the caller does the work itself.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.pool import Pool

T = TypeVar("T")
# So many accounts at a time, and from so many on processes side by side pay for their start.
CHUNK: Final = 250
SIDE_BY_SIDE: Final = 1_500
_MOST_PROCESSES: Final = 8


def processes_for(accounts: int) -> int:
    """Return how many processes are worth their start for so many accounts."""
    return min(os.cpu_count() or 1, _MOST_PROCESSES) if accounts >= SIDE_BY_SIDE else 1


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the items, so many at a time as a process is given at once."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


@contextmanager
def side_by_side(
    connection: sqlite3.Connection,
    processes: int,
    begin: Callable[..., None],
    *given: object,
) -> Iterator[Pool | None]:
    """Give `processes` that each called `begin(path, *given)` first; None where there are none.

    `begin` and what they are asked to do are functions of a module. What the transaction of
    `connection` has written is nothing that they see.
    """
    path = _file_of(connection) if processes > 1 else None
    pool = None if path is None else _pool(processes, begin, (path, *given))
    if pool is None:
        yield None
        return
    # Leaving it, also by Ctrl-C, ends the processes.
    with pool:
        yield pool


def _file_of(connection: sqlite3.Connection) -> Path | None:
    name = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")
    (file,) = name.fetchone()
    return Path(file) if file else None


def _pool(processes: int, begin: Callable[..., None], given: Iterable[object]) -> Pool | None:
    """Return processes that have begun, None where the machine does not let us have any."""
    from multiprocessing import get_context

    try:
        _begin_tracker()
        with _deaf_to_interrupts():
            return get_context("spawn").Pool(processes, _begin, (begin, *given))
    except (OSError, ImportError):
        return None


def _begin(begin: Callable[..., None], *given: object) -> None:
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What it makes is over soon and has no cycles: the search for them is a fifth of the time.
    gc.disable()
    begin(*given)


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
