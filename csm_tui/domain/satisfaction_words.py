"""Satisfaction in words: scores, answers and alerts as both faces show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.satisfaction import SCORED
from csm_tui.domain.wording import figure

if TYPE_CHECKING:
    from csm_tui.domain.satisfaction import Inversion, Satisfaction

NAMES: Final = {
    "nps": "NPS",
    "csat": "CSAT",
    "ces": "CES",
    "frequency": "frequency",
    "feedback": "feedback",
}
SIDES: Final = {
    "promoter": "promoters",
    "passive": "passive",
    "detractor": "detractors",
    "top": "in the top two",
    "easy": "easy",
    "": "",
}
TOO_FEW: Final = "too few for a score"


def score(one: Satisfaction) -> str:
    """Return a score: "+16.7", "80.0 %", "5.25"; "" where there is none."""
    if one.nps is not None:
        return f"{one.nps:+.1f}" if round(one.nps, 1) else "0"
    if one.csat_pct is not None:
        return f"{one.csat_pct:.1f} %"
    return "" if one.ces is None else f"{one.ces:.2f}"


def made_of(one: Satisfaction) -> str:
    """Return what a score is made of; the answers themselves where there is none."""
    left_out = f"; {one.left_out} left out: no whole number of 0 to 10" if one.left_out else ""
    if one.nps is not None:
        sides = f"{one.promoters} promoters, {one.passives} passive, {one.detractors} detractors"
        return f"{sides}{left_out}"
    if one.csat_pct is not None:
        return f"in the top two: {answers(one)}"
    if one.ces is not None and one.ces_pct is not None:
        return f"of 7; {one.ces_pct:.0f} % are 5 or more: {answers(one)}"
    few = f" ({TOO_FEW})" if one.sample == "too-few" and one.type in SCORED else ""
    return f"{answers(one)}{few}{left_out}"


def answers(one: Satisfaction) -> str:
    """Return the answers and how often each was given: "9 ×2, 10", "4/5 ×3"."""
    return ", ".join(
        f"{answer_on(given, None if one.type == 'nps' else scale)}"
        f"{f' ×{number}' if number > 1 else ''}"
        for given, scale, number in one.distribution
    )


def answer_on(given: float, scale: float | None) -> str:
    """Return an answer with its scale, where that is said: "4/5", "9"."""
    return f"{figure(given)}/{figure(scale)}" if scale else figure(given)


def alert(inverted: Inversion) -> str:
    """Return the sentence of an inversion, and whether it may be chance."""
    chance = " With these counts it may be chance." if inverted.chance else ""
    return f"{inverted.sentence}.{chance}"
