"""A field of one line that keeps what is pasted into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Input

from csm_tui.text import safe_lines

if TYPE_CHECKING:
    from textual.events import Paste
    from textual.suggester import Suggester


class Field(Input):
    """An input of one row: pasted lines are joined, never cut to the first (TORTURE T114).

    Where it selects on focus, typing replaces what stands in it and the arrows edit it.
    """

    DEFAULT_CSS = """
    Field { background: transparent; }
    Field:focus { background-tint: transparent 0%; }
    Field > .input--selection {
        background: $input-cursor-background;
        color: $input-cursor-foreground;
    }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        suggester: Suggester | None = None,
        id: str | None = None,
        select_on_focus: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            suggester=suggester,
            id=id,
            compact=True,
            select_on_focus=select_on_focus,
            **more,
        )
        self.cursor_blink = False

    def _on_paste(self, event: Paste) -> None:
        pasted = " ".join(part.strip() for part in safe_lines(event.text) if part.strip())
        if self.selection.is_empty:
            self.insert_text_at_cursor(pasted)
        else:
            self.replace(pasted, *self.selection)
        event.prevent_default()
        event.stop()
