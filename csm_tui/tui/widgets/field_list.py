"""A list whose section of fields is changed by the arrows to the side; its figures beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from textual.message import Message

from csm_tui.tui.pieces import BLANK, Line, Piece
from csm_tui.tui.strips import strip
from csm_tui.tui.widgets.row_list import RowList
from csm_tui.tui.widgets.side_lines import SideLines

if TYPE_CHECKING:
    from textual.strip import Strip

    from csm_tui.tui.app import CsmApp

# The key of the section.
FIELDS: Final = "fields"


class FieldList(RowList):
    """Rows in sections; on a field left and right do not fold."""

    class Turned(Message):
        """The field under the cursor is to be a step more (1) or less (-1)."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    @property
    def _on_field(self) -> bool:
        return self.cursor_section == FIELDS and self.cursor_id is not None

    def action_left(self) -> None:
        """Turn the field down; elsewhere fold."""
        if self._on_field:
            self.post_message(self.Turned(-1))
        else:
            super().action_left()

    def action_right(self) -> None:
        """Turn the field up; elsewhere unfold."""
        if self._on_field:
            self.post_message(self.Turned(1))
        else:
            super().action_right()


class FigureLines(SideLines):
    """Lines beside a rule that begin where the list does."""

    def render_line(self, y: int) -> Strip:
        """Draw one line beside the rule."""
        inks = cast("CsmApp", self.app).inks
        shown = self._lines[y] if y < len(self._lines) else BLANK
        rule = Piece(f" {inks.glyphs.divider} ", "faint")
        return strip(Line((rule, *shown.left)), self.size.width, inks)
