"""The line of one touchpoint in the calendar, and the words that all its views share: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.tui.pieces import Line, Piece, fit, fit_right, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from csm_tui.formatting import Glyphs
    from csm_tui.queries.calendar import CalendarRow, DayLoad

_KINDS: Final = {"check-in": "check-in", "in-app": "in-app message"}
_TIME: Final = 6
_TITLE: Final = (12, 22)
_ACCOUNT: Final = (12, 26)
_CHANNEL: Final = 9
_MINUTES: Final = 5
_NOTE: Final = 14
# Below this width the channel gives way, and below the next the note does.
_WITH_CHANNEL: Final = 72
_WITH_NOTE: Final = 60


class Setting(NamedTuple):
    """What drawing a day depends on besides its rows."""

    today: date
    glyphs: Glyphs


class Widths(NamedTuple):
    """The cells of a row's columns; 0 where a column is left out."""

    title: int
    account: int
    channel: int
    note: int


def widths(width: int) -> Widths:
    """Return the columns of a row of `width` cells, the note taking what is over."""
    channel = _CHANNEL if width >= _WITH_CHANNEL else 0
    note = _NOTE if width >= _WITH_NOTE else 0
    fixed = (
        _TIME + 2 + 1 + 1 + _MINUTES + (channel + 1 if channel else 0) + (note + 2 if note else 0)
    )
    rest = max(2, width - fixed - 1)
    title = min(_TITLE[1], max(_TITLE[0], rest // 2))
    account = min(_ACCOUNT[1], max(_ACCOUNT[0], rest - title))
    over = rest - title - account
    return Widths(title, account, channel, note + over if note and over > 0 else note)


def title(row: CalendarRow) -> str:
    """Return what a touchpoint is called: its subject, else what it is for and its kind."""
    return formatting.sentence(row.subject or _KINDS.get(row.kind, row.kind.replace("-", " ")))


def glyph(row: CalendarRow, glyphs: Glyphs) -> str:
    """Return the sign of a touchpoint: of how it went, else of its kind."""
    if row.status == "done":
        return glyphs.done
    return kind_glyph(row.kind, glyphs) if not row.automated else glyphs.dot


def kind_glyph(kind: str, glyphs: Glyphs) -> str:
    """Return the sign of a kind of touchpoint."""
    named = {
        "business-review": glyphs.review,
        "renewal": glyphs.renewal,
        "expansion": glyphs.grow,
    }
    return named.get(kind, glyphs.due)


def row_line(row: CalendarRow, width: int, setting: Setting) -> Line:
    """Return the line of a touchpoint: time, sign, title, account, channel, minutes and note."""
    at = widths(width)
    cut = setting.glyphs.cut
    open_ = row.status in ("planned", "due")
    pieces = [
        Piece(fit(row.time or "", _TIME), "strong"),
        Piece(fit(glyph(row, setting.glyphs), 2), _glyph_ink(row)),
        Piece(fit(title(row), at.title, cut), "text" if open_ and not row.automated else "muted"),
        Piece(" "),
        Piece(
            fit(row.account, at.account, cut), "text" if open_ and not row.automated else "muted"
        ),
    ]
    if at.channel:
        pieces += [Piece(" "), Piece(fit(row.channel or "", at.channel, cut), "muted")]
    pieces += [Piece(" "), Piece(fit_right(_minutes(row), _MINUTES, cut), "muted")]
    if at.note:
        text, ink = note(row, setting.today, at.note)
        pieces += [Piece("  "), Piece(fit(text, at.note, cut), ink)]
    return Line(tuple(pieces))


def _glyph_ink(row: CalendarRow) -> str:
    if row.status == "done":
        return "good"
    if row.days_overdue:
        return "bad"
    return "muted" if row.automated or row.status not in ("planned", "due") else "accent"


def _minutes(row: CalendarRow) -> str:
    spent = row.minutes if row.status == "done" and row.minutes is not None else row.effort
    return formatting.hours(spent) if spent else ""


def note(row: CalendarRow, today: date, width: int = _NOTE) -> tuple[str, str]:
    """Return the most telling words about where a touchpoint stands, with their ink."""
    if row.days_overdue:
        return formatting.overdue(row.days_overdue), "bad"
    if row.status not in ("planned", "due"):
        return row.status.replace("-", " "), "muted"
    if row.over and not row.booked:
        return "over the hours" if width >= _NOTE else "over", "warn"
    if row.window_from is not None and row.window_to is not None:
        span = window(row.window_from, row.window_to)
        if not row.window_from <= row.date <= row.window_to:
            words = f"outside {span}"
            if width_of(words) > width:
                late = row.date > row.window_to
                end = row.window_to if late else row.window_from
                words = f"{'after' if late else 'before'} {_short(end)}"
            return words, "warn"
        if row.window_from < today:
            span = f"until {_short(row.window_to)}"
        forms = (span,) if span.startswith("until") else (f"in window {span}", f"in {span}", span)
        return next((words for words in forms if width_of(words) <= width), span), "muted"
    if row.booked:
        return "booked", "muted"
    return row.reason or "", "muted"


def window(first: date, last: date) -> str:
    """Return a window as people write it: `2–13`, across months `26 Jan–6 Feb`."""
    if first == last:
        return f"{first.day}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day}"
    return f"{_short(first)}–{_short(last)}"


def _short(when: date) -> str:
    return f"{when.day} {formatting.month(when)[:3]}"


def why(row: CalendarRow, setting: Setting) -> list[Piece]:
    """Return why a touchpoint is there: its reason, the day it is due, and its window."""
    today = setting.today
    pieces = [Piece(f"{row.account}: ", "strong")]
    pieces.append(Piece(row.reason or _booked(row, today)))
    dot = Piece(f" {setting.glyphs.dot} ", "faint")
    if row.due_on is not None and row.due_on != row.date:
        pieces += [dot, Piece(f"due {formatting.day(row.due_on, today, setting.glyphs)}", "muted")]
    if row.status == "planned" and row.window_from is not None and row.window_to is not None:
        pieces += [dot, Piece(f"window {_span(row.window_from, row.window_to)}", "muted")]
    if row.over and not row.booked:
        pieces += [dot, Piece("no day of its window has the hours", "warn")]
    return pieces


def _booked(row: CalendarRow, today: date) -> str:
    when = formatting.day(row.date, today)
    state = {"planned": "booked for", "due": "due since"}.get(row.status, row.status)
    return f"{row.kind}, {state} {when}" + (f" {row.time}" if row.time else "")


def _span(first: date, last: date) -> str:
    return f"{_short(first)}–{_short(last)}" if first != last else _short(first)


# A day in words


def kind_counts(kinds: Mapping[str, int], glyphs: Glyphs) -> list[tuple[str, int]]:
    """Return how many touchpoints of each sign a day has: due, review, renewal, grow."""
    order = (glyphs.due, glyphs.review, glyphs.renewal, glyphs.grow)
    counts = dict.fromkeys(order, 0)
    for kind, count in kinds.items():
        counts[kind_glyph(kind, glyphs)] += count
    return [(sign, count) for sign, count in counts.items() if count]


def counts_text(kinds: Mapping[str, int], width: int, glyphs: Glyphs) -> str:
    """Return a day's touchpoints in `width` cells: `○○○ ◆`, figures where they are many."""
    counts = kind_counts(kinds, glyphs)
    for shown in (
        " ".join(sign * count for sign, count in counts if count <= 9) if _few(counts) else "",
        " ".join(f"{sign}{count}" for sign, count in counts),
        "".join(f"{sign}{_thousands(count)}" for sign, count in counts),
    ):
        if shown and width_of(shown) <= width:
            return shown
    total = _thousands(sum(count for _, count in counts))
    return total if counts and width_of(total) <= width else ""


def _few(counts: list[tuple[str, int]]) -> bool:
    return all(count <= 5 for _, count in counts)


def _thousands(count: int) -> str:
    return str(count) if count < 10_000 else f"{round(count / 1000)}K"


def hours_text(load: DayLoad, glyphs: Glyphs) -> list[Piece]:
    """Return hours against those available: `6h20 of 6h, 20m over`."""
    words = formatting.minutes(load.minutes, glyphs) if load.minutes else "nothing planned"
    pieces = [Piece(words, "text" if load.minutes else "muted")]
    if load.available:
        of = f" of {formatting.minutes(load.available)}"
        pieces.append(Piece(of if load.minutes else f",{of[3:]} free", "muted"))
    over = load.minutes - load.available
    if load.minutes and over > 0:
        said = f", {formatting.minutes(over)} over" if load.available else ", on a day off"
        pieces.append(Piece(said, "warn"))
    return pieces


def day_name(when: date, setting: Setting) -> str:
    """Return a day as a head names it: `Thu 5 Feb`, with the year where it is another."""
    full = formatting.full_day(when)
    return full if when.year != setting.today.year else full.rsplit(" ", 1)[0]
