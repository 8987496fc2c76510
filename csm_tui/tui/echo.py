"""What is typed before the screens are up: kept for them, and not echoed over the first picture.

POSIX only; elsewhere both do nothing. Textual saves and gives back the settings that it finds, so
they must be the user's own again by then.
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


def on() -> None:
    """Give the terminal the settings back that it had; also from a signal's handler."""
    global _found
    settings, _found = _found, None
    if settings is None:
        return
    import termios

    with suppress(termios.error, ValueError):
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, settings)
