"""A form whose saving can take long: it tells how far it is, and saves once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csm_tui.tui.chrome import progress_line
from csm_tui.tui.dialogs.form import Form
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csm_tui.domain.changes import Changes
    from csm_tui.errors import CsmError

_TELL_SECONDS: Final = 0.1
# What adopting a touch model does for so long.
ASSESSING: Final = "Assessing the accounts"


class WorkingForm(Form[None]):
    """A form that closes when what it began is done; until then it shows how far that is."""

    def __init__(self, written: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._written = written
        self._doing = ""
        self._progress = (0, 0)

    def on_mount(self) -> None:
        """Begin to tell."""
        super().on_mount()
        self.set_interval(_TELL_SECONDS, self._tell)

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """Return no keys while it works: it is written as a whole."""
        return () if self._doing else super().keys()

    def work(self, doing: str, operation: Callable[..., Changes], **values: Any) -> None:
        """Run an operation that takes `progress`, told as `doing` ("Defining it")."""
        self._doing, self._progress = doing, (0, 0)
        self._tell()
        self.show_keys()
        self.csm.apply(
            operation, progress=self._note, then=self._done, failed=self._failed, **values
        )

    def action_save(self) -> None:
        """Save, once."""
        if not self._doing:
            super().action_save()

    def action_back(self) -> None:
        """Close; what is being written is waited for."""
        if not self._doing:
            super().action_back()

    def _note(self, done: int, whole: int) -> None:
        # Called on another thread: only noted here, told by the timer.
        self._progress = (done, whole)

    def _tell(self) -> None:
        if not self._doing:
            return
        done, whole = self._progress
        words = f"{self._doing}: {100 * done // whole} %" if whole else f"{self._doing} …"
        told = progress_line(words, done, whole, self.csm.glyphs)
        for bar in self.query("#hint").results(Bar):
            bar.show(told)

    def _done(self, _changes: Changes) -> None:
        self._doing = ""
        self.dismiss(None)
        if self._written is not None:
            self._written()

    def _failed(self, error: CsmError) -> None:
        self._doing = ""
        self.show_keys()
        self.fail(error)
