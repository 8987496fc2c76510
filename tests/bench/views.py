"""The figures of the screens that look at the whole book: first frame, keys, and when filled."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.bench.figures import Figure
from tests.bench.screens import BARE, csm, first_row
from tests.terminal import Terminal

# A screen, the keys from the portfolio to the one before it, and the key that opens it.
SCREENS = (
    ("matrix", (), "4"),
    ("compare", ("4",), "c"),
    ("health", (), "5"),
    ("account's health", (), "H"),
    ("engagement", (), "6"),
    ("satisfaction", ("6",), "v"),
    ("retention", ("6", "v"), "v"),
    ("cost to serve", (), "7"),
)
# Nothing was painted and hardly anything computed for so many looks, so many seconds apart.
LOOKS, APART, HARDLY_MS = 2, 0.4, 30.0
PASSES = 3
MOST_KEYS = 24


class Opened(NamedTuple):
    """Milliseconds from the key that opens a screen: its first frame, its last; and of keys then.

    `keys` are those from key to frame, of keys pressed while it filled.
    """

    first: float
    filled: float
    keys: list[float]


def opening(book: Path) -> Iterator[Figure]:
    """Yield for each screen its first frame, the slowest key while it fills, and how long that is.

    The first is held against a bare app that changes to another screen; keys against the 100 ms
    that nobody notices, a bare app's beside them; filling against one pass over all readings.
    """
    row, passed = first_row(book), one_pass(book)
    switch, key = _bare()
    for name, before, opens in SCREENS:
        left = _opened(book, row, before, opens)
        pressed = _opened(book, row, before, opens, press=True)
        first, worst = min(left.first, pressed.first), max(pressed.keys, default=0.0)
        yield Figure(f"{name}: key to first frame", first, "ms", 4, switch, "bare app, a screen")
        note = f"{len(pressed.keys)} keys"
        yield Figure(
            f"{name}: slowest key as it fills", worst, "ms", 100, key, "bare app, a key", note, True
        )
        yield Figure(
            f"{name}: filled", left.filled / 1000, "s", 5, passed, "one pass over all readings"
        )


def _opened(
    book: Path, row: str, before: tuple[str, ...], opens: str, *, press: bool = False
) -> Opened:
    with csm(book) as terminal:
        terminal.start(row)
        _idle(terminal)
        for key in before:
            terminal.key(key)
            _idle(terminal)
        count, began = len(terminal.frames), terminal.send(opens.encode())
        while len(terminal.frames) == count and time.monotonic() < began + 10:
            terminal.read(0.1)
        first = terminal.frames[count] if len(terminal.frames) > count else time.monotonic()
        keys = _pressed(terminal) if press else []
        _idle(terminal)
        return Opened((first - began) * 1000, (terminal.frames[-1] - began) * 1000, keys)


def _pressed(terminal: Terminal) -> list[float]:
    """Open and close the filter until the screen is filled; return the times from key to frame."""
    keys: list[float] = []
    used = terminal.processor_ms()
    while len(keys) < MOST_KEYS:
        keys.append(_frame(terminal, "/"))
        terminal.wait(0.1)
        terminal.key("escape")
        terminal.wait(0.2)
        now = terminal.processor_ms()
        busy, used = now - used, now
        # The two keys themselves cost some; a worker at work costs all of the time.
        if busy < 150 and len(keys) > 1:
            return keys
    return keys


def _frame(terminal: Terminal, key: str) -> float:
    """Press a key and return the ms until the next frame, however busy the program is."""
    count, moment = len(terminal.frames), terminal.send(key.encode())
    while len(terminal.frames) == count and time.monotonic() < moment + 5:
        terminal.read(0.1)
    return (terminal.frames[-1] - moment) * 1000 if len(terminal.frames) > count else 5000.0


def _idle(terminal: Terminal, timeout: float = 300.0) -> None:
    """Read until nothing is painted and hardly anything computed any more."""
    calm, used, deadline = 0, terminal.processor_ms(), time.monotonic() + timeout
    while calm < LOOKS and time.monotonic() < deadline:
        painted, until = len(terminal.frames), time.monotonic() + APART
        while (left := until - time.monotonic()) > 0:
            terminal.read(left)
        now = terminal.processor_ms()
        calm = calm + 1 if now - used < HARDLY_MS and len(terminal.frames) == painted else 0
        used = now


def _bare() -> tuple[float, float]:
    """Return the ms of a bare app from a key to another screen's frame, and to a list's."""
    with Terminal([*BARE, "list"], columns=120, rows=40) as terminal:
        terminal.start("Account")
        switches = []
        for _ in range(9):
            switches.append(terminal.key("s").frame)
            terminal.key("b")
        downs = [terminal.key("down").frame for _ in range(15)]
    return statistics.median(switches), statistics.median(downs)


def one_pass(book: Path) -> float:
    """Return the seconds that SQLite takes at best to look at each reading of health once."""
    taken = []
    with closing(sqlite3.connect(book)) as connection:
        for _ in range(PASSES):
            began = time.perf_counter()
            connection.execute("SELECT measure, avg(value) FROM health GROUP BY measure").fetchall()
            taken.append(time.perf_counter() - began)
    return min(taken)
