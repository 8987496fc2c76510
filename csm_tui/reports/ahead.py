"""What lies ahead, as sections of the Monday report: who is at risk, renewals, promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui import formatting
from csm_tui.domain.spoken import say
from csm_tui.queries import agenda, outlook
from csm_tui.reports.markdown import Item, shortened
from csm_tui.reports.words import day_of_week, day_or_today, held_by, kind_of, more

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.queries.outlook import AtRisk, Promise, Renewing
    from csm_tui.reports.markdown import Document
    from csm_tui.reports.week import Week
    from csm_tui.store.database import Book

_RENEWAL_DAYS: Final = 90
_MOST: Final = 40


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

    def risk_sentence(self) -> str:
        """Return how many are at risk, with their ARR, and how many are overdue."""
        arr = f" ({self._money(self._risk.arr)})" if self._risk.accounts else ""
        return f"{self._risk.accounts:,} at risk{arr}, {self._overdue_accounts:,} overdue."

    def sentence(self) -> str:
        """Return renewals and promises in words."""
        arr = sum(row.arr or 0 for row in self._renewals)
        renewals = formatting.plural(len(self._renewals), "renewal")
        amount = f" ({self._money(arr)})" if self._renewals else ""
        late = sum(row.due < self._week.today for row in self._promises)
        promises = formatting.plural(len(self._promises), "promise")
        overdue = f" ({late:,} overdue)" if late else ""
        return (
            f"{renewals} by notice in {_RENEWAL_DAYS} days{amount}; {promises} due by"
            f" {day_of_week(self._week.last)}{overdue}"
        )

    def write(self, document: Document) -> None:
        """Write the sections."""
        self._write_risk(document)
        self._write_renewals(document)
        self._write_promises(document)

    def _money(self, cents: int | None) -> str:
        return formatting.money(cents, self._currency)

    def _write_risk(self, document: Document) -> None:
        document.section("At risk")
        if not self._at_risk:
            document.paragraph("Nobody is at risk.")
            return
        document.items(map(self._at_risk_item, self._at_risk))
        more(document, self._risk.accounts - len(self._at_risk), "csm accounts risk --sort arr")

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
        more(document, len(self._renewals) - _MOST, 'csm accounts "renewal<90d" --sort renewal')

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
        more(document, len(self._promises) - _MOST, "csm today")

    def _promise_row(self, row: Promise) -> tuple[str, ...]:
        late = (self._week.today - row.due).days
        overdue = f" ({late}d overdue)" if late > 0 else ""
        whose = "ours" if row.side == "mine" else "theirs"
        due = f"{say(row.due, self._week.today)}{overdue}"
        return due, whose, shortened(row.account, 26), shortened(row.title, 40)


def _next(row: Renewing, today: date) -> str:
    day = day_or_today(row.next_on, today)
    return day if row.next_kind is None else f"{day}, {kind_of(row.next_kind)}"
