"""Textual's bindings, made from the commands."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding

from csm_tui.tui.commands import COMMANDS


def bindings(names: Iterable[str]) -> list[Binding]:
    """Return the bindings of the named commands; none has priority, so fields keep their letters."""
    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, id=command.name)
        for command in (COMMANDS[name] for name in names)
        if command.keys
    ]
