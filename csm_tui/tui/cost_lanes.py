"""The chart of cost to serve: accounts by ARR, in lanes by the share of it that they take."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui.domain.serving import OVER, UNDER
from csm_tui.domain.wording import figure
from csm_tui.tui.charts.figures import LANE_STEPS, Dots, Lane, LaneFigure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from csm_tui.domain.serving import Flag
    from csm_tui.domain.touch_model import Costs
    from csm_tui.queries.economics import EconomicsRow

# The signs are letters: they are read in one colour, and in ASCII.
SIGNS: Final[dict[Flag, tuple[str, str]]] = {UNDER: ("U", "bad"), OVER: ("O", "warn")}
_LOOKS: Final[tuple[Flag | None, ...]] = (None, OVER, UNDER)
# Where lanes end besides at the bounds of the bands, in percent of ARR, where there is room.
_FINER: Final = (1.0, 2.5, 25.0, 50.0, 100.0)
# Under so many powers of ten, marks stand between them.
_FEW_POWERS: Final = 2


class LaneCount(NamedTuple):
    """The accounts of a lane: above `over` percent, to `to`; None is no bound."""

    over: float | None
    to: float | None
    dots: tuple[Dots, ...]

    def number(self, flag: Flag | None = None) -> int:
        """Return how many accounts stand in the lane, or how many of them a flag has."""
        look = _LOOKS.index(flag)
        return sum(dot.number for dot in self.dots if flag is None or dot.look == look)

    @property
    def name(self) -> str:
        """Return the shares that the lane holds: `10-15 %`."""
        if self.over is None:
            return f"to {figure(self.to or 0)} %"
        if self.to is None:
            return f"above {figure(self.over)} %"
        return f"{figure(self.over)}–{figure(self.to)} %"


class Spread(NamedTuple):
    """The accounts in lanes, the greatest share first, from `first` to `last` in powers of ten.

    `unknown` are those without a share of ARR.
    """

    lanes: tuple[LaneCount, ...]
    first: float
    last: float
    unknown: int

    def step(self, arr: int) -> int:
        """Return where an ARR in cents stands across."""
        return _step(log10(arr), self.first, self.last)

    def lane(self, share: float) -> int:
        """Return the number of the lane of a share."""
        tops = [lane.to for lane in self.lanes[:0:-1] if lane.to is not None]
        return len(self.lanes) - 1 - bisect_left(tops, share)


def bounds(costs: Costs, *, finer: bool) -> list[float]:
    """Return where the lanes end: at the bounds of the bands, and if `finer` beyond them too."""
    bands = sorted({costs.under_below, costs.comfortable_to, costs.viable_to})
    beyond = [bound for bound in _FINER if not bands[0] <= bound <= bands[-1]]
    return sorted([*bands, *beyond]) if finer else bands


def spread(rows: Sequence[EconomicsRow], costs: Costs) -> Spread | None:
    """Return the accounts in the finest lanes; None where no share of ARR is known."""
    ends = bounds(costs, finer=True)
    placed = [
        (bisect_left(ends, share), log10(row.arr), _LOOKS.index(row.found.flag))
        for row in rows
        if row.arr is not None and (share := row.found.served_share) is not None
    ]
    if not placed:
        return None
    first, last = min(at for _, at, _ in placed), max(at for _, at, _ in placed)
    if last - first < 1:
        first, last = first - 0.5, last + 0.5
    counted = Counter((lane, _step(at, first, last), look) for lane, at, look in placed)
    dots: list[list[Dots]] = [[] for _ in range(len(ends) + 1)]
    for (lane, step, look), count in counted.items():
        dots[lane].append(Dots(step, look, count))
    # Empty lanes beyond the bands' bounds need not be seen.
    bands = bounds(costs, finer=False)
    while ends[0] != bands[0] and not dots[0]:
        del ends[0], dots[0]
    while ends[-1] != bands[-1] and not dots[-1]:
        del ends[-1], dots[-1]
    lanes = [
        LaneCount(over, to, tuple(sorted(held)))
        for over, to, held in zip((None, *ends), (*ends, None), dots, strict=True)
    ]
    return Spread(tuple(reversed(lanes)), first, last, len(rows) - len(placed))


def coarser(found: Spread, costs: Costs) -> Spread:
    """Return the same accounts in one lane for each side of a band's bound."""
    ends = bounds(costs, finer=False)
    held: list[list[Dots]] = [[] for _ in range(len(ends) + 1)]
    for lane in found.lanes:
        held[len(ends) if lane.to is None else bisect_left(ends, lane.to)] += lane.dots
    lanes = [
        LaneCount(over, to, tuple(dots))
        for over, to, dots in zip((None, *ends), (*ends, None), held, strict=True)
    ]
    return found._replace(lanes=tuple(reversed(lanes)))


def lane_figure(found: Spread, money: Callable[[int | None], str], glyph: str) -> LaneFigure:
    """Return the lanes as a figure; `glyph` is the sign of an account that does not stand out."""
    return LaneFigure(
        tuple(Lane(lane.name, lane.dots, f"{lane.number():,}") for lane in found.lanes),
        ((glyph, "text"), *(SIGNS[flag] for flag in _LOOKS if flag)),
        tuple(_ticks(found, money)),
        f"{found.unknown:,} no share" if found.unknown else "ARR",
    )


def place(found: Spread, row: EconomicsRow) -> tuple[int, int] | None:
    """Return the lane and the step of an account, None where it has no share."""
    share = row.found.served_share
    return None if row.arr is None or share is None else (found.lane(share), found.step(row.arr))


def _step(at: float, first: float, last: float) -> int:
    return round((at - first) / (last - first) * (LANE_STEPS - 1))


def _ticks(found: Spread, money: Callable[[int | None], str]) -> Iterator[tuple[int, str]]:
    few = found.last - found.first < _FEW_POWERS
    for power in range(floor(found.first), ceil(found.last) + 1):
        for part in (1, 2, 5) if few else (1,):
            at = log10(part) + power
            if found.first <= at <= found.last:
                yield _step(at, found.first, found.last), money(round(part * 10.0**power))
    # Where no mark is near them, the ends too.
    yield LANE_STEPS - 1, money(round(10.0**found.last))
    yield 0, money(round(10.0**found.first))


def signs_of(flag: Flag, number: int) -> str:
    """Return the sign of a flag with how many have it: `O 10 over-served`."""
    return f"{SIGNS[flag][0]} {number:,} {flag}"
