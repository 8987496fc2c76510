"""The touch models that ship, in the user's own format."""

from __future__ import annotations

from pathlib import Path

FIRST = "four-tier"  # what a book begins with
PRESETS = (FIRST, "three-tier")


def preset(name: str) -> str:
    """Return the TOML text of the preset `name`, one of `PRESETS`."""
    return Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
