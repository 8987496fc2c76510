"""The charts as widgets: the library comes late, the cursor walks, a size is drawn at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from csm_tui import formatting
from csm_tui.tui.charts.bar_chart import BarChart
from csm_tui.tui.charts.chart import Chart
from csm_tui.tui.charts.figures import BarFigure, BarItem, Dot, ScatterFigure
from csm_tui.tui.charts.plot import NoLibrary
from csm_tui.tui.charts.scatter_chart import ScatterChart
from csm_tui.tui.charts.time_chart import TimeChart
from csm_tui.tui.pieces import line
from csm_tui.tui.themes import THEMES, Inks
from tests.tui.driving import settled


class Host(App[None]):
    """A chart and nothing else, with the inks of our theme."""

    def __init__(self) -> None:
        super().__init__()
        self.glyphs = formatting.UNICODE
        self.plain = False
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.chart = ScatterChart()
        self.bars = BarChart()
        self.bars.styles.height = 3
        self.heard: list[object] = []

    @property
    def inks(self) -> Inks:
        return Inks(self.get_css_variables(), self.glyphs)

    def compose(self) -> ComposeResult:
        yield self.chart
        yield self.bars

    def on_scatter_chart_moved(self, event: ScatterChart.Moved) -> None:
        self.heard.append(event.id)

    def on_scatter_chart_opened(self, event: ScatterChart.Opened) -> None:
        self.heard.append(("open", event.id))

    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def hosted(script: Callable[[Host, Pilot[Any]], Awaitable[None]]) -> None:
    """Run a script on a chart of 60 by 20 cells."""

    async def run() -> None:
        host = Host()
        async with host.run_test(size=(60, 20)) as pilot:
            await settled(pilot)
            await script(host, pilot)

    asyncio.run(run())


def figure(*dots: tuple[int, float, float]) -> ScatterFigure:
    """Return dots by id, x and y."""
    return ScatterFigure(
        [Dot(id, x, y, "▲", "good") for id, x, y in dots],
        "need",
        "size",
        50,
        50,
        ("a", "b", "c", "d"),
    )


def test_the_cursor_is_in_brackets_beside_the_head_of_an_arrow_too() -> None:
    async def script(host: Host, pilot: Pilot[Any]) -> None:
        host.chart.show(figure((1, 70, 60), (2, 10, 10)))
        host.chart.arrows = ((Dot(1, 10, 60, "▲", "good"), Dot(1, 70, 60, "▲", "good")),)
        await settled(pilot)
        assert "[▲]" in host.text()
        host.chart.cursor = 2
        await settled(pilot)
        assert "→▲" in host.text()

    hosted(script)


def test_the_brackets_of_the_cursor_leave_the_dots_beside_it() -> None:
    async def script(host: Host, pilot: Pilot[Any]) -> None:
        host.chart.show(figure((1, 30, 30), (2, 31.5, 30)))
        await settled(pilot)
        assert "[▲▲" in host.text()

    hosted(script)


def test_the_cursor_walks_and_opens_dots() -> None:
    async def script(host: Host, pilot: Pilot[Any]) -> None:
        host.chart.focus()
        host.chart.show(figure((1, 10, 10), (2, 90, 10), (3, 90, 90), (4, 90, 90)))
        await pilot.press("l", "k", "enter")
        await settled(pilot)
        assert host.heard == [1, 2, 3, ("open", 3)]
        assert host.chart.together == (1, 2)
        host.chart.action_next_here()
        assert host.chart.cursor == 4
        host.chart.point_out("Kanal [/nope]\x1b[2J")
        await pilot.pause()
        assert "Kanal [/nope]\ufffd[2J → [2]" in host.text()
        await pilot.press("h")
        assert host.chart.cursor == 1
        assert "Kanal" not in host.text()
        # Other figures keep the cursor on its id, or start again.
        host.chart.cursor = 2
        host.chart.show(figure((3, 10, 10), (2, 50, 50)))
        assert host.chart.cursor == 2
        host.chart.show(figure((7, 1, 1)))
        assert host.chart.cursor == 7
        host.chart.show(None, line("No account is placed."))
        assert host.chart.cursor is None
        await pilot.pause()
        assert "No account is placed." in host.text()

    hosted(script)


def test_many_dots_are_counted_beside_the_screen_and_a_click_finds_one() -> None:
    async def script(host: Host, pilot: Pilot[Any]) -> None:
        many = [(id, id % 97, (id * 7) % 89) for id in range(1, 8000)]
        host.chart.show(figure(*many))
        assert host.chart.cursor is None
        await settled(pilot)
        assert host.chart.cursor == 1
        await pilot.resize_terminal(90, 30)
        await settled(pilot)
        assert "░ 2+  ▒ 10+ accounts in one place" in host.text()
        await pilot.click(ScatterChart, offset=(40, 9))
        assert host.chart.cursor not in (None, 1)

    hosted(script)


def test_where_the_library_cannot_be_loaded_dots_are_shown_and_lines_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise NoLibrary("its C++ part was not built")

    monkeypatch.setattr("csm_tui.tui.charts.plot._Library.loaded", None)
    monkeypatch.setattr("csm_tui.tui.charts.chart.prepare", missing)
    monkeypatch.setattr(Chart, "loaded", False)
    monkeypatch.setattr(Chart, "problem", "")

    async def script(host: Host, pilot: Pilot[Any]) -> None:
        host.chart.show(figure((1, 10, 10), (2, 90, 10)))
        host.bars.show(BarFigure((BarItem("one", 30.0, "30", "text"),), high=60))
        await host.mount(TimeChart())
        await settled(pilot)
        assert host.text().count("▲") == 2
        assert "━" * 25 + "╸" in host.text()
        assert "Lines cannot be drawn here: its C++ part was not built" in host.text()

    hosted(script)


def test_the_library_is_imported_by_the_first_chart_and_not_before() -> None:
    script = (
        "import sys\n"
        "import csm_tui.tui.app, csm_tui.tui.charts.scatter_chart, csm_tui.tui.charts.time_chart\n"
        "print('plotext' in sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "False"
