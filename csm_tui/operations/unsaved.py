"""That a form is open is kept in the user's state folder, so that a killed one can be told of."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from csm_tui import paths
from csm_tui.store import platform

if TYPE_CHECKING:
    from pathlib import Path

_BEGINNING: Final = "form-open-"


def begin() -> Path | None:
    """Note that this process has a form open, nothing of what is in it; None where that fails."""
    file = paths.state_folder() / f"{_BEGINNING}{os.getpid()}.{os.urandom(4).hex()}"
    try:
        platform.make_private_folder(file.parent)
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, platform.PRIVATE_FILE))
    except OSError:
        return None
    return file


def end(file: Path) -> None:
    """Note that it was saved or left."""
    with suppress(OSError):
        file.unlink(missing_ok=True)


def left_over() -> bool:
    """Return whether a process ended with a form open; it is told once (TORTURE T005)."""
    found = False
    with suppress(OSError):
        for file in paths.state_folder().glob(f"{_BEGINNING}*"):
            number = file.name.removeprefix(_BEGINNING).partition(".")[0]
            if number.isdigit() and not platform.is_running(int(number)):
                end(file)
                found = True
    return found
