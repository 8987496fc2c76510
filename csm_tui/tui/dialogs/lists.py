"""Dialogs that show lines in sections: `why`, help, the palette and the preview of an undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from textual.binding import Binding

from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.pieces import BLANK, Line
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

T = TypeVar("T")


class Group(NamedTuple):
    """A section of lines; "" has no head."""

    key: str
    title: Line
    lines: tuple[Line, ...]


class LinesDialog(Dialog[T]):
    """A list of lines in folding sections."""

    DEFAULT_CSS = """
    LinesDialog #panel { width: 92; height: 90%; }
    """
    BINDINGS = [
        Binding("q", "back", show=False),
        Binding("y", "copy", show=False),
    ]

    def body(self) -> Sequence[Widget]:
        """Return the list."""
        self._groups: tuple[Group, ...] = ()
        self._flat: list[Line] = []
        self._list = RowList(self._row, head=self._head, ground="surface", id="list")
        return (self._list,)

    def show_groups(self, groups: Sequence[Group], *, top: bool = True) -> None:
        """Show other lines."""
        self._groups = tuple(groups)
        self._flat = [line for group in groups for line in group.lines]
        sections, first = [], 0
        for group in groups:
            sections.append(
                Section(group.key, len(group.lines), range(first, first + len(group.lines)))
            )
            first += len(group.lines)
        self._list.show(sections, top=top)

    def _row(self, id: int, _width: int) -> Line:
        return self._flat[id] if id < len(self._flat) else BLANK

    def _head(self, key: str, _folded: bool, _width: int) -> Line:
        return next((group.title for group in self._groups if group.key == key), BLANK)

    def action_copy(self) -> None:
        """Copy the line under the cursor, or the whole section on its head."""
        id = self._list.cursor_id
        if id is not None:
            self.csm.copy([self._flat[id].plain])
            return
        for group in self._groups:
            if group.key == self._list.cursor_section:
                self.csm.copy([group.title.plain, *(line.plain for line in group.lines)])
