"""The shape of every explanation: steps with their arithmetic and sources (INTERFACE, `why`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Step(NamedTuple):
    """One line of an explanation: what counted, its value, weight, points and source."""

    text: str
    value: str | float | int | None = None
    weight: float | None = None
    points: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure of an account with its arithmetic, what is missing and what would flip it."""

    account: str
    figure: str
    value: str
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
