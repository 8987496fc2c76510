"""The quick line: a touchpoint logged in one line, at the bottom of every screen (SCREENS)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message

from csm_tui.tui.chrome import Key
from csm_tui.tui.keymap import shown_key
from csm_tui.tui.pieces import Piece, line
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import Input

    from csm_tui.domain.changes import Changes
    from csm_tui.errors import CsmError
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.app import CsmApp
    from csm_tui.tui.quick import Understood
    from csm_tui.tui.widgets.quick_field import QuickField

_PROMPT = " log> "


class QuickLine(Vertical):
    """Hidden until opened; what is typed is shown as understood, and Enter takes it.

    Up and Down go through pasted lines. Closing keeps what was typed, for every screen.
    """

    DEFAULT_CSS = """
    QuickLine { height: auto; display: none; }
    QuickLine.-open { display: block; }
    QuickLine > Horizontal { height: 1; }
    QuickLine > Horizontal > Bar { width: 6; }
    QuickLine > Horizontal > Field { width: 1fr; }
    """
    BINDINGS = [
        Binding("escape", "close", show=False),
        Binding("down", "line(1)", show=False),
        Binding("up", "line(-1)", show=False),
    ]

    class Turned(Message):
        """The line was opened or closed, or holds other lines: its keys are others."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._texts = [""]
        self._here = 0
        self._start = ""
        self._found: dict[str, Understood] = {}
        self._failure = ""
        self._refused = False
        self._taking = False
        self._before: Widget | None = None

    @property
    def csm(self) -> CsmApp:
        """Return the app that this line is part of."""
        return cast("CsmApp", self.app)

    @property
    def is_open(self) -> bool:
        """Return whether the line is shown."""
        return self.has_class("-open")

    def compose(self) -> ComposeResult:
        """Nothing until it is opened: fields are not free."""
        yield from ()

    @property
    def _field(self) -> QuickField:
        from csm_tui.tui.widgets.quick_field import QuickField

        return self.query_one(QuickField)

    # Opening and closing

    def open(self, start: str = "") -> None:
        """Show the line with what was kept of it, else with `start`, and take the focus."""
        if self.is_open:
            self._field.focus()
            return
        self._before = self.screen.focused
        self._start = start
        self._texts = [*self.csm.kept_lines] or [start]
        self._found = {}
        self._here = len(self._texts) - 1
        self._failure = ""
        self._refused = self._taking = False
        self.add_class("-open")
        if not self.children:
            from csm_tui.tui.quick import Completion
            from csm_tui.tui.widgets.quick_field import QuickField

            suggester = Completion(self.csm.ask_now)
            self.mount(
                Bar(id="understood"),
                Horizontal(Bar(line(Piece(_PROMPT, "accent"))), QuickField(suggester=suggester)),
            )
        # What is typed from now on is for the field, also before it is up.
        self.csm.hold_keys(held=True)
        self.call_after_refresh(self._enter)

    def _enter(self) -> None:
        self._fill()
        self.screen.set_focus(self._field)
        self.csm.hold_keys(held=False)
        self._ask()
        self.post_message(self.Turned())

    def _fill(self) -> None:
        from textual.widgets import Input

        field = self._field
        with self.prevent(Input.Changed):
            field.value = self._texts[self._here]
        field.cursor_position = len(field.value)

    def typed(self) -> list[str]:
        """Return the lines, where there is something of the user's own in them."""
        texts = [text for text in self._texts if text.strip()]
        return [] if texts == [self._start] else texts

    def action_close(self) -> None:
        """Close the line; what was typed waits until it is opened again."""
        kept = self.typed()
        self._close(kept)
        if kept:
            again = self.csm.keymap.shown("quick-line")
            self.csm.notice(f"Nothing is logged yet; {again} brings back what you typed.", "muted")

    def _close(self, kept: list[str]) -> None:
        self.csm.kept_lines = kept
        self.remove_class("-open")
        if self._before is not None and self._before.is_attached:
            self._before.focus()
        self.post_message(self.Turned())

    def keys(self) -> list[Key]:
        """Return the keys of the line, for the footer; their names are actions of it."""
        enter, right, up, down, escape = (
            shown_key(key, plain=self.csm.plain)
            for key in ("enter", "right", "up", "down", "escape")
        )
        if len(self._texts) > 1:
            count = f"log all {sum(1 for text in self._texts if text.strip())}"
            middle = Key(f"{up}{down}", "another line", "line(1)")
        else:
            count, middle = "log it", Key(right, "take the suggestion", "complete")
        return [Key(enter, count, "take"), middle, Key(escape, "close, text kept", "close")]

    # Typing

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show how the line is understood, with each letter."""
        event.stop()
        if event.value == self._texts[self._here]:
            return
        counted = bool(event.value.strip()) == bool(self._texts[self._here].strip())
        self._texts[self._here] = event.value
        if not counted:
            self.post_message(self.Turned())
        self._failure = ""
        self._refused = False
        self._ask()

    def on_quick_field_lines(self, event: QuickField.Lines) -> None:
        """Take pasted lines as lines of their own, at the place of an untouched one."""
        event.stop()
        if not self._texts[self._here].strip() or self._texts[self._here] == self._start:
            self._texts[self._here : self._here + 1] = event.lines
        else:
            self._texts[self._here + 1 : self._here + 1] = event.lines
        self._here = len(self._texts) - 1
        self._failure = ""
        self._fill()
        self._ask()
        self.post_message(self.Turned())

    def action_line(self, step: int) -> None:
        """Go to another of the lines."""
        self._here = (self._here + step) % len(self._texts)
        self._fill()
        self._show()

    def action_complete(self) -> None:
        """Take the suggestion."""
        self._field.action_cursor_right()

    # Taking

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is typed."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Log all lines as one change, or none where one of them cannot be understood."""
        from csm_tui.operations import touchpoints
        from csm_tui.tui import quick

        texts = [text for text in self._texts if text.strip()]
        if self._taking or not texts:
            return
        today = self.csm.desk.today
        found = self.csm.ask_now(
            lambda book: [quick.understood(book, text, today=today) for text in texts]
        )
        if found is None:
            return
        self._found = {one.text: one for one in found}
        wrong = next((one for one in found if one.problem), None)
        if wrong is not None:
            self._refused = True
            self._here = self._texts.index(wrong.text)
            self._fill()
            self._show()
            return
        self._taking = True
        lines = [(one.account_id, one.line) for one in found]
        self.csm.apply(
            touchpoints.log_lines,
            lines=lines,
            said=quick.said(found, today),
            then=self._taken,
            failed=self._failed,
        )

    def _taken(self, _changes: Changes) -> None:
        self._taking = False
        self._close([])

    def _failed(self, error: CsmError) -> None:
        self._taking = False
        self._failure = str(error)
        self._show()

    # Understanding

    def _ask(self) -> None:
        from csm_tui.tui.quick import understood

        today = self.csm.desk.today
        wanted = [text for text in self._texts if text.strip() and text not in self._found]
        if not wanted:
            self._show()
            return

        def question(book: BookConnection) -> list[Understood]:
            return [understood(book, text, today=today) for text in wanted]

        self.csm.ask(question, self._take_in, lane="quick-line")

    def _take_in(self, found: list[Understood]) -> None:
        self._found |= {one.text: one for one in found}
        self._show()

    def _show(self) -> None:
        if not self.is_open:
            return
        from csm_tui.tui import quick

        if self._failure:
            lines = quick.failure_lines(self._failure, self.size.width)
        else:
            lines = quick.preview(
                self._texts,
                self._here,
                self._found,
                self.size.width,
                start=self._start,
                refused=self._refused,
            )
        for bar in self.query("#understood").results(Bar):
            bar.show(*lines)
