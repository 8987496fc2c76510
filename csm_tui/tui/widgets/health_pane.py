"""The health of an account as a chart over its contributions and events; wide or beside a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from textual.containers import Vertical

from csm_tui.tui import health_lines
from csm_tui.tui.charts.time_chart import TimeChart
from csm_tui.tui.health_choice import SCORE
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.widgets.bars import Bar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from csm_tui.queries.health import AccountHealth
    from csm_tui.tui.app import CsmApp

_LEAST_CHART: Final = 14
_MOST_EVENTS: Final = 8


class HealthPane(Vertical):
    """Head, chart, the keys of its lines, contributions and, where there is room, events."""

    DEFAULT_CSS = """
    HealthPane { height: 1fr; width: 1fr; }
    HealthPane.-beside { width: 50; border-left: solid $csm-faint; padding: 0 0 0 1; }
    """

    def __init__(self, *, beside: bool = False, id: str | None = None) -> None:
        super().__init__(id=id, classes="-beside" if beside else "")
        self._beside = beside
        self._found: AccountHealth | None = None

    @property
    def csm(self) -> CsmApp:
        """Return the app."""
        return cast("CsmApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay the lines out around the chart."""
        yield Bar(id="pane-head")
        yield TimeChart(id="pane-chart")
        yield Bar(id="pane-keys")
        yield Bar(id="pane-bars")
        yield Bar(id="pane-events")

    def show(self, found: AccountHealth | None) -> None:
        """Show the health of an account, or nothing."""
        self._found = found
        self._lay()

    def on_resize(self) -> None:
        """Show as much as there is room for now."""
        self._lay()

    def _lay(self) -> None:
        if not self.children:
            return
        found, app = self._found, self.csm
        chosen, glyphs = app.health_chart, app.glyphs
        chart = self.query_one(TimeChart)
        if found is None:
            chart.show(None)
            for name in ("head", "keys", "bars", "events"):
                self.query_one(f"#pane-{name}", Bar).show(BLANK)
            return
        narrow = self._beside
        head = health_lines.head_lines(found, glyphs, chosen.span, narrow=narrow)
        empty = line(Piece("Nothing is known of these weeks. "), Piece(self._ways(), "muted"))
        # Beside a list there is room for one line that is read at a glance.
        lines = {SCORE} if narrow else chosen.lines
        chart.show(health_lines.chart(found, lines, glyphs), empty)
        bars = health_lines.contribution_lines(found, glyphs, narrow=narrow)
        keys = health_lines.toggles(found, chosen.lines, app.keymap, self.size.width)
        room = (
            self.size.height - len(head) - 1 - len(bars) - max(_LEAST_CHART, self.size.height // 2)
        )
        most = min(_MOST_EVENTS, room - 1)
        self.query_one("#pane-head", Bar).show(*head)
        bar = self.query_one("#pane-keys", Bar)
        bar.display = not self._beside
        bar.show(keys)
        above = [BLANK] if self._beside or most > 0 else []
        self.query_one("#pane-bars", Bar).show(*above, *bars)
        self._show_events(found, most)

    def _show_events(self, found: AccountHealth, most: int) -> None:
        bar = self.query_one("#pane-events", Bar)
        bar.display = most > 0 and bool(found.events)
        if bar.display:
            shown = health_lines.latest_events(found, most)
            lines = [health_lines.event_line(one, found, self.csm.glyphs) for one in shown]
            bar.show(BLANK, *(Line((Piece(" "), *one.left), one.right) for one in lines))

    def _ways(self) -> str:
        shown = self.csm.keymap.shown
        more = f"Press {shown('longer')} for more weeks"
        if self.csm.desk.read_only:
            return f"{more}."
        return f"{more}, {shown('reading')} to record a reading."
