"""The screens' program: its two doors to the book, its modes, themes and commands (DESIGN)."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App
from textual.screen import Screen

from csm_tui.errors import CsmError
from csm_tui.tui import formatting
from csm_tui.tui.bindings import bindings
from csm_tui.tui.commands import COMMANDS, EVERYWHERE, KeyMap
from csm_tui.tui.desk import Desk
from csm_tui.tui.pieces import Piece
from csm_tui.tui.screens.base import WRITING, BookScreen
from csm_tui.tui.themes import THEMES, Inks, own_variables

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.config import Config
    from csm_tui.domain.changes import Changes
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.opening import Opening

T = TypeVar("T")
_POLL_SECONDS = 1.0
_AGAIN_SECONDS = 3.0


def _portfolio() -> Screen[None]:
    from csm_tui.tui.screens.portfolio import PortfolioScreen

    return PortfolioScreen()


def _today() -> Screen[None]:
    from csm_tui.tui.screens.today import TodayScreen

    return TodayScreen()


def _history() -> Screen[None]:
    from csm_tui.tui.screens.history import HistoryScreen

    return HistoryScreen()


def _first_run() -> Screen[None]:
    from csm_tui.tui.screens.first_run import FirstRunScreen

    return FirstRunScreen()


class CsmApp(App[str]):
    """The screens of one book; it exits with a word for its caller, or None."""

    TITLE = "csm"
    CSS_PATH = "styles/csm.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(EVERYWHERE)
    MODES: ClassVar[dict[str, Any]] = {
        "portfolio": _portfolio,
        "today": _today,
        "history": _history,
        "first-run": _first_run,
    }
    # The commands of the top line's screens, each also the name of its mode.
    PLACES: ClassVar[tuple[str, ...]] = ("today", "portfolio", "history")

    def __init__(self, desk: Desk, config: Config, opening: Opening | None = None) -> None:
        """Show `desk`'s book; `opening` is the first page where it was asked for already."""
        self.keymap = KeyMap(config.keys, ascii=config.ascii)
        self.glyphs = formatting.ASCII if config.ascii else formatting.UNICODE
        self.desk = desk
        self.opening = opening
        self.currency: str | None = opening.currency if opening else None
        started = opening is not None and not opening.empty
        # Textual builds the screen of this mode first, so that nothing else is ever painted.
        self.DEFAULT_MODE = config.start_screen if started else "first-run"  # type: ignore[misc]
        self._inks: Inks | None = None
        self._leaving = False
        self.crashed: BaseException | None = None
        super().__init__()
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = config.theme if config.theme in self.available_themes else THEMES[0].name
        self.set_keymap(self.keymap.overrides())
        self.set_class(config.ascii, "-ascii")

    # Look

    @property
    def inks(self) -> Inks:
        """Return the inks of the theme in force."""
        if self._inks is None:
            ansi = bool(self.current_theme.ansi)
            self._inks = Inks(self.get_css_variables(), self.glyphs, ansi=ansi)
        return self._inks

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables for a theme that does not set them."""
        return own_variables(self.current_theme)

    def _watch_theme(self, theme_name: str) -> None:
        self._inks = None
        super()._watch_theme(theme_name)

    def signs(self) -> list[Piece]:
        """Return what must not be overlooked: DEMO, READ-ONLY, AS OF."""
        signs = []
        if self.desk.demo:
            signs.append(Piece("DEMO", "warn"))
        if self.desk.read_only:
            signs.append(Piece("READ-ONLY", "warn"))
        if self.desk.as_of is not None:
            signs.append(Piece("AS OF", "warn"))
        return signs

    def money(self, cents: int | None) -> str:
        """Return an amount in the book's currency, short."""
        return formatting.money(cents, self.currency, self.glyphs)

    # The two doors

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
                then(found)

        self.run_worker(asking(), group=lane, exclusive=True, exit_on_error=True)

    def ask_now(self, question: Callable[[BookConnection], T], otherwise: T) -> T:
        """Return the answer to a question of a few milliseconds, `otherwise` where it fails."""
        try:
            return self.desk.front(question)
        except CsmError as error:
            self.notice(str(error), "bad")
            return otherwise

    def apply(
        self,
        operation: Callable[..., Changes],
        *,
        said: str = "",
        then: Callable[[Changes], None] | None = None,
        failed: Callable[[CsmError], None] | None = None,
        **values: Any,
    ) -> None:
        """Run an operation on the book and tell everyone; a failure becomes a notice, or goes to `failed`.

        `said` is the notice; without it the operation's name is.
        """

        async def applying() -> None:
            try:
                changes = await asyncio.wrap_future(self.desk.change(operation, values))
            except CsmError as error:
                (failed or self._say_failure)(error)
                return
            self.tell(changes)
            if changes.operation is None:
                self.notice("Nothing had to change.", "muted")
            else:
                undo = self.keymap.shown("undo")
                self.notice(said or f"{changes.name}.", hint=f"{undo} to undo")
            if then is not None:
                then(changes)

        self.run_worker(applying(), group="apply", exit_on_error=True)

    def _say_failure(self, error: CsmError) -> None:
        self.notice(str(error), "bad")

    def tell(self, changes: Changes | None) -> None:
        """Let every screen take in a change, those that are not shown too."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, BookScreen):
                    screen.book_changed(changes)

    def notice(self, text: str, ink: str = "text", hint: str = "") -> None:
        """Say what happened in the line above the keys."""
        for screen in self.screen_stack:
            if isinstance(screen, BookScreen):
                screen.notice(text, ink, hint)

    # Life

    def on_mount(self) -> None:
        """Begin to listen for other programs' changes once the first screen is up."""
        self.set_interval(_POLL_SECONDS, self._poll)
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        # A full collection would be felt in a keystroke; what is there now stays anyway.
        gc.collect()
        gc.freeze()

    def _poll(self) -> None:
        try:
            if self.desk.moved():
                self.tell(None)
        except CsmError as error:
            self.notice(str(error), "bad")

    # Commands that hold everywhere

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide writing commands where nothing may be written."""
        return not (action in WRITING and self.desk.read_only)

    def perform(self, name: str) -> None:
        """Carry out a command as if its key had been pressed."""
        action = COMMANDS[name].action
        focused = self.screen.focused
        nodes = [*focused.ancestors_with_self] if focused is not None else [self.screen, self]
        for node in nodes:
            if hasattr(node, f"action_{action}"):
                self.call_next(self.run_action, action, node)
                return

    def account(self) -> int | None:
        """Return the account that the present screen is about."""
        screen = self.screen
        return screen.account_id if isinstance(screen, BookScreen) else None


def run(
    book_path: Path,
    *,
    as_of: date | None,
    demo: bool,
    read_only: bool,
    config: Config,
) -> int:
    """Show the screens on a book and return the exit code."""
    from csm_tui.tui.launch import launch

    return launch(book_path, as_of=as_of, demo=demo, read_only=read_only, config=config)

