"""The touch models that ship, in the user's own format."""

from __future__ import annotations

PRESETS = ("four-tier", "three-tier")


def preset(name: str) -> str:
    """Return the TOML text of the preset `name`, one of `PRESETS`."""
    from importlib.resources import files

    return (files(__package__) / f"{name}.toml").read_text(encoding="utf-8")
