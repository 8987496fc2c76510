"""A book where there is none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.models import FIRST, preset
from csm_tui.store.database import create_book

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path


def begin(path: Path, *, today: date, now: datetime) -> None:
    """Make an empty book at `path`, with the touch model that books begin with.

    Raises FileProblem where something is there already, or nothing can be written.
    """
    create_book(path, today=today, now=now, model_name=FIRST, model_toml=preset(FIRST))
