"""The columns of the portfolio: what each shows, how wide, and which go first."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.queries.portfolio import Row
from csm_tui.tui.pieces import Line, Piece, fit, fit_right
from csm_tui.tui.setting import Setting
from csm_tui.tui.words import QUADRANTS

if TYPE_CHECKING:
    from csm_tui.formatting import Glyphs

LEAST_NAME: Final = 16
# What is nice to have comes only where names can be read whole.
_GOOD_NAME: Final = 26
MOST_NAME: Final = 40
# Days to the notice deadline from which a renewal is pressing (DOMAIN §11, Rank).
_NEAR_NOTICE: Final = 30

Cell = Callable[[Row, Setting], tuple[Piece, ...]]


class Column(NamedTuple):
    """One column: its title, cells, side, sort, and its cell as pieces no wider than `width`."""

    key: str
    title: str
    width: int
    right: bool
    sort: str
    cell: Cell


def spark_pieces(weeks: str, width: int, band: str, glyphs: Glyphs) -> tuple[Piece, ...]:
    """Return the line of weeks, quiet but for the last one, which has the colour of the health."""
    shown = formatting.spark(weeks, width, glyphs)
    known = weeks[-1:].isdigit()
    ink = "spark" if weeks.strip() else "faint"
    return Piece(shown[:-1], ink), Piece(
        shown[-1:], formatting.band_ink(band) if known else "faint"
    )


def _level(row: Row, setting: Setting) -> tuple[Piece, ...]:
    ink = "muted" if row.level == row.tier or row.level is None else "strong"
    return (Piece(formatting.level(row.tier, row.level, setting.glyphs), ink),)


def _health(weeks: int) -> Cell:
    def cell(row: Row, setting: Setting) -> tuple[Piece, ...]:
        ink = formatting.band_ink(row.band)
        figure = formatting.health(row.health, row.band, row.provisional, setting.glyphs)
        return (
            Piece(fit(figure, 6), ink),
            *spark_pieces(row.spark, weeks, row.band, setting.glyphs),
        )

    return cell


def _money(row: Row, setting: Setting) -> tuple[Piece, ...]:
    return (Piece(setting.money(row.arr), "text" if row.arr is not None else "muted"),)


def _stage(row: Row, setting: Setting) -> tuple[Piece, ...]:
    text = formatting.stage(row.stage, setting.today, row.start_on, row.renewal_on)
    ink = "muted" if row.stage in ("growth", "churned", None) else "text"
    if row.stage == "renewal" and row.renewal_on is not None:
        left = ((row.notice_on or row.renewal_on) - setting.today).days
        ink = (
            "bad" if row.renewal_on < setting.today else "warn" if left <= _NEAR_NOTICE else "text"
        )
    return (Piece(text, ink),)


def _last(row: Row, setting: Setting) -> tuple[Piece, ...]:
    return (Piece(formatting.day(row.last_on, setting.today, setting.glyphs), "muted"),)


def _next(row: Row, setting: Setting) -> tuple[Piece, ...]:
    text, ink = formatting.next_day(row.next_on, row.overdue_from, setting.today, setting.glyphs)
    if ink == "bad" and row.hard_on is not None and setting.today < row.hard_on:
        ink = "warn"
    return (Piece(text, ink),)


def _trend(row: Row, setting: Setting) -> tuple[Piece, ...]:
    return (Piece(*formatting.trend(row.trend_28, setting.glyphs)),)


def _renewal(row: Row, setting: Setting) -> tuple[Piece, ...]:
    return (Piece(formatting.day(row.renewal_on, setting.today, setting.glyphs), "muted"),)


def _quadrant(row: Row, setting: Setting) -> tuple[Piece, ...]:
    return (Piece(QUADRANTS.get(row.quadrant or "", setting.glyphs.unknown), "muted"),)


def _risk(row: Row, _: Setting) -> tuple[Piece, ...]:
    return (Piece("at risk" if row.at_risk else "", "bad"),)


def _owner(row: Row, setting: Setting) -> tuple[Piece, ...]:
    return (Piece(row.owner or setting.glyphs.unknown, "muted"),)


# In the order shown, left to right after the name.
COLUMNS: Final = (
    Column("level", "Lvl", 4, False, "level", _level),
    Column("quadrant", "Q", 3, False, "level", _quadrant),
    Column("health", "Health", 12, False, "health", _health(6)),
    Column("health-long", "Health", 18, False, "health", _health(12)),
    Column("trend", "4 wk", 5, True, "trend", _trend),
    Column("risk", "Risk", 7, False, "health", _risk),
    Column("arr", "ARR", 6, True, "arr", _money),
    Column("stage", "Stage", 10, False, "renewal", _stage),
    Column("renewal", "Renewal", 8, False, "renewal", _renewal),
    Column("last", "Last", 8, False, "last", _last),
    Column("next", "Next", 10, False, "next", _next),
    Column("owner", "Owner", 14, False, "name", _owner),
)
_BY_KEY: Final = {column.key: column for column in COLUMNS}
# Most useful first: what does not fit from there on is left out.
_NEEDED: Final = ("next", "health", "arr", "stage", "level", "last")
_MORE: Final = ("trend", "health-long", "risk", "quadrant", "renewal", "owner")


class Layout(NamedTuple):
    """The columns that a width has room for, and the name's share of it."""

    name: int
    columns: tuple[Column, ...]


@lru_cache(maxsize=8)
def layout(width: int) -> Layout:
    """Return what fits into `width` cells: columns by priority, the rest for the name."""
    chosen: set[str] = set()
    room = width
    for least, keys in ((LEAST_NAME, _NEEDED), (_GOOD_NAME, _MORE)):
        for key in keys:
            cost = _BY_KEY[key].width + 1
            if key == "health-long":
                cost -= _BY_KEY["health"].width + 1
            if room - cost < least:
                break
            room -= cost
            chosen.add(key)
    if "health-long" in chosen:
        chosen.discard("health")
    columns = tuple(column for column in COLUMNS if column.key in chosen)
    taken = sum(column.width + 1 for column in columns)
    return Layout(max(1, min(MOST_NAME, width - taken)), columns)


def titles(shown: Layout, sort: str, reverse: bool, descending: bool, glyphs: Glyphs) -> Line:
    """Return the line of titles, the sorted one in the accent with its direction."""
    pieces = [Piece("  "), _title("Account", shown.name, False, sort == "name", reverse, glyphs)]
    marked = sort == "name"
    for column in shown.columns:
        here = (
            column.sort == sort and not marked and column.key not in ("quadrant", "risk", "owner")
        )
        marked = marked or here
        pieces.append(Piece(" "))
        pieces.append(_title(column.title, column.width, column.right, here, descending, glyphs))
    return Line(tuple(pieces))


def _title(
    text: str, width: int, right: bool, sorted_: bool, descending: bool, glyphs: Glyphs
) -> Piece:
    if sorted_:
        text += glyphs.down if descending else glyphs.up
    return Piece((fit_right if right else fit)(text, width), "accent" if sorted_ else "muted")


def sort_at(shown: Layout, x: int) -> str | None:
    """Return the sort of the title at cell `x`, counted from the name's first cell."""
    edge = shown.name
    if x <= edge:
        return "name"
    for column in shown.columns:
        edge += column.width + 1
        if x <= edge:
            return column.sort
    return None


def cells(row: Row, shown: Layout, setting: Setting) -> Line:
    """Return the line of one account."""
    cut = setting.glyphs.cut
    pieces = [Piece(fit(row.name, shown.name, cut))]
    for column in shown.columns:
        parts = column.cell(row, setting)
        pieces.append(Piece(" "))
        if len(parts) == 1:
            ready = (fit_right if column.right else fit)(parts[0].text, column.width, cut)
            pieces.append(Piece(ready, parts[0].ink))
        else:
            pieces += parts
    return Line(tuple(pieces))
