"""The colours of our two themes; standard library only, as the prepaint needs them first."""

from __future__ import annotations

from typing import Final, NamedTuple


class Shades(NamedTuple):
    """One theme, each colour as `#rrggbb`: one accent, three signals, the rest is calm."""

    background: str
    surface: str
    foreground: str
    muted: str
    faint: str
    accent: str
    good: str
    warn: str
    bad: str
    cursor: str
    spark: str


DARK = Shades(
    background="#11151b",
    surface="#191f28",
    foreground="#d7dde6",
    muted="#929eaf",
    faint="#465263",
    accent="#7cb7ff",
    good="#7fc98f",
    warn="#e3b45c",
    bad="#ff8480",
    cursor="#20344f",
    spark="#616a77",
)
LIGHT = Shades(
    background="#fcfbf8",
    surface="#f1efea",
    foreground="#22272e",
    muted="#5c6570",
    faint="#b4b9c0",
    accent="#0a58b0",
    good="#1a6e31",
    warn="#855200",
    bad="#bd1f28",
    cursor="#d5e5fa",
    spark="#999ea4",
)


# Inks by name: which colour, and whether it is bold.
INKS: Final[dict[str, tuple[str, bool]]] = {
    "text": ("foreground", False),
    "strong": ("foreground", True),
    "muted": ("muted", False),
    "faint": ("faint", False),
    "spark": ("spark", False),
    "accent": ("accent", False),
    "title": ("accent", True),
    "good": ("good", False),
    "warn": ("warn", False),
    "bad": ("bad", False),
}


def rgb(color: str) -> tuple[int, int, int]:
    """Return the red, green and blue of `#rrggbb`, each 0–255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
