"""Why an account stands in another quadrant than before (DOMAIN §3: moves are news for the CSM)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.domain.curves import half_up
from csm_tui.domain.why_quadrant import NAMES
from csm_tui.domain.wording import amount, figure

if TYPE_CHECKING:
    from csm_tui.domain.placing import Placing
    from csm_tui.domain.quadrants import AxisPart, AxisResult

_AMOUNTS: Final = frozenset({"arr", "potential_arr"})


def why_moved(before: Placing, after: Placing) -> str:
    """Return in a few words what moved an account from where it stood to where it stands."""
    then, now = before.quadrant, after.quadrant
    if now.quadrant is None:
        return now.reason
    if then.quadrant is None:
        known = now.size if then.size.high is None else now.need
        return f"placed: {known.reason}"
    said = []
    if then.size.high != now.size.high:
        said.append(_axis(then.size, now.size))
    if then.need.high != now.need.high:
        said.append(_need(before, after))
    return "; ".join(said)


def _need(before: Placing, after: Placing) -> str:
    then, now = before.quadrant.need, after.quadrant.need
    if now.forced is not None:
        return after.risk.reason if after.risk.at_risk else now.forced
    if then.forced is not None:
        ended = "no longer at risk" if before.risk.at_risk else "onboarding is over"
        return f"{ended}, {now.reason}"
    return _axis(then, now)


def _axis(then: AxisResult, now: AxisResult) -> str:
    """Return how an axis changed, and the input that changed it most."""
    if then.score is None or now.score is None:
        return now.reason
    scores = f"{now.name} {_change(then.score, now.score)}"
    part = _driver(then, now)
    return f"{scores}: {part}" if part else scores


def _driver(then: AxisResult, now: AxisResult) -> str:
    most, said = 0.0, ""
    known = {part.name: part for part in then.parts}
    for part in now.parts:
        was = known[part.name]
        moved = abs(_weighed(part, now) - _weighed(was, then))
        if moved > most:
            most = moved
            said = f"{NAMES[part.name]} {_values(was, part)}"
    return said


def _change(then: float, now: float) -> str:
    """Return both in whole numbers; with their fractions where they would look the same."""
    if half_up(then) == half_up(now):
        return f"{figure(then)} → {figure(now)}"
    return f"{half_up(then)} → {half_up(now)}"


def _values(then: AxisPart, now: AxisPart) -> str:
    plain = now.name not in _AMOUNTS and now.name != "complexity"
    if plain and then.value is not None and now.value is not None:
        return _change(then.value, now.value)
    return f"{_value(then)} → {_value(now)}"


def _weighed(part: AxisPart, axis: AxisResult) -> float:
    if part.points is None:
        return 0.0
    # Points of need weigh; those of size are points already.
    return part.points * part.weight if axis.name == "need" else part.points


def _value(part: AxisPart) -> str:
    if part.value is None:
        return "unknown"
    if part.name in _AMOUNTS:
        return amount(round(part.value * 100))
    if part.name == "complexity":
        return part.basis
    return figure(part.value)
