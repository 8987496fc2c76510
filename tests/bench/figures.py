"""A measured figure beside its yardstick, and the table of them."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    """`ours` against `yardstick` in `unit`.

    The goal is a ratio to the yardstick, or a bound in `unit`: where there is none, or `bound`.
    """

    name: str
    ours: float
    unit: str
    goal: float
    yardstick: float | None = None
    against: str = ""
    note: str = ""
    bound: bool = False

    @property
    def value(self) -> float:
        """Return what the goal is held against: the ratio, or the figure itself."""
        return self.ours / self.yardstick if self.yardstick and not self.bound else self.ours

    @property
    def met(self) -> bool:
        """Return whether the goal is reached."""
        return self.value <= self.goal

    def line(self) -> str:
        """Return the figure as one line of the table."""
        beside = f"{self.yardstick:9.1f} {self.against}" if self.yardstick else ""
        ratio = f"{self.ours / self.yardstick:6.2f}x" if self.yardstick else f"{'':7}"
        goal = f"{self.goal:g}{'x' if self.yardstick and not self.bound else ' ' + self.unit}"
        verdict = "met" if self.met else "MISSED"
        return (
            f"{self.name:44} {self.ours:9.1f} {self.unit:5} {ratio}  goal {goal:8} {verdict:7}"
            f"{beside}{'  ' + self.note if self.note else ''}"
        )
