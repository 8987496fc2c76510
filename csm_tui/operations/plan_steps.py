"""How far a run of the planner is: told on the way, and ended where the user says so."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

from csm_tui.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, int], None]

_NEVER: Final = 1_000_000_000


class Steps:
    """Tells how far a run is, and ends it where it is cancelled.

    A third of the way is reading the accounts, one writing what differs, one assessing the accounts
    that it concerns. As a context manager it keeps what has stayed out of the search for cycles:
    over millions of values that would take a fifth of the time.
    """

    def __init__(self, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._accounts = 0
        self._thresholds: tuple[int, int, int] | None = None

    def __enter__(self) -> Steps:
        young, middle, old = gc.get_threshold()
        if old < _NEVER:
            self._thresholds = young, middle, old
            gc.set_threshold(young, middle, _NEVER)
        return self

    def __exit__(self, *_: object) -> None:
        if self._thresholds is not None:
            gc.set_threshold(*self._thresholds)

    def begin(self, accounts: int) -> None:
        """Take down how many accounts there are."""
        self._accounts = accounts

    def check(self) -> None:
        """Raise Cancelled where the user said so."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("Planning was cancelled; the calendar is as it was.")

    def read(self, accounts: int) -> None:
        """Tell that so many accounts have been read."""
        self._tell(0, accounts, self._accounts)

    def written(self, rows: int, whole: int) -> None:
        """Tell that so many of `whole` rows have been written."""
        self._tell(1, rows, whole)

    def assessed(self, accounts: int, whole: int) -> None:
        """Tell that so many of `whole` accounts have been assessed again."""
        self._tell(2, accounts, whole)

    def _tell(self, third: int, done: int, whole: int) -> None:
        self.check()
        if self._progress is not None:
            share = self._accounts * done // max(1, whole)
            self._progress(third * self._accounts + share, 3 * self._accounts)

    def finished(self) -> None:
        """Tell that all is done."""
        if self._progress is not None:
            self._progress(3 * self._accounts, 3 * self._accounts)
