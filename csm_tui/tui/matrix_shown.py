"""What the matrix shows, asked for and laid out in a worker: dots, sections, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.queries import quadrants
from csm_tui.tui.charts.bins import Bins
from csm_tui.tui.charts.figures import Dot, ScatterFigure
from csm_tui.tui.widgets.row_list import Section, ids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Quadrant
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.quadrant_moves import Move, Moves, Spot
    from csm_tui.queries.quadrants import NotPlaced, Point, QuadrantSum
    from csm_tui.store.connection import BookConnection

SHORT: Final[dict[Quadrant | None, str]] = {
    "persistent-intensive": "Q4",
    "persistent-light": "Q3",
    "project": "Q2",
    "digital-scale": "Q1",
    None: "none",
}
NAMES: Final[dict[Quadrant | None, str]] = {
    "persistent-intensive": "Q4 persistent, intensive",
    "persistent-light": "Q3 persistent, light",
    "project": "Q2 project",
    "digital-scale": "Q1 digital scale",
    None: "Not placed",
}
OUTSIDE: Final = "outside"
MOVED: Final = "moved"
# As they stand in the corners: what is cut there would be the figures.
_BRIEF: Final[dict[Quadrant, str]] = {
    "persistent-intensive": "Q4 intensive",
    "persistent-light": "Q3 light",
    "project": "Q2 project",
    "digital-scale": "Q1 digital",
}
# As the corners of the chart: top left, top right, bottom left, bottom right.
_CORNERS: Final[tuple[Quadrant, ...]] = (
    "persistent-light",
    "persistent-intensive",
    "digital-scale",
    "project",
)


class Shown(NamedTuple):
    """The accounts of the matrix by id, their sums, and the chart of them."""

    points: Mapping[int, Point]
    outside: Mapping[int, NotPlaced]
    sums: Sequence[QuadrantSum]
    missing: Sequence[quadrants.Missing]
    strategies: Mapping[Quadrant, str]
    splits: tuple[float, float]
    figure: ScatterFigure
    bins: Bins
    sections: tuple[Section, ...]

    @property
    def accounts(self) -> int:
        """Return how many accounts there are, placed or not."""
        return sum(row.accounts for row in self.sums)

    @property
    def arr(self) -> int:
        """Return their ARR in cents; what is unknown adds nothing."""
        return sum(row.arr for row in self.sums)


def asked(
    book: BookConnection,
    filter: Filter,
    today: date,
    glyphs: Glyphs,
    money: Callable[[int | None], str],
) -> Shown:
    """Return what there is to show of the accounts that `filter` keeps."""
    points = quadrants.points(book, filter, today=today)
    outside = quadrants.not_placed(book, filter, today=today)
    sums = quadrants.sums(book, filter, today=today)
    size_split, need_split = quadrants.splits(book)
    counts = {row.quadrant: row for row in sums}
    dot = glyphs.dot
    figure = ScatterFigure(
        dots=[dot_of(point, glyphs) for point in points],
        x_name="need",
        y_name="size",
        x_split=need_split,
        y_split=size_split,
        corners=tuple(  # type: ignore[arg-type]  # there are four
            f"{_BRIEF[quadrant]} {dot} {counts[quadrant].accounts:,} {dot}"
            f" {money(counts[quadrant].arr)}"
            for quadrant in _CORNERS
        ),
    )
    return Shown(
        {point.account_id: point for point in points},
        {one.account_id: one for one in outside},
        sums,
        quadrants.missing(outside),
        quadrants.strategies(book),
        (size_split, need_split),
        figure,
        Bins(figure),
        _sections(points, outside),
    )


def _sections(points: Sequence[Point], outside: Sequence[NotPlaced]) -> tuple[Section, ...]:
    by_quadrant: dict[Quadrant, list[int]] = {}
    for point in points:
        by_quadrant.setdefault(point.quadrant, []).append(point.account_id)
    found = [
        Section(quadrant, len(by_quadrant[quadrant]), ids(by_quadrant[quadrant]))
        for quadrant in quadrants.ORDER
        if quadrant in by_quadrant
    ]
    found.append(Section(OUTSIDE, len(outside), ids([one.account_id for one in outside])))
    return tuple(found)


def dot_of(point: Point, glyphs: Glyphs) -> Dot:
    """Return an account as its dot: need to the right, size up, its sign that of its health."""
    band = point.band
    return Dot(
        point.account_id, point.x, point.size, glyphs.health[band], formatting.band_ink(band)
    )


def arrows_of(
    moves: Moves, kept: Mapping[int, Point], glyphs: Glyphs
) -> tuple[tuple[Dot, Dot], ...]:
    """Return an arrow for each move between two places on the chart."""
    return tuple(
        (_spot(move, move.stood, glyphs), dot_of(kept[move.account_id], glyphs))
        for move in moves.moves
        if move.stood is not None and move.account_id in kept
    )


def _spot(move: Move, spot: Spot, glyphs: Glyphs) -> Dot:
    return Dot(move.account_id, spot.x, spot.size, glyphs.no_spark, "muted")
