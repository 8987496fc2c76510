"""What the lines of a list depend on besides what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from csm_tui.formatting import Glyphs


class Setting(NamedTuple):
    """The day, the signs in force, and how amounts of cents are shown."""

    today: date
    glyphs: Glyphs
    money: Callable[[int | None], str]
