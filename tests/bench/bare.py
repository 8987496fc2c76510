"""The yardsticks of the screens: a Textual app that does nothing, and one that lists 100 rows."""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList, Static


class Bare(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """Yield the line."""
        yield Static("Account")


class BareList(App[None]):
    """A plain list of 100 rows."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def compose(self) -> ComposeResult:
        """Yield the list."""
        yield OptionList(
            *(f"Account {number:3d}  high  82  $512K  growth" for number in range(100))
        )


if __name__ == "__main__":
    (BareList() if "list" in sys.argv else Bare()).run()
