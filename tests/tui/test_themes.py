from __future__ import annotations

import pytest

from csm_tui.tui.colors import DARK, LIGHT, Shades, rgb

WORDS = ("foreground", "muted", "accent", "good", "warn", "bad")


@pytest.mark.parametrize("shades", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ink", WORDS)
@pytest.mark.parametrize("ground", ["background", "surface", "cursor"])
def test_every_word_can_be_read(shades: Shades, ink: str, ground: str) -> None:
    assert contrast(getattr(shades, ink), getattr(shades, ground)) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    red, green, blue = (linear(part / 255) for part in rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4


def test_a_color_is_three_numbers() -> None:
    assert rgb("#11151b") == (17, 21, 27)
