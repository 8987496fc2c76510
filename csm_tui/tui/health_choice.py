"""What the charts of health show: kept for all of them while the program runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from csm_tui.domain.terms import MEASURES

# The spans of the chart in weeks, None for all there are.
SPANS: Final[tuple[int | None, ...]] = (13, 26, 52, 104, None)
SCORE: Final = "score"
LINES: Final = (SCORE, *MEASURES)


@dataclass
class ChartChoice:
    """What the charts of health show: the span, and which lines."""

    place: int = 1
    lines: set[str] = field(default_factory=lambda: set(LINES))

    @property
    def weeks(self) -> int | None:
        """Return the weeks of the span, None for all."""
        return SPANS[self.place]

    @property
    def span(self) -> str:
        """Return the span in words."""
        return "all weeks" if self.weeks is None else f"{self.weeks} weeks"

    def turn(self, step: int) -> None:
        """Take a longer span, or with -1 a shorter one."""
        self.place = min(max(self.place + step, 0), len(SPANS) - 1)

    def toggle(self, line: str) -> None:
        """Show a line, or no longer."""
        self.lines ^= {line}

    def next_lines(self) -> None:
        """Show all lines, then the score alone, then each measure beside it."""
        known = [set(LINES), {SCORE}, *({SCORE, measure} for measure in MEASURES)]
        place = known.index(self.lines) if self.lines in known else -1
        self.lines = known[(place + 1) % len(known)]
