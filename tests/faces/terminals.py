"""The screens on a real terminal, and what may come out of them."""

from __future__ import annotations

import re
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.terminal import ESCAPES, FRAME_END, KEYS, PATIENCE, Terminal
from tests.torture.program import TODAY

CSM = (sys.executable, "-m", "csm_tui")
READY = "Portfolio"
# What comes later than that is read with the next key.
QUIET = 0.05
# What Textual and our first picture send: placing, colours that are no trick (no blinking, nothing
# hidden), modes of the terminal, its questions to it. The last group is for the end of a frame.
OWN = re.compile(
    r"\x1b\[\d+;\d+H"
    r"|\x1b\[(?:(?:[0-4]|7|9|2[1-9]|[34][0-79]|9[0-7]|10[0-7]|[34]8;2;\d+;\d+;\d+|[34]8;5;\d+)"
    r"(?:;(?=\d)|(?=m)))*m"
    r"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|2004|2026|2048)[hl]|\x1b\[\?1049h"
    r"|\x1b\[\?(?:2026|2048)\$p|\x1b\[>\d+u|\x1b\[<u|\x1b\[K|\x1b\]22;[a-z-]+\x07"
)
UNFINISHED = re.compile(r"\x1b(?:\[[<>=?]?[0-9;]*\$?)?\Z")
ERASED, LEFT = "\x1b[2J", "\x1b[?1049l"
CONTROL = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def screens(book: Path, *words: str, columns: int = 100, rows: int = 30, **more: str) -> Terminal:
    """Start the screens on `book` as of TODAY."""
    variables = {"CSM_DB": str(book), "CSM_AS_OF": TODAY, "CSM_START_SCREEN": "portfolio", **more}
    return Terminal((*CSM, *words), columns=columns, rows=rows, environment=variables, quiet=QUIET)


def start(terminal: Terminal) -> None:
    """Wait until the screens are up: painted by Textual, not only by our first picture."""
    while FRAME_END not in terminal.output:
        assert terminal.read(PATIENCE), terminal.output[-2000:].decode(errors="replace")
    assert wait_for(terminal, READY), terminal.screen()


def foreign(output: bytes | bytearray) -> list[str]:
    """Return what is neither text nor ours: each control with what follows it."""
    # What was read last may end in the middle of a character or of a sequence.
    text = UNFINISHED.sub("", getincrementaldecoder("utf-8")().decode(bytes(output)))
    # Our first picture erases once, before any data is shown; the end leaves the screen once.
    text = OWN.sub("", text.replace(ERASED, "", 1).replace(LEFT, "", 1))
    return [text[found.start() : found.start() + 12] for found in CONTROL.finditer(text)]


def given_back(terminal: Terminal) -> bool:
    """Return whether the terminal was left as it was found: screen, cursor, mouse, paste, keys."""
    out = bytes(terminal.output)

    def last(on: bytes, off: bytes) -> bool:
        return out.rfind(off) >= out.rfind(on)

    modes = (1000, 1003, 1004, 1006, 1015, 1049, 2004)
    off = all(last(b"\x1b[?%dh" % mode, b"\x1b[?%dl" % mode) for mode in modes)
    return off and last(b"\x1b[?25l", b"\x1b[?25h") and last(b"\x1b[?7l", b"\x1b[?7h")


def press(terminal: Terminal, keys: Sequence[str], *, patience: float = 0.2) -> None:
    """Press keys, or type texts, each after the last one's answer or `patience` seconds.

    The screens take what is typed ahead. Whether the last one was answered, its test sees.
    """
    for key in keys:
        terminal.settle(terminal.send(KEYS.get(key, key.encode())), timeout=patience)


def wait_until(terminal: Terminal, shown: Callable[[str], bool], seconds: float = PATIENCE) -> bool:
    """Return whether the screen is as `shown` asks, painted to the end, within `seconds`."""
    deadline = time.monotonic() + seconds
    while not (terminal.between_frames and shown(terminal.screen())):
        said = terminal.read(0.1)
        if said is None or (not said and time.monotonic() > deadline):
            return False
    return True


def wait_for(terminal: Terminal, text: str, seconds: float = PATIENCE) -> bool:
    """Return whether `text` is on the screen within `seconds`."""
    return wait_until(terminal, lambda screen: text in screen, seconds)


def shown_within(terminal: Terminal, text: str, seconds: float) -> bool:
    """Return whether `text` is on the screen in `seconds` that the program had a processor."""
    return terminal.within(seconds, lambda: text in terminal.screen())


def leave(terminal: Terminal) -> None:
    """Press Ctrl-C twice: the first time it says what it takes, the second it quits.

    On a busy machine the second may come too late, and is the first again.
    """
    before = len(terminal.output)
    terminal.send(b"\x03")
    # It stands for some seconds only: it is enough that it was painted.
    assert terminal.within(
        PATIENCE,
        lambda: b"Ctrl-C again quits" in ESCAPES.sub(b"", bytes(terminal.output[before:])),
    ), terminal.screen()
    assert not terminal.ended()
    for _ in range(10):
        terminal.send(b"\x03")
        if terminal.within(2.0, terminal.ended):
            break
    assert terminal.status == 0
