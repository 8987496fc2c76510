"""The health of one account over time: lines, thresholds, events, contributions (key H)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from csm_tui.queries import health
from csm_tui.tui import health_lines
from csm_tui.tui.bindings import bindings
from csm_tui.tui.health_choice import LINES
from csm_tui.tui.numbers import Numbers
from csm_tui.tui.pieces import BLANK, Line, Piece, line
from csm_tui.tui.screens.account_commands import OneAccount
from csm_tui.tui.widgets.health_pane import HealthPane
from csm_tui.tui.widgets.row_list import RowList, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from csm_tui.queries.health import AccountHealth

SHOWING: Final = tuple(f"show-{name}" for name in LINES)


class HealthChartScreen(OneAccount):
    """The chart of an account, or the same figures as a table."""

    NAME = "Health chart"
    OFFERS: ClassVar[tuple[str, ...]] = (
        "shorter", "longer", "lines", *SHOWING, "table", "why", "reading", "pulse", "override",
        "log", "open", "copy", "back", "close",
    )  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "shorter", "longer", "lines", "table", "reading", "pulse", "override",
    )  # fmt: skip
    BINDINGS = bindings(OFFERS)

    def __init__(self, account_id: int) -> None:
        super().__init__(account_id)
        self._found: AccountHealth | None = None
        self._lines: dict[int, Line] = {}
        self._numbers = Numbers()

    @property
    def figure(self) -> str | None:
        """Return the figure that `why` begins with."""
        return "health"

    # Layout

    def body(self) -> Sequence[Widget]:
        """Return the chart, and the table in its place."""
        self._pane = HealthPane(id="pane")
        self._list = RowList(
            lambda id, _: self._lines[id],
            head=self._head_line,
            columns=lambda _: health_lines.week_titles(),
            id="list",
        )
        self._list.display = False
        return (self._pane, self._list)

    def on_mount(self) -> None:
        """Ask for the weeks."""
        super().on_mount()
        self.set_focus(None)
        self.reload()

    def reload(self) -> None:
        """Ask for the weeks again; those shown stay until then."""
        account_id, today = self.account_id, self.csm.desk.today
        weeks = self.csm.health_chart.weeks
        self.csm.ask(
            lambda book: health.of_account(book, account_id, today=today, weeks=weeks),
            self._take,
            lane="health-chart",
        )

    def _take(self, found: AccountHealth) -> None:
        first = self._found is None
        self._found = found
        self._pane.show(found)
        self._show_table(top=first)
        self.show_why()

    def _show_table(self, *, top: bool = False) -> None:
        found = self._found
        if found is None:
            return
        glyphs = self.csm.glyphs
        parts = {
            "weeks": [*health_lines.week_lines(found, glyphs)],
            "measures": health_lines.contribution_lines(found, glyphs),
            "events": [
                health_lines.event_line(one, found, glyphs) for one in reversed(found.events)
            ],
        }
        self._lines, sections = {}, []
        for key, lines in parts.items():
            ids = [self._numbers.of((key, place)) for place in range(len(lines))]
            self._lines |= zip(ids, lines, strict=True)
            sections.append(Section(key, len(ids), ids))
        self._list.show(sections, top=top)

    def _head_line(self, key: str, _folded: bool, _width: int) -> Line:
        found = self._found
        if found is None:
            return BLANK
        words = {
            "weeks": ("Weeks", f"{len(found.weeks)}, as computed, the latest first"),
            "measures": ("Contributions", "points of the score, of what the weight could give"),
            "events": ("Events", f"{len(found.events)}"),
        }[key]
        return line(Piece(words[0], "strong"), Piece(f"  {words[1]}", "muted"))

    def why_line(self) -> Line:
        """Return what the score loses most by, or what there is to do."""
        found = self._found
        if found is None:
            return BLANK
        if found.health.score is None:
            ways = self.ways(("pulse", "gives a provisional one"), ("reading", "records a measure"))
            return line(Piece(f" Health is unknown. {ways}", "muted"))
        return line(Piece(f" {health_lines.most_lost(found)}"))

    # Commands

    def action_shorter(self) -> None:
        """Look at fewer weeks."""
        self._turn(-1)

    def action_longer(self) -> None:
        """Look at more weeks."""
        self._turn(1)

    def _turn(self, step: int) -> None:
        self.csm.health_chart.turn(step)
        self.reload()

    def action_lines(self) -> None:
        """Show the next choice of lines."""
        self.csm.health_chart.next_lines()
        self._pane.show(self._found)

    def _toggle(self, name: str) -> None:
        self.csm.health_chart.toggle(name)
        self._pane.show(self._found)

    def action_show_score(self) -> None:
        """Show the score, or no longer."""
        self._toggle("score")

    def action_show_adoption(self) -> None:
        """Show adoption, or no longer."""
        self._toggle("adoption")

    def action_show_engagement(self) -> None:
        """Show engagement, or no longer."""
        self._toggle("engagement")

    def action_show_relationship(self) -> None:
        """Show relationship, or no longer."""
        self._toggle("relationship")

    def action_show_support(self) -> None:
        """Show support, or no longer."""
        self._toggle("support")

    def action_show_sentiment(self) -> None:
        """Show sentiment, or no longer."""
        self._toggle("sentiment")

    def action_show_pulse(self) -> None:
        """Show the pulse, or no longer."""
        self._toggle("pulse")

    def action_table(self) -> None:
        """Show the figures as a table, or the chart again."""
        table = not self._list.display
        self._list.display, self._pane.display = table, not table
        self.set_focus(self._list if table else None)
        self.show_keys()

    def action_open(self) -> None:
        """Show the account's card: the one that this was opened from, or a new one."""
        from csm_tui.tui.screens.account import AccountScreen

        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        if isinstance(below, AccountScreen) and below.account_id == self.account_id:
            self.app.pop_screen()
        else:
            self.csm.open_account(self.account_id)

    def on_row_list_opened(self) -> None:
        """Show the account's card."""
        self.action_open()

    def action_copy(self) -> None:
        """Copy the line of the table, or the whole of it beside the chart."""
        id = self._list.cursor_id
        if self._list.display and id is not None:
            self.csm.copy([self._lines[id].plain])
        elif self._found is not None:
            self.csm.copy([shown.plain for shown in self._lines.values()])
