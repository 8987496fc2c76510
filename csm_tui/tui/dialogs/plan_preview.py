"""What planning would change, worked out in the background; Enter adopts it, Esc leaves it."""

from __future__ import annotations

import gc
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding

from csm_tui import work_days
from csm_tui.tui.calendar_rows import Setting
from csm_tui.tui.chrome import progress_line
from csm_tui.tui.dialogs.lists import Group, LinesDialog
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.plan_lines import Digest, digest, groups, summary_lines
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from textual.widget import Widget

    from csm_tui.config import Config
    from csm_tui.domain.changes import Changes
    from csm_tui.errors import CsmError
    from csm_tui.store.database import Book

_TELL_SECONDS = 0.1
# Reading is one part of three (operations.plan_steps).
_THIRDS = 3
_PLANNING = "Planning"
_WRITING = "Writing"


class PlanPreview(LinesDialog[None]):
    """Shows the difference before anything is written; nothing else waits meanwhile."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "adopt it", "adopt"),
        ("escape", "leave it", "back"),
    )
    # Enter is the list's own otherwise; whatever is done here can be undone.
    BINDINGS = [Binding("enter", "adopt", show=False, priority=True)]

    def __init__(self) -> None:
        super().__init__()
        self._cancelled = Event()
        self._progress: tuple[int, int] = (0, 0)
        self._found: Digest | None = None
        self._busy = ""

    def title_line(self) -> Line:
        """Return the title."""
        return line(
            Piece(" Plan", "title"),
            right=[Piece("what you booked, moved or skipped stays yours ", "muted")],
        )

    def body(self) -> Sequence[Widget]:
        """Return the figures and the lines."""
        self._figures = Bar(ground="surface", id="figures")
        return (self._figures, *super().body())

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """Return the keys of what can be done now."""
        if self._busy:
            return (("escape", "cancel", "back"),)
        if self._found is not None and self._found.report.differs:
            return self.KEYS
        return (("enter", "close", "adopt"),)

    def on_mount(self) -> None:
        """Work out the difference."""
        super().on_mount()
        self._busy = _PLANNING
        self._tell()
        self.set_interval(_TELL_SECONDS, self._tell)
        config, today = self.csm.settings, self.csm.desk.today
        progress, cancelled = self._note, self._cancelled.is_set

        def question(book: Book) -> Digest:
            from csm_tui.operations import planning

            values = _values(book, config, today)
            report = planning.preview(
                book, today=today, **values, progress=progress, cancelled=cancelled
            )
            # There may be half a million lines to put in order: a search for cycles among them
            # would hold the screens up.
            gc.disable()
            try:
                return digest(report)
            finally:
                gc.enable()

        self.csm.ask_aside(question, self._take, self._failed)

    def on_unmount(self) -> None:
        """Let nothing go on that nobody waits for."""
        self._cancelled.set()

    # Progress

    def _note(self, done: int, whole: int) -> None:
        # Called on the planner's thread: only noted here, told by the timer.
        self._progress = (done, whole)

    def _tell(self) -> None:
        if not self._busy or self._cancelled.is_set():
            return
        done, whole = self._progress
        if not whole:
            words = f"{self._busy} …"
        elif self._busy == _PLANNING:
            # The rest of the way is writing and assessing, which a preview does not go.
            whole //= _THIRDS
            words = f"{self._busy} {done:,} of {whole:,} accounts"
        else:
            words = f"{self._busy} {100 * done // whole} %"
        self._figures.show(progress_line(words, done, whole, self.csm.glyphs))

    def _take(self, found: Digest) -> None:
        self._busy, self._found = "", found
        setting = Setting(self.csm.desk.today, self.csm.glyphs)
        self._figures.show(*summary_lines(found.report, setting))
        self.show_groups(groups(found, setting, Group))
        if found.report.differs:
            self.hint("Nothing is written yet. Undo takes the whole of it back afterwards.")
        else:
            self.hint("Nothing to change: the calendar is as the model asks.", "good")
        self.show_keys()

    def _failed(self, error: CsmError) -> None:
        self._busy = ""
        if self._cancelled.is_set():
            self.dismiss(None)
            self.csm.notice(str(error), "muted")
        else:
            self.hint(str(error), "bad")
            self.show_keys()

    # Answers

    def action_adopt(self) -> None:
        """Plan as shown; where nothing differs just close."""
        if self._busy:
            return
        if self._found is None or not self._found.report.differs:
            self.dismiss(None)
            return
        self._busy, self._progress = _WRITING, (0, 0)
        self.show_keys()
        self.csm.apply(
            _adopt,
            config=self.csm.settings,
            progress=self._note,
            cancelled=self._cancelled.is_set,
            said=f"Planned: {self._found.report.summary()}.",
            then=self._done,
            failed=self._failed,
        )

    def _done(self, _changes: Changes) -> None:
        self._busy = ""
        self.dismiss(None)

    def action_back(self) -> None:
        """Leave it; what is being worked out or written is cancelled, and nothing is changed."""
        if self._busy == _WRITING:
            self._cancelled.set()
            self.hint("Cancelling …")
            return
        self.dismiss(None)


def _values(book: Book, config: Config, today: date) -> dict[str, Any]:
    """Return how far to plan, and the user's working days until then."""
    from csm_tui.queries.planning import horizon
    from csm_tui.store.standings import current_model

    _, model = current_model(book.connection)
    until = horizon(book.connection, today)
    return {"until": until, "work": work_days.work_time(config, model, today, until)}


def _adopt(
    book: Book,
    *,
    config: Config,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    today: date,
    now: datetime,
) -> Changes:
    """Plan the book, as the preview said."""
    from csm_tui.operations import planning

    values = _values(book, config, today)
    changes, _ = planning.plan(
        book, today=today, now=now, **values, progress=progress, cancelled=cancelled
    )
    return changes
