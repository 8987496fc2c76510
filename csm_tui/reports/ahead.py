"""What lies ahead, as the sections of the Monday report: risk, renewals, promises, the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.filters import parse
from csm_tui.domain.spoken import say
from csm_tui.queries import agenda, calendar, outlook, planning
from csm_tui.reports.markdown import Item, shortened
from csm_tui.reports.words import day_of_week, day_or_today, held_by, kind_of

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.queries.calendar import CalendarRow, DayLoad
    from csm_tui.queries.outlook import AtRisk, Promise, Renewing, Unplanned
    from csm_tui.reports.markdown import Document
    from csm_tui.reports.monday import Week
    from csm_tui.store.database import Book

_RENEWAL_DAYS: Final = 90
_MOST: Final = 40
_TOUCHPOINTS: Final = 100
_LOOKED_AT: Final = 200
_EVERYTHING: Final = parse("")


class Ahead:
    """What is to be done: asked once, told in the first lines and in sections."""

    def __init__(self, book: Book, week: Week, currency: str | None) -> None:
        connection, today = book.connection, week.today
        self._week = week
        self._currency = currency
        self._risk = outlook.risk_sum(connection)
        self._at_risk = outlook.at_risk(connection, today=today, limit=_MOST)
        self._overdue_accounts = agenda.summary(connection, today=today).overdue
        self._renewals = outlook.renewals(connection, today=today, days=_RENEWAL_DAYS)
        self._promises = outlook.promises(connection, until=week.last)
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
        self._open = [
            row
            for row in calendar.overdue(connection, _EVERYTHING, today=today)
            if row.id is not None
        ]
        self._planned_until = planning.planned_until(connection)
        self._unplanned_count = outlook.unplanned_count(connection, today=today)
        self._unplanned = (
            []
            if self._planned_until is None
            else outlook.unplanned(
                connection,
                today=today,
                until=max(self._planned_until, today),
                limit=_LOOKED_AT,
            )
        )

    def risk_sentence(self) -> str:
        """Return how many are at risk, with their ARR, and how many are overdue."""
        arr = f" ({self._money(self._risk.arr)})" if self._risk.accounts else ""
        return f"{self._risk.accounts:,} at risk{arr}, {self._overdue_accounts:,} overdue."

    def sentence(self) -> str:
        """Return renewals, promises and hours ahead in one sentence."""
        arr = sum(row.arr or 0 for row in self._renewals)
        renewals = formatting.plural(len(self._renewals), "renewal")
        amount = f" ({self._money(arr)})" if self._renewals else ""
        late = sum(row.due < self._week.today for row in self._promises)
        promises = formatting.plural(len(self._promises), "promise")
        overdue = f" ({late:,} overdue)" if late else ""
        planned = sum(day.minutes for day in self._days)
        available = sum(day.available for day in self._days)
        return (
            f"Ahead: {renewals} by notice in {_RENEWAL_DAYS} days{amount}; {promises} due by"
            f" {day_of_week(self._week.last)}{overdue}; {formatting.minutes(planned)} planned of"
            f" {formatting.minutes(available)}."
        )

    def write(self, document: Document) -> None:
        """Write the sections."""
        self._write_risk(document)
        self._write_renewals(document)
        self._write_promises(document)
        self._write_open(document)
        self._write_week(document)
        self._write_unplanned(document)

    def _money(self, cents: int | None) -> str:
        return formatting.money(cents, self._currency)

    def _write_risk(self, document: Document) -> None:
        document.section("At risk")
        if not self._at_risk:
            document.paragraph("Nobody is at risk.")
            return
        document.items(map(self._at_risk_item, self._at_risk))
        _more(document, self._risk.accounts - len(self._at_risk), "csm accounts risk --sort arr")

    def _at_risk_item(self, row: AtRisk) -> Item:
        if row.next is None:
            then = "nothing is planned"
        else:
            how = held_by(row.next.kind, row.next.channel)
            state = "booked" if row.next.booked else "planned"
            then = f"{formatting.full_day(row.next.date)}: {how} ({state})"
        action = f"{formatting.sentence(row.action)}; {then}" if row.action else then
        return Item(
            row.account, f"{self._money(row.arr)} · {row.cause}", formatting.sentence(action)
        )

    def _write_renewals(self, document: Document) -> None:
        document.section(f"Renewals by notice date, {_RENEWAL_DAYS} days")
        if not self._renewals:
            document.paragraph("None.")
            return
        document.table(
            ("Notice by", "Renews", "Account", "ARR", "Health", "Next"),
            map(self._renewal_row, self._renewals[:_MOST]),
            right=("ARR",),
        )
        _more(document, len(self._renewals) - _MOST, 'csm accounts "renewal<90d" --sort renewal')

    def _renewal_row(self, row: Renewing) -> tuple[str, ...]:
        today = self._week.today
        if row.renewal_on < today:
            renews = f"not since {say(row.renewal_on, today)}"
        else:
            renews = say(row.renewal_on, today)
        passed = " (passed)" if row.notice_on < today <= row.renewal_on else ""
        band = "" if row.health is None else f" {row.health_band}"
        return (
            f"{say(row.notice_on, today)}{passed}",
            renews,
            shortened(row.account, 26),
            self._money(row.arr),
            f"{formatting.score(row.health)}{band}{', at risk' if row.at_risk else ''}",
            _next(row, today),
        )

    def _write_promises(self, document: Document) -> None:
        document.section(f"Promises due by {day_of_week(self._week.last)}")
        if not self._promises:
            document.paragraph("None.")
            return
        document.table(
            ("Due", "Whose", "Account", "Promise"), map(self._promise_row, self._promises[:_MOST])
        )
        _more(document, len(self._promises) - _MOST, "csm today")

    def _promise_row(self, row: Promise) -> tuple[str, ...]:
        late = (self._week.today - row.due).days
        overdue = f" ({late}d overdue)" if late > 0 else ""
        whose = "ours" if row.side == "mine" else "theirs"
        due = f"{say(row.due, self._week.today)}{overdue}"
        return due, whose, shortened(row.account, 26), shortened(row.title, 40)

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
        _more(document, len(self._open) - _MOST, "csm calendar")

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
            _more(document, planned - len(self._rows), "csm calendar")

    def _write_unplanned(self, document: Document) -> None:
        if self._planned_until is None:
            return
        document.section("Without a plan")
        if not self._unplanned:
            document.paragraph("Every account that asks for a person has one planned.")
            return
        document.items(map(self._unplanned_item, self._unplanned[:_MOST]))
        beyond = max(0, self._unplanned_count - _LOOKED_AT)
        _more(document, len(self._unplanned) - _MOST + beyond, "csm plan --dry-run")

    def _unplanned_item(self, row: Unplanned) -> Item:
        return Item(row.account, f"{self._money(row.arr)} · {row.level}: {row.reason}")


def _next(row: Renewing, today: date) -> str:
    day = day_or_today(row.next_on, today)
    return day if row.next_kind is None else f"{day}, {kind_of(row.next_kind)}"


def _more(document: Document, count: int, command: str) -> None:
    if count > 0:
        document.paragraph(f"… and {count:,} more: {command}")


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
