"""The lines of a time chart as points in cells, and which of them carry the line's sign."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from csm_tui.tui.charts.figures import Series

# Cells between two signs on a line.
_SIGN_EVERY: Final = 9


class Field(NamedTuple):
    """Where the plot stands on the canvas, and its scales."""

    left: int
    width: int
    height: int
    first: float
    last: float
    low: float
    high: float

    def column(self, x: float) -> float:
        """Return the column of an x, in cells from the left of the field."""
        span = self.last - self.first
        return (x - self.first) / span * (self.width - 1) if span else 0.0

    def level(self, y: float) -> float:
        """Return the level of a y, in cells from the bottom of the field; beyond is at the edge."""
        span = self.high - self.low
        share = (min(max(y, self.low), self.high) - self.low) / span if span else 0.5
        return share * (self.height - 1)

    def row(self, y: float) -> int:
        """Return the row of a y on the canvas."""
        return self.height - 1 - round(self.level(y))


def path_of(series: Series, field: Field) -> Iterator[tuple[float, float] | None]:
    """Yield the points in cells, cut at both ends of the span; None is a gap."""
    points = series.points
    for number_, (x, y) in enumerate(points):
        if y is None:
            yield None
        elif x < field.first:
            after = points[number_ + 1] if number_ + 1 < len(points) else None
            if after and after[1] is not None and after[0] > field.first:
                yield 0.0, field.level(_between((x, y), (after[0], after[1]), field.first))
        elif x > field.last:
            before = points[number_ - 1] if number_ else None
            if before and before[1] is not None and before[0] < field.last:
                value = _between((before[0], before[1]), (x, y), field.last)
                yield field.column(field.last), field.level(value)
            return
        else:
            yield field.column(x), field.level(y)


def thinned(
    path: list[tuple[float, float] | None],
) -> list[tuple[float, float] | None]:
    """Return a path with no more than the least and the most of each column, in their order.

    More cannot be seen, and each point costs.
    """
    kept: list[tuple[float, float] | None] = []
    for _, group in groupby(path, key=lambda point: None if point is None else int(point[0])):
        points = list(group)
        known = [point for point in points if point is not None]
        if len(known) < 3:
            kept += points
            continue
        ends = (min(known, key=lambda point: point[1]), max(known, key=lambda point: point[1]))
        kept += sorted(ends)
    return kept


def _between(one: tuple[float, float], other: tuple[float, float], x: float) -> float:
    return one[1] + (other[1] - one[1]) * (x - one[0]) / (other[0] - one[0])


def signed(
    path: Sequence[tuple[float, float] | None], number_: int, *, alone: bool, ended: bool
) -> Iterator[tuple[float, float]]:
    """Yield where a line carries its sign: points by themselves, and others now and then."""
    padded = [None, *path, None]
    due = float("-inf") if alone else 3.0 * number_
    known = [point for point in path if point is not None]
    for before, (point, after) in zip(padded, pairwise(padded[1:]), strict=False):
        if point is None:
            continue
        lonely = before is None and after is None
        # A line with its name at its end needs no sign there.
        near = ended and point[0] > known[-1][0] - 4
        if lonely or (point[0] >= due and not near) or (point is known[-1] and not ended):
            yield point
            due = point[0] + _SIGN_EVERY
