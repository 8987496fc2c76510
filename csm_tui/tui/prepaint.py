"""The first picture, painted by raw escapes while Textual is still being imported (TEXTUAL §1).

First a skeleton, from the standard library alone; then the first page of the portfolio, by the same
lines that Textual paints over it. `undo` gives the terminal back where it never comes to that.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.tui.colors import DARK, INKS, LIGHT, Shades, rgb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from csm_tui import formatting
    from csm_tui.tui.desk import Desk
    from csm_tui.tui.opening import Opening
    from csm_tui.tui.pieces import Line

_LEAST = (60, 16)


class Canvas(NamedTuple):
    """A terminal to paint on: its size, our colours or its own, and whether ASCII only."""

    columns: int
    rows: int
    shades: Shades | None
    plain: bool


def canvas(theme: str, *, plain: bool = False) -> Canvas | None:
    """Return the terminal, or None where nothing should be painted ahead of Textual."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        return None
    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    shades = {"csm-dark": DARK, "csm-light": LIGHT}.get(theme)
    exact = os.environ.get("COLORTERM") in ("truecolor", "24bit")
    if shades is None or not exact or os.environ.get("NO_COLOR"):
        shades = None
    if columns < _LEAST[0] or rows < _LEAST[1]:
        return None
    return Canvas(columns, rows, shades, plain)


def paint(text: str) -> None:
    """Write a picture to the terminal."""
    sys.stdout.write(text)
    sys.stdout.flush()


def skeleton(on: Canvas) -> str:
    """Return the escapes of the alternate screen, its ground, and the grounds of the two bars."""
    ground, bar = _ground(on.shades, "background"), _ground(on.shades, "surface")
    accent = _ink(on.shades, "title")
    # Erasing fills with the colour in force.
    return (
        f"\x1b[?1049h\x1b[?25l{ground}\x1b[2J"
        f"\x1b[1;1H{bar}\x1b[K{accent} csm \x1b[0m"
        f"\x1b[{on.rows};1H{bar}\x1b[K\x1b[0m"
    )


def waiting(on: Canvas, text: str) -> str:
    """Return the escapes of a word below the top bar, for what takes longer than a moment."""
    return f"\x1b[3;1H{_ground(on.shades, 'background')}{_ink(on.shades, 'muted')}  {text}\x1b[0m"


def first_page(on: Canvas, found: Opening, desk: Desk, keys: dict[str, str]) -> str:
    """Return the escapes of the portfolio's first page."""
    from csm_tui import formatting
    from csm_tui.tui import chrome, page
    from csm_tui.tui.commands import ALWAYS, COMMANDS, PLACES
    from csm_tui.tui.keymap import KeyMap

    keymap = KeyMap(keys, plain=on.plain)
    glyphs = formatting.ASCII if on.plain else formatting.UNICODE
    signs = chrome.signs(
        demo=found.demo or desk.demo,
        read_only=desk.read_only,
        as_of=desk.as_of is not None,
        known_on=desk.known_on,
    )
    offered = [name for name in page.FOOTER if not (COMMANDS[name].writes and desk.read_only)]
    date = formatting.full_day(desk.today)
    top = chrome.top_line(chrome.places(PLACES, keymap), "portfolio", signs, date, on.columns)
    bottom = chrome.key_line(chrome.keys(offered, keymap), chrome.keys(ALWAYS, keymap), on.columns)
    lines = [(top.line, "surface"), *_body(on, found, desk, glyphs), (bottom.line, "surface")]
    ellipsis = glyphs.cut
    return "".join(
        f"\x1b[{row};1H{_painted(on, line, ground, ellipsis)}"
        for row, (line, ground) in enumerate(lines, 1)
    )


def _body(
    on: Canvas, found: Opening, desk: Desk, glyphs: formatting.Glyphs
) -> Iterator[tuple[Line, str]]:
    """Yield every line between the bars with its ground."""
    from functools import partial

    from csm_tui import formatting
    from csm_tui.tui import page
    from csm_tui.tui.pieces import BLANK, Line, Piece, laid

    money = partial(formatting.money, currency=found.currency, glyphs=glyphs)
    left = (Piece(" "), *page.arranged_words(found.view, glyphs))
    yield Line(left, page.totals_words(found.totals, glyphs, money)), "background"
    rest = page.CARD_WIDTH if on.columns >= page.CARD_FROM else 0
    beside = Piece(f"  {glyphs.divider}".ljust(rest + 1) if rest else " ", "faint")
    width = on.columns - rest - 1
    lines = _list(found, desk, glyphs, money, width)
    for _ in range(on.rows - 4):
        shown = laid(next(lines, BLANK), width, ellipsis=glyphs.cut, plain=on.plain)
        yield Line((*shown, beside)), "background"
    first = next((rows[0] for rows in found.pages if rows), None)
    why = BLANK if first is None else page.why_line(first)
    yield Line(why.left, (Piece("w", "accent"), Piece(" why ", "muted"))), "background"


def _list(
    found: Opening,
    desk: Desk,
    glyphs: formatting.Glyphs,
    money: Callable[[int | None], str],
    width: int,
) -> Iterator[Line]:
    """Yield the lines of the list, `width` cells wide: columns, heads and rows."""
    from csm_tui.tui import columns, page
    from csm_tui.tui.pieces import Line, Piece
    from csm_tui.tui.setting import Setting

    yield page.title_line(found.view, width, glyphs)
    setting = Setting(desk.today, glyphs, money)
    shown = columns.layout(width - 2)
    whole = sum(section.arr for section in found.sections)
    cursor = glyphs.cursor
    for section, rows in zip(found.sections, found.pages, strict=True):
        if section.key:
            head = page.head_line(found.view, section, whole, money)
            yield Line((Piece(f" {glyphs.open} ", "muted"), *head.left), head.right)
        for row in rows:
            yield Line((Piece(f"{cursor} ", "accent"), *columns.cells(row, shown, setting).left))
            cursor = " "


def _painted(on: Canvas, line: Line, ground: str, ellipsis: str) -> str:
    from csm_tui.tui.pieces import laid

    pieces = laid(line, on.columns, ellipsis=ellipsis, plain=on.plain)
    start = _ground(on.shades, ground)
    return "".join(f"{start}{_ink(on.shades, ink)}{text}\x1b[0m" for text, ink in pieces)


def _ground(shades: Shades | None, name: str) -> str:
    return f"\x1b[48;2;{_triple(getattr(shades, name))}m" if shades else ""


def _ink(shades: Shades | None, name: str) -> str:
    color, bold = INKS[name]
    weight = "\x1b[1m" if bold else ""
    return f"{weight}\x1b[38;2;{_triple(getattr(shades, color))}m" if shades else weight


def undo() -> None:
    """Give the terminal back as it was; also from a signal's handler."""
    os.write(sys.stdout.fileno(), b"\x1b[?1049l\x1b[?25h\x1b[0m")


def _triple(color: str) -> str:
    return ";".join(map(str, rgb(color)))
