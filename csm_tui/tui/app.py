"""The screens' program: its two doors to the book, its modes, themes and commands (DESIGN)."""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import App
from textual.theme import BUILTIN_THEMES

from csm_tui import formatting
from csm_tui.errors import BookBusy, CsmError
from csm_tui.operations import unsaved
from csm_tui.text import safe_text
from csm_tui.tui import chrome, echo
from csm_tui.tui.bindings import bindings
from csm_tui.tui.commands import COMMANDS, EVERYWHERE, MOVING
from csm_tui.tui.doors import Doors
from csm_tui.tui.early_keys import EarlyKeys
from csm_tui.tui.health_choice import ChartChoice
from csm_tui.tui.keymap import KeyMap
from csm_tui.tui.places import Places, make_ready
from csm_tui.tui.screens.base import WRITING, BookScreen
from csm_tui.tui.setting import Setting
from csm_tui.tui.spans import Measuring
from csm_tui.tui.themes import THEMES, Inks, own_variables
from csm_tui.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from textual.theme import Theme

    from csm_tui.config import Config
    from csm_tui.tui.desk import Desk
    from csm_tui.tui.opening import Opening
    from csm_tui.tui.pieces import Piece

_THEMES = {theme.name: theme for theme in THEMES} | BUILTIN_THEMES
_POLL_SECONDS = 1.0
_SETTLE_SECONDS = 0.3
_UNSAVED = "When the screens ended, a form was open: nothing of it was saved."
_RARELY = 1000
_AGAIN_SECONDS = 3.0


class CsmApp(Doors, EarlyKeys, Places):
    """The screens of one book; it exits with a word for its caller, or None."""

    TITLE = "csm"
    CSS_PATH = "styles/csm.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings(EVERYWHERE)

    def __init__(self, desk: Desk, config: Config, opening: Opening | None = None) -> None:
        """Show `desk`'s book; `opening` is the first page where it was asked for already."""
        self.keymap = KeyMap(config.keys, plain=config.ascii)
        self.glyphs = formatting.ASCII if config.ascii else formatting.UNICODE
        self.desk = desk
        self.settings = config
        self.opening = opening
        self.currency: str | None = opening.currency if opening else None
        # Span and filter of the measurement; and how often anything was told to have changed.
        self.measuring = Measuring()
        self.health_chart = ChartChoice()
        self.told = 0
        # What was typed into the quick line and not logged, on whichever screen.
        self.kept_lines: list[str] = []
        # A book that was known to be empty is shown so: nothing can begin in it.
        started = opening is not None and (not opening.empty or desk.known_on is not None)
        # Textual builds the screen of this mode first, so that nothing else is ever painted.
        self.DEFAULT_MODE = config.start_screen if started else "first-run"  # type: ignore[misc]
        self.home = config.start_screen
        if opening is not None and opening.demo:
            desk.demo = True
        self._inks: Inks | None = None
        self._leaving = False
        self.crashed: BaseException | None = None
        self.stopped: str | None = None
        chosen = _THEMES.get(config.theme, THEMES[0])
        # Set without its watcher, which would have all styles read twice.
        self.set_reactive(App.theme, chosen.name)
        super().__init__()
        self.animation_level = "none"
        if chosen.ansi:
            self._watch_theme(chosen.name)
        self.set_keymap(self.keymap.overrides())
        self.set_class(config.ascii, "-ascii")

    # Look

    @property
    def plain(self) -> bool:
        """Return whether only ASCII is to be shown."""
        return self.glyphs is formatting.ASCII

    @property
    def inks(self) -> Inks:
        """Return the inks of the theme in force."""
        if self._inks is None:
            ansi = bool(self.current_theme.ansi)
            self._inks = Inks(self.get_css_variables(), self.glyphs, ansi=ansi)
        return self._inks

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Return our two themes and those of Textual."""
        return _THEMES

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables for a theme that does not set them."""
        return own_variables(self.current_theme)

    def _watch_theme(self, theme_name: str) -> None:
        self._inks = None
        super()._watch_theme(theme_name)

    def signs(self) -> list[Piece]:
        """Return what must not be overlooked: DEMO, READ-ONLY, KNOWN ON, AS OF."""
        desk = self.desk
        return chrome.signs(
            demo=desk.demo,
            read_only=desk.read_only,
            as_of=desk.as_of is not None,
            known_on=desk.known_on,
        )

    def money(self, cents: int | None) -> str:
        """Return an amount in the book's currency, short."""
        return formatting.money(cents, self.currency, self.glyphs)

    @property
    def setting(self) -> Setting:
        """Return what the lines of lists depend on besides what they are about."""
        return Setting(self.desk.today, self.glyphs, self.money)

    # Life

    def on_load(self) -> None:
        """End tidily on a signal: from now on the terminal is Textual's to give back."""
        listen = asyncio.get_running_loop().add_signal_handler
        with suppress(
            NotImplementedError, ValueError, RuntimeError
        ):  # Windows; not the main thread
            listen(signal.SIGTERM, self._stop, "terminated")
            listen(signal.SIGINT, self._stop, "interrupted")

    def _stop(self, word: str) -> None:
        # Textual, stopped before its first screen is up, fails at it; that is no crash.
        self.stopped = word
        self.desk.abandon()
        self.exit(word)

    def on_mount(self) -> None:
        """Begin to listen for other programs' changes once the first screen is up."""
        echo.hand_over(self._driver)
        self.set_interval(_POLL_SECONDS, self._poll)
        self.set_timer(_SETTLE_SECONDS, self._settle)
        self.app_resume_signal.subscribe(self, self._paint_again)

    def _paint_again(self, _: object) -> None:
        """Paint everything: the shell had the terminal, and nothing of ours is left on it."""
        for screen in self.screen_stack:
            for widget in (screen, *screen.walk_children()):
                widget.refresh()

    def _settle(self) -> None:
        # A full collection would be felt in a keystroke; what is there now stays anyway.
        gc.enable()
        gc.collect()
        gc.freeze()
        # Answers about a large book are hundreds of thousands of objects: looking through all of
        # them again and again while they are made holds up the keys, and finds nothing.
        gc.set_threshold(*gc.get_threshold()[:2], _RARELY)
        self._tell_of_the_book()
        if unsaved.left_over():
            self.notice(_UNSAVED, "warn")
        self._poll()
        self.run_worker(make_ready, group="ahead", thread=True)

    def _poll(self) -> None:
        async def look() -> None:
            try:
                moved = await asyncio.wrap_future(self.desk.moved())
            except BookBusy:
                return
            except CsmError as error:
                self.notice(str(error), "bad")
                return
            if moved:
                self.tell(None)
            self._tell_of_the_book()

        # Not exclusive: one that is put aside may be the one that has seen the change.
        self.run_worker(look, group="poll")  # type: ignore[arg-type]

    def _tell_of_the_book(self) -> None:
        """Say what opening the book brought up: brought up to date, taken back, no backup …"""
        if texts := self.desk.take_notices():
            self.notice(" ".join(texts), "warn")

    # Commands that hold everywhere

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
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

    def offered(self) -> list[str]:
        """Return the commands that can be given now, those of the present screen first."""
        screen = self.screen
        own = list(screen.OFFERS) if isinstance(screen, BookScreen) else []
        moving = list(MOVING) if screen.query(RowList) else []
        hidden = screen.HIDES if isinstance(screen, BookScreen) else ()
        names = [name for name in (*own, *moving, *EVERYWHERE) if name not in hidden]
        allowed = [name for name in names if not (COMMANDS[name].writes and self.desk.read_only)]
        return list(dict.fromkeys(allowed))

    def open_account(self, account_id: int) -> None:
        """Show the whole card of an account."""
        from csm_tui.tui.screens.account import AccountScreen

        self.push_screen(AccountScreen(account_id))

    def go_to_account(self, account_id: int) -> None:
        """Show an account in the portfolio, under the cursor."""
        from csm_tui.tui.screens.portfolio import PortfolioScreen

        self.action_portfolio()

        def go() -> None:
            if isinstance(self.screen, PortfolioScreen):
                self.screen.go_to(account_id)

        self.call_after_refresh(go)

    def copy(self, lines: Sequence[str]) -> None:
        """Copy lines to the clipboard, of the terminal's side too (OSC 52), and say so."""
        if not lines:
            self.notice("Nothing to copy here.", "muted")
            return
        # Tabs part the cells of a row; whatever else controls a terminal stays out.
        text = "\n".join("\t".join(map(safe_text, part.split("\t"))) for part in lines)
        self.copy_to_clipboard(text)
        shown = (
            lines[0].replace("\t", "  ")
            if len(lines) == 1
            else formatting.plural(len(lines), "line")
        )
        self.notice(f"Copied: {shown}")

    def action_review(self) -> None:
        """Walk the accounts without fresh health."""
        from csm_tui.tui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen())

    def action_summary(self) -> None:
        """Show the book in a few figures."""
        from csm_tui.tui.screens.summary import SummaryScreen

        self.push_screen(SummaryScreen())

    def action_compare_book(self) -> None:
        """Show the pyramid against the matrix, of all accounts."""
        from csm_tui.tui.screens.compare import CompareScreen

        self.push_screen(CompareScreen())

    def action_demo(self) -> None:
        """Leave for the demo book."""
        if self.desk.demo:
            self.notice("This is the demo book. Your own opens with csm.", "muted")
        else:
            self.exit("demo")

    def action_quick_line(self) -> None:
        """Open the line that a touchpoint is logged in."""
        if isinstance(self.screen, BookScreen):
            self.screen.open_quick_line()

    def action_add(self) -> None:
        """Ask for a new account."""
        from csm_tui.tui.dialogs.account_form import AccountForm

        self.push_screen(AccountForm())

    def action_import(self) -> None:
        """Ask for files to import."""
        from csm_tui.tui.dialogs.import_form import ImportForm

        self.push_screen(ImportForm())

    def action_export(self) -> None:
        """Ask what is exported and where to; the portfolio's filter goes with it."""
        from csm_tui.tui.dialogs.book_export_form import BookExportForm
        from csm_tui.tui.screens.portfolio import PortfolioScreen

        shown = self.screen.filter_text if isinstance(self.screen, PortfolioScreen) else ""
        self.push_screen(BookExportForm(shown))

    def action_plan(self) -> None:
        """Show what planning would do, and do it."""
        from csm_tui.tui.dialogs.plan_preview import PlanPreview

        self.push_screen(PlanPreview())

    def action_undo(self) -> None:
        """Take the last change back."""
        from csm_tui.operations import undo

        self.apply(undo.undo, hint="redo")

    def action_redo(self) -> None:
        """Take the last undo back."""
        from csm_tui.operations import undo

        self.apply(undo.redo)

    def action_help(self) -> None:
        """Show the help for this screen."""
        from csm_tui.tui.dialogs.help import HelpDialog

        title = self.screen.NAME if isinstance(self.screen, BookScreen) else ""
        self.push_screen(HelpDialog(title, self.offered()))

    def action_palette(self) -> None:
        """Show every command."""
        from csm_tui.tui.dialogs.palette import Choice, Palette

        def take(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.account_id is not None:
                self.open_account(choice.account_id)
            elif choice.theme:
                self.theme = choice.theme
                self.notice(
                    f'Theme: {choice.theme}. The config file keeps it: theme = "{choice.theme}"'
                )
            else:
                self.perform(choice.command)

        names = [name for name in self.offered() if name not in MOVING]
        self.push_screen(Palette(names), take)

    def action_theme(self) -> None:
        """Take the next theme."""
        names = [theme.name for theme in THEMES]
        names += sorted(name for name in self.available_themes if name not in names)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.notice(f"Theme: {self.theme}")

    def action_where(self) -> None:
        """Say where the book is."""
        self.notice(f"The book is {self.desk.path}")

    def action_suspend(self) -> None:
        """Go back to the shell for a while."""
        from textual.app import SuspendNotSupported

        with suppress(SuspendNotSupported):
            self.action_suspend_process()

    def action_leave(self) -> None:
        """Quit, pressed twice within some seconds."""
        if self._leaving:
            self.exit()
            return
        self._leaving = True
        self.notice("Ctrl-C again quits; everything is saved.", "warn")
        self.set_timer(_AGAIN_SECONDS, self._stay)

    def _stay(self) -> None:
        self._leaving = False

    def action_help_quit(self) -> None:
        """Quit, pressed twice: Textual's own name for Ctrl-C."""
        self.action_leave()

    # Faults

    def _fatal_error(self) -> None:
        # No traceback with anybody's data on the terminal: launch() writes the report.
        self.crashed = self._exception
        self._close_messages_no_wait()


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
