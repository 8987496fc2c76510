"""What changes of the touch model stand on, for the views that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csm_tui.queries.touch_models import early_words
from csm_tui.tui.dialogs.model_forms import Ground
from csm_tui.work_days import available_or_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csm_tui.domain.touch_model import TouchModel
    from csm_tui.queries.touch_models import Adoption
    from csm_tui.tui.app import CsmApp


def ground_of(
    csm: CsmApp, versions: Sequence[Adoption], model: TouchModel, table: Mapping[str, Any]
) -> Ground:
    """Return the model in force as what its changes stand on."""
    today = csm.desk.today
    available = available_or_model(csm.settings, today)
    early = early_words(versions, model, today)
    return Ground(versions[0].version.name, table, model, early, available)
