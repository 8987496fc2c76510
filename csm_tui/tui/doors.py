"""The two doors of the screens to the book: asking it, and changing it, both in the background."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.widget import Widget

from csm_tui.errors import CsmError
from csm_tui.tui.screens.base import BookScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csm_tui.domain.changes import Changes
    from csm_tui.operations.import_report import ImportOptions, ImportReport, SourceFile
    from csm_tui.store.connection import BookConnection
    from csm_tui.store.database import Book
    from csm_tui.tui.desk import Desk
    from csm_tui.tui.keymap import KeyMap
    from csm_tui.tui.opening import Opening

T = TypeVar("T")


class Doors(App[str]):
    """What screens ask and change, and how all of them learn of it."""

    desk: Desk
    keymap: KeyMap
    # The first page, as long as nothing has changed since it was asked for.
    opening: Opening | None
    # How often anything was told to have changed.
    told: int

    def ask(
        self,
        question: Callable[[BookConnection], T],
        then: Callable[[T], None],
        *,
        lane: str,
    ) -> None:
        """Ask the book in the background and hand the answer to `then`.

        A newer question of the same lane makes an older answer void.
        """

        async def asking() -> None:
            try:
                found = await asyncio.wrap_future(self.desk.later(question))
            except CsmError as error:
                self.notice(str(error), "bad")
            else:
                if self._waits(then):
                    then(found)

        # The function, not a coroutine: one that is replaced before it begins is never made.
        self.run_worker(asking, group=lane, exclusive=True, exit_on_error=True)  # type: ignore[arg-type]

    def ask_now(self, question: Callable[[BookConnection], T]) -> T | None:
        """Return the answer to a question of a few milliseconds; None and a notice on failure."""
        try:
            return self.desk.front(question)
        except CsmError as error:
            self.notice(str(error), "bad")
            return None

    def ask_aside(
        self,
        question: Callable[[Book], T],
        then: Callable[[T], None],
        failed: Callable[[CsmError], None],
        *,
        lane: str = "",
    ) -> None:
        """Ask what takes long, beside all other questions; a failure is for `failed`.

        A newer question of the same lane makes an older answer void.
        """

        async def asking() -> None:
            try:
                found = await asyncio.wrap_future(self.desk.aside(question))
            except CsmError as error:
                (failed if self._waits(failed) else self._say_failure)(error)
                return
            if self._waits(then):
                then(found)

        self.run_worker(
            asking,  # type: ignore[arg-type]
            group=f"aside-{lane}",
            exclusive=bool(lane),
            exit_on_error=True,
        )

    def apply(
        self,
        operation: Callable[..., Changes],
        *,
        said: str = "",
        hint: str = "undo",
        then: Callable[[Changes], None] | None = None,
        failed: Callable[[CsmError], None] | None = None,
        **values: Any,
    ) -> None:
        """Run an operation on the book and tell everyone; a failure is a notice, or for `failed`.

        `said` is the notice, else the operation's name; `hint` the command that takes it back.
        """

        async def applying() -> None:
            try:
                changes = await asyncio.wrap_future(self.desk.change(operation, values))
            except CsmError as error:
                waits = failed is not None and self._waits(failed)
                (failed if failed is not None and waits else self._say_failure)(error)
                return
            self.tell(changes)
            if changes.operation is None:
                nothing = (
                    changes.name if changes.name.startswith("Nothing") else "Nothing had to change."
                )
                self.notice(nothing, "muted")
            else:
                self.notice(said or f"{changes.name}.", hint=f"{self.keymap.shown(hint)} to {hint}")
            if then is not None and self._waits(then):
                then(changes)

        self.run_worker(applying(), group="apply", exit_on_error=True)

    def import_files(
        self,
        operation: Callable[..., ImportReport],
        sources: Sequence[SourceFile],
        options: ImportOptions,
        then: Callable[[ImportReport], None],
        failed: Callable[[CsmError], None],
    ) -> None:
        """Import files in the background; everything may be another afterwards."""

        async def importing() -> None:
            values = {"sources": sources, "options": options}
            try:
                report = await asyncio.wrap_future(self.desk.change(operation, values))
            except CsmError as error:
                (failed if self._waits(failed) else self._say_failure)(error)
                return
            self.tell(None)
            if self._waits(then):
                then(report)

        self.run_worker(importing(), group="apply", exit_on_error=True)

    def _waits(self, answered: Callable[[Any], None]) -> bool:
        """Return whether the screen that wants an answer is still there to take it."""
        asked = getattr(answered, "__self__", None)
        if self._ending or not isinstance(asked, Widget):
            return not self._ending
        stacks = self._screen_stacks.values()
        return asked.is_attached and any(asked.screen in stack for stack in stacks)

    @property
    def changing(self) -> bool:
        """Return whether a change is on its way into the book."""
        return any(one.group == "apply" and not one.is_finished for one in self.workers)

    @property
    def _ending(self) -> bool:
        """Return whether the screens are being let go: nothing is shown any more."""
        return self._exit or not self.is_running

    def _say_failure(self, error: CsmError) -> None:
        self.notice(str(error), "bad")

    def tell(self, changes: Changes | None) -> None:
        """Let every screen take in a change, those that are not shown too."""
        if self._ending:
            return
        self.opening = None
        self.told += 1
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, BookScreen):
                    screen.book_changed(changes)

    def notice(self, text: str, ink: str = "text", hint: str = "") -> None:
        """Say what happened in the line above the keys."""
        if self._ending:
            return
        for screen in self.screen_stack:
            if isinstance(screen, BookScreen):
                screen.notice(text, ink, hint)
