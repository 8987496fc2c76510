"""The line in which a filter is typed; it answers with each letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message

from csm_tui.tui.pieces import Piece, line
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input

    from csm_tui.tui.app import CsmApp


class FilterBar(Horizontal):
    """Hidden until opened; Enter keeps the filter, Esc clears it."""

    DEFAULT_CSS = """
    FilterBar { height: 1; display: none; }
    FilterBar.-open { display: block; }
    FilterBar > Bar { width: 3; }
    FilterBar > Field { width: 1fr; }
    """
    BINDINGS = [
        Binding("escape", "clear", show=False),
        Binding("down", "keep", show=False),
    ]

    class Changed(Message):
        """The text is another."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """The line was left; the filter is kept or to be cleared."""

        def __init__(self, *, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    def compose(self) -> ComposeResult:
        """Nothing until it is opened: fields are not free."""
        yield from ()

    def open(self, text: str) -> None:
        """Show the line with a filter to go on with, and take the focus."""
        from csm_tui.tui.widgets.field import Field

        self.add_class("-open")
        if not self.children:
            self.mount(
                Bar(line(Piece(" / ", "accent"))),
                Field(
                    text, placeholder="words, tier:high, renewal<60d, silent>30d, overdue, -risk"
                ),
            )
        # What is typed from now on is for the field, also before it is up.
        cast("CsmApp", self.app).hold_keys(held=True)
        self.call_after_refresh(self._enter, text)

    def _enter(self, text: str) -> None:
        from textual.widgets import Input

        from csm_tui.tui.widgets.field import Field

        field = self.query_one(Field)
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        self.screen.set_focus(field)
        cast("CsmApp", self.app).hold_keys(held=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the text."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter."""
        event.stop()
        self.action_keep()

    def action_keep(self) -> None:
        """Keep the filter and close the line."""
        self._close(kept=True)

    def action_clear(self) -> None:
        """Clear the filter and close the line."""
        self._close(kept=False)

    def _close(self, *, kept: bool) -> None:
        self.remove_class("-open")
        self.post_message(self.Closed(kept=kept))
