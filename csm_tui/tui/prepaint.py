"""The first picture: a skeleton of the screen by raw escapes, before Textual (TEXTUAL §1).

Standard library only. Textual paints over it; `undo` gives the terminal back where it never does.
"""

from __future__ import annotations

import os
import sys

from csm_tui.tui.colors import DARK, LIGHT, Shades, rgb


def prepaint(theme: str, places: str, *, plain: bool = False) -> bool:
    """Paint the top line and the ground; return whether anything was written."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        return False
    shades = {"csm-dark": DARK, "csm-light": LIGHT}.get(theme)
    if shades is None or os.environ.get("NO_COLOR") or plain:
        shades = None
    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    if columns < 60 or rows < 16:
        return False
    sys.stdout.write(skeleton(shades, columns, rows, places))
    sys.stdout.flush()
    return True


def skeleton(shades: Shades | None, columns: int, rows: int, places: str) -> str:
    """Return the escapes of the skeleton: alternate screen, ground, top line, line of keys."""
    ground = f"\x1b[48;2;{_triple(shades.background)}m" if shades else ""
    bar = f"\x1b[48;2;{_triple(shades.surface)}m" if shades else ""
    accent = f"\x1b[1;38;2;{_triple(shades.accent)}m" if shades else "\x1b[1m"
    muted = f"\x1b[22;38;2;{_triple(shades.muted)}m" if shades else "\x1b[22m"
    # Erasing fills with the colour in force.
    return (
        f"\x1b[?1049h\x1b[?25l{ground}\x1b[2J"
        f"\x1b[1;1H{bar}\x1b[K{accent} csm {muted}{places[: max(0, columns - 6)]}"
        f"\x1b[{rows};1H{bar}\x1b[K\x1b[0m"
    )


def undo() -> None:
    """Give the terminal back as it was; also from a signal's handler."""
    os.write(sys.stdout.fileno(), b"\x1b[?1049l\x1b[?25h\x1b[0m")


def _triple(color: str) -> str:
    return ";".join(map(str, rgb(color)))
