"""A field in which a day is typed, or gone to by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from csm_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from textual.events import Key


class DayField(Field):
    """A field for a day in which `<` and `>`, never part of one, go a day back and on."""

    class Shifted(Message):
        """A day before or after is wanted."""

        def __init__(self, days: int) -> None:
            super().__init__()
            self.days = days

    def on_key(self, event: Key) -> None:
        """Go a day back or on."""
        if event.character in ("<", ">"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Shifted(1 if event.character == ">" else -1))
