"""What the adoption of a touch model moved: standings before beside those after, in one write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from csm_tui.domain.model_moves import MovedAccount, as_json, summed
from csm_tui.store import standings

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.domain.model_moves import Moved
    from csm_tui.store.recorder import Recorder

_LIVING: Final = "archived = 0 AND stage IS NOT NULL AND stage <> 'churned'"
_MOVED: Final = """
SELECT n.account_id, n.name, n.arr, b.tier, n.tier, b.level, n.level, b.quadrant, n.quadrant
FROM main.account_standing n JOIN temp.standing_before b ON b.account_id = n.account_id
WHERE n.tier <> b.tier OR n.level IS NOT b.level OR n.quadrant IS NOT b.quadrant
ORDER BY n.account_id
"""


class Moves:
    """Notes where living accounts stand before a model is adopted, and what moved after it.

    Made in the operation, before its first write. An account that the new model alone gives or
    takes a stage is none of the living of both.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        connection = recorder.connection
        standings.prepare(connection, recorder.today)
        connection.execute("DROP TABLE IF EXISTS temp.standing_before")
        connection.execute(
            "CREATE TEMP TABLE standing_before AS SELECT account_id, tier, level, quadrant "  # noqa: S608
            f"FROM standing WHERE {_LIVING}"
        )

    def keep(self, version: int, progress: Callable[[int, int], None] | None = None) -> Moved:
        """Assess every account, and keep with the model `version` what moved.

        `progress` is told (done, all); what it raises ends the operation.
        """
        recorder, connection = self._recorder, self._recorder.connection
        standings.refresh(
            connection, None, recorder.today, progress, facts_written=recorder.writes_facts
        )
        recorder.all_settled = True
        (accounts,) = connection.execute("SELECT count(*) FROM temp.standing_before").fetchone()
        moved = summed(map(MovedAccount._make, connection.execute(_MOVED)), accounts)
        # It belongs to the row that this operation adds, and is no change of its own.
        connection.execute(
            "UPDATE touch_model SET moved = ? WHERE id = ?",
            (json.dumps(as_json(moved), ensure_ascii=False, separators=(",", ":")), version),
        )
        connection.execute("DROP TABLE temp.standing_before")
        return moved
