"""The bytes of a file named by the user, or a sentence why there are none; it never hangs."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Final

from csm_tui.errors import FileProblem
from csm_tui.exchange.content import PIECE, Content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES: Final = 1 << 30


def read_source(path: Path) -> bytes:
    """Return the whole content of the regular file at `path`, as `content_at` reads it."""
    return content_at(path).whole()


def content_at(path: Path) -> Content:
    """Return the content of the regular file at `path` (at most `MAX_BYTES`).

    Raises FileProblem where it is missing, a folder, a pipe, a device, unreadable or too large:
    opening without blocking and asking what was opened means that a pipe cannot make us wait.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _flag("O_NONBLOCK") | _flag("O_BINARY"))
    except (OSError, ValueError) as error:
        raise FileProblem(f"{path} cannot be read: {_reason(error)}.") from error
    try:
        _check(path, os.fstat(descriptor))
    except FileProblem:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb") as file:
        return Content.of(_pieces(file, path))


def _pieces(file: BinaryIO, path: Path) -> Iterator[bytes]:
    try:
        while piece := file.read(PIECE):
            yield piece
    except OSError as error:
        raise FileProblem(f"{path} cannot be read: {_reason(error)}.") from error


def _check(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FileProblem(f"{path} is a folder. Name the files in it.")
    if not stat.S_ISREG(status.st_mode):
        raise FileProblem(
            f"{path} is a pipe or a device, not a file. Save it to a file, or pipe it to `-`."
        )
    if status.st_size > MAX_BYTES:
        raise FileProblem(f"{path} is larger than 1 GB. Split it into smaller files.")


def _flag(name: str) -> int:
    return int(getattr(os, name, 0))


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    if isinstance(error, PermissionError):
        return "permission was denied"
    text = error.strerror if isinstance(error, OSError) else str(error)
    return (text or type(error).__name__).lower()
