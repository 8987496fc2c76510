"""Retention: what the ARR of one day became by another, and the accounts behind each figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from csm_tui import formatting
from csm_tui.domain import renewal_outcomes
from csm_tui.domain.days import before
from csm_tui.domain.retention import year_before
from csm_tui.queries import retention
from csm_tui.tui import retention_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.screens.view import VIEW_COMMANDS, Entry, Part, ViewScreen
from csm_tui.tui.spans import SPANS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from csm_tui.queries.retention import RetentionReport
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.charts.figures import BarFigure
    from csm_tui.tui.spans import Span


class Kept(NamedTuple):
    """The report between two days."""

    report: RetentionReport
    from_: date
    to: date


class RetentionScreen(ViewScreen[Kept]):
    """Ratios, the movement of ARR as bars and table, renewals; Enter lists who is behind."""

    NAME = "Retention"
    VIEW = "retention"
    ASIDE: ClassVar[bool] = True
    AHEAD: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = VIEW_COMMANDS
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "next-measure", "table", "shorter", "longer", "dates",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    @property
    def span(self) -> Span:
        """Return the days that are compared: a named span begins with the day before it."""
        found = super().span
        return found._replace(from_=first_day(found))

    def question(self, book: BookConnection) -> Kept:
        """Return the report of the span."""
        today, (_, first, to) = self.today, self.span
        from_ = min(first or retention.first_day(book) or to, to)
        return Kept(retention.report(book, self.filter, today=today, from_=from_, to=to), from_, to)

    def setting(self) -> rows.Setting:
        """Return what the lines are drawn with."""
        currency, glyphs = self.csm.currency, self.csm.glyphs

        def exact(cents: int | None) -> str:
            return formatting.money_exact(cents, currency, glyphs)

        return rows.Setting(self.today, glyphs, exact, self.csm.money)

    def chart(self, answer: Kept) -> BarFigure | None:
        """Return the movement as bars."""
        return rows.movement_figure(answer.report, self.setting())

    def caption(self, answer: Kept) -> Line:
        """Return the days, and how many accounts there were."""
        return rows.caption(answer.report, answer.from_, answer.to, self.setting())

    def table(self, answer: Kept) -> Sequence[Entry]:
        """Return the movement table in the place of its bars."""
        return self._movement(answer, self.setting())

    def parts(self, answer: Kept) -> Sequence[Part]:
        """Return the ratios, the movement table where it is not above them, the renewals."""
        report, setting = answer.report, self.setting()
        if not (report.movements or report.renewals):
            return ()
        movement = () if self._table_of else self._movement(answer, setting)
        return [
            Part("ratios", rows.ratio_head(report), self._ratios(report, setting)),
            Part("movement", rows.movement_head(), movement),
            Part("renewals", rows.renewal_head(report), self._renewals(answer)),
            Part("most", rows.most_head(report), self._most(report, setting)),
        ]

    def _ratios(self, report: RetentionReport, setting: rows.Setting) -> list[Entry]:
        return [
            Entry(
                rows.ratio_line(name, report, setting),
                name,
                why=rows.ratio_why(name, report, setting),
            )
            for name in rows.RATIOS
        ]

    def _movement(self, answer: Kept, setting: rows.Setting) -> list[Entry]:
        report, hint = answer.report, self._hint()
        entries = [
            Entry(rows.movement_line(figure, report, setting), figure, why=hint)
            for figure in rows.amounts(report.table)
        ]
        if report.table.counts["unknown"]:
            entries.append(Entry(rows.unknown_line(report), "unknown", why=hint))
        if report.negative:
            entries.append(Entry(rows.negative_line(report), "negative"))
        if answer.to > self.today:
            entries.append(Entry(rows.ahead_line(answer.to), "ahead"))
        return entries

    def _renewals(self, answer: Kept) -> list[Entry]:
        report = answer.report
        entries = [
            Entry(rows.renewal_line(figure, report), figure, why=self._hint())
            for figure in ("due", *renewal_outcomes.OUTCOMES)
        ]
        unseen = rows.unseen_words(report, answer.from_)
        if unseen:
            entries.append(Entry(line(Piece(unseen, "muted")), "unseen"))
        return entries

    def _most(self, report: RetentionReport, setting: rows.Setting) -> list[Entry]:
        return [
            Entry(
                partial(rows.behind_line, moved, setting),
                moved.account_id,
                moved.account_id,
                rows.behind_why(moved, setting),
                rows.behind_copied(moved),
            )
            for moved in rows.most(report)
        ]

    def _hint(self) -> Line:
        opens = self.csm.keymap.shown("open")
        return line(Piece(f" {opens} ", "accent"), Piece("lists the accounts behind it", "muted"))

    def empty_line(self, answer: Kept) -> Line:  # noqa: ARG002
        """Return that there was no ARR, and what widens the view."""
        return line(Piece("No ARR on either day. "), Piece(self.widening(), "muted"))

    def open_line(self) -> None:
        """List the accounts behind the figure; open the account of a line that is one."""
        from csm_tui.tui.screens.retention_behind import BehindScreen

        answer, entry = self.answer, self._here
        if entry is not None and entry.account_id is not None:
            super().open_line()
            return
        if answer is None or entry is None:
            return
        figure = rows.FIGURES.get(str(entry.key))
        if figure is None:
            return
        if rows.number_behind(figure, answer.report):
            self.app.push_screen(BehindScreen(answer, figure, self.filter, self.setting()))
        else:
            self.notice(f"{rows.TITLES[figure]}: nobody.", "muted")


def first_day(span: Span) -> date | None:
    """Return the day whose ARR a span begins with: the one before a named span's first.

    None: the first that the book knows of. A year is from the same day of the year before.
    """
    if span.from_ is None or span.name not in dict(SPANS):
        return span.from_
    return year_before(span.to) if span.name == "12 months" else before(span.from_, 1)
