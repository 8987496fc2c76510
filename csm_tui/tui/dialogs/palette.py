"""Every command with its key, and every account by name: type, Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding

from csm_tui.domain.folding import fold
from csm_tui.queries import portfolio
from csm_tui.tui.commands import COMMANDS
from csm_tui.tui.dialogs.base import Dialog
from csm_tui.tui.keymap import shown_key
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, line
from csm_tui.tui.widgets.field import Field
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget
    from textual.widgets import Input

_ACCOUNTS = 8


class Choice(NamedTuple):
    """What the palette answers: a command, an account's id, or a theme."""

    command: str = ""
    account_id: int | None = None
    theme: str = ""


class Palette(Dialog[Choice]):
    """A field and what it finds."""

    DEFAULT_CSS = """
    Palette #panel { width: 92; height: 90%; }
    """
    KEYS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("enter", "do it", "take"),
        ("↑↓", "choose", ""),
        ("escape", "back", "back"),
    )
    BINDINGS = [
        Binding("down,ctrl+n", "list('down')", show=False),
        Binding("up", "list('up')", show=False),
        Binding("pagedown", "list('page_down')", show=False),
        Binding("pageup", "list('page_up')", show=False),
        Binding("ctrl+p", "back", show=False),
    ]

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = names
        self._choices: list[tuple[Choice, Line]] = []

    def title_line(self) -> Line:
        """Return what can be typed."""
        return line(
            Piece(" All commands", "title"), right=[Piece("and accounts by name ", "muted")]
        )

    def body(self) -> Sequence[Widget]:
        """Return the field above the list."""
        self._list = RowList(self._row, ground="surface", id="list")
        self._list.lit = True
        return (Field(placeholder="type a command or an account", id="search"), self._list)

    def on_mount(self) -> None:
        """Show all commands."""
        super().on_mount()
        self._find("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find with each letter."""
        event.stop()
        self._find(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what the cursor is on."""
        event.stop()
        self.action_take()

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        """Take what was clicked."""
        self.dismiss(self._choices[event.id][0])

    def action_take(self) -> None:
        """Take what the cursor is on."""
        id = self._list.cursor_id
        if id is not None:
            self.dismiss(self._choices[id][0])

    def action_list(self, action: str) -> None:
        """Move in the list while the field has the focus."""
        getattr(self._list, f"action_{action}")()

    def _row(self, id: int, _width: int) -> Line:
        return self._choices[id][1] if id < len(self._choices) else BLANK

    def _find(self, text: str) -> None:
        words = fold(text).split()
        self._choices = [*self._commands(words), *self._themes(words), *self._accounts(words)]
        self._list.show([Section("", len(self._choices), range(len(self._choices)))], top=True)
        self.hint("" if self._choices else "Nothing is called so.", "warn")

    def _commands(self, words: list[str]) -> list[tuple[Choice, Line]]:
        found = []
        for name in self._names:
            command = COMMANDS[name]
            text = fold(f"{command.name} {command.label} {command.help}")
            if all(word in text for word in words):
                begins = bool(words) and not command.label.startswith(words[0])
                shown = " ".join(
                    shown_key(key, plain=self.csm.plain) for key in self.csm.keymap.keys(name)
                )
                found.append(
                    (
                        begins,
                        Choice(command=name),
                        line(
                            Piece(fit(command.label, 17)),
                            Piece(command.help, "muted"),
                            right=[Piece(f"{shown} ", "accent")],
                        ),
                    )
                )
        found.sort(key=lambda entry: entry[0])
        return [(choice, shown) for _, choice, shown in found]

    def _themes(self, words: list[str]) -> list[tuple[Choice, Line]]:
        if not words:
            return []
        return [
            (Choice(theme=name), line(Piece(f"Theme: {name}")))
            for name in self.csm.available_themes
            if all(word in f"theme {name}" for word in words)
        ]

    def _accounts(self, words: list[str]) -> list[tuple[Choice, Line]]:
        if not words:
            return []
        found = self.csm.ask_now(lambda book: portfolio.by_name(book, words, limit=_ACCOUNTS))
        return [
            (Choice(account_id=id), line(Piece(name), right=[Piece("account ", "muted")]))
            for id, name in found or ()
        ]
