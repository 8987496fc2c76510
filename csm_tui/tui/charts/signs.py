"""The signs that charts are drawn with, for both kinds of terminal."""

from __future__ import annotations

from typing import Final, NamedTuple

from csm_tui.tui.charts.plot import BRAILLE


class Signs(NamedTuple):
    """Signs of one cell each; `series` and `line` tell the lines of a chart apart."""

    series: str
    line: str
    across: str
    grid: str
    side: str
    tick: str
    corner: str
    floor: str
    below: str
    cross: str
    split: str
    bar: str
    bar_end: str
    bar_start: str
    more: str
    rest: str
    crowd: str
    heads: str
    name: str
    here: str


# None of the series' shapes is one of the program's other signs, which mark events.
UNICODE: Final = Signs(
    series="•▴×▾◦+▵▿",
    line=BRAILLE,
    across="╌",
    grid="·",
    side="│",
    tick="┤",
    corner="└",
    floor="─",
    below="┬",
    cross="┼",
    split="┊",
    bar="━",
    bar_end="╸",
    bar_start="╺",
    more="╍",
    rest="─",
    crowd="░▒▓█",
    heads="→↗↑↖←↙↓↘",
    name="←",
    here="[]",
)
# A line is drawn with its own sign, there being no dots smaller than a cell.
ASCII: Final = Signs(
    series="x%@&$vzw",
    line="",
    across="-",
    grid=".",
    side="|",
    tick="+",
    corner="+",
    floor="-",
    below="+",
    cross="+",
    split=":",
    bar="=",
    bar_end="=",
    bar_start="=",
    more="+",
    rest="-",
    crowd="%$#@",
    heads=">/^\\</v\\",
    name="<",
    here="[]",
)


def signs(plain: bool) -> Signs:
    """Return the signs of the terminal in use."""
    return ASCII if plain else UNICODE
