"""Widgets of one line: the top line, the why-line and the line of keys (SCREENS, Chrome)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message
from textual.widget import Widget

from csm_tui.tui.pieces import BLANK, Line, Piece, strip, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Click
    from textual.strip import Strip

    from csm_tui.tui.themes import Inks


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
        inks: Inks = self.app.inks  # type: ignore[attr-defined]
        shown = self._lines[y] if y < len(self._lines) else BLANK
        return strip(shown, self.size.width, inks, self._ground)


def prose(text: str, width: int, *, ink: str = "text", hint: str = "", most: int = 4) -> list[Line]:
    """Return a sentence as lines of at most `width` cells, a muted hint behind it."""
    words = f"{text}  {hint}" if hint else text
    if width_of(words) <= width - 2:
        return [Line((Piece(" "), Piece(text, ink), Piece(f"  {hint}", "muted")))]
    parts = wrap(text, max(10, width - 2), most=most)
    shown = [Line((Piece(" "), Piece(part, ink))) for part in parts]
    return [*shown, Line((Piece(f" {hint}", "muted"),))] if hint else shown


class Spot(NamedTuple):
    """A part of a bar that answers to a click: cells from `start` to before `end`."""

    start: int
    end: int
    name: str


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


class Place(NamedTuple):
    """A screen in the top line: its number's key, title and command."""

    key: str
    title: str
    name: str


class TopLine(Spots):
    """The names of all screens with their numbers, the current one in brackets; date and signs."""

    def show_places(
        self, places: Sequence[Place], current: str, signs: Sequence[Piece], date: str
    ) -> None:
        """Lay the line out for the present width; names give way to the current one."""
        right: list[Piece] = []
        for sign in signs:
            right += [sign, Piece("  ", "muted")]
        right.append(Piece(f"{date} ", "muted"))
        room = self.app.size.width - sum(width_of(piece.text) for piece in right) - 2
        left, spots = _names(places, current)
        if sum(width_of(piece.text) for piece in left) > room:
            left, spots = _names([place for place in places if place.name == current], current)
        self._spots = tuple(spots)
        self.show(Line(tuple(left), tuple(right)))


def _names(places: Sequence[Place], current: str) -> tuple[list[Piece], list[Spot]]:
    pieces = [Piece(" csm ", "title")]
    spots: list[Spot] = []
    at = 5
    for place in places:
        words = f"{place.key} {place.title}".strip()
        if place.name == current:
            shown = [Piece(f" [{words}]", "strong")]
        else:
            shown = [Piece(f"  {place.key}", "accent"), Piece(f" {place.title} ", "muted")]
        width = sum(width_of(piece.text) for piece in shown)
        spots.append(Spot(at + 1, at + width, place.name))
        at += width
        pieces += shown
    return pieces, spots


class Key(NamedTuple):
    """A key of the footer: as written, its word and its command."""

    key: str
    label: str
    name: str


class KeyLine(Spots):
    """The most useful keys; as many as fit whole, and the last two always."""

    def show_keys(self, keys: Sequence[Key], always: Sequence[Key] = ()) -> None:
        """Show the keys in order of use, dropping from the end what does not fit."""
        width = self.size.width or self.app.size.width
        room = width - 1 - sum(_width(key) for key in always)
        kept: list[Key] = []
        for key in keys[: 8 - len(always)]:
            if _width(key) > room:
                break
            room -= _width(key)
            kept.append(key)
        pieces: list[Piece] = [Piece(" ")]
        spots: list[Spot] = []
        at = 1
        for key in (*kept, *always):
            pieces += [Piece(key.key, "accent"), Piece(f" {key.label}  ", "muted")]
            spots.append(Spot(at, at + _width(key) - 2, key.name))
            at += _width(key)
        self._spots = tuple(spots)
        self.show(Line(tuple(pieces)))


def _width(key: Key) -> int:
    return width_of(key.key) + width_of(key.label) + 3
