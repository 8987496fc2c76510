"""A pulse and its points (DOMAIN §11)."""

from __future__ import annotations

from csm_tui.domain.pulse import PULSES, points_of, pulse_of


def test_a_pulse_of_1_to_5_is_0_25_50_75_and_100_points_and_back() -> None:
    assert [*map(points_of, PULSES)] == [0, 25, 50, 75, 100]
    assert [pulse_of(points_of(pulse)) for pulse in PULSES] == [1, 2, 3, 4, 5]
