"""The places of the program: each a mode of its own with a number, made when first looked at."""

from __future__ import annotations

from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.app import App
from textual.messages import Update
from textual.worker import get_current_worker

from csm_tui.tui.commands import PLACES
from csm_tui.tui.place_views import PLACE_OF, VIEWS
from csm_tui.tui.screens.base import BookScreen

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import AwaitMount


def _portfolio() -> Screen[None]:
    from csm_tui.tui.screens.portfolio import PortfolioScreen

    return PortfolioScreen()


def _today() -> Screen[None]:
    from csm_tui.tui.screens.today import TodayScreen

    return TodayScreen()


def _calendar() -> Screen[None]:
    from csm_tui.tui.screens.calendar import CalendarScreen

    return CalendarScreen()


def _health() -> Screen[None]:
    from csm_tui.tui.screens.health import HealthScreen

    return HealthScreen()


def _matrix() -> Screen[None]:
    from csm_tui.tui.screens.matrix import MatrixScreen

    return MatrixScreen()


def _history() -> Screen[None]:
    from csm_tui.tui.screens.history import HistoryScreen

    return HistoryScreen()


def _first_run() -> Screen[None]:
    from csm_tui.tui.screens.first_run import FirstRunScreen

    return FirstRunScreen()


_ROOMS: Final = (
    "today", "portfolio", "calendar", "matrix", "health", "health_chart", "account", "engagement",
    "satisfaction", "retention", "experiments", "cost", "capacity", "what_if", "touch_model",
    "versions", "tiers", "advice", "history",
)  # fmt: skip


class Places(App[str]):
    """Going from place to place; a place keeps its cursor, view and filter while it is away."""

    MODES: ClassVar[dict[str, Any]] = {
        "portfolio": _portfolio,
        "today": _today,
        "calendar": _calendar,
        "matrix": _matrix,
        "health": _health,
        **{name: view for views in VIEWS.values() for name, view in views.items()},
        "history": _history,
        "first-run": _first_run,
    }

    def __init__(self) -> None:
        super().__init__()
        self._read_for = self.theme
        # The view of each place that was looked at last.
        self._seen = {place: next(iter(views)) for place, views in VIEWS.items()}

    def refresh_css(self, animate: bool = True) -> None:
        """Read the styles again for another theme only.

        Textual does so, twice, whenever a place is shown for the first time, which was a quarter of
        what its first key took: its widgets get their styles as they are mounted, and the places
        shown before get theirs as they are shown again.
        """
        if self._read_for != self.theme:
            self._read_for = self.theme
            super().refresh_css(animate)

    def delay_update(self, delay: float = 0.05) -> None:
        """Hold nothing back for a fixed time; `switch_mode` does as long as it must.

        Textual holds every picture back for `delay` seconds as a place comes, which was more than
        half of what its key took.
        """

    def switch_mode(self, mode: str) -> AwaitMount:
        """Show a mode: a new one is painted once it is composed, one seen before at once."""
        with ExitStack() as held:
            # Else what has changed of a place since is painted first, over the place before.
            held.enter_context(self.batch_update())
            coming = super().switch_mode(mode)
            screen = self.screen
            if screen.is_mounted:
                screen.post_message(Update(screen))
                screen.call_later(self._uncover, held.pop_all())
        return coming

    def _uncover(self, held: ExitStack) -> None:
        held.close()
        self.screen.refresh()

    @property
    def place(self) -> str:
        """Return the place that is shown: its views are one."""
        return PLACE_OF.get(self.current_mode, self.current_mode)

    def _show_mode(self, name: str) -> None:
        if self.current_mode == name:
            while len(self.screen_stack) > 1:
                self.pop_screen()
        self.switch_mode(name)

    def action_today(self) -> None:
        """Show Today."""
        self._show_mode("today")

    def action_portfolio(self) -> None:
        """Show the portfolio."""
        self._show_mode("portfolio")

    def action_calendar(self) -> None:
        """Show the calendar."""
        self._show_mode("calendar")

    def show_view(self, view: str) -> None:
        """Show a view; the next time its place is chosen it is there again."""
        self._seen[PLACE_OF[view]] = view
        self.switch_mode(view)
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_measurement(self) -> None:
        """Show the measurement, in the view looked at last."""
        self._show_mode(self._seen["measurement"])

    def action_engagement(self) -> None:
        """Show whether customers take part."""
        self.show_view("engagement")

    def action_satisfaction(self) -> None:
        """Show what customers answered."""
        self.show_view("satisfaction")

    def action_retention(self) -> None:
        """Show what was kept of customers and revenue."""
        self.show_view("retention")

    def action_experiments(self) -> None:
        """Show the experiments."""
        self.show_view("experiments")

    def action_economics(self) -> None:
        """Show the economics, in the view looked at last."""
        self._show_mode(self._seen["economics"])

    def action_cost(self) -> None:
        """Show what customers cost to serve."""
        self.show_view("cost")

    def action_capacity(self) -> None:
        """Show the hours asked for and planned against those available."""
        self.show_view("capacity")

    def action_what_if(self) -> None:
        """Show today beside what is supposed."""
        self.show_view("what-if")

    def action_model(self) -> None:
        """Show the touch model, in the view looked at last."""
        self._show_mode(self._seen["model"])

    def action_touch_model(self) -> None:
        """Show the touch model in force."""
        self.show_view("touch-model")

    def action_versions(self) -> None:
        """Show the versions of the touch model."""
        self.show_view("versions")

    def action_tiers(self) -> None:
        """Show who should move between tiers, or did."""
        self.show_view("tiers")

    def action_advice(self) -> None:
        """Show which touch model fits, and the mistakes of the book."""
        self.show_view("advice")

    def action_health(self) -> None:
        """Show the health of the book."""
        self._show_mode("health")

    def action_health_chart(self) -> None:
        """Show the health of the account over time; from there, go back."""
        from csm_tui.tui.screens.health_chart import HealthChartScreen

        screen = self.screen
        if isinstance(screen, HealthChartScreen):
            self.pop_screen()
        elif isinstance(screen, BookScreen):
            if screen.account_id is not None:
                self.push_screen(HealthChartScreen(screen.account_id))
            else:
                screen.choose_first()

    def action_matrix(self) -> None:
        """Show the matrix."""
        self._show_mode("matrix")

    def action_history(self) -> None:
        """Show the history."""
        self._show_mode("history")

    def _beside(self, step: int) -> None:
        at = PLACES.index(self.place) if self.place in PLACES else 0
        getattr(self, f"action_{PLACES[(at + step) % len(PLACES)]}")()

    def action_next_screen(self) -> None:
        """Show the next screen."""
        self._beside(1)

    def action_previous_screen(self) -> None:
        """Show the screen before."""
        self._beside(-1)


def make_ready() -> None:
    """Read the code of the places that are not shown yet: their first key need not wait for it.

    In a thread of a worker; screens that end do not wait for all of it.
    """
    worker = get_current_worker()
    for name in _ROOMS:
        if worker.is_cancelled:
            return
        import_module(f"csm_tui.tui.screens.{name}")
    from csm_tui.tui.charts.chart import load_library

    load_library()
