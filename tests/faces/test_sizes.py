"""Sizes on a real terminal (TORTURE M). tests/tui/test_screens.py has the same through Pilot."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.faces.terminals import (
    READY,
    foreign,
    given_back,
    leave,
    press,
    screens,
    start,
    wait_for,
)
from tests.terminal import FRAME_END, PATIENCE
from tests.torture.program import intact


def resize_at_random(book: Path, seed: int, times: int) -> None:
    chance = random.Random(seed)
    with screens(book) as terminal:
        start(terminal)
        for number in range(times):
            size = (1, 1) if number % 10 == 0 else (chance.randint(1, 220), chance.randint(1, 70))
            terminal.resize(*size)
            if chance.random() < 0.5:
                terminal.send(chance.choice((b"j", b"v", b"\r", b"\x1b", b"1", b"2", b"9", b"w")))
            terminal.read(0.02)
        terminal.resize(30, 8)
        assert wait_for(terminal, "needs"), terminal.screen()
        terminal.resize(100, 30)
        press(terminal, ["escape", "2"])
        assert wait_for(terminal, f"[2 {READY}]"), terminal.screen()
        assert not terminal.ended()
        assert foreign(terminal.output) == []
        leave(terminal)
        assert given_back(terminal)
    assert intact(book)


def test_t133_random_sizes_down_to_one_cell_and_back(demo: Path) -> None:
    """T133: 40 sizes and keys between them; too small says what it needs; nothing breaks."""
    resize_at_random(demo, 133, 40)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_t133_two_hundred_sizes(demo: Path, seed: int) -> None:
    """T133, the long form."""
    resize_at_random(demo, seed, 200)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (59, 15), (60, 16), (300, 100)])
def test_t133_a_start_at_any_size(demo: Path, size: tuple[int, int]) -> None:
    """T133: the first picture and the first frame too."""
    columns, rows = size
    with screens(demo, columns=columns, rows=rows) as terminal:
        assert terminal.read(PATIENCE)
        while FRAME_END not in terminal.output:
            assert terminal.read(PATIENCE)
        assert not terminal.ended()
        terminal.send(b"q")
        assert terminal.wait() == 0
        assert given_back(terminal)
        assert b"Traceback" not in terminal.output
