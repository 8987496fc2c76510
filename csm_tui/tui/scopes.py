"""Which commands hold on which screen: what a key of the user's own may collide with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csm_tui.tui.commands import EVERYWHERE, MOVING
from csm_tui.tui.screens.account import AccountScreen
from csm_tui.tui.screens.advice import AdviceScreen
from csm_tui.tui.screens.calendar import CalendarScreen
from csm_tui.tui.screens.compare import CompareScreen
from csm_tui.tui.screens.cost import CostScreen
from csm_tui.tui.screens.engagement import EngagementScreen
from csm_tui.tui.screens.experiments import ExperimentsScreen
from csm_tui.tui.screens.first_run import FirstRunScreen
from csm_tui.tui.screens.health import HealthScreen
from csm_tui.tui.screens.health_chart import HealthChartScreen
from csm_tui.tui.screens.history import HistoryScreen
from csm_tui.tui.screens.matrix import MatrixScreen
from csm_tui.tui.screens.portfolio import PortfolioScreen
from csm_tui.tui.screens.retention import RetentionScreen
from csm_tui.tui.screens.retention_behind import BehindScreen
from csm_tui.tui.screens.review import ReviewScreen
from csm_tui.tui.screens.satisfaction import SatisfactionScreen
from csm_tui.tui.screens.summary import SummaryScreen
from csm_tui.tui.screens.tiers import TiersScreen
from csm_tui.tui.screens.today import TodayScreen
from csm_tui.tui.screens.touch_model import TouchModelScreen
from csm_tui.tui.screens.versions import VersionsScreen
from csm_tui.tui.screens.what_if import WhatIfScreen

if TYPE_CHECKING:
    from csm_tui.tui.keymap import KeyMap
    from csm_tui.tui.screens.base import BookScreen

SCREENS: tuple[type[BookScreen], ...] = (
    PortfolioScreen,
    TodayScreen,
    CalendarScreen,
    MatrixScreen,
    CompareScreen,
    AccountScreen,
    EngagementScreen,
    SatisfactionScreen,
    RetentionScreen,
    BehindScreen,
    ExperimentsScreen,
    CostScreen,
    WhatIfScreen,
    TouchModelScreen,
    VersionsScreen,
    TiersScreen,
    AdviceScreen,
    HealthScreen,
    HealthChartScreen,
    HistoryScreen,
    ReviewScreen,
    SummaryScreen,
    FirstRunScreen,
)


def scopes() -> dict[str, tuple[str, ...]]:
    """Return the commands of each screen by its name."""
    return {screen.NAME: _commands(screen) for screen in SCREENS}


def check(keymap: KeyMap) -> None:
    """Raise UsageError where two commands of a screen share a key."""
    keymap.check(scopes())


def _commands(screen: type[BookScreen]) -> tuple[str, ...]:
    # Enter opens a line everywhere; in the history opening is undoing.
    names = (*screen.OFFERS, *EVERYWHERE, *MOVING)
    return tuple(name for name in dict.fromkeys(names) if name != "undo-this")
