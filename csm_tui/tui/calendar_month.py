"""The month: its weeks, the cells of its days, and steps through them; pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.tui.calendar_rows import counts_text, hours_text
from csm_tui.tui.pieces import BLANK, Line, Piece, cut, fit, fit_right, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csm_tui.queries.calendar import DayLoad, WeekLoad
    from csm_tui.tui.calendar_rows import Setting

Week = tuple[date | None, ...]

_NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY: Final = 4
# A day off needs its number and its sign of load, no more.
_NARROW: Final = 7
# The lines that the list of the day needs under the grid, by how roomy the grid is.
_LIST_LINES: Final = {4: 9, 3: 7, 2: 5}


class Cell(NamedTuple):
    """One day of the grid: whether its month is the one shown, whether its weekday is worked."""

    day: date | None
    load: DayLoad | None
    inside: bool
    worked: bool
    here: bool


# Days


def shifted(day: date, days: int) -> date:
    """Return a date some days on, held within what a calendar has."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def month_on(day: date, months: int) -> date:
    """Return the same day some months on, the last one of a month that is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def week_start(day: date, first_weekday: int) -> date:
    """Return the first day of a day's week, 0 being Monday."""
    return shifted(day, -((day.weekday() - first_weekday) % 7))


def weeks(day: date, first_weekday: int) -> list[Week]:
    """Return the weeks of a day's month, whole; a day that no calendar has is None."""
    first = day.replace(day=1)
    lead = (first.weekday() - first_weekday) % 7
    days = lead + monthrange(day.year, day.month)[1]
    start = first.toordinal() - lead
    ordinals = range(start, start + days + -days % 7)
    found = [
        date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None
        for number in ordinals
    ]
    return [tuple(found[at : at + 7]) for at in range(0, len(found), 7)]


def span(shown: Iterable[Week]) -> tuple[date, date]:
    """Return the first and the last day of some weeks."""
    days = [day for week in shown for day in week if day is not None]
    return days[0], days[-1]


# Geometry


def week_height(room: int, count: int) -> int:
    """Return the lines of a week (1 to 4) where grid, its titles and the day's list have `room`.

    From three on the last one is empty, to set the weeks apart.
    """
    for lines, rest in _LIST_LINES.items():
        if count * lines + 2 + rest <= room:
            return lines
    return 1


def column_widths(width: int, worked: frozenset[int], first_weekday: int) -> tuple[int, ...]:
    """Return the cells of the seven columns; days that are never worked are narrow."""
    order = [(first_weekday + at) % 7 for at in range(7)]
    wide = [weekday in worked for weekday in order]
    if not any(wide) or all(wide):
        wide = [True] * 7
    narrow = min(_NARROW, width // 9)
    rest = max(7, width - 1 - narrow * wide.count(False))
    each = rest // wide.count(True)
    return tuple(each if here else narrow for here in wide)


def day_at(
    shown: Sequence[Week], widths: Sequence[int], height: int, x: int, y: int
) -> date | None:
    """Return the day of a cell of the grid, its titles being line 0; None beside it."""
    week, edge = (y - 1) // height, 0
    if y < 1 or week >= len(shown):
        return None
    for place, width in enumerate(widths):
        edge += width
        if x < edge:
            return shown[week][place]
    return None


# Lines


def titles(widths: Sequence[int], first_weekday: int, worked: frozenset[int]) -> Line:
    """Return the names of the weekdays over their columns."""
    order = [(first_weekday + at) % 7 for at in range(7)]
    return Line(
        tuple(
            Piece(fit(f"  {_NAMES[weekday]}", width), "muted" if weekday in worked else "faint")
            for weekday, width in zip(order, widths, strict=True)
        )
    )


def cell_lines(cell: Cell, width: int, height: int, setting: Setting) -> list[Line]:
    """Return the lines of a day's cell: number, hours and heat; counts by kind; automated ones."""
    bar = Piece(setting.glyphs.cursor if cell.here else " ", "accent")
    if cell.day is None:
        return [Line((bar,))] + [BLANK] * (height - 1)
    text = 1 if height == 1 else 2 if height < 4 else 3
    lines = [_first_line(cell, bar, width, setting)]
    if text > 1:
        lines.append(_counts_line(cell, bar, width, setting))
    if text > 2:
        lines.append(_more_line(cell, bar, width))
    return lines + [BLANK] * (height - text)


def _first_line(cell: Cell, bar: Piece, width: int, setting: Setting) -> Line:
    assert cell.day is not None
    today = cell.day == setting.today
    number = f"[{cell.day.day}]" if today else f"{cell.day.day} "
    ink = "title" if today else "text" if cell.inside and cell.worked else "muted"
    if not cell.inside and not today:
        ink = "faint"
    left = [bar, Piece(number.rjust(_DAY), ink)]
    load = cell.load
    if load is None or (not load.minutes and not load.available):
        return Line(tuple(left))
    over = load.minutes > load.available
    # A free cell at the end keeps the heat from the cursor of the day beside it.
    end = 1 if width > _NARROW + 2 else 0
    room = width - 1 - _DAY - 2 - end
    # The bracket of today is not a space.
    said = _hours(load.minutes, room - today)
    left.append(Piece(fit_right(said, room), "muted" if cell.inside else "faint"))
    left.append(Piece("!" if over else " ", "warn"))
    heat = formatting.heat(load.minutes, load.available, setting.glyphs)
    ink = "faint" if not load.minutes or not cell.inside else "warn" if over else "accent"
    return Line((*left, Piece(heat, ink), Piece(" " * end)))


def _hours(minutes: int, room: int) -> str:
    if not minutes:
        return ""
    short = f"{round(minutes / 60)}h" if minutes >= 60 else ""
    forms = (formatting.hours(minutes), short)
    return next((said for said in forms if width_of(said) <= room), "")


def _counts_line(cell: Cell, bar: Piece, width: int, setting: Setting) -> Line:
    load = cell.load
    if load is None:
        return Line((bar,))
    counts = counts_text(load.kinds, width - 3, setting.glyphs)
    ink = "text" if cell.inside else "faint"
    if not counts and load.free and cell.worked:
        return Line(
            (bar, Piece(" "), Piece(cut(load.free, width - 3, setting.glyphs.cut), "muted"))
        )
    return Line((bar, Piece(" "), Piece(counts, ink)))


def _more_line(cell: Cell, bar: Piece, width: int) -> Line:
    load = cell.load
    if load is None:
        return Line((bar,))
    ink = "muted" if cell.inside else "faint"
    if load.free and load.kinds and cell.worked:
        return Line((bar, Piece(" "), Piece(load.free, ink)))
    words = f"{load.automated:,} auto" if load.automated else ""
    return Line((bar, Piece(" "), Piece(words if width_of(words) <= width - 3 else "", ink)))


def legend(setting: Setting) -> Line:
    """Return what the signs of the grid mean."""
    glyphs = setting.glyphs
    pieces = [Piece(" ")]
    for sign, word in (
        (glyphs.due, "touchpoint"),
        (glyphs.review, "business review"),
        (glyphs.renewal, "renewal"),
        (glyphs.grow, "expansion"),
        (glyphs.heat[4], "load"),
    ):
        pieces += [Piece(sign, "accent"), Piece(f" {word}  ", "muted")]
    return Line((*pieces, Piece("!", "warn"), Piece(" over", "muted")), (Piece(" "),))


def strip_line(found: Sequence[WeekLoad], here: date, setting: Setting) -> tuple[Piece, ...]:
    """Return the load of weeks, one block each; that of the day `here` in the accent."""
    pieces = []
    for week in found:
        inside = 0 <= (here - week.monday).days < 7
        over = week.minutes > week.available
        ink = "title" if inside else "warn" if over else "spark"
        pieces.append(Piece(formatting.heat(week.minutes, week.available, setting.glyphs), ink))
    return (Piece(f"{len(found)} weeks ", "muted"), *pieces) if pieces else ()


def day_line(
    load: DayLoad | None, day: date, week: WeekLoad | None, setting: Setting, width: int
) -> Line:
    """Return the day under the cursor in words: its hours, what is over, a holiday's name.

    Where `width` cells are too few, what is automated is said in short or left to the grid.
    """
    dot = Piece(f" {setting.glyphs.dot} ", "faint")
    left = [Piece(" "), Piece(formatting.full_day(day), "strong")]
    if day == setting.today:
        left.append(Piece(" today", "accent"))
    if load is not None:
        if load.free:
            left += [dot, Piece(load.free, "muted")]
        if load.minutes or load.available:
            left += [dot, *hours_text(load, setting.glyphs)]
    right: tuple[Piece, ...] = ()
    if week is not None:
        of = f"{formatting.hours(week.minutes)} of {formatting.hours(week.available)}"
        over = week.minutes > week.available
        right = (Piece("week ", "muted"), Piece(of, "warn" if over else "muted"), Piece(" "))
    if load is not None and load.automated:
        room = width - 1 - sum(width_of(piece.text) for piece in (*left, dot, *right))
        forms = (f"{load.automated:,} automated", f"{load.automated:,} auto")
        said = next((words for words in forms if width_of(words) <= room), "")
        left += [dot, Piece(said, "muted")] if said else []
    return Line(tuple(left), right)
