"""The keys in force, and how people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csm_tui.errors import UsageError
from csm_tui.tui.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHOWN: Final = {
    "enter": "⏎",
    "escape": "Esc",
    "space": "Space",
    "slash": "/",
    "colon": ":",
    "comma": ",",
    "full_stop": ".",
    "question_mark": "?",
    "asterisk": "*",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "right_curly_bracket": "}",
    "left_curly_bracket": "{",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "tab": "Tab",
    "f1": "F1",
}
_ASCII_SHOWN: Final = {
    **_SHOWN,
    "enter": "Enter",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
}


def shown_key(key: str, *, plain: bool = False) -> str:
    """Return a key of Textual as people write it: `⏎`, `Ctrl-P`, `?`."""
    if key.startswith("ctrl+"):
        return f"Ctrl-{key[5:].upper()}"
    return (_ASCII_SHOWN if plain else _SHOWN).get(key, key)


class KeyMap:
    """The keys in force: the declared ones, and the user's own in their place."""

    def __init__(self, own: Mapping[str, str] | None = None, *, plain: bool = False) -> None:
        """Raise UsageError where `own` names an unknown command."""
        self._plain = plain
        self._own = {name: _keys_of(name, text) for name, text in (own or {}).items()}

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of a command, the one to show first."""
        return self._own.get(name, COMMANDS[name].keys)

    def shown(self, name: str) -> str:
        """Return the first key of a command as people write it; "" where it has none."""
        keys = self.keys(name)
        return shown_key(keys[0], plain=self._plain) if keys else ""

    def all_shown(self, name: str) -> str:
        """Return all keys of a command as people write them."""
        return " ".join(shown_key(key, plain=self._plain) for key in self.keys(name))

    def overrides(self) -> dict[str, str]:
        """Return the user's own keys as Textual's key map."""
        return {name: ",".join(keys) for name, keys in self._own.items()}

    def check(self, scopes: Mapping[str, Iterable[str]]) -> None:
        """Raise UsageError where two commands of one scope share a key."""
        for scope, names in scopes.items():
            taken: dict[str, str] = {}
            for name in names:
                for key in self.keys(name):
                    other = taken.setdefault(key, name)
                    if other != name:
                        raise UsageError(
                            f"The key {shown_key(key)} means both {other} and {name} in {scope}: "
                            "give one of them another key in the config file, under [keys]."
                        )


def _keys_of(name: str, text: str) -> tuple[str, ...]:
    if name not in COMMANDS:
        import difflib

        near = difflib.get_close_matches(name, COMMANDS, 1)
        hint = f"Did you mean {near[0]}?" if near else "The help (?) lists them."
        raise UsageError(f"The config file gives a key to an unknown command: {name}. {hint}")
    keys = tuple(_long_key(key.strip()) for key in text.split(" ") if key.strip())
    if not keys:
        raise UsageError(f"The config file gives no key to {name}.")
    return keys


def _long_key(key: str) -> str:
    if len(key) == 1 and not key.isalnum():
        from textual.keys import _character_to_key

        return _character_to_key(key)
    return key.lower() if len(key) > 1 else key
