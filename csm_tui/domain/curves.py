"""Piecewise-linear curves of the touch model, and rounding as people do it."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csm_tui.domain.touch_model import Line


def along(line: Line, x: float) -> float:
    """Return the height of `line` at `x`: straight between its points, flat beyond them."""
    left, height = line[0]
    if x <= left:
        return height
    for right, next_height in line:
        if x <= right:
            return height + (next_height - height) * (x - left) / (right - left)
        left, height = right, next_height
    return height


def reach(line: Line, height: float) -> float | None:
    """Return the least `x` where a rising `line` is at least `height`, None where it never is."""
    left, low = line[0]
    if low >= height:
        return left
    for right, high in line:
        if high >= height:
            return left + (right - left) * (height - low) / (high - low)
        left, low = right, high
    return None


def half_up(score: float) -> int:
    """Return `score` as a whole number, halves upwards (69.5 is shown as 70)."""
    return floor(score + 0.5)
