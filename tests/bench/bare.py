"""The yardsticks of the screens: a Textual app that does nothing, and one that lists 100 rows.

The latter has a second screen of 40 lines: `s` shows it, `b` goes back.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import OptionList, Static


class Bare(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield Static("Account")


class BareScreen(Screen[None]):
    """Forty lines of text."""

    def compose(self) -> ComposeResult:
        """Yield the lines."""
        yield Static("\n".join(f"Figure {number:3d}  high  82 %" for number in range(40)))


class BareList(App[None]):
    """A plain list of 100 rows, and another screen beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [("s", "other"), ("b", "back")]

    def action_other(self) -> None:
        """Show the other screen."""
        self.push_screen(BareScreen())

    def compose(self) -> ComposeResult:
        """Yield the list."""
        yield OptionList(
            *(f"Account {number:3d}  high  82  $512K  growth" for number in range(100))
        )


if __name__ == "__main__":
    (BareList() if "list" in sys.argv else Bare()).run()
