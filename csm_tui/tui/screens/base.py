"""What every screen of the book shares: chrome, why-line, notice, too-small sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual.geometry import Size
from textual.screen import Screen

from csm_tui import formatting
from csm_tui.tui import chrome
from csm_tui.tui.chrome import prose
from csm_tui.tui.commands import ALWAYS, COMMANDS, EVERYWHERE, PLACES
from csm_tui.tui.pieces import BLANK, Line, Piece
from csm_tui.tui.widgets.bars import Bar, KeyLine, Spots, TopLine
from csm_tui.tui.widgets.quick_line import QuickLine
from csm_tui.tui.widgets.too_small import TooSmall, fits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Key, Resize
    from textual.widget import Widget

    from csm_tui.domain.changes import Changes
    from csm_tui.tui.app import CsmApp

WRITING = frozenset(command.action for command in COMMANDS.values() if command.writes)
_NOTICE_SECONDS = 8.0


class Notice(NamedTuple):
    """A sentence of what just happened, and how to take it back."""

    text: str
    ink: str
    hint: str


class BookScreen(Screen[None]):
    """A screen of the book; subclasses give `body`, `reload`, `why_line` and their commands."""

    # The screen's name in the help, the commands it offers, and its footer in order of use.
    NAME: ClassVar[str] = ""
    OFFERS: ClassVar[tuple[str, ...]] = ()
    FOOTER: ClassVar[tuple[str, ...]] = ()
    # Commands whose keys mean something else here.
    HIDES: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self._stale = False
        self._away = False
        self._laid_out = Size(0, 0)
        self._notice: Notice | None = None

    @property
    def csm(self) -> CsmApp:
        """Return the app that this screen is part of."""
        return cast("CsmApp", self.app)

    @property
    def account_id(self) -> int | None:
        """Return the account that the screen's commands mean."""
        return None

    @property
    def reading(self) -> bool:
        """Return whether what the screen is about is still being read: nothing is chosen yet."""
        return False

    def compose(self) -> ComposeResult:
        """Lay out the chrome around the body."""
        yield TopLine(ground="bar", id="top")
        yield from self.body()
        yield Bar(id="why")
        yield QuickLine(id="quick")
        yield KeyLine(ground="bar", id="keys")
        yield TooSmall()

    def body(self) -> Sequence[Widget]:
        """Return the widgets between the top line and the why-line."""
        return ()

    def reload(self) -> None:
        """Ask for everything shown again."""

    def why_line(self) -> Line:
        """Return why the selected row matters."""
        return BLANK

    def on_mount(self) -> None:
        """Fill the chrome."""
        self._laid_out = self.app.size
        self._show_chrome()

    def on_resize(self, event: Resize) -> None:
        """Lay the chrome out again, or say that there is too little room."""
        self.set_class(not fits(event.size), "-too-small")
        if event.size != self._laid_out:
            self._laid_out = event.size
            self.call_after_refresh(self._show_chrome)

    def on_screen_suspend(self) -> None:
        """Note that another screen is shown."""
        self._away = True

    def on_screen_resume(self) -> None:
        """Take in what changed while another screen was shown."""
        if not self._away:
            return
        self._away = False
        if self._stale:
            self._stale = False
            self.reload()
        self._show_chrome()

    def book_changed(self, changes: Changes | None) -> None:
        """Take in a change of the book, now or when shown next; None: another program's."""
        if changes is None:
            # Perhaps it is another day.
            self.call_after_refresh(self._show_chrome)
        if not self.is_mounted:
            # It is being put together, and asks when it is.
            return
        if self.is_current or self in self.app.screen_stack:
            self.reload()
        else:
            self._stale = True

    def _show_chrome(self) -> None:
        # Quick keys leave a screen before it is up: there is nothing to fill then.
        if self.children:
            self.show_chrome()

    def show_chrome(self) -> None:
        """Show the top line, the why-line and the keys as they are now."""
        app = self.csm
        self.query_one("#top", TopLine).show_places(
            chrome.places(PLACES, app.keymap),
            app.place,
            app.signs(),
            formatting.full_day(app.desk.today),
        )
        self.show_keys()
        self.show_why()

    def show_keys(self) -> None:
        """Show the keys of what has the focus."""
        keymap, bar = self.csm.keymap, self.query_one("#keys", KeyLine)
        quick = self.query_one(QuickLine)
        if quick.is_open:
            bar.show_keys(quick.keys())
        else:
            bar.show_keys(chrome.keys(self.footer(), keymap), chrome.keys(ALWAYS, keymap))

    def footer(self) -> list[str]:
        """Return the commands of the footer, most useful first."""
        return [name for name in self.FOOTER if self.offered(name)]

    def offered(self, name: str) -> bool:
        """Return whether a command can be given now: none that writes where nothing may be."""
        return not (COMMANDS[name].writes and self.csm.desk.read_only)

    def ways(self, *ways: tuple[str, str]) -> str:
        """Return which commands help, each with its words; none that cannot be given now."""
        shown = self.csm.keymap.shown
        told = [f"{shown(name)} {words}" for name, words in ways if self.offered(name)]
        return f"{', '.join(told)}." if told else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Hide writing commands where nothing may be written."""
        return not (action in WRITING and self.csm.desk.read_only)

    def on_key(self, event: Key) -> None:
        """Say why a key that would write does nothing."""
        refusal, keymap = self.csm.desk.refusal, self.csm.keymap
        if refusal is None:
            return
        names = (name for name in (*self.OFFERS, *EVERYWHERE) if name not in self.HIDES)
        pressed = next((name for name in names if event.key in keymap.keys(name)), None)
        if pressed is not None and COMMANDS[pressed].writes:
            self.notice(refusal, "warn")

    # The line above the keys

    def show_why(self) -> None:
        """Show the notice of what just happened, else why the selected row matters."""
        if not self.children:
            return
        bar = self.query_one("#why", Bar)
        if self._notice is not None:
            text, ink, hint = self._notice
            bar.show(*prose(text, self.size.width, ink=ink, hint=hint))
            return
        why = self.why_line()
        if why.left and not why.right:
            shown = self.csm.keymap.shown("why")
            why = Line(why.left, (Piece(shown, "accent"), Piece(" why ", "muted")))
        bar.show(why)

    def notice(self, text: str, ink: str = "text", hint: str = "") -> None:
        """Say what happened, for some seconds, in the line above the keys."""
        self._notice = Notice(text, ink, hint)
        self.show_why()
        self.set_timer(_NOTICE_SECONDS, self._forget(self._notice))

    def choose_first(self, words: str = "Choose an account first.", ink: str = "warn") -> None:
        """Say what a command lacks: a line that it is meant for, or the answer with its lines."""
        if self.reading:
            words, ink = "Still reading the book: press it again in a moment.", "muted"
        self.notice(words, ink)

    def _forget(self, said: Notice) -> Callable[[], None]:
        def forget() -> None:
            if self._notice is said:
                self._notice = None
                self.show_why()

        return forget

    def on_spots_pressed(self, event: Spots.Pressed) -> None:
        """Carry out the command that was clicked in the top line or the footer."""
        event.stop()
        quick = self.query_one(QuickLine)
        if quick.is_open and event.name not in COMMANDS:
            self.call_next(self.app.run_action, event.name, quick)
        else:
            self.csm.perform(event.name)

    # The quick line

    def open_quick_line(self) -> None:
        """Open the line that a touchpoint is logged in."""
        self.query_one(QuickLine).open(self.quick_start())

    def quick_start(self) -> str:
        """Return what stands in the quick line at first."""
        return ""

    def on_quick_line_turned(self) -> None:
        """Show the keys of the line, or those of the screen again."""
        self.show_keys()

    # Leaving

    def action_back(self) -> None:
        """Close the view where it is one above another."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_close(self) -> None:
        """Close the view; on the first screen quit, as everything is saved."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        elif self.app.current_mode not in (self.csm.home, "first-run"):
            self.app.switch_mode(self.csm.home)
        else:
            self.app.exit()
