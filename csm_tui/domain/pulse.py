"""A CSM's own 1–5 on an account, and the points that it stands for (DOMAIN §11)."""

from __future__ import annotations

from typing import Final

_STEP: Final = 25.0
PULSES: Final = (1, 2, 3, 4, 5)


def points_of(pulse: float) -> float:
    """Return the points of a pulse: 1 to 5 are 0, 25, 50, 75 and 100."""
    return (pulse - 1) * _STEP


def pulse_of(points: float) -> float:
    """Return the pulse that points stand for."""
    return points / _STEP + 1
