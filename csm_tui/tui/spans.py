"""The days that the measurement looks at: named spans up to today, or exact dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from csm_tui import formatting
from csm_tui.domain.days import before
from csm_tui.domain.filters import Filter

if TYPE_CHECKING:
    from datetime import date

# From the shortest to the longest: the name and its days, both ends included; None is without end.
SPANS: Final[tuple[tuple[str, int | None], ...]] = (
    ("4 weeks", 28),
    ("13 weeks", 91),
    ("12 months", 365),
    ("all", None),
)
EVERYTHING: Final = Filter("", ())


class Span(NamedTuple):
    """Days from `from_` (None: the beginning) to `to`, both included, and what they are called."""

    name: str
    from_: date | None
    to: date


class Measuring:
    """What all views of the measurement share: the span and the filter."""

    def __init__(self) -> None:
        self._place = 2
        self._exact: tuple[date | None, date] | None = None
        self.filter: Filter = EVERYTHING

    def span(self, today: date, *, ahead: bool = False) -> Span:
        """Return the span as of `today`; only with `ahead` it ends on a day to come."""
        if self._exact is not None:
            from_, to = self._exact
            if not ahead:
                to = min(to, today)
                from_ = min(from_, to) if from_ is not None else None
            first = "" if from_ is None else f"{_short(from_)} "
            return Span(f"{first}to {_short(to)}", from_, to)
        name, days = SPANS[self._place]
        return Span(name, None if days is None else before(today, days - 1), today)

    def turn(self, step: int) -> None:
        """Take a longer span, or with -1 a shorter one; exact dates make room for a named one."""
        if self._exact is None:
            self._place = min(max(self._place + step, 0), len(SPANS) - 1)
        self._exact = None

    def choose(self, from_: date | None, to: date) -> None:
        """Take exact dates."""
        self._exact = (from_, to)


def _short(day: date) -> str:
    # The weekday of an exact day says nothing here.
    return formatting.full_day(day).partition(" ")[2]
