"""What planning would change, before it is done."""

from __future__ import annotations

from csm_tui.tui.dialogs.lists import LinesDialog


class PlanPreview(LinesDialog[None]):
    """Shows the difference; Enter adopts it."""
