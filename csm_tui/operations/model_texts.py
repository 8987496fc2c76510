"""Texts of touch models while they are edited: each in a file of its own, until it is let go."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp
from typing import Final

from csm_tui import paths
from csm_tui.errors import FileProblem
from csm_tui.store.platform import make_private_folder

_FOLDER: Final = "models"


def begin(text: str) -> Path:
    """Write `text` into a new file to be edited; raises FileProblem where it cannot be."""
    folder = paths.state_folder() / _FOLDER
    try:
        make_private_folder(folder)
        descriptor, name = mkstemp(prefix="model-", suffix=".toml", dir=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as target:
            target.write(text)
    except OSError as error:
        raise FileProblem(f"{folder} cannot be written: {error.strerror}.") from None
    return Path(name)


def read(path: Path) -> str:
    """Return the text as it is now; raises FileProblem where it cannot be read."""
    try:
        return decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise FileProblem(f"{path} cannot be read: {error.strerror}.") from None


def decoded(data: bytes, label: str) -> str:
    """Return what the bytes of `label` say; raises FileProblem where they are no UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(f"{label} is not UTF-8 text (byte {error.start}).") from None


def discard(path: Path) -> None:
    """Let a text go."""
    path.unlink(missing_ok=True)
