"""The health screen and the health chart of one account."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from csm_tui.config import Config
from csm_tui.domain.health_moves import WeekScore
from csm_tui.domain.health_result import HealthResult, MeasureValue
from csm_tui.domain.terms import MEASURES, Band, Measure
from csm_tui.domain.thresholds import Bounds
from csm_tui.formatting import ASCII, UNICODE, money
from csm_tui.queries.health import AccountHealth, BandSum, Movers
from csm_tui.queries.health_events import HealthEvent
from csm_tui.queries.review import Gaps, ReviewRow
from csm_tui.store.database import open_book
from csm_tui.tui import health_lines, health_rows
from csm_tui.tui.health_choice import LINES, ChartChoice
from csm_tui.tui.pieces import laid
from tests.tui.driving import TODAY, WIDE, Driver, drive


def readings(path: Path) -> list[tuple[object, ...]]:
    with open_book(path, read_only=True) as book:
        sql = "SELECT date, measure, value, note FROM health WHERE account_id = 2"
        return list(book.connection.execute(sql))


# Lines and figures


def known(*, points: bool = True, weeks: int = 3) -> AccountHealth:
    """Return the health of an account whose adoption is 80 and support 60, the rest unknown."""
    weights: dict[Measure, float] = {"adoption": 25, "support": 15}
    values: dict[Measure, float] = {"adoption": 80, "support": 60}
    parts = tuple(
        MeasureValue(one, values.get(one), weights.get(one, 15), TODAY, "reading", False, None)
        for one in MEASURES
    )
    bounds = Bounds(60, 30, 20, "tier low")
    health = HealthResult(
        72.5, "green", 40, False, "measures", parts, 72.5, None, None, 5, None, None, None, bounds
    )
    days = [TODAY - timedelta(days=7 * back) for back in reversed(range(weeks))]
    scores = tuple(
        WeekScore(day, 70.0 if place else None, "green", False, False, (80.0,) + (None,) * 5)
        for place, day in enumerate(days)
    )
    events = (
        HealthEvent(days[0], "touchpoint", "check-in"),
        HealthEvent(days[1], "override", "health set to 80: why", TODAY),
        HealthEvent(TODAY + timedelta(days=9), "renewal", "renewal due"),
    )
    shares = {"adoption": 50.0, "support": 22.5} if points else {}
    counted = tuple(shares.get(one) for one in MEASURES)
    return AccountHealth("Acme", 1, TODAY, health, counted, scores, events, TODAY)


def test_the_chart_has_gaps_for_the_unknown_thresholds_and_events() -> None:
    figure = health_lines.chart(known(), set(LINES), UNICODE)
    assert figure is not None
    assert [one.name for one in figure.series] == ["score", "adoption"]
    assert [y for _, y in figure.series[0].points] == [None, 70, 70]
    assert [one.name for one in figure.thresholds] == [
        "green from 60",
        "yellow from 30",
        "at risk below 20",
    ]
    assert figure.last == TODAY + timedelta(days=9)
    assert [one.glyph for one in figure.events] == ["○", "!", "◆"]
    assert health_lines.chart(known(), {"pulse"}, UNICODE) is None
    plain = health_lines.chart(known(), {"score"}, ASCII)
    assert plain is not None
    assert all(len(one.glyph) == 1 and one.glyph.isascii() for one in plain.events)


def test_a_bar_is_as_long_as_its_weight_and_full_by_its_points() -> None:
    adoption, _, _, support, *_ = (
        shown.plain for shown in health_lines.contribution_lines(known(), ASCII)
    )
    assert adoption.startswith("adoption     ================----  50.0 of 62   80")
    assert support.startswith("support      =======-----          22.5 of 38   60")
    imported = health_lines.contribution_lines(known(points=False), ASCII)[0].plain
    assert "not counted   80" in imported
    unknown = health_lines.contribution_lines(known(), ASCII)[5].plain
    assert unknown.startswith("pulse        unknown")


def test_the_line_above_the_keys_says_what_costs_most() -> None:
    assert health_lines.most_lost(known()) == (
        "Support costs most: 15 of its 38 points."
        " Without data: engagement, relationship, sentiment, pulse."
    )


def test_the_head_names_the_thresholds_and_whose_they_are() -> None:
    first, second = health_lines.head_lines(known(), UNICODE, "26 weeks")
    assert first.plain == "Acme  ▲ 73  ↗ 5 in 4 weeks  26 weeks"
    assert second.plain == (
        "coverage 40 % · green from 60, yellow from 30, at risk below 20 (tier low)"
    )


def test_overrides_and_renewals_are_named_before_touchpoints() -> None:
    kinds = [one.kind for one in health_lines.latest_events(known(), 2)]
    assert kinds == ["renewal", "override"]
    assert [one.kind for one in health_lines.latest_events(known(), 3)] == [
        "renewal",
        "override",
        "touchpoint",
    ]


def test_spans_and_choices_of_lines_go_round() -> None:
    chosen = ChartChoice()
    chosen.turn(-5)
    assert chosen.span == "13 weeks"
    chosen.turn(9)
    assert (chosen.weeks, chosen.span) == (None, "all weeks")
    chosen.next_lines()
    assert chosen.lines == {"score"}
    chosen.next_lines()
    assert chosen.lines == {"score", "adoption"}
    chosen.toggle("adoption")
    chosen.toggle("pulse")
    assert chosen.lines == {"score", "pulse"}
    chosen.next_lines()
    assert chosen.lines == set(LINES)


@pytest.mark.parametrize(
    ("counts", "bar"),
    [
        ((3, 0, 0, 1), "++++++++??"),
        ((1000, 1, 1, 1), "+++++++=-?"),
        ((0, 0, 0, 5), "??????????"),
        ((0, 0, 0, 0), "          "),
    ],
)
def test_the_bar_of_bands_is_whole_and_forgets_nobody(
    counts: tuple[int, int, int, int], bar: str
) -> None:
    bands: tuple[Band, ...] = ("green", "yellow", "red", "unknown")
    pieces = health_rows.stacked(dict(zip(bands, counts, strict=True)), 10, ASCII)
    assert "".join(piece.text for piece in pieces) == bar


def test_a_narrow_line_of_figures_keeps_the_bands_whole() -> None:
    bands = [BandSum("high", "green", 1200, 1), BandSum("high", "yellow", 300, 1)]
    found = health_rows.Found(bands, [Movers(28, (), ())], Gaps([], 7, [], 0))
    setting = health_rows.Setting(UNICODE, lambda cents: "–" if cents is None else "$")
    assert "0 fell, 0 rose · 7 stale" in health_rows.figures_line(found, setting, 80).plain
    shown = health_rows.figures_line(found, setting, 60).plain
    assert "▲ 1,200  ■ 300  ▼ 0  ? 0" in shown
    assert "rose" not in shown
    assert "7 stale" in shown


def test_at_the_least_width_the_unknown_are_still_counted() -> None:
    bands = [BandSum("high", "green", 7, 236_000_000), BandSum("high", "unknown", 52, 65_100_000)]
    setting = health_rows.Setting(UNICODE, money)
    (part,) = health_rows.parts(health_rows.Found(bands), 4, frozenset(), setting)
    shown = "".join(piece.text for piece in laid(part.entries[0].shown(56), 56))
    assert "? 52" in shown
    assert "3.01M" in shown


def test_a_section_shows_some_says_how_many_more_and_opens() -> None:
    rows = [
        ReviewRow(id, f"Account {id}", None, "low", None, "unknown", None, None, None, "unknown")
        for id in range(9)
    ]
    found = health_rows.Found(gaps=Gaps([], 0, rows, 12))
    setting = health_rows.Setting(UNICODE, lambda cents: "–" if cents is None else "$")

    def lines(whole: frozenset[str], most: int = 4) -> list[str]:
        (part,) = health_rows.parts(found, most, whole, setting)
        return [entry.shown(60).plain for entry in part.entries]

    assert len(lines(frozenset())) == 5
    assert lines(frozenset())[-1] == "… 8 more"
    assert len(lines(frozenset({"unknown"}))) == 10
    assert lines(frozenset({"unknown"}))[-1] == "… 3 more, not listed: a filter finds them"


# The screen


def test_the_first_screenful_says_who_is_well_and_who_fell(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("5")
        assert driver.shows("[5 Health]")
        assert driver.lines()[1].startswith(" 59 accounts  ▲ ")
        assert "fell" in driver.lines()[1]
        high = driver.line_of("High touch")
        assert "$3." in high
        assert driver.shows("▾ Fell over 28 days")
        assert driver.shows("▾ Rose over 28 days")
        # The cursor begins on who fell furthest, and the line above the keys says by what.
        assert "Meridian Foods" in driver.cursor_line()
        assert "fell 34 points in 28 days" in driver.lines()[-2]
        await driver.press("g", "enter")
        assert "tier:high" in driver.lines()[1]
        assert driver.lines()[1].startswith(" 13 accounts")
        await driver.press("escape")
        assert driver.lines()[1].startswith(" 59 accounts")
        for _ in range(4):
            await driver.press("j")
        assert "more" in driver.cursor_line()
        await driver.press("enter")
        assert "more" not in driver.cursor_line()
        await driver.press("H")
        assert driver.shows("26 weeks")

    drive(demo, script)


def test_beside_the_list_stands_the_chart_of_the_account(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("5")
        assert "Meridian Foods  ▼ 31" in driver.lines()[2]
        await driver.press("j", "comma")
        assert "Blue Heron Media" in driver.lines()[2]
        assert "13 weeks" in driver.lines()[2]

    drive(demo, script, size=WIDE)


# The chart


def test_lines_and_spans_of_the_chart_by_single_keys(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "H")
        assert driver.shows("26 weeks")
        assert driver.shows("[c]score [d]adopt")
        assert driver.shows(" adoption     ")
        await driver.press("full_stop", "d", "b")
        assert driver.shows("52 weeks")
        assert driver.shows("[c]score  d adopt")
        assert not any("pulse" in shown for shown in driver.lines()[3:14])
        await driver.press("T")
        assert driver.shows("▾ Weeks  52")
        assert "2026-02-02" in driver.cursor_line()
        await driver.press("J")
        assert driver.shows("▾ Contributions")
        await driver.press("T", "enter")
        assert driver.shows(" Level  ")
        await driver.press("H", "enter")
        assert driver.shows(" Level  ")
        await driver.press("H", "H")
        assert driver.shows(" Level  ")

    drive(demo, script)


def test_a_reading_is_recorded_from_the_chart_and_undone(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "H")
        assert driver.shows("José Médico  ? –")
        assert driver.shows("Nothing is known of these weeks.")
        await driver.press("r")
        await driver.type("adoptoin")
        await driver.press("enter")
        assert driver.shows("Did you mean adoption?")
        for _ in range(8):
            await driver.press("backspace")
        await driver.type("adoption")
        await driver.press("tab")
        await driver.type("62")
        await driver.press("tab")
        for _ in range(5):
            await driver.press("backspace")
        await driver.type("-3d")
        await driver.press("enter")
        assert "Adoption 62 of" in driver.lines()[-2]
        assert "62" in driver.line_of(" adoption  ")
        await driver.press("p", "4")
        assert "~" in driver.lines()[1]
        await driver.press("u", "u")
        assert "unknown" in driver.line_of(" adoption  ")

    drive(book, script, size=(100, 30))
    assert readings(book) == []


def test_a_reading_is_of_a_day_up_to_today(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("j", "H", "r")
        for text in ("support", "50"):
            await driver.type(text)
            await driver.press("tab")
        for _ in range(5):
            await driver.press("backspace")
        await driver.type("+3d")
        await driver.press("enter")
        assert driver.shows("A reading is of a day up to today.")
        for _ in range(3):
            await driver.press("backspace")
        await driver.type("-3d")
        await driver.press("enter")

    drive(book, script)
    assert readings(book) == [(date(2026, 1, 30).isoformat(), "support", 50, None)]


def test_ascii_has_no_other_signs(book: Path) -> None:
    async def script(driver: Driver) -> None:
        for keys in (("5",), ("j", "H"), ("T",)):
            await driver.press(*keys)
            lines = [shown for shown in driver.lines() if not ("José" in shown or "Kan" in shown)]
            assert "\n".join(lines).isascii(), driver.screen()

    drive(book, script, size=WIDE, config=Config(start_screen="portfolio", ascii=True))
