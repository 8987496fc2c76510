"""The agenda: what is overdue, then every day that has something, as sections of a list; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.queries.calendar import CalendarRow
from csm_tui.tui.calendar_rows import counts_text, day_name, row_line
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from csm_tui.queries.calendar import DayLoad
    from csm_tui.tui.calendar_rows import Setting

OVERDUE: Final = "overdue"
# So many rows of one day are shown; whoever has more filters.
MOST: Final = 500
_BAR: Final = 10
_HOURS: Final = 13
_OVER: Final = 10


class Folded(NamedTuple):
    """The automated touchpoints of a day in one line."""

    day: date
    number: int
    opened: bool


class Blank(NamedTuple):
    """A day without anything, so that the cursor can stand on it."""

    day: date


class Rest(NamedTuple):
    """What a day has beyond the rows that are shown."""

    day: date
    number: int


Entry = CalendarRow | Folded | Blank | Rest


class Part(NamedTuple):
    """A section: its key ("overdue" or a day in ISO), its length, and its entries known so far."""

    key: str
    length: int
    entries: tuple[Entry, ...]


class Shown(NamedTuple):
    """What of the automated touchpoints is shown: none, or a line a day, opened on some days."""

    automated: bool = True
    opened: frozenset[date] = frozenset()


def overdue_part(rows: Sequence[CalendarRow]) -> Part:
    """Return the section of what is overdue."""
    return Part(OVERDUE, len(rows), tuple(rows))


def day_part(
    load: DayLoad, rows: Sequence[CalendarRow] | None, shown: Shown, *, blank: bool = False
) -> Part:
    """Return a day's section; `rows` None: not asked for yet; `blank`: also where it is empty."""
    key = load.day.isoformat()
    human = sum(load.kinds.values())
    automated = load.automated if shown.automated else 0
    if rows is None and human:
        return Part(key, min(human, MOST) + (automated > 0), ())
    entries: list[Entry] = [row for row in rows or () if not row.automated]
    if human > len(entries) >= MOST:
        entries.append(Rest(load.day, human - len(entries)))
    if automated:
        opened = load.day in shown.opened
        entries.append(Folded(load.day, automated, opened))
        found = [row for row in rows or () if row.automated] if opened else []
        entries += found
        if found and automated > len(found):
            entries.append(Rest(load.day, automated - len(found)))
    if blank and not entries:
        entries.append(Blank(load.day))
    return Part(key, len(entries), tuple(entries))


def agenda_parts(
    overdue: Sequence[CalendarRow],
    loads: Sequence[DayLoad],
    rows: Mapping[date, Sequence[CalendarRow]],
    shown: Shown,
) -> list[Part]:
    """Return the sections of the agenda: overdue first, then each day that has something."""
    parts = [overdue_part(overdue)]
    parts += [day_part(load, rows.get(load.day), shown) for load in loads]
    return [part for part in parts if part.length]


# Lines


def entry_line(entry: Entry, width: int, setting: Setting, enter: str = "") -> Line:
    """Return the line of an entry; `enter` is the key that opens it."""
    if isinstance(entry, CalendarRow):
        return row_line(entry, width, setting)
    lead = Piece(" " * 6)
    if isinstance(entry, Folded):
        words = f"{entry.number:,} automated"
        hint = f"  {enter} {'closes' if entry.opened else 'opens'}" if enter else ""
        dot = fit(setting.glyphs.dot, 2)
        return Line((lead, Piece(dot, "muted"), Piece(words, "muted"), Piece(hint, "faint")))
    if isinstance(entry, Rest):
        return Line((lead, Piece(f"{entry.number:,} more: a filter shows fewer", "muted")))
    return Line((lead, Piece("nothing", "faint")))


def overdue_head(count: int, rows: Sequence[CalendarRow]) -> Line:
    """Return the head of what is overdue."""
    more = "+" if count >= MOST else ""
    longest = max((row.days_overdue for row in rows), default=0)
    said = f"the longest {formatting.plural(longest, 'day')} " if longest else ""
    return Line(
        (Piece("Overdue", "bad"), Piece(f"  {count:,}{more}", "muted")), (Piece(said, "muted"),)
    )


def day_head(load: DayLoad, width: int, setting: Setting) -> Line:
    """Return the head of a day: its name, what it holds, and its hours against those available."""
    name = day_name(load.day, setting)
    today = load.day == setting.today
    left = [Piece(fit(name, max(10, width_of(name))), "strong" if load.available else "muted")]
    left.append(Piece(fit("today" if today else "", 7).rjust(7), "accent"))
    if load.free:
        left.append(Piece(f" {load.free}", "muted"))
    else:
        left.append(Piece(f" {counts_text(load.kinds, 12, setting.glyphs)}", "text"))
    return Line(tuple(left), _hours(load, width, setting))


def _hours(load: DayLoad, width: int, setting: Setting) -> tuple[Piece, ...]:
    over = load.minutes - load.available
    said = f"{formatting.hours(over)} over" if load.minutes and over > 0 else ""
    if load.available:
        words = f"{formatting.hours(load.minutes)} of {formatting.hours(load.available)}"
        words = words if load.minutes else f"{formatting.hours(load.available)} free"
    elif load.minutes:
        words = formatting.hours(load.minutes)
    else:
        return (Piece("" if load.free else "day off ", "muted"),)
    pieces = [Piece(fit_right(said, _OVER) if said else "", "warn")]
    pieces.append(Piece(fit_right(words, _HOURS), "muted"))
    if width < 64:
        return (*pieces, Piece(" "))
    full, rest = formatting.bar(
        min(load.minutes, load.available), _BAR, setting.glyphs, max(1, load.available)
    )
    if not load.available:
        full, rest = "", " " * _BAR
    return (
        *pieces,
        Piece("  "),
        Piece(full, "warn" if said else "accent"),
        Piece(rest, "faint"),
        Piece(" "),
    )
