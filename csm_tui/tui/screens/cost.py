"""Cost to serve: of ARR by tier and account, and who is over- and under-served (DOMAIN §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from csm_tui.queries.economics import Economics, economics
from csm_tui.tui.bindings import bindings
from csm_tui.tui.screens.view import UNSPANNED, ViewScreen

if TYPE_CHECKING:
    from csm_tui.store.connection import BookConnection


class CostScreen(ViewScreen[Economics]):
    """Tiers against what the model expects, over- and under-served accounts, bands, gaps."""

    NAME = "Cost to serve"
    VIEW = "cost"
    ASIDE: ClassVar[bool] = True
    SPANNED: ClassVar[bool] = False
    OFFERS: ClassVar[tuple[str, ...]] = UNSPANNED
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "next-measure", "table", "filter", "copy")
    BINDINGS = bindings(OFFERS)

    def question(self, book: BookConnection) -> Economics:
        """Return the economics of the accounts that the filter keeps."""
        return economics(book, self.filter, today=self.today)
