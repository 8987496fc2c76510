"""Writing a file whole or not at all: an earlier file survives every failure (TORTURE P3)."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from csm_tui.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

_MIDDLE: Final = ".csm-"
_ENDING: Final = ".tmp"
_NAME_BYTES: Final = 180


@contextmanager
def whole_file(path: Path, *, overwrite: bool = False, flag: str = "--force") -> Iterator[BinaryIO]:
    """Give a file to write into that becomes `path` only when the block ends well.

    It is the user's alone (0600), on the disk before it is renamed, and gone where the block fails;
    what a killed run left beside it is removed. Links are followed; a pipe or a device is written
    to as it is. Raises FileProblem: no folder, no right, no space, or `path` exists and
    `overwrite` is not set; `flag` is what says so.
    """
    if "\0" in str(path):
        raise FileProblem("A file name cannot hold a NUL character.")
    target = Path(os.path.realpath(path))
    with _sentences(str(path)):
        mode = target.stat().st_mode if target.exists() else None
        if mode is not None and stat.S_ISDIR(mode):
            raise FileProblem(f"{path} is a folder. Name a file in it.")
        if mode is not None and stat.S_ISREG(mode) and not overwrite:
            raise FileProblem(f"{path} exists already. Use {flag} to replace it.")
        opened = _temporary(target) if mode is None or stat.S_ISREG(mode) else _special(target)
        with opened as file:
            yield file


@contextmanager
def stream(file: BinaryIO, name: str = "Standard output") -> Iterator[BinaryIO]:
    """Give `file`, flushed when the block ends; its errors become FileProblem.

    A closed pipe stays BrokenPipeError, which the faces pass over in silence.
    """
    with _sentences(name):
        yield file
        file.flush()


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileProblem(f"{name} cannot be written: {_reason(error)}.") from error


@contextmanager
def _special(target: Path) -> Iterator[BinaryIO]:
    # Without blocking: a pipe that nobody reads is an error, not a wait.
    descriptor = os.open(target, os.O_WRONLY | _flag("O_NONBLOCK") | _flag("O_BINARY"))
    if sys.platform != "win32":
        os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "wb") as file:
        yield file


@contextmanager
def _temporary(target: Path) -> Iterator[BinaryIO]:
    _remove_leftovers(target)
    temporary = target.with_name(_prefix(target) + secrets.token_hex(4) + _ENDING)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _flag("O_BINARY")
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            _is_mine(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
            if sys.platform == "win32":
                file.close()
            temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    try:
        _sync_folder(target.parent)
    except OSError as error:
        raise FileProblem(
            f"{target} was written, but the disk did not confirm that it keeps it: "
            f"{_reason(error)}. Check the disk, then look at the file."
        ) from error


def _prefix(target: Path) -> str:
    # Longer names would not leave room for our own letters in the 255 bytes of a file name.
    name = target.name.encode("utf-8", "surrogateescape")[:_NAME_BYTES]
    return f".{name.decode('utf-8', 'ignore')}{_MIDDLE}"


def _remove_leftovers(target: Path) -> None:
    """Remove what killed runs left of `target`; what another run holds at this moment stays."""
    for path in target.parent.iterdir():
        if path.name.startswith(_prefix(target)) and path.name.endswith(_ENDING):
            with suppress(OSError), path.open("r+b") as file:
                if _is_mine(file):
                    path.unlink()


def _is_mine(file: BinaryIO) -> bool:
    """Take hold of a temporary file until it is closed; False where another run has it.

    Windows keeps open files from being removed by itself.
    """
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flag(name: str) -> int:
    return int(getattr(os, name, 0))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such folder"
    if isinstance(error, PermissionError):
        return "permission was denied"
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    return (error.strerror or type(error).__name__).lower()
