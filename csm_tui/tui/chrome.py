"""The two lines around every screen, and sentences between them: pure, laid out for a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.tui.commands import COMMANDS
from csm_tui.tui.pieces import Line, Piece, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.formatting import Glyphs
    from csm_tui.tui.keymap import KeyMap

# The cells of a bar of progress.
_PROGRESS: Final = 24


class Spot(NamedTuple):
    """A part of a bar that answers to a click: cells from `start` to before `end`."""

    start: int
    end: int
    name: str


class Shown(NamedTuple):
    """A line, and its parts that answer to a click."""

    line: Line
    spots: tuple[Spot, ...]


class Place(NamedTuple):
    """A screen in the top line: its number's key, title and command."""

    key: str
    title: str
    name: str


class Key(NamedTuple):
    """A key of the footer: as written, its word and its command."""

    key: str
    label: str
    name: str


def places(names: Sequence[str], keymap: KeyMap) -> list[Place]:
    """Return the screens of the top line, by the names of their commands."""
    return [Place(keymap.shown(name), COMMANDS[name].label.capitalize(), name) for name in names]


def keys(names: Sequence[str], keymap: KeyMap) -> list[Key]:
    """Return commands as keys of a footer."""
    return [Key(keymap.shown(name), COMMANDS[name].label, name) for name in names]


def signs(*, demo: bool, read_only: bool, as_of: bool, known_on: date | None) -> list[Piece]:
    """Return what must not be overlooked; what was known on a day is read-only by itself."""
    known = "" if known_on is None else f"KNOWN ON {formatting.plain_day(known_on)}"
    said = (
        ("DEMO", demo),
        ("READ-ONLY", read_only and not known),
        (known, bool(known)),
        ("AS OF", as_of),
    )
    return [Piece(word, "warn") for word, holds in said if holds]


def top_line(
    places: Sequence[Place], current: str, signs: Sequence[Piece], date: str, width: int
) -> Shown:
    """Return the top line; where it is narrow, the last names leave only their numbers."""
    right: list[Piece] = []
    for sign in signs:
        right += [sign, Piece("  ", "muted")]
    right.append(Piece(f"{date} ", "muted"))
    room = width - sum(width_of(piece.text) for piece in right) - 2
    shown = [*places]
    left, spots = _names(shown, current)
    for number in reversed(range(len(shown))):
        if _wide(left) > room and shown[number].name != current:
            shown[number] = shown[number]._replace(title="")
            left, spots = _names(shown, current)
    if _wide(left) > room:
        left, spots = _names([place for place in places if place.name == current], current)
    return Shown(Line(tuple(left), tuple(right)), tuple(spots))


def _wide(pieces: Sequence[Piece]) -> int:
    return sum(width_of(piece.text) for piece in pieces)


def _names(places: Sequence[Place], current: str) -> tuple[list[Piece], list[Spot]]:
    pieces = [Piece(" csm ", "title")]
    spots: list[Spot] = []
    at = 5
    for place in places:
        words = f"{place.key} {place.title}".strip()
        # Brackets stand where the others have a space: nothing moves from screen to screen.
        if place.name == current:
            shown = [Piece(f"[{words}]", "strong")]
        else:
            title = f" {place.title} " if place.title else " "
            shown = [Piece(f" {place.key}", "accent"), Piece(title, "muted")]
        width = sum(width_of(piece.text) for piece in shown)
        spots.append(Spot(at, at + width, place.name))
        at += width
        pieces += shown
    return pieces, spots


def key_line(keys: Sequence[Key], always: Sequence[Key], width: int) -> Shown:
    """Return the line of keys: at most eight, as many as fit whole, `always` at the end."""
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
    return Shown(Line(tuple(pieces)), tuple(spots))


def _width(key: Key) -> int:
    return width_of(key.key) + width_of(key.label) + 3


def progress_line(words: str, done: int, whole: int, glyphs: Glyphs) -> Line:
    """Return how far something that takes long is: in words, and as a bar."""
    full, rest = formatting.bar(done, _PROGRESS, glyphs, max(1, whole))
    return Line((Piece(f" {words}", "muted"),), (Piece(full, "accent"), Piece(f"{rest} ", "faint")))


def prose(text: str, width: int, *, ink: str = "text", hint: str = "", most: int = 4) -> list[Line]:
    """Return a sentence as lines of at most `width` cells, a muted hint behind it."""
    words = f"{text}  {hint}" if hint else text
    if width_of(words) <= width - 2:
        return [Line((Piece(" "), Piece(text, ink), Piece(f"  {hint}", "muted")))]
    parts = wrap(text, max(10, width - 2), most=most)
    shown = [Line((Piece(" "), Piece(part, ink))) for part in parts]
    return [*shown, Line((Piece(f" {hint}", "muted"),))] if hint else shown
