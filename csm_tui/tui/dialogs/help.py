"""Help for the screen that is shown: its commands with the keys in force, searchable."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from csm_tui.domain.folding import fold
from csm_tui.tui.commands import COMMANDS, GROUPS, Command
from csm_tui.tui.dialogs.lists import Group, LinesDialog
from csm_tui.tui.pieces import Line, Piece, fit, line
from csm_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget
    from textual.widgets import Input

    from csm_tui.tui.keymap import KeyMap


class HelpDialog(LinesDialog[None]):
    """Lists the commands; typing narrows them."""

    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("↑↓", "scroll", ""),
        ("escape", "back", "back"),
    )
    BINDINGS = [
        Binding("down", "list('down')", show=False),
        Binding("up", "list('up')", show=False),
        Binding("pagedown", "list('page_down')", show=False),
        Binding("pageup", "list('page_up')", show=False),
        Binding("f1", "back", show=False),
    ]

    def __init__(self, title: str, names: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._names = names

    def title_line(self) -> Line:
        """Return what the help is for."""
        return line(
            Piece(f" Help: {self._title}", "title"),
            right=[Piece("letters never act while you type in a field ", "muted")],
        )

    def body(self) -> Sequence[Widget]:
        """Return the field above the list."""
        lines = super().body()
        self._list.lit = True
        return (Field(placeholder="type to search", id="search"), *lines)

    def on_mount(self) -> None:
        """Show all commands."""
        super().on_mount()
        self.show_groups(groups(self._names, self.csm.keymap))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the commands that hold what is typed."""
        event.stop()
        found = groups(self._names, self.csm.keymap, event.value)
        self.show_groups(found)
        self.hint("" if found else "No command matches. Backspace widens the search.", "warn")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)

    def action_list(self, action: str) -> None:
        """Move in the list while the field has the focus."""
        getattr(self._list, f"action_{action}")()


def groups(names: Sequence[str], keymap: KeyMap, search: str = "") -> list[Group]:
    """Return the commands by group, as lines with all their keys; those that hold `search` only."""
    wanted = fold(search).split()
    found: list[Group] = []
    for group in GROUPS:
        lines = tuple(
            _line(COMMANDS[name], keymap)
            for name in names
            if COMMANDS[name].group == group and _holds(COMMANDS[name], keymap, wanted)
        )
        if lines:
            found.append(Group(group, line(Piece(group, "strong")), lines))
    return found


def _holds(command: Command, keymap: KeyMap, wanted: list[str]) -> bool:
    text = fold(f"{command.name} {command.help} {keymap.all_shown(command.name)}")
    return all(word in text for word in wanted)


def _line(command: Command, keymap: KeyMap) -> Line:
    return line(
        Piece(fit(keymap.all_shown(command.name), 12), "accent"),
        Piece(command.help),
        right=[Piece(f"{command.name} ", "muted")],
    )
