"""Looking back at the whole matrix: beside the screen, told of, and stopped by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.errors import Cancelled
from csm_tui.queries.quadrant_moves import moves
from csm_tui.tui.screens.base import BookScreen

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.errors import CsmError
    from csm_tui.queries.quadrant_moves import Moves
    from csm_tui.store.database import Book

_TOLD_SECONDS: Final = 0.2


class _Look:
    """One search: how far it is, and whether it is still wanted."""

    def __init__(self, since: date) -> None:
        self.since = since
        self.done = 0
        self.whole = 0
        self.wanted = True

    def progress(self, done: int, whole: int) -> None:
        """Note how far it is; raises Cancelled where it is not wanted any more."""
        self.done, self.whole = done, whole
        if not self.wanted:
            raise Cancelled("Stopped: nobody was looked back at any further.")


class LookingBack(BookScreen):
    """A screen that finds who moved; subclasses take `looked` and `told`."""

    def __init__(self) -> None:
        super().__init__()
        self._look: _Look | None = None

    def looked(self, found: Moves | None) -> None:
        """Take in who moved; None: it was stopped, or failed."""
        raise NotImplementedError

    def told(self) -> None:
        """Show how far looking back has come."""

    @property
    def looking(self) -> bool:
        """Return whether a search is under way."""
        return self._look is not None

    def looking_words(self) -> str:
        """Return how far the search is."""
        look = self._look
        if look is None:
            return ""
        since = formatting.day(look.since, self.csm.desk.today, self.csm.glyphs)
        key = self.csm.keymap.shown("back")
        far = f": {look.done:,} of {look.whole:,}" if look.whole else ""
        return f"looking back to {since}{far}  {key} stops"

    def look_back(self, filter: Filter, since: date) -> None:
        """Find who moved since a day; a search under way gives way to it."""
        self.stop_looking()
        look, today = _Look(since), self.csm.desk.today
        self._look = look

        def question(book: Book) -> tuple[_Look, Moves]:
            found = moves(book.connection, filter, today=today, since=since, progress=look.progress)
            return look, found

        self.csm.ask_aside(question, self._take_look, self._take_stop)
        self._tell_again()

    def stop_looking(self) -> None:
        """End the search that is under way."""
        if self._look is not None:
            self._look.wanted = False
            self._look = None
            self.told()

    def _tell_again(self) -> None:
        if self._look is not None:
            self.told()
            self.set_timer(_TOLD_SECONDS, self._tell_again)

    def _take_look(self, found: tuple[_Look, Moves]) -> None:
        look, moves = found
        if look is self._look:
            self._look = None
            self.looked(moves)

    def _take_stop(self, error: CsmError) -> None:
        if not isinstance(error, Cancelled):
            self._look = None
            self.notice(str(error), "bad")
            self.looked(None)

    def on_unmount(self) -> None:
        """Let no search outlive the screen."""
        if self._look is not None:
            self._look.wanted = False
