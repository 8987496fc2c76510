"""Screens that look at the facts of a span and of a filter, which several of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.screens.base import BookScreen
from csm_tui.tui.screens.filtering import typed_filter
from csm_tui.tui.spans import EVERYTHING, SPANS
from csm_tui.tui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.tui.spans import Span


class SpannedScreen(BookScreen):
    """Span, dates and filter; subclasses show them, and reload where they are others.

    Both are the app's: what is looked at in one view is looked at in the next.
    """

    # Whether exact dates may be to come.
    AHEAD: ClassVar[bool] = False
    # Whether a longer span may have more accounts.
    WIDENS: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._problem = ""

    def show_span(self) -> None:
        """Show the span, the filter, and what is wrong with the filter as typed so far."""

    def focus_list(self) -> None:
        """Give the focus back to what is looked at."""

    @property
    def today(self) -> date:
        """Return the day of the screens."""
        return self.csm.desk.today

    @property
    def span(self) -> Span:
        """Return the days that are looked at."""
        return self.csm.measuring.span(self.today, ahead=self.AHEAD)

    @property
    def filter(self) -> Filter:
        """Return the filter; it has no terms where nothing was typed."""
        return self.csm.measuring.filter

    def no_live_accounts(self) -> Line:
        """Return that no account is counted, and what widens the view."""
        which = "match this filter" if self.filter.terms else "are there yet"
        words = f"No live accounts {which} (prospects, churned and archived ones left out). "
        return line(Piece(words), Piece(self.widening(), "muted"))

    def widening(self) -> str:
        """Return what may help: no filter, a longer span where there is one, an import."""
        shown = self.csm.keymap.shown
        ways = [f"{shown('back')} to clear the filter"] if self.filter.terms else []
        if self.WIDENS and "longer" in self.OFFERS and self.span.name != SPANS[-1][0]:
            ways.append(f"{shown('longer')} for a longer span")
        if self.offered("import"):
            ways.append(f"{shown('import')} to import files")
        return f"Press {', '.join(ways)}." if ways else ""

    # Commands

    def _turn(self, step: int) -> None:
        before = self.span
        self.csm.measuring.turn(step)
        if self.span == before:
            self.notice(f"There is no {'longer' if step > 0 else 'shorter'} span.", "muted")
            return
        self.show_span()
        self.reload()

    def action_shorter(self) -> None:
        """Look at a shorter span."""
        self._turn(-1)

    def action_longer(self) -> None:
        """Look at a longer span."""
        self._turn(1)

    def action_dates(self) -> None:
        """Ask for exact dates."""
        from csm_tui.tui.dialogs.span_form import SpanForm

        def take(chosen: tuple[date | None, date] | None) -> None:
            if chosen is not None:
                self.csm.measuring.choose(*chosen)
                self.show_span()
                self.reload()

        self.app.push_screen(SpanForm(self.span, self.today, ahead=self.AHEAD), take)

    # The filter

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterBar).open(self.filter.text)

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Filter with each letter."""
        before = self.filter
        found, self._problem = typed_filter(event.text, self._parsed)
        if found is not None:
            self.csm.measuring.filter = found
        self.show_span()
        if self.filter.terms != before.terms:
            self.reload()

    def keep(self, term: str) -> None:
        """Look at what a term keeps of what is looked at."""
        text = self.filter.text
        if term not in text.split():
            self.csm.measuring.filter = self._parsed(f"{text} {term}".strip())
            self.show_span()
            self.reload()

    def _parsed(self, text: str) -> Filter:
        from csm_tui.domain.filters import parse

        found = parse(text)
        self.csm.desk.check(found)
        return found

    def on_filter_bar_closed(self, event: FilterBar.Closed) -> None:
        """Keep or clear the filter and go back to the list."""
        if not event.kept:
            self._clear_filter()
        self.focus_list()

    def _clear_filter(self) -> None:
        self._problem = ""
        before, self.csm.measuring.filter = self.filter, EVERYTHING
        self.show_span()
        if before.terms:
            self.reload()
