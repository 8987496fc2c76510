"""The first page of the portfolio, asked for before Textual is there (TEXTUAL §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.queries import portfolio
from csm_tui.queries.settings import setting

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.store.connection import BookConnection

PAGE: Final = 128
# A book of so many accounts is counted whole before the first paint.
FEW: Final = 2_000


class View(NamedTuple):
    """How the portfolio is arranged."""

    grouping: str = "tier"
    sort: str = "next"
    reverse: bool = False
    archived: bool = False


class Opening(NamedTuple):
    """What the first paint needs; `empty` where the book has no account at all."""

    view: View
    totals: portfolio.Totals
    sections: list[portfolio.Section]
    pages: list[list[portfolio.Row]]
    currency: str | None
    demo: bool

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to show yet."""
        return self.totals.accounts == 0 and self.totals.archived == 0


def opening(connection: BookConnection, view: View, *, today: date) -> Opening:
    """Return the totals, the sections and the first page of the book."""
    sections = portfolio.sections(connection, view.grouping, archived=view.archived)
    pages = portfolio.first_page(
        connection,
        sections,
        grouping=view.grouping,
        sort=view.sort,
        reverse=view.reverse,
        archived=view.archived,
        limit=PAGE,
    )
    count = sum(section.accounts for section in sections)
    few = count <= FEW
    totals = portfolio.Totals(
        count,
        sum(section.arr for section in sections),
        # In a large book these wait for the index behind the first page.
        portfolio.needing(connection, today=today) if few else None,
        portfolio.archived_count(connection) if few else 0,
    )
    return Opening(
        view,
        totals,
        sections,
        pages,
        setting(connection, "currency"),
        portfolio.demo_day(connection) is not None,
    )
