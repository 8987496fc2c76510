"""Textual's bindings, made from the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from csm_tui.tui.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable


def bindings(names: Iterable[str]) -> list[BindingType]:
    """Return the bindings of the named commands; none has priority: fields keep letters."""
    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, id=command.name)
        for command in (COMMANDS[name] for name in names)
        if command.keys
    ]
