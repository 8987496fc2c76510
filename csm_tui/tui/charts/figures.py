"""What the charts show, as pure data; inks are names of themes.Inks.

An x over time is a day's ordinal; a y of None is unknown: a gap, never a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

# As many for the cells of any terminal.
LANE_STEPS: Final = 2048


class Series(NamedTuple):
    """A line: points by x ascending; None as y breaks it."""

    name: str
    points: tuple[tuple[float, float | None], ...]
    ink: str


class Threshold(NamedTuple):
    """A level drawn across the chart with its name."""

    y: float
    name: str
    ink: str


class Event(NamedTuple):
    """Something on the time axis: a glyph of one cell, and its kind as `name` for the legend."""

    x: float
    glyph: str
    name: str
    ink: str


class TimeFigure(NamedTuple):
    """Series over the days from `first` to `last`, on a scale from `low` to `high`."""

    series: tuple[Series, ...]
    first: date
    last: date
    low: float = 0
    high: float = 100
    thresholds: tuple[Threshold, ...] = ()
    events: tuple[Event, ...] = ()
    unit: str = ""


class Dot(NamedTuple):
    """One account in a scatter, shown as a glyph of one cell."""

    id: int
    x: float
    y: float
    glyph: str
    ink: str


class ScatterFigure(NamedTuple):
    """Dots on two scales from `low` to `high`, split into four corners.

    `corners` name the quarters: top left, top right, bottom left, bottom right.
    """

    dots: Sequence[Dot]
    x_name: str
    y_name: str
    x_split: float
    y_split: float
    corners: tuple[str, str, str, str]
    low: float = 0
    high: float = 100


class Dots(NamedTuple):
    """`number` accounts at a step across; `look` is the place of their sign and ink."""

    step: int
    look: int
    number: int


class Lane(NamedTuple):
    """A line of dots: its name, what stands in it, and how much that is in words."""

    name: str
    dots: tuple[Dots, ...]
    shown: str


class LaneFigure(NamedTuple):
    """Lines of dots one above the other, on one scale of LANE_STEPS steps across.

    `looks` are sign and ink of the dots, the ones that must be seen last; `ticks` name steps, and
    `foot` stands beside them. `here` is the lane and the step of what is looked at.
    """

    lanes: tuple[Lane, ...]
    looks: tuple[tuple[str, str], ...]
    ticks: tuple[tuple[int, str], ...]
    foot: str = ""
    here: tuple[int, int] | None = None


class BarItem(NamedTuple):
    """One bar: its value (None is unknown, and shown as such) and the value as words.

    `more` goes on from where a value ends, in a sign of its own.
    """

    name: str
    value: float | None
    shown: str
    ink: str
    more: float = 0


class BarFigure(NamedTuple):
    """Horizontal bars; negative values run left of zero.

    `high` is the value of a full bar (the greatest when None); `split` a value marked across all.
    """

    bars: tuple[BarItem, ...]
    high: float | None = None
    split: float | None = None
