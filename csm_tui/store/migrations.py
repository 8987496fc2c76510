"""Bringing the book of an older csm up to date: a verified backup first, then all steps or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from csm_tui.store.connection import BookConnection


def migrate(connection: BookConnection, path: Path) -> tuple[str, ...]:
    """Bring the book up to the schema of this program; return what to tell the user."""
    return ()
