"""Place 7, cost to serve: the chart, tiers, who stands out, bands, what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from csm_tui import formatting
from csm_tui.config import Config
from csm_tui.domain.filters import parse
from csm_tui.domain.model_file import load
from csm_tui.domain.serving import OVER, UNDER, Judge, Placement
from csm_tui.models import preset
from csm_tui.operations import touch_models
from csm_tui.queries.economics import Economics, EconomicsRow, economics
from csm_tui.store.database import open_book
from csm_tui.store.standings import prepare
from csm_tui.tui import cost_lanes
from csm_tui.tui import cost_rows as rows
from csm_tui.tui.charts.figures import LANE_STEPS
from csm_tui.tui.charts.lane_drawing import drawn
from csm_tui.tui.pieces import Line, laid
from csm_tui.tui.setting import Setting
from tests.tui.driving import NOW, TODAY, WIDE, Driver, add_account, drive

MODEL = load(preset("four-tier"), file="four-tier")
COSTS = MODEL.costs
SETTING = Setting(TODAY, formatting.UNICODE, formatting.money)


def text(shown: Line) -> str:
    return "".join(piece.text for piece in (*shown.left, *shown.right))


def row(arr: int | None, tier: Any = "low", **changed: Any) -> EconomicsRow:
    """Return an account as judged by the model; `arr` in units."""
    placed = Placement(
        tier=tier,
        level=changed.get("level", tier),
        quadrant=None,
        arr=None if arr is None else arr * 100,
        size=changed.get("size"),
        band=changed.get("band", "green"),
        red_since=changed.get("red_since"),
        minutes=changed.get("minutes"),
    )
    found = Judge(MODEL, "USD").judge(placed)
    account = f"{tier} {arr}"
    return EconomicsRow(account, arr or 0, placed.arr, tier, placed.level, placed.minutes, found)


def asked(path: Path, words: str = "") -> Economics:
    with open_book(path) as book:
        prepare(book.connection, TODAY)
        return economics(book.connection, parse(words), today=TODAY)


def adopt(path: Path, toml: str) -> None:
    with open_book(path) as book:
        touch_models.use(book, toml, file="mine", note="", today=TODAY, now=NOW)


# The chart


def test_an_account_stands_in_the_lane_of_what_it_gets_not_of_what_its_tier_is_planned_for() -> (
    None
):
    # Planned 5.4 %; at medium touch 25.1 %.
    raised = row(10_000, level="medium")
    found = cost_lanes.spread([raised, row(100_000, "high"), row(5_430, "low")], COSTS)
    assert found is not None
    held = {lane.name: lane.number() for lane in found.lanes if lane.dots}
    assert held == {"above 25 %": 1, "5–10 %": 2}
    assert found.lanes[0].number(OVER) == 1
    coarse = cost_lanes.coarser(found, COSTS)
    assert [(lane.name, lane.number()) for lane in coarse.lanes] == [
        ("above 15 %", 1), ("10–15 %", 0), ("5–10 %", 2), ("to 5 %", 0),
    ]  # fmt: skip
    assert coarse.lane(15.0) == 1
    assert coarse.lane(15.01) == 0


def test_what_was_logged_counts_where_it_is_more() -> None:
    logged = row(10_000, minutes=60 * 40)
    assert logged.found.served_share == logged.found.actual_share
    light = row(10_000, minutes=1)
    assert light.found.served_share == light.found.level_share
    assert row(None).found.served_share is None


@pytest.mark.parametrize("arrs", [(10_000,), (900, 1_000), (500, 40_000_000)])
def test_the_scale_runs_over_all_arrs_and_names_its_marks(arrs: tuple[int, ...]) -> None:
    found = cost_lanes.spread([row(arr) for arr in arrs], COSTS)
    assert found is not None
    figure = cost_lanes.lane_figure(found, formatting.money, "•")
    steps = [dot.step for lane in figure.lanes for dot in lane.dots]
    assert all(0 <= step < LANE_STEPS for step in steps)
    assert len(figure.ticks) >= 3
    assert all(0 <= step < LANE_STEPS for step, _ in figure.ticks)


def test_accounts_without_a_share_are_in_no_lane_and_counted_beside_it() -> None:
    found = cost_lanes.spread([row(None), row(0), row(10_000)], COSTS)
    assert found is not None
    assert found.unknown == 2
    assert cost_lanes.lane_figure(found, formatting.money, "•").foot == "2 no share"
    assert cost_lanes.spread([row(None)], COSTS) is None


@pytest.mark.parametrize("plain", [False, True])
def test_the_drawing_counts_crowds_and_shows_who_stands_out_by_a_letter(plain: bool) -> None:
    crowd = [row(20_000) for _ in range(4)]
    over = row(6_000, level="medium")
    red = row(150_000, "high", size=80.0, red_since=date(2026, 1, 1))
    found = cost_lanes.spread([*crowd, over, red], COSTS)
    assert found is not None
    figure = cost_lanes.lane_figure(found, formatting.money, "x")
    figure = figure._replace(here=cost_lanes.place(found, over))
    canvas = drawn(figure, 70, len(figure.lanes) + 1, plain=plain)
    lines = [laid(canvas.line(y), 70, plain=plain) for y in range(canvas.height)]
    shown = "\n".join("".join(piece.text for piece in pieces) for pieces in lines)
    assert shown.isascii() or not plain
    assert "[O]" in shown or "O]" in shown
    assert "U" in shown
    assert "4" in shown
    many = cost_lanes.spread([*crowd * 30, over], COSTS)
    assert many is not None
    dense = drawn(cost_lanes.lane_figure(many, formatting.money, "x"), 70, 9, plain=False)
    assert any("▓" in dense.line(y).plain for y in range(9))


# The lines


def test_the_line_above_the_keys_has_the_terms_of_the_cost(book: Path) -> None:
    found = asked(book)._replace(currency="USD")
    (raised, planned, logged, unknown) = (
        row(10_000, level="medium"),
        row(100_000, "high"),
        row(5_000, minutes=60 * 40),
        row(None),
    )
    assert text(rows.account_why(raised, found, "")) == (
        " medium: $120,000 ÷ 70 + $600 + $200 = $2,514.29 a year, 25.1 % of $10,000"
    )
    assert text(rows.account_why(planned, found, "")).endswith("$6,800 a year, 6.8 % of $100,000")
    assert text(rows.account_why(logged, found, "")).startswith(" logged: 40 h × $")
    assert text(rows.account_why(unknown, found, "e gives it")).endswith("not known: e gives it")


def test_a_tier_stands_beside_what_the_model_expects_of_it(book: Path) -> None:
    adopt(book, preset("three-tier"))
    found = asked(book)
    high = found.tiers[0]
    assert text(rows.tier_line(high, found, SETTING, 76)).endswith(("above", "within", "below"))
    assert "ARR : cost" in text(rows.tier_line(high, found, SETTING, 116))
    assert "÷" in text(rows.tier_why(high, found))
    assert "below 10–25 %" in text(rows.blended_line(found, SETTING, 76))
    assert "below the 10–25 % of ARR expected" in text(rows.blended_line(found, SETTING, 116))


def test_what_the_model_states_besides_is_told(book: Path) -> None:
    model = (
        preset("four-tier")
        .replace("# gross_margin = 75 ", "gross_margin = 75 ")
        .replace("# retention = 90", "retention = 90")
        .replace("# target_margin = 20 ", "target_margin = 20 ")
    )
    adopt(book, model)
    said = dict(rows.besides(rows.served(asked(book)), SETTING))
    assert said["Target margin"].startswith("1 account cost")
    assert "ARR × 75 % gross margin ÷ (100 % − 90 % retention)" in said["Lifetime value"]
    assert said["Logged"].startswith("1 h on 1 account since 2 Feb 2025")


# The screen


def test_it_says_what_each_tier_costs_and_who_stands_out_in_one_screenful(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7")
        assert driver.lines()[1].startswith(" [Cost]")
        assert driver.lines()[2].rstrip().endswith("O 10 over-served  U 7 under-served")
        assert driver.line_of("above 15 %").split()[-1] == "12"
        assert driver.line_of("1 no share")
        high = driver.line_of("High touch").split()
        assert high[3:] == ["13", "$3.21M", "$6,800", "$88K", "2.8", "%", "36.4×"]
        assert "3.2 %  below 10–25 %" in driver.line_of("Blended")
        assert "medium touch: $2,514, 59.9 % of ARR" in driver.line_of("Sirocco Sailing")
        assert "size 100, in red since 23 Jan 2026" in driver.line_of("Meridian Foods")
        assert driver.lines()[-2].startswith(" high: $120,000 ÷ 20 + $600 + $200 = $6,800 a year")

    drive(demo, script)


def test_the_account_of_the_line_is_marked_in_the_chart_and_opened_by_enter(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7")
        assert "[O]" not in driver.screen()
        await driver.press("J", "j")
        assert driver.cursor_line().split()[1:3] == ["Sirocco", "Sailing"]
        assert "[O]" in driver.line_of("above 15 %")
        assert "÷ 70 + $600 + $200 = $2,514.29 a year, 59.9 % of $4,200" in driver.lines()[-2]
        await driver.press("enter")
        assert "Sirocco Sailing" in driver.lines()[1]
        await driver.press("escape")
        assert driver.cursor_line().split()[1:3] == ["Sirocco", "Sailing"]

    drive(demo, script)


def test_the_rest_of_a_section_and_the_accounts_of_a_band_are_there_on_a_key(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7")
        assert "… 8 more" in driver.screen()
        await driver.press("J", "j", "j", "j", "enter")
        assert driver.cursor_line().split()[1] == "Kopi"
        assert not driver.shows("shows them")
        await driver.press("J", "J", "l", "j")
        assert driver.line_of("Expensive").split()[2:4] == ["1", "$600"]
        assert driver.cursor_line().split()[1:4] == ["Cactus", "Crafts", "tech"]
        assert driver.cursor_line().rstrip().endswith("over-served")

    drive(demo, script)


def test_enter_on_a_tier_keeps_its_accounts_alone_until_the_filter_is_cleared(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7", "j", "j", "enter")
        assert driver.lines()[1].rstrip().endswith("tier:low")
        assert "O 8 over-served  U 0 under-served" in driver.lines()[2]
        assert driver.line_of("High touch").split()[2:] == ["0", "$0", "$6,800", "$0", "–", "–"]
        assert driver.shows("nobody")
        await driver.press("enter")
        assert driver.lines()[1].rstrip().endswith("tier:low")
        await driver.press("escape")
        assert driver.line_of("High touch").split()[2] == "13"
        await driver.press("slash")
        await driver.type("owner:nobody-of-that-name")
        assert driver.shows("No live accounts match this filter")
        assert not driver.shows("longer span")

    drive(demo, script)


def test_the_chart_as_a_table_has_the_same_accounts(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7", "T")
        assert driver.line_of("above 15 %").split()[3:] == ["12", "10", "0"]
        assert driver.line_of("no share").split()[2] == "1"
        await driver.press("j", "j")
        assert "or what was logged where that is more" in driver.lines()[-2]
        await driver.press("T")
        assert driver.shows("$100K")

    drive(demo, script)


def test_a_wide_screen_has_finer_lanes_touch_and_all_sections(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7")
        assert driver.line_of("25–50 %").split()[-1] == "5"
        assert "tech → medium" in driver.line_of("Sirocco Sailing")
        assert "1 without ARR" in driver.line_of("Tech touch")
        for band, number in (("Viable", "2"), ("Comfortable", "48"), ("No share", "1")):
            assert number in driver.line_of(f"▸ {band}").split()
        await driver.press("G")
        assert driver.shows("Lifetime value needs gross_margin and retention")

    drive(demo, script, size=WIDE)


def test_it_is_readable_in_ascii(demo: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("7", "J", "j", "j", "j", "enter")
        assert "[O]" in driver.line_of("above 15 %")
        plain = driver.screen()
        for name in ("é", "í", "ó"):
            plain = plain.replace(name, "e")
        assert plain.isascii()

    drive(demo, script, config=Config(ascii=True))


def test_without_any_cost_it_says_first_what_the_model_lacks(book: Path) -> None:
    adopt(book, preset("four-tier").replace("fully_loaded = 120_000", "fully_loaded = 0"))

    async def script(driver: Driver) -> None:
        await driver.press("7")
        assert driver.lines()[2].startswith(" ▾ What is missing")
        assert driver.shows("fully_loaded under [costs]")
        assert driver.shows("not known, for want of shares of ARR")
        assert driver.line_of("High touch").split()[4:] == ["–"] * 4
        await driver.press("T")
        assert driver.shows("There is no chart here.")

    drive(book, script)


def test_without_any_arr_no_share_is_made_up(empty_book: Path) -> None:
    add_account(empty_book, "Nothing Known", start_date=date(2025, 1, 1))

    async def script(driver: Driver) -> None:
        await driver.press("7")
        assert driver.line_of("No tier").split()[2:] == ["1", "–", "–", "–", "–", "–"]
        assert driver.shows("1 account without ARR")
        await driver.press("J", "J", "J", "l", "j")
        assert driver.cursor_line().split()[1:3] == ["Nothing", "Known"]
        assert driver.lines()[-2].startswith(" Nothing Known: its tier has no cost")

    drive(empty_book, script)


def test_a_book_without_live_accounts_says_so(empty_book: Path) -> None:
    add_account(empty_book, "Hope", status="prospect")

    async def script(driver: Driver) -> None:
        await driver.press("7")
        assert driver.shows("No live accounts are there yet")
        assert driver.shows("to import files")

    drive(empty_book, script)


def test_it_can_be_looked_at_read_only_and_follows_a_change_otherwise(book: Path) -> None:
    async def look(driver: Driver) -> None:
        await driver.press("7")
        assert driver.line_of("Under-served").split()[2:4] == ["1", "account"]

    drive(book, look, read_only=True)

    async def change(driver: Driver) -> None:
        await driver.press("7")
        assert driver.line_of("Blended").split()[1:3] == ["5", "802K"]
        add_account(book, "Later Ltd", arr=30_000_00, start_date=date(2025, 1, 1))
        await driver.press("u")
        assert driver.line_of("Blended").split()[1:3] == ["5", "802K"]

    drive(book, change)


def test_it_is_place_seven_and_in_the_palette(book: Path) -> None:
    async def script(driver: Driver) -> None:
        await driver.press("colon")
        await driver.type("cost to serve")
        await driver.press("enter")
        assert driver.lines()[1].startswith(" [Cost]")
        await driver.press("2", "7")
        assert driver.lines()[1].startswith(" [Cost]")
        assert UNDER in driver.screen()

    drive(book, script)
