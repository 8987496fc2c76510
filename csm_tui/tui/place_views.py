"""The places that have several views, each in the order that `v` walks them.

A view is added by its line here, and by its command in commands.COMMANDS and EVERYWHERE, whose name
is the view's; the app has the action of each. A view is made when it is first looked at, and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from csm_tui.tui.screens.view import ViewScreen


def _engagement() -> ViewScreen[Any]:
    from csm_tui.tui.screens.engagement import EngagementScreen

    return EngagementScreen()


def _satisfaction() -> ViewScreen[Any]:
    from csm_tui.tui.screens.satisfaction import SatisfactionScreen

    return SatisfactionScreen()


def _retention() -> ViewScreen[Any]:
    from csm_tui.tui.screens.retention import RetentionScreen

    return RetentionScreen()


def _experiments() -> ViewScreen[Any]:
    from csm_tui.tui.screens.experiments import ExperimentsScreen

    return ExperimentsScreen()


def _cost() -> ViewScreen[Any]:
    from csm_tui.tui.screens.cost import CostScreen

    return CostScreen()


def _capacity() -> ViewScreen[Any]:
    from csm_tui.tui.screens.capacity import CapacityScreen

    return CapacityScreen()


def _what_if() -> ViewScreen[Any]:
    from csm_tui.tui.screens.what_if import WhatIfScreen

    return WhatIfScreen()


def _touch_model() -> ViewScreen[Any]:
    from csm_tui.tui.screens.touch_model import TouchModelScreen

    return TouchModelScreen()


def _versions() -> ViewScreen[Any]:
    from csm_tui.tui.screens.versions import VersionsScreen

    return VersionsScreen()


def _tiers() -> ViewScreen[Any]:
    from csm_tui.tui.screens.tiers import TiersScreen

    return TiersScreen()


def _advice() -> ViewScreen[Any]:
    from csm_tui.tui.screens.advice import AdviceScreen

    return AdviceScreen()


VIEWS: Final[dict[str, dict[str, Callable[[], ViewScreen[Any]]]]] = {
    "measurement": {
        "engagement": _engagement,
        "satisfaction": _satisfaction,
        "retention": _retention,
        "experiments": _experiments,
    },
    "economics": {
        "cost": _cost,
        "capacity": _capacity,
        "what-if": _what_if,
    },
    "model": {
        "touch-model": _touch_model,
        "versions": _versions,
        "tiers": _tiers,
        "advice": _advice,
    },
}
PLACE_OF: Final = {view: place for place, views in VIEWS.items() for view in views}
