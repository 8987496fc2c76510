"""Going from place to place on a real terminal: what is painted, picture by picture (UX)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.faces.terminals import screens, start, wait_for
from tests.terminal import FRAME_END, PATIENCE, UNKNOWN_TO_PYTE, Terminal

PLACES = {"4": "[4 Matrix]", "5": "[5 Health]", "9": "[9 History]", "2": "[2 Portfolio]"}


def pictures(terminal: Terminal, key: str, *, until: str) -> list[str]:
    """Press a key and return each picture that is painted up to the first with `until`."""
    import pyte

    begin = len(terminal.output)
    painted = pyte.Screen(terminal.columns, terminal.rows)
    stream = pyte.ByteStream(painted)
    stream.feed(UNKNOWN_TO_PYTE.sub(b"", bytes(terminal.output)))
    seen: list[str] = []
    terminal.send(key.encode())
    while not seen or until not in seen[-1]:
        assert terminal.read(PATIENCE), terminal.screen()
        while (end := terminal.output.find(FRAME_END, begin)) >= 0:
            stream.feed(UNKNOWN_TO_PYTE.sub(b"", bytes(terminal.output[begin:end])))
            seen.append("\n".join(painted.display))
            begin = end + len(FRAME_END)
    return seen


def test_a_place_is_whole_from_its_first_picture_on(demo: Path) -> None:
    """No picture is half of one place and half of another, nor without the line on top."""
    with screens(demo, columns=120) as terminal:
        start(terminal)
        assert wait_for(terminal, "High touch")
        before = PLACES["2"]
        for key, tab in [*PLACES.items(), *PLACES.items()]:
            seen = [picture.split("\n", 1) for picture in pictures(terminal, key, until=tab)]
            arrived = [tab in top for top, _ in seen]
            assert arrived == sorted(arrived), "the place came, and went again"
            for top, rest in seen:
                assert tab in top or before in top, top
                assert ("▾ High touch" in rest) <= (PLACES["2"] in top), (top, rest)
            before = tab


def test_what_changed_of_a_place_seen_before_is_not_painted_over_another(demo: Path) -> None:
    """A place that comes back is whole too, however soon after it was left."""
    with screens(demo, columns=120) as terminal:
        start(terminal)
        assert wait_for(terminal, "High touch")
        for _ in range(5):
            for key in ("9", "2"):
                for picture in pictures(terminal, key, until=PLACES[key]):
                    top, rest = picture.split("\n", 1)
                    assert ("▾ High touch" in rest) == (PLACES["2"] in top), picture
