"""The first start: nothing is asked; where the book is, and three ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.widget import Widget

from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, line, wrap
from csm_tui.tui.screens.base import BookScreen
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from csm_tui.tui.app import CsmApp

_WAYS: Final = (
    ("add", "add an account", "a name is enough to begin with"),
    ("import", "import files", "accounts, contacts, touchpoints, health"),
    ("demo", "try the demo", "invented accounts, apart from yours"),
)


_WIDTH: Final = 64


class Welcome(Widget):
    """The lines in the middle of the screen."""

    DEFAULT_CSS = "Welcome { height: 1fr; }"

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__()
        self._lines = lines

    def render_line(self, y: int) -> Strip:
        """Draw one line, the block in the middle."""
        inks = cast("CsmApp", self.app).inks
        width, height = self.size
        number = y - max(1, (height - len(self._lines)) // 3)
        shown = self._lines[number] if 0 <= number < len(self._lines) else BLANK
        indent = Piece(" " * max(2, (width - _WIDTH) // 2))
        return strip(Line((indent, *shown.left)), width, inks)


class FirstRunScreen(BookScreen):
    """Says where the book is and offers to add, to import, or to look at the demo."""

    NAME = "First steps"
    OFFERS: ClassVar[tuple[str, ...]] = ("close", "try-demo")
    FOOTER: ClassVar[tuple[str, ...]] = ("add", "import", "try-demo", "close")
    BINDINGS = bindings(OFFERS)

    def body(self) -> Sequence[Widget]:
        """Return the welcome."""
        keymap = self.csm.keymap
        where = str(self.csm.desk.path)
        ways = []
        for name, words, meaning in _WAYS:
            if not self.offered(name):
                continue
            key = keymap.shown("try-demo" if name == "demo" else name)
            ways.append(
                line(Piece(f"  {key}  ", "title"), Piece(f"{words:<18}"), Piece(meaning, "muted"))
            )
        return (
            Welcome(
                [
                    line(Piece("csm", "title"), Piece("  your book of business", "strong")),
                    BLANK,
                    line(
                        Piece("Which treatment each account should get, why, and what is due next.")
                    ),
                    BLANK,
                    line(
                        Piece("The book is empty. It is one file, here and nowhere else:", "muted")
                    ),
                    *(line(Piece(f"  {part}")) for part in wrap(where, _WIDTH - 2)),
                    BLANK,
                    *ways,
                    BLANK,
                    line(
                        Piece("Everything you do is saved at once, and u takes it back.", "muted")
                    ),
                ]
            ),
        )

    def reload(self) -> None:
        """Go on to the book as soon as there is something in it."""
        # Under a dialog this is "current" to Textual too; it waits for its turn.
        if self.app.screen is self:
            self.csm.call_later(self.csm.switch_mode, self.csm.home)
        else:
            self._stale = True

    def action_try_demo(self) -> None:
        """Look at the demo book."""
        self.csm.action_demo()
