"""What differs by operating system, in one place: private files and durable renames."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from csm_tui.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
WINDOWS = sys.platform == "win32"
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_private_folder(folder: Path) -> None:
    """Make `folder` and its missing parents for the user alone (0700), whatever the umask.

    Folders that exist keep their permissions. On Windows the profile is private already.
    Raises OSError.
    """
    if folder.is_dir():
        return
    make_private_folder(folder.parent)
    try:
        folder.mkdir(mode=PRIVATE_FOLDER)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return
    if not WINDOWS:
        folder.chmod(PRIVATE_FOLDER)


def create_private_file(path: Path) -> None:
    """Make the empty file `path` for the user alone (0600); raises OSError where it exists."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE)
    try:
        if not WINDOWS:
            os.fchmod(descriptor, PRIVATE_FILE)
    finally:
        os.close(descriptor)


@contextmanager
def private_temporary(target: Path) -> Iterator[Path]:
    """Yield an empty private file beside `target`, gone at the end unless renamed; raises OSError.

    What a killed process of ours left there unfinished is removed on the way.
    """
    for file in target.parent.glob(".*.db.*.new"):
        process = file.suffixes[-2].lstrip(".")
        if process.isdigit() and not is_running(int(process)):
            file.unlink(missing_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    temporary.unlink(missing_ok=True)
    create_private_file(temporary)
    try:
        yield temporary
    finally:
        # What cannot be removed now is no fault of what was done; the next one sweeps it away.
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
            temporary.with_name(f"{temporary.name}-journal").unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Take everyone else's rights to `path` away: 0600 for a file, 0700 for a folder."""
    if not WINDOWS:
        path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)


def open_to_others(path: Path) -> bool:
    """Return whether anyone but the user may read or write `path` (TORTURE T117)."""
    return not WINDOWS and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def may_write(path: Path) -> bool:
    """Return whether the book at `path` and its folder, which holds the journal, can be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def sync_file(path: Path) -> None:
    """Wait until the bytes of `path` are on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk; Windows does so by itself."""
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(temporary: Path, path: Path) -> None:
    """Rename `temporary` to `path` durably and never over an existing file (FileExistsError).

    Raises FileProblem where the file has its name, and the disk did not confirm it.
    """
    if WINDOWS:
        temporary.rename(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        temporary.rename(path)
    else:
        with suppress(OSError):
            temporary.unlink()
    _confirm(path)


def replace(temporary: Path, path: Path) -> None:
    """Rename `temporary` over `path` durably and at once; FileProblem as with `publish`."""
    temporary.replace(path)
    _confirm(path)


def _confirm(path: Path) -> None:
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise FileProblem(
            f"{path} was written, but the disk did not confirm that it keeps it "
            f"({error.strerror or error}). Check the disk, then look at the file."
        ) from error


def free_bytes(folder: Path) -> int:
    """Return how many bytes the disk of `folder` has left."""
    import shutil

    return shutil.disk_usage(folder).free


def is_running(process: int) -> bool:
    """Return whether the process with that id may still run; where it cannot be known, True."""
    if WINDOWS:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
