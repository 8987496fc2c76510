"""Random keys, clicks and pastes into the screens, then all of it undone (TORTURE T134)."""

from __future__ import annotations

import random
import re
import shutil
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.faces.terminals import foreign, given_back, press, screens, start, wait_for
from tests.terminal import PATIENCE
from tests.torture.hostile import MARKUP
from tests.torture.program import snapshot, whole
from tests.torture.test_history import walk

COLUMNS, ROWS, BURST = 100, 30, 6
# Copying sends what is copied to the terminal's clipboard on purpose; q and Ctrl-C leave.
LETTERS = "abcdefghijklmnoprstuvwxzABCDEFGHIJKLMNOPRSTUVWXZ0123456789 /:;,.<>?[]{}*=+-_'\"%"
SPECIAL = (
    b"\r", b"\x1b", b"\t", b"\x1b[Z", b"\x7f", b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D",
    b"\x1b[H", b"\x1b[F", b"\x1b[5~", b"\x1b[6~", b"\x1b[3~", b"\x1bOP", b"\x04", b"\x15",
    b"\x10", b"\x12",
)  # fmt: skip
# What changes the book, weighted; digits answer a pulse.
WRITING = (b"p3", b"x", b"N", b">", b"<", b"d", b"u", b"U", b"n\x13", b"p1", b"\r\r")

# What is copied from the palette, as base64: the one sequence with data in it.
COPIED = re.compile(rb"\x1b\]52;c;[A-Za-z0-9+/]*={0,2}\x07")


def keys(chance: random.Random) -> Iterator[bytes]:
    """Yield keys, clicks and pastes without end."""
    while True:
        kind = chance.random()
        if kind < 0.45:
            yield chance.choice(LETTERS).encode()
        elif kind < 0.75:
            yield chance.choice(SPECIAL)
        elif kind < 0.90:
            yield chance.choice(WRITING)
        elif kind < 0.97:
            x, y, button = (
                chance.randint(1, COLUMNS),
                chance.randint(1, ROWS),
                chance.choice((0, 0, 64, 65)),
            )
            yield b"\x1b[<%d;%d;%dM" % (button, x, y)
            yield b"\x1b[<%d;%d;%dm" % (button, x, y)
        else:
            text = chance.choice((*MARKUP, "two\nlines\nand three", "9" * 400, "é" * 30))
            yield b"\x1b[200~" + text.encode() + b"\x1b[201~"


def run_monkey(book: Path, seed: int, count: int) -> None:
    pristine = Path(shutil.copy(book, book.with_name("pristine.db")))
    chance, sent = random.Random(seed), 0
    source = keys(chance)
    while sent < count:
        with screens(book, columns=COLUMNS, rows=ROWS) as terminal:
            start(terminal)
            press(terminal, ["p", "3"])
            assert wait_for(terminal, "u to undo"), terminal.screen()
            while sent < count and terminal.status is None:
                terminal.send(b"".join(next(source) for _ in range(BURST)))
                sent += BURST
                terminal.settle(time.monotonic(), timeout=0.12)
                terminal.wait(0.001)
            if terminal.status is None:
                assert b"internal error" not in terminal.output
                terminal.close()
                assert terminal.status == 143, terminal.screen()
            else:
                assert terminal.status == 0, terminal.output[-2000:]
            assert given_back(terminal)
            assert foreign(COPIED.sub(b"", terminal.output)) == []
    assert not book.with_name("demo.db-journal").exists()
    assert whole(book)
    assert snapshot(book) != snapshot(pristine)
    walk(book, "undo", count + 200)
    walk(pristine, "undo", 200)
    assert snapshot(book) == snapshot(pristine)


def test_t134_a_monkey_breaks_nothing(demo: Path) -> None:
    """T134: 180 keys, clicks and pastes; the book is in order, and all of it can be undone."""
    run_monkey(demo, 1, 180)


HURRIED = (
    b"\rq", b"1q", b"1\rq", b"9\r", b"wq", b"S", b"S\x1b", b"R", b"Rq", b"\rwq", b"9121", b"en",
    b"p", b"f", b"p3", b"\r", b"\x1b", b"q2", b"vo", b"/a\x1b", b"?", b":", b"u", b"x", b"[", b"]",
)  # fmt: skip


def hurry(book: Path, seed: int, starts: int) -> None:
    chance = random.Random(seed)
    for _ in range(starts):
        with screens(book) as terminal:
            start(terminal)
            deadline = time.monotonic() + 1.2
            while terminal.status is None and time.monotonic() < deadline:
                with suppress(OSError):  # it has just ended
                    terminal.send(b"".join(chance.choice(HURRIED) for _ in range(3)))
                terminal.wait(chance.choice((0.003, 0.01, 0.03, 0.1)))
            if terminal.status is None:
                terminal.close()
            # A SIGTERM may meet it when it has let its listeners go already.
            assert terminal.status in (0, 143, -15), bytes(terminal.output[-400:])
            assert b"internal error" not in terminal.output
            assert given_back(terminal)


def test_t134_keys_quicker_than_the_screens_break_nothing(demo: Path) -> None:
    """T134: screens and dialogs left before they are up, or before their answer is there."""
    hurry(demo, 2, 3)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_t134_hurried_for_minutes(demo: Path) -> None:
    """T134, the long form."""
    hurry(demo, 5, 150)


def test_keys_typed_before_the_first_screen_wait_for_it(demo: Path) -> None:
    """Type-ahead: from the first picture on no key is lost, and none is echoed over it."""
    with screens(demo) as terminal:
        while b"\x1b[?1049h" not in terminal.output:
            assert terminal.read(PATIENCE)
        while b"\x1b[?2026h" not in terminal.output:
            terminal.send(b"`")
            terminal.read(0.02)
        terminal.send(b"9")
        assert wait_for(terminal, "[9 History]"), terminal.screen()
        assert b"`" not in terminal.output
        attributes = termios.tcgetattr(terminal.fd)
        terminal.send(b"qq")
        assert terminal.wait() == 0
        assert not attributes[3] & termios.ECHO
        assert termios.tcgetattr(terminal.fd)[3] & termios.ECHO


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 120))
def test_t134_twenty_monkeys(demo: Path, seed: int) -> None:
    """T134, the long form: 20 seeds of 5,000."""
    run_monkey(demo, seed, 5_000)
