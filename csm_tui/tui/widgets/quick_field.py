"""The field of the quick line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from csm_tui.text import safe_lines
from csm_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from textual.events import Paste


class QuickField(Field):
    """A field of one line; several pasted ones are told, each to be a line of its own."""

    class Lines(Message):
        """Several lines were pasted."""

        def __init__(self, lines: list[str]) -> None:
            super().__init__()
            self.lines = lines

    def _on_paste(self, event: Paste) -> None:
        lines = [part.strip() for part in safe_lines(event.text) if part.strip()]
        if len(lines) < 2:
            super()._on_paste(event)
            return
        self.post_message(self.Lines(lines))
        event.prevent_default()
        event.stop()
