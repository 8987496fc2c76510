"""What is left of a fault of ours: a report without anybody's data (TORTURE T127, T137)."""

from __future__ import annotations

import os
import platform
import traceback

from csm_tui import __version__, clock, paths
from csm_tui.store.platform import make_private_folder


def report(error: BaseException) -> str:
    """Write a report of `error` for the user's eyes only and return the sentence to print.

    It holds the kind of the error and the places in the code, never messages or values.
    """
    # Textual wraps what happened in a worker.
    error = getattr(error, "error", error)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"csm {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"{clock.now().isoformat()} {type(error).__qualname__}",
        *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames),
    ]
    folder = paths.state_folder()
    file = folder / f"crash-{clock.now():%Y%m%d-%H%M%S}.txt"
    try:
        make_private_folder(folder)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
    except OSError:
        where = "It could not be written down."
    else:
        where = f"What happened, without any of your data, is in {file}."
    return (
        f"csm: internal error ({type(error).__name__}). The book is as it was last saved. {where}"
    )
