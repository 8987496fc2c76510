from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csm_tui import formatting as f

TODAY = date(2026, 2, 2)


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (512_000_00, "$512K"),
        (6_420_000_00, "$6.42M"),
        (1_900_000_00, "$1.9M"),
        (38_000_00, "$38K"),
        (9_500_00, "$9.5K"),
        (5_000_00, "$5K"),
        (950_00, "$950"),
        (0, "$0"),
        (999_49, "$999"),
        (999_500_00, "$1M"),
        (104_200_000_00, "$104M"),
        (2_000_000_000_00, "$2B"),
        (-88_000_00, "-$88K"),
        (None, "–"),
    ],
)
def test_money_is_three_digits(cents: int | None, shown: str) -> None:
    assert f.money(cents, "USD") == shown


@given(st.integers(min_value=0, max_value=10**15))
def test_money_never_needs_more_than_six_cells(cents: int) -> None:
    assert len(f.money(cents)) <= 6


def test_money_takes_the_currency_of_the_book() -> None:
    assert f.money(512_000_00, "EUR") == "€512K"
    assert f.money(512_000_00, "CHF") == "CHF 512K"
    assert f.money_exact(15_50, "EUR") == "€15.50"
    assert f.money_exact(512_000_00, "USD") == "$512,000"
    assert f.money_moved(512_000_00, 415_000_00, "USD") == ("$512K", "$415K")
    assert f.money_moved(24_999_00, 25_000_00, "USD") == ("$24,999", "$25,000")
    assert f.money_moved(25_000_00, 25_000_00) == ("25K", "25K")


def test_where_the_book_names_no_currency_no_sign_is_guessed() -> None:
    assert f.money(512_000_00) == "512K"
    assert f.money_exact(-512_000_00) == "-512,000"


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (0, "today"),
        (4, "Fri 6 Feb"),
        (6, "Sun 8 Feb"),
        (12, "14 Feb"),
        (-21, "12 Jan"),
        (400, "Mar 2027"),
        (-400, "Dec 2024"),
    ],
)
def test_days_are_said_as_people_say_them(days: int, shown: str) -> None:
    assert f.day(TODAY + timedelta(days=days), TODAY) == shown


def test_a_distance_is_in_words() -> None:
    assert f.away(TODAY, TODAY) == "today"
    assert f.away(TODAY + timedelta(days=1), TODAY) == "in 1 day"
    assert f.away(TODAY - timedelta(days=3), TODAY) == "3 days ago"
    assert f.away(None, TODAY) == ""


def test_what_is_overdue_says_by_how_much() -> None:
    overdue = TODAY - timedelta(days=14)
    assert f.next_day(overdue, overdue, TODAY) == ("!14d", "bad")
    assert f.next_day(TODAY, TODAY, TODAY) == ("today", "warn")
    assert f.next_day(TODAY + timedelta(days=4), None, TODAY) == ("Fri 6 Feb", "text")
    assert f.next_day(None, None, TODAY) == ("–", "muted")


@pytest.mark.parametrize(
    ("value", "band", "shown"),
    [
        (82.0, "green", "▲ 82"),
        (69.5, "yellow", "■ 70"),
        (31.2, "red", "▼ 31"),
        (None, "unknown", "? –"),
    ],
)
def test_health_is_a_glyph_and_a_figure(value: float | None, band: str, shown: str) -> None:
    assert f.health(value, band) == shown


def test_a_provisional_health_says_so() -> None:
    assert f.health(75.0, "green", provisional=True) == "▲ 75~"


def test_every_glyph_has_an_ascii_form() -> None:
    for name, value in f.ASCII._asdict().items():
        text = "".join(value.values()) if isinstance(value, dict) else value
        assert text.isascii(), name
    assert f.health(31.0, "red", glyphs=f.ASCII) == "- 31"
    assert f.level("medium", "high", f.ASCII) == "M^H"


def test_a_sparkline_keeps_its_width_and_marks_what_is_unknown() -> None:
    assert f.spark("  0123456789", 12) == "··▁▁▂▃▄▅▅▆▇▇"
    assert f.spark("  0123456789", 3) == "▆▇▇"
    assert f.spark("9", 3) == "··▇"


@pytest.mark.parametrize(
    ("tier", "level", "shown"),
    [
        ("medium", "high", "M↑H"),
        ("high", "high", "H"),
        ("high", "medium", "H↓M"),
        ("unknown", "medium", "?↑M"),
        ("unknown", "unknown", "?"),
        ("low", None, "–"),
    ],
)
def test_a_level_shows_how_the_journey_moved_it(tier: str, level: str | None, shown: str) -> None:
    assert f.level(tier, level) == shown


def test_a_stage_shows_the_day_that_matters_in_it() -> None:
    start, renewal = TODAY - timedelta(days=34), TODAY + timedelta(days=43)
    assert f.stage("onboarding", TODAY, start, None) == "onb d34"
    assert f.stage("onboarding", TODAY, TODAY + timedelta(days=3), None) == "starts 3d"
    assert f.stage("renewal", TODAY, None, renewal) == "renew 43d"
    assert f.stage("renewal", TODAY, None, TODAY - timedelta(days=12)) == "renew !12d"
    assert f.stage("growth", TODAY, start, renewal) == "growth"
    assert f.stage(None, TODAY, None, None) == "prospect"


def test_shares_are_whole_percents_and_small_ones_are_not_nothing() -> None:
    assert f.percent(2, 3) == "67 %"
    assert f.percent(1, 1000) == "<1 %"
    assert f.percent(0, 10) == "0 %"
    assert f.percent(1, 0) == ""
    assert f.percent(28_190, 1_300) == "2,168 %"


def test_plurals() -> None:
    assert f.plural(1, "account") == "1 account"
    assert f.plural(1204, "account") == "1,204 accounts"
    assert f.plural(2, "day") == "2 days"
    assert f.plural(2, "company") == "2 companies"


@given(st.floats(min_value=-10, max_value=200), st.integers(min_value=0, max_value=60))
def test_a_bar_always_has_its_width(value: float, width: int) -> None:
    full, rest = f.bar(value, width)
    assert len(full + rest) == width


def test_a_bar_of_little_is_not_empty_and_of_nothing_is() -> None:
    assert f.bar(0.1, 10)[0] == "━"
    assert f.bar(0.0, 10)[0] == ""
    assert f.bar(None, 3) == ("", "···")


def test_durations() -> None:
    assert [f.minutes(value) for value in (45, 60, 250, None)] == ["45m", "1h", "4h10", "–"]


def test_a_trend_has_an_arrow_and_points() -> None:
    assert f.trend(-24.4) == ("↘ 24", "bad")
    assert f.trend(3.0) == ("↗ 3", "good")
    assert f.trend(0.2) == ("→ 0", "muted")
    assert f.trend(None) == ("", "muted")


def test_heat_rises_with_the_load_and_is_full_only_where_it_is_over() -> None:
    assert "".join(f.heat(load, 360) for load in (0, 1, 51, 52, 180, 360, 361)) == "·▁▁▂▄▇█"
    assert f.heat(10, 0) == "█"
    assert f.heat(180, 360, f.ASCII) == "4"


def test_hours_are_short_enough_for_a_cell() -> None:
    assert [f.hours(value) for value in (45, 250, 5_999, 6_000, 600_030)] == [
        "45m",
        "4h10",
        "99h59",
        "100h",
        "10000h",
    ]


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(3, 0, "+3"), (-1204.5, 1, "-1,204.5"), (-0.04, 1, "0"), (0.04, 1, "0"), (-0.0, 0, "0")],
)
def test_a_change_has_its_sign_and_none_is_no_minus_zero(
    value: float, digits: int, shown: str
) -> None:
    assert f.signed(value, digits) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (3.26, 3.24, "<0.1 pt"),
        (3.24, 3.26, "<0.1 pt"),
        (3.2, 2.0, "−1.2 pt"),
        (3, 4.5, "+1.5 pt"),
    ],
)
def test_a_difference_too_small_to_be_written_says_so(
    before: float, after: float, shown: str
) -> None:
    assert f.difference(before, after, lambda share: f"{share:.1f} %") == shown
