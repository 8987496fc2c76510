"""Verified backups of the book: made, listed, thinned and restored (DESIGN, Storage; TORTURE G)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.paths import backup_folder

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"(\d{8}T\d{6}Z)(?:-(\d+))?-([a-z-]+)\.db")
_STAMP = "%Y%m%dT%H%M%SZ"


class Backup(NamedTuple):
    """One backup: its file, the instant it was made (UTC), what it was made before, its bytes."""

    path: Path
    at: datetime
    reason: str
    size: int


def list_backups(book: Path) -> list[Backup]:
    """Return the backups of `book`, newest first; a folder that cannot be read has none."""
    try:
        files = sorted(backup_folder(book).iterdir(), key=lambda file: file.name, reverse=True)
    except OSError:
        return []
    found = []
    for file in files:
        named = _NAME.fullmatch(file.name)
        if named and file.is_file():
            at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
            found.append(Backup(file, at, named[3], file.stat().st_size))
    return found
