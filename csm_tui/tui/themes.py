"""Every colour of the screens: our two themes, and the inks derived from whichever is in force."""

from __future__ import annotations

from typing import Final

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from csm_tui.formatting import UNICODE, Glyphs
from csm_tui.tui.colors import DARK, INKS, LIGHT, Shades


def _theme(name: str, shades: Shades, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=shades.accent,
        secondary=shades.accent,
        accent=shades.accent,
        foreground=shades.foreground,
        background=shades.background,
        surface=shades.surface,
        panel=shades.surface,
        success=shades.good,
        warning=shades.warn,
        error=shades.bad,
        variables={
            "csm-muted": shades.muted,
            "csm-faint": shades.faint,
            "csm-cursor": shades.cursor,
            "csm-spark": shades.spark,
            "border": shades.accent,
            "border-blurred": shades.faint,
            "scrollbar": shades.faint,
            "scrollbar-hover": shades.muted,
            "scrollbar-active": shades.accent,
            "scrollbar-background": shades.background,
            "scrollbar-background-hover": shades.background,
            "scrollbar-background-active": shades.background,
            "scrollbar-corner-color": shades.background,
            "input-cursor-background": shades.accent,
            "input-cursor-foreground": shades.background,
            "input-selection-background": shades.cursor,
        },
    )


THEMES: Final = (_theme("csm-dark", DARK, dark=True), _theme("csm-light", LIGHT, dark=False))

_GREYS: Final = frozenset({"foreground", "muted", "faint", "spark"})


class Inks:
    """The styles of one theme by ink and ground; grounds: "", bar, surface, cursor, dimmed.

    `glyphs` is the set of signs in force, so that what draws needs one value only.
    """

    def __init__(
        self, variables: dict[str, str], glyphs: Glyphs = UNICODE, *, ansi: bool = False
    ) -> None:
        self.glyphs = glyphs
        self.plain = glyphs is not UNICODE
        self._ansi = ansi
        self._styles: dict[tuple[str, str], Style] = {}
        background = Color.parse(variables["background"])
        foreground = Color.parse(variables["foreground"])
        accent = Color.parse(variables["primary"])
        surface = Color.parse(variables["surface"])
        self._colors: dict[str, Color] = {
            "foreground": foreground,
            "accent": accent,
            "muted": Color.parse(variables["csm-muted"]),
            "faint": Color.parse(variables["csm-faint"]),
            "spark": Color.parse(variables["csm-spark"]),
            "good": Color.parse(variables["success"]),
            "warn": Color.parse(variables["warning"]),
            "bad": Color.parse(variables["error"]),
        }
        self._grounds: dict[str, Color] = {
            "": background,
            "bar": surface,
            "surface": surface,
            "cursor": Color.parse(variables["csm-cursor"]),
            "dimmed": background.blend(foreground, 0.12),
        }

    def style(self, ink: str, ground: str = "") -> Style:
        """Return the style of an ink on a ground."""
        found = self._styles.get((ink, ground))
        if found is None:
            found = self._styles[ink, ground] = self._made(ink, ground)
        return found

    def _made(self, ink: str, ground: str) -> Style:
        color, bold = INKS[ink]
        if self._ansi:
            # Sixteen-colour themes have no shades to blend: dim and reverse stand for them.
            shade = None if color in _GREYS else self._colors[color]
            return Style(
                color=shade.rich_color if shade else None,
                bold=bold,
                dim=color in ("muted", "faint", "spark"),
                reverse=ground == "cursor",
            )
        return Style(
            color=self._colors[color].rich_color,
            bgcolor=self._grounds[ground].rich_color,
            bold=bold,
        )


def own_variables(theme: Theme) -> dict[str, str]:
    """Return our variables for a theme that knows nothing of them, blended from its own colours."""
    if theme.ansi:
        plain = dict.fromkeys(("csm-muted", "csm-faint", "csm-spark"), "ansi_default")
        return {**plain, "csm-cursor": "ansi_blue"}
    variables = theme.to_color_system().generate()
    background = Color.parse(variables["background"])
    foreground = Color.parse(variables["foreground"])
    accent = Color.parse(variables["primary"])
    return {
        "csm-muted": background.blend(foreground, 0.66).hex6,
        "csm-faint": background.blend(foreground, 0.35).hex6,
        "csm-cursor": background.blend(accent, 0.28).hex6,
        "csm-spark": background.blend(foreground, 0.45).hex6,
    }
