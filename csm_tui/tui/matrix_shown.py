"""What the matrix shows, asked for and laid out in a worker: dots, sections, sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from csm_tui import formatting
from csm_tui.domain.arr import known_sum
from csm_tui.queries import quadrants
from csm_tui.queries.quadrants import Point
from csm_tui.tui.charts.bins import Bins
from csm_tui.tui.charts.figures import Dot, ScatterFigure
from csm_tui.tui.widgets.row_list import Section, ids
from csm_tui.tui.words import QUADRANTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.domain.filters import Filter
    from csm_tui.domain.terms import Quadrant
    from csm_tui.formatting import Glyphs
    from csm_tui.queries.quadrant_moves import Move, Moves, Spot
    from csm_tui.queries.quadrants import NotPlaced, QuadrantSum
    from csm_tui.store.connection import BookConnection

SHORT: Final[dict[str | None, str]] = {**QUADRANTS, None: "none"}
NAMES: Final[dict[str | None, str]] = {
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


class Points(Mapping[int, Point]):
    """The placed accounts by id, in order, kept as plain rows: a hundred thousand are many."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = {row[1]: row for row in rows}

    def __getitem__(self, id: int) -> Point:
        """Return an account."""
        return Point._make(self._rows[id])

    def __iter__(self) -> Iterator[int]:
        """Go through the ids."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows)


class Dots(Sequence[Dot]):
    """The dots of such rows, each made when it is looked at."""

    def __init__(self, rows: Sequence[tuple[Any, ...]], glyphs: Glyphs) -> None:
        self._rows = rows
        self._glyphs = glyphs
        self._looks = {
            band: (glyph, formatting.band_ink(band)) for band, glyph in glyphs.health.items()
        }

    @overload
    def __getitem__(self, place: int) -> Dot: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Dot]: ...

    def __getitem__(self, place: int | slice) -> Dot | Sequence[Dot]:
        """Return a dot by its place, or some of them."""
        if isinstance(place, slice):
            return Dots(self._rows[place], self._glyphs)
        return dot_of(Point._make(self._rows[place]), self._glyphs)

    def __iter__(self) -> Iterator[Dot]:
        """Go through the dots."""
        looks = self._looks
        for _, id, _, _, size, _, x, _, band, *_ in self._rows:
            yield Dot(id, x, size, *looks[band])

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows)


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
    def arr(self) -> int | None:
        """Return the known ARR of them in cents; None where there are some, but none is known."""
        return known_sum(row.arr for row in self.sums if row.accounts)


def asked(
    book: BookConnection,
    filter: Filter,
    today: date,
    glyphs: Glyphs,
    money: Callable[[int | None], str],
) -> Shown:
    """Return what there is to show of the accounts that `filter` keeps."""
    rows = quadrants.point_rows(book, filter, today=today)
    outside = quadrants.not_placed(book, filter, today=today)
    sums = quadrants.sums(book, filter, today=today)
    size_split, need_split = quadrants.splits(book)
    counts = {row.quadrant: row for row in sums}
    dot = glyphs.dot
    figure = ScatterFigure(
        dots=Dots(rows, glyphs),
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
        Points(rows),
        {one.account_id: one for one in outside},
        sums,
        quadrants.missing(outside),
        quadrants.strategies(book),
        (size_split, need_split),
        figure,
        Bins(figure),
        _sections(rows, outside),
    )


def _sections(rows: Sequence[tuple[Any, ...]], outside: Sequence[NotPlaced]) -> tuple[Section, ...]:
    by_quadrant: dict[Quadrant, list[int]] = {}
    for _, account_id, _, quadrant, *_ in rows:
        by_quadrant.setdefault(quadrant, []).append(account_id)
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
