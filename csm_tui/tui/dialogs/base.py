"""What every dialog shares: a panel with a title, a line for hints and errors, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from csm_tui.tui.chrome import Key, prose
from csm_tui.tui.keymap import shown_key
from csm_tui.tui.pieces import BLANK, Line
from csm_tui.tui.widgets.bars import Bar, KeyLine
from csm_tui.tui.widgets.too_small import TooSmall, fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.widget import Widget

    from csm_tui.tui.app import CsmApp

T = TypeVar("T")
# Before the panel is laid out, as wide as it is on the smallest screen.
_LEAST = 52


class Dialog(ModalScreen[T]):
    """A panel over a screen; subclasses give a title, a body and their keys.

    KEYS are (Textual key, word, action), shown at the bottom. Its lines are asked for by `query`:
    one that quick keys closed before it was up has none.
    """

    # A calm panel, no frame but the difference of grounds; read when the first dialog opens.
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 55%;
    }
    Dialog #panel {
        width: 76;
        max-width: 100%;
        height: auto;
        max-height: 100%;
        background: $surface;
        padding: 1 2;
    }
    Dialog #dialog-title { margin-bottom: 1; }
    Dialog #hint { margin-top: 1; }
    Dialog #search { margin: 0 0 1 2; }
    Dialog RowList {
        background: $surface;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        scrollbar-corner-color: $surface;
    }
    """
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    BINDINGS = [
        Binding("escape", "back", show=False),
        Binding("ctrl+c", "leave", show=False),
    ]

    @property
    def csm(self) -> CsmApp:
        """Return the app that this dialog is part of."""
        return cast("CsmApp", self.app)

    def title_line(self) -> Line:
        """Return the title."""
        return BLANK

    def body(self) -> Sequence[Widget]:
        """Return the widgets between title and hint."""
        return ()

    def compose(self) -> ComposeResult:
        """Lay the panel out."""
        with Vertical(id="panel"):
            yield Bar(self.title_line(), ground="surface", id="dialog-title")
            yield from self.body()
            yield Bar(ground="surface", id="hint")
            yield KeyLine(ground="surface", id="keys")
        yield TooSmall()

    def on_mount(self) -> None:
        """Show the keys, and let those go that waited for it."""
        if self.csm.opening_field:
            self.csm.hold_keys(held=False)
        self.call_after_refresh(self.show_keys)

    def keys(self) -> Sequence[tuple[str, str, str]]:
        """Return the keys that can be pressed now."""
        return self.KEYS

    def show_keys(self) -> None:
        """Show the keys of the dialog."""
        plain = self.csm.plain
        keys = [Key(shown_key(key, plain=plain), word, action) for key, word, action in self.keys()]
        for bar in self.query("#keys").results(KeyLine):
            bar.show_keys(keys)

    def on_resize(self, event: Resize) -> None:
        """Lay out again, or say that there is too little room."""
        self.set_class(not fits(event.size), "-too-small")
        self.call_after_refresh(self.show_keys)

    def hint(self, text: str, ink: str = "muted") -> None:
        """Show a sentence above the keys."""
        for bar in self.query("#hint").results(Bar):
            bar.show(*prose(text, bar.size.width or _LEAST, ink=ink))

    def on_spots_pressed(self, event: KeyLine.Pressed) -> None:
        """Carry out the key that was clicked."""
        event.stop()
        self.call_next(self.run_action, event.name)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with an answer; a key that comes while it is closing does nothing more."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def action_back(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Quit, pressed twice; a dialog may hide the line that says so."""
        self.hint("Ctrl-C again quits.", "warn")
        self.csm.action_leave()
