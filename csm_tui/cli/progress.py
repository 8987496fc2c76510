"""How far a long change is, told on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from csm_tui.cli.output import colours_on

if TYPE_CHECKING:
    from collections.abc import Callable


def progress() -> Callable[[int, int, str], None] | None:
    """Return what is told about a long change: one line on a terminal, after a second."""
    if not colours_on(sys.stderr, no_color=False):
        return None
    from time import monotonic

    began = monotonic()

    def tell(done: int, whole: int, what: str) -> None:
        if monotonic() - began > 1 and whole:
            sys.stderr.write(f"\r\x1b[K{what}: {100 * done // whole} %")
            sys.stderr.write("\r\x1b[K" if done >= whole else "")
            sys.stderr.flush()

    return tell


def about(what: str) -> Callable[[int, int], None] | None:
    """Return what is told about a long change that is one thing: "Planning", "Assessing"."""
    told = progress()
    return None if told is None else lambda done, whole: told(done, whole, what)
