"""The charts: what is drawn where, from figures alone."""

from __future__ import annotations

from datetime import date

import pytest

from csm_tui.tui.charts import bar_drawing, scatter_drawing, time_drawing, time_paths
from csm_tui.tui.charts.axes import day_ticks, value_ticks
from csm_tui.tui.charts.bins import Bins, Cell, nearest
from csm_tui.tui.charts.canvas import Canvas
from csm_tui.tui.charts.figures import (
    BarFigure,
    BarItem,
    Dot,
    Event,
    ScatterFigure,
    Series,
    Threshold,
    TimeFigure,
)
from csm_tui.tui.charts.plot import BRAILLE, Trace, plotted, prepare
from csm_tui.tui.charts.signs import ASCII, UNICODE

FIRST, LAST = date(2025, 2, 3), date(2026, 2, 2)


@pytest.fixture(autouse=True)
def library() -> None:
    """Load the library, as the widgets do beside the screen."""
    prepare()


def rows(canvas: Canvas) -> list[str]:
    """Return the lines of a drawing as text."""
    return [canvas.line(y).plain for y in range(canvas.height)]


def whole(canvas: Canvas) -> str:
    """Return a drawing as text, with every cell in its place."""
    return "\n".join(
        "".join(canvas.sign(x, y) for x in range(canvas.width)) for y in range(canvas.height)
    )


def series(*values: float | None, name: str = "Overall") -> Series:
    """Return values evenly over the year."""
    step = (LAST - FIRST).days / (len(values) - 1)
    start = FIRST.toordinal()
    return Series(
        name, tuple((start + place * step, value) for place, value in enumerate(values)), "text"
    )


def over_time(*lines: Series, **more: object) -> TimeFigure:
    """Return a figure of the year."""
    return TimeFigure(lines, FIRST, LAST)._replace(**more)  # type: ignore[arg-type]


class TestCanvas:
    def test_a_sign_of_several_characters_has_its_cells_and_no_half_is_left(self) -> None:
        canvas = Canvas(12, 1)
        assert canvas.write(0, 0, "e\u0301九\U0001f469\u200d\U0001f467!", "text") == 6
        assert [canvas.sign(x, 0) for x in range(6)] == [
            "e\u0301", "九", "", "\U0001f469\u200d\U0001f467", "", "!",
        ]  # fmt: skip
        canvas.put(2, 0, "x", "text")
        canvas.put(3, 0, "y", "text")
        assert [canvas.sign(x, 0) for x in range(6)] == ["e\u0301", " ", "x", "y", " ", "!"]

    def test_nothing_is_written_beyond_the_edge(self) -> None:
        canvas = Canvas(6, 1)
        assert canvas.write(2, 0, "九州システム", "text") == 3
        assert canvas.write(0, 3, "below", "text") == 0
        assert canvas.line(0).plain == "九…"


class TestAxes:
    def test_ticks_stand_at_even_values_with_both_ends(self) -> None:
        assert [tick.label for tick in value_ticks(0, 100, 6)] == [
            "0",
            "20",
            "40",
            "60",
            "80",
            "100",
        ]
        assert [tick.label for tick in value_ticks(0, 100, 4)] == ["0", "50", "100"]
        assert [tick.label for tick in value_ticks(-100, 100, 5)] == [
            "-100",
            "-50",
            "0",
            "50",
            "100",
        ]
        assert [tick.label for tick in value_ticks(5, 5, 4)] == ["5"]

    @pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 7), (-3, 12), (0, 1234), (0.2, 0.9)])
    def test_ticks_are_never_more_than_there_is_room_for(self, low: float, high: float) -> None:
        for most in range(2, 9):
            ticks = value_ticks(low, high, most)
            assert 1 <= len(ticks) <= most
            assert all(low <= tick.at <= high + 1e-9 for tick in ticks)

    def test_months_say_their_year_at_first_and_in_january(self) -> None:
        labels = [tick.label for tick in day_ticks(FIRST, LAST, 60)]
        assert labels == ["Mar 25", "May", "Jul", "Sep", "Nov", "Jan 26"]
        assert [tick.label for tick in day_ticks(FIRST, LAST, 20)] == ["Jul 25", "Jan 26"]

    def test_a_few_weeks_have_mondays_and_years_only_years(self) -> None:
        weeks = day_ticks(date(2026, 1, 7), date(2026, 2, 2), 40)
        assert [tick.label for tick in weeks] == ["12 Jan", "19 Jan", "26 Jan", "2 Feb"]
        years = day_ticks(date(2016, 5, 1), date(2026, 2, 2), 40)
        assert [tick.label for tick in years] == ["2018", "2020", "2022", "2024", "2026"]
        assert len(day_ticks(FIRST, FIRST, 40)) == 1


class TestLibrary:
    def test_a_steep_fall_has_no_gaps(self) -> None:
        marks = plotted([Trace([(0, 9), (4, 9), (5, 0), (9, 0)], BRAILLE)], 10, 10)
        assert {mark.y for mark in marks} == set(range(10))
        assert {mark.x for mark in marks} == set(range(10))

    def test_what_is_unknown_is_a_gap(self) -> None:
        marks = plotted([Trace([(0, 2), (3, 2), None, (7, 2), (9, 2)], "x")], 10, 5)
        assert sorted(mark.x for mark in marks) == [0, 1, 2, 3, 7, 8, 9]

    def test_whole_cells_are_where_they_were_asked_for_and_traces_are_told_apart(self) -> None:
        dots = [(0.0, 0.0), (19.0, 0.0), (7.0, 4.0), (19.0, 9.0)]
        traces = [Trace(dots[:2], "a", joined=False), Trace(dots[2:], "b", joined=False)]
        found = [(mark.x, 9 - mark.y, mark.sign, mark.trace) for mark in plotted(traces, 20, 10)]
        assert sorted(found) == [(0, 0, "a", 0), (7, 4, "b", 1), (19, 0, "a", 0), (19, 9, "b", 1)]

    def test_nothing_is_plotted_from_nothing(self) -> None:
        assert plotted([Trace([None], BRAILLE)], 10, 10) == []
        assert plotted([Trace([(0, 0)], BRAILLE)], 0, 10) == []


class TestTime:
    def test_lines_thresholds_and_events_are_named(self) -> None:
        events = (
            Event(date(2025, 6, 2).toordinal(), "○", "touchpoint", "text"),
            Event(date(2025, 6, 3).toordinal(), "▣", "review", "accent"),
            Event(date(2027, 1, 1).toordinal(), "◆", "renewal", "warn"),
        )
        figure = over_time(
            series(80, 70, 60, name="Overall"),
            series(20, None, 30, name="Usage"),
            thresholds=(Threshold(40, "red below 40", "bad"),),
            events=events,
        )
        shown = rows(time_drawing.drawn(figure, 90, 20, plain=False))
        assert any("• 60 Overall" in line for line in shown)
        assert any("▴ 30 Usage" in line for line in shown)
        assert any("╌ red below 40 ╌" in line for line in shown)
        # Two of one day stand side by side; what is after the span does not stand on the axis.
        assert "○▣" in shown[-3]
        assert "◆" not in shown[-3]
        assert shown[-1] == "○ touchpoint   ▣ review   ◆ renewal"

    def test_narrow_charts_name_their_lines_below(self) -> None:
        shown = rows(time_drawing.drawn(over_time(series(80, 60)), 50, 14, plain=False))
        assert shown[-1] == "• 60 Overall"

    def test_unknown_is_neither_zero_nor_the_last_known_of_another_time(self) -> None:
        drawing = time_drawing.drawn(over_time(series(None, None)), 90, 14, plain=False)
        assert "• Overall: unknown" in whole(drawing)
        assert not any("⠀" < sign <= "⣿" for sign in whole(drawing))

    def test_a_line_is_cut_where_it_leaves_the_span(self) -> None:
        long = series(0, 0, 100, 100)
        figure = TimeFigure((long,), date(2025, 6, 4), date(2025, 10, 3))
        canvas = time_drawing.drawn(figure, 60, 12, plain=True)
        lines = whole(canvas).split("\n")
        assert lines[0].rstrip().endswith("x")
        assert lines[8].split("+")[1].startswith("x")

    @pytest.mark.parametrize("size", [(0, 0), (5, 3), (12, 6), (30, 8), (200, 60)])
    def test_any_size_can_be_drawn(self, size: tuple[int, int]) -> None:
        figure = over_time(series(1, 99), thresholds=(Threshold(40, "red", "bad"),))
        canvas = time_drawing.drawn(figure, *size, plain=False)
        assert (canvas.width, canvas.height) == size

    def test_names_are_safe_and_wide_signs_keep_their_two_cells(self) -> None:
        figure = over_time(series(50, 50, name="九州\x1b[2J[/nope]"))
        canvas = time_drawing.drawn(figure, 90, 12, plain=False)
        assert "\x1b" not in whole(canvas)
        assert "九州" in whole(canvas)
        assert "[/nope]" in whole(canvas)

    def test_of_many_points_in_one_column_the_least_and_the_most_are_kept(self) -> None:
        path = [(0.1, 5.0), (0.2, 9.0), (0.3, 1.0), (0.4, 6.0), None, (0.6, 2.0), (3.0, 3.0)]
        kept = [(0.2, 9.0), (0.3, 1.0), None, (0.6, 2.0), (3.0, 3.0)]
        assert time_paths.thinned(path) == kept

    def test_labels_that_would_meet_stand_below_each_other(self) -> None:
        assert time_drawing.spread([2, 2, 2, 9], 10) == [2, 3, 4, 9]
        assert time_drawing.spread([9, 9, 9], 10) == [7, 8, 9]

    def test_ascii_is_ascii(self) -> None:
        figure = over_time(
            series(80, 60), series(40, 50), thresholds=(Threshold(40, "red", "bad"),)
        )
        assert whole(time_drawing.drawn(figure, 90, 20, plain=True)).isascii()


def scatter(*dots: Dot) -> ScatterFigure:
    """Return dots between 0 and 100."""
    return ScatterFigure(
        dots, "need", "size", 50, 40, ("Q3 light", "Q4 hard", "Q1 scale", "Q2 one")
    )


def dot(id: int, x: float, y: float, glyph: str = "▲") -> Dot:
    """Return a dot in the ink of its glyph."""
    return Dot(id, x, y, glyph, {"▲": "good", "▼": "bad"}[glyph])


class TestScatter:
    def test_dots_of_one_place_are_counted_and_look_like_most(self) -> None:
        bins = Bins(
            scatter(dot(1, 0, 0), dot(2, 100, 100), dot(3, 99.9, 100, "▼"), dot(4, 100, 100))
        )
        placed = bins.placed(20, 10)
        assert placed.cells == {(0, 9): Cell(1, "▲", "good"), (19, 0): Cell(3, "▲", "good")}
        assert placed.here((19, 0)) == [1, 2, 3]
        assert [placed.place(number) for number in range(4)] == [(0, 9), *[(19, 0)] * 3]
        assert bins.place_of(dot(9, 100, 0), 20, 10) == (19, 9)

    def test_no_dot_stands_on_a_line_that_splits_and_each_on_its_side(self) -> None:
        dots = [dot(1, 49.99, 90), dot(2, 50, 90), dot(3, 10, 40), dot(4, 10, 39.99)]
        bins = Bins(scatter(*dots))
        for width, height in ((40, 12), (41, 13), (117, 29)):
            across, down = bins.split(width, height)
            placed = bins.placed(width, height)
            assert placed.place(0)[0] == across - 1
            assert placed.place(1)[0] == across + 1
            assert placed.place(2)[1] == down - 1
            assert placed.place(3)[1] == down + 1
            assert [bins.place_of(one, width, height) for one in dots] == [
                placed.place(number) for number in range(4)
            ]

    def test_what_is_beyond_the_scale_stands_at_its_end(self) -> None:
        placed = Bins(scatter(dot(1, -5, 120))).placed(20, 10)
        assert list(placed.cells) == [(0, 0)]

    def test_a_chart_has_corners_scales_and_dots(self) -> None:
        figure = scatter(dot(1, 50, 100), dot(2, 100, 0, "▼"))
        field = scatter_drawing.field_of(60, 16)
        assert field is not None
        placed = Bins(figure).placed(field.width, field.height)
        shown = whole(scatter_drawing.drawn(placed, (), 60, 16, plain=False)).split("\n")
        assert shown[0].split() == ["size", "│", "Q3", "light", "│", "Q4", "hard"]
        assert shown[13].split() == ["│", "Q1", "scale", "│", "Q2", "one"]
        assert shown[1].startswith(" 100 ┤")
        assert "▲" in shown[1]
        assert shown[12].endswith("▼")
        assert shown[15].split() == ["0", "50", "need", "100"]

    def test_an_arrow_ends_before_its_dot(self) -> None:
        figure = scatter(dot(1, 90, 100))
        field = scatter_drawing.field_of(60, 16)
        assert field is not None
        placed = Bins(figure).placed(field.width, field.height)
        arrows = ((dot(1, 10, 100), figure.dots[0]),)
        shown = whole(scatter_drawing.drawn(placed, arrows, 60, 16, plain=False)).split("\n")
        assert "→▲" in shown[1]

    @pytest.mark.parametrize(
        ("count", "sign"), [(2, "░"), (9, "░"), (10, "▒"), (99, "▒"), (100, "▓"), (10**6, "█")]
    )
    def test_a_crowd_is_a_figure_or_where_there_are_large_ones_a_shade(
        self, count: int, sign: str
    ) -> None:
        assert scatter_drawing.crowd(count, UNICODE, shaded=True) == sign
        assert scatter_drawing.crowd(count, ASCII, shaded=True).isascii()
        assert scatter_drawing.crowd(count, UNICODE, shaded=False) == str(count)

    def test_the_nearest_lies_ahead_rather_than_aside(self) -> None:
        places = [(5, 5), (9, 5), (7, 6), (5, 9), (12, 6), (0, 5)]
        assert nearest((5, 5), places, (1, 0)) == (9, 5)
        assert nearest((5, 5), places, (0, 1)) == (7, 6)
        assert nearest((7, 6), places, (0, 1)) == (5, 9)
        assert nearest((5, 5), places, (-1, 0)) == (0, 5)
        assert nearest((5, 5), places, (0, -1)) is None

    def test_arrows_point_as_they_are_seen(self) -> None:
        assert [UNICODE.heads[scatter_drawing.direction(*step)] for step in ((9, 0), (4, 2))] == [
            "→",
            "↗",
        ]
        assert UNICODE.heads[scatter_drawing.direction(0, -3)] == "↓"


def bars(*items: tuple[str, float | None], **more: object) -> BarFigure:
    """Return bars with their values as words."""
    return BarFigure(
        tuple(BarItem(name, value, str(value), "text") for name, value in items)
    )._replace(**more)  # type: ignore[arg-type]


class TestBars:
    def test_bars_are_as_long_as_their_values(self) -> None:
        canvas = bar_drawing.drawn(
            bars(("whole", 40.0), ("half", 20.0), ("none", 0.0), ("?", None)), 40, 4, plain=False
        )
        shown = whole(canvas).split("\n")
        assert [line.count("━") for line in shown] == [27, 13, 0, 0]
        assert shown[1].count("╸") == 1
        assert "?" in shown[3][5:]
        assert "─" not in shown[3]

    def test_below_zero_they_run_to_the_left(self) -> None:
        canvas = bar_drawing.drawn(bars(("up", 10.0), ("down", -10.0)), 40, 3, plain=False)
        shown = whole(canvas).split("\n")
        assert shown[0].index("━") == shown[1].index("│") == shown[2].rindex("━") + 1

    def test_what_goes_on_behind_a_value_has_a_sign_of_its_own(self) -> None:
        figure = BarFigure(
            (
                BarItem("whole", 30.0, "", "text", 10.0),
                BarItem("more", 0.0, "", "text", 20.0),
                BarItem("little", 20.0, "", "text", 0.01),
            )
        )
        shown = whole(bar_drawing.drawn(figure, 48, 4, plain=False)).split("\n")
        assert [line.count("━") for line in shown[:3]] == [28, 0, 19]
        assert [line.count("╍") for line in shown[:3]] == [10, 19, 1]
        assert shown[0].index("╍") == shown[0].rindex("━") + 1
        plain = whole(bar_drawing.drawn(figure, 48, 4, plain=True)).split("\n")
        assert [line.count("+") for line in plain[:3]] == [10, 19, 1]

    def test_a_split_is_marked_across_with_its_value(self) -> None:
        canvas = bar_drawing.drawn(
            bars(("one", 90.0), ("two", 10.0), high=100, split=60), 60, 3, plain=False
        )
        shown = whole(canvas).split("\n")
        assert shown[0].index("┊") == shown[1].index("┊") == shown[2].index("60") + 1

    def test_what_does_not_fit_is_told(self) -> None:
        canvas = bar_drawing.drawn(bars(*[(f"bar {n}", 1.0) for n in range(9)]), 40, 4, plain=False)
        assert rows(canvas)[-1] == "and 6 more"

    @pytest.mark.parametrize(
        ("ends", "drawn"),
        [
            ((0, 4), (0, 4, 0)),
            ((0, 4.5), (0, 4, 1)),
            ((0, 0.1), (0, 0, 1)),
            ((1.5, 4), (2, 4, -1)),
            ((3.9, 4), (4, 4, -1)),
        ],
    )
    def test_half_cells(self, ends: tuple[float, float], drawn: tuple[int, int, int]) -> None:
        assert bar_drawing.cells(*ends) == drawn
