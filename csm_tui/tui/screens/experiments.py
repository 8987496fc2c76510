"""Experiments: two treatments of a tier side by side, and whether they differ (DOMAIN §8)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from csm_tui.operations import experiments as operations
from csm_tui.queries import experiments
from csm_tui.tui import experiment_rows as rows
from csm_tui.tui.bindings import bindings
from csm_tui.tui.pieces import BLANK, Piece, line
from csm_tui.tui.screens.view import Entry, Part, ViewScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csm_tui.domain.experiments import SideResult
    from csm_tui.queries.experiments import Member, Result
    from csm_tui.store.connection import BookConnection
    from csm_tui.tui.charts.figures import BarFigure
    from csm_tui.tui.pieces import Line

Answer = tuple["Result", ...]
_MOST: Final = 500


class ExperimentsScreen(ViewScreen[Answer]):
    """The experiments by state; of one of them both sides, the verdict and its accounts."""

    NAME = "Experiments"
    VIEW = "experiments"
    ASIDE: ClassVar[bool] = True
    # An experiment has days and accounts of its own.
    SPANNED: ClassVar[bool] = False
    FILTERED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = (
        "new-experiment", "end-experiment", "drop-experiment", "next-measure", "table", "copy",
        "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "new-experiment", "end-experiment", "drop-experiment", "open", "next-measure", "table",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def __init__(self) -> None:
        super().__init__()
        self._current: int | None = None

    def question(self, book: BookConnection) -> Answer:
        """Return every experiment with both its sides."""
        found = experiments.listing(book, today=self.today)
        return tuple(experiments.result(book, one.id, today=self.today) for one in found)

    def _result(self, answer: Answer) -> Result | None:
        shown = [one for one in answer if one.experiment.id == self._current]
        return next(iter(shown or answer), None)

    # What is shown

    def caption(self, answer: Answer) -> Line:
        """Return which experiment the bars are of."""
        found = self._result(answer)
        return BLANK if found is None else rows.caption(found, self.today, self.csm.glyphs)

    def chart(self, answer: Answer) -> BarFigure | None:
        """Return both sides as bars."""
        found = self._result(answer)
        if found is None or found.verdict.word == "not-begun":
            return None
        return rows.sides_figure(found, self.csm.glyphs)

    def table(self, answer: Answer) -> Sequence[Entry]:
        """Return both sides with their counts."""
        found = self._result(answer)
        lines = () if found is None else rows.table_lines(found, self.csm.glyphs)
        return [Entry(shown, place) for place, shown in enumerate(lines)]

    def parts(self, answer: Answer) -> Sequence[Part]:
        """Return the experiments by state, then what is said of the current one and its sides."""
        found = self._result(answer)
        if found is None:
            return ()
        parts = []
        for state in rows.STATES:
            ours = [one for one in answer if one.experiment.state == state]
            if ours:
                parts.append(
                    Part(state, rows.head_line(state, len(ours)), [*map(self._entry, ours)])
                )
        said = [
            Entry(shown, place) for place, shown in enumerate(rows.said_lines(found, self.room))
        ]
        head = line(Piece(f"What {found.experiment.name} says", "strong"))
        parts.append(Part("said", head, said))
        for side in (found.a, found.b):
            head = rows.side_head(found, side)
            parts.append(Part(f"side-{side.side}", head, self._members(found, side)))
        return parts

    def _members(self, found: Result, side: SideResult) -> list[Entry]:
        named = found.experiment.name
        ours = [one for one in found.members if one.side == side.side]
        entries = [
            Entry(
                partial(self._member_line, found, one),
                one.account_id,
                one.account_id,
                line(
                    Piece(f" {one.account}", "strong"),
                    Piece(f": side {side.side.upper()} of {named}", "muted"),
                ),
            )
            for one in ours[:_MOST]
        ]
        if len(ours) > _MOST:
            more = (
                f"{len(ours) - _MOST:,} more: csm experiment show {found.experiment.id} --accounts"
            )
            entries.append(Entry(line(Piece(more, "muted")), "more"))
        return entries

    def _member_line(self, found: Result, one: Member, _width: int) -> Line:
        return rows.member_line(found, one, self.csm.currency, self.csm.glyphs)

    def _entry(self, found: Result) -> Entry:
        today, glyphs = self.today, self.csm.glyphs
        return Entry(
            partial(rows.row_line, found, today, glyphs),
            found.experiment.id,
            why=rows.why_line(found, today, glyphs),
        )

    def empty_line(self, answer: Answer) -> Line:  # noqa: ARG002
        """Return what an experiment is, and how one is defined."""
        words = "compares two cadences, channels or contents inside a tier"
        ways = self.ways(("new-experiment", words))
        return line(Piece("No experiment yet. "), Piece(ways, "muted"))

    def on_row_list_moved(self) -> None:
        """Show the experiment that the cursor came to."""
        super().on_row_list_moved()
        under = self.under
        if under is not None and self.section in rows.STATES and under.key != self._current:
            self._current = int(under.key)
            self.show_parts()

    # Commands

    def action_new_experiment(self) -> None:
        """Define an experiment."""
        from csm_tui.tui.dialogs.experiment_form import ExperimentForm

        self.app.push_screen(ExperimentForm(self.today))

    def action_end_experiment(self) -> None:
        """End the experiment, or keep what was concluded from one that is over."""
        from csm_tui.tui.dialogs.experiment_form import EndExperimentForm

        found = self._chosen()
        if found is not None:
            row = found.experiment
            self.app.push_screen(EndExperimentForm(row.id, row.name, row.conclusion or ""))

    def action_drop_experiment(self) -> None:
        """Take the experiment off the book."""
        found = self._chosen()
        if found is not None:
            self.csm.apply(operations.drop, experiment_id=found.experiment.id)

    def _chosen(self) -> Result | None:
        found = self._result(self.answer or ())
        if found is None:
            self.choose_first("There is no experiment here.", "muted")
        return found
