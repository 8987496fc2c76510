"""Widgets of one line, and what they answer to a click (SCREENS, Chrome)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.message import Message
from textual.widget import Widget

from csm_tui.tui.chrome import Key, Place, Spot, key_line, top_line
from csm_tui.tui.pieces import BLANK, Line, Piece
from csm_tui.tui.strips import strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Click
    from textual.strip import Strip

    from csm_tui.tui.app import CsmApp


class Bar(Widget):
    """One line of pieces on its own ground, or several where there is more to say."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    def __init__(self, content: Line = BLANK, *, ground: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = (content,)
        self._ground = ground

    def show(self, *lines: Line) -> None:
        """Show another line, or other lines."""
        if lines != self._lines:
            if len(lines) != len(self._lines):
                self.styles.height = len(lines)
            self._lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        inks = cast("CsmApp", self.app).inks
        shown = self._lines[y] if y < len(self._lines) else BLANK
        return strip(shown, self.size.width, inks, self._ground)


class Spots(Bar):
    """A bar whose parts carry commands."""

    class Pressed(Message):
        """A part with the command `name` was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, ground: str, id: str | None = None) -> None:
        super().__init__(ground=ground, id=id)
        self._spots: tuple[Spot, ...] = ()

    def on_click(self, event: Click) -> None:
        """Answer a click with the command under it."""
        for spot in self._spots:
            if spot.start <= event.x < spot.end:
                event.stop()
                self.post_message(self.Pressed(spot.name))
                return


class TopLine(Spots):
    """The names of all screens with their numbers, the current one in brackets; date and signs."""

    def show_places(
        self, places: Sequence[Place], current: str, signs: Sequence[Piece], date: str
    ) -> None:
        """Lay the line out for the present width."""
        shown = top_line(places, current, signs, date, self.app.size.width)
        self._spots = shown.spots
        self.show(shown.line)


class KeyLine(Spots):
    """The most useful keys; as many as fit whole, and the last two always."""

    def show_keys(self, keys: Sequence[Key], always: Sequence[Key] = ()) -> None:
        """Show the keys in order of use, dropping from the end what does not fit."""
        shown = key_line(keys, always, self.size.width or self.app.size.width)
        self._spots = shown.spots
        self.show(shown.line)
