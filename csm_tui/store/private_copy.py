"""Private copies of a book: to go back in, or to try an import on.

A copy lies in a folder of its own (0700, the file 0600) among the system's temporary files and is
removed by whoever made it; what a process that was killed left there, the next one sweeps away.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csm_tui.errors import FileProblem
from csm_tui.store import platform
from csm_tui.store.connection import connect

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    Progress = Callable[[int, int, str], None]

# Pages copied in one go: between two of them a signal is heard.
_PAGES: Final = 4096
_COPYING: Final = "Copying the book"

# The folders of this process's copies.
_made: set[Path] = set()


def remove(folder: Path) -> None:
    """Remove a copy's folder; a second time does nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    _made.discard(folder)


def remove_all() -> None:
    """Remove every copy of this process; for a signal that ends it at once."""
    for folder in tuple(_made):
        remove(folder)


def private_folder(prefix: str, *, needed_by: str) -> Path:
    """Return a new private folder for a copy, and sweep those of killed processes away.

    `needed_by` begins the sentence of the FileProblem raised where none can be made.
    """
    import os

    _sweep(prefix)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))
    except OSError as error:
        raise FileProblem(
            f"{needed_by} needs a private copy, and no folder for temporary files can "
            f"be written ({error.strerror or error}). TMPDIR can name another one."
        ) from error
    _made.add(folder)
    return folder


def _sweep(prefix: str) -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
        process = folder.name.removeprefix(prefix).partition("-")[0]
        if process.isdigit() and not platform.is_running(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def copy_book(
    connection: sqlite3.Connection,
    path: Path,
    copy: Path,
    progress: Progress | None,
    *,
    purpose: str,
) -> None:
    """Copy the open book at `path` to `copy`, as of one moment; FileProblem without the room."""
    needed = path.stat().st_size
    if platform.free_bytes(copy.parent) < needed:
        raise FileProblem(
            f"There is no room in {copy.parent.parent} for a copy of the book, {needed / 1e6:.1f} "
            f"MB, {purpose}. Free some space, or name another folder by TMPDIR."
        )

    def tell(_: int, left: int, whole: int) -> None:
        if progress is not None:
            progress(whole - left, whole, _COPYING)

    platform.create_private_file(copy)
    target = connect(copy, read_only=False)
    # A read transaction: the book as of one moment, also where another program writes.
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM operation").fetchone()
        target.execute("PRAGMA synchronous=OFF")
        connection.backup(target, pages=_PAGES, progress=tell, sleep=0)
    finally:
        connection.execute("ROLLBACK")
        target.close()
