"""What the calendar knows of the book: loads of days, their rows, what is overdue.

A day's load is known for the whole span shown, its rows only once they are asked for: so a book of
any size is shown at once. Nothing of Textual is needed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.filters import Filter
from csm_tui.queries import calendar
from csm_tui.tui.calendar_agenda import MOST, Shown
from csm_tui.tui.calendar_month import shifted, span, weeks
from csm_tui.tui.calendar_week import week_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from csm_tui.queries.calendar import CalendarRow, DayLoad, WeekLoad
    from csm_tui.store.connection import BookConnection

VIEWS: Final = ("agenda", "week", "month")
HORIZON_WEEKS: Final = 13
_NO_FILTER: Final = Filter("", ())
_FIRST_ROWS: Final = 600


class Span(NamedTuple):
    """Days from the first to the last, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether a day is one of them."""
        return self.first <= day <= self.last


class Wish(NamedTuple):
    """What to ask for: a span as of a day, the day whose rows come first, and the filter.

    `whole` is how many touchpoints the span has without the filter, where that is known.
    """

    span: Span
    day: date
    today: date
    filter: Filter | None
    shown: Shown
    whole: int | None = None


class Found(NamedTuple):
    """Loads of a span, the rows of days known, and how many touchpoints there are unfiltered."""

    loads: list[DayLoad]
    rows: dict[date, list[CalendarRow]]
    whole: int


class Ahead(NamedTuple):
    """What holds whatever the span: overdue rows, the weeks ahead, the weekdays worked."""

    overdue: list[CalendarRow]
    weeks: list[WeekLoad]
    worked: frozenset[int]
    planned: bool


def span_of(view: str, day: date, start: date, first_weekday: int) -> Span:
    """Return the days that a view shows: those of the month or week, or 13 weeks from `start`."""
    if view == "month":
        return Span(*span(weeks(day, first_weekday)))
    if view == "week":
        return Span(*week_days(day, first_weekday))
    return Span(start, shifted(start, 7 * HORIZON_WEEKS - 1))


def agenda_start(day: date, today: date) -> date:
    """Return the first day of the agenda: today, where the cursor is not beyond it."""
    return today if today <= day < shifted(today, 7 * HORIZON_WEEKS) else day


def find(book: BookConnection, wish: Wish) -> Found:
    """Return the loads of a span, and the rows of as many of its days as are quick to get."""
    wanted = wish.filter or _NO_FILTER
    first, last = wish.span
    loads = calendar.load(book, wanted, today=wish.today, from_=first, to=last)
    whole = wish.whole if wish.filter is not None else touchpoints(loads)
    if whole is None:
        everything = calendar.load(book, _NO_FILTER, today=wish.today, from_=first, to=last)
        whole = touchpoints(everything)
    return Found(loads, _first_rows(book, wish, loads), whole)


def touchpoints(loads: Iterable[DayLoad]) -> int:
    """Return how many touchpoints stand on some days, automated ones too."""
    return sum(sum(load.kinds.values()) + load.automated for load in loads)


def _first_rows(
    book: BookConnection, wish: Wish, loads: Sequence[DayLoad]
) -> dict[date, list[CalendarRow]]:
    """Return the rows of the first days, as many as are few rows, and of the day wished for."""
    rows: dict[date, list[CalendarRow]] = {}
    room = _FIRST_ROWS
    for load in loads:
        room -= sum(load.kinds.values())
        if room < 0:
            break
        rows[load.day] = []
    if rows:
        for row in _rows(book, wish, Span(min(rows), max(rows)), automated=False):
            rows[row.date].append(row)
    again = {wish.day} - rows.keys()
    opened = {day for day in wish.shown.opened if wish.span.holds(day)}
    return rows | days(book, wish, again | opened)


def days(book: BookConnection, wish: Wish, wanted: Iterable[date]) -> dict[date, list[CalendarRow]]:
    """Return the rows of single days, the automated ones of those that are opened."""
    return {
        day: _rows(book, wish, Span(day, day), automated=day in wish.shown.opened, limit=MOST)
        for day in sorted(wanted)
    }


def _rows(
    book: BookConnection, wish: Wish, span: Span, *, automated: bool, limit: int | None = None
) -> list[CalendarRow]:
    return calendar.rows(
        book,
        wish.filter or _NO_FILTER,
        today=wish.today,
        from_=span.first,
        to=span.last,
        automated=automated,
        limit=limit,
    )


def ahead(book: BookConnection, filter: Filter | None, today: date) -> Ahead:
    """Return what is overdue, the load of 13 weeks, and whether the book was ever planned."""
    from csm_tui.queries.settings import setting
    from csm_tui.store.standings import current_model

    wanted = filter or _NO_FILTER
    _, model = current_model(book)
    last = shifted(today, 7 * (HORIZON_WEEKS - 1))
    return Ahead(
        calendar.overdue(book, wanted, today=today, limit=MOST),
        calendar.week_load(book, wanted, today=today, from_=today, to=last)[:HORIZON_WEEKS],
        calendar.work_time(book, model).weekdays,
        setting(book, "planned_until") is not None,
    )


class Shelf:
    """What is known, by day."""

    def __init__(self) -> None:
        self.loads: dict[date, DayLoad] = {}
        self.rows: dict[date, Sequence[CalendarRow]] = {}
        # Touchpoints of spans without the filter: known until the book changes.
        self.whole: dict[Span, int] = {}
        self._spans: set[Span] = set()
        self.ahead = Ahead([], [], frozenset(range(5)), planned=True)

    def take(self, wish: Wish, found: Found, *, fresh: bool) -> None:
        """Take an answer; a fresh one voids what was known before."""
        if fresh:
            self.loads.clear()
            self.rows.clear()
            self._spans.clear()
        self.loads |= {load.day: load for load in found.loads}
        self.rows |= found.rows
        self.whole[wish.span] = found.whole
        self._spans.add(wish.span)

    def knows(self, shown: Span) -> bool:
        """Return whether the loads of a span are known."""
        return shown in self._spans

    def of(self, shown: Span) -> list[DayLoad]:
        """Return the loads of a span, in order, those that are known."""
        return [load for day, load in sorted(self.loads.items()) if shown.holds(day)]
