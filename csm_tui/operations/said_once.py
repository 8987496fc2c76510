"""What is said about a book once and not again; the user's state folder remembers it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from csm_tui import paths
from csm_tui.store import platform

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "open-to-others.jsonl"


def open_to_others(book: Path) -> str | None:
    """Return a warning where others may read `book`, the first time only (TORTURE T117)."""
    place = book.resolve()
    try:
        if not platform.open_to_others(place) or _remembered(place):
            return None
    except OSError:  # it has just gone: whoever reads it says so
        return None
    return (
        f"Others on this computer can read the book {book}: csm doctor --fix takes their rights "
        "away. This is said once."
    )


def _remembered(place: Path) -> bool:
    """Return whether `place` was remembered before; it is from now on."""
    import json

    memory, line = paths.state_folder() / _FILE, json.dumps(str(place))
    # Where it can be neither read nor written, the warning comes each time.
    with suppress(OSError):
        platform.make_private_folder(memory.parent)
        descriptor = os.open(memory, os.O_CREAT | os.O_APPEND | os.O_RDWR, platform.PRIVATE_FILE)
        with os.fdopen(descriptor, "r+", encoding="ascii", errors="replace") as file:
            if line in file.read().splitlines():
                return True
            file.write(f"{line}\n")
    return False
