"""The figures of the screens, measured on a pseudo-terminal."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.book import TODAY
from tests.bench.figures import Figure
from tests.terminal import Terminal

SIZE = {"columns": 120, "rows": 40}
BARE = [sys.executable, "-m", "tests.bench.bare"]
CSM = [sys.executable, "-m", "csm_tui"]
ROW = re.compile(r"[A-Z]\w+ [A-Z]\w+ \d{6}")


def environment(book: Path) -> dict[str, str]:
    """Return the variables that make `csm` open the bench's book on the bench's day."""
    return {"CSM_DB": str(book), "CSM_AS_OF": TODAY.isoformat(), "CSM_START_SCREEN": "portfolio"}


def csm(book: Path) -> Terminal:
    """Start the program on the bench's book."""
    return Terminal(CSM, columns=120, rows=40, environment=environment(book))


def first_row(book: Path) -> str:
    """Return the name in the first row of the portfolio."""
    with csm(book) as terminal:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            terminal.read(0.2)
            if found := ROW.search(terminal.screen()):
                return found.group()
    raise AssertionError(f"no row was painted: {terminal.screen()}")


def starting(book: Path, runs: int) -> Iterator[Figure]:
    """Yield first paint and memory against a bare Textual app, started in turn."""
    row = first_row(book)
    ours: list[float] = []
    bare: list[float] = []
    memory: list[tuple[float, float]] = []
    for _ in range(runs):
        with Terminal(BARE, columns=120, rows=40) as terminal:
            bare.append(terminal.start("Account"))
            bare_memory = terminal.memory_mb()
        with csm(book) as terminal:
            ours.append(terminal.start(row))
            terminal.settle(time.monotonic() + 0.5)
            memory.append((terminal.memory_mb(), bare_memory))
    against = "bare Textual app"
    yield Figure(
        "first row painted", statistics.median(ours), "ms", 1.25, statistics.median(bare), against
    )
    yield Figure(
        "resident memory",
        statistics.median(ours for ours, _ in memory),
        "MB",
        2.0,
        statistics.median(bare for _, bare in memory),
        against,
    )


def answering(book: Path) -> Iterator[Figure]:
    """Yield the times from key to painted row, and what the program does when left alone."""
    with Terminal([*BARE, "list"], columns=120, rows=40) as terminal:
        terminal.start("Account")
        yardstick = _frames(terminal, ["down"] * 30)
    with csm(book) as terminal:
        terminal.start(first_row(book))
        terminal.wait(3.0)
        down = _frames(terminal, ["down"] * 30)
        yield Figure("down: key to frame", down, "ms", 1.5, yardstick, "bare list of 100 rows")
        yield Figure("page down: key to frame", _frames(terminal, ["pgdn"] * 15), "ms", 40)
        yield Figure("held down, 30 a second: behind", terminal.hold("down", 60, 30), "ms", 80)
        yield Figure(
            "fold a group: key to frame", _frames(terminal, ["g", "left", "right"]), "ms", 40
        )
        terminal.key("/")
        letters = max(terminal.key(letter).frame for letter in "delta health")
        yield Figure("filter: slowest letter to frame", letters, "ms", 40)
        terminal.key("escape")
        for name, key in (("sort by another column", "o"), ("group by another", "v")):
            stamp = terminal.key(key)
            yield Figure(
                f"{name}: first page", stamp.frame, "ms", 100, note=f"all {stamp.settled:.0f}"
            )
        before = terminal.processor_ms()
        terminal.wait(5.0)
        yield Figure("idle: processor a second", (terminal.processor_ms() - before) / 5, "ms", 10)


def _frames(terminal: Terminal, keys: list[str]) -> float:
    return statistics.median(terminal.key(key).frame for key in keys)
