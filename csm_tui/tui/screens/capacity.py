"""Capacity: the hours asked for and planned against those available, week by week (DOMAIN §9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from csm_tui.errors import UsageError
from csm_tui.queries import capacity as queries
from csm_tui.tui import capacity_rows as rows
from csm_tui.tui import capacity_ways as ways
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import Line, Piece, line, wrap
from csm_tui.tui.screens.view import UNSPANNED, Entry, Part, ViewScreen
from csm_tui.tui.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.queries.capacity import Capacity
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.charts.figures import BarFigure

# How many weeks may be looked at, besides the horizon of the model.
_WEEKS: Final = (4, 13, 26, 52)


class Hours(NamedTuple):
    """The hours of the weeks ahead; None where the config does not say them, with the problem."""

    found: Capacity | None
    problem: str = ""


class CapacityScreen(ViewScreen[Hours]):
    """Weeks as bars, utilisation, tiers, kinds, what drives them, and what would make them fit."""

    NAME = "Capacity"
    VIEW = "capacity"
    ASIDE: ClassVar[bool] = True
    WIDENS: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = ("shorter", "longer", *UNSPANNED)
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "next-measure", "table", "shorter", "longer", "plan", "filter",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        # How many weeks ahead; None for the horizon of the model.
        self._weeks: int | None = None

    def question(self, book: BookConnection) -> Hours:
        """Return the hours of the accounts that the filter keeps, against the days worked."""
        from csm_tui.store.standings import current_model
        from csm_tui.work_days import work_time

        today = self.today
        weeks = self._weeks or queries.horizon_weeks(book)
        _, model = current_model(book)
        try:
            work = work_time(self.csm.settings, model, today, queries.last_day(today, weeks))
        except UsageError as problem:
            return Hours(None, str(problem))
        return Hours(queries.capacity(book, self.filter, today=today, work=work, weeks=weeks))

    # The weeks that are looked at

    @property
    def span(self) -> Span:
        """Return the weeks ahead."""
        weeks = self._shown_weeks()
        return Span(f"{weeks} weeks" if weeks else "", self.today, self.today)

    def _wish(self) -> object:
        return self.today, self._weeks, self.filter, self.csm.told

    def _shown_weeks(self) -> int:
        answer = self._answer
        return self._weeks or (len(answer.found.weeks) if answer and answer.found else 0)

    def _turn(self, step: int) -> None:
        now = self._shown_weeks()
        further = [weeks for weeks in _WEEKS if (weeks > now if step > 0 else weeks < now)]
        if not now or not further:
            self.notice(f"There is no {'longer' if step > 0 else 'shorter'} span.", "muted")
            return
        self._weeks = further[0] if step > 0 else further[-1]
        self.show_span()
        self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out exact dates: weeks are whole, and begin today."""
        return action != "dates" and super().check_action(action, parameters)

    # The chart

    def caption(self, answer: Hours) -> Line:
        """Return what the bars are."""
        if answer.found is None:
            return line()
        return rows.caption(answer.found, self.app.size.width, self.csm.plain)

    def chart(self, answer: Hours) -> BarFigure | None:
        """Return the weeks as bars."""
        return None if answer.found is None else rows.weeks_figure(answer.found, self.csm.setting)

    def table(self, answer: Hours) -> Sequence[Entry]:
        """Return the weeks in figures."""
        found, setting = answer.found, self.csm.setting
        if found is None:
            return ()
        return [Entry(rows.week_titles(), -1)] + [
            Entry(rows.week_line(week, found, setting), place, why=rows.week_why(week, setting))
            for place, week in enumerate(found.weeks)
        ]

    # The sections

    def parts(self, answer: Hours) -> Sequence[Part]:
        """Return figures, tiers, kinds, accounts, proposals, and what is missing."""
        found, setting = answer.found, self.csm.setting
        if found is None or not found.accounts:
            return ()
        lacks = self._missing(found)
        if found.required is None:
            return [lacks]
        parts = [
            Part("figures", rows.figures_head(found, setting), self._figures(found)),
            Part("tiers", rows.tier_head(), self._tiers(found)),
            Part("kinds", rows.kind_head(), self._kinds(found)),
        ]
        if found.drivers:
            parts.append(Part("drivers", rows.driver_head(found, setting), self._drivers(found)))
        if ways.is_over(found):
            parts.append(Part("ways", ways.head(), self._ways(found)))
        return [*parts, lacks] if lacks.entries else parts

    def _figures(self, found: Capacity) -> list[Entry]:
        shown = rows.figures(found, self.csm.setting, self._how_to_plan())
        return [Entry(drawn, key) for key, drawn in shown]

    def _how_to_plan(self) -> str:
        return f"press {self.csm.keymap.shown('plan')}" if self.offered("plan") else "csm plan"

    def _tiers(self, found: Capacity) -> list[Entry]:
        setting, opens = self.csm.setting, self.csm.keymap.shown("open")
        return [
            Entry(rows.tier_line(one, setting), one.tier, why=rows.tier_why(one, opens))
            for one in found.tiers
        ]

    def _kinds(self, found: Capacity) -> list[Entry]:
        return [Entry(rows.kind_line(one, self.csm.setting), one.kind) for one in found.kinds]

    def _drivers(self, found: Capacity) -> list[Entry]:
        setting = self.csm.setting
        return [
            Entry(
                rows.driver_line(one, setting),
                one.account_id,
                one.account_id,
                rows.driver_why(one),
                rows.driver_copied(one),
            )
            for one in found.drivers
        ]

    def _ways(self, found: Capacity) -> list[Entry]:
        setting, keymap = self.csm.setting, self.csm.keymap
        proposals = found.proposals
        said = wrap(ways.moves_words(found, setting), self.room - 2)
        entries = [Entry(ways.missing_line(text), f"moves {n}") for n, text in enumerate(said)]
        opens = keymap.shown("open")
        for move in proposals.moves or ():
            entries.append(
                Entry(
                    partial(ways.move_line, move, setting),
                    f"move {move.plan.id}",
                    move.plan.account_id,
                    ways.move_why(move, setting, opens),
                )
            )
        for one in proposals.cadences:
            shown = ways.cadence_line(one, setting)
            entries.append(Entry(shown, one.key, why=ways.cadence_why(one)))
        override = keymap.shown("override") if self.offered("override") else ""
        for touch in proposals.accounts:
            entries.append(
                Entry(
                    partial(ways.touch_line, touch, setting),
                    f"touch {touch.account_id}",
                    touch.account_id,
                    ways.touch_why(touch, override),
                )
            )
        return entries

    def _missing(self, found: Capacity) -> Part:
        how = self._how_to_plan()
        entries = [
            Entry(ways.missing_line(f"  {text}" if place else text), f"{number} {place}")
            for number, sentence in enumerate(ways.missing(found, self.csm.setting, how))
            for place, text in enumerate(wrap(sentence, self.room - 4))
        ]
        return Part("missing", line(Piece("What is missing", "strong")), entries)

    def empty_line(self, answer: Hours) -> Line:
        """Return that there are no accounts, or that the hours are not known, and what helps."""
        if answer.found is None:
            return line(Piece(answer.problem, "warn"))
        return self.no_live_accounts()

    def open_line(self) -> None:
        """Open the account; keep the accounts of a tier alone."""
        entry = self._here
        if entry is not None and self._list.cursor_section == "tiers":
            self.keep(f"tier:{entry.key}")
        else:
            super().open_line()
