"""Screens that are filtered while a filter is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from csm_tui.errors import FilterProblem
from csm_tui.tui.pieces import Line, Piece, line
from csm_tui.tui.screens.base import BookScreen
from csm_tui.tui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.domain.filters import Filter

T = TypeVar("T")


def typed_filter(text: str, parsed: Callable[[str], T]) -> tuple[T | None, str]:
    """Return the filter that `text` asks for so far, and what is wrong with it, "" for nothing.

    Its last word is perhaps not finished: then the others hold; None where they are wrong too.
    """
    try:
        return parsed(text), ""
    except FilterProblem as problem:
        try:
            return parsed(" ".join(text.split()[:-1])), str(problem)
        except FilterProblem:
            return None, str(problem)


class Filtering(BookScreen):
    """A screen with a FilterBar in its body; subclasses say what a filter does and leave `/` to it.

    `_filter` is the one in force, `_problem` what is wrong with the text as typed so far.
    """

    # Whether its filters may speak of touchpoints.
    OF_TOUCHPOINTS: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._filter: Filter | None = None
        self._problem = ""

    def apply_filter(self) -> None:
        """Show what the filter in force keeps."""
        raise NotImplementedError

    def focus_filtered(self) -> None:
        """Give the focus back to what is filtered."""
        raise NotImplementedError

    @property
    def is_filtered(self) -> bool:
        """Return whether there is a filter to clear."""
        return self._filter is not None or bool(self._problem)

    @property
    def filter_text(self) -> str:
        """Return the filter in force as it was typed, "" for none."""
        return self._filter.text if self._filter else ""

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterBar).open(self.filter_text)

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Filter with each letter."""
        found, self._problem = typed_filter(event.text, self._parsed)
        if found is not None:
            self._filter = found if found.terms else None
        self.apply_filter()

    def on_filter_bar_closed(self, event: FilterBar.Closed) -> None:
        """Keep or clear the filter and go back to what is filtered."""
        if not event.kept:
            self.clear_filter()
        self.focus_filtered()

    def clear_filter(self) -> None:
        """Show everything again."""
        self._problem = ""
        self._filter = None
        self.apply_filter()

    def no_match_line(self) -> Line:
        """Return that the filter keeps no account, and how to be rid of it."""
        return line(
            Piece(f'No accounts match "{self.filter_text}". '),
            Piece(self.ways(("back", "clears the filter")), "muted"),
        )

    def _parsed(self, text: str) -> Filter:
        from csm_tui.domain.filters import parse

        found = parse(text, touchpoints=self.OF_TOUCHPOINTS)
        self.csm.desk.check(found)
        return found
