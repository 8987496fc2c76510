"""The five named mistakes, each checked against a book (DOMAIN §9): these three by its accounts.

Each is found, absent, or cannot be told; and says what exactly was looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.advice_cases import (
    ABSENT,
    FOUND,
    MISTAKES,
    UNTOLD,
    Cases,
    Looked,
    Mistake,
    Served,
)
from csm_tui.domain.economics import margin_note
from csm_tui.domain.economics_words import accounts as counted
from csm_tui.domain.economics_words import percent
from csm_tui.domain.in_order import in_order
from csm_tui.domain.serving import OVER, UNDER
from csm_tui.domain.wording import amount, figure, on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csm_tui.domain.serving import Judgement
    from csm_tui.domain.touch_model import Costs, TouchModel

_SMALL: Final = frozenset({"low", "tech"})


def over_serving(
    served: Sequence[Served], looked: Looked, model: TouchModel, currency: str | None
) -> Mistake:
    """Tell whether accounts of tier low or tech cost more than the model's share of their ARR."""
    costs, limit = model.costs, model.costs.over_served_above
    checked = (
        f"Of every account of tier low or tech: the cost of the level it is treated at, and of the"
        f" minutes logged on it since {on(looked.since)}, above {figure(limit)} % of its ARR."
    )
    small = [one for one in served if one.tier in _SMALL]
    told = [one for one in small if one.found.share is not None]
    missing = [*_no_cost(costs), *_unjudged(served)]
    if not looked.logged and looked.accounts:
        missing.append(
            "No minutes are logged, so only the level's cost was looked at:"
            ' `csm log "acme video 25m"`.'
        )
    if not told and (small or all(one.found.share is None for one in served)):
        said = _nobody(looked) or "No account of tier low or tech has a cost and an ARR."
        return Mistake(MISTAKES[0], UNTOLD, said, checked, missing=tuple(missing))
    found = [one for one in small if one.found.flag == OVER]
    if not found:
        said = "No account is of tier low or tech."
        if told:
            said = f"None ({counted(len(told))} of tier low or tech)."
        return Mistake(MISTAKES[0], ABSENT, said, checked, missing=tuple(missing))
    excess = sum(_above(one, limit) for one in found)
    arr = sum(one.arr or 0 for one in found)
    said = (
        f"{counted(len(found))} of {len(told):,} of tier low or tech, with {_money(arr, currency)}"
        f" of ARR, {'costs' if len(found) == 1 else 'cost'} {_money(excess, currency)} a year more"
        f" than {figure(limit)} % of it."
    )
    ordered = in_order(found, lambda one: -_above(one, limit))
    return Mistake(MISTAKES[0], FOUND, said, checked, Cases(ordered, _reason), tuple(missing))


def under_investing(
    served: Sequence[Served], looked: Looked, model: TouchModel, currency: str | None
) -> Mistake:
    """Tell whether accounts of high value are treated below their level, or are missed."""
    split, below = figure(model.size.split), figure(model.costs.under_below)
    checked = (
        f"Of every account of size {split} or more: in red by its clock, the matrix asking for a"
        f" higher level than it gets, or a planned cost below {below} % of ARR without being"
        f" healthy."
    )
    if not looked.sized:
        said = _nobody(looked) or "No account has a size."
        how = ["Size needs ARR or potential ARR: `csm edit ACCOUNT arr=45k`."]
        return Mistake(MISTAKES[1], UNTOLD, said, checked, missing=tuple(how[: looked.accounts]))
    missing = []
    if looked.sized < looked.accounts:
        number = looked.accounts - looked.sized
        missing.append(f"{counted(number)} without a size, not looked at: `csm quadrants`.")
    if looked.clear < len(looked.large):
        number = len(looked.large) - looked.clear
        missing.append(
            f"{counted(number)} of high value with neither quadrant nor clock: `csm quadrants` says"
            f" what is missing."
        )
    if looked.large and not looked.clear:
        said = "Of no account of high value it is known what it needs."
        return Mistake(MISTAKES[1], UNTOLD, said, checked, missing=tuple(missing))
    found = [one for one in served if _is_under(one.found) and one.account_id in looked.large]
    if not found:
        said = f"No account is of high value (size {split} or more)."
        if looked.large:
            said = f"None ({counted(looked.clear)} of high value)."
        return Mistake(MISTAKES[1], ABSENT, said, checked, missing=tuple(missing))
    arr = sum(one.arr or 0 for one in found)
    said = (
        f"{counted(len(found))} of {len(looked.large):,} of high value, with"
        f" {_money(arr, currency)} of ARR."
    )
    ordered = in_order(found, lambda one: -(one.arr or 0))
    return Mistake(MISTAKES[1], FOUND, said, checked, Cases(ordered, _reason), tuple(missing))


def ignoring_margin(
    served: Sequence[Served], looked: Looked, model: TouchModel, currency: str | None
) -> Mistake:
    """Tell whether treatments stand or fall by a gross margin that the model does not state."""
    costs = model.costs
    checked = (
        f"Whether the model states gross_margin; accounts whose planned cost is above"
        f" {figure(costs.comfortable_to)} % of ARR, which only gross margin justifies; costs above"
        f" the gross margin, a target margin that fails, and tiers that need a margin."
    )
    priced = [one for one in served if one.found.share is not None]
    if not priced:
        said = _nobody(looked) or "No account has a cost and an ARR."
        how = (*_no_cost(costs), *_unjudged(served))
        return Mistake(MISTAKES[4], UNTOLD, said, checked, missing=how)
    missing = tuple(_unjudged(served))
    if costs.gross_margin is None:
        return _unstated(priced, model, currency, checked, missing)
    needs = [
        f"{rule.name} needs more than {figure(rule.gross_margin_above)} %"
        for rule in model.tiers.values()
        if rule.gross_margin_above is not None and costs.gross_margin <= rule.gross_margin_above
    ]
    margin = figure(costs.gross_margin)
    cases = in_order(
        [one for one in priced if _fails(one, costs)], lambda one: -(one.found.share or 0)
    )
    if not cases and not needs:
        said = f"A gross margin of {margin} % is stated, and nothing goes against it."
        return Mistake(MISTAKES[4], ABSENT, said, checked, missing=missing)
    parts = [*needs, *([f"{counted(len(cases))} against it or the target margin"] if cases else [])]
    said = f"A gross margin of {margin} % is stated; {'; '.join(parts)}."
    return Mistake(
        MISTAKES[4],
        FOUND,
        said,
        checked,
        Cases(cases, lambda one: _fails(one, costs) or ""),
        missing,
    )


def missing_arr(served: Iterable[Served]) -> int:
    """Return how many accounts have no share because their ARR is unknown or 0."""
    return sum(not one.arr or one.arr < 0 for one in served)


def _unstated(
    priced: Sequence[Served],
    model: TouchModel,
    currency: str | None,
    checked: str,
    missing: tuple[str, ...],
) -> Mistake:
    costs = model.costs
    found = in_order(
        [one for one in priced if (one.found.share or 0) > costs.comfortable_to],
        lambda one: -(one.found.share or 0),
    )
    needs = [
        f"{rule.name} needs more than {figure(rule.gross_margin_above)} %"
        for rule in model.tiers.values()
        if rule.gross_margin_above is not None
    ]
    if not found and not needs:
        said = (
            f"The model states none, and nothing hangs on it: {counted(len(priced))} cost at most"
            f" {figure(costs.comfortable_to)} % of ARR."
        )
        return Mistake(MISTAKES[4], ABSENT, said, checked, missing=missing)
    arr = sum(one.arr or 0 for one in found)
    hangs = []
    if found:
        hangs.append(
            f"{counted(len(found))} with {_money(arr, currency)} of ARR"
            f" {'costs' if len(found) == 1 else 'cost'} more than {figure(costs.comfortable_to)} %"
            f" of it"
        )
    said = f"The model states no gross margin, and it decides: {'; '.join([*hangs, *needs])}."
    cases = Cases(found, lambda one: f"{percent(one.found.share or 0)} of ARR")
    how = "Give it: `csm model edit costs.gross_margin=75`."
    return Mistake(MISTAKES[4], FOUND, said, checked, cases, (how, *missing))


def _fails(one: Served, costs: Costs) -> str | None:
    """Return what a planned cost goes against, the gross margin or the target; None for neither."""
    share, earned = one.found.share, costs.gross_margin
    if share is not None and earned is not None and share > earned:
        return f"{percent(share)} of ARR: more than it earns"
    note = margin_note(share, costs)
    return None if note is None else f"{percent(share or 0)} of ARR: {note}"


def _is_under(found: Judgement) -> bool:
    return found.flag == UNDER or found.band == "under"


def _above(one: Served, limit: float) -> int:
    """Return the cents a year by which the dearer of the two costs is above `limit` of ARR."""
    share = max(one.found.level_share or 0, one.found.actual_share or 0)
    return round((share - limit) * (one.arr or 0) / 100)


def _reason(one: Served) -> str:
    said = list(one.found.reasons)
    if one.found.band == "under" and one.found.share is not None:
        said.append(f"planned cost only {percent(one.found.share)} of ARR")
    return "; ".join(said)


def _nobody(looked: Looked) -> str | None:
    return None if looked.accounts else "The book has no customers yet."


def _no_cost(costs: Costs) -> list[str]:
    if costs.fully_loaded:
        return []
    return ["The model states no cost of a CSM: `csm model edit costs.fully_loaded=120000`."]


def _unjudged(served: Sequence[Served]) -> list[str]:
    number = missing_arr(served)
    if not number:
        return []
    return [f"{counted(number)} without ARR, not looked at: `csm edit ACCOUNT arr=45k`."]


def _money(cents: int, currency: str | None) -> str:
    return amount((cents + 50) // 100 * 100, currency)
