"""The economics as sentences: how a cost comes about, what is expected, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from csm_tui.domain.economics import lifetime_lacks
from csm_tui.domain.tier_economics import verdict_of
from csm_tui.domain.wording import amount, figure, on

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.economics import Cost
    from csm_tui.domain.serving import Judgement
    from csm_tui.domain.tier_economics import Blended, TierSum
    from csm_tui.domain.touch_model import Costs, TouchModel


class Gaps(NamedTuple):
    """How many accounts lack what: ARR, an ARR above 0, a tier that the model has, minutes.

    `viable` are those whose band asks for the gross margin; `since` is the first day of minutes.
    """

    accounts: int
    without_arr: int
    arr_of_nothing: int
    other_tier: int
    logged: int
    viable: int
    since: date


def accounts(number: int) -> str:
    """Return `1 account`, `1,204 accounts`."""
    return "1 account" if number == 1 else f"{number:,} accounts"


def how(cost: Cost, currency: str | None) -> str:
    """Return the arithmetic of a planned cost: `$120,000 ÷ 50 + $600 + $200 = $3,200 a year`."""
    whole, shared, technology = (
        amount(part, currency) for part in (cost.fully_loaded, cost.shared, cost.technology)
    )
    total = amount(cost.cents, currency)
    return f"{whole} ÷ {cost.accounts_per_csm:,} + {shared} + {technology} = {total} a year"


def percent(share: float) -> str:
    """Return a share of ARR: `10.7 %`."""
    return f"{share:,.1f} %"


def serving_words(judged: Judgement, currency: str | None) -> str:
    """Return what an account costs and what is to be said of it, in one line."""
    if judged.cost is None:
        return "not known"
    beside = served_words(judged, currency)
    return f"{amount(judged.cost, currency)} a year{f', {beside}' if beside else ''}"


def served_words(judged: Judgement, currency: str | None) -> str:
    """Return what is to be said of an account's cost: share, band, logged, what stands out."""
    said = []
    if judged.share is not None:
        said.append(f"{percent(judged.share)} of ARR ({judged.band})")
    if judged.actual is not None:
        said.append(f"{amount(judged.actual, currency)} logged")
    if judged.flag is not None:
        said.append(judged.flag)
    return ", ".join(said)


def expectations(tier: TierSum, model: TouchModel, currency: str | None) -> list[str]:
    """Return how a tier stands against what the model expects of it, where it says so."""
    rule = model.tiers.get(tier.tier)
    if rule is None or tier.planned is None:
        return []
    said = []
    low, high = rule.cost_range or (0, 0)
    verdict = verdict_of(tier.planned.cents, rule.cost_range)
    if verdict is not None:
        bounds = f"{amount(low, currency)}–{amount(high, currency)}"
        said.append(f"a cost {verdict} the expected {bounds}")
    least, most = rule.revenue_to_cost or (0, 0)
    verdict = verdict_of(tier.multiple, rule.revenue_to_cost)
    if verdict is not None:
        said.append(f"ARR : cost {verdict} the expected {figure(least)}–{figure(most)}×")
    if rule.gross_margin_above is not None:
        said.append(_margin(rule.gross_margin_above, model.costs.gross_margin))
    return said


def _margin(needed: float, stated: float | None) -> str:
    needs = f"needs a gross margin above {figure(needed)} %"
    if stated is None:
        return f"{needs}, the model states none"
    return f"{needs}, {figure(stated)} % {'is' if stated > needed else 'is not'}"


def blended_words(whole: Blended, model: TouchModel, currency: str | None) -> str:
    """Return the blended share with its parts and the range that the model expects."""
    if whole.share is None:
        return "Blended share of ARR: not known."
    low, high = model.costs.blended
    against = f"{whole.verdict} the {figure(low)}–{figure(high)} % expected"
    return (
        f"Blended {percent(whole.share)} of ARR, {against}:"
        f" {amount(whole.cost, currency)} of {amount(whole.arr, currency)}"
        f" ({accounts(whole.accounts)})."
    )


def missing(gaps: Gaps, costs: Costs) -> list[str]:
    """Return a sentence for each thing that keeps a figure unknown, and how to give it."""
    said = []
    if not costs.fully_loaded:
        said.append(
            "The touch model states no cost of a CSM, so nothing has a cost: fully_loaded under"
            " [costs] (csm help economics)."
        )
    if gaps.without_arr:
        said.append(
            f"{accounts(gaps.without_arr)} without ARR: no share of it, and in no sum."
            " `csm edit ACCOUNT arr=45k`, or import a file that has it."
        )
    if gaps.arr_of_nothing:
        said.append(f"{accounts(gaps.arr_of_nothing)} with an ARR of 0: no share of it.")
    if gaps.other_tier:
        said.append(
            f"{accounts(gaps.other_tier)} in a tier that the touch model has not: no"
            " cost. `csm override ACCOUNT tier …` sets another."
        )
    if gaps.accounts and not gaps.logged:
        said.append(
            f"No minutes are logged since {on(gaps.since)}: the actual cost is not known."
            ' `csm log "acme video 25m"` logs them; files bring them as minutes of touchpoints or'
            " as the metric csm_minutes."
        )
    if gaps.viable and costs.gross_margin is None:
        said.append(
            f"{accounts(gaps.viable)} viable only if gross margin allows, which the touch"
            " model does not state: gross_margin under [costs]."
        )
    lacks = lifetime_lacks(costs)
    if lacks is not None and gaps.accounts:
        said.append(f"Lifetime value needs {lacks} of the touch model.")
    return said
