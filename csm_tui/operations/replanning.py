"""Accounts planned anew after what was changed of them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from csm_tui.store.recorder import Recorder


def replan(recorder: Recorder, account_ids: Collection[int], today: date) -> None:
    """Plan accounts anew inside an operation, after what it has written (`planning.replan`)."""
    # Here, and not above: the planner is much to import, and the screens begin without it.
    from csm_tui.operations import planning

    planning.replan(recorder, account_ids, today)
