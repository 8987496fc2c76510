"""The lines of the what-if: its fields, who moves, who is served otherwise. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.terms import QUADRANT_NAMES
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, line
from csm_tui.tui.what_if_fields import number_of, shown

if TYPE_CHECKING:
    from csm_tui.domain.what_if_figures import Move, Turn
    from csm_tui.queries.what_if import WhatIf
    from csm_tui.tui.setting import Setting
    from csm_tui.tui.what_if_fields import Field, Ground, Words

# Of each section so many accounts at the most: `--json` on the command line has all.
MOST: Final = 500
_ROOMY: Final = 48
_LABEL: Final = 16
_VALUE: Final = 7
_CHANGE: Final = 15
_TOUCH: Final = 16


# The fields


def fields_head(words: Words, width: int) -> Line:
    """Return the head of the fields, with the titles of their columns."""
    said = "Suppose" if not words else f"Supposed  {len(words)}"
    values = "" if not words else fit_right("today", max(0, _rest(width)))
    gap = max(1, _label(width) + _VALUE + 3 - 1 - len(said))
    return line(Piece(said, "strong"), Piece(" " * gap), Piece(values, "muted"))


def _label(width: int) -> int:
    return _LABEL if width < _ROOMY else width - 2 * _VALUE - 9


def _rest(width: int) -> int:
    return width - _label(width) - _VALUE - 3


def field_line(
    field: Field, words: Words, ground: Ground, setting: Setting, fault: str, width: int
) -> Line:
    """Return a field: its name, its value between the signs of its keys, and what it is today."""
    value = number_of(field, words, ground)
    here = shown(field.kind, value, words.get(field.key, field.written), setting.money)
    changed = field.key in words
    ink = "bad" if fault else "accent" if changed else "text"
    was = shown(field.kind, field.today, field.written, setting.money) if changed else ""
    signs = ("<", ">") if field.kind != "text" else (" ", " ")
    return line(
        Piece(fit(_short(field.label, _label(width), setting), _label(width))),
        Piece(signs[0], "faint"),
        Piece(fit_right(here, _VALUE, setting.glyphs.cut), ink),
        Piece(f" {signs[1]}", "faint"),
        Piece(fit_right(was, _rest(width), setting.glyphs.cut), "muted"),
    )


def _short(label: str, room: int, setting: Setting) -> str:
    """Return a label with its end kept: that of a key says what it is."""
    if len(label) <= room:
        return label
    return f"{setting.glyphs.cut}{label[len(label) - room + 1 :]}"


def field_why(field: Field, words: Words, opens: str, puts_back: str) -> Line:
    """Return the key of a field, and how it is changed."""
    pieces = [Piece(f" {field.key}", "strong")]
    changed = field.key in words
    if changed:
        pieces.append(Piece(f" = {words[field.key]}", "accent"))
    ways = [] if changed or field.kind == "text" else ["< > change it"]
    ways.append(f"{opens} takes a value")
    if changed:
        ways.append(f"{puts_back} as today")
    return line(*pieces, Piece(f"   {', '.join(ways)}", "muted"))


# Who moves


def moves_head(found: WhatIf) -> Line:
    """Return how many accounts move."""
    number = len(found.moves)
    return line(
        Piece("Who moves ", "strong"),
        Piece(formatting.plural(number, "account") if number else "nobody", "muted"),
    )


def move_line(move: Move, name: str, setting: Setting, width: int) -> Line:
    """Return an account that moves: what of it changes, the tier first."""
    changes = _changes(move, setting, gap="" if width < _ROOMY else " ")
    if width < _ROOMY:
        room = min(_CHANGE, max(0, width - 8))
        return line(
            Piece(fit(name, width - room - 1, setting.glyphs.cut)),
            Piece(fit_right(changes[0][0], room + 1, setting.glyphs.cut), changes[0][1]),
        )
    shown = "  ".join(text for text, _ in changes)
    return line(
        Piece(fit(name, width - 34, setting.glyphs.cut)),
        Piece(fit_right(setting.money(move.arr), 7), "muted"),
        Piece("  "),
        Piece(fit(shown, 25, setting.glyphs.cut), changes[0][1]),
    )


def _changes(move: Move, setting: Setting, gap: str) -> list[tuple[str, str]]:
    arrow = f"{gap}{setting.glyphs.arrow}{gap}"
    found = []
    if move.tier_from != move.tier_to:
        found.append((f"{move.tier_from}{arrow}{move.tier_to}", "strong"))
    if move.quadrant_from != move.quadrant_to:
        before, after = (
            QUADRANT_NAMES[one][:2] if one else setting.glyphs.unknown
            for one in (move.quadrant_from, move.quadrant_to)
        )
        found.append((f"{before}{arrow}{after}", "text"))
    if not found:
        found.append((f"as {move.level_to or 'none'}", "text"))
    return found


def move_why(move: Move, name: str, setting: Setting) -> Line:
    """Return all that changes of an account."""
    arrow = f" {setting.glyphs.arrow} "
    said = [setting.money(move.arr)]
    if move.tier_from != move.tier_to:
        said.append(f"tier {move.tier_from}{arrow}{move.tier_to}")
    if move.level_from != move.level_to:
        said.append(f"level {move.level_from or 'none'}{arrow}{move.level_to or 'none'}")
    if move.quadrant_from != move.quadrant_to:
        said.append(
            arrow.join(map(formatting.quadrant_name, (move.quadrant_from, move.quadrant_to)))
        )
    return line(Piece(f" {name}: ", "strong"), Piece(", ".join(said), "muted"))


# Who is served otherwise


def turns_head(found: WhatIf) -> Line:
    """Return how many accounts are served otherwise."""
    number = formatting.plural(len(found.turns), "account")
    return line(Piece("Served otherwise ", "strong"), Piece(number, "muted"))


def turn_line(turn: Turn, name: str, setting: Setting, width: int) -> Line:
    """Return an account that is served otherwise, and how."""
    room = _TOUCH if width < _ROOMY else _TOUCH + 3
    flag = (
        str(turn.flag_to) if turn.flag_to else f"no longer {str(turn.flag_from).partition('-')[0]}"
    )
    return line(
        Piece(fit(name, width - room, setting.glyphs.cut)),
        Piece(fit_right(flag, room), "warn" if turn.flag_to else "good"),
    )


def turn_why(turn: Turn, name: str) -> Line:
    """Return why an account is served otherwise."""
    why = "; ".join(turn.reasons)
    said = why if turn.flag_to else f"no longer {turn.flag_from}: {why}"
    return line(Piece(f" {name}: ", "strong"), Piece(said, "muted"))


def more_line(number: int) -> Line:
    """Return that there are more, and what lists them."""
    return line(Piece(f"{number:,} more: csm what-if --json", "muted"))
