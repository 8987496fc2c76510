"""Which backups were found good, so that a large one is not read again with each new one.

Kept in a file beside them, by name, size and time of the last change, with the day of the check: a
disk that loses bits changes none of these, so that a check counts for a while only. Losing the file
costs time and nothing else.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from csm_tui.errors import FileProblem
from csm_tui.store import platform

if TYPE_CHECKING:
    from pathlib import Path

_NAME: Final = ".checked.db.json"
_COUNTS: Final = timedelta(days=30)


class CheckedBackups:
    """The backups in a folder that were found good, and when."""

    def __init__(self, folder: Path, today: date) -> None:
        """Read what is known on the day `today`; a file that cannot be read knows nothing."""
        self._file = folder / _NAME
        self._today = today
        self._known: dict[str, list[object]] = {}
        self._news = False
        with suppress(OSError, ValueError):
            found = json.loads(self._file.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                self._known = {name: one for name, one in found.items() if isinstance(one, list)}

    def knows(self, backup: Path) -> bool:
        """Return whether `backup` was found good lately and is the same file still."""
        size, changed, day = (*self._known.get(backup.name, ()), None, None, None)[:3]
        try:
            counts = self._today - date.fromisoformat(str(day)) < _COUNTS
            return counts and [size, changed] == _state(backup)
        except (OSError, ValueError):
            return False

    def add(self, backup: Path) -> None:
        """Take down that `backup` was found good on the day."""
        with suppress(OSError):
            self._known[backup.name] = [*_state(backup), self._today.isoformat()]
            self._news = True

    def save(self) -> None:
        """Write what is known of backups that are there; where that fails they are read again."""
        if not self._news:
            return
        there = {
            name: one for name, one in self._known.items() if self._file.with_name(name).exists()
        }
        with (
            suppress(OSError, FileProblem),
            platform.private_temporary(self._file) as temporary,
        ):
            temporary.write_text(json.dumps(there, indent=1), encoding="utf-8")
            platform.replace(temporary, self._file)


def _state(backup: Path) -> list[object]:
    found = backup.stat()
    return [found.st_size, found.st_mtime_ns]
