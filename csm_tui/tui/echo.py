"""What is typed before the screens are up: kept for them, and not echoed over the first picture.

POSIX only; elsewhere nothing is done. Textual gives back the settings that it found: it is told
those of before, once it has the terminal, so that there is no moment in between that echoes.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

_found: list[Any] | None = None


def off() -> None:
    """Let the terminal echo no more, until `on`."""
    global _found
    try:
        import termios
    except ImportError:
        return
    with suppress(termios.error, ValueError):  # no terminal
        settings = termios.tcgetattr(sys.stdin.fileno())
        quiet = [*settings[:3], settings[3] & ~termios.ECHO, *settings[4:]]
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
        _found = settings


def hand_over(driver: object) -> None:
    """Let Textual's driver, which has the terminal now, give back the settings of before."""
    global _found
    if _found is not None and getattr(driver, "attrs_before", None) is not None:
        driver.attrs_before = _found  # type: ignore[attr-defined]  # only the POSIX ones have it
        _found = None


def on() -> None:
    """Give the terminal the settings back that it had; also from a signal's handler."""
    global _found
    settings, _found = _found, None
    if settings is None:
        return
    import termios

    with suppress(termios.error, ValueError):
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, settings)
