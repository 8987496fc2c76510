"""The arithmetic behind a figure: its inputs, their origins, and what would flip it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.provenance import Provenance

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.account import Account
    from csm_tui.domain.explanation import Explanation
    from csm_tui.domain.facts import Facts
    from csm_tui.domain.standing import Standing
    from csm_tui.domain.touch_model import TouchModel

__all__ = ["FIGURES", "Provenance", "explain"]

FIGURES: Final = ("tier", "level", "quadrant", "health", "next", "rank")


def explain(
    figure: str,
    account: Account,
    facts: Facts,
    standing: Standing,
    model: TouchModel,
    today: date,
    provenance: Provenance,
) -> Explanation:
    """Return the steps, the missing inputs and the smallest changes that would flip `figure`.

    `figure` is one of `FIGURES`; `standing` is that of `account` with `facts` under `model` today.
    """
    if figure in ("next", "rank"):
        from csm_tui.domain import why_next

        return why_next.explain(figure, account, facts, standing, model, today, provenance)
    from csm_tui.domain.supposing import Question
    from csm_tui.domain.why_health import explain_health
    from csm_tui.domain.why_level import explain_level
    from csm_tui.domain.why_quadrant import explain_quadrant
    from csm_tui.domain.why_tier import explain_tier

    question = Question(account, facts, standing, model, today, provenance)
    explainers = {
        "tier": explain_tier,
        "level": explain_level,
        "quadrant": explain_quadrant,
        "health": explain_health,
    }
    return explainers[figure](question)
