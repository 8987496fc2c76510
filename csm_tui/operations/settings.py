"""Facts about the book itself, kept within an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.queries.settings import setting_id

if TYPE_CHECKING:
    from csm_tui.store.recorder import Recorder


def keep(recorder: Recorder, key: str, value: str) -> None:
    """Keep a fact under its key, in the place of what was kept there."""
    row = setting_id(recorder.connection, key)
    if row is None:
        recorder.insert("setting", {"key": key, "value": value})
    else:
        recorder.update("setting", row, {"value": value})
