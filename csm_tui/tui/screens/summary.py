"""The book in a few figures; after an import also what became of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from csm_tui import formatting
from csm_tui.queries import agenda
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Line, Piece, fit, fit_right, line
from csm_tui.tui.screens.base import BookScreen
from csm_tui.tui.widgets.row_list import RowList, Section
from csm_tui.work_days import available_or_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.operations.import_report import ImportReport
    from csm_tui.store.connection import BookConnection

_TOP = 5
_BAR = 20
_TIERS = {"high": "High", "medium": "Medium", "low": "Low", "tech": "Tech", "unknown": "No ARR"}


class Entry(NamedTuple):
    """A line, and the account that it is about."""

    line: Line
    account_id: int | None = None


class Part(NamedTuple):
    """A section of lines."""

    key: str
    title: Line
    entries: tuple[Entry, ...]


class SummaryScreen(BookScreen):
    """Accounts by tier, the hours that the model asks for, today's first, and the gaps by ARR."""

    NAME = "Summary"
    OFFERS: ClassVar[tuple[str, ...]] = ("copy", "back", "close")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "today", "review", "undo", "back")
    BINDINGS = bindings(OFFERS)

    def __init__(self, report: ImportReport | None = None) -> None:
        super().__init__()
        self._report = report
        self._parts: list[Part] = []
        self._entries: list[Entry] = []

    def body(self) -> Sequence[Widget]:
        """Return the list."""
        self._list = RowList(self._row_line, head=self._head_line, id="list")
        return (self._list,)

    def on_mount(self) -> None:
        """Ask for the figures."""
        super().on_mount()
        self.reload()

    def reload(self) -> None:
        """Ask for the figures again."""
        today = self.csm.desk.today
        available = available_or_model(self.csm.settings, today)

        def question(book: BookConnection) -> tuple[agenda.Summary, list[agenda.TodayRow]]:
            summary = agenda.summary(book, today=today, available=available)
            return summary, agenda.today(book, today=today, limit=_TOP)

        self.csm.ask(question, self._take, lane="summary")

    def _take(self, found: tuple[agenda.Summary, list[agenda.TodayRow]]) -> None:
        summary, rows = found
        self._parts = [
            *([self._import_part(self._report)] if self._report else []),
            self._tier_part(summary),
            self._hours_part(summary),
            self._today_part(rows),
            self._gaps_part(summary),
        ]
        self._entries = [entry for part in self._parts for entry in part.entries]
        sections, at = [], 0
        for part in self._parts:
            sections.append(Section(part.key, len(part.entries), range(at, at + len(part.entries))))
            at += len(part.entries)
        self._list.show(sections)
        self.show_why()

    def _import_part(self, report: ImportReport) -> Part:
        entries = []
        for file in report.files:
            counts = [
                f"{count:,} {figure}"
                for figure, count in file.counts().items()
                if count or figure in ("read", "added")
            ]
            shown = file.name if file.kind is None else f"{file.name}, {file.kind}"
            entries.append(
                Entry(line(Piece(fit(shown, 34)), Piece(" "), Piece(", ".join(counts), "muted")))
            )
            entries += [
                Entry(line(Piece(f"  {what}: {told}", "muted")))
                for what, why in file.evidence.items()
                for told in _told(why)
            ]
        entries += [
            Entry(
                line(
                    Piece(f"  {problem.file} line {problem.line}: {problem.problem}", "warn"),
                    Piece(f" {problem.hint or ''}", "muted"),
                )
            )
            for problem in report.problems[:20]
        ]
        entries += [Entry(line(Piece(f"  {told}", "muted"))) for told in report.remembered]
        title = line(
            Piece("Imported", "strong"),
            right=[Piece(f"{self.csm.keymap.shown('undo')} takes all of it back ", "muted")],
        )
        return Part("import", title, tuple(entries))

    def _tier_part(self, summary: agenda.Summary) -> Part:
        entries = []
        for tier in summary.tiers:
            full, rest = formatting.bar(tier.arr, _BAR, self.csm.glyphs, whole=max(1, summary.arr))
            entries.append(
                Entry(
                    line(
                        Piece(fit(_TIERS[tier.tier], 10)),
                        Piece(fit_right(f"{tier.accounts:,}", 7)),
                        Piece(
                            fit_right(
                                self.csm.money(tier.arr if tier.tier != "unknown" else None), 10
                            )
                        ),
                        Piece(fit_right(formatting.percent(tier.arr, summary.arr), 7), "muted"),
                        Piece("  "),
                        Piece(full, "accent"),
                        Piece(rest, "faint"),
                    )
                )
            )
        title = line(
            Piece("The book", "strong"),
            Piece(f"  {formatting.plural(summary.accounts, 'account')}, ", "muted"),
            Piece(self.csm.money(summary.arr)),
            right=[
                Piece(f"{summary.at_risk:,} at risk  ", "bad" if summary.at_risk else "muted"),
                Piece(f"{summary.overdue:,} overdue ", "warn" if summary.overdue else "muted"),
            ],
        )
        return Part("book", title, tuple(entries))

    def _hours_part(self, summary: agenda.Summary) -> Part:
        asked, available = summary.hours, summary.hours_available
        share, ink = summary.utilisation, formatting.fill_ink(summary.fill)
        full, rest = formatting.bar(asked, _BAR, self.csm.glyphs, whole=max(1.0, available))
        words = f"{asked:,.0f} of {available:,.0f} hours a month"
        entry = Entry(
            line(
                Piece(fit(words, 34)),
                Piece("  "),
                Piece(full, ink),
                Piece(rest, "faint"),
                Piece("" if share is None else f" {share:,.0f} %", ink),
            )
        )
        verdict = "  more than you have" if asked > available else ""
        title = line(Piece("What the model asks for", "strong"), Piece(verdict, "bad"))
        return Part("hours", title, (entry,))

    def _today_part(self, rows: list[agenda.TodayRow]) -> Part:
        entries = [
            Entry(
                line(
                    Piece(f"{row.rank}  ", "accent"),
                    Piece(fit(row.account, 24)),
                    Piece(f" {row.reason}", "muted"),
                ),
                row.account_id,
            )
            for row in rows
        ] or [Entry(line(Piece("nothing needs you today", "muted")))]
        title = line(Piece("Today first", "strong"))
        return Part("today", title, tuple(entries))

    def _gaps_part(self, summary: agenda.Summary) -> Part:
        entries = [
            Entry(
                line(
                    Piece(fit(f"no {gap.missing}", 18), "warn"),
                    Piece(fit_right(f"{gap.accounts:,}", 7)),
                    Piece(fit_right(self.csm.money(gap.arr or None), 10)),
                    Piece(f"  {', '.join(gap.largest)}", "muted"),
                )
            )
            for gap in summary.gaps
        ] or [Entry(line(Piece("nothing is missing", "muted")))]
        title = line(Piece("Gaps that matter", "strong"), Piece("  by ARR", "muted"))
        return Part("gaps", title, tuple(entries))

    def _row_line(self, id: int, _width: int) -> Line:
        return self._entries[id].line if id < len(self._entries) else BLANK

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        return next((part.title for part in self._parts if part.key == key), BLANK)

    def why_line(self) -> Line:
        """Return what to do next."""
        if not any(part.key == "gaps" and part.entries for part in self._parts):
            return BLANK
        ways = self.ways(("review", "walks the accounts without fresh health, one key each"))
        return line(Piece(f" {ways}", "muted"), right=[Piece(" ")])

    @property
    def reading(self) -> bool:
        """Return whether there are no figures yet."""
        return not self._parts

    @property
    def account_id(self) -> int | None:
        """Return the account of the line."""
        id = self._list.cursor_id
        return self._entries[id].account_id if id is not None and id < len(self._entries) else None

    def on_row_list_opened(self) -> None:
        """Open the account of the line."""
        if self.account_id is not None:
            self.csm.open_account(self.account_id)

    def action_copy(self) -> None:
        """Copy the line."""
        id = self._list.cursor_id
        self.csm.copy([self._entries[id].line.plain] if id is not None else [])


def _told(evidence: object) -> list[str]:
    """Return what a file's evidence says, a line for each column."""
    if isinstance(evidence, dict):
        return [f"{column}: {why}" for column, why in evidence.items()]
    if isinstance(evidence, list | tuple):
        return [str(one) for one in evidence]
    return [str(evidence)]
