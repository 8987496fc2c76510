"""Help for the preview of an import: what its keys do."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import Binding

from csm_tui.tui.commands import COMMANDS, MOVING
from csm_tui.tui.dialogs.help import groups
from csm_tui.tui.dialogs.lists import Group, LinesDialog
from csm_tui.tui.keymap import shown_key
from csm_tui.tui.pieces import Line, Piece, fit, line

_KEYS: Final = (
    (
        "Questions",
        (
            ("1-9", "Answer the question under the cursor, else the first one"),
            ("c", "Type an answer; on what was answered before: ask it again"),
        ),
    ),
    (
        "Columns",
        (
            ("c", "Read the column under the cursor as the next field"),
            ("C", "Read it as the field before"),
            ("m", "Name the field that it is"),
            ("x", "Leave it out"),
            ("f", "Keep it as a custom field of the accounts"),
        ),
    ),
    ("File", (("a", "Read its rows as another kind"), ("y", "Copy the line under the cursor"))),
    (
        "End",
        (
            ("enter", "Import what is shown, as one operation: one undo takes it back"),
            ("escape", "Leave it: nothing is written; an import on its way is taken back"),
        ),
    ),
)
_HINT: Final = "Nothing is written before Enter. The whole story: csm help importing"


class ImportHelp(LinesDialog[None]):
    """Lists the keys of the preview."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("↑↓", "scroll", ""),
        ("escape", "back", "back"),
    )
    BINDINGS = [
        Binding("enter", "back", show=False, priority=True),
        Binding("question_mark,f1", "back", show=False, id="help"),
    ]

    def title_line(self) -> Line:
        """Return what the help is for."""
        return line(Piece(" Help: import", "title"))

    def on_mount(self) -> None:
        """Show the keys."""
        super().on_mount()
        plain = self.csm.plain
        own = [
            Group(
                name,
                line(Piece(name, "strong")),
                tuple(
                    line(Piece(fit(shown_key(key, plain=plain), 12), "accent"), Piece(what))
                    for key, what in keys
                ),
            )
            for name, keys in _KEYS
        ]
        moving = [name for name in MOVING if COMMANDS[name].group == "Move"]
        self.show_groups([*own, *groups(moving, self.csm.keymap)])
        self.call_after_refresh(self.hint, _HINT)
