"""The plan of a week, as sections of the Monday report: what is open, the days, who has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.filters import parse
from csm_tui.queries import calendar, outlook, planning
from csm_tui.reports.markdown import Item, shortened
from csm_tui.reports.words import day_of_week, held_by, more

if TYPE_CHECKING:
    from csm_tui.queries.calendar import CalendarRow, DayLoad
    from csm_tui.queries.outlook import Unplanned
    from csm_tui.reports.markdown import Document
    from csm_tui.reports.week import Week
    from csm_tui.store.database import Book

_MOST: Final = 40
_TOUCHPOINTS: Final = 100
_LOOKED_AT: Final = 200
_EVERYTHING: Final = parse("")


class WeekPlan:
    """The calendar from today to the end of the week, asked once, told in sections."""

    def __init__(self, book: Book, week: Week, currency: str | None) -> None:
        connection, today = book.connection, week.today
        self._week = week
        self._currency = currency
        self._days = calendar.load(connection, _EVERYTHING, today=today, from_=today, to=week.last)
        rows = calendar.rows(
            connection,
            _EVERYTHING,
            today=today,
            from_=today,
            to=week.last,
            automated=False,
            limit=3 * _TOUCHPOINTS,
        )
        self._rows = [row for row in rows if row.status == "planned"][:_TOUCHPOINTS]
        self._done_today = sum(row.status == "done" for row in rows)
        overdue = calendar.overdue(connection, _EVERYTHING, today=today)
        self._open = [row for row in overdue if row.id is not None]
        self._planned_until = planning.planned_until(connection)
        self._unplanned_count = outlook.unplanned_count(connection, today=today)
        self._unplanned: list[Unplanned] = []
        if self._planned_until is not None:
            until = max(self._planned_until, today)
            self._unplanned = outlook.unplanned(
                connection, today=today, until=until, limit=_LOOKED_AT
            )

    def sentence(self) -> str:
        """Return the hours planned, and those there are, in words."""
        planned = sum(day.minutes for day in self._days)
        available = sum(day.available for day in self._days)
        return f"{formatting.minutes(planned)} planned of {formatting.minutes(available)}"

    def write(self, document: Document) -> None:
        """Write the sections."""
        self._write_open(document)
        self._write_week(document)
        self._write_unplanned(document)

    def _write_open(self, document: Document) -> None:
        if not self._open:
            return
        document.section("Booked and past: done, no-show or move?")
        document.table(
            ("Id", "Day", "Account", "What"),
            [
                (
                    str(row.id),
                    day_of_week(row.date),
                    shortened(row.account, 30),
                    held_by(row.kind, row.channel),
                )
                for row in self._open[:_MOST]
            ],
            right=("Id",),
        )
        more(document, len(self._open) - _MOST, "csm calendar")

    def _write_week(self, document: Document) -> None:
        document.section(f"Plan to {formatting.full_day(self._week.last)}")
        if self._planned_until is None:
            document.paragraph("The book was never planned: csm plan makes the calendar.")
        elif self._planned_until < self._week.last:
            until = formatting.full_day(self._planned_until)
            document.paragraph(f"The book is planned to {until} only: csm plan goes on.")
        worked = [day for day in self._days if day.available or day.touchpoints or day.automated]
        if worked:
            document.table(
                ("Day", "Planned", "Available", "Touchpoints", "Automated"),
                map(_day_row, worked),
                right=("Planned", "Available", "Touchpoints", "Automated"),
            )
        if self._rows:
            document.table(
                ("Day", "Time", "Account", "What", "Takes", "State"),
                map(_touchpoint_row, self._rows),
                right=("Takes",),
            )
            planned = sum(day.touchpoints for day in self._days) - self._done_today
            more(document, planned - len(self._rows), "csm calendar")

    def _write_unplanned(self, document: Document) -> None:
        if self._planned_until is None:
            return
        document.section("Without a plan")
        if not self._unplanned:
            document.paragraph("Every account that asks for a person has one planned.")
            return
        document.items(map(self._unplanned_item, self._unplanned[:_MOST]))
        beyond = max(0, self._unplanned_count - _LOOKED_AT)
        more(document, len(self._unplanned) - _MOST + beyond, "csm plan --dry-run")

    def _unplanned_item(self, row: Unplanned) -> Item:
        return Item(
            row.account, f"{formatting.money(row.arr, self._currency)} · {row.level}: {row.reason}"
        )


def _day_row(day: DayLoad) -> tuple[str, ...]:
    over = f" ({formatting.minutes(day.minutes_over)} over)" if day.minutes_over else ""
    return (
        day_of_week(day.day) + (f", {day.free}" if day.free else ""),
        f"{formatting.minutes(day.minutes)}{over}",
        formatting.minutes(day.available),
        f"{day.touchpoints:,}",
        f"{day.automated:,}",
    )


def _touchpoint_row(row: CalendarRow) -> tuple[str, ...]:
    state = "booked" if row.booked else "over" if row.over else "planned"
    return (
        day_of_week(row.date),
        row.time or "",
        shortened(row.account, 26),
        shortened(held_by(row.kind, row.channel), 34),
        formatting.minutes(row.effort),
        state,
    )
