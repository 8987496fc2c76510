"""How the portfolio stands on its shelf: sections in order, whole or as far as they are known."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from csm_tui.queries.portfolio import Section, Totals
from csm_tui.queries.portfolio_index import LONG, Index
from csm_tui.tui.opening import PAGE, Opening, View

if TYPE_CHECKING:
    from collections.abc import Sequence

Order = dict[str, "array[int]"]


class Part(NamedTuple):
    """A section as shown: accounts, ARR in cents, and the ids known so far, in order."""

    key: str
    accounts: int
    arr: int
    ids: Sequence[int]


class Shelf:
    """The arranged book: from its first page, then from the index; filtered or not."""

    def __init__(self) -> None:
        self.view = View()
        self.totals = Totals(0, 0, 0, 0)
        self.index: Index | None = None
        self.whole = False
        # What a filter keeps, by id its ARR in cents; None without one.
        self.kept: dict[int, int] | None = None
        self._sections: list[Section] = []
        self._order: dict[str, Sequence[int]] = {}

    @property
    def keys(self) -> set[str]:
        """Return the keys of all sections."""
        return {section.key for section in self._sections}

    def open(self, found: Opening) -> None:
        """Stand as the first page says; an index of before holds no more."""
        self.view, self.totals = found.view, found.totals
        self.index = None
        self._sections = found.sections
        self._order = {
            section.key: [row.account_id for row in page]
            for section, page in zip(found.sections, found.pages, strict=True)
        }
        self.whole = all(len(self._order[part.key]) == part.accounts for part in found.sections)

    def take(self, index: Index, view: View, order: Order) -> None:
        """Stand as the index says; `order` is what `arranged` gave for `view`."""
        self.index = index
        self.totals = Totals(
            len(index.ids),
            sum(section.arr for section in index.figures(view.grouping)),
            sum(index.needing),
            index.archived_accounts,
        )
        if view == self.view:
            self.complete(view, order)
        else:
            self.arrange(self.view)

    def arrange(self, view: View) -> bool:
        """Stand in another view, whole where that is quick, else its first page; True if whole.

        Without an index nothing happens but that the view is noted, and False is returned.
        """
        self.view = view
        self.whole = False
        index = self.index
        if index is None or index.archived != view.archived:
            return False
        self._sections = index.figures(view.grouping)
        if len(index.ids) <= LONG:
            self.complete(view, arranged(index, view))
            return True
        self._order = {}
        room = PAGE
        for key, places in index.sections(view.grouping).items():
            if room <= 0:
                break
            self._order[key] = index.first(places, view.sort, PAGE, reverse=view.reverse)
            room -= len(self._order[key])
        return False

    def complete(self, view: View, order: Order) -> None:
        """Take the whole order of a view, unless another one is wanted by now."""
        if view == self.view and self.index is not None:
            self._sections = self.index.figures(view.grouping)
            self._order = {**order}
            self.whole = True

    def parts(self) -> list[Part]:
        """Return the sections as they are to be shown."""
        kept = self.kept
        if kept is None:
            return [
                Part(key, accounts, arr, self._order.get(key, ()))
                for key, accounts, arr in self._sections
            ]
        parts = []
        for key, ids in self._order.items():
            found = array("q", (id for id in ids if id in kept))
            if found:
                parts.append(Part(key, len(found), sum(kept[id] for id in found), found))
        return parts


def arranged(index: Index, view: View) -> Order:
    """Return all ids of the book in the order of a view, by section."""
    return {
        key: index.arrange(places, view.sort, reverse=view.reverse)
        for key, places in index.sections(view.grouping).items()
    }
