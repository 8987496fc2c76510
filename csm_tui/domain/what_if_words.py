"""What keeps a figure of a what-if unknown, and how to give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.domain.economics_words import accounts

if TYPE_CHECKING:
    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.domain.what_if_figures import Figures


def missing(found: Figures, model: TouchModel) -> list[str]:
    """Return a sentence for each gap in the figures of a book under `model`."""
    said = []
    if not model.costs.fully_loaded:
        said.append(
            "The touch model states no cost of a CSM, so nothing has a cost:"
            " csm what-if costs.fully_loaded=120k."
        )
    without_arr = found.whole.without_arr
    if without_arr:
        said.append(
            f"{accounts(without_arr)} without ARR: in no sum of it, and growth leaves it"
            " unknown. `csm edit ACCOUNT arr=45k`, or import a file that has it."
        )
    unknown = found.tiers.get("unknown")
    if unknown is not None and unknown.accounts:
        said.append(
            f"{accounts(unknown.accounts)} without a tier: no cost, and no CSM counted for it,"
            " nor hours without a level. ARR gives the tier, or `csm override ACCOUNT tier …`."
        )
    if not found.available_month:
        said.append("No hours are left for customers: hours_a_day and internal_share say how many.")
    return said
