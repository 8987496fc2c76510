"""Who is over-served, who under-served, and the figure that says so (DOMAIN §9; §11, Costs)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from csm_tui.domain.disagreements import matrix_level
from csm_tui.domain.economics import (
    CostBand,
    actual_cost,
    band_of,
    cents,
    planned_cost,
    share_of,
)
from csm_tui.domain.terms import LEVELS, QUADRANT_NAMES, QUADRANTS, Band, Level, Quadrant, Tier
from csm_tui.domain.touch_level import TOUCH
from csm_tui.domain.wording import amount, figure, on

if TYPE_CHECKING:
    from datetime import date

    from csm_tui.domain.touch_model import TouchModel

Flag = Literal["over-served", "under-served"]
OVER: Final[Flag] = "over-served"
UNDER: Final[Flag] = "under-served"
# The tiers in which nobody has a CSM of their own.
_SMALL: Final = frozenset({"low", "tech"})
_NOT_GREEN: Final = frozenset({"yellow", "red"})


class Placement(NamedTuple):
    """What of an account decides how it is served; ARR in cents.

    `minutes` are those logged in a year, None where none were; `red_since` is the day from which
    its clock is past the hard limit, None where it is not.
    """

    tier: Tier
    level: Level | None
    quadrant: Quadrant | None
    arr: int | None
    size: float | None
    band: Band
    red_since: date | None
    minutes: float | None


class Judgement(NamedTuple):
    """An account's costs a year in cents and percent of ARR, their band, and whether it stands out.

    `cost` is the tier's, `level_cost` that of the effective level, `actual` that of the minutes
    logged. `reasons` say with figures what makes it over- or under-served; one may be both.
    """

    cost: int | None
    share: float | None
    band: CostBand | None
    level_cost: int | None
    level_share: float | None
    actual: int | None
    actual_share: float | None
    flag: Flag | None
    reasons: tuple[str, ...]

    @property
    def served_share(self) -> float | None:
        """Return the share of ARR of what the account gets: its level's, or, if more, as logged.

        That of its tier where no level is known.
        """
        level = self.share if self.level_share is None else self.level_share
        if level is None or self.actual_share is None:
            return level if self.actual_share is None else self.actual_share
        return max(level, self.actual_share)


class Judge:
    """Judges how accounts are served by one model; its costs are worked out once."""

    def __init__(self, model: TouchModel, currency: str | None = None) -> None:
        """`currency` is the book's, for the sentences."""
        self._costs = model.costs
        self._split = model.size.split
        self._currency = currency
        self._planned: dict[Level, tuple[int, float]] = {}
        for level in LEVELS:
            cost = planned_cost(level, model.costs)
            if cost is not None:
                self._planned[level] = cost.cents, float(cost.exact)
        self._matrix = {quadrant: matrix_level(quadrant, model) for quadrant in QUADRANTS}
        self._spent: dict[float | None, tuple[int | None, float | None]] = {None: (None, None)}

    def judge(self, placed: Placement) -> Judgement:
        """Return what an account costs, in which band, and whether it is over- or under-served.

        Where it is both, the under-serving counts of one of high value, else the over-serving.
        """
        arr = placed.arr
        cost, share = self._cost_of(placed.tier, arr)
        level_cost, level_share = (
            (cost, share) if placed.level == placed.tier else self._cost_of(placed.level, arr)
        )
        actual, exactly = self._cost_of_minutes(placed.minutes)
        actual_share = share_of(exactly, arr)
        large = placed.size is not None and placed.size >= self._split
        red = placed.red_since is not None
        band = band_of(share, self._costs, neglected=large and (red or placed.band in _NOT_GREEN))
        under = self._under(placed, large=large)
        over: tuple[str, ...] = ()
        if placed.tier in _SMALL:
            limit = self._costs.over_served_above
            if (level_share or 0) > limit or (actual_share or 0) > limit:
                over = self._over(placed, level_cost, level_share, actual, actual_share)
        flag: Flag | None = None
        if over or under:
            flag = OVER if over and not (large and under) else UNDER
        reasons = under + over if flag == UNDER else over + under
        return Judgement(
            cost, share, band, level_cost, level_share, actual, actual_share, flag, reasons
        )

    def _cost_of(self, level: Level | None, arr: int | None) -> tuple[int | None, float | None]:
        planned = None if level is None else self._planned.get(level)
        return (None, None) if planned is None else (planned[0], share_of(planned[1], arr))

    def _cost_of_minutes(self, minutes: float | None) -> tuple[int | None, float | None]:
        """Return what `minutes` cost, in cents and exactly; a book has few different numbers."""
        if minutes not in self._spent:
            spent = actual_cost(minutes, self._costs)
            self._spent[minutes] = (None, None) if spent is None else (cents(spent), float(spent))
        return self._spent[minutes]

    def _over(
        self,
        placed: Placement,
        level_cost: int | None,
        level_share: float | None,
        actual: int | None,
        actual_share: float | None,
    ) -> tuple[str, ...]:
        limit = self._costs.over_served_above
        said = []
        if actual_share is not None and actual_share > limit:
            hours = figure(round((placed.minutes or 0) / 60, 1))
            said.append(f"{hours} h logged: {self._told(actual, actual_share)}")
        if level_share is not None and level_share > limit:
            said.append(f"{placed.level} touch: {self._told(level_cost, level_share)}")
        return tuple(said)

    def _told(self, cost: int | None, share: float) -> str:
        whole = ((cost or 0) + 50) // 100 * 100
        return f"{amount(whole, self._currency)}, {share:,.1f} % of ARR"

    def _under(self, placed: Placement, *, large: bool) -> tuple[str, ...]:
        said = []
        if large and placed.red_since is not None:
            size = int((placed.size or 0) + 0.5)
            said.append(f"size {size}, in red since {on(placed.red_since)}")
        quadrant, level = placed.quadrant, placed.level
        if quadrant is not None and level is not None and level != "unknown":
            wanted = self._matrix[quadrant]
            if wanted is not None and TOUCH[wanted] > TOUCH[level]:
                project = " with a project" if quadrant == "project" else ""
                where = QUADRANT_NAMES[quadrant][:2]
                said.append(f"the matrix asks for {wanted} touch{project} ({where}), not {level}")
        return tuple(said)
