"""The views of the measurement (key 6), in the order that `v` walks them.

A view is added by its line here, and by its command in commands.COMMANDS and EVERYWHERE, whose name
is the view's; the app has the action of each. A view is made when it is first looked at, and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.tui.screens.measurement import MeasurementScreen


def _engagement() -> MeasurementScreen[Any]:
    from csm_tui.tui.screens.engagement import EngagementScreen

    return EngagementScreen()


def _satisfaction() -> MeasurementScreen[Any]:
    from csm_tui.tui.screens.satisfaction import SatisfactionScreen

    return SatisfactionScreen()


def _retention() -> MeasurementScreen[Any]:
    from csm_tui.tui.screens.retention import RetentionScreen

    return RetentionScreen()


def _experiments() -> MeasurementScreen[Any]:
    from csm_tui.tui.screens.experiments import ExperimentsScreen

    return ExperimentsScreen()


VIEWS: Final[dict[str, Callable[[], MeasurementScreen[Any]]]] = {
    "engagement": _engagement,
    "satisfaction": _satisfaction,
    "retention": _retention,
    "experiments": _experiments,
}
