"""What undoing a change would do, field by field, before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from csm_tui import formatting
from csm_tui.tui.dialogs.lists import Group, LinesDialog
from csm_tui.tui.pieces import Line, Piece, fit, line

if TYPE_CHECKING:
    from csm_tui.queries.history import Preview, PreviewLine


class UndoPreview(LinesDialog[bool]):
    """Lists the fields that would be set back; `y` does it."""

    DEFAULT_CSS = """
    UndoPreview #panel { height: auto; }
    UndoPreview RowList { height: auto; max-height: 14; }
    """
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("y", "undo it", "undo"),
        ("escape", "leave it", "back"),
    )
    BINDINGS = [Binding("y", "undo", show=False)]

    def __init__(self, preview: Preview, *, undone: bool) -> None:
        super().__init__()
        self._preview = preview
        self._undone = undone

    def title_line(self) -> Line:
        """Return the operation."""
        return line(Piece(" Undo: ", "title"), Piece(self._preview.name, "strong"))

    def on_mount(self) -> None:
        """Show the lines."""
        super().on_mount()
        preview = self._preview
        lines = [_line(one) for one in preview.lines]
        rest = preview.changes - len(preview.lines)
        if rest > 0 and len(preview.lines) >= 20:
            lines.append(line(Piece(f"and {rest:,} more", "muted")))
        self.show_groups([Group("", line(), tuple(lines))])
        if self._undone:
            self.hint("It is undone already.", "warn")
            return
        rows = formatting.plural(preview.changes, "row")
        accounts = formatting.plural(preview.accounts, "account")
        self.hint(f"Sets back {rows} of {accounts}. Refused whole where one has changed since.")

    def action_undo(self) -> None:
        """Undo it."""
        if not self._undone:
            self.dismiss(True)


def _line(change: PreviewLine) -> Line:
    thing = f"{change.thing} {change.field}".strip()
    return line(
        Piece(fit(change.account, 22)),
        Piece(f" {fit(thing, 16)} ", "muted"),
        Piece(change.old, "muted"),
        Piece(" → ", "faint"),
        Piece(change.new, "strong"),
    )
